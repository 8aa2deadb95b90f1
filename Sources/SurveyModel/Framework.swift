public import Diagnostics

/// A leaf of the framework: what is measured, and how it is scored.
public struct Indicator: Sendable, Hashable {
  /// The statistic as an aggregate expression, such as `MEAN(LIKERT(Q15_a))`.
  public var expression: String
  /// The source that unqualified column names belong to.
  public var source: String
  public var direction: Direction
  public var score: ScoreMap
  /// The unit of the estimate, such as 工作日 / working days.
  public var unit: LocalizedText
  /// Decimals shown in the report.
  public var decimals: Int
  /// Where the figure comes from, in the reader's words.
  public var sourceLabel: LocalizedText
  /// The department that answers for it.
  public var owner: LocalizedText?
  /// Why it is measured, and where its goalposts come from.
  public var basis: String?
  public var location: SourceLocation?
  /// The aggregate expression that the estimate is divided by, read like `expression`.
  public var denominator: String?
  public var transform: ValueTransform?
  public var treatment: IndicatorTreatment?

  public init(
    expression: String, source: String, direction: Direction, score: ScoreMap, unit: LocalizedText, decimals: Int,
    sourceLabel: LocalizedText, owner: LocalizedText? = nil, basis: String? = nil, location: SourceLocation? = nil,
    denominator: String? = nil, transform: ValueTransform? = nil, treatment: IndicatorTreatment? = nil
  ) {
    self.expression = expression
    self.source = source
    self.direction = direction
    self.score = score
    self.unit = unit
    self.decimals = decimals
    self.sourceLabel = sourceLabel
    self.owner = owner
    self.basis = basis
    self.location = location
    self.denominator = denominator
    self.transform = transform
    self.treatment = treatment
  }

  /// The whole statistic: the expression over the denominator where there is one.
  public var statistic: String {
    denominator.map { "(\(expression)) / (\($0))" } ?? expression
  }
}

/// A node of the framework tree: the index, a dimension, a group, or an indicator.
public struct FrameworkNode: Sendable, Hashable {
  public var id: String
  public var name: LocalizedText
  /// Relative to the siblings.
  public var weight: Double
  public var parent: Int?
  public var children: [Int]
  /// 0 for the index; dimensions are 1.
  public var depth: Int
  public var indicator: Indicator?
  /// How the node comes of its children; of no account for an indicator.
  public var method: NodeMethod
  public var location: SourceLocation?

  public init(
    id: String, name: LocalizedText, weight: Double, parent: Int?, children: [Int] = [], depth: Int,
    indicator: Indicator? = nil, method: NodeMethod = NodeMethod(), location: SourceLocation? = nil
  ) {
    self.id = id
    self.name = name
    self.weight = weight
    self.parent = parent
    self.children = children
    self.depth = depth
    self.indicator = indicator
    self.method = method
    self.location = location
  }
}

/// A statistic that is reported but is no part of the index, such as the share of firms naming an obstacle.
public struct Monitor: Sendable, Hashable {
  public var id: String
  public var name: LocalizedText
  public var expression: String
  /// The source that unqualified column names belong to.
  public var source: String
  public var unit: LocalizedText
  public var decimals: Int
  /// Monitors made from one question share a group, such as `Z5` for the obstacles of Q43.
  public var group: String?
  public var location: SourceLocation?

  public init(
    id: String, name: LocalizedText, expression: String, source: String, unit: LocalizedText, decimals: Int,
    group: String? = nil, location: SourceLocation? = nil
  ) {
    self.id = id
    self.name = name
    self.expression = expression
    self.source = source
    self.unit = unit
    self.decimals = decimals
    self.group = group
    self.location = location
  }
}

/// What happens to an indicator that has no value for some unit.
public enum MissingIndicatorPolicy: String, Sendable, Hashable, CaseIterable {
  /// It is left out for every unit of the wave, so that all are scored on the same indicators.
  case dropForAll = "drop_for_all"
  /// It is left out for that unit, and its siblings' weights are scaled up.
  case rescale
}

/// The framework: a tree of weighted nodes with indicators as leaves, in pre-order (the root first).
public struct Framework: Sendable, Hashable {
  public var nodes: [FrameworkNode]
  public var monitors: [Monitor]
  public var missingIndicator: MissingIndicatorPolicy

  public init(
    nodes: [FrameworkNode], monitors: [Monitor] = [], missingIndicator: MissingIndicatorPolicy = .rescale
  ) {
    self.nodes = nodes
    self.monitors = monitors
    self.missingIndicator = missingIndicator
  }

  public var root: FrameworkNode { nodes[0] }
  /// The children of the root.
  public var dimensions: [FrameworkNode] { root.children.map { nodes[$0] } }
  /// The leaves, in order.
  public var indicators: [FrameworkNode] { nodes.filter { $0.indicator != nil } }

  /// The ids of all that is estimated, indicators first.
  public var measureIDs: [String] { indicators.map(\.id) + monitors.map(\.id) }

  public subscript(id: String) -> FrameworkNode? { nodes.first { $0.id == id } }

  /// Whether every node is a mean of its children with declared weights, and no indicator is treated: scores can be added up unit
  /// by unit.
  public var isPlain: Bool {
    nodes.allSatisfy { $0.indicator.map { $0.treatment == nil } ?? $0.method.isPlain }
  }

  /// The leaves below a node, in order.
  public func indicators(below id: String) -> [FrameworkNode] {
    guard let start = nodes.firstIndex(where: { $0.id == id }) else { return [] }
    var found: [FrameworkNode] = []
    func visit(_ index: Int) {
      if nodes[index].indicator != nil { found.append(nodes[index]) }
      for child in nodes[index].children { visit(child) }
    }
    visit(start)
    return found
  }

  /// The weight of a node in the index: the product of normalised weights on the way to the root.
  public func globalWeight(of index: Int) -> Double {
    guard let parent = nodes[index].parent else { return 1 }
    let total = nodes[parent].children.reduce(0) { $0 + nodes[$1].weight }
    return total > 0 ? globalWeight(of: parent) * nodes[index].weight / total : 0
  }
}
