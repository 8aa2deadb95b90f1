internal import CompositeIndex
internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel

/// Recomputes the scores of all nodes and domains of one wave from bootstrap replicates.
///
/// Every data-driven step is repeated: calibration inside the replicates, and the ends of min-max here. What is not
/// sampled stays as it is.
struct ReplicateModel: Sendable {
  /// Where a term's value in a replicate comes from.
  private enum Slot: Sendable {
    /// By domain.
    case constant([Double])
    case total(plan: Int, column: Int)
    case mean(plan: Int, column: Int, weight: Int)
    case deviation(plan: Int, square: Int, column: Int, weight: Int, scale: [Double])
    case quantile(plan: Int, index: Int)
  }

  private struct Leaf: Sendable {
    var expression: AggregateExpression
    var slots: [Slot]
    /// A scorer whose scale is taken from the data is made anew in each replicate.
    var relative: Indicator?
    /// Its values by replicate and domain, where answers behind it are imputed anew in each.
    var reimputed: [[Double]]?
  }

  private let wave: WaveScores
  /// nil for a leaf that is not sampled.
  private let leaves: [Leaf?]
  private let plans: [(plan: ReplicatePlan, stream: DrawStream)]
  /// The full sample's leaf scores by domain, NaN for missing.
  private let fixedScores: [[Double]]

  /// The full sample's estimates, leaf by domain, NaN for missing.
  let fixedEstimates: [[Double]]
  private let domainIDs: [String]

  var isSampled: Bool { !plans.isEmpty }

  init(
    _ wave: WaveScores, estimators: [MeasureEstimator], sources: PreparedSources, reimputed: [[[Double]]?] = []
  ) {
    self.wave = wave
    let names = sources.sampled.keys.sorted()
    var columns = [[[Double]]](repeating: [], count: names.count)
    var quantiles = [[ReplicateQuantile]](repeating: [], count: names.count)
    let position = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    func column(_ plan: Int, _ values: [Double]) -> Int {
      columns[plan].append(values)
      return columns[plan].count - 1
    }
    func slot(_ estimator: MeasureEstimator, _ term: Int, _ expression: AggregateExpression) -> Slot {
      let evaluated = estimator.terms[term]
      let usable = evaluated.isUsable.map { $0 ? 1.0 : 0 }
      guard let plan = position[expression.terms[term].source] else { return constant(estimator, term) }
      if let (p, rule) = evaluated.function.quantile {
        quantiles[plan].append(
          ReplicateQuantile(p: p, rule: rule, values: evaluated.values, isUsable: evaluated.isUsable))
        return .quantile(plan: plan, index: quantiles[plan].count - 1)
      }
      switch evaluated.function {
      case .medianAbsoluteDeviation:
        quantiles[plan].append(
          ReplicateQuantile(p: nil, rule: .hf7, values: evaluated.values, isUsable: evaluated.isUsable))
        return .quantile(plan: plan, index: quantiles[plan].count - 1)
      case .sum: return .total(plan: plan, column: column(plan, evaluated.values))
      case .count: return .total(plan: plan, column: column(plan, usable))
      case .mean, .share:
        return .mean(plan: plan, column: column(plan, evaluated.values), weight: column(plan, usable))
      case .standardDeviation:
        let source = sources.sampled[names[plan]]
        let scale = wave.domains.domains.indices.map { domain in
          let n = Double(source?.recordsOfDomain[domain].count { evaluated.isUsable[$0] } ?? 0)
          return n > 1 ? n / (n - 1) : .nan
        }
        return .deviation(
          plan: plan, square: column(plan, evaluated.values.map { $0 * $0 }), column: column(plan, evaluated.values),
          weight: column(plan, usable), scale: scale)
      case .minimum, .maximum, .median, .quantile: return constant(estimator, term)
      }
    }
    func constant(_ estimator: MeasureEstimator, _ term: Int) -> Slot {
      .constant(wave.domains.domains.indices.map { estimator.termValue(term, domain: $0) ?? .nan })
    }
    leaves = wave.leafNodes.indices.map { leaf in
      guard let expression = estimators[leaf].measure.expression, wave.leaves[leaf].contains(where: \.isSampled),
        let indicator = wave.framework.nodes[wave.leafNodes[leaf]].indicator
      else { return nil }
      var own = Leaf(expression: expression, slots: [])
      if reimputed.indices.contains(leaf), let values = reimputed[leaf] {
        own.reimputed = values
      } else {
        own.slots = expression.terms.indices.map { slot(estimators[leaf], $0, expression) }
      }
      if indicator.score.isRelative { own.relative = indicator }
      return own
    }
    let blocks = wave.domains.domains.map(\.blocks)
    let blockCount = wave.domains.blockIDs.count
    let (finalColumns, finalQuantiles) = (columns, quantiles)
    plans = names.indices.compactMap { index in
      guard let source = sources.sampled[names[index]], !source.rows.isEmpty else { return nil }
      let plan = ReplicatePlan(
        sample: source.sample, blockOfRecord: source.blocks, blockCount: blockCount, columns: finalColumns[index],
        quantiles: finalQuantiles[index], domains: blocks)
      return (plan, source.stream)
    }
    domainIDs = wave.domains.domains.map(\.unit.id)
    fixedEstimates = wave.leaves.map { $0.map { $0.estimate.value ?? .nan } }
    fixedScores = wave.domains.domains.indices.map { domain in
      wave.leafNodes.map { wave.values[domain][$0] ?? .nan }
    }
  }

