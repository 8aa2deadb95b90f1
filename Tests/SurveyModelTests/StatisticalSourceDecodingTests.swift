import Diagnostics
import SurveyModel
import Testing

@Suite struct StatisticalSourceDecodingTests {
  private func load(path: String, more: [String] = []) throws -> SourceDefinition? {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: ["sources.frame.path=\(path)"] + more).sources
      .first { $0.name == "frame" }
  }

  @Test("Statistics files are told by their endings, packed text by the ending before .gz")
  func endings() throws {
    #expect(try load(path: "frame.sav")?.format == .sav)
    #expect(try load(path: "frame.zsav")?.format == .sav)
    #expect(try load(path: "frame.DTA")?.format == .dta)
    #expect(try load(path: "frame.csv.gz")?.format == .csv)
  }

  @Test("Files of statistics programs that are not read are refused with what to save instead")
  func otherPrograms() {
    for ending in ["por", "sas7bdat", "xpt"] {
      let error = #expect(throws: DiagnosticError.self) { try load(path: "frame.\(ending)") }
      #expect(error?.diagnostics.contains { $0.advice?.contains(".sav (SPSS)") == true } == true)
    }
  }
}
