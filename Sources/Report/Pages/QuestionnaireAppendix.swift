import SurveyModel
import Tables

/// The questionnaire as it was asked: wording, answers with their scores, conditions, and what each question feeds.
extension LanguageTree {
  mutating func writeQuestionnaire(_ letter: String) {
    guard let questionnaire = data.pipeline.questionnaire else { return }
    let use = QuestionUse(data.index)
    var content = Markup()
    for section in questionnaire.sections {
      let questions = questionnaire.questions.filter { $0.section == section.id }
      content += questionTable(asked(section.title), questions, of: questionnaire, use: use)
    }
    let sections = Set(questionnaire.sections.map(\.id))
    let rest = questionnaire.questions.filter { !sections.contains($0.section) }
    let other = sections.isEmpty ? say("全部题目", "All questions") : say("其他题目", "Other questions")
    content += questionTable(other, rest, of: questionnaire, use: use)
    writeAppendix(
      letter, "questionnaire", say(.questionnaireAppendix), flows: true,
      note: say(
        "题目按问卷中的顺序排列，粗体是答案的代码，等级题括号内是换算成的 0–100 分；“用于”列出由该题算出的指标和监测指标。",
        "Questions in the order asked. Codes of answers are bold; what a step of a scale scores on 0–100 is in brackets; “Feeds” lists the indicators and monitors made from the question."
      ), content)
  }

  private mutating func questionTable(
    _ title: String, _ questions: [Questionnaire.Question], of questionnaire: Questionnaire, use: QuestionUse
  ) -> Markup {
    guard !questions.isEmpty else { return "" }
    var table = DataTable(
      caption: say("题目与答案：\(title)", "Questions and answers: \(title)"),
      columns: [
        .init(say("题目", "Question")), .init(say("可选答案", "Answers offered")), .init(say("用于", "Feeds")),
      ], rows: [], style: "dense qn")
    for question in questions { table.rows += rows(question, questionnaire.codebook, use) }
    return tableFigure(table, title: title)
  }

  /// A question of one column is one row; of a matrix, what its rows have in common stands once, above them.
  private func rows(_ question: Questionnaire.Question, _ codebook: Codebook, _ use: QuestionUse) -> [DataTable.Row] {
    let known = question.variables.compactMap { codebook[$0] }
    let open = known.filter { !$0.isIdentifying }
    if let only = known.first, question.variables.count == 1, only.rowText == nil {
      let names = only.name == question.id ? question.id : "\(question.id) · \(only.name)"
      let condition = only.isIdentifying ? nil : only.showIf
      return [
        row(
          wording(question.text, names) + shown(condition), only.isIdentifying ? identifying : offer(only),
          feeds: only.isIdentifying ? [] : use.measures(of: only.name))
      ]
    }
    let offers = open.map(offer)
    let sharesOffer = Set(offers).count == 1
    let sharesCondition = Set(open.map(\.showIf)).count == 1
    let common = (sharesOffer ? offers.first : nil) ?? (open.isEmpty && !known.isEmpty ? identifying : "")
    var rows = [
      row(wording(question.text, question.id) + shown(sharesCondition ? open.first?.showIf : nil), common, feeds: nil)
    ]
    for name in question.variables {
      guard let variable = codebook[name] else {
        rows.append(row(wording(nil, name), "", feeds: use.measures(of: name), isPart: true))
        continue
      }
      let words = wording(variable.rowText, name)
      if variable.isIdentifying {
        rows.append(row(words, open.isEmpty ? "" : identifying, feeds: [], isPart: true))
      } else {
        rows.append(
          row(
            words + shown(sharesCondition ? nil : variable.showIf), sharesOffer ? "" : offer(variable),
            feeds: use.measures(of: name), isPart: true))
      }
    }
    return rows
  }

  /// `feeds` are the codes of what is made from it, nil for the head of a matrix, whose rows say so; `isPart` is for
  /// those rows.
  private func row(_ words: Markup, _ offer: Markup, feeds: [String]?, isPart: Bool = false) -> DataTable.Row {
    let codes = feeds.map { $0.isEmpty ? NumberText.missing : $0.joined(separator: say("、", ", ")) } ?? ""
    return DataTable.Row([
      .init(words, style: isPart ? "qr" : ""), .init(offer), .init(text: codes, style: feeds == nil ? "" : "mono"),
    ])
  }

  /// A text of the questionnaire: no words of the report take the place of those that respondents read.
  private func asked(_ text: LocalizedText) -> String {
    language == .zh ? fullWidthPunctuation(text.zh) : text.en
  }

  private func wording(_ text: LocalizedText?, _ name: String) -> Markup {
    let words = text.map(asked) ?? ""
    let code: Markup = "<small class=\"mono\">\(name)</small>"
    return words.allSatisfy(\.isWhitespace) ? code : "\(words) \(code)"
  }

  private func shown(_ condition: String?) -> Markup {
    guard let condition else { return "" }
    let codebook = data.pipeline.questionnaire?.codebook
    // Such a condition would tell the right answer.
    if namesInExpression(condition).contains(where: { codebook?[$0]?.kind == .attention }) {
      return "<br><small>\(say("依注意力检测题显示", "Shown by the attention check"))</small>"
    }
    return "<br><small>\(say("显示条件", "Shown if")) <span class=\"mono\">\(condition)</span></small>"
  }