  /// Estimates of one replicate, leaf by domain; a domain without a record keeps the full sample's estimate and is counted.
  func estimates(_ replicate: Int, _ batches: [ReplicateBatch]) -> (estimates: [[Double]], empty: Int) {
    var empty = 0
    let estimates = leaves.indices.map { leaf in
      var column = fixedEstimates[leaf]
      guard let own = leaves[leaf] else { return column }
      for domain in column.indices where !column[domain].isNaN {
        let value = value(own, replicate: replicate, domain: domain, batches: batches)
        if value.isFinite { column[domain] = value } else { empty += 1 }
      }
      return column
    }
    return (estimates, empty)
  }

  /// How many replicates are drawn together: so few that what one thread holds of them stays near 16 MB with very many
  /// units, and an even number, since two are added up at a time. No result depends on it.
  var batchSize: Int {
    let figures = domainIDs.count * (2 * leaves.count + wave.framework.nodes.count)
    return max(1, min(10, 1_000_000 / max(figures, 1))) * 2
  }

  /// The sums of some replicates.
  func batches(replicates: Range<Int>, seed: UInt64) -> [ReplicateBatch] {
    plans.map { $0.plan.bootstrap(replicates: replicates, seed: seed, stream: $0.stream) }
  }

  /// As ``scores(replicates:seed:)``, every step of the index done anew; steps that are not defined for a replicate keep the
  /// full sample's result and are counted too.
  private func reworked(
    _ rule: IndexRule, _ full: WorkedIndex, replicates: Range<Int>, seed: UInt64
  ) -> (scores: [Double], empty: Int, unmet: Int) {
    let batches = batches(replicates: replicates, seed: seed)
    let nodeCount = wave.framework.nodes.count
    var empty = 0
    var rows: [Double] = []
    rows.reserveCapacity(replicates.count * domainIDs.count * nodeCount)
    for replicate in replicates {
      let found = estimates(replicate, batches)
      empty += found.empty
      var worked = full
      do throws(DiagnosticError) {
        worked = try rule.work(found.estimates, orKeep: full)
        empty += worked.kept
      } catch {
        empty += 1
      }
      for domain in domainIDs.indices { for node in 0..<nodeCount { rows.append(worked.scores[node][domain]) } }
    }
    return (rows, empty, batches.reduce(0) { $0 + $1.unmet })
  }

  /// Scores by replicate, domain and node, how often a domain was empty for an indicator, and how often margins were not met.
  func scores(replicates: Range<Int>, seed: UInt64) -> (scores: [Double], empty: Int, unmet: Int) {
    if let rule = wave.rule, let worked = wave.worked {
      return reworked(rule, worked, replicates: replicates, seed: seed)
    }
    let batches = batches(replicates: replicates, seed: seed)
    let domainCount = wave.domains.domains.count
    var empty = 0
    var rows: [Double] = []
    rows.reserveCapacity(replicates.count * domainCount * leaves.count)
    for replicate in replicates {
      let start = rows.count
      for domain in 0..<domainCount { rows += fixedScores[domain] }
      for (leaf, own) in leaves.enumerated() {
        guard let own else { continue }
        let values = (0..<domainCount).map { value(own, replicate: replicate, domain: $0, batches: batches) }
        var scorer = wave.scorers[leaf]
        if let indicator = own.relative {
          scorer = IndicatorScorer(
            map: indicator.score, direction: indicator.direction, transform: indicator.transform,
            referenceValues: wave.domains.domainOfBlock.map { values[$0] },
            referenceUnit: referenceDomain(indicator.score, domainIDs).map { values[$0] })
        }
        for domain in 0..<domainCount where !fixedScores[domain][leaf].isNaN {
          let score = scorer.score(orNaN: values[domain])
          // An empty domain keeps the full sample's score and is counted, never redrawn.
          if score.isNaN { empty += 1 } else { rows[start + domain * leaves.count + leaf] = score }
        }
      }
    }
    return (wave.tree.scores(rows: rows), empty, batches.reduce(0) { $0 + $1.unmet })
  }

  private func value(_ leaf: Leaf, replicate: Int, domain: Int, batches: [ReplicateBatch]) -> Double {
    if let values = leaf.reimputed { return values.indices.contains(replicate) ? values[replicate][domain] : .nan }
    func total(_ plan: Int, _ column: Int) -> Double {
      var sum = 0.0
      for block in wave.domains.domains[domain].blocks {
        sum += batches[plan].total(replicate: replicate, block: block, column: column)
      }
      return sum
    }
    func mean(_ plan: Int, _ column: Int, _ weight: Int) -> Double {
      let below = total(plan, weight)
      return below > 0 ? total(plan, column) / below : .nan
    }
    let terms = leaf.slots.map { slot in
      switch slot {
      case .constant(let values): values[domain]
      case .total(let plan, let column): total(plan, column)
      case .mean(let plan, let column, let weight): mean(plan, column, weight)
      case .deviation(let plan, let square, let column, let weight, let scale):
        (scale[domain] * max(0, mean(plan, square, weight) - mean(plan, column, weight) * mean(plan, column, weight)))
          .squareRoot()
      case .quantile(let plan, let index):
        batches[plan].quantile(replicate: replicate, domain: domain, quantile: index)
      }
    }
    return leaf.expression.value(terms) ?? .nan
  }
}
