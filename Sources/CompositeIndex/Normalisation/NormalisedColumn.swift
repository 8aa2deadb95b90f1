internal import Diagnostics
internal import SurveyModel

/// One indicator turned so that more is better, on its way to the common scale.
struct NormalisedColumn {
  let indicator: IndexNode
  /// Times the direction; NaN for missing.
  let values: [Double]
  let least: Double
  let greatest: Double
  let units: [String]

  /// `offset` + `scale` (x - from) / (to - from).
  func line(from: Double, to: Double, scale: Double = 1, offset: Double = 0) throws(DiagnosticError) -> [Double] {
    guard to > from else { throw degenerate(from: from, to: to) }
    let width = to - from
    return values.map { ($0 - from) / width * scale + offset }
  }

  private func degenerate(from: Double, to: Double) -> DiagnosticError {
    let sign = indicator.direction.sign
    if least == greatest {
      return .index(
        "X-201", "all values of \(indicator.code) are \(sign * least), so there is nothing to compare",
        advice: "leave the indicator out, or score it by goalposts")
    }
    return .index(
      "X-202", "the better end of \(indicator.code), \(sign * to), is not better than the worse end, \(sign * from)",
      advice: "check the direction, the target and the reference unit")
  }

  func zScores(mean target: Double, deviation: Double) throws(DiagnosticError) -> [Double] {
    let moments = Moments(values)
    guard moments.count > 1, moments.squares > 0 else {
      throw .index(
        "X-203",
        "\(indicator.code) has no standard deviation: "
          + (moments.count == 1 ? "only one unit has a value" : "all values are \(indicator.direction.sign * least)"),
        advice: "leave the indicator out, or score it by goalposts")
    }
    let own = moments.standardDeviation
    return values.map { ($0 - moments.mean) / own * deviation + target }
  }

  func reference(_ unit: Int) throws(DiagnosticError) -> Double {
    guard values.indices.contains(unit) else {
      throw .index(
        "X-204", "the reference unit is number \(unit + 1), but there are \(values.count)",
        advice: "name a unit of the data", kind: .configuration)
    }
    guard !values[unit].isNaN else {
      let name = units.indices.contains(unit) ? units[unit] : "number \(unit + 1)"
      throw .index(
        "X-205", "the reference unit \(name) has no value of \(indicator.code)",
        advice: "choose a unit with complete data, or impute the value first")
    }
    return values[unit]
  }

  func target() throws(DiagnosticError) -> Double {
    guard let target = indicator.target else {
      throw .index("X-206", "\(indicator.code) has no target", advice: "declare one", kind: .configuration)
    }
    return indicator.direction.sign * target
  }

  func fractionsOfMaximum() throws(DiagnosticError) -> [Double] {
    guard greatest > 0 else {
      throw .index(
        "X-207", "the largest value of \(indicator.code) is \(greatest) once more is better, expected one above 0",
        advice: "use min-max, which does not depend on the sign")
    }
    return values.map { $0 / greatest }
  }

  /// The goalposts turned in the same way as the values.
  var orderedGoalposts: Goalposts? {
    guard var posts = indicator.goalposts else { return nil }
    if indicator.direction == .negative { (posts.lower, posts.upper) = (-posts.upper, -posts.lower) }
    return posts
  }

  func goalpostScores(truncated: Bool?) throws(DiagnosticError) -> [Double] {
    guard let posts = orderedGoalposts else {
      throw .index(
        "X-208", "\(indicator.code) has no goalposts", advice: "declare a lower and an upper one",
        kind: .configuration)
    }
    guard posts.upper > posts.lower else { throw degenerate(from: posts.lower, to: posts.upper) }
    let width = posts.upper - posts.lower
    let isTruncated = truncated ?? posts.truncated
    return values.map { x in
      var share = (x - posts.lower) / width
      if isTruncated { share = share > 1 ? 1 : share < 0 ? 0 : share }
      return share * posts.scale
    }
  }

  func percentileRanks() throws(DiagnosticError) -> [Double] {
    let count = Double(values.count { !$0.isNaN })
    guard count > 1 else {
      throw .index(
        "X-209", "only one unit has a value of \(indicator.code), so it has no percentile rank",
        advice: "leave the indicator out, or score it by goalposts")
    }
    return AscendingRanks.minimum(values).map { ($0 - 1) / (count - 1) }
  }

  func targetAchievement(_ raw: [Double], cap: Double) throws(DiagnosticError) -> [Double] {
    guard let target = indicator.target else {
      throw .index("X-206", "\(indicator.code) has no target", advice: "declare one", kind: .configuration)
    }
    let isPositive = indicator.direction == .positive
    // Where less is better, reaching 0 is full achievement of any target; below 0 there is no share.
    guard target > 0, raw.allSatisfy({ $0.isNaN || $0 >= 0 }) else {
      throw .index(
        "X-210", "the achievement of \(indicator.code) needs a target above 0 and values of 0 or more",
        advice: "use distance to target, which does not depend on the sign")
    }
    return raw.map { x in
      guard !x.isNaN else { return x }
      return min(isPositive ? 100 * x / target : x == 0 ? cap : 100 * target / x, cap)
    }
  }

  func likertPoints(_ raw: [Double], map: LikertMap) throws(DiagnosticError) -> [Double] {
    var unknown: [Double] = []
    let points = raw.map { code in
      if code.isNaN { return code }
      if let points = map.points(of: code) { return points }
      if !unknown.contains(code) { unknown.append(code) }
      return .nan
    }
    guard unknown.isEmpty else {
      throw .index(
        "X-211",
        "\(indicator.code) holds \(listed(unknown.map { "\($0)" })), which the scale \(map.name) does not have",
        advice: "add the code to the scale, or set the values missing")
    }
    return points
  }
}
