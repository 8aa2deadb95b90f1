/// A piece of SQL and what must be known to put it into a larger one.
struct SQLFragment: Sendable {
  /// How tightly the outermost operator binds, from the loosest.
  enum Binding: Int, Comparable, Sendable {
    case or, and, comparison, sum, product, sign, atom

    static func < (lhs: Binding, rhs: Binding) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  var text: String
  var binding: Binding
  /// Whether it may give a number that stands for a missing one: an infinity, NaN, or in SQLite a whole number that has
  /// become a decimal one for being too large. Sums and products hand such numbers on, so that one test around them all
  /// is enough.
  var isUnbounded: Bool
  /// Whether it is known to be computed in 64 bits; columns and literals may be narrower.
  var isWide: Bool
  /// The operands of a `LEAST` or `GREATEST` that may still grow; the text is made when they are complete.
  var extremes: [String] = []

  init(_ text: String, _ binding: Binding = .atom, isUnbounded: Bool = false, isWide: Bool = false) {
    self.text = text
    self.binding = binding
    self.isUnbounded = isUnbounded
    self.isWide = isWide
  }

  /// The text, in parentheses where it binds more loosely than its place needs.
  func text(from minimum: Binding) -> String { binding < minimum ? "(\(text))" : text }
}
