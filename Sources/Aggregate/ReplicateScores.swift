internal import Estimation
internal import Tables

/// Scores by replicate, domain and node.
struct ReplicateScores: Sendable {
  private(set) var replicates: Int
  private let values: [Double]
  private let domainCount: Int
  private let nodeCount: Int
  /// How often a domain had no record for an indicator in a replicate.
  let empty: Int

  /// Draws all replicates; the result does not depend on the number of threads.
  init(_ model: ReplicateModel, count: Int, seed: UInt64, domains: Int, nodes: Int, threads: Int) {
    domainCount = domains
    nodeCount = nodes
    guard model.isSampled, count > 1 else {
      replicates = 0
      values = []
      empty = 0
      return
    }
    replicates = count
    let size = 20
    let batches = parallelMap(count: (count + size - 1) / size, threads: threads) { batch in
      model.scores(replicates: batch * size..<min(count, (batch + 1) * size), seed: seed)
    }
    values = batches.flatMap(\.scores)
    empty = batches.reduce(0) { $0 + $1.empty }
  }

  func score(replicate: Int, domain: Int, node: Int) -> Double {
    values[(replicate * domainCount + domain) * nodeCount + node]
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
