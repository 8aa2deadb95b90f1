import Diagnostics
import Foundation
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct StatisticalSourceTests {
  private func label(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func ingest(
    _ builder: SAVBuilder, role: SourceRole, unit: String? = nil, columns: [SourceColumn] = [],
    codebook: Codebook = Codebook()
  ) throws -> IngestResult {
    let folder = try ScratchFolder()
    try Data(builder.bytes()).write(to: URL(fileURLWithPath: "\(folder.path)/t.sav"))
    let source = SourceDefinition(
      name: "s", role: role, path: "t.sav", format: .sav, unitColumn: unit, columns: columns)
    return try Ingest.ingest(source, wave: 2025, pipeline: testPipeline(codebook: codebook), folder: folder.path)
  }

  @Test func recordsKeepTheKindsOfMissingAndTheLabels() throws {
    let read = try ingest(
      SAVBuilder(
        variables: [
          .init(name: "area", width: 8),
          .init(
            name: "days", label: label("Days waited"),
            labels: [(-9, label("Don't know")), (-7, label("Does not apply"))]),
          .init(name: "other"),
        ],
        rows: [
          [.text(label("东区")), .number(3.5), .number(1)], [.text(label("西区")), .number(-9), .number(2)],
          [.text(label("新区")), .number(-7), .number(3)], [.text(label("东区")), .missing, .number(4)],
        ]), role: .records, unit: "area", columns: [SourceColumn(name: "wait", header: "days", type: .double)])
    let table = read.dataset.table
    #expect(table["wait"]?.texts == ["3.5", "[dont_know]", "[not_applicable]", "[empty]"])
    #expect(table[unitColumnName]?.texts == ["A", "B", "Z", "A"])
    #expect(read.dataset.codebook["wait"]?.text.en == "Days waited")
    #expect(read.counts.rowsIn == 4 && read.counts.rowsKept == 4)
  }

  @Test func aSurveyFindsItsVariablesByNameOrLabelAndItsOptionsByCodeOrLabel() throws {
    func option(_ code: String, _ zh: String) -> AnswerOption {
      AnswerOption(code: code, label: LocalizedText(zh: zh, en: code))
    }
    let codebook = Codebook([
      SurveyVariable(
        name: "Q1", question: "Q1", kind: .single, text: LocalizedText("在哪个区？"),
        options: [option("A", "东区"), option("B", "西区")]),
      SurveyVariable(
        name: "Q2", question: "Q2", kind: .likert, text: LocalizedText("是否满意？"),
        options: [option("1", "不满意"), option("2", "满意")]),
      SurveyVariable(name: "Q3", question: "Q3", kind: .numeric, text: LocalizedText("多少天？")),
    ])
    let read = try ingest(
      SAVBuilder(
        variables: [
          .init(name: "V1", label: label("在哪个区？"), labels: [(1, label("东区")), (2, label("西区"))]),
          .init(name: "Q2", labels: [(1, label("不满意")), (2, label("满意")), (9, label("不知道"))]),
          .init(name: "Q3", labels: [(-8, label("拒答"))]), .init(name: "weight"),
        ],
        rows: [
          [.number(1), .number(2), .number(12), .number(1)], [.number(2), .number(9), .number(-8), .number(1)],
        ]), role: .survey, unit: "Q1", codebook: codebook)
    let table = read.dataset.table
    #expect(table["Q1"]?.texts == ["A", "B"])
    #expect(table[unitColumnName]?.texts == ["A", "B"])
    #expect(table["Q2"]?.texts == ["2", "[dont_know]"])
    #expect(table["Q3"]?.texts == ["12", "[refused]"])
    #expect(read.notes.contains { $0.contains("left out: weight") })
  }
}

@Suite struct StatisticalDamageTests {
  private static let names = [
    "sav/sample_missing.sav", "sav/sample.zsav", "sav/bafacalo_dataset_subset.sav", "dta/stata13-auto.dta",
    "dta/types.dta", "dta/wbes_like_negative_codes.dta",
  ]

  private func outcome(_ bytes: [UInt8], _ name: String) -> Result<StatisticalFile, DiagnosticError> {
    Result { () throws(DiagnosticError) in
      try StatisticalFile(bytes, file: name, format: name.hasSuffix("dta") ? .dta : .sav)
    }
  }

  @Test(arguments: names)
  func aFileThatIsCutOffAnywhereIsRefused(name: String) throws {
    let bytes = try fixtureBytes("field/\(name)")
    for part in 0..<50 {
      let count = bytes.count * part / 50
      if case .success = outcome(Array(bytes.prefix(count)), name) {
        Issue.record("\(name): the first \(count) of \(bytes.count) bytes are taken for a whole file")
      }
    }
  }

  @Test(arguments: names)
  func flippedBitsAreReadOrRefusedAndNeverCrash(name: String) throws {
    let bytes = try fixtureBytes("field/\(name)")
    var state: UInt64 = 7
    func random(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    for _ in 0..<60 {
      var damaged = bytes
      for _ in 0...random(below: 3) { damaged[random(below: min(bytes.count, 6000))] ^= 1 << UInt8(random(below: 8)) }
      if case .failure(let error) = outcome(damaged, name) {
        #expect(error.diagnostics.allSatisfy { $0.code.hasPrefix("I-80") })
      }
    }
  }
}
