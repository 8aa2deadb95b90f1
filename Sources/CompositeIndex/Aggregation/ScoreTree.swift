public import SurveyModel

/// The framework's tree as an adding machine: scores of the leaves in, scores of all nodes out.
///
/// A node's score is the weighted arithmetic mean of its children's; missing children are left out and the weights of the
/// others count for more. A node without any child that has a score is missing.
public struct ScoreTree: Sendable {
  /// Node indices of the leaves, in framework order; leaf arrays have one element each.
  public let leafNodes: [Int]
  /// Positions in `leafNodes` of the leaves that are left out for every unit.
  public let droppedLeaves: [Int]
  public var nodeCount: Int { parents.count }

  /// -1 for the root.
  private let parents: [Int]
  private let weights: [Double]
  /// Position among the leaves, -1 for an inner node, -2 for a dropped leaf.
  private let leafPositions: [Int]
  /// First node after the subtree of each node, in pre-order.
  private let subtreeEnds: [Int]

  /// - Parameters:
  ///   - framework: nodes in pre-order.
  ///   - missing: what happens to an indicator that has no value for some unit.
  ///   - available: unit by leaf, whether there is a score; read under `dropForAll`, where a leaf that one unit lacks is
  ///     left out for all.
  public init(
    framework: Framework, missing: MissingIndicatorPolicy = .rescale, available: [[Bool]] = []
  ) {
    let nodes = framework.nodes
    let leaves = nodes.indices.filter { nodes[$0].children.isEmpty }
    var dropped: [Int] = []
    if missing == .dropForAll {
      dropped = leaves.indices.filter { leaf in available.contains { leaf < $0.count && !$0[leaf] } }
    }
    var positions = [Int](repeating: -1, count: nodes.count)
    for (position, node) in leaves.enumerated() { positions[node] = position }
    for position in dropped { positions[leaves[position]] = -2 }
    var ends = Array(nodes.indices.map { $0 + 1 })
    for node in nodes.indices.reversed() {
      if let last = nodes[node].children.last { ends[node] = ends[last] }
    }
    leafNodes = leaves
    droppedLeaves = dropped
    parents = nodes.map { $0.parent ?? -1 }
    weights = nodes.map(\.weight)
    leafPositions = positions
    subtreeEnds = ends
  }

  /// Positions in `leafNodes` of the leaves at or below a node.
  public func leaves(below node: Int) -> [Int] {
    leafNodes.indices.filter { (node..<subtreeEnds[node]).contains(leafNodes[$0]) }
  }

  /// Scores of all nodes of one unit.
  ///
  /// - Parameter leaves: one score a leaf, in the order of `leafNodes`.
  /// - Returns: one score a node of the framework.
  public func scores(leaves: [Double?]) -> [Double?] {
    scores(leaves: leaves.map { $0 ?? .nan }).map { $0.isNaN ? nil : $0 }
  }

  /// Scores of all nodes of one unit, NaN standing for missing.
  public func scores(leaves: [Double]) -> [Double] {
    var result = [Double](repeating: .nan, count: nodeCount)
    leaves.withUnsafeBufferPointer { leaves in
      result.withUnsafeMutableBufferPointer { fill($0, leaves: leaves) }
    }
    return result
  }

  /// Scores of many units or replicates at once, NaN standing for missing.
  ///
  /// - Parameter leafScores: rows of one score a leaf, one row after the other.
  /// - Returns: rows of one score a node, one row after the other.
  public func scores(rows leafScores: [Double]) -> [Double] {
    let width = leafNodes.count
    guard width > 0 else { return [] }
    let rows = leafScores.count / width
    var result = [Double](repeating: .nan, count: rows * nodeCount)
    leafScores.withUnsafeBufferPointer { input in
      result.withUnsafeMutableBufferPointer { output in
        for row in 0..<rows {
          fill(
            UnsafeMutableBufferPointer(rebasing: output[row * nodeCount..<(row + 1) * nodeCount]),
            leaves: UnsafeBufferPointer(rebasing: input[row * width..<(row + 1) * width]))
        }
      }
    }
    return result
  }

  /// Scores of all nodes of one unit into memory of the caller's, NaN standing for missing; no allocation on the heap.
  ///
  /// Does nothing when a buffer has the wrong length.
  ///
  /// - Parameters:
  ///   - scores: `nodeCount` elements.
  ///   - leaves: one element a leaf.
  public func fill(_ scores: UnsafeMutableBufferPointer<Double>, leaves: UnsafeBufferPointer<Double>) {
    guard scores.count == nodeCount, leaves.count == leafNodes.count else { return }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: nodeCount) { total in
      total.initialize(repeating: 0)
      scores.update(repeating: 0)
      // Children follow their parent, so from the end every node is complete before its parent reads it.
      var node = nodeCount - 1
      while node >= 0 {
        let leaf = leafPositions[node]
        let value: Double
        if leaf >= 0 {
          value = leaves[leaf]
        } else {
          value = total[node] > 0 ? scores[node] / total[node] : .nan
        }
        scores[node] = value
        let parent = parents[node]
        if parent >= 0 && !value.isNaN {
          scores[parent] += weights[node] * value
          total[parent] += weights[node]
        }
        node -= 1
      }
    }
  }

  /// The weight of every leaf in a node's score, given which leaves have a score; they add up to 1, or to 0 where none has.
  ///
  /// - Parameters:
  ///   - node: an index into the framework's nodes.
  ///   - available: one element a leaf.
  /// - Returns: one weight a leaf; 0 for a leaf that is not below the node or not available.
  public func effectiveLeafWeights(node: Int, leaves available: [Bool]) -> [Double] {
    var result = [Double](repeating: 0, count: leafNodes.count)
    guard parents.indices.contains(node), available.count == leafNodes.count else { return result }
    var totals = [Double](repeating: 0, count: nodeCount)
    var hasScore = [Bool](repeating: false, count: nodeCount)
    for current in (node..<subtreeEnds[node]).reversed() {
      let leaf = leafPositions[current]
      hasScore[current] = leaf >= 0 ? available[leaf] : totals[current] > 0
      if current != node && hasScore[current] { totals[parents[current]] += weights[current] }
    }
    guard hasScore[node] else { return result }
    var shares = [Double](repeating: 0, count: nodeCount)
    shares[node] = 1
    for current in node..<subtreeEnds[node] {
      if current != node && hasScore[current] {
        shares[current] = shares[parents[current]] * weights[current] / totals[parents[current]]
      }
      if leafPositions[current] >= 0 { result[leafPositions[current]] = shares[current] }
    }
    return result
  }
}
