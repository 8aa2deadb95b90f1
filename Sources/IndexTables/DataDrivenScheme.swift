internal import CompositeIndex
internal import Diagnostics

extension WeightScheme {
  /// The model with weights that its data give, group by group from the indicators up: the children of a group are weighed
  /// by their own scores, so each level is weighed once the one below has its weights.
  ///
  /// - Parameters:
  ///   - model: the hierarchy.
  ///   - normalised: its indicators.
  ///   - aggregation: how scores go up.
  /// - Returns: the model; its weights add up to 1 in each group.
  /// - Throws: naming every group whose children cannot be weighed so.
  func weighed(
    _ model: IndexModel, _ normalised: IndicatorMatrix, _ aggregation: IndexAggregation
  ) throws(DiagnosticError) -> IndexModel {
    if self == .declared || self == .equal { return model }
    var weights = model.nodes.map(\.weight)
    var current = model
    for level in 2...max(2, model.levels[model.root]) {
      let groups = model.groups.filter { model.levels[$0] == level }
      let scores = level > 2 ? try aggregation.scores(normalised, model: current) : normalised
      var problems: [Diagnostic] = []
      for group in groups {
        let children = model.children[group]
        let columns = try scores.selecting(children.map { model.nodes[$0].code }, or: normalised)
        do throws(DiagnosticError) {
          for (child, weight) in zip(children, try self.weights(of: columns)) { weights[child] = weight }
        } catch {
          problems += error.diagnostics.map { diagnostic in
            var told = diagnostic
            told.message = "the weights below \(model.nodes[group].code): " + diagnostic.message
            return told
          }
        }
      }
      if !problems.isEmpty { throw DiagnosticError(.content, problems) }
      current = try model.withWeights(weights)
    }
    return current
  }

  private func weights(of columns: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
    // A single child has all the weight, whatever its data.
    guard columns.columns.count > 1 else { return equalWeights(columns.columns.count) }
    switch self {
    case .declared, .equal: return equalWeights(columns.columns.count)
    case .entropy: return try entropyWeights(columns).weights
    case .critic: return try criticWeights(columns).weights
    case .cv: return try variationWeights(columns)
    case .pca:
      let loadings = try principalComponentWeights(columns)
      let negative = loadings.indices.filter { loadings[$0] < 0 }.map { columns.columns[$0] }
      guard negative.isEmpty else {
        throw DiagnosticError(
          .content,
          Diagnostic(
            .error, code: "X-951",
            "the first principal component has a negative loading for \(listed(negative)), so it gives no weights",
            advice: "check the directions, regroup the indicators, or choose other weights"))
      }
      return try shares(of: loadings, names: columns.columns)
    }
  }
}

extension IndicatorMatrix {
  /// Columns of this matrix or, for those that it does not have, of another one of the same units.
  fileprivate func selecting(_ names: [String], or other: IndicatorMatrix) throws(DiagnosticError) -> IndicatorMatrix {
    var values: [Double] = []
    for name in names { values += column(named: name) ?? other.column(named: name) ?? [] }
    return try IndicatorMatrix(units: units, columns: names, values: values)
  }
}
