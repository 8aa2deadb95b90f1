/// What was compared with the reference files and what was not as expected.
struct GoldenTally {
  private(set) var files = 0
  private(set) var values = 0
  private(set) var differing: [String] = []
  /// Words, columns or files that the reader does not know.
  private(set) var notUnderstood: [String] = []
  /// Ranks of units whose scores differ by nothing but rounding, which the reference orders by chance.
  private(set) var roundingTies = 0
  /// Files without numbers to compare.
  private(set) var descriptions = 0

  mutating func beginFile() { files += 1 }
  mutating func skipDescription() { descriptions += 1 }
  mutating func doesNotUnderstand(_ what: String) { notUnderstood.append(what) }
  mutating func fails(_ what: String) { differing.append(what) }

  /// Compares one number; both missing is equal.
  mutating func compare(_ value: Double?, _ expected: Double?, _ what: @autoclosure () -> String) {
    values += 1
    let known = value.flatMap { $0.isNaN ? nil : $0 }
    if !isClose(known, expected) {
      differing.append(
        "\(what()): \(known.map { "\($0)" } ?? "missing"), expected "
          + (expected.map { "\($0)" } ?? "missing"))
    }
  }

  /// Compares a unit's rank. Units whose scores are equal to 1e-12 share a rank here; the reference may tell them apart by
  /// the last bit, so it may give any place that the tied units share.
  mutating func compare(
    rank: Int?, among ranks: [Int?], _ expected: Double?, _ what: @autoclosure () -> String
  ) {
    if let rank, let expected, Double(rank) != expected {
      let last = rank + ranks.count { $0 == rank } - 1
      if expected >= Double(rank) && expected <= Double(last) {
        values += 1
        roundingTies += 1
        return
      }
    }
    compare(rank.map(Double.init), expected, what())
  }

  mutating func compare(_ value: String, _ expected: String, _ what: @autoclosure () -> String) {
    values += 1
    if value != expected { differing.append("\(what()): \(value), expected \(expected)") }
  }

  var summary: String {
    "\(files) files compared, \(values) values compared, \(differing.count) differ, "
      + "\(notUnderstood.count) not understood, \(roundingTies) ties in rounding, \(descriptions) descriptions"
  }
}

/// Equal to 1e-9 relative to max(1, |expected|); both missing is equal.
func isClose(_ value: Double?, _ expected: Double?) -> Bool {
  guard let value, let expected else { return value == nil && expected == nil }
  return abs(value - expected) <= 1e-9 * max(1, abs(expected))
}
