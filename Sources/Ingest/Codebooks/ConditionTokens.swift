/// A word of a platform's condition.
enum ConditionToken: Hashable {
  /// A name, a path or `${name}`, without its marks.
  case name(String)
  case text(String)
  case number(Double)
  /// An operator or a bracket; `and`, `or` and `not` as words.
  case mark(String)
}

extension ConditionToken {
  /// The words of a condition.
  ///
  /// - Parameters:
  ///   - condition: as the platform has it.
  ///   - language: whose words they are.
  /// - Returns: nil when something in it is no word of the language.
  static func words(_ condition: String, _ language: ConditionLanguage) -> [ConditionToken]? {
    var scanner = ConditionScanner(Array(condition), language)
    var words: [ConditionToken] = []
    while !scanner.isAtEnd {
      guard let word = scanner.next() else { return nil }
      words.append(word)
    }
    return words
  }
}

private struct ConditionScanner {
  private let characters: [Character]
  private let language: ConditionLanguage
  private var position = 0

  init(_ characters: [Character], _ language: ConditionLanguage) {
    (self.characters, self.language) = (characters, language)
    skipSpace()
  }

  var isAtEnd: Bool { position == characters.count }

  mutating func next() -> ConditionToken? {
    defer { skipSpace() }
    let character = characters[position]
    if character == "\"" || character == "'" { return text(until: character) }
    if isDigit(character) || character == "." && isDigit(at: position + 1) { return number() }
    if character == "$", let name = braced() { return .name(name) }
    for mark in ["==", "!=", "<=", ">=", "&&", "||", "(", ")", ",", "=", "<", ">", "!", "-"]
    where starts(with: mark) {
      position += mark.count
      return .mark(mark)
    }
    return word()
  }

  private mutating func skipSpace() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  private func isDigit(at place: Int) -> Bool { place < characters.count && isDigit(characters[place]) }

  private func starts(with mark: String) -> Bool { characters[position...].starts(with: mark) }

  private mutating func text(until quote: Character) -> ConditionToken? {
    guard let end = characters[(position + 1)...].firstIndex(of: quote) else { return nil }
    let text = String(characters[(position + 1)..<end])
    position = end + 1
    // How a backslash reads depends on the version.
    return text.contains("\\") ? nil : .text(text)
  }

  private mutating func number() -> ConditionToken? {
    let start = position
    while position < characters.count, isDigit(characters[position]) || characters[position] == "." { position += 1 }
    // `123X4X5` is LimeSurvey's number of a question.
    if language == .limeSurvey, position < characters.count, characters[position] == "X" {
      position = start
      return word()
    }
    return Double(String(characters[start..<position])).map { .number($0) }
  }

  /// `${name}`.
  private mutating func braced() -> String? {
    guard language == .xpath, starts(with: "${"), let end = characters[position...].firstIndex(of: "}") else {
      return nil
    }
    let name = String(characters[(position + 2)..<end]).trimmed
    position = end + 1
    return name
  }

  /// A name, with the parts of a path in XPath.
  private mutating func word() -> ConditionToken? {
    // The field itself, where paths are relative to it anyway.
    if language == .xpath, starts(with: "current()/") { position += "current()/".count }
    let start = position
    while position < characters.count {
      let character = characters[position]
      let isPart = character.isLetter || character.isNumber || character == "_" || character == "."
      // A hyphen inside a name belongs to it: `string-length`, `is-done`.
      let isOfPath = language == .xpath && (character == "/" || character == "-" || character == ":")
      guard isPart || isOfPath else { break }
      position += 1
    }
    guard position > start else { return nil }
    let word = String(characters[start..<position])
    let operators = [
      "and": "and", "or": "or", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    ]
    if let mark = operators[word.lowercased()], language == .limeSurvey || ["and", "or"].contains(word) {
      return .mark(mark)
    }
    return .name(word)
  }
}
