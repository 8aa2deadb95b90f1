/// A line that all rows are read against, such as the city's score with its interval.
struct ReferenceLine: Sendable, Hashable {
  /// Such as `全市 73.3`.
  var label: String
  var value: Double
  var low: Double?
  var high: Double?
}

extension Drawing {
  /// The interval of a reference behind all rows; nothing where it has none.
  mutating func band(_ reference: ReferenceLine, _ scale: LinearScale, from top: Double, to bottom: Double) {
    guard let low = reference.low, let high = reference.high else { return }
    add(.rect("band", x: scale(low), y: top, width: scale(high) - scale(low), height: bottom - top))
  }

  /// The line of a reference with its label above; `size` is that of its letters as measured.
  mutating func line(
    _ reference: ReferenceLine, _ scale: LinearScale, from top: Double, to bottom: Double, label y: Double,
    size: Double, within ends: (low: Double, high: Double)
  ) {
    path("cl", .down(scale(reference.value), from: top, to: bottom))
    label(reference.label, over: scale(reference.value), y: y, size: size, within: ends)
  }

  /// The label of a reference in the middle over `x`, moved aside where it would leave `ends`.
  mutating func label(
    _ words: String, over x: Double, y: Double, size: Double, within ends: (low: Double, high: Double)
  ) {
    let half = TextMeasure.width(words, size: size) / 2
    text(words, max(min(x, ends.high - half), ends.low + half), y, "s b2", anchor: .middle)
  }
}
