/// An interval as drawn and written.
struct Interval: Sendable, Hashable {
  var low: Double
  var high: Double

  init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  /// nil unless both ends are there.
  init?(low: Double?, high: Double?) {
    guard let low, let high else { return nil }
    self.init(low, high)
  }
}

extension Drawing {
  /// An interval as a line across; nothing where there is none.
  mutating func whisker(_ style: MarkClass, _ interval: Interval?, _ scale: LinearScale, _ y: Double) {
    guard let interval else { return }
    path(style, .across(y, from: scale(interval.low), to: scale(interval.high)))
  }
}

/// What a mark says when it is pointed at: `Yunlu 71.3 [70.1–72.5]`.
func markTitle(_ name: String, _ number: String, _ interval: Interval?) -> String {
  let title = name + " " + number
  return interval.map { title + " [" + NumberText.interval($0.low, $0.high, 1) + "]" } ?? title
}
