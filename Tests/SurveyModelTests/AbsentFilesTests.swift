import Foundation
import SurveyModel
import Testing

@Suite struct AbsentFilesTests {
  /// The small pipeline with these files in its folder.
  private func absent(
    having files: [String], _ configuration: [String: String] = SmallPipeline.files
  ) throws -> [AbsentFile] {
    let pipeline = try TemporaryPipeline(configuration)
    defer { pipeline.remove() }
    for file in files {
      let url = URL(fileURLWithPath: pipeline.folder).appendingPathComponent(file)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
    return try loadPipeline(folder: pipeline.folder, overrides: []).absentFiles(folder: pipeline.folder)
  }

  private let all = [
    "2024/survey.csv", "2025/survey.csv", "2024/office.xlsx", "2025/office.xlsx", "frame.csv", "published.csv",
  ]

  @Test("A path is named for every wave it has a file for, once, in the order of sources")
  func paths() throws {
    #expect(try absent(having: []).map(\.path) == all)
    #expect(try absent(having: []).map(\.source) == ["survey", "survey", "office", "office", "frame", "published"])
  }

  @Test("A file that is there is not asked for, whatever it holds")
  func present() throws {
    #expect(try absent(having: all).isEmpty)
    for file in all { #expect(try absent(having: all.filter { $0 != file }).map(\.path) == [file]) }
  }

  @Test("A pattern is asked for until a file matches it, a folder of submissions until it is there")
  func patterns() throws {
    let several = SmallPipeline.replacing("\"{wave}/office.xlsx\"", with: "\"{wave}/*.xlsx\"", in: "pipeline.yaml")
    let others = all.filter { !$0.hasSuffix(".xlsx") }
    #expect(try absent(having: others, several).map(\.path) == ["2024/*.xlsx", "2025/*.xlsx"])
    #expect(try absent(having: others + ["2024/a.xlsx", "2025/~$a.xlsx"], several).map(\.path) == ["2025/*.xlsx"])
    let folder = SmallPipeline.replacing("path: published.csv", with: "path: old, format: csv", in: "pipeline.yaml")
    #expect(try absent(having: all, folder).map(\.path) == ["old"])
    #expect(try absent(having: all + ["old/a.csv"], folder).isEmpty)
  }

  @Test("What a file must hold is told in the words of the file: its kind, sheet, header, columns and their words")
  func contents() throws {
    let files = try absent(having: ["2024/survey.csv", "2024/office.xlsx"])
    #expect(
      files.map(\.contents) == [
        [
          "answers to the questionnaire, a respondent a row: CSV export of wjx",
          "questions: 10, as in the questionnaire; Q01 names the unit",
        ],
        [
          "figures, a unit a row (甲区, 乙区, 丁区, 戊区): workbook, sheet 表, header in rows 3 to 4, here joined by /",
          "unit: 区", "columns: 用时; cases",
        ],
        ["population counts, a cell a row: CSV", "unit: 区", "columns: 规模 (大, 小); count"],
        ["published figures, a figure a row: CSV"],
      ])
  }
}
