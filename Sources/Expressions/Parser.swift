/// Reads tokens into an expression tree by operator precedence (Pratt's method).
///
/// From the loosest: `OR`, `AND`, `NOT`, comparisons (with `IS`, `IN`, `BETWEEN`, `LIKE`), `+ -`, `* / %`, sign.
struct Parser {
  /// Deeper nesting is refused, so that neither this parser nor any later walk of the tree can exhaust the stack.
  static let depthLimit = 200

  private enum Power: Int, Comparable {
    case or = 1
    case and, not, comparison, sum, product, sign

    static func < (lhs: Power, rhs: Power) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  private let tokens: [Token]
  private var position = 0
  private var nesting = 0

  static func parse(_ text: String) throws(ExpressionError) -> Syntax {
    var parser = Parser(tokens: try Lexer.tokens(of: text))
    if parser.current.kind == .end {
      throw ExpressionError(0, "the expression is empty")
    }
    let syntax = try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpectedRest() }
    return syntax
  }

  private init(tokens: [Token]) {
    self.tokens = tokens
  }

  // MARK: Tokens

  /// The last token is always `.end` and is never passed.
  private var current: Token { tokens[position] }

  private func token(after distance: Int) -> Token { tokens[min(position + distance, tokens.count - 1)] }

  private mutating func advance() {
    if position < tokens.count - 1 { position += 1 }
  }

  private func isWord(_ word: String, after distance: Int = 0) -> Bool {
    if case .word(let found) = token(after: distance).kind { return found.uppercased() == word }
    return false
  }

