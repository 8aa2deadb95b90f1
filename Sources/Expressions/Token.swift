/// One word of an expression.
struct Token: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case integer(UInt64)
    case number(Double)
    /// `'…'`, with doubled quotes undone.
    case text(String)
    /// A bare word: a keyword, a function or a name.
    case word(String)
    /// `` `…` `` or `"…"`: always a name.
    case quotedName(String)
    case symbol(Symbol)
    case end
  }

  enum Symbol: String, Sendable {
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case comma = ","
    case dot = "."
  }

  var kind: Kind
  /// Characters from the start of the text.
  var offset: Int

  /// How the token reads in a message.
  var shown: String {
    switch kind {
    case .integer(let value): "`\(value)`"
    case .number(let value): "`\(value)`"
    case .text(let value): "`'\(shortened(value))'`"
    case .word(let value): "`\(shortened(value))`"
    case .quotedName(let value): "the name `\(shortened(value))`"
    case .symbol(let symbol): "`\(symbol.rawValue)`"
    case .end: "the end of the expression"
    }
  }
}

/// A text as messages show it: cut when long, so that an error stays one readable line.
func shortened(_ text: String, to limit: Int = 40) -> String {
  text.count <= limit ? text : text.prefix(limit) + "…"
}
