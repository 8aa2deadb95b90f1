internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

extension WaveScores {
  /// The weights of all nodes as they are used: those from data and experts where the framework asks for them, 0 for an
  /// indicator that is left out.
  var usedWeights: [Double] {
    if let worked { return worked.weights }
    var weights = framework.nodes.map(\.weight)
    for leaf in tree.droppedLeaves { weights[leafNodes[leaf]] = 0 }
    return weights
  }

  /// Scores of some nodes over the ranked units.
  func rankedScores(of nodes: [Int]) throws(DiagnosticError) -> IndicatorMatrix {
    try IndicatorMatrix(
      units: domains.blockIDs, columns: nodes.map { framework.nodes[$0].id },
      values: nodes.flatMap { node in domains.domainOfBlock.map { values[$0][node] ?? .nan } })
  }

  /// Weights of every node: declared, among the siblings, in the index, and in effect.
  func indexWeights() throws(DiagnosticError) -> [IndexWeight] {
    let nodes = framework.nodes
    let used = usedWeights
    var inIndex = [Double](repeating: 0, count: nodes.count)
    var nominal = inIndex
    inIndex[0] = 1
    nominal[0] = 1
    var influences = [ColumnInfluence?](repeating: nil, count: nodes.count)
    for (position, node) in nodes.enumerated() where !node.children.isEmpty {
      let total = node.children.reduce(0) { $0 + used[$1] }
      for child in node.children where total > 0 {
        nominal[child] = used[child] / total
        inIndex[child] = inIndex[position] * nominal[child]
      }
      let own = domains.domainOfBlock.map { values[$0][position] ?? .nan }
      let found = try columnInfluences(rankedScores(of: node.children), on: own)
      for (child, influence) in zip(node.children, found) { influences[child] = influence }
    }
    return nodes.indices.map { position in
      let parent = nodes[position].parent.map { nodes[$0] }
      let influence = influences[position]
      return IndexWeight(
        wave: wave, nodeID: nodes[position].id, parentID: parent?.id ?? "",
        weighting: parent?.method.weighting.name ?? "", aggregation: parent?.method.aggregation.name ?? "",
        declared: nodes[position].weight, nominal: nominal[position], inIndex: inIndex[position],
        correlation: influence?.correlation, correlationRatio: influence?.correlationRatio,
        effective: influence?.effectiveWeight)
    }
  }

  /// Every estimate that the treatment of outliers changed.
  func treatedEstimates() -> [TreatedEstimate] {
    (worked?.treatments ?? []).flatMap { leaf, column in
      column.changes.map { change in
        TreatedEstimate(
          wave: wave, unitID: domains.blockIDs[change.unit], indicatorID: framework.nodes[leafNodes[leaf]].id,
          action: change.action.rawValue, before: change.before, after: change.after)
      }
    }
  }
}
