import SurveyModel
import Tables

/// The conditions of a platform as `show_if:` of a proposed questionnaire.
struct ShownExpressions {
  /// What the questionnaire says of when a question is shown.
  enum Result: Hashable {
    case always
    case expression(String)
    /// The platform's condition, for which there is none.
    case untold(String)
  }

  private let conditions: ShownConditions
  private var variables: [String: SurveyVariable] = [:]
  /// The place of each variable's question: a condition may read those before only.
  private let places: [String: Int]

  /// - Parameters:
  ///   - conditions: those of the platform's codebook.
  ///   - groups: the variables of the questionnaire, question by question in its order.
  init(_ conditions: ShownConditions, groups: [[SurveyVariable]]) {
    self.conditions = conditions
    for variable in groups.joined() { variables[variable.name] = variable }
    places = Dictionary(
      groups.enumerated().flatMap { place, group in group.map { ($0.name, place) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// When a variable's question is shown.
  func shown(_ name: String) -> Result {
    guard let condition = conditions.conditions[name] else { return .always }
    let original =
      condition.originals.count == 1
      ? condition.originals[0]
      : condition.originals.map { "(\($0))" }
        .joined(separator: " and ")
    guard let place = places[name], let text = condition.tree.flatMap({ expression($0, before: place) }) else {
      return .untold(original)
    }
    return .expression(text)
  }

  /// An expression that is TRUE where the condition is, and nowhere else; nil when there is none.
  private func expression(_ tree: ConditionTree, before place: Int) -> String? {
    switch tree {
    case .always: return "TRUE"
    case .and(let parts): return joined(parts, " AND ", before: place)
    case .or(let parts): return joined(parts, " OR ", before: place)
    case .not(.isEmpty(let name)): return presence(name, isMissing: false, before: place)
    case .not(let inner):
      // Where an answer is missing the condition is false for the platform and unknown here, and so is NOT of it.
      return expression(inner, before: place).map { "(\($0)) IS NOT TRUE" }
    case .isEmpty(let name): return presence(name, isMissing: true, before: place)
    case .selected(let name, let code): return chosen(name, code, before: place)
    case .compare(let name, .unequal, let literal):
      return compared(name, .equal, literal, before: place).map { "(\($0)) IS NOT TRUE" }
    case .compare(let name, let comparison, let literal):
      return compared(name, comparison, literal, before: place)
    }
  }

  private func joined(_ parts: [ConditionTree], _ word: String, before place: Int) -> String? {
    var texts: [String] = []
    for part in parts {
      guard let text = expression(part, before: place) else { return nil }
      switch part {
      case .and, .or: texts.append("(\(text))")
      default: texts.append(text)
      }
    }
    return texts.joined(separator: word)
  }

  /// The variable that a name stands for, asked before and with the options that the platform's codebook has.
  private func variable(_ name: String, before place: Int) -> SurveyVariable? {
    guard case .variable(let found)? = conditions.targets[name] else { return nil }
    return known(found, before: place)
  }

  private func known(_ name: String, before place: Int) -> SurveyVariable? {
    guard let variable = variables[name], let own = places[name], own < place,
      conditions.variables[name] == variable.options.map(\.code), variable.rankedOption == nil
    else { return nil }
    return variable
  }

  private func presence(_ name: String, isMissing: Bool, before place: Int) -> String? {
    if case .option(let question, let code)? = conditions.targets[name] {
      let text = has(question, code, before: place)
      return isMissing ? text.map { "(\($0)) IS NOT TRUE" } : text
    }
    guard let variable = variable(name, before: place), variable.kind != .multi, variable.missingCodes.isEmpty else {
      return nil
    }
    return "\(Self.quoted(variable.name)) IS \(isMissing ? "" : "NOT ")MISSING"
  }

  private func has(_ question: String, _ code: String, before place: Int) -> String? {
    guard let variable = known(question, before: place), variable.kind == .multi else { return nil }
    guard variable.answers.contains(where: { $0.code == code }) else { return nil }
    return "HAS(\(Self.quoted(question)), \(Self.literal(code)))"
  }

  private func chosen(_ name: String, _ code: String, before place: Int) -> String? {
    guard let variable = variable(name, before: place) else { return nil }
    if variable.kind == .multi { return has(variable.name, code, before: place) }
    return compared(name, .equal, .text(code), before: place)
  }

  private func compared(
    _ name: String, _ comparison: ConditionOperator, _ literal: ConditionLiteral, before place: Int
  ) -> String? {
    if case .option(let question, let code)? = conditions.targets[name] {
      return comparison == .equal && Self.text(literal) == "Y" ? has(question, code, before: place) : nil
    }
    guard let variable = variable(name, before: place) else { return nil }
    let column = Self.quoted(variable.name)
    switch variable.kind {
    case .single, .likert:
      let isNumber = variable.columnType == .integer
      if comparison == .equal {
        let code = Self.text(literal)
        guard variable.answers.contains(where: { $0.code == code }) else { return nil }
        return "\(column) = \(isNumber ? code : Self.sqlText(code))"
      }
      guard isNumber, let number = Self.number(literal) else { return nil }
      return "\(column) \(comparison.rawValue) \(number)"
    case .numeric, .year, .nps:
      // XPath compares a text with the letters of the number, which only whole numbers have in one way.
      if case .text = literal, comparison == .equal, variable.columnType != .integer { return nil }
      guard let number = Self.number(literal) else { return nil }
      return "\(column) \(comparison.rawValue) \(number)"
    case .open:
      let text = Self.text(literal)
      if case .number = literal { return nil }
      // A text that is a number would be compared as one by LimeSurvey.
      if case .loose = literal, parseDouble(text) != nil { return nil }
      guard comparison == .equal, text == text.trimmed else { return nil }
      return "\(column) = \(Self.sqlText(text))"
    case .multi, .paradata, .attention: return nil
    }
  }

  // MARK: - Texts

  private static func text(_ literal: ConditionLiteral) -> String {
    switch literal {
    case .text(let text), .loose(let text): text
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? shortestText(number)
    }
  }

  private static func number(_ literal: ConditionLiteral) -> String? {
    switch literal {
    case .number(let number): return number.isFinite && abs(number) < 1e15 ? text(literal) : nil
    case .text(let text), .loose(let text): return Int(text).map(String.init) == text ? text : nil
    }
  }

  private static func literal(_ code: String) -> String { Int(code).map(String.init) == code ? code : sqlText(code) }

  private static func sqlText(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  /// A name as expressions take it; words without a digit may mean something to them.
  private static func quoted(_ name: String) -> String {
    let isPlain =
      name.first?.isLetter == true && name.contains { $0.isNumber }
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isPlain ? name : "`\(name.replacing("`", with: "``"))`"
  }
}
