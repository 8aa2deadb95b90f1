import Foundation
import SurveyModel
import Tables
import Testing

@testable import Report

@Suite("The questionnaire in the report")
struct QuestionnaireAppendixTests {
  private static func text(_ zh: String, _ en: String) -> LocalizedText { LocalizedText(zh: zh, en: en) }

  private static func option(_ code: String, _ zh: String, _ en: String) -> AnswerOption {
    AnswerOption(code: code, label: text(zh, en))
  }

  /// Every kind of question once; `V_a` to `V_c` are a matrix whose rows differ in their conditions.
  private static func variables() -> [SurveyVariable] {
    let steps = [option("1", "差", "Bad"), option("2", "好", "Good")]
    let unknown = option("-9", "说不清", "Cannot say")
    func row(_ name: String, _ zh: String, _ en: String, _ showIf: String?) -> SurveyVariable {
      SurveyVariable(
        name: name, question: "V", kind: .likert, text: text("请评价", "Please rate"), rowText: text(zh, en),
        options: steps + [unknown], scaleScores: [12.5, 87.5], missingCodes: ["-9": .dontKnow], showIf: showIf)
    }
    func rank(_ code: String, _ zh: String, _ en: String) -> SurveyVariable {
      SurveyVariable(
        name: "R_\(code)", question: "R", kind: .numeric, text: text("请排序", "Please rank"), rowText: text(zh, en),
        validRange: ValidRange(minimum: 1, maximum: 2, isInteger: true), rankedOption: option(code, zh, en))
    }
    return [
      SurveyVariable(
        name: "uscc", question: "I", kind: .single, text: text("企业名称是什么", "Name of the firm"),
        options: [option("SECRETCODE", "秘密答案", "secret answer")], showIf: "SECRET > 0", isIdentifying: true),
      SurveyVariable(
        name: "S", question: "S", kind: .single, text: text("在本市吗", "In the city?"),
        options: [
          option("YES", "在本市", "Inside"),
          AnswerOption(code: "NO", label: text("不在本市", "Outside"), terminates: true),
        ]),
      row("V_a", "窗口", "Counters", "S = 'YES'"), row("V_b", "网上", "Online", nil), row("V_c", "电话", "Phone", nil),
      SurveyVariable(
        name: "N", question: "N", kind: .numeric, text: text("多少钱", "How much?"), missingCodes: ["-8": .refused],
        validRange: ValidRange(minimum: 0, maximum: 120_000, isInteger: true), unit: "万元"),
      SurveyVariable(
        name: "Y", question: "Y", kind: .year, text: text("哪一年成立", "Founded in?"),
        validRange: ValidRange(minimum: 1949, maximum: 1, isInteger: true, endsWithSurveyYear: true)),
      SurveyVariable(
        name: "M", question: "M", kind: .multi, text: text("有哪些困难", "Which obstacles?"),
        options: [
          option("1", "用工", "Labour"), AnswerOption(code: "0", label: text("没有", "None"), isExclusive: true),
        ], maximumChoices: 2),
      SurveyVariable(
        name: "T", question: "T", kind: .attention, text: text("请按说明作答", "Answer as told before"),
        options: [option("1", "红", "Red"), option("2", "蓝", "Blue")], passCode: "2"),
      SurveyVariable(
        name: "P", question: "P", kind: .nps, text: text("愿意推荐吗", "Would you recommend it?"), showIf: "T = 2",
        validRange: ValidRange(minimum: 0, maximum: 10, isInteger: true)),
      rank("tax", "税费", "Taxes"), rank("land", "土地", "Land"),
      SurveyVariable(name: "O", question: "O", kind: .open, text: text("还有什么意见", "Anything else?")),
    ]
  }

  /// The last question stands in no section.
  private static func questionnaire(_ variables: [SurveyVariable] = QuestionnaireAppendixTests.variables())
    -> Questionnaire
  {
    var questions: [Questionnaire.Question] = []
    for variable in variables {
      if questions.last?.id == variable.question {
        questions[questions.count - 1].variables.append(variable.name)
      } else {
        let section = variable.kind == .open ? "" : questions.count < 3 ? "B1" : "B2"
        questions.append(
          .init(id: variable.question, section: section, text: variable.text, variables: [variable.name]))
      }
    }
    return Questionnaire(
      id: "own",
      sections: [
        .init(id: "B1", title: text("第一部分", "Part one")), .init(id: "B2", title: text("第二部分", "Part two")),
        .init(id: "B3", title: text("空白部分", "Part without questions")),
      ],
      questions: questions, codebook: Codebook(variables))
  }

  private static func input(_ questionnaire: Questionnaire? = QuestionnaireAppendixTests.questionnaire()) -> ReportInput
  {
    var input = SyntheticEvaluation.lanjiang()
    input.pipeline.questionnaire = questionnaire
    return input
  }

