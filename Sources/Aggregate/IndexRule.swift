internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// The index worked out once, from the estimates of one wave, one replicate, or one alternative of method.
struct WorkedIndex: Sendable {
  /// `scores[node][domain]`, NaN for missing.
  var scores: [[Double]]
  /// Relative to the siblings; 0 for a child without any score.
  var weights: [Double]
  /// By leaf; nil for one that is left out.
  var scorers: [IndicatorScorer?]
  /// What the treatment of outliers changed, leaf by leaf.
  var treatments: [(leaf: Int, column: TreatedColumn)] = []
  /// Steps that kept the full sample's result because they are not defined here.
  var kept = 0
}

/// A change of one score after scoring, in points.
struct ScoreShift: Sendable, Hashable {
  var node: Int
  var domain: Int
  var points: Double
}

/// How the estimates of one wave become the scores of all nodes.
///
/// Everything that is taken from the data (treatment, the scales of relative scores, weights, methods that compare units) is
/// taken from the ranked units; other domains are scored on the same scales. Methods that compare units score ranked units
/// only.
struct IndexRule: Sendable {
  let framework: Framework
  /// The domain of each ranked unit.
  let ranked: [Int]
  let names: [String]
  let leafNodes: [Int]
  let dropped: Set<Int>
  /// By node, whether it is a leaf that is left out.
  private let isDropped: [Bool]
  var shifts: [ScoreShift] = []

  /// What weights are multiplied with, by node; empty: nothing.
  var noise: [Double] = []

  private let domainNames: [String]

  /// - Parameters:
  ///   - framework: nodes in pre-order.
  ///   - domains: the units.
  ///   - dropped: positions of leaves that are left out for all units.
  ///   - isRankedOnly: whether the ranked units are the only domains.
  init(framework: Framework, domains: AssessedDomains, dropped: [Int], isRankedOnly: Bool = false) {
    self.framework = framework
    names = domains.blockIDs
    ranked = isRankedOnly ? Array(domains.blockIDs.indices) : domains.domainOfBlock
    domainNames = isRankedOnly ? domains.blockIDs : domains.domains.map(\.unit.id)
    leafNodes = framework.nodes.indices.filter { framework.nodes[$0].children.isEmpty }
    self.dropped = Set(dropped)
    var isDropped = [Bool](repeating: false, count: framework.nodes.count)
    for leaf in dropped { isDropped[leafNodes[leaf]] = true }
    self.isDropped = isDropped
  }

  /// - Parameters:
  ///   - estimates: leaf by domain, NaN for missing.
  ///   - full: the full sample's result, which steps fall back on that are not defined for these estimates; nil: they are
  ///     errors.
  /// - Returns: the scores of all nodes.
  /// - Throws: every step that is not defined, with the node and its place in the configuration.
  func work(_ estimates: [[Double]], orKeep full: WorkedIndex? = nil) throws(DiagnosticError) -> WorkedIndex {
    let domainCount = domainNames.count
    let missing = [Double](repeating: .nan, count: domainCount)
    var result = WorkedIndex(
      scores: [[Double]](repeating: missing, count: framework.nodes.count), weights: framework.nodes.map(\.weight),
      scorers: [IndicatorScorer?](repeating: nil, count: leafNodes.count))
    var problems: [Diagnostic] = []
    for (leaf, node) in leafNodes.enumerated() where !dropped.contains(leaf) {
      guard let indicator = framework.nodes[node].indicator else { continue }
      do throws(DiagnosticError) {
        var column = estimates[leaf]
        if let treatment = indicator.treatment {
          result.treatments.append((leaf, try treat(&column, treatment.treatment, node)))
        }
        let scorer = scorer(column, indicator)
        result.scorers[leaf] = scorer
        result.scores[node] = column.map { scorer.score(orNaN: $0) }
      } catch {
        keep(node, full, error, &result, &problems)
      }
    }
    apply(\.isLeaf, &result)
    combineAll(full, &result, &problems)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return result
  }

