import Testing

@testable import SurveyModel

@Suite("Templates of sentences")
struct SentenceTemplateTests {
  /// What loading says of a file of templates, each problem as `line:column: …` with its advice.
  private func problems(_ templates: String) throws -> [String] {
    var files = SmallPipeline.files
    files["templates.yaml"] = templates
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return pipeline.problems()
  }

  private func templates(_ text: String) throws -> SentenceTemplates {
    var files = SmallPipeline.files
    files["templates.yaml"] = text
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: []).report.templates
  }

  @Test("every template that the report comes with keeps to what is asked of one in a file")
  func shipped() {
    var count = 0
    for kind in SentenceKind.allCases {
      for form in kind.forms {
        for language in Language.allCases {
          let text = kind.shipped(form)[language]
          let (template, problems) = SentenceTemplate.reading(text)
          #expect(problems.isEmpty, "\(text)")
          #expect(Set(template.placeholders).isSubset(of: kind.placeholders), "\(text)")
          #expect(Set(kind.required(form)).isSubset(of: template.always), "\(text)")
          #expect(!template.always.contains { $0.mayBeMissing }, "\(text)")
          #expect(SentenceTemplates()[SentenceTemplates.Key(kind, form, language)] == template)
          count += 1
        }
      }
    }
    #expect(count == 36)
  }

  @Test("what stands in brackets is said whole or not at all, and doubled signs are themselves")
  func filling() {
    let (template, problems) = SentenceTemplate.reading("{unit}: {value}[ ({size}, ±{margin})] {{a}} [[b]]")
    #expect(problems.isEmpty)
    let all: [SentencePlaceholder: String] = [.unit: "Jia", .value: "70.0", .size: "2.0", .margin: "1.5"]
    #expect(template.filled(missing: "—") { all[$0] } == "Jia: 70.0 (2.0, ±1.5) {a} [b]")
    #expect(template.filled(missing: "—") { $0 == .margin ? nil : all[$0] } == "Jia: 70.0 {a} [b]")
    #expect(template.filled(missing: "—") { $0 == .value ? nil : all[$0] } == "Jia: — (2.0, ±1.5) {a} [b]")
  }

  @Test("a template of the pipeline takes the place of one, and the others stay")
  func replacing() throws {
    let read = try templates("above:\n  en: {statement: \"{indicator} in {unit}: {value}, {word}\"}\n")
    let usual = SentenceTemplates()
    for kind in SentenceKind.allCases {
      for form in kind.forms {
        for language in Language.allCases {
          let key = SentenceTemplates.Key(kind, form, language)
          #expect((read[key] == usual[key]) == (kind != .above || language != .en), "\(key)")
        }
      }
    }
  }

  @Test("all mistakes of a file are told at once, each with its place and what is allowed")
  func mistakes() throws {
    let found = try problems(
      """
      strenght: {en: {statement: "{unit}"}}
      strength:
        en:
          statement: "{unit}, {indicater}: {value} and {rank}"
          evidence: "{size} points"
        fr: {statement: "x"}
      above:
        en: {statement: "{unit}, {indicator}: {value} ({interval}", evidence: "{value}"}
      below:
        zh: {statement: "{unit}{indicator} {value} 分，高出 5 分 [{size"}
        en: {statement: "{unit} {indicator} {value} [a [b] c] }", statment: "x"}
      """)
    let expected = [
      ("templates.yaml:1:1", "unknown key `strenght`", "Did you mean `strength`?"),
      ("templates.yaml:4:16", "does not say `{indicator}`", "Outside brackets"),
      ("templates.yaml:4:25", "no placeholder `{indicater}`", "Did you mean `indicator`?"),
      ("templates.yaml:4:50", "findings `strength` have no `{rank}`", "`{difference_interval}`"),
      ("templates.yaml:5:15", "does not say `{value}`", "Outside brackets"),
      ("templates.yaml:6:3", "unknown key `strength.fr`", "`zh` or `en`"),
      ("templates.yaml:8:50", "may be without `{interval}`", "in brackets"),
      ("templates.yaml:8:73", "`above` stand in no list", "`statement` only"),
      ("templates.yaml:10:51", "writes the digit `5` itself", "Numbers come from placeholders"),
      ("templates.yaml:10:56", "`{` is not closed", "written `{value}`"),
      ("templates.yaml:10:55", "`[` is not closed", "written twice"),
      ("templates.yaml:11:50", "`[` stands inside `[ ]`", "without brackets inside"),
      ("templates.yaml:11:57", "`}` closes nothing", "written twice"),
      ("templates.yaml:11:61", "unknown key `below.en.statment`", "Did you mean `statement`?"),
    ]
    for (place, message, advice) in expected {
      #expect(
        found.contains { $0.hasPrefix(place + ":") && $0.contains(message) && $0.contains(advice) },
        "\(place) \(message): \(found.joined(separator: "\n"))")
    }
  }

  @Test("a file that is not there, or is no mapping, is told")
  func unusable() throws {
    var files = SmallPipeline.files
    files["templates.yaml"] = nil
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    #expect(pipeline.problems().contains { $0.contains("templates.yaml") && $0.hasPrefix("pipeline.yaml:") })
    #expect(try problems("- above\n").contains { $0.hasPrefix("templates.yaml:1:1") && $0.contains("mapping") })
  }

  @Test("the templates are part of what a run is known by, and of its files")
  func digest() throws {
    func resolved(_ text: String) throws -> [UInt8] {
      var files = SmallPipeline.files
      files["templates.yaml"] = text
      let pipeline = try TemporaryPipeline(files)
      defer { pipeline.remove() }
      #expect(try configurationFiles(folder: pipeline.folder, overrides: []).contains("templates.yaml"))
      return try resolvedConfiguration(folder: pipeline.folder, overrides: [])
    }
    let one = "above: {en: {statement: \"{unit} {indicator} {value}\"}}"
    #expect(try resolved(one) == resolved(one + "   # a comment\n"))
    #expect(try resolved(one) != resolved(one.replacing("{unit} ", with: "{unit}: ")))
  }

  @Test("any text is read, and what is read is said")
  func anyText() {
    var state: UInt64 = 20_260_331
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    let pieces = ["{", "}", "[", "]", "{value}", "{unit", "城", " ", "7", "{nope}", "\u{301}"]
    for _ in 0..<2_000 {
      let text = (0..<next(12)).map { _ in pieces[next(pieces.count)] }.joined()
      let (template, problems) = SentenceTemplate.reading(text)
      #expect(problems.allSatisfy { (0..<max(1, text.count)).contains($0.offset) }, "\(text)")
      _ = template.filled(missing: "—") { $0 == .value ? "1" : nil }
    }
  }
}