  private var identifying: Markup {
    "<small>\(say("识别信息：清洗之后不以明文保留", "Identifying: never leaves the clean stage in the clear"))</small>"
  }

  /// What can be answered: the kind of answer with its limits, the options, and those that are no answer.
  private func offer(_ variable: SurveyVariable) -> Markup {
    var facts = [kind(variable)]
    if let range = variable.validRange {
      facts.append(limits(range, isYear: variable.kind == .year))
      if range.isInteger && variable.kind == .numeric && variable.rankedOption == nil {
        facts.append(say("整数", "whole number"))
      }
    }
    if let unit = variable.unit { facts.append(say("单位 \(unit)", "in \(unit)")) }
    if let most = variable.maximumChoices { facts.append(say("最多 \(most) 项", "at most \(most)")) }
    var out: Markup = "<small>\(facts.joined(separator: say("，", ", ")))</small>"
    let mark: Markup = Markup(text: say("；", "; "))
    let answers = variable.answers
    let scores = variable.kind == .likert && variable.scaleScores.count == answers.count ? variable.scaleScores : []
    let options = answers.enumerated().map { position, option in
      self.option(option, score: scores.isEmpty ? nil : scores[position])
    }
    if !options.isEmpty { out += " " + options.joined(mark) }
    let missing = missingAnswers(variable)
    if !missing.isEmpty { out += "<br><small>\(say("缺失代码", "Missing codes")) \(missing.joined(mark))</small>" }
    return out
  }

  private func option(_ option: AnswerOption, score: Double?) -> Markup {
    var notes: [String] = []
    if let score { notes.append(NumberText.fixed(score, decimals(score))) }
    if option.isExclusive { notes.append(say("不与其他并选", "not with others")) }
    if option.terminates { notes.append(say("访问结束", "ends the interview")) }
    let words = answer(option.code, asked(option.label))
    let note = notes.joined(separator: say("，", ", "))
    return notes.isEmpty ? words : words + Markup(text: say("（\(note)）", " (\(note))"))
  }

  private func answer(_ code: String, _ label: String) -> Markup {
    label.isEmpty || label == code ? "<b>\(code)</b>" : "<b>\(code)</b> \(label)"
  }

  /// Those offered in their order, then codes that only the export holds.
  private func missingAnswers(_ variable: SurveyVariable) -> [Markup] {
    let offered = variable.options.filter { variable.missingCodes[$0.code] != nil }
    let codes = Set(offered.map(\.code))
    let others = variable.missingCodes.filter { !codes.contains($0.key) }.sorted { $0.key < $1.key }
    return offered.map { answer($0.code, asked($0.label)) } + others.map { answer($0.key, word($0.value)) }
  }

  private func limits(_ range: ValidRange, isYear: Bool) -> String {
    let bounds = range.bounds(wave: data.wave)
    func text(_ value: Double) -> String {
      isYear ? NumberText.fixed(value, 0) : NumberText.grouped(value, decimals(value))
    }
    switch (bounds.lowerBound.isFinite, bounds.upperBound.isFinite) {
    case (true, true): return "\(text(bounds.lowerBound))–\(text(bounds.upperBound))"
    case (true, false): return "≥ \(text(bounds.lowerBound))"
    case (false, true): return "≤ \(text(bounds.upperBound))"
    case (false, false): return say("不限", "any")
    }
  }

  private func kind(_ variable: SurveyVariable) -> String {
    if variable.rankedOption != nil { return say("排序", "Ranking") }
    return switch variable.kind {
    case .single: say("单选", "One answer")
    case .multi: say("多选", "Several answers")
    case .likert: say("等级", "Scale")
    case .numeric: say("数字", "Number")
    case .year: say("年份", "Year")
    case .attention: say("注意力检测，单选", "Attention check, one answer")
    case .nps: say("推荐意愿", "Likelihood to recommend")
    case .open: say("文字", "Text")
    case .paradata: say("平台记录", "Recorded by the platform")
    }
  }
}

/// What is made from each survey variable: indicators, then monitors, whether they name it, a set that holds it, or a
/// derived variable that comes of it.
struct QuestionUse: Sendable {
  private let measures: [String: [String]]

  init(_ index: EvaluationIndex) {
    let plan = index.input.pipeline.cleaning
    let framework = index.framework
    let statistics =
      framework.indicators.compactMap { node in node.indicator.map { (node.id, $0.source, $0.statistic) } }
      + framework.monitors.map { ($0.id, $0.source, $0.expression) }
    var measures: [String: [String]] = [:]
    for (id, source, statistic) in statistics where index.isSurvey(source: source) {
      for name in plan.namesBehind(statistic) { measures[name, default: []].append(id) }
    }
    self.measures = measures
  }

  /// The codes of what is made from a variable, in the order of the framework.
  func measures(of variable: String) -> [String] { measures[variable] ?? [] }
}
