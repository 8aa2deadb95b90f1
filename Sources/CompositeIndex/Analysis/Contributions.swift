public import Diagnostics

extension IndexAggregation {
  /// What each indicator adds to a unit's score.
  ///
  /// - Parameters:
  ///   - normalised: the indicators.
  ///   - model: the hierarchy.
  ///   - unit: position of the unit.
  ///   - node: position of a group in the model.
  /// - Returns: nil where the unit has no score.
  /// - Throws: when the node is not made of means, or a mean is not defined.
  public func contributions(
    _ normalised: IndicatorMatrix, model: IndexModel, unit: Int, node: Int
  ) throws(DiagnosticError) -> ScoreContributions? {
    guard normalised.units.indices.contains(unit) else {
      throw .index("X-631", "there are \(normalised.units.count) units", kind: .configuration)
    }
    guard model.nodes.indices.contains(node) else { return nil }
    let tree = MeanTree(model, aggregation: self)
    if let group = tree.firstWithoutParts(at: node) {
      throw .index(
        "X-632", "\(model.nodes[group].code) is no mean of its children, so its score has no parts",
        advice: "show the effect of leaving each child out instead", kind: .configuration)
    }
    let row = IndicatorMatrix(checked: ["unit"], normalised.columns, normalised.row(unit))
    let indicators = try row.selecting(model.indicatorCodes)
    let scores = try scores(row, model: model)
    var values = [Double](repeating: .nan, count: model.nodes.count)
    for (position, node) in model.indicators.enumerated() { values[node] = indicators[0, position] ?? .nan }
    for (position, node) in model.groups.enumerated() { values[node] = scores[0, position] ?? .nan }
    return tree.contributions(to: node, values: values)
  }
}
