public import Diagnostics

/// How units are sorted into tiers by their scores.
public enum TierRule: Sendable, Hashable {
  /// Lower ends of the tiers but the last, in any order: a score at a cut belongs to the tier above it.
  case cuts([Double])
  /// So many tiers with as little variation inside them as can be (W. D. Fisher, "On grouping for maximum homogeneity", Journal of
  /// the American Statistical Association 53, 1958; known in cartography as natural breaks after Jenks).
  case naturalBreaks(Int)
}

/// Units sorted into tiers.
public struct Tiers: Sendable, Hashable {
  /// One a unit, 1 for the highest; nil without a score.
  public let tier: [Int?]
  /// The lower end of each tier but the last, highest first: declared, or the lowest score found in it.
  public let cuts: [Double]
  /// 1 less the share of the variation that is left inside tiers; nil where all scores are the same.
  public let explained: Double?

  /// - Parameters:
  ///   - scores: one a unit; nil or not a number where there is none.
  ///   - rule: the ends of the tiers, or how many there are. Fewer tiers than asked for come of fewer different scores, since
  ///     equal scores are never parted.
  /// - Throws: ``DiagnosticError`` of kind `configuration` without any cut or with fewer than two tiers.
  public init(_ scores: [Double?], rule: TierRule) throws(DiagnosticError) {
    let values = scores.map { $0.flatMap { $0.isFinite ? $0 : nil } }
    let found: [Double]
    switch rule {
    case .cuts(let declared):
      guard !declared.isEmpty, declared.allSatisfy(\.isFinite) else {
        throw .index(
          "X-641", "there is no cut between tiers", advice: "give scores such as 60, 75 and 90", kind: .configuration)
      }
      found = Set(declared).sorted(by: >)
    case .naturalBreaks(let count):
      guard count >= 2 else {
        throw .index(
          "X-642", "\(count) natural breaks make no tiers", advice: "ask for 2 or more", kind: .configuration)
      }
      found = naturalBreaks(values.compactMap(\.self), count: count)
    }
    tier = values.map { value in value.map { value in 1 + found.count { value < $0 } } }
    cuts = found
    explained = Self.explained(values.compactMap(\.self), cuts: found)
  }

  private static func explained(_ values: [Double], cuts: [Double]) -> Double? {
    let whole = Moments(values).squares
    guard whole > 0 else { return nil }
    let groups = Dictionary(grouping: values) { value in cuts.count { value < $0 } }
    // In the order of the tiers, so that the sum does not depend on that of a dictionary.
    let inside = groups.keys.sorted().reduce(0) { $0 + Moments(groups[$1] ?? []).squares }
    return 1 - inside / whole
  }
}

/// The lowest value of each class but the lowest one, highest first, of the grouping of ordered values with the least sum of
/// squares inside classes; of equally good ones the one with the highest breaks.
private func naturalBreaks(_ values: [Double], count: Int) -> [Double] {
  // Equal values are one point with a weight, so that they stay together.
  var points: [(value: Double, weight: Double)] = []
  for value in values.sorted() {
    if points.last?.value == value { points[points.count - 1].weight += 1 } else { points.append((value, 1)) }
  }
  let classes = min(count, points.count)
  guard classes > 1 else { return [] }
  let centre = mean(values)
  var (weights, sums, squares) = ([0.0], [0.0], [0.0])
  for (place, point) in points.enumerated() {
    let value = point.value - centre
    weights.append(weights[place] + point.weight)
    sums.append(sums[place] + point.weight * value)
    squares.append(squares[place] + point.weight * value * value)
  }
  /// The sum of squares of the points of a half-open range about their mean.
  func inside(_ start: Int, _ end: Int) -> Double {
    let sum = sums[end] - sums[start]
    return max(0, squares[end] - squares[start] - sum * sum / (weights[end] - weights[start]))
  }
  // best[k][end]: the least sum of squares of the first `end` points in k + 1 classes, and where the last of them begins.
  var best = [(1...points.count).reduce(into: [0.0]) { $0.append(inside(0, $1)) }]
  var starts = [[Int](repeating: 0, count: points.count + 1)]
  for number in 1..<classes {
    var row = [Double](repeating: .infinity, count: points.count + 1)
    var begins = [Int](repeating: 0, count: points.count + 1)
    for end in (number + 1)...points.count {
      for start in number..<end {
        let sum = best[number - 1][start] + inside(start, end)
        if sum <= row[end] { (row[end], begins[end]) = (sum, start) }
      }
    }
    best.append(row)
    starts.append(begins)
  }
  var breaks: [Double] = []
  var end = points.count
  for number in stride(from: classes - 1, to: 0, by: -1) {
    end = starts[number][end]
    breaks.append(points[end].value)
  }
  return breaks
}
