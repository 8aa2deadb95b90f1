public import Diagnostics

/// How the scores of the indicators become those of the groups and the index.
public struct IndexAggregation: Sendable, Hashable {
  /// The first makes groups of level 2, the next those of level 3, and so on; the last one serves all higher levels.
  public var aggregators: [Aggregator]
  /// The least share of a group's children that must have a score, level by level in the same way; empty: any child will do.
  public var availability: [Double]

  public init(_ aggregators: [Aggregator] = [.arithmetic], availability: [Double] = []) {
    self.aggregators = aggregators
    self.availability = availability
  }

  /// Scores of all groups, lower levels first.
  ///
  /// A share of children below the threshold leaves the group without a score; on the next level it counts as a missing
  /// child.
  ///
  /// - Parameters:
  ///   - scores: normalised indicators, columns named as the model's indicators.
  ///   - model: the hierarchy and its weights.
  /// - Returns: one column a group, in the order of the model's `groups`, NaN for missing.
  /// - Throws: when an indicator has no column, the number of aggregators or thresholds fits no level, or the children of a
  ///   group are not fit for its method.
  public func scores(_ scores: IndicatorMatrix, model: IndexModel) throws(DiagnosticError) -> IndicatorMatrix {
    let steps = model.levels[model.root] - 1
    try check(steps: steps)
    let indicators = try scores.selecting(model.indicatorCodes)
    let units = scores.units
    var columns = [[Double]](repeating: [], count: model.nodes.count)
    for (position, node) in model.indicators.enumerated() { columns[node] = indicators.column(position) }
    var problems = IndexProblems()
    for group in model.groups {
      let below = model.children[group]
      let step = model.levels[group] - 2
      let weights = below.map { model.nodes[$0].weight }
      do throws(DiagnosticError) {
        let aggregator = aggregators[min(step, aggregators.count - 1)]
        if case .mean(let mean) = aggregator, mean.takes(below.map { columns[$0] }, weights: weights) {
          // What draws of a method do most often needs no matrix.
          columns[group] = mean.of(below.map { columns[$0] }, weights: weights)
        } else {
          let children = IndicatorMatrix(
            checked: units, below.map { model.nodes[$0].code }, below.flatMap { columns[$0] })
          columns[group] = try aggregator.aggregate(children, weights: weights, parent: model.nodes[group].code)
        }
      } catch {
        problems.add(error)
        columns[group] = [Double](repeating: .nan, count: units.count)
      }
      if !availability.isEmpty {
        let threshold = availability[min(step, availability.count - 1)]
        for unit in units.indices {
          let available = below.count { !columns[$0][unit].isNaN }
          if Double(available) / Double(below.count) < threshold { columns[group][unit] = .nan }
        }
      }
    }
    try problems.throwIfAny()
    return IndicatorMatrix(
      checked: units, model.groups.map { model.nodes[$0].code }, model.groups.flatMap { columns[$0] })
  }

  private func check(steps: Int) throws(DiagnosticError) {
    var problems = IndexProblems()
    if aggregators.isEmpty || (aggregators.count > 1 && aggregators.count != steps) {
      problems.add(
        "X-531", "\(aggregators.count) aggregations for \(steps) steps from level to level",
        advice: "give one for all, or one a step")
    }
    if availability.count > 1 && availability.count != steps {
      problems.add(
        "X-532", "\(availability.count) availability thresholds for \(steps) steps from level to level",
        advice: "give one for all, or one a step")
    }
    if let unfit = availability.first(where: { !($0 >= 0 && $0 <= 1) }) {
      problems.add("X-533", "the availability threshold \(unfit) is not a share from 0 to 1")
    }
    try problems.throwIfAny(.configuration)
  }
}
