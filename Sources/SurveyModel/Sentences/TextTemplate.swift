/// What a template can ask for, by the name between its braces.
public protocol TemplatePlaceholder: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {}

extension TemplatePlaceholder {
  /// As it is written.
  var written: String { "{\(rawValue)}" }
}

/// What is wrong in a template, and at which character from its start.
struct TemplateProblem: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case unknown(String)
    /// A bracket without its other half, or one inside another.
    case syntax(String)
    /// A digit that is written instead of asked for.
    case numeral(String)
  }

  var kind: Kind
  var offset: Int
}

/// A sentence with placeholders: `{value}` gives way to its value, and what stands in `[ ]` is said only where all of its
/// placeholders have one. Braces and brackets themselves are written twice.
public struct TextTemplate<Placeholder: TemplatePlaceholder>: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case text(String)
    case value(Placeholder)
    /// Said whole, or not at all.
    case optional([Part])
  }

  var parts: [Part] = []

  /// Reads a template; what is wrong in it is left out of it.
  ///
  /// - Parameter text: as it is written.
  /// - Returns: the template, and its problems in the order in which they stand.
  static func reading(_ text: String) -> (template: TextTemplate, problems: [TemplateProblem]) {
    var reader = TemplateReader<Placeholder>(text)
    let parts = reader.parts()
    return (TextTemplate(parts: parts), reader.problems)
  }

  /// The sentence.
  ///
  /// - Parameters:
  ///   - missing: what is said for a placeholder outside `[ ]` that has no value.
  ///   - value: the value of a placeholder as it is printed; nil where there is none.
  /// - Returns: the text with all values in place.
  public func filled(missing: String, _ value: (Placeholder) -> String?) -> String {
    var out = ""
    for part in parts {
      switch part {
      case .text(let text): out += text
      case .value(let placeholder): out += value(placeholder) ?? missing
      case .optional(let parts):
        let isWhole = parts.allSatisfy { part in
          if case .value(let placeholder) = part { return value(placeholder) != nil }
          return true
        }
        if isWhole { out += TextTemplate(parts: parts).filled(missing: missing, value) }
      }
    }
    return out
  }

  /// Placeholders that are said whatever is missing.
  var always: [Placeholder] {
    parts.compactMap { part in
      if case .value(let placeholder) = part { return placeholder }
      return nil
    }
  }

  /// All placeholders, those in `[ ]` too.
  var placeholders: [Placeholder] {
    parts.flatMap { part in
      switch part {
      case .text: [] as [Placeholder]
      case .value(let placeholder): [placeholder]
      case .optional(let parts): TextTemplate(parts: parts).placeholders
      }
    }
  }
}

/// Walks a template character by character.
private struct TemplateReader<Placeholder: TemplatePlaceholder> {
  private let characters: [Character]
  private var position = 0
  private(set) var problems: [TemplateProblem] = []

  init(_ text: String) { characters = Array(text) }

  mutating func parts() -> [TextTemplate<Placeholder>.Part] { parts(within: nil) }

  /// Up to the end, or to the `]` that closes the bracket at `within`.
  private mutating func parts(within opening: Int?) -> [TextTemplate<Placeholder>.Part] {
    var found: [TextTemplate<Placeholder>.Part] = []
    var text = ""
    func flushed() -> [TextTemplate<Placeholder>.Part] { text.isEmpty ? found : found + [.text(text)] }
    while position < characters.count {
      let character = characters[position]
      let start = position
      position += 1
      if "{}[]".contains(character), position < characters.count, characters[position] == character {
        position += 1
        text.append(character)
        continue
      }
      switch character {
      case "{":
        guard let placeholder = placeholder(from: start) else { continue }
        found = flushed() + [.value(placeholder)]
        text = ""
      case "[":
        if opening != nil {
          report(.syntax("`[` stands inside `[ ]`"), start)
          continue
        }
        let inner = parts(within: start)
        found = flushed() + [.optional(inner)]
        text = ""
      case "]":
        if opening != nil { return flushed() }
        report(.syntax("`]` closes nothing"), start)
      case "}": report(.syntax("`}` closes nothing"), start)
      default:
        if isDigit(character) { report(.numeral(String(character)), start) }
        text.append(character)
      }
    }
    if let opening { report(.syntax("`[` is not closed"), opening) }
    return flushed()
  }

  /// 0 to 9, of full width too; 一 and its like are words.
  private func isDigit(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first?.value else { return false }
    return (0x30...0x39).contains(scalar) || (0xFF10...0xFF19).contains(scalar)
  }

  private mutating func placeholder(from start: Int) -> Placeholder? {
    guard let end = characters[position...].firstIndex(where: { "{}[]".contains($0) }), characters[end] == "}" else {
      report(.syntax("`{` is not closed"), start)
      return nil
    }
    let name = String(characters[position..<end])
    position = end + 1
    guard let placeholder = Placeholder(rawValue: name) else {
      report(.unknown(name), start)
      return nil
    }
    return placeholder
  }

  private mutating func report(_ kind: TemplateProblem.Kind, _ offset: Int) {
    problems.append(TemplateProblem(kind: kind, offset: offset))
  }
}
