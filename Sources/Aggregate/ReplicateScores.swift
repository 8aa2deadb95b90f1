internal import Estimation
internal import Tables

/// Scores by replicate, domain and node; of the nodes whose errors or ranks come from replicates, so that memory grows with the
/// groups and not with the indicators.
struct ReplicateScores: Sendable {
  private(set) var replicates: Int
  private let values: [Double]
  private let domainCount: Int
  /// The place of each node among those that are kept; nil for the others.
  private let places: [Int?]
  private let keptCount: Int
  /// How often a domain had no record for an indicator in a replicate.
  let empty: Int
  /// How many replicates could not meet the margins of a survey within the bounds of weights.
  let unmet: Int

  /// Draws all replicates; the result does not depend on the number of threads.
  init(_ model: ReplicateModel, count: Int, seed: UInt64, domains: Int, keeping kept: [Bool], threads: Int) {
    domainCount = domains
    let nodes = kept.indices.filter { kept[$0] }
    keptCount = nodes.count
    var places = [Int?](repeating: nil, count: kept.count)
    for (place, node) in nodes.enumerated() { places[node] = place }
    self.places = places
    guard model.isSampled, count > 1 else {
      replicates = 0
      values = []
      empty = 0
      unmet = 0
      return
    }
    replicates = count
    let size = 20
    let width = kept.count
    let batches = parallelMap(count: (count + size - 1) / size, threads: threads) { batch in
      let found = model.scores(replicates: batch * size..<min(count, (batch + 1) * size), seed: seed)
      var scores: [Double] = []
      scores.reserveCapacity(found.scores.count / max(width, 1) * nodes.count)
      for row in stride(from: 0, to: found.scores.count, by: max(width, 1)) {
        for node in nodes { scores.append(found.scores[row + node]) }
      }
      return (scores: scores, empty: found.empty, unmet: found.unmet)
    }
    values = batches.flatMap(\.scores)
    empty = batches.reduce(0) { $0 + $1.empty }
    unmet = batches.reduce(0) { $0 + $1.unmet }
  }

  func score(replicate: Int, domain: Int, node: Int) -> Double {
    places[node].map { values[(replicate * domainCount + domain) * keptCount + $0] } ?? .nan
  }

  /// The standard deviation over replicates (divisor R - 1) of a score, or of the difference of two domains' scores.
  func standardError(node: Int, domain: Int, minus other: Int? = nil) -> Double? {
    guard replicates > 1 else { return nil }
    func draw(_ replicate: Int) -> Double {
      let own = score(replicate: replicate, domain: domain, node: node)
      return other.map { own - score(replicate: replicate, domain: $0, node: node) } ?? own
    }
    var sum = 0.0
    for replicate in 0..<replicates { sum += draw(replicate) }
    let mean = sum / Double(replicates)
    var squares = 0.0
    for replicate in 0..<replicates { squares += (draw(replicate) - mean) * (draw(replicate) - mean) }
    let error = (squares / Double(replicates - 1)).squareRoot()
    return error.isNaN ? nil : error
  }
}