  /// Puts together scores of indicators that are there already.
  ///
  /// - Parameter leafScores: leaf by domain, NaN for missing.
  /// - Returns: the scores of all nodes; those of the leaves as given.
  /// - Throws: every step that is not defined, with the node and its place in the configuration.
  func work(leafScores: [[Double]]) throws(DiagnosticError) -> WorkedIndex {
    let missing = [Double](repeating: .nan, count: domainNames.count)
    var result = WorkedIndex(
      scores: [[Double]](repeating: missing, count: framework.nodes.count), weights: framework.nodes.map(\.weight),
      scorers: [IndicatorScorer?](repeating: nil, count: leafNodes.count))
    for (leaf, node) in leafNodes.enumerated() where !dropped.contains(leaf) { result.scores[node] = leafScores[leaf] }
    var problems: [Diagnostic] = []
    combineAll(nil, &result, &problems)
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return result
  }

  /// The scores of all groups from those of their children, the lowest first.
  private func combineAll(_ full: WorkedIndex?, _ result: inout WorkedIndex, _ problems: inout [Diagnostic]) {
    for node in framework.nodes.indices.reversed() where !framework.nodes[node].children.isEmpty {
      do throws(DiagnosticError) {
        try combine(node, full, &result)
      } catch {
        keep(node, full, error, &result, &problems)
      }
      for shift in shifts where shift.node == node { result.scores[node][shift.domain] += shift.points }
    }
  }

  private func apply(_ isWanted: (FrameworkNode) -> Bool, _ result: inout WorkedIndex) {
    for shift in shifts where isWanted(framework.nodes[shift.node]) {
      var score = result.scores[shift.node][shift.domain] + shift.points
      // A scale that ends at 0 and 100 ends there for a wish too.
      if framework.nodes[shift.node].indicator?.score.isBounded ?? false { score = min(max(score, 0), 100) }
      result.scores[shift.node][shift.domain] = score
    }
  }

  private func keep(
    _ node: Int, _ full: WorkedIndex?, _ error: DiagnosticError, _ result: inout WorkedIndex,
    _ problems: inout [Diagnostic]
  ) {
    guard let full else {
      problems += located(error, node).diagnostics
      return
    }
    result.scores[node] = full.scores[node]
    result.kept += 1
  }

  /// The problem told with its node and where that is written.
  private func located(_ error: DiagnosticError, _ node: Int) -> DiagnosticError {
    var told = error
    for position in told.diagnostics.indices {
      told.diagnostics[position].message =
        "`\(framework.nodes[node].id)`: " + told.diagnostics[position].message
      if told.diagnostics[position].location == nil {
        told.diagnostics[position].location = framework.nodes[node].location
      }
    }
    return told
  }

  /// Treats the ranked units; other domains are pulled in to the same ends and transformed alike.
  private func treat(
    _ column: inout [Double], _ treatment: OutlierTreatment, _ node: Int
  ) throws(DiagnosticError) -> TreatedColumn {
    let own = ranked.map { column[$0] }
    let treated = try treatment.apply(to: own, name: framework.nodes[node].id)
    let isRanked = Set(ranked)
    if !treated.changes.isEmpty {
      let before = treated.transformation != nil && !treatment.combined ? own : treatment.winsorisedOnly(own)
      let present = before.filter { !$0.isNaN }
      if let least = present.min(), let greatest = present.max() {
        for domain in column.indices where !isRanked.contains(domain) && !column[domain].isNaN {
          let inside = min(max(column[domain], least), greatest)
          column[domain] = treated.transformation?.applied(to: present + [inside])?.last ?? inside
        }
      }
    }
    for (position, domain) in ranked.enumerated() { column[domain] = treated.values[position] }
    return treated
  }

  private func scorer(_ column: [Double], _ indicator: Indicator) -> IndicatorScorer {
    IndicatorScorer(
      map: indicator.score, direction: indicator.direction, transform: indicator.transform,
      referenceValues: ranked.map { column[$0].isNaN ? nil : column[$0] },
      referenceUnit: referenceDomain(indicator.score, domainNames).map { column[$0] })
  }

