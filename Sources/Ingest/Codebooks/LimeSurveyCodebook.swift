import Diagnostics
import SurveyModel

/// The structure file of LimeSurvey, `.lss`: questions, subquestions, answers, in one or several languages.
enum LimeSurveyCodebook {
  static func read(
    _ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()
  ) throws(DiagnosticError) -> PlatformCodebook {
    let tables = try LimeSurveyTables(bytes, file: file, limits: limits)
    let settings = tables.table("surveys_languagesettings").first
    var book = PlatformCodebook(title: settings?["surveyls_title"] ?? file)
    let reader = LimeSurveyReader(tables)
    guard !reader.questions.isEmpty else {
      throw PlatformCodebook.refused(file, "a document without questions", advice: "Export the survey as .lss")
    }
    for question in reader.questions { reader.add(question, to: &book) }
    return book
  }
}

/// The tables of a structure file, by question.
private struct LimeSurveyReader {
  typealias Row = [String: String]

  /// In the order of groups and questions, one a question, whatever the languages.
  let questions: [Row]
  private var subquestions: [String: [Row]] = [:]
  private var answers: [String: [Row]] = [:]
  private let questionWords: [String: [String: String]]
  private let answerWords: [String: [String: String]]
  /// The conditions of groups, by their number.
  private let groupConditions: [String: String]

  init(_ tables: LimeSurveyTables) {
    func unique(_ rows: [Row], _ key: String) -> [Row] {
      var seen: Set<String> = []
      return rows.filter { row in row[key].map { seen.insert($0).inserted } ?? true }
    }
    func number(_ row: Row, _ key: String) -> Int { row[key].flatMap { Int($0) } ?? 0 }
    let groups = Dictionary(
      (tables.table("groups") + tables.table("group_l10ns")).compactMap { row in
        row["gid"].map { ($0, number(row, "group_order")) }
      }, uniquingKeysWith: { first, _ in first })
    groupConditions = Dictionary(
      tables.table("groups").compactMap { row in row["gid"].map { ($0, row["grelevance"] ?? "") } },
      uniquingKeysWith: { first, _ in first })
    questionWords = tables.words("question_l10ns", old: ["questions", "subquestions"], key: "qid", field: "question")
    let all = unique(tables.table("questions"), "qid")
    questions = all.filter { ["0", ""].contains($0["parent_qid"] ?? "0") }.enumerated().sorted { first, second in
      let a = (groups[first.element["gid"] ?? ""] ?? 0, number(first.element, "question_order"), first.offset)
      let b = (groups[second.element["gid"] ?? ""] ?? 0, number(second.element, "question_order"), second.offset)
      return a < b
    }.map(\.element)
    let parts = unique(
      tables.table("subquestions") + all.filter { !["0", ""].contains($0["parent_qid"] ?? "0") }, "qid")
    for row in parts { if let parent = row["parent_qid"] { subquestions[parent, default: []].append(row) } }
    for key in subquestions.keys {
      subquestions[key]?.sort { number($0, "question_order") < number($1, "question_order") }
    }
    let translated = tables.table("answer_l10ns").contains { $0["aid"] != nil }
    var words: [String: [String: String]] = [:]
    for row in tables.table("answers") {
      guard let text = row["answer"] else { continue }
      words[Self.answerKey(row), default: [:]][row["language"] ?? ""] = text
    }
    if translated {
      words = tables.words("answer_l10ns", old: [], key: "aid", field: "answer")
    }
    answerWords = words
    for row in tables.table("answers") {
      guard let question = row["qid"] else { continue }
      if answers[question, default: []].contains(where: {
        $0["code"] == row["code"] && $0["scale_id"] == row["scale_id"]
      }) {
        continue
      }
      answers[question, default: []].append(row)
    }
    for key in answers.keys { answers[key]?.sort { number($0, "sortorder") < number($1, "sortorder") } }
  }

  private static func answerKey(_ row: Row) -> String {
    row["aid"] ?? "\(row["qid"] ?? "")/\(row["code"] ?? "")/\(row["scale_id"] ?? "")"
  }

  func add(_ question: Row, to book: inout PlatformCodebook) {
    let id = question["qid"] ?? ""
    let code = question["title"] ?? id
    let type = question["type"] ?? ""
    let isAsked = !["X", "*", "I"].contains(type)
    book.questions.append(PlatformCodebook.Question(id: id, code: code, type: type, isAsked: isAsked))
    guard isAsked else { return }
    var model = SurveyVariable(name: code, question: code, kind: .open, text: words(questionWords[id], code))
    model.isRequired = question["mandatory"] == "Y"
    let shown = condition(question)
    switch type {
    case "L", "!", "O", "Y", "G", "5":
      model.kind = type == "5" ? .likert : .single
      model.options = fixedOptions(type) ?? options(id, scale: "0")
      if question["other"] == "Y" { model.options.append(other) }
      define(question, as: .variable(book.add(model, shown: shown)), in: &book)
    case "M", "P":
      model.kind = .multi
      model.options = (subquestions[id] ?? []).map { part in
        let code = part["title"] ?? ""
        return AnswerOption(code: code, label: words(questionWords[part["qid"] ?? ""], code))
      }
      let name = book.add(model, shown: shown)
      for option in model.options {
        define(question, part: option.code, as: .option(variable: name, code: option.code), in: &book)
      }
    case "R": book.addRanking(model, options: options(id, scale: "0"), shown: shown)
    case "F", "H", "A", "B", "C", "E":
      model.kind = ["C", "E"].contains(type) ? .single : .likert
      model.options = fixedOptions(type) ?? options(id, scale: "0")
      addRows(question, model, to: &book)
    case "1": addDualScale(question, model, to: &book)
    case ":", ";":
      model.kind = type == ":" ? .numeric : .open
      addCells(question, model, to: &book)
    case "N":
      model.kind = .numeric
      define(question, as: .variable(book.add(model, shown: shown)), in: &book)
    case "K", "Q":
      model.kind = type == "K" ? .numeric : .open
      addRows(question, model, to: &book)
    case "S", "T", "U": define(question, as: .variable(book.add(model, shown: shown)), in: &book)
    default: book.add(model, shown: shown)
    }
  }

