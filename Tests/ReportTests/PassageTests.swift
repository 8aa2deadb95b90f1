import Testing

@testable import Report
@testable import SurveyModel

/// Every headline, lead and title is replaced by a template that names it and lists the values of its placeholders, and
/// the pages are searched for them.
@Suite("Headlines, leads and titles in the words of a pipeline")
struct PassageTests {
  /// What a page said in the place of one passage.
  private struct Said {
    var id: String
    var language: Language
    /// Placeholders and their values.
    var values: [String: String]
  }

  /// `⟦figure.change|city=…|[previous=…]⟧`: all that the id may ask for.
  private func template(_ id: PassageID, _ language: Language) -> PassageTemplate {
    let definition = id.definition
    var text = "⟦\(language)~\(id.rawValue)"
    for placeholder in definition.always { text += "|\(placeholder.rawValue)={\(placeholder.rawValue)}" }
    for placeholder in definition.sometimes { text += "[|\(placeholder.rawValue)={\(placeholder.rawValue)}]" }
    return PassageTemplate.reading(text + "⟧").template
  }

  private func replaced(_ input: ReportInput, _ ids: [PassageID]) -> ReportInput {
    var input = input
    for id in ids {
      for language in Language.allCases { input.pipeline.report.passages[id, language] = template(id, language) }
    }
    return input
  }

  private func said(in html: String) -> [Said] {
    html.split(separator: "⟦").dropFirst().compactMap { piece in
      guard let end = piece.firstIndex(of: "⟧") else { return nil }
      let parts = piece[..<end].split(separator: "|")
      let head = parts[0].split(separator: "~")
      guard head.count == 2, let language = Language(rawValue: String(head[0])) else { return nil }
      var values: [String: String] = [:]
      for part in parts.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1)
        values[String(pair[0])] = pair.count == 2 ? String(pair[1]) : ""
      }
      return Said(id: String(head[1]), language: language, values: values)
    }
  }

  @Test("every id is used, in both languages, with a value for every placeholder that it is said to have")
  func allAreHonoured() throws {
    var found: [Said] = []
    for input in PassageInputs.all { found += said(in: try renderReport(replaced(input, PassageID.allCases))) }
    let sheets = try PublishedReport(replaced(PassageInputs.withActions, PassageID.allCases)).documents
    for sheet in sheets where sheet.path.hasPrefix("departments/") {
      found += said(in: String(decoding: sheet.bytes, as: UTF8.self))
    }
    for id in PassageID.allCases where id.variants.isEmpty {
      let definition = id.definition
      for language in Language.allCases {
        let own = found.filter { $0.id == id.rawValue && $0.language == language }
        #expect(!own.isEmpty, "\(id.rawValue) is never said in \(language)")
        for placeholder in definition.always {
          let values = own.map { $0.values[placeholder.rawValue] }
          #expect(
            !values.contains { $0 == nil || $0 == "" || $0 == NumberText.missing },
            "\(id.rawValue): \(placeholder.rawValue) in \(language)")
        }
        for placeholder in definition.sometimes {
          #expect(
            own.isEmpty || own.contains { $0.values[placeholder.rawValue]?.isEmpty == false },
            "\(id.rawValue): \(placeholder.rawValue) never has a value in \(language)")
        }
      }
    }
    #expect(!found.contains { said in PassageID(rawValue: said.id).map { !$0.variants.isEmpty } ?? true })
  }

  @Test("the id of a group holds for what has no template of its own, and for that only")
  func groups() throws {
    let groups = PassageID.allCases.filter { !$0.variants.isEmpty }
    #expect(groups.count > 12)
    let found = said(in: try renderReport(replaced(PassageInputs.withActions, groups)))
    for id in [PassageID.reportHeadline, .rankingFigure, .heatFigure, .dimensionLead, .unitLead, .unitHistoryFigure] {
      #expect(found.contains { $0.id == id.rawValue && $0.language == .zh }, "\(id.rawValue)")
    }
    for said in found { #expect(!said.values.values.contains(NumberText.missing), "\(said)") }
    var templates = PassageTemplates()
    templates[.rankingFigure, .en] = template(.rankingFigure, .en)
    templates[.rankingTied, .en] = template(.rankingTied, .en)
    #expect(templates[.rankingTied, .en] == template(.rankingTied, .en))
    #expect(templates[.rankingMixed, .en] == template(.rankingFigure, .en))
    #expect(templates[.rankingMixed, .zh] == nil && templates[.heatSome, .en] == nil)
  }

  @Test("what a template says is finished as a title or as sentences, and everything else stays as it is")
  func finishing() throws {
    var input = PassageInputs.withActions
    let usual = ReportWords(input)
    input.pipeline.report.passages[.unitLeadScored, .en] =
      PassageTemplate.reading("{unit}: {score}[ ({interval})]").template
    input.pipeline.report.passages[.unitHeadline, .en] = PassageTemplate.reading("a look at {unit}").template
    let words = ReportWords(input)
    let unit = try #require(words.index.units["GX"])
    #expect(words.unitLead("GX").en.hasSuffix(".") && words.unitLead("GX").en.contains(": "))
    #expect(words.unitLead("GX").zh == usual.unitLead("GX").zh)
    #expect(words.unitHeadline(unit).en == "A look at \(unit.name.en)")
    #expect(words.unitHeadline(unit).zh == unit.name.zh)
    #expect(words.mastheadHeadline == usual.mastheadHeadline && words.findings == usual.findings)
  }
}
