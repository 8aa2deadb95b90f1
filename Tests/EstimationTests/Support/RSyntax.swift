/// An R expression: everything that is not a constant or a name is a call, operators and brackets included.
indirect enum RExpression: Equatable, Sendable {
  case number(Double)
  case text(String)
  case name(String)
  case call(String, [RArgument])

  /// Reads a text; comments are passed over.
  init(_ text: String) throws {
    var parser = RParser(try RToken.tokens(of: text))
    self = try parser.wholeText()
  }

  /// The name of the function called.
  var function: String? { if case .call(let name, _) = self { name } else { nil } }
  /// The arguments of a call.
  var arguments: [RArgument] { if case .call(_, let arguments) = self { arguments } else { [] } }

  /// The expression as R would write it.
  var deparsed: String {
    switch self {
    case .number(let value):
      return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    case .text(let value): return "\"\(value)\""
    case .name(let name): return name
    case .call(let name, let arguments):
      let texts = arguments.map { ($0.name.map { $0 + " = " } ?? "") + $0.value.deparsed }
      if name == "(" { return "(\(texts[0]))" }
      if texts.count == 1, "-+!~".contains(name) { return name + texts[0] }
      if texts.count == 2, "^*/:$".contains(name) || ["["].contains(name) {
        return name == "[" ? "\(texts[0])[\(texts[1])]" : texts[0] + name + texts[1]
      }
      if texts.count == 2, !(name.first?.isLetter ?? false) { return "\(texts[0]) \(name) \(texts[1])" }
      return "\(name)(\(texts.joined(separator: ", ")))"
    }
  }
}

/// An argument of a call, with its name where one is given.
struct RArgument: Equatable, Sendable {
  var name: String?
  var value: RExpression
}

/// What the reader or the interpreter does not know.
struct NotUnderstood: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

enum RToken: Equatable, Sendable {
  case number(Double)
  case text(String)
  case name(String)
  /// Operators and brackets; a line break is `;`.
  case mark(String)

  private static let longMarks = ["<-", "<=", ">=", "==", "!=", "&&", "||", "[["]

  static func tokens(of text: String) throws -> [RToken] {
    let characters = Array(text)
    var tokens: [RToken] = []
    var at = 0
    /// Open brackets, so that `]]` closes what `[[` opened.
    var open: [String] = []
    func rest(_ count: Int) -> String { String(characters[at..<min(at + count, characters.count)]) }
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "." || character == "_"
    }
    while at < characters.count {
      let character = characters[at]
      if character == "\n" { tokens.append(.mark(";")) }
      if character.isWhitespace { at += 1; continue }
      if character == "#" {
        while at < characters.count, characters[at] != "\n" { at += 1 }
        continue
      }
      if "'\"`".contains(character) {
        guard let end = characters[(at + 1)...].firstIndex(of: character) else { throw NotUnderstood("open quote") }
        let inside = String(characters[at + 1..<end])
        tokens.append(character == "`" ? .name(inside) : .text(inside))
        at = end + 1
        continue
      }
      let next = at + 1 < characters.count ? characters[at + 1] : " "
      if character.isNumber || (character == "." && next.isNumber) {
        let start = at
        while at < characters.count {
          let sign = "+-".contains(characters[at]) && at > start && "eE".contains(characters[at - 1])
          guard characters[at].isNumber || ".eE".contains(characters[at]) || sign else { break }
          at += 1
        }
        guard let value = Double(String(characters[start..<at])) else { throw NotUnderstood("number") }
        if at < characters.count, characters[at] == "L" { at += 1 }
        tokens.append(.number(value))
        continue
      }
      if isWord(character) {
        let start = at
        while at < characters.count, isWord(characters[at]) { at += 1 }
        tokens.append(.name(String(characters[start..<at])))
        continue
      }
      if character == "%", let end = characters[(at + 1)...].firstIndex(of: "%") {
        tokens.append(.mark(String(characters[at...end])))
        at = end + 1
        continue
      }
      if rest(2) == "]]", open.last == "[[" {
        open.removeLast()
        tokens.append(.mark("]]"))
        at += 2
        continue
      }
      let mark = longMarks.contains(rest(2)) ? rest(2) : String(character)
      if ["(", "[", "{", "[["].contains(mark) { open.append(mark) }
      if [")", "]", "}"].contains(mark), !open.isEmpty { open.removeLast() }
      tokens.append(.mark(mark))
      at += mark.count
    }
    return tokens
  }
}

