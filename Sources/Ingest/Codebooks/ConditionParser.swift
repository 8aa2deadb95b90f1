/// Reads a platform's condition as far as the product's expressions can say the same.
struct ConditionParser {
  private let words: [ConditionToken]?
  private let language: ConditionLanguage
  private let context: String
  private var position = 0
  private var depth = 0
  /// Whether a name of LimeSurvey stands without `.NAOK`: unanswered, it makes the whole condition false.
  private var hasBareName = false

  /// - Parameters:
  ///   - text: the condition as the platform has it.
  ///   - language: whose it is.
  ///   - context: what a relative path is relative to.
  init(_ text: String, _ language: ConditionLanguage, context: String = "") {
    (self.language, self.context) = (language, context)
    var text = text.trimmed
    // LimeSurvey's texts have expressions in braces.
    if language == .limeSurvey, text.hasPrefix("{"), text.hasSuffix("}") { text = String(text.dropFirst().dropLast()) }
    words = ConditionToken.words(text, language)
  }

  /// The condition; nil when it says more than the product's expressions do in the same way.
  mutating func parse() -> ConditionTree? {
    guard let words, !words.isEmpty, let tree = either(), position == words.count else { return nil }
    return hasBareName && !tree.isPlain ? nil : tree
  }

  private var next: ConditionToken? {
    guard let words, position < words.count else { return nil }
    return words[position]
  }

  private mutating func takes(_ marks: String...) -> Bool {
    guard case .mark(let mark)? = next, marks.contains(mark) else { return false }
    position += 1
    return true
  }

  private mutating func either() -> ConditionTree? {
    guard let first = both() else { return nil }
    var parts = [first]
    while takes("or", "||") {
      guard let part = both() else { return nil }
      parts.append(part)
    }
    return parts.count == 1 ? first : .or(parts)
  }

  private mutating func both() -> ConditionTree? {
    guard let first = one() else { return nil }
    var parts = [first]
    while takes("and", "&&") {
      guard let part = one() else { return nil }
      parts.append(part)
    }
    parts.removeAll { $0 == .always }
    return parts.isEmpty ? .always : parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func one() -> ConditionTree? {
    depth += 1
    defer { depth -= 1 }
    guard depth < 50 else { return nil }
    if language == .limeSurvey, takes("!") { return one().map { .not($0) } }
    if takes("(") {
      guard let tree = either(), takes(")") else { return nil }
      return tree
    }
    if case .name(let name)? = next, let words, position + 1 < words.count, words[position + 1] == .mark("(") {
      position += 2
      return call(name)
    }
    return comparison()
  }

  // MARK: - Functions

  private mutating func call(_ name: String) -> ConditionTree? {
    switch (name, language) {
    case ("not", .xpath):
      guard let tree = either(), takes(")") else { return nil }
      return .not(tree)
    case ("true", .xpath): return takes(")") ? .always : nil
    case ("is_empty", .limeSurvey):
      guard let name = reference(), takes(")") else { return nil }
      return .isEmpty(name)
    case ("selected", .xpath), ("jr:selected", .xpath):
      guard let name = reference(), takes(","), case .text(let code)? = next else { return nil }
      position += 1
      return takes(")") ? .selected(name, code: code) : nil
    case ("string-length", .xpath):
      guard let name = reference(), takes(")"), let comparison = comparisonMark(), case .number(0)? = next else {
        return nil
      }
      position += 1
      switch comparison {
      case .greater, .unequal: return .not(.isEmpty(name))
      case .equal, .atMost: return .isEmpty(name)
      case .less, .atLeast: return nil
      }
    default: return nil
    }
  }

  // MARK: - Comparisons

  private mutating func comparison() -> ConditionTree? {
    if let literal = literal() {
      guard let comparison = comparisonMark() else { return literal == .number(1) ? .always : nil }
      return reference().flatMap { tree($0, comparison.flipped, literal) }
    }
    guard let name = reference(), let comparison = comparisonMark() else { return nil }
    return literal().flatMap { tree(name, comparison, $0) }
  }

  private func tree(_ name: String, _ comparison: ConditionOperator, _ literal: ConditionLiteral) -> ConditionTree? {
    if literal == .text("") || literal == .loose("") {
      return comparison == .equal ? .isEmpty(name) : comparison == .unequal ? .not(.isEmpty(name)) : nil
    }
    let isBelow = comparison == .less || comparison == .atMost
    // An empty answer is below any number in LimeSurvey, and below none in XPath.
    return language == .limeSurvey && isBelow ? nil : .compare(name, comparison, literal)
  }

  private mutating func comparisonMark() -> ConditionOperator? {
    guard case .mark(let mark)? = next else { return nil }
    let found: ConditionOperator? =
      switch mark {
      case "==" where language == .limeSurvey: .equal
      case "=" where language == .xpath: .equal
      case "!=": .unequal
      case "<": .less
      case "<=": .atMost
      case ">": .greater
      case ">=": .atLeast
      default: nil
      }
    if found != nil { position += 1 }
    return found
  }

  private mutating func literal() -> ConditionLiteral? {
    let start = position
    let isNegative = takes("-")
    switch next {
    case .text(let text)? where !isNegative:
      position += 1
      return language == .limeSurvey ? .loose(text) : .text(text)
    case .number(let number)?:
      position += 1
      return .number(isNegative ? -number : number)
    default:
      position = start
      return nil
    }
  }

  /// A name as ``ShownConditions/define(_:as:)`` knows it.
  private mutating func reference() -> String? {
    guard case .name(let name)? = next else { return nil }
    position += 1
    if language == .xpath {
      return name.contains("/") ? resolvePath(name, in: context) : name
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    switch parts.count == 2 ? parts[1] : parts.count == 1 ? "code" : "" {
    case "NAOK": return parts[0]
    case "code":
      hasBareName = true
      return parts[0]
    // Scores, positions and texts of answers are in no export.
    default: return nil
    }
  }
}

extension ConditionTree {
  /// Whether it is false as soon as one of its names is unanswered.
  fileprivate var isPlain: Bool {
    switch self {
    case .always, .selected: true
    case .compare(_, let comparison, _): comparison != .unequal
    case .not(.isEmpty): true
    case .and(let parts): parts.allSatisfy(\.isPlain)
    case .or, .not, .isEmpty: false
    }
  }
}
