/// When a platform shows a question: a condition on other answers.
struct ShownCondition: Sendable, Hashable {
  /// As the platform has it, those of the groups around the question first.
  var originals: [String]
  /// All of them together; nil where one says more than ``ConditionTree`` can.
  var tree: ConditionTree?

  /// Adds the condition of a group around the question, or of the question inside one.
  ///
  /// - Parameters:
  ///   - text: the condition as the platform has it; an empty one is no condition.
  ///   - language: the platform's language.
  ///   - context: what a relative path in it is relative to.
  ///   - outer: the condition of the groups around; nil: they are always shown.
  /// - Returns: both together; nil when it is always shown.
  static func adding(
    _ text: String?, _ language: ConditionLanguage, context: String = "", to outer: ShownCondition? = nil
  ) -> ShownCondition? {
    guard let text = text?.trimmed, !text.isEmpty else { return outer }
    var parser = ConditionParser(text, language, context: context)
    let tree = parser.parse()
    if tree == .always { return outer }
    guard let outer else { return ShownCondition(originals: [text], tree: tree) }
    let both = outer.tree.flatMap { first in tree.map { ConditionTree.and([first, $0]) } }
    return ShownCondition(originals: outer.originals + [text], tree: both)
  }
}

/// The conditions of a platform's codebook, and what they mean by their names.
struct ShownConditions: Sendable, Hashable {
  /// By variable.
  var conditions: [String: ShownCondition] = [:]
  /// What each name or path of the platform stands for.
  private(set) var targets: [String: ConditionTarget] = [:]
  private var ambiguous: Set<String> = []
  /// The codes of the options of each variable, as the platform has them and the conditions mean them.
  var variables: [String: [String]] = [:]

  /// Says what a name stands for; one that stands for two things stands for nothing.
  mutating func define(_ name: String, as target: ConditionTarget) {
    if let known = targets[name], known != target { ambiguous.insert(name) }
    targets[name] = ambiguous.contains(name) ? nil : target
  }
}

/// What a name in a condition stands for.
enum ConditionTarget: Sendable, Hashable {
  case variable(String)
  /// Whether an option of a multiple choice was chosen: `Y`, or nothing.
  case option(variable: String, code: String)
}

/// A condition that platforms and the product's expressions both can say.
///
/// It is TRUE where the platform's is, and only there; where the platform says false the expression may be unknown.
indirect enum ConditionTree: Sendable, Hashable {
  case always
  case and([ConditionTree])
  case or([ConditionTree])
  case not(ConditionTree)
  case compare(String, ConditionOperator, ConditionLiteral)
  /// Whether a choice of one or of several holds an option.
  case selected(String, code: String)
  case isEmpty(String)
}

enum ConditionOperator: String, Sendable, Hashable {
  case equal = "="
  case unequal = "<>"
  case less = "<"
  case atMost = "<="
  case greater = ">"
  case atLeast = ">="

  /// The same with the sides changed.
  var flipped: ConditionOperator {
    switch self {
    case .less: .greater
    case .atMost: .atLeast
    case .greater: .less
    case .atLeast: .atMost
    case .equal, .unequal: self
    }
  }
}

enum ConditionLiteral: Sendable, Hashable {
  case text(String)
  /// A text that is compared as a number with a number, as LimeSurvey does.
  case loose(String)
  case number(Double)
}

/// The language of a platform's conditions.
enum ConditionLanguage: Sendable, Hashable {
  /// LimeSurvey's expressions: `Q1.NAOK == "A1" and !is_empty(Q2.NAOK)`.
  case limeSurvey
  /// XPath as XForms have it, paths absolute or relative, and `${name}` of XLSForms.
  case xpath
}
