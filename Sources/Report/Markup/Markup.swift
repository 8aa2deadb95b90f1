/// A piece of HTML or SVG. In a literal, `\(text)` is escaped for element content, `\(attribute:)` for an attribute in
/// double quotes, and only another ``Markup`` goes in as it is, so that unescaped text cannot reach the page by oversight.
struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
  private(set) var html: String

  init(_ parts: [Markup] = []) {
    html = ""
    for part in parts { html += part.html }
  }

  init(stringLiteral value: String) { html = value }

  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Text that a person wrote.
  init(text: String) { html = Escaping.element(text) }

  /// Markup that was written elsewhere in this module as a plain string: the style sheet and the script.
  init(trusted: String) { html = trusted }

  var isEmpty: Bool { html.isEmpty }

  static func += (lhs: inout Markup, rhs: Markup) { lhs.html += rhs.html }

  static func + (lhs: Markup, rhs: Markup) -> Markup {
    var sum = lhs
    sum += rhs
    return sum
  }

  struct StringInterpolation: StringInterpolationProtocol {
    var html: String

    init(literalCapacity: Int, interpolationCount: Int) {
      html = ""
      html.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ text: String) { html += Escaping.element(text) }
    mutating func appendInterpolation(attribute text: String) { html += Escaping.attribute(text) }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
  }
}

extension Sequence where Element == Markup {
  func joined(_ separator: Markup = "") -> Markup {
    var out = Markup()
    for (index, part) in enumerated() {
      if index > 0 { out += separator }
      out += part
    }
    return out
  }
}