  /// The sample city's questionnaire in the report of the synthetic city.
  static func sample() throws -> ReportInput {
    let file = URL(fileURLWithPath: #filePath)
    let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let pipeline = try loadPipeline(
      folder: root.appendingPathComponent("Pipelines/lanjiang-annual").path, overrides: [])
    var input = Self.input(pipeline.questionnaire)
    input.pipeline.cleaning.sets = pipeline.cleaning.sets
    return input
  }

  /// The appendix in a language.
  private static func appendix(_ html: String, _ language: Language) -> String {
    guard let start = html.firstRange(of: "id=\"\(language)-questionnaire\">")?.upperBound else { return "" }
    let rest = html[start...]
    return String(rest[..<(rest.firstRange(of: "<section class=\"chap")?.lowerBound ?? rest.endIndex)])
  }

  private static func row(_ appendix: String, _ name: String) throws -> String {
    let start = try #require(appendix.firstRange(of: "<small class=\"mono\">\(name)</small>"), "\(name)")
    let rest = appendix[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</tr>")).lowerBound
    return String(rest[..<end])
  }

  @Test("every variable and every wording is there in both languages, in the order asked", arguments: [true, false])
  func complete(isSample: Bool) throws {
    let input = try isSample ? Self.sample() : Self.input()
    let questionnaire = try #require(input.pipeline.questionnaire)
    let html = try renderReport(input)
    for language in Language.allCases {
      let appendix = Self.appendix(html, language)
      var place = appendix.startIndex
      for question in questionnaire.questions {
        let text = language == .zh ? fullWidthPunctuation(question.text.zh) : question.text.en
        let found = appendix[place...].firstRange(of: Markup(text: text).html)
        place = try #require(found, "\(language) \(question.id) in its place").upperBound
        for name in question.variables {
          #expect(appendix.contains("\(name)</small>"), "\(language) \(name)")
        }
      }
      for variable in questionnaire.codebook.variables where !variable.isIdentifying {
        let words = [variable.rowText].compactMap { $0 } + variable.options.map(\.label)
        for label in words {
          let text = language == .zh ? fullWidthPunctuation(label.zh) : label.en
          #expect(appendix.contains(Markup(text: text).html), "\(language) \(variable.name): \(text)")
        }
      }
    }
  }

  @Test("the sample's questionnaire takes at most 90 KB in both languages together, and reads as Chinese in Chinese")
  func size() throws {
    let html = try renderReport(Self.sample())
    let parts = Language.allCases.map { Self.appendix(html, $0) }
    let bytes = parts.reduce(0) { $0 + $1.utf8.count }
    #expect(bytes > 20_000 && bytes < 90 * 1024, "\(bytes)")
    let bad = parts[0].replacing(/<[^>]*>/, with: "\n").matches(of: /\p{Han}[,;:()?!]|[,;:()?!]\p{Han}/)
    #expect(bad.isEmpty, "\(bad.prefix(5).map { String($0.0) })")
  }

  @Test("answers have their codes and scores, numbers their limits and unit, questions their condition")
  func answers() throws {
    let html = try renderReport(Self.input())
    let zh = Self.appendix(html, .zh)
    let en = Self.appendix(html, .en)
    #expect(try Self.row(en, "V").contains("<b>1</b> Bad (12.5); <b>2</b> Good (87.5)<br>"))
    #expect(try Self.row(zh, "V").contains("<b>1</b> 差（12.5）；<b>2</b> 好（87.5）<br><small>缺失代码 <b>-9</b> 说不清"))
    #expect(try Self.row(en, "V_a").contains("Shown if <span class=\"mono\">S = 'YES'</span>"))
    #expect(try !Self.row(en, "V_b").contains("Shown if"))
    #expect(try Self.row(en, "S").contains("<b>NO</b> Outside (ends the interview)"))
    #expect(try Self.row(en, "M").contains("at most 2"))
    #expect(try Self.row(en, "M").contains("None (not with others)"))
    #expect(try Self.row(en, "N").contains("Number, 0–120,000, whole number, in 万元"))
    #expect(try Self.row(en, "N").contains("Missing codes <b>-8</b> refused"))
    #expect(try Self.row(zh, "Y").contains("年份，1949–2025"))
    #expect(try Self.row(zh, "R").contains("排序，1–2"))
    #expect(zh.matches(of: /<table/).count == 3, "one for each section with questions, one for the rest")
  }

  @Test("of an identifying question there is the wording and nothing that could be answered")
  func identifying() throws {
    let html = try renderReport(Self.input())
    for language in Language.allCases {
      let appendix = Self.appendix(html, language)
      #expect(appendix.contains(language == .zh ? "企业名称是什么" : "Name of the firm"))
      #expect(appendix.contains(language == .zh ? "识别信息" : "never leaves the clean stage"))
      for secret in ["SECRET", "秘密答案", "secret answer"] { #expect(!appendix.contains(secret), "\(secret)") }
    }
  }

  @Test("which answer to an attention question is right makes no difference to the page")
  func attention() throws {
    let told = try renderReport(Self.input())
    var variables = Self.variables()
    let place = try #require(variables.firstIndex { $0.kind == .attention })
    variables[place].passCode = "1"
    let after = try #require(variables.firstIndex { $0.showIf == "T = 2" })
    variables[after].showIf = "T = 1"
    #expect(try renderReport(Self.input(Self.questionnaire(variables))) == told)
    #expect(try Self.row(Self.appendix(told, .en), "T").contains("<b>1</b> Red; <b>2</b> Blue"))
  }

  @Test(
    "a question feeds what names it, a set that holds it or a derived variable made from it, and not what quotes it")
  func feeds() throws {
    var input = Self.input()
    let surveyed = try #require(input.evaluation.framework.indicators.first { $0.indicator?.source == "survey" }).id
    let place = try #require(input.evaluation.framework.nodes.firstIndex { $0.id == surveyed })
    input.evaluation.framework.nodes[place].indicator?.expression = "MEAN(ROW_MEAN(rated)) + MEAN(double_n)"
    func monitor(_ id: String, _ expression: String, source: String = "survey") -> Monitor {
      Monitor(
        id: id, name: LocalizedText(id), expression: expression, source: source, unit: LocalizedText("%"), decimals: 1)
    }
    input.evaluation.framework.monitors = [
      monitor("ZM", "100 * SHARE(HAS(M, 1))"), monitor("ZQ", "100 * SHARE(M = 'S')"),
      monitor("ZO", "MEAN(M)", source: "government"),
    ]
    input.pipeline.cleaning.sets = ["rated": ["V_a", "V_b"]]
    input.pipeline.cleaning.derived = [
      DerivedVariable(name: "double_n", expression: "2 * N", label: LocalizedText("double"))
    ]
    let use = QuestionUse(EvaluationIndex(input))
    for (name, codes) in [
      ("V_a", [surveyed]), ("V_b", [surveyed]), ("V_c", []), ("N", [surveyed]), ("M", ["ZM", "ZQ"]), ("S", []),
    ] {
      #expect(use.measures(of: name) == codes, "\(name)")
    }
    let appendix = try Self.appendix(renderReport(input), .en)
    #expect(try Self.row(appendix, "M").hasSuffix("<td class=\"mono\">ZM, ZQ</td>"))
    #expect(try Self.row(appendix, "V_c").hasSuffix("<td class=\"mono\">\(NumberText.missing)</td>"))
  }

  @Test("words that try to be markup stay words")
  func hostile() throws {
    let evil = "<script>alert(7)</script>\" onload='x' &amp; \u{202E}"
    var variables = Self.variables()
    for index in variables.indices {
      variables[index].text = LocalizedText(evil)
      variables[index].rowText = variables[index].rowText.map { _ in LocalizedText(evil) }
      variables[index].options = variables[index].options.map {
        AnswerOption(code: $0.code + evil, label: LocalizedText(evil))
      }
      variables[index].missingCodes = [evil: .refused]
      variables[index].showIf = evil
      variables[index].unit = evil
      variables[index].name += evil
    }
    var questionnaire = Self.questionnaire(variables)
    for index in questionnaire.sections.indices { questionnaire.sections[index].title = LocalizedText(evil) }
    let html = try renderReport(Self.input(questionnaire))
    #expect(html.matches(of: /<script/).count == 1)
    #expect(html.firstMatch(of: /<[^>]+\son[a-z]+=/) == nil)
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    #expect(Self.appendix(html, .en).matches(of: /&lt;script&gt;alert\(7\)/).count > 40)
  }

  @Test("without a questionnaire, or without questions, there is no appendix and no letter for it")
  func absent() throws {
    for questionnaire in [nil, Self.questionnaire([])] {
      let html = try renderReport(Self.input(questionnaire))
      #expect(!html.contains("id=\"zh-questionnaire\""))
      #expect(html.contains("附录 B 每个数字的来历"))
    }
    #expect(try renderReport(Self.input()).contains("附录 C 每个数字的来历"))
  }

  @Test("words that the report exchanges stay as they were asked")
  func asked() throws {
    var input = Self.input()
    input.pipeline.report.words = [ExchangedWord(language: .en, word: "Counters", replacement: "Desks")]
    #expect(try Self.appendix(renderReport(input), .en).contains("Counters <small"))
  }
}
