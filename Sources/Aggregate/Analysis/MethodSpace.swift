internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// The index under every combination of the alternatives of method.
struct MethodSpace: Sendable {
  let factors: [MethodFactor]
  private let alternatives: MethodAlternatives
  private let framework: Framework
  private let domains: AssessedDomains
  private let dropped: [Int]
  private let leafCount: Int
  /// Multipliers of weights by draw and node.
  private let noise: [[Double]]

  static let normalisation = "normalisation"
  static let weighting = "weighting"
  static let aggregation = "aggregation"
  static let weightNoise = "weight_noise"
  static let dropOne = "drop_one"

  /// - Parameters:
  ///   - wave: the framework as declared.
  ///   - alternatives: what could have been decided otherwise.
  ///   - seed: of the draws of weights.
  /// - Throws: when the weights cannot be varied.
  init(_ wave: WaveScores, alternatives: MethodAlternatives, seed: UInt64) throws(DiagnosticError) {
    self.alternatives = alternatives
    framework = wave.framework
    domains = wave.domains
    dropped = wave.tree.droppedLeaves
    leafCount = wave.leafNodes.count
    var factors: [MethodFactor] = []
    func add<Method>(_ name: String, _ list: [MethodAlternative<Method>], keepsScale: (Method) -> Bool)
    where Method: RawRepresentable, Method.RawValue == String {
      if list.isEmpty { return }
      factors.append(
        MethodFactor(
          name, list.map { .init($0.method.rawValue, weight: $0.weight, keepsScale: keepsScale($0.method)) }))
    }
    add(Self.normalisation, alternatives.normalisation) { $0 == .declared }
    add(Self.weighting, alternatives.weighting) { _ in true }
    add(Self.aggregation, alternatives.aggregation) { [.declared, .arithmetic, .geometric, .harmonic].contains($0) }
    var noise: [[Double]] = []
    if let wanted = alternatives.weightNoise {
      let model = try IndexModel(
        nodes: framework.nodes.map { node in
          IndexNode(code: node.id, parent: node.parent.map { wave.framework.nodes[$0].id }, weight: node.weight)
        })
      let perturbation: WeightPerturbation =
        switch wanted.kind {
        case .uniform(let factor): .noise(factor: factor)
        case .dirichlet(let concentration): .dirichlet(concentration: concentration)
        }
      for draw in 0..<wanted.draws {
        var generator = DrawGenerator(seed: seed, draw: draw)
        let weights = try perturbation.weights(of: model, using: &generator)
        noise.append(zip(weights, framework.nodes).map { $0 / $1.weight })
      }
      factors.append(MethodFactor(Self.weightNoise, noise.indices.map { .init("draw \($0 + 1)") }))
    }
    if alternatives.dropsOne && leafCount > 1 {
      let leaves = wave.leafNodes.map { wave.framework.nodes[$0].id }
      // Leaving nothing out is as plausible as leaving out any one of them.
      factors.append(MethodFactor(Self.dropOne, (["none"] + leaves).map { .init($0) }))
    }
    self.factors = factors
    self.noise = noise
  }

  /// The level of a factor that is as declared; nil: there is none.
  func declaredLevel(of factor: Int) -> Int? {
    switch factors[factor].name {
    case Self.dropOne: 0
    case Self.weightNoise: nil
    default: factors[factor].levels.firstIndex { $0.name == "declared" }
    }
  }

  /// How scores come about with one level of each factor; nil: as declared.
  func rule(_ levels: [Int?]) -> IndexRule {
    var changed = framework
    var left = dropped
    var multipliers: [Double] = []
    for (factor, level) in zip(factors, levels) {
      guard let level else { continue }
      switch factor.name {
      case Self.normalisation: score(&changed, alternatives.normalisation[level].method)
      case Self.weighting: weigh(&changed, alternatives.weighting[level].method)
      case Self.aggregation: aggregate(&changed, alternatives.aggregation[level].method)
      case Self.weightNoise: multipliers = noise[level]
      default: if level > 0, !left.contains(level - 1) { left.append(level - 1) }
      }
    }
    var rule = IndexRule(framework: changed, domains: domains, dropped: left, isRankedOnly: true)
    rule.noise = multipliers
    return rule
  }

  private func score(_ framework: inout Framework, _ method: NormalisationAlternative) {
    let map: ScoreMap
    switch method {
    case .declared: return
    case .minMax: map = .minMax(lower: 1, upper: 100)
    case .zScore: map = .zScore(mean: 50, deviation: 10)
    case .rank: map = .rank
    case .percentileRank: map = .percentileRank
    case .distanceToMaximum: map = .distanceToMaximum
    }
    for node in framework.nodes.indices where framework.nodes[node].indicator != nil {
      // Both sides of an optimal range are worse, which no scale from end to end says.
      if case .optimal? = framework.nodes[node].indicator?.score { continue }
      framework.nodes[node].indicator?.score = map
    }
  }

  private func weigh(_ framework: inout Framework, _ method: WeightingAlternative) {
    let scheme: WeightingScheme
    switch method {
    case .declared: return
    case .equal: scheme = .equal
    case .entropy: scheme = .dataDriven(.entropy)
    case .critic: scheme = .dataDriven(.critic)
    case .cv: scheme = .dataDriven(.variation)
    case .pca: scheme = .dataDriven(.principalComponent)
    }
    for node in framework.nodes.indices { framework.nodes[node].method.weighting = scheme }
  }

  private func aggregate(_ framework: inout Framework, _ method: AggregationAlternative) {
    let aggregation: AggregationMethod
    switch method {
    case .declared: return
    case .arithmetic: aggregation = .arithmetic
    case .geometric: aggregation = .powerMean(exponent: 0)
    case .harmonic: aggregation = .powerMean(exponent: -1)
    case .copeland: aggregation = .copeland
    case .topsis: aggregation = .topsis
    case .greyRelation: aggregation = .greyRelation(distinguishing: 0.5)
    }
    for node in framework.nodes.indices { framework.nodes[node].method.aggregation = aggregation }
  }
}
