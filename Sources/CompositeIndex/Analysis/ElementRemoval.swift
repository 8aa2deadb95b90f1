public import Diagnostics

/// The index without one of its elements.
public struct RemovedElement: Sendable {
  public let code: String
  /// Scores of the index without it, one a unit.
  public let scores: [Double?]
  public let ranks: [Int?]
  /// Mean over units of |nominal rank - rank without it|, over the units that have both; nil without any.
  public let meanRankChange: Double?
}

/// What every element of one level does to the ranks: the index is built anew with its weight set to 0.
///
/// - Parameters:
///   - level: of the elements; 1 for indicators.
///   - data: raw data.
///   - model: the hierarchy.
///   - method: how the index is built.
/// - Returns: the nominal result and one result an element, in the order they were declared.
/// - Throws: when the index cannot be built.
public func removeElements(
  ofLevel level: Int, data: IndexData, model: IndexModel, method: IndexMethod
) throws(DiagnosticError) -> (nominal: RemovedElement, elements: [RemovedElement]) {
  // Only weights change, so everything up to normalising is done once.
  let built = try model.build(data, method: method)
  let nominalScores = built.scores.column(model.groups.count - 1)
  let nominal = removed("Nominal", nominalScores, nominalScores)
  var elements: [RemovedElement] = []
  for node in model.descendants(of: model.root, level: level) where node != model.root {
    var weights = model.nodes.map(\.weight)
    weights[node] = 0
    let reduced = try model.withWeights(weights)
    let scores = try method.aggregation.scores(built.normalised, model: reduced)
    elements.append(removed(model.nodes[node].code, scores.column(model.groups.count - 1), nominalScores))
  }
  return (nominal, elements)
}

private func removed(_ code: String, _ scores: [Double], _ nominal: [Double]) -> RemovedElement {
  let values = scores.map { $0.isNaN ? nil : $0 }
  let ranks = competitionRanks(values)
  return RemovedElement(
    code: code, scores: values, ranks: ranks,
    meanRankChange: meanRankChange(ranks, from: competitionRanks(nominal.map { $0.isNaN ? nil : $0 })))
}

/// The mean over units of how many places they move; nil where no unit has both ranks.
public func meanRankChange(_ ranks: [Int?], from nominal: [Int?]) -> Double? {
  var total = 0
  var count = 0
  for case (let new?, let old?) in zip(ranks, nominal) {
    total += abs(new - old)
    count += 1
  }
  return count > 0 ? Double(total) / Double(count) : nil
}
