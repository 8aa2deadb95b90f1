/// An expression as it was written: the parser's output. Equality and hashing ignore where it stands.
struct Syntax: Sendable {
  indirect enum Kind: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(ExactText)
    /// Days since 1970-01-01.
    case date(Int)
    case name(source: String?, name: String)
    case negate(Syntax)
    case not(Syntax)
    case arithmetic(Arithmetic, Syntax, Syntax)
    case compare(Comparison, Syntax, Syntax)
    /// Two or more operands; chains are flat, so their length is not nesting.
    case and([Syntax])
    case or([Syntax])
    case isMissing(Syntax)
    case isTruth(Syntax, Bool)
    case isIn(Syntax, [Syntax])
    case between(Syntax, low: Syntax, high: Syntax)
    case like(Syntax, pattern: Syntax)
    case choose([Branch], otherwise: Syntax?)
    case call(Call)
  }

  /// One `WHEN condition THEN result`.
  struct Branch: Sendable, Hashable {
    var condition: Syntax
    var result: Syntax
  }

  /// `NAME(arguments) FILTER (WHERE filter) OVER (PARTITION BY partition)`.
  struct Call: Sendable, Hashable {
    /// In capitals.
    var name: String
    var arguments: [Syntax] = []
    /// `COUNT(*)`, or `COUNT(source.*)`.
    var isOfRows = false
    var rowSource: String?
    var filter: Syntax?
    /// The keys of `OVER (PARTITION BY …)`; empty for `OVER ()`, nil without `OVER`.
    var partition: [Syntax]?
  }

  var kind: Kind
  /// Where it starts, in characters from the start of the text.
  var offset: Int
  /// How many levels of nesting it has, itself included.
  var depth = 1
}

extension Syntax: Hashable {
  static func == (lhs: Syntax, rhs: Syntax) -> Bool { lhs.kind == rhs.kind }

  func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension Syntax {
  /// The expressions right under this one, in order of appearance.
  var children: [Syntax] {
    switch kind {
    case .null, .bool, .integer, .number, .text, .date, .name: []
    case .negate(let operand), .not(let operand), .isMissing(let operand), .isTruth(let operand, _): [operand]
    case .arithmetic(_, let left, let right), .compare(_, let left, let right): [left, right]
    case .and(let operands), .or(let operands): operands
    case .isIn(let operand, let list): [operand] + list
    case .between(let operand, let low, let high): [operand, low, high]
    case .like(let operand, let pattern): [operand, pattern]
    case .choose(let branches, let otherwise):
      branches.flatMap { [$0.condition, $0.result] } + (otherwise.map { [$0] } ?? [])
    case .call(let call): call.arguments + (call.filter.map { [$0] } ?? []) + (call.partition ?? [])
    }
  }
}

enum Arithmetic: String, Sendable, Hashable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal = "="
  case notEqual = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  var isEquality: Bool { self == .equal || self == .notEqual }

  /// The comparison that holds when the operands change sides.
  var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
