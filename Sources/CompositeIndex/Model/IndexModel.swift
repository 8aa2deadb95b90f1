public import Diagnostics
public import SurveyModel

/// The hierarchy of a composite index, checked: one root, no cycles, indicators as leaves.
public struct IndexModel: Sendable, Hashable {
  public private(set) var nodes: [IndexNode]
  /// Position of the node above; nil for the root.
  public let parents: [Int?]
  /// Positions of the nodes below, in the order they were declared.
  public let children: [[Int]]
  /// 1 for an indicator, 1 more than its highest child for a group.
  public let levels: [Int]
  /// Positions of the leaves, in the order they were declared.
  public let indicators: [Int]
  /// Positions of the groups and the index, lower levels first: every child comes before its parent.
  public let groups: [Int]

  public var root: Int { groups.last ?? 0 }
  public var indicatorCodes: [String] { indicators.map { nodes[$0].code } }

  /// - Parameter nodes: in any order.
  /// - Throws: every problem of the hierarchy: codes that repeat, parents that do not exist, circles, no root or several,
  ///   weights that are negative, no numbers or add up to 0, goalposts that coincide.
  public init(nodes: [IndexNode]) throws(DiagnosticError) {
    var problems = IndexProblems()
    for code in duplicates(nodes.map(\.code)) {
      problems.add("X-111", "more than one node is called \(code)", advice: "give every node its own code")
    }
    var positions: [String: Int] = [:]
    for (position, node) in nodes.enumerated() where positions[node.code] == nil { positions[node.code] = position }
    var parents = [Int?](repeating: nil, count: nodes.count)
    var children = [[Int]](repeating: [], count: nodes.count)
    for (position, node) in nodes.enumerated() {
      Self.check(node, &problems)
      guard let parent = node.parent else { continue }
      if let above = positions[parent] {
        parents[position] = above
        children[above].append(position)
      } else {
        let hint = nearestName(to: parent, among: nodes.map(\.code)).map { "did you mean \($0)?" }
        problems.add(
          "X-112", "the parent \(parent) of \(node.code) does not exist", advice: hint ?? "declare it as a node")
      }
    }
    let roots = nodes.indices.filter { nodes[$0].parent == nil }
    if roots.count != 1 {
      let found = roots.isEmpty ? "no node is" : "\(listed(roots.map { nodes[$0].code })) are"
      problems.add("X-113", "\(found) without a parent, expected exactly one", advice: "name the index's node")
    }
    let levels = Self.levels(children: children, roots: roots)
    let circular = nodes.indices.filter { levels[$0] == 0 && (nodes[$0].parent.map { positions[$0] != nil } ?? true) }
    if !circular.isEmpty && roots.count == 1 {
      problems.add(
        "X-114", "\(listed(circular.map { nodes[$0].code })) cannot be reached from the index",
        advice: "let the parents lead to the index without a circle")
    }
    Self.checkWeights(nodes, children: children, &problems)
    if nodes.count == 1 {
      problems.add("X-115", "the index has no indicators", advice: "declare at least one below it")
    }
    try problems.throwIfAny(.configuration)
    self.init(checked: nodes, parents, children, levels)
  }

  private init(checked nodes: [IndexNode], _ parents: [Int?], _ children: [[Int]], _ levels: [Int]) {
    self.nodes = nodes
    self.parents = parents
    self.children = children
    self.levels = levels
    indicators = nodes.indices.filter { children[$0].isEmpty }
    groups = nodes.indices.filter { !children[$0].isEmpty }.sorted {
      levels[$0] != levels[$1] ? levels[$0] < levels[$1] : $0 < $1
    }
  }

  /// The hierarchy of a survey's framework; goalposts of a score map become goalposts with their direction.
  ///
  /// - Parameter framework: the framework of a pipeline.
  /// - Throws: as ``init(nodes:)``.
  public init(framework: Framework) throws(DiagnosticError) {
    try self.init(
      nodes: framework.nodes.map { node in
        var result = IndexNode(
          code: node.id, parent: node.parent.map { framework.nodes[$0].id }, weight: node.weight,
          direction: node.indicator?.direction ?? .positive)
        if case .goalpost(let worst, let best)? = node.indicator?.score {
          result.direction = worst <= best ? .positive : .negative
          result.goalposts = Goalposts(lower: min(worst, best), upper: max(worst, best))
        }
        return result
      })
  }

  /// Position of a code; nil when there is none.
  public func position(of code: String) -> Int? { nodes.firstIndex { $0.code == code } }

  /// The indicators below a node, in the order they were declared; the node itself when it is one.
  public func indicators(below node: Int) -> [Int] { descendants(of: node, level: 1) }

  /// The nodes of one level at or below a node, in the order they were declared.
  public func descendants(of node: Int, level: Int) -> [Int] {
    var found: [Int] = []
    var waiting = [node]
    while let next = waiting.popLast() {
      if levels[next] == level { found.append(next) }
      waiting += children[next]
    }
    return found.sorted()
  }

  /// The same index with other weights, one a node. Unlike declared ones they may add up to 0 within a group, which
  /// then has no score: so a node is taken out of the index.
  ///
  /// - Parameter weights: one a node, 0 or more.
  /// - Returns: the model with these weights.
  /// - Throws: when the number of weights does not fit or one is negative or no number.
  public func withWeights(_ weights: [Double]) throws(DiagnosticError) -> IndexModel {
    guard weights.count == nodes.count, weights.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw .index(
        "X-116", "\(weights.count) weights for \(nodes.count) nodes, expected one of 0 or more for each",
        kind: .configuration)
    }
    var changed = self
    for (position, weight) in weights.enumerated() { changed.nodes[position].weight = weight }
    return changed
  }

  private static func check(_ node: IndexNode, _ problems: inout IndexProblems) {
    if !node.weight.isFinite || node.weight < 0 {
      problems.add("X-117", "the weight of \(node.code) is \(node.weight), expected a number of 0 or more")
    }
    if let posts = node.goalposts {
      if !posts.lower.isFinite || !posts.upper.isFinite || !posts.scale.isFinite || posts.lower >= posts.upper {
        problems.add(
          "X-118",
          "the goalposts of \(node.code) are \(posts.lower) and \(posts.upper), "
            + "expected a lower and a higher number",
          advice: "set the two values that are worth nothing and full points")
      }
    }
    if let target = node.target, !target.isFinite {
      problems.add("X-119", "the target of \(node.code) is \(target), expected a number")
    }
  }

  private static func checkWeights(_ nodes: [IndexNode], children: [[Int]], _ problems: inout IndexProblems) {
    for (position, below) in children.enumerated() where !below.isEmpty {
      if below.allSatisfy({ nodes[$0].weight == 0 }) {
        problems.add(
          "X-120", "the weights below \(nodes[position].code) add up to 0",
          advice: "give at least one of \(listed(below.map { nodes[$0].code })) a weight")
      }
    }
  }

  /// Levels of all nodes that the roots reach; 0 for the others.
  private static func levels(children: [[Int]], roots: [Int]) -> [Int] {
    var levels = [Int](repeating: 0, count: children.count)
    var order: [Int] = []
    var waiting = roots
    while let next = waiting.popLast() {
      order.append(next)
      waiting += children[next]
    }
    for node in order.reversed() { levels[node] = 1 + (children[node].map { levels[$0] }.max() ?? 0) }
    return levels
  }
}
