import Diagnostics
import SurveyModel
import Tables

@testable import Ingest

/// The cells of a delimited file, as the product reads them.
func cells(of fixture: FieldFixture) throws -> SourceCells {
  let source = SourceDefinition(name: fixture.group, role: .survey, path: fixture.path, format: .csv)
  return try SourceCells(source, wave: 2025, folder: fixture.folder)
}

/// How the cells of a delimited file differ from an expectation: `rows` or `first_rows` and `last_row`, their number,
/// and the checksum of all of them as compact JSON.
func cellComplaints(_ fixture: FieldFixture, _ cells: SourceCells) -> [String] {
  guard let expectation = fixture.expectation, !expectation["nrows"].isNull else { return [] }
  let rows = (0..<cells.grid.rowCount).map { row in
    (0..<cells.grid.cellCount(row: row)).map { cells.grid.text(row, $0) }
  }
  var complaints: [String] = []
  if Double(rows.count) != expectation["nrows"].number {
    complaints.append("\(rows.count) rows instead of \(expectation["nrows"].text)")
  }
  let expected = expectation["rows"].isNull ? expectation["first_rows"].array : expectation["rows"].array
  for (number, row) in expected.enumerated() {
    let wanted = row.array.map { $0.string ?? "" }
    if number >= rows.count || rows[number] != wanted { complaints.append("row \(number + 1) is not \(wanted)") }
  }
  if sha256Hex(compactJSON(rows)) != expectation["sha256_of_compact_json"].string {
    complaints.append("the cells together have another checksum")
  }
  return complaints
}

/// Rows of texts as JSON without spaces, only quotes, backslashes and control characters escaped.
private func compactJSON(_ rows: [[String]]) -> [UInt8] {
  var json = "["
  for (number, row) in rows.enumerated() {
    json += number > 0 ? ",[" : "["
    json += row.map { cell in
      var text = "\""
      for scalar in cell.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        default: text.unicodeScalars.append(scalar)
        }
      }
      return text + "\""
    }.joined(separator: ",")
    json += "]"
  }
  return Array((json + "]").utf8)
}

/// Reads a survey's cells with a codebook as questionnaire.
func surveyTable(
  _ cells: SourceCells, _ variables: [SurveyVariable], platform: String? = nil, style: String? = nil
) throws -> IngestResult {
  var source = SourceDefinition(name: "survey", role: .survey, path: cells.file, format: .csv, platform: platform)
  source.answerStyle = style
  let pipeline = testPipeline(codebook: Codebook(variables))
  return try ingestSurvey(cells, source, wave: 2025, pipeline: pipeline, UnitResolver(pipeline.units))
}

/// Collects what is not as expected.
struct Complaints {
  private(set) var list: [String] = []

  mutating func expect<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
    if found != wanted { list.append("\(what) is \(found), not \(wanted)") }
  }

  mutating func add(_ complaints: [String]) { list += complaints }

  var outcome: FixtureOutcome { list.isEmpty ? .read : .wrong(list) }
}

extension IngestResult {
  /// The texts of a column; empty when there is none.
  func texts(_ column: String) -> [String] { dataset.table[column]?.texts ?? [] }
}
