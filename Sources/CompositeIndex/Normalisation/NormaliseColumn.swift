public import Diagnostics
internal import SurveyModel

/// Brings one indicator to the common scale.
///
/// - Parameters:
///   - values: one a unit, NaN for missing; a missing value stays missing, and so does a column without any value.
///   - method: how.
///   - indicator: direction, goalposts and target.
///   - units: names of the units, for messages.
/// - Returns: one value a unit, higher being better.
/// - Throws: where the method is not defined: all values equal, no goalposts or target, a reference unit without a value, a
///   maximum that is not above 0, a code that is not on the scale.
public func normalise(
  _ values: [Double], as method: Normalisation, indicator: IndexNode, units: [String] = []
) throws(DiagnosticError) -> [Double] {
  guard let raw = range(values) else { return values }
  let x = indicator.direction == .positive ? values : values.map { -$0 }
  let ends = indicator.direction == .positive ? raw : (least: -raw.greatest, greatest: -raw.least)
  let column = NormalisedColumn(
    indicator: indicator, values: x, least: ends.least, greatest: ends.greatest, units: units)
  switch method {
  case .minMax(let lower, let upper):
    return try column.line(from: ends.least, to: ends.greatest, scale: upper - lower, offset: lower)
  case .zScore(let mean, let deviation):
    return try column.zScores(mean: mean, deviation: deviation)
  case .distanceToMaximum:
    return try column.line(from: ends.least, to: ends.greatest)
  case .distanceToReference(let unit, let capped):
    let scores = try column.line(from: ends.least, to: try column.reference(unit))
    return capped ? scores.map(atMostOne) : scores
  case .fractionOfMaximum:
    return try column.fractionsOfMaximum()
  case .distanceToTarget(let capped):
    let scores = try column.line(from: ends.least, to: try column.target())
    return capped ? scores.map(atMostOne) : scores
  case .goalposts(let truncated):
    return try column.goalpostScores(truncated: truncated)
  case .scaled(let lower, let upper):
    return try column.line(from: lower, to: upper, scale: 100)
  case .rank:
    return AscendingRanks.minimum(x)
  case .percentileRank:
    return try column.percentileRanks()
  case .borda:
    return AscendingRanks.minimum(x).map { $0 - 1 }
  case .efficacyCoefficient(let base, let span):
    let posts = column.orderedGoalposts
    return try column.line(
      from: posts?.lower ?? ends.least, to: posts?.upper ?? ends.greatest, scale: span, offset: base)
  case .targetAchievement(let cap):
    return try column.targetAchievement(values, cap: cap)
  case .likert(let map):
    return try column.likertPoints(values, map: map)
  }
}

/// Brings every indicator of a matrix to the common scale.
///
/// - Parameters:
///   - data: columns named as the model's indicators.
///   - model: the hierarchy with directions, goalposts and targets.
///   - method: how, for indicators without a method of their own.
///   - individual: methods of single indicators by code.
/// - Returns: one column an indicator, in the model's order.
/// - Throws: every problem of every indicator.
public func normalise(
  _ data: IndicatorMatrix, model: IndexModel, as method: Normalisation, individual: [String: Normalisation] = [:]
) throws(DiagnosticError) -> IndicatorMatrix {
  var result = try data.selecting(model.indicatorCodes)
  var problems = IndexProblems()
  for (position, node) in model.indicators.enumerated() {
    let indicator = model.nodes[node]
    do throws(DiagnosticError) {
      let scores = try normalise(
        result.column(position), as: individual[indicator.code] ?? method, indicator: indicator, units: result.units)
      result.replaceColumn(position, with: scores)
    } catch {
      problems.add(error)
    }
  }
  try problems.throwIfAny()
  return result
}

/// Caps a score at 1; a missing one stays missing.
private func atMostOne(_ score: Double) -> Double { score > 1 ? 1 : score }
