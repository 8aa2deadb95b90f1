import Testing

@testable import SurveyModel

@Suite("Templates of headlines, leads and titles")
struct PassageTemplateTests {
  private func pipeline(_ templates: String, languages: String = "[zh, en]") throws -> TemporaryPipeline {
    var files = SmallPipeline.replacing("languages: [zh, en]", with: "languages: \(languages)", in: "pipeline.yaml")
    files["templates.yaml"] = templates
    return try TemporaryPipeline(files)
  }

  @Test("the list is sound: ids are apart, groups have cases, and what a template may ask for is apart too")
  func list() {
    for id in PassageID.allCases {
      let definition = id.definition
      #expect(Set(definition.placeholders).count == definition.placeholders.count, "\(id.rawValue)")
      #expect(PassagePlaceholder.common.allSatisfy(definition.always.contains), "\(id.rawValue)")
      #expect(id.variants.count != 1, "\(id.rawValue)")
      #expect(id.group.map { $0.group == nil } ?? true, "\(id.rawValue)")
      #expect(id.variants.allSatisfy { $0.definition.form == definition.form }, "\(id.rawValue)")
      guard let shipped = definition.shipped else { continue }
      for language in Language.allCases {
        let (template, problems) = PassageTemplate.reading(shipped[language])
        #expect(problems.isEmpty && Set(template.always).isSubset(of: definition.always), "\(id.rawValue)")
      }
    }
    #expect(Set(PassageID.allCases.map(\.rawValue)).isDisjoint(with: SentenceKind.allCases.map(\.rawValue)))
  }

  @Test("a group may ask for what all of its cases have, in brackets where one may be without it")
  func groups() {
    #expect(PassageID.rankingFigure.definition.always.first == .allUnits)
    #expect(PassageID.unitLead.definition.placeholders.first == .unit)
    #expect(!PassageID.unitLead.definition.placeholders.contains(.score))
    #expect(PassageID.rankingTied.group == .rankingFigure && PassageID.actionsLead.group == nil)
  }

  @Test("findings and headlines are read from one file")
  func reading() throws {
    let made = try pipeline(
      "above: {en: {statement: \"{unit}, {indicator}: {value}\"}}\nchapter.index: {zh: 指数, en: \"The index of {wave}\"}\n"
    )
    defer { made.remove() }
    let report = try loadPipeline(folder: made.folder, overrides: []).report
    #expect(report.passages[.indexChapter, .en] == PassageTemplate.reading("The index of {wave}").template)
    #expect(report.passages[.indexChapter, .zh] != nil && report.passages[.methodChapter, .zh] == nil)
    #expect(report.templates != SentenceTemplates())
  }

  @Test("all mistakes of a file are told at once, each with its place, what is allowed and the nearest name")
  func mistakes() throws {
    let made = try pipeline(
      """
      headline.report.citty: {zh: "{city}", en: "{city}"}
      figure.ranking.tied:
        zh: "{all_unit}不分先后"
        en: "{all_units} and {score}"
      figure.change.some: {zh: "{changes}", en: "{rose} rose"}
      lead.actions: {zh: "  ", en: "{assigned}", fr: x}
      chapter.index: {zh: 指数}
      chapter.method: {zh: "共 3 章", en: "[a"}
      """)
    defer { made.remove() }
    let found = made.problems()
    let expected = [
      ("templates.yaml:1:1", "unknown key `headline.report.citty`", "Did you mean `headline.report.city`?"),
      ("templates.yaml:3:8", "no placeholder `{all_unit}`", "Did you mean `all_units`?"),
      ("templates.yaml:4:24", "`figure.ranking.tied` has no `{score}`", "`{unit_words}`"),
      ("templates.yaml:5:44", "it may be without `{rose}`", "in brackets"),
      ("templates.yaml:6:20", "`lead.actions.zh` is empty", "leave `lead.actions` out"),
      ("templates.yaml:6:44", "unknown key `lead.actions.fr`", "`zh` or `en`"),
      ("templates.yaml:7:1", "`chapter.index.en` is missing", "write what each says"),
      ("templates.yaml:8:25", "writes the digit `3` itself", "Numbers come from placeholders"),
      ("templates.yaml:8:36", "`[` is not closed", "written twice"),
    ]
    for (place, message, advice) in expected {
      #expect(
        found.contains { $0.hasPrefix(place + ":") && $0.contains(message) && $0.contains(advice) },
        "\(place) \(message): \(found.joined(separator: "\n"))")
    }
    #expect(found.count == expected.count)
  }

  @Test("a report in one language asks for that one only")
  func oneLanguage() throws {
    let made = try pipeline("chapter.index: {en: Index}\n", languages: "[en]")
    defer { made.remove() }
    #expect(made.problems().isEmpty)
    let other = try pipeline("chapter.index: {zh: 指数}\n", languages: "[en]")
    defer { other.remove() }
    #expect(other.problems().contains { $0.contains("`chapter.index.en` is missing") && $0.contains("has `en`") })
  }
}
