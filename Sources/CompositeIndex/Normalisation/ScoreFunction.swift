internal import SurveyModel

/// A score map fitted to its reference values: a function of one number.
enum ScoreFunction: Sendable, Hashable {
  /// `slope * (x - origin) + intercept`.
  case line(origin: Double, slope: Double, intercept: Double)
  /// `slope * (x - origin)`, clamped to 0…100; `ends` are where the clamps begin.
  case clamped(origin: Double, slope: Double, ends: ClosedRange<Double>)
  /// `slope * (x - origin)`, at most 100.
  case capped(origin: Double, slope: Double)
  /// 100 between `low` and `high`, 0 at `lower` and `upper` and beyond.
  case plateau(lower: Double, low: Double, high: Double, upper: Double)
  /// 100 x / target or its inverse, up to `cap`.
  case achievement(target: Double, cap: Double, isPositive: Bool)
  /// `scale` times the number of worse reference values, plus `offset`, at most `cap`.
  case places(sorted: [Double], isPositive: Bool, scale: Double, offset: Double, cap: Double)

  /// nil where nothing can be scored.
  ///
  /// - Parameters:
  ///   - map: the score map.
  ///   - direction: whether more is better.
  ///   - values: reference values, transformed and finite.
  ///   - referenceUnit: the value of the unit that a distance leads to, transformed.
  ///   - through: the transformation that the ends of the map go through.
  init?(
    map: ScoreMap, direction: Direction, values: [Double], referenceUnit: Double?, through: (Double) -> Double
  ) {
    let sign = direction.sign
    let least = values.min() ?? 0
    let greatest = values.max() ?? 0
    // The direction turns the values round first, so with less being better the greatest value is the worst.
    let worst = direction == .positive ? least : greatest
    let best = direction == .positive ? greatest : least
    let isFlat = !(greatest > least)
    func way(to aim: Double?, capped: Bool) -> ScoreFunction? {
      guard let aim, aim.isFinite, !values.isEmpty, sign * (aim - worst) > 0 else { return nil }
      let slope = 100 / (aim - worst)
      return capped ? .capped(origin: worst, slope: slope) : .line(origin: worst, slope: slope, intercept: 0)
    }
    let made: ScoreFunction?
    switch map {
    case .goalpost(let lower, let upper):
      let (from, to) = (through(lower), through(upper))
      made = from == to ? nil : .clamped(origin: from, slope: 100 / (to - from), ends: min(from, to)...max(from, to))
    case .likert: made = .line(origin: 0, slope: 1, intercept: 0)
    case .climateIndex: made = .clamped(origin: 0, slope: 0.5, ends: 0...200)
    case .minMax(let lower, let upper):
      made = isFlat ? nil : .line(origin: worst, slope: sign * (upper - lower) / (greatest - least), intercept: lower)
    case .zScore(let mean, let deviation):
      let moments = Moments(values)
      made =
        isFlat
        ? nil : .line(origin: moments.mean, slope: sign * deviation / moments.standardDeviation, intercept: mean)
    case .distanceToMaximum: made = way(to: best, capped: false)
    case .distanceToUnit(_, let capped): made = way(to: referenceUnit, capped: capped)
    case .distanceToTarget(let target, let capped): made = way(to: through(target), capped: capped)
    case .fractionOfMaximum:
      made = sign * best > 0 ? .line(origin: 0, slope: 100 / best, intercept: 0) : nil
    case .rank: made = .ranked(values, direction, scale: 1, offset: 1)
    case .borda: made = .ranked(values, direction, scale: 1, offset: 0)
    case .percentileRank:
      made =
        values.count > 1
        ? .ranked(values, direction, scale: 100 / Double(values.count - 1), offset: 0, cap: 100) : nil
    case .efficacy(let ends, let from, let to):
      let (low, high) = ends.map { (through($0.worst), through($0.best)) } ?? (worst, best)
      made =
        low == high || isFlat && ends == nil
        ? nil : .line(origin: low, slope: (to - from) / (high - low), intercept: from)
    case .achievement(let target, let cap):
      made = .achievement(target: target, cap: cap, isPositive: direction == .positive)
    case .optimal(let lower, let low, let high, let upper):
      made = .plateau(lower: through(lower), low: through(low), high: through(high), upper: through(upper))
    }
    guard let made else { return nil }
    self = made
  }

  private static func ranked(
    _ values: [Double], _ direction: Direction, scale: Double, offset: Double, cap: Double = .infinity
  ) -> ScoreFunction? {
    guard !values.isEmpty else { return nil }
    return .places(
      sorted: values.sorted(), isPositive: direction == .positive, scale: scale, offset: offset, cap: cap)
  }

  @inline(__always)
  func value(_ x: Double) -> Double {
    switch self {
    case .line(let origin, let slope, let intercept): return slope * (x - origin) + intercept
    case .clamped(let origin, let slope, _): return min(max(slope * (x - origin), 0), 100)
    case .capped(let origin, let slope): return min(slope * (x - origin), 100)
    case .plateau(let lower, let low, let high, let upper):
      if x < low { return max(0, 100 * (x - lower) / (low - lower)) }
      return x > high ? max(0, 100 * (upper - x) / (upper - high)) : 100
    case .achievement(let target, let cap, let isPositive):
      // Below 0 there is no share of a target; where less is better, reaching 0 is full achievement of any.
      if x < 0 { return .nan }
      return min(isPositive ? 100 * x / target : x == 0 ? cap : 100 * target / x, cap)
    case .places(let sorted, let isPositive, let scale, let offset, let cap):
      let worse = isPositive ? Self.count(below: x, in: sorted) : sorted.count - Self.count(upTo: x, in: sorted)
      return min(scale * Double(worse) + offset, cap)
    }
  }

  func slope(_ x: Double) -> Double {
    switch self {
    case .line(_, let slope, _): return slope
    case .clamped(_, let slope, let ends): return ends.contains(x) ? slope : 0
    case .capped(let origin, let slope): return slope * (x - origin) > 100 ? 0 : slope
    case .plateau(let lower, let low, let high, let upper):
      if x < low { return x < lower ? 0 : 100 / (low - lower) }
      return x <= high || x > upper ? 0 : -100 / (upper - high)
    case .achievement(let target, let cap, let isPositive):
      if !(value(x) < cap) { return 0 }
      return isPositive ? 100 / target : -100 * target / (x * x)
    case .places: return 0
    }
  }

  /// Whether the slope changes within a margin, or the score is clamped.
  func hasKink(within margin: Double, of x: Double) -> Bool {
    switch self {
    case .line: return false
    case .clamped(_, _, let ends): return !(x - ends.lowerBound > margin && ends.upperBound - x > margin)
    case .capped(let origin, let slope):
      let end = origin + 100 / slope
      return slope > 0 ? !(end - x > margin) : !(x - end > margin)
    case .plateau(let lower, let low, let high, let upper):
      return !(x - lower > margin && low - x > margin) && !(x - high > margin && upper - x > margin)
    case .achievement(let target, let cap, let isPositive):
      let end = isPositive ? target * cap / 100 : 100 * target / cap
      return isPositive ? !(x > margin && end - x > margin) : !(x - end > margin)
    case .places: return true
    }
  }

  /// How many of the sorted values are below x.
  private static func count(below x: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many of the sorted values are x or below.
  private static func count(upTo x: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= x { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