  private mutating func take(word: String) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }

  private mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func expect(_ symbol: Token.Symbol, _ purpose: String) throws(ExpressionError) {
    guard take(symbol) else {
      throw ExpressionError(current.offset, "expected `\(symbol.rawValue)` \(purpose), found \(current.shown)")
    }
  }

  private mutating func expect(word: String, _ purpose: String) throws(ExpressionError) {
    guard take(word: word) else {
      throw ExpressionError(current.offset, "expected \(word) \(purpose), found \(current.shown)")
    }
  }

  private func unexpectedRest() -> ExpressionError {
    let offset = current.offset
    switch current.kind {
    case .symbol(.rightParenthesis):
      return ExpressionError(offset, "a `)` without its `(`", advice: "remove it, or add the `(`")
    case .word(let word) where word.uppercased() == "OVER" || word.uppercased() == "FILTER":
      return ExpressionError(offset, "\(word.uppercased()) follows only a call such as SUM(x)")
    default:
      return ExpressionError(
        offset, "expected an operator or the end of the expression, found \(current.shown)",
        advice: "two values stand side by side: an operator, a comma or a quote is missing")
    }
  }

  // MARK: Operators

  private func node(_ kind: Syntax.Kind, at offset: Int) throws(ExpressionError) -> Syntax {
    var syntax = Syntax(kind: kind, offset: offset)
    var deepest = 0
    for child in syntax.children { deepest = max(deepest, child.depth) }
    syntax.depth = deepest + 1
    guard syntax.depth <= Self.depthLimit else { throw tooDeep(offset) }
    return syntax
  }

  private func tooDeep(_ offset: Int) -> ExpressionError {
    ExpressionError(
      offset, "the expression nests more than \(Self.depthLimit) levels deep",
      advice: "split it into derived variables")
  }

  private mutating func expression() throws(ExpressionError) -> Syntax { try expression(from: .or) }

  private mutating func expression(from power: Power) throws(ExpressionError) -> Syntax {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.depthLimit else { throw tooDeep(current.offset) }
    var left = try prefix()
    while true {
      let token = current
      if power <= .sum, let sum = sumOperator {
        advance()
        left = try node(.arithmetic(sum, left, try expression(from: .product)), at: token.offset)
      } else if power <= .product, let product = productOperator {
        advance()
        left = try node(.arithmetic(product, left, try expression(from: .sign)), at: token.offset)
      } else if power <= .comparison, startsComparison {
        left = try comparison(of: left)
        if startsComparison {
          throw ExpressionError(
            current.offset, "one comparison follows another",
            advice: "join them with AND, or put one of them in parentheses")
        }
      } else if power <= .and, isWord("AND") {
        left = try chain(left, "AND", .not) { .and($0) }
      } else if power <= .or, isWord("OR") {
        left = try chain(left, "OR", .and) { .or($0) }
      } else {
        return left
      }
    }
  }

  private mutating func chain(
    _ first: Syntax, _ word: String, _ power: Power, _ make: ([Syntax]) -> Syntax.Kind
  ) throws(ExpressionError) -> Syntax {
    let offset = current.offset
    var operands = [first]
    while take(word: word) { operands.append(try expression(from: power)) }
    return try node(make(operands), at: offset)
  }

  private var sumOperator: Arithmetic? {
    switch current.kind {
    case .symbol(.plus): .add
    case .symbol(.minus): .subtract
    default: nil
    }
  }

  private var productOperator: Arithmetic? {
    switch current.kind {
    case .symbol(.star): .multiply
    case .symbol(.slash): .divide
    case .symbol(.percent): .remainder
    default: nil
    }
  }

  private var comparisonOperator: Comparison? {
    if case .symbol(let symbol) = current.kind { return Comparison(rawValue: symbol.rawValue) }
    return nil
  }

  private var startsComparison: Bool {
    comparisonOperator != nil || isWord("IS") || isWord("IN") || isWord("BETWEEN") || isWord("LIKE")
      || (isWord("NOT") && (isWord("IN", after: 1) || isWord("BETWEEN", after: 1) || isWord("LIKE", after: 1)))
  }

  private mutating func comparison(of left: Syntax) throws(ExpressionError) -> Syntax {
    let offset = current.offset
    if let comparison = comparisonOperator {
      advance()
      return try node(.compare(comparison, left, try expression(from: .sum)), at: offset)
    }
    if take(word: "IS") { return try isTest(of: left, at: offset) }
    let isNegated = take(word: "NOT")
    let test: Syntax
    if take(word: "IN") {
      test = try node(.isIn(left, try list()), at: offset)
    } else if take(word: "BETWEEN") {
      let low = try expression(from: .sum)
      try expect(word: "AND", "between the bounds of BETWEEN")
      test = try node(.between(left, low: low, high: try expression(from: .sum)), at: offset)
    } else {
      advance()
      test = try node(.like(left, pattern: try expression(from: .sum)), at: offset)
    }
    return isNegated ? try node(.not(test), at: offset) : test
  }

  private mutating func isTest(of left: Syntax, at offset: Int) throws(ExpressionError) -> Syntax {
    let isNegated = take(word: "NOT")
    let test: Syntax
    if take(word: "MISSING") || take(word: "NULL") {
      test = try node(.isMissing(left), at: offset)
    } else if take(word: "TRUE") {
      test = try node(.isTruth(left, true), at: offset)
    } else if take(word: "FALSE") {
      test = try node(.isTruth(left, false), at: offset)
    } else {
      throw ExpressionError(
        current.offset, "expected MISSING, NULL, TRUE or FALSE after IS, found \(current.shown)",
        advice: "to compare values write = or <>")
    }
    return isNegated ? try node(.not(test), at: offset) : test
  }

  private mutating func list() throws(ExpressionError) -> [Syntax] {
    try expect(.leftParenthesis, "after IN")
    if current.kind == .symbol(.rightParenthesis) {
      throw ExpressionError(current.offset, "the list after IN is empty")
    }
    var items = [try expression()]
    while take(.comma) { items.append(try expression()) }
    try expect(.rightParenthesis, "to close the list after IN")
    return items
  }

  // MARK: Operands

  private mutating func prefix() throws(ExpressionError) -> Syntax {
    let offset = current.offset
    if take(word: "NOT") { return try node(.not(try expression(from: .not)), at: offset) }
    if take(.plus) { return try expression(from: .sign) }
    if take(.minus) {
      if case .integer(let magnitude) = current.kind, magnitude == UInt64(Int64.max) + 1 {
        advance()
        return Syntax(kind: .integer(.min), offset: offset)
      }
      let operand = try expression(from: .sign)
      switch operand.kind {
      case .integer(let value) where value > .min: return Syntax(kind: .integer(-value), offset: offset)
      case .number(let value): return Syntax(kind: .number(-value), offset: offset)
      default: return try node(.negate(operand), at: offset)
      }
    }
    return try primary()
  }

  private mutating func primary() throws(ExpressionError) -> Syntax {
    let token = current
    switch token.kind {
    case .integer(let value):
      advance()
      let kind = Int64(exactly: value).map { Syntax.Kind.integer($0) } ?? .number(Double(value))
      return Syntax(kind: kind, offset: token.offset)
    case .number(let value):
      advance()
      return Syntax(kind: .number(value), offset: token.offset)
    case .text(let value):
      advance()
      return Syntax(kind: .text(ExactText(value)), offset: token.offset)
    case .symbol(.leftParenthesis):
      advance()
      let inner = try expression()
      try expect(.rightParenthesis, "to close the `(` at character \(token.offset + 1)")
      return inner
    case .quotedName(let name):
      advance()
      return try qualified(name, at: token.offset)
    case .word(let word):
      return try wordOperand(word, at: token.offset)
    case .symbol, .end:
      throw ExpressionError(token.offset, "expected a value, a name or a function, found \(token.shown)")
    }
  }

  private mutating func wordOperand(_ word: String, at offset: Int) throws(ExpressionError) -> Syntax {
    let capitals = word.uppercased()
    switch capitals {
    case "NULL", "MISSING":
      if capitals == "MISSING", token(after: 1).kind == .symbol(.leftParenthesis) { break }
      advance()
      return Syntax(kind: .null, offset: offset)
    case "TRUE", "FALSE":
      advance()
      return Syntax(kind: .bool(capitals == "TRUE"), offset: offset)
    case "CASE":
      return try choice()
    case "DATE":
      if case .text(let text) = token(after: 1).kind {
        advance()
        let textOffset = current.offset
        advance()
        guard let day = CivilDay.parse(text) else {
          throw ExpressionError(
            textOffset, "`\(shortened(text))` is not a date", advice: "write it as DATE '2025-03-31'")
        }
        return Syntax(kind: .date(day), offset: offset)
      }
    case let keyword where Self.reserved.contains(keyword):
      throw ExpressionError(
        offset, "expected a value, a name or a function, found \(keyword)",
        advice: "a column of that name is written in back quotes: `\(word)`")
    default: break
    }
    advance()
    if current.kind == .symbol(.leftParenthesis) { return try call(capitals, at: offset) }
    return try qualified(word, at: offset)
  }

  private static let reserved: Set<String> = [
    "AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "END", "IN", "IS", "BETWEEN", "LIKE",
  ]

  /// `name` or `source.name`.
  private mutating func qualified(_ name: String, at offset: Int) throws(ExpressionError) -> Syntax {
    guard take(.dot) else { return Syntax(kind: .name(source: nil, name: name), offset: offset) }
    switch current.kind {
    case .word(let column), .quotedName(let column):
      advance()
      return Syntax(kind: .name(source: name, name: column), offset: offset)
    default:
      throw ExpressionError(
        current.offset, "expected a column's name after `\(shortened(name)).`, found \(current.shown)")
    }
  }

  /// `CASE [x] WHEN … THEN … [ELSE …] END`; with `x`, each WHEN is read as `x = …`.
  private mutating func choice() throws(ExpressionError) -> Syntax {
    let offset = current.offset
    advance()
    let subject = isWord("WHEN") ? nil : try expression()
    var branches: [Syntax.Branch] = []
    while isWord("WHEN") {
      let whenOffset = current.offset
      advance()
      var condition = try expression()
      if let subject { condition = try node(.compare(.equal, subject, condition), at: whenOffset) }
      try expect(word: "THEN", "after the condition of WHEN")
      branches.append(Syntax.Branch(condition: condition, result: try expression()))
    }
    guard !branches.isEmpty else {
      throw ExpressionError(current.offset, "expected WHEN in CASE, found \(current.shown)")
    }
    let otherwise = take(word: "ELSE") ? try expression() : nil
    try expect(word: "END", "to close the CASE at character \(offset + 1)")
    return try node(.choose(branches, otherwise: otherwise), at: offset)
  }

  private mutating func call(_ name: String, at offset: Int) throws(ExpressionError) -> Syntax {
    var call = Syntax.Call(name: name)
    let open = current.offset
    advance()
    if take(.star) {
      call.isOfRows = true
    } else if let source = rowsOfSource() {
      call.isOfRows = true
      call.rowSource = source
    } else if current.kind != .symbol(.rightParenthesis) {
      call.arguments.append(try expression())
      while take(.comma) { call.arguments.append(try expression()) }
    }
    try expect(.rightParenthesis, "to close the `(` at character \(open + 1)")
    if isWord("FILTER"), token(after: 1).kind == .symbol(.leftParenthesis) {
      advance()
      advance()
      try expect(word: "WHERE", "in FILTER")
      call.filter = try expression()
      try expect(.rightParenthesis, "to close FILTER")
    }
    if isWord("OVER"), token(after: 1).kind == .symbol(.leftParenthesis) {
      advance()
      advance()
      call.partition = try partition()
    }
    return try node(.call(call), at: offset)
  }

  /// `source.*`
  private mutating func rowsOfSource() -> String? {
    guard token(after: 1).kind == .symbol(.dot), token(after: 2).kind == .symbol(.star) else { return nil }
    switch current.kind {
    case .word(let source), .quotedName(let source):
      advance()
      advance()
      advance()
      return source
    default: return nil
    }
  }

  private mutating func partition() throws(ExpressionError) -> [Syntax] {
    var keys: [Syntax] = []
    if take(word: "PARTITION") {
      try expect(word: "BY", "after PARTITION")
      repeat { keys.append(try expression()) } while take(.comma)
    }
    if isWord("ORDER") {
      let advice = "RANK(x) ranks by x itself, and RANK(-x) from the largest"
      throw ExpressionError(current.offset, "OVER takes no ORDER BY", advice: advice)
    }
    try expect(.rightParenthesis, "to close OVER")
    return keys
  }
}
