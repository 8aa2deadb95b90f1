import Diagnostics
import SurveyModel
import Testing

@Suite("Look, words and chapters of the report")
struct ReportSettingsTests {
  private static let chapters = """
    report:
      logo: logo.svg
      chapters: [summary, {zh: note.zh.md, en: note.en.md}, method, index, same.md, tables, indicators]
      palette: {masthead: {light: "#402030", dark: "#301820"}}
      words: {zh: {区县: 板块}, en: {district: county, districts: counties}}
    """

  private func load(
    _ report: String, _ besides: [String: String] = [:]
  ) throws -> PipelineDefinition {
    let line =
      "report: {strength_threshold: 75, weak_threshold: 60, palette: {accent: {light: \"#7a1f3d\", dark: \"#f2a0b8\"}}, words: {en: {firms: enterprises}}, templates: templates.yaml}"
    var files = SmallPipeline.replacing(line, with: report, in: "pipeline.yaml")
    files["logo.svg"] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>"
    files["note.zh.md"] = "# 前言\n\n全市 {{score:INDEX}} 分。\n"
    files["note.en.md"] = "# Preface\n\nThe city scores {{ score : INDEX }}.\n"
    files["same.md"] = "# Both\n\n{{figure:heat}}\n"
    files.merge(besides) { $1 }
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: [])
  }

  private func problems(_ report: String, _ besides: [String: String] = [:]) -> [String] {
    do {
      _ = try load(report, besides)
      return []
    } catch let error as DiagnosticError {
      return error.diagnostics.map(\.message)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("logo, palette, words and chapters are read with the files they name")
  func read() throws {
    let report = try load(Self.chapters).report
    #expect(report.logo?.mediaType == "image/svg+xml")
    #expect(report.palette == [.masthead: ReportColour(light: "#402030", dark: "#301820")])
    let chapters = try #require(report.chapters)
    #expect(chapters.count == 7)
    #expect(chapters[0] == .standard(.summary) && chapters[6] == .standard(.indicators))
    guard case .own(let note) = chapters[1], case .own(let same) = chapters[4] else {
      Issue.record("chapters of one's own were not read")
      return
    }
    #expect(note.text.zh.contains("前言") && note.text.en.contains("Preface"))
    #expect(same.text.zh == same.text.en)
    #expect(report.words.map(\.word) == ["districts", "district", "区县"])
  }

  @Test("what a chapter says is part of what a run is known by")
  func digest() throws {
    func resolved(_ note: String) throws -> [UInt8] {
      var files = SmallPipeline.replacing(
        "words: {en: {firms: enterprises}}", with: "chapters: [method, own.md, indicators, tables]", in: "pipeline.yaml"
      )
      files["own.md"] = note
      let pipeline = try TemporaryPipeline(files)
      defer { pipeline.remove() }
      #expect(try configurationFiles(folder: pipeline.folder, overrides: []).last == "own.md")
      return try resolvedConfiguration(folder: pipeline.folder, overrides: [])
    }
    #expect(try resolved("# One") == resolved("# One"))
    #expect(try resolved("# One") != resolved("# Two"))
  }

  @Test("mistakes are told with what is allowed")
  func mistakes() {
    #expect(problems("report: {palette: {accent: {light: \"#cccccc\"}}}")[0].contains("contrast of 1.6 to 1"))
    #expect(problems("report: {palette: {accent: {light: teal}}}")[0].contains("no colour: `teal`"))
    #expect(problems("report: {logo: note.zh.md}")[0].contains("neither SVG nor PNG"))
    #expect(problems("report: {logo: absent.png}")[0].contains("absent.png"))
    let missing = problems("report: {chapters: [summary, indicators, index, index]}")
    #expect(missing.contains { $0.contains("leaves out `method`") })
    #expect(missing.contains { $0.contains("leaves out `tables`") })
    #expect(missing.contains { $0.contains("after an appendix") })
    #expect(missing.contains { $0.contains("`index` is there twice") })
    #expect(problems("report: {words: {en: {district: area, area: place}}}")[0].contains("exchanged itself"))
  }

  @Test(
    "a reference that leads to nothing is refused where it stands",
    arguments: [
      ("{{scor:INDEX}}", "`scor` is no kind of reference"), ("{{score:NOPE@AA}}", "`NOPE` is no node"),
      ("{{rank:INDEX@NOWHERE}}", "`NOWHERE` is no unit"), ("{{figure:map}}", "`map` is no figure"),
      ("{{score:WHO}}", "`WHO` is no node"),
    ])
  func references(_ reference: String, _ message: String) {
    let found = problems(
      "report: {chapters: [method, same.md, indicators, tables]}", ["same.md": "# T\n\nwords \(reference)\n"])
    #expect(found.count == 1 && found[0].contains(message), "\(found)")
  }

  @Test("references have the line and column of their braces, and any text is read")
  func places() {
    let found = ReportReference.all(in: "# A\n{{score:A@B}} and {{ rank : C }}\n{{n}}{{open\n}}")
    #expect(found.map(\.line) == [2, 2, 3])
    #expect(found.map(\.column) == [1, 19, 1])
    #expect(found[0].node == "A" && found[0].unit == "B" && found[1].node == "C" && found[2].node == nil)
    var generator = SystemRandomNumberGenerator()
    let pieces = ["{{", "}}", "score", ":", "@", "\n", " ", "城", "{", "}"]
    for _ in 0..<500 {
      let text = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      for reference in ReportReference.all(in: text) { #expect(text.contains("{{\(reference.text)}}")) }
    }
  }
}
