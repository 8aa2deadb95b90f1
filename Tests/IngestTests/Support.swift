import Diagnostics
import Expressions
import Foundation
import SurveyModel
import Tables

@testable import Ingest

/// The folder of data files.
let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures").path

func fixtureBytes(_ path: String) throws -> [UInt8] {
  try readFile("\(fixtures)/\(path)", shownAs: path)
}

/// A folder of its own for the files of one test.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ingest-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path).appendingPathComponent(name))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The units of an invented city: A, and B from which the zone Z is carved out.
let testUnits = UnitRegistry(
  city: AssessedUnit(
    id: "CITY", name: LocalizedText(zh: "全市", en: "City"), level: "city", aliases: ["合计"], isRanked: false),
  units: [
    AssessedUnit(id: "A", name: LocalizedText(zh: "东区", en: "East"), level: "district", aliases: ["东"]),
    AssessedUnit(id: "B", name: LocalizedText(zh: "西区", en: "West"), level: "district", aliases: ["西区（不含新区）"]),
    AssessedUnit(id: "Z", name: LocalizedText(zh: "新区", en: "Zone"), level: "district", carvedOutOf: "B"),
    AssessedUnit(
      id: "BZ", name: LocalizedText(zh: "西区(含新区)", en: "West incl. Zone"), level: "parent", members: ["B", "Z"],
      isRanked: false),
  ])

func testPipeline(codebook: Codebook = Codebook(), units: UnitRegistry = testUnits) -> PipelineDefinition {
  PipelineDefinition(
    id: "test", title: LocalizedText("test"), edition: "1", wave: 2025, asOf: "2025-12-31", output: "out", units: units,
    questionnaire: Questionnaire(id: "q", sections: [], questions: [], codebook: codebook))
}

/// The messages of the error that `body` throws; empty when it throws none.
func problems(_ body: () throws -> Void) -> [Diagnostic] {
  do {
    try body()
    return []
  } catch let error as DiagnosticError {
    return error.diagnostics
  } catch {
    return []
  }
}

func failureKind(_ body: () throws -> Void) -> FailureKind? {
  do {
    try body()
    return nil
  } catch {
    return (error as? DiagnosticError)?.kind
  }
}

extension Column {
  /// The values as text, missing cells as the name of their kind in brackets.
  var texts: [String] {
    (0..<count).map { row in
      if isMissing(at: row) { return "[\(missingKind(at: row).name)]" }
      switch storage {
      case .bool(let values): return "\(values[row])"
      case .int8(let values): return "\(values[row])"
      case .int16(let values): return "\(values[row])"
      case .int32(let values): return "\(values[row])"
      case .int64(let values): return "\(values[row])"
      case .double(let values): return shortestText(values[row])
      case .category(let values): return values.dictionary[values[row]]
      case .set(let values):
        return values.options.indices.filter { values.masks[row] & 1 << UInt64($0) != 0 }
          .map { values.options[$0] }.joined(separator: "|")
      case .text(let values): return values[row]
      case .date(let values): return isoDateText(days: values[row])
      case .dateTime(let values): return isoDateTimeText(seconds: values[row])
      }
    }
  }
}

/// The cells of a delimited file of a survey.
func surveyCells(_ text: String, file: String = "survey.csv") throws -> SourceCells {
  let folder = try ScratchFolder()
  try folder.write(text, to: file)
  return try SourceCells(
    SourceDefinition(name: "survey", role: .survey, path: file, format: .csv), wave: 2025, folder: folder.path)
}
