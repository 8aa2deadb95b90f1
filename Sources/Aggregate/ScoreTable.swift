internal import CompositeIndex
internal import Estimation
internal import SurveyModel
internal import Tables

/// Scores with their errors: delta and image intervals for indicators, replicates for everything above them.
struct ScoreTable: Sendable {
  let wave: WaveScores
  private(set) var replicates: ReplicateScores
  /// `scores[domain][node]`.
  let scores: [[Score]]

  init(
    _ wave: WaveScores, replicates: ReplicateScores, respondents: [String: Int], surveys: Set<String>, threads: Int
  ) {
    self.wave = wave
    self.replicates = replicates
    let nodes = wave.framework.nodes
    let leafOfNode = Dictionary(uniqueKeysWithValues: wave.leafNodes.enumerated().map { ($1, $0) })
    let isBounded = wave.framework.isBounded
    let treated = Set((wave.worked?.treatments ?? []).filter { !$0.column.changes.isEmpty }.map(\.leaf))
    scores = parallelMap(count: wave.domains.domains.count, threads: threads) { domain in
      let unit = wave.domains.domains[domain].unit.id
      return nodes.indices.map { node in
        var score = Score(
          wave: wave.wave, unitID: unit, nodeID: nodes[node].id, value: wave.values[domain][node])
        // What treatment makes of an interval is not the image of its ends, so replicates tell.
        if let leaf = leafOfNode[node], !treated.contains(leaf) {
          Self.addLeafError(wave, leaf: leaf, domain: domain, to: &score)
        } else if let value = score.value {
          let weights = wave.weights(node: node, domain: domain)
          let sources = weights.flatMap { wave.leaves[$0.leaf][domain].sampledSources }
          if sources.contains(where: surveys.contains) { score.n = respondents[unit] }
          if !sources.isEmpty, let error = replicates.standardError(node: node, domain: domain) {
            score.standardError = error
            score.df = wave.degreesOfFreedom(wave.linearised(weights, domain: domain), domain: domain)
            if let df = score.df {
              let interval = ConfidenceInterval.t(value, standardError: error, df: df)
              score.ciLow = isBounded ? max(0, interval.low) : interval.low
              score.ciHigh = isBounded ? min(100, interval.high) : interval.high
            }
          }
        }
        return score
      }
    }
  }

  /// Gives back the memory of the replicates, of which ``ranks(threads:)`` and differences between units are made.
  mutating func releaseReplicates() { replicates = ReplicateScores() }
}

extension Framework {
  /// Whether composites cannot leave 0…100: all indicators on goalposts or points, and no method with a scale of its own.
  fileprivate var isBounded: Bool {
    nodes.allSatisfy { node in
      if let indicator = node.indicator { return indicator.score.isBounded }
      switch node.method.aggregation {
      case .powerMean, .topsis, .greyRelation: return true
      case .copeland, .mazziottaPareto, .adjustedMazziottaPareto, .wroclaw, .meanMin: return false
      }
    }
  }
}

extension ScoreTable {
  /// The interval of an indicator's score is the image of the indicator's interval; within two standard errors of a
  /// goalpost the score is bounded and has no standard error.
  private static func addLeafError(_ wave: WaveScores, leaf: Int, domain: Int, to score: inout Score) {
    let estimate = wave.leaves[leaf][domain].estimate
    let scorer = wave.scorers[leaf]
    guard let value = estimate.value, score.value != nil else { return }
    score.n = estimate.n
    score.df = estimate.df
    score.isBounded = scorer.isBounded(value, standardError: estimate.standardError)
    if let low = scorer.score(estimate.ciLow), let high = scorer.score(estimate.ciHigh) {
      (score.ciLow, score.ciHigh) = (min(low, high), max(low, high))
    }
    if let error = estimate.standardError, !score.isBounded {
      score.standardError = abs(scorer.derivative(value)) * error
    }
  }
}