/// Reads tokens by the precedence of R's operators.
struct RParser {
  private let tokens: [RToken]
  private var at = 0

  init(_ tokens: [RToken]) { self.tokens = tokens }

  /// Binary operators from the loosest to the tightest: (precedence, binds to the right).
  private static let binary: [String: (Int, Bool)] = [
    "<-": (1, true), "=": (1, true), "~": (2, false), "||": (3, false), "|": (3, false), "&&": (4, false),
    "&": (4, false),
    "==": (6, false), "!=": (6, false), "<": (6, false), ">": (6, false), "<=": (6, false), ">=": (6, false),
    "+": (7, false), "-": (7, false), "*": (8, false), "/": (8, false), ":": (10, false), "^": (12, true),
  ]

  mutating func wholeText() throws -> RExpression {
    let value = try sequence(until: nil)
    return value.count == 1 ? value[0] : .call("{", value.map { RArgument(name: nil, value: $0) })
  }

  private var next: RToken? { at < tokens.count ? tokens[at] : nil }

  private mutating func take(_ mark: String) -> Bool {
    guard next == .mark(mark) else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ mark: String) throws {
    while mark != ";", take(";") {}
    guard take(mark) else { throw NotUnderstood("\(mark) expected") }
  }

  private mutating func sequence(until end: String?) throws -> [RExpression] {
    var values: [RExpression] = []
    while true {
      while take(";") {}
      if let end, take(end) { return values }
      if next == nil {
        guard end == nil else { throw NotUnderstood("open brace") }
        return values
      }
      values.append(try expression(0))
    }
  }

  private mutating func expression(_ least: Int) throws -> RExpression {
    var left = try prefix()
    while case .mark(let mark)? = next {
      let (precedence, isRight) = Self.binary[mark] ?? (mark.hasPrefix("%") ? (9, false) : (-1, false))
      guard precedence >= least, precedence >= 0 else { break }
      at += 1
      let right = try expression(isRight ? precedence : precedence + 1)
      left = .call(mark == "=" ? "<-" : mark, [.init(name: nil, value: left), .init(name: nil, value: right)])
    }
    return left
  }

  private mutating func prefix() throws -> RExpression {
    for (mark, precedence) in [("-", 11), ("+", 11), ("!", 5), ("~", 2)] where take(mark) {
      return .call(mark, [.init(name: nil, value: try expression(precedence))])
    }
    return try postfix(primary())
  }

  private mutating func primary() throws -> RExpression {
    guard let token = next else { throw NotUnderstood("end of text") }
    at += 1
    switch token {
    case .number(let value): return .number(value)
    case .text(let value): return .text(value)
    case .name(let name): return .name(name)
    case .mark("("):
      let inner = try expression(0)
      try expect(")")
      return .call("(", [.init(name: nil, value: inner)])
    case .mark("{"): return .call("{", try sequence(until: "}").map { RArgument(name: nil, value: $0) })
    case .mark(let mark): throw NotUnderstood("unexpected \(mark)")
    }
  }

  private mutating func postfix(_ start: RExpression) throws -> RExpression {
    var value = start
    while case .mark(let mark)? = next {
      switch mark {
      case "(":
        at += 1
        guard case .name(let name) = value else { throw NotUnderstood("call of an expression") }
        value = .call(name, try arguments(until: ")"))
      case "[", "[[":
        at += 1
        let inner = try arguments(until: mark == "[" ? "]" : "]]")
        value = .call(mark, [.init(name: nil, value: value)] + inner)
      case "$":
        at += 1
        let member = try primary()
        value = .call("$", [.init(name: nil, value: value), .init(name: nil, value: member)])
      default: return value
      }
    }
    return value
  }

  private mutating func arguments(until end: String) throws -> [RArgument] {
    var arguments: [RArgument] = []
    while true {
      while take(";") {}
      if take(end) { return arguments }
      if take(",") {
        // An empty place, as in x[1, ].
        arguments.append(.init(name: nil, value: .name("")))
        continue
      }
      var name: String?
      if at + 1 < tokens.count, tokens[at + 1] == .mark("=") {
        switch tokens[at] {
        case .name(let label), .text(let label):
          name = label
          at += 2
        default: break
        }
      }
      arguments.append(.init(name: name, value: try expression(2)))
      while take(";") {}
      if take(",") {
        if next == .mark(end) { arguments.append(.init(name: nil, value: .name(""))) }
        continue
      }
      try expect(end)
      return arguments
    }
  }
}
