/// An R expression as the reference cases write it: calls, formulas, comparisons.
indirect enum RCall: Equatable {
  case number(Double)
  case text(String)
  case name(String)
  case call(String, [Argument])

  struct Argument: Equatable {
    var name: String?
    var value: RCall
  }

  /// nil when the text is not of the forms understood.
  init?(_ text: String) {
    var reader = Reader(Array(text))
    guard let value = reader.expression(0), reader.atEnd else { return nil }
    self = value
  }

  var function: String? {
    if case .call(let name, _) = self { name } else { nil }
  }
  private var arguments: [Argument] {
    if case .call(_, let arguments) = self { arguments } else { [] }
  }
  func argument(_ name: String) -> RCall? { arguments.first { $0.name == name }?.value }
  func positional(_ index: Int) -> RCall? {
    let unnamed = arguments.filter { $0.name == nil }
    return index < unnamed.count ? unnamed[index].value : nil
  }
  var positionals: [RCall] { arguments.filter { $0.name == nil }.map(\.value) }
  var string: String? { if case .text(let value) = self { value } else { nil } }
  var numbers: [Double] {
    switch self {
    case .number(let value): [value]
    case .call("-", let arguments) where arguments.count == 1: arguments[0].value.numbers.map { -$0 }
    case .call("c", let arguments): arguments.flatMap { $0.value.numbers }
    default: []
    }
  }
  /// The terms of a one-sided formula.
  var terms: [RCall] {
    switch self {
    case .call("~", let arguments): arguments[0].value.terms
    case .call("+", let arguments): arguments.flatMap { $0.value.terms }
    default: [self]
    }
  }
}

private struct Reader {
  private let characters: [Character]
  private var position = 0

  init(_ characters: [Character]) { self.characters = characters }

  private static let levels: [[String]] = [["~"], ["==", ">", "<", "%in%"], ["+", "-"], ["*", "/"]]

  var atEnd: Bool {
    mutating get {
      skip()
      return position == characters.count
    }
  }

  private mutating func skip() {
    while position < characters.count, characters[position] == " " { position += 1 }
  }

  private mutating func take(_ token: String) -> Bool {
    skip()
    let end = position + token.count
    guard end <= characters.count, String(characters[position..<end]) == token else { return false }
    position = end
    return true
  }

  mutating func expression(_ level: Int) -> RCall? {
    guard level < Self.levels.count else { return primary() }
    for token in ["~", "-"] where Self.levels[level].contains(token) && take(token) {
      guard let operand = expression(level) else { return nil }
      return .call(token, [.init(name: nil, value: operand)])
    }
    guard var left = expression(level + 1) else { return nil }
    while let token = Self.levels[level].first(where: { take($0) }) {
      guard let right = expression(level + 1) else { return nil }
      left = .call(token, [.init(name: nil, value: left), .init(name: nil, value: right)])
    }
    return left
  }

  private mutating func primary() -> RCall? {
    skip()
    guard position < characters.count else { return nil }
    let first = characters[position]
    if first == "(" {
      position += 1
      let inner = expression(0)
      return take(")") ? inner : nil
    }
    if first == "'" || first == "\"" {
      guard let end = characters[(position + 1)...].firstIndex(of: first) else { return nil }
      defer { position = end + 1 }
      return .text(String(characters[position + 1..<end]))
    }
    if first.isNumber || (first == "." && position + 1 < characters.count && characters[position + 1].isNumber) {
      return number()
    }
    guard first.isLetter || first == "." else { return nil }
    let name = word()
    guard take("(") else { return .name(name) }
    var arguments: [RCall.Argument] = []
    while !take(")") {
      let start = position
      skip()
      let label = word()
      if !label.isEmpty, take("="), position < characters.count, characters[position] != "=" {
        guard let value = expression(0) else { return nil }
        arguments.append(.init(name: label, value: value))
      } else {
        position = start
        guard let value = expression(0) else { return nil }
        arguments.append(.init(name: nil, value: value))
      }
      _ = take(",")
    }
    return .call(name, arguments)
  }

  private mutating func word() -> String {
    let start = position
    while position < characters.count,
      characters[position].isLetter || characters[position].isNumber || "._".contains(characters[position])
    {
      position += 1
    }
    return String(characters[start..<position])
  }

  private mutating func number() -> RCall? {
    let start = position
    while position < characters.count {
      let character = characters[position]
      let isSign = "+-".contains(character) && "eE".contains(characters[max(start, position - 1)])
      guard character.isNumber || ".eE".contains(character) || isSign else { break }
      position += 1
    }
    return Double(String(characters[start..<position])).map { .number($0) }
  }
}
