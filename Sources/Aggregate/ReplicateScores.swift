internal import Estimation
internal import Tables

/// Scores by replicate, domain and node; of the nodes whose errors or ranks come from replicates, so that memory grows with the
/// groups and not with the indicators.
struct ReplicateScores: Sendable {
  private(set) var replicates = 0
  /// Batch by batch, so that no copy of them all is made.
  private var batches: [[Double]] = []
  private var batchSize = 1
  private var domainCount = 0
  /// The place of each node among those that are kept; nil for the others.
  private var places: [Int?] = []
  private var keptCount = 0
  /// How often a domain had no record for an indicator in a replicate.
  private(set) var empty = 0
  /// How many replicates could not meet the margins of a survey within the bounds of weights.
  private(set) var unmet = 0

  /// No replicates.
  init() {}

  /// Draws all replicates; the result does not depend on the number of threads.
  init(
    _ model: ReplicateModel, count: Int, seed: UInt64, domains: Int, keeping kept: [Bool], threads: Int,
    progress: ProgressCounter
  ) {
    domainCount = domains
    let nodes = kept.indices.filter { kept[$0] }
    keptCount = nodes.count
    places = [Int?](repeating: nil, count: kept.count)
    for (place, node) in nodes.enumerated() { places[node] = place }
    guard model.isSampled, count > 1 else { return }
    replicates = count
    let size = model.batchSize
    batchSize = size
    let width = kept.count
    let found = parallelMap(count: (count + size - 1) / size, threads: threads) { batch in
      let own = batch * size..<min(count, (batch + 1) * size)
      let found = model.scores(replicates: own, seed: seed)
      var scores: [Double] = []
      scores.reserveCapacity(found.scores.count / max(width, 1) * nodes.count)
      for row in stride(from: 0, to: found.scores.count, by: max(width, 1)) {
        for node in nodes { scores.append(found.scores[row + node]) }
      }
      progress.add(own.count)
      return (scores: scores, empty: found.empty, unmet: found.unmet)
    }
    batches = found.map(\.scores)
    empty = found.reduce(0) { $0 + $1.empty }
    unmet = found.reduce(0) { $0 + $1.unmet }
  }

  /// NaN where the node is not kept, or has no score in the replicate.
  func score(replicate: Int, domain: Int, node: Int) -> Double {
    guard places.indices.contains(node), let place = places[node] else { return .nan }
    let (batch, row) = replicate.quotientAndRemainder(dividingBy: batchSize)
    return batches[batch][(row * domainCount + domain) * keptCount + place]
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