  /// When a question is shown: where its group is, and its own condition holds.
  private func condition(_ question: Row) -> ShownCondition? {
    let group = ShownCondition.adding(question["gid"].flatMap { groupConditions[$0] }, .limeSurvey)
    return ShownCondition.adding(question["relevance"], .limeSurvey, to: group)
  }

  /// Conditions name a question by its code, `Q1` or `Q1_SQ001`, or by its numbers, `123X4X5` or `123X4X5SQ001`.
  private func define(
    _ question: Row, part: String = "", as target: ConditionTarget, in book: inout PlatformCodebook
  ) {
    if let code = question["title"] { book.shown.define(part.isEmpty ? code : "\(code)_\(part)", as: target) }
    guard let survey = question["sid"], let group = question["gid"], let id = question["qid"] else { return }
    book.shown.define("\(survey)X\(group)X\(id)\(part)", as: target)
  }

  private func addRows(
    _ question: Row, _ model: SurveyVariable, suffix: String = "", text: String = "", to book: inout PlatformCodebook
  ) {
    let shown = condition(question)
    for part in subquestions[question["qid"] ?? ""] ?? [] where ["0", nil].contains(part["scale_id"]) {
      let code = part["title"] ?? ""
      var variable = model
      variable.name = "\(model.question)_\(code)\(suffix)"
      var row = words(questionWords[part["qid"] ?? ""], code)
      if !text.isEmpty { row = LocalizedText(zh: "\(row.zh) \(text)", en: "\(row.en) \(text)") }
      variable.rowText = row
      let name = book.add(variable, shown: ShownCondition.adding(part["relevance"], .limeSurvey, to: shown))
      if suffix.isEmpty { define(question, part: code, as: .variable(name), in: &book) }
    }
  }

  private func addDualScale(_ question: Row, _ model: SurveyVariable, to book: inout PlatformCodebook) {
    for scale in ["0", "1"] {
      var variable = model
      variable.kind = .likert
      variable.options = options(question["qid"] ?? "", scale: scale)
      let number = scale == "0" ? "1" : "2"
      addRows(question, variable, suffix: "_\(number)", text: "[\(number)]", to: &book)
    }
  }

  private func addCells(_ question: Row, _ model: SurveyVariable, to book: inout PlatformCodebook) {
    for column in (subquestions[question["qid"] ?? ""] ?? []).filter({ $0["scale_id"] == "1" }) {
      let code = column["title"] ?? ""
      let text = words(questionWords[column["qid"] ?? ""], code)
      addRows(question, model, suffix: "_\(code)", text: "[\(text.zh)]", to: &book)
    }
  }

  private func options(_ id: String, scale: String) -> [AnswerOption] {
    (answers[id] ?? []).filter { ($0["scale_id"] ?? "0") == scale }.map { row in
      let code = row["code"] ?? ""
      return AnswerOption(code: code, label: words(answerWords[Self.answerKey(row)], code))
    }
  }

  private var other: AnswerOption { AnswerOption(code: "-oth-", label: LocalizedText(zh: "其他", en: "Other")) }

  /// The answers of kinds that have the same everywhere.
  private func fixedOptions(_ type: String) -> [AnswerOption]? {
    func list(_ options: [(String, String, String)]) -> [AnswerOption] {
      options.map { AnswerOption(code: $0.0, label: LocalizedText(zh: $0.1, en: $0.2)) }
    }
    func numbers(_ last: Int) -> [AnswerOption] {
      (1...last).map { AnswerOption(code: "\($0)", label: LocalizedText("\($0)")) }
    }
    switch type {
    case "Y": return list([("Y", "是", "Yes"), ("N", "否", "No")])
    case "G": return list([("F", "女", "Female"), ("M", "男", "Male")])
    case "5", "A": return numbers(5)
    case "B": return numbers(10)
    case "C": return list([("Y", "是", "Yes"), ("U", "不确定", "Uncertain"), ("N", "否", "No")])
    case "E": return list([("I", "增加", "Increase"), ("S", "不变", "Same"), ("D", "减少", "Decrease")])
    default: return nil
    }
  }

  /// Chinese and English where there are; otherwise the first language for both.
  private func words(_ texts: [String: String]?, _ code: String) -> LocalizedText {
    localized(texts ?? [:], or: code)
  }
}

/// Words by language tag or name as the two languages of the report; the one that is there where one is missing.
func localized(_ texts: [String: String], or code: String) -> LocalizedText {
  func find(_ wanted: (String) -> Bool) -> String? {
    texts.keys.sorted().first { wanted($0.lowercased()) && !(texts[$0] ?? "").isEmpty }.flatMap { texts[$0] }
  }
  let chinese = find { $0.hasPrefix("zh") || $0.contains("(zh") || $0.contains("chinese") || $0.contains("中文") }
  let english = find { $0.hasPrefix("en") || $0.contains("(en") }
  let first = find { $0.isEmpty } ?? find { _ in true } ?? code
  return LocalizedText(
    zh: withoutMarkup(chinese ?? english ?? first), en: withoutMarkup(english ?? chinese ?? first))
}