  /// The scores of a node from those of its children.
  private func combine(
    _ node: Int, _ full: WorkedIndex?, _ result: inout WorkedIndex
  ) throws(DiagnosticError) {
    let method = framework.nodes[node].method
    let all = framework.nodes[node].children.filter { !isDropped[$0] }
    // A child that no ranked unit has takes no part.
    let children = all.filter { child in ranked.contains { !result.scores[child][$0].isNaN } }
    for child in framework.nodes[node].children where !children.contains(child) { result.weights[child] = 0 }
    guard !children.isEmpty else { return }
    let declared = children.map { framework.nodes[$0].weight }
    var weights = declared
    if method.weighting != .declared {
      do throws(DiagnosticError) {
        weights = try method.weighting.weights(declared: declared, of: matrix(children, result, ranked, names))
      } catch {
        guard let full else { throw error }
        weights = children.map { full.weights[$0] }
        result.kept += 1
      }
    }
    if !noise.isEmpty && method.aggregation.hasWeights { weights = zip(children, weights).map { noise[$0] * $1 } }
    for (child, weight) in zip(children, weights) { result.weights[child] = weight }
    if case .benefitOfTheDoubt(let bounds) = method.weighting {
      try letUnitsChoose(node, children, bounds, &result)
    } else if method.aggregation == .arithmetic {
      addUp(node, children, weights, &result)
    } else {
      let (aggregator, scale) = method.aggregation.aggregator
      let domains = method.aggregation.exponent == nil ? ranked : Array(domainNames.indices)
      let labels = method.aggregation.exponent == nil ? names : domainNames
      let scores = try aggregator.aggregate(
        matrix(children, result, domains, labels), weights: weights, parent: framework.nodes[node].id)
      for (position, domain) in domains.enumerated() { result.scores[node][domain] = scale * scores[position] }
    }
    guard method.minimumAvailable > 0 else { return }
    for domain in domainNames.indices {
      let available = all.count { !result.scores[$0][domain].isNaN }
      if Double(available) / Double(all.count) < method.minimumAvailable { result.scores[node][domain] = .nan }
    }
  }

  private func addUp(_ node: Int, _ children: [Int], _ weights: [Double], _ result: inout WorkedIndex) {
    for domain in domainNames.indices {
      var (sum, total) = (0.0, 0.0)
      for (child, weight) in zip(children, weights) where weight > 0 {
        let score = result.scores[child][domain]
        if !score.isNaN { (sum, total) = (sum + weight * score, total + weight) }
      }
      result.scores[node][domain] = total > 0 ? sum / total : .nan
    }
  }

  /// Benefit of the doubt in points; the weights that are told are the mean shares of the score.
  private func letUnitsChoose(
    _ node: Int, _ children: [Int], _ bounds: ClosedRange<Double>?, _ result: inout WorkedIndex
  ) throws(DiagnosticError) {
    let found = try benefitOfTheDoubt(matrix(children, result, ranked, names), pieShares: bounds)
    for (position, domain) in ranked.enumerated() {
      result.scores[node][domain] = found[position].map { 100 * $0.score } ?? .nan
    }
    let scored = found.compactMap(\.self)
    for (position, child) in children.enumerated() where !scored.isEmpty {
      result.weights[child] = scored.reduce(0) { $0 + $1.pieShares[position] } / Double(scored.count)
    }
  }

  private func matrix(
    _ children: [Int], _ result: WorkedIndex, _ domains: [Int], _ labels: [String]
  ) throws(DiagnosticError) -> IndicatorMatrix {
    var values: [Double] = []
    values.reserveCapacity(children.count * domains.count)
    for child in children {
      result.scores[child].withUnsafeBufferPointer { scores in for domain in domains { values.append(scores[domain]) } }
    }
    return try IndicatorMatrix(distinct: labels, children.map { framework.nodes[$0].id }, values: values)
  }
}

/// The domain of the unit that a distance leads to.
func referenceDomain(_ map: ScoreMap, _ domains: [String]) -> Int? {
  guard case .distanceToUnit(let unit, _) = map else { return nil }
  return domains.firstIndex(of: unit)
}

extension FrameworkNode {
  fileprivate var isLeaf: Bool { children.isEmpty }
}

extension OutlierTreatment {
  /// The column after winsorising alone, as the treatment does it.
  fileprivate func winsorisedOnly(_ values: [Double]) -> [Double] {
    guard let maximumWinsorised else { return values }
    return winsorise(values, maximum: maximumWinsorised, limits: limits, forced: forced).values
  }
}
