public import Diagnostics

/// How declared weights are varied from draw to draw.
public enum WeightPerturbation: Sendable, Hashable {
  /// Every weight times 1 + U(-f, f), f from 0 to 1.
  case noise(factor: Double)
  /// Shares within each group from a Dirichlet distribution around the declared ones; the larger the concentration, the closer.
  case dirichlet(concentration: Double)

  /// Weights of one draw.
  ///
  /// - Parameters:
  ///   - model: the hierarchy with the declared weights.
  ///   - levels: of the nodes that are varied; nil: all.
  ///   - generator: random numbers of the draw.
  /// - Returns: one weight a node.
  /// - Throws: when the factor is not in 0…1 or the concentration not above 0.
  public func weights(
    of model: IndexModel, levels: Set<Int>? = nil, using generator: inout DrawGenerator
  ) throws(DiagnosticError) -> [Double] {
    var weights = model.nodes.map(\.weight)
    for group in model.groups {
      let varied = model.children[group].filter { levels?.contains(model.levels[$0]) ?? true }
      switch self {
      case .noise(let factor):
        guard factor >= 0, factor <= 1 else {
          throw .index("X-701", "the noise factor is \(factor), expected 0 to 1", kind: .configuration)
        }
        for child in varied { weights[child] *= 1 + factor * (2 * generator.uniform() - 1) }
      case .dirichlet(let concentration):
        guard concentration > 0, concentration.isFinite else {
          throw .index(
            "X-702", "the concentration is \(concentration), expected a number above 0", kind: .configuration)
        }
        let total = varied.reduce(0) { $0 + weights[$1] }
        guard total > 0 else { continue }
        let draws = varied.map {
          weights[$0] > 0 ? generator.gamma(shape: concentration * Double(varied.count) * weights[$0] / total) : 0
        }
        let sum = draws.reduce(0, +)
        for (child, draw) in zip(varied, draws) where sum > 0 { weights[child] = draw / sum * total }
      }
    }
    return weights
  }
}
