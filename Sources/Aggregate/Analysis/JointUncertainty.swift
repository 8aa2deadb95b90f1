internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel
internal import Tables

/// Sampling and method together: the index of the ranked units in every replicate under alternatives of method.
struct JointUncertainty: Sendable {
  private let wave: WaveScores
  private let space: MethodSpace
  private let alternatives: MethodAlternatives
  private let seed: UInt64
  private let threads: Int
  /// Estimates of the full sample by leaf and ranked unit, NaN for missing.
  private let full: [[Double]]
  /// `draws[replicate][leaf][unit]`; the full sample alone where nothing is sampled.
  private let draws: [[[Double]]]
  private let units: [String]
  /// Published ranks and scores of the index.
  private let nominal: [Int?]
  private let nominalScores: [Double]

  /// The most evaluations of the index for which everything is tried with everything.
  static let largestCrossing = 50_000
  /// The most numbers of replicates that are kept at once: more replicates or units use the first replicates only.
  static let largestStore = 20_000_000

  /// - Parameters:
  ///   - done: the wave.
  ///   - pipeline: alternatives, seed and the number of replicates.
  ///   - threads: the result does not depend on them.
  ///   - progress: is told how many replicates are drawn.
  /// - Throws: when weights cannot be varied.
  init(
    _ done: EvaluatedWave, pipeline: PipelineDefinition, threads: Int,
    progress: @escaping @Sendable (AggregateProgress) -> Void = { _ in }
  ) throws(DiagnosticError) {
    let wave = done.table.wave
    self.wave = wave
    self.threads = threads
    alternatives = pipeline.alternatives
    seed = pipeline.seed
    space = try MethodSpace(wave, alternatives: pipeline.alternatives, seed: pipeline.seed)
    units = wave.domains.blockIDs
    let ranked = wave.domains.domainOfBlock
    full = wave.leaves.map { leaf in ranked.map { leaf[$0].estimate.value ?? .nan } }
    nominalScores = ranked.map { wave.values[$0][0] ?? .nan }
    nominal = competitionRanks(ranked.map { wave.values[$0][0] })
    let size = max(full.count * units.count, 1)
    let count = min(pipeline.replicates, max(100, Self.largestStore / size))
    guard let model = done.model, model.isSampled, count > 1 else {
      draws = [full]
      return
    }
    let seed = pipeline.seed
    let step = model.batchSize
    let counter = ProgressCounter(.alternatives, wave: wave.wave, total: count, tell: progress)
    draws = parallelMap(count: (count + step - 1) / step, threads: threads) { part in
      let replicates = part * step..<min(count, (part + 1) * step)
      let batches = model.batches(replicates: replicates, seed: seed)
      defer { counter.add(replicates.count) }
      return replicates.map { replicate in
        model.estimates(replicate, batches).estimates.map { column in ranked.map { column[$0] } }
      }
    }.flatMap(\.self)
  }

  /// What alternatives do one by one, where scores and ranks lie, and what makes them vary.
  ///
  /// - Returns: nothing where no alternatives are declared.
  /// - Throws: every alternative under which the index of the full sample is not defined.
  func analysis() throws(DiagnosticError) -> IndexAnalysis {
    var analysis = IndexAnalysis()
    guard !alternatives.isEmpty, !units.isEmpty else { return analysis }
    analysis.alternatives = try oneByOne()
    let design = try CrossedDesign(factors: space.factors, replicates: draws.count)
    let evaluations = design.combinations * draws.count
    if evaluations <= Self.largestCrossing && evaluations * units.count <= Self.largestStore / 4 {
      try cross(design, into: &analysis)
    } else {
      try sample(design, into: &analysis)
    }
    return analysis
  }

  /// The index of the full sample with one factor changed at a time.
  private func oneByOne() throws(DiagnosticError) -> [AlternativeScore] {
    var rows: [AlternativeScore] = []
    var problems: [Diagnostic] = []
    for (position, factor) in space.factors.enumerated() {
      for (level, alternative) in factor.levels.enumerated() {
        var levels = [Int?](repeating: nil, count: space.factors.count)
        levels[position] = level
        do throws(DiagnosticError) {
          let scores = try space.rule(levels).work(full).scores[0]
          let ranks = competitionRanks(scores.map { $0.isNaN ? nil : $0 })
          for (unit, id) in units.enumerated() {
            let change = ranks[unit].flatMap { rank in nominal[unit].map { $0 - rank } }
            rows.append(
              AlternativeScore(
                wave: wave.wave, unitID: id, factor: factor.name, alternative: alternative.name,
                score: scores[unit].isNaN ? nil : scores[unit], rank: ranks[unit], rankChange: change))
          }
        } catch {
          problems += Self.told(error, "the alternative \(factor.name) = \(alternative.name)")
        }
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return rows
  }

  /// The full sample's result under one combination, which replicates fall back on.
  private func fullResult(_ rule: IndexRule, _ levels: [Int]) throws(DiagnosticError) -> WorkedIndex {
    do throws(DiagnosticError) {
      return try rule.work(full)
    } catch {
      let names = zip(space.factors, levels).map { "\($0.name) = \($0.levels[$1].name)" }.joined(separator: ", ")
      throw DiagnosticError(.content, Self.told(error, "the combination \(names)"))
    }
  }

  private static func told(_ error: DiagnosticError, _ what: String) -> [Diagnostic] {
    error.diagnostics.map { diagnostic in
      var told = diagnostic
      told.message = "\(what): " + diagnostic.message
      told.advice =
        "Leave the alternative out of `uncertainty.alternatives`, or: " + (diagnostic.advice ?? "mend the data")
      return told
    }
  }

  private func scores(_ rule: IndexRule, _ replicate: Int, _ kept: WorkedIndex) -> [Double] {
    do throws(DiagnosticError) {
      return try rule.work(draws[replicate], orKeep: kept).scores[0]
    } catch {
      return kept.scores[0]
    }
  }

  /// Every replicate under every combination.
  private func cross(_ design: CrossedDesign, into analysis: inout IndexAnalysis) throws(DiagnosticError) {
    let worked = parallelMap(count: design.combinations, threads: threads) { combination -> CombinationResult in
      let levels = design.levels(of: combination)
      let rule = space.rule(levels)
      do throws(DiagnosticError) {
        let kept = try fullResult(rule, levels)
        return .scores(draws.indices.map { scores(rule, $0, kept) })
      } catch {
        return .failed(error)
      }
    }
    var found: [[[Double]]] = []
    var problems: [Diagnostic] = []
    for result in worked {
      switch result {
      case .scores(let scores): found.append(scores)
      case .failed(let error): problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    var position: [[Int]: Int] = [:]
    for combination in 0..<design.combinations { position[design.levels(of: combination)] = combination }
    let crossed = try CrossedScores(design: design, unitCount: units.count) { replicate, levels in
      found[position[levels] ?? 0][replicate]
    }
    let keepsScale = (0..<design.combinations).allSatisfy(design.keepsScale)
    @Sendable func shares(_ output: String, _ unit: String?, _ values: [Double]) -> [AttributedVariance] {
      // Without a value in any replicate under every method there is nothing to share out.
      guard let result = try? design.varianceShares(of: values, bootstrap: alternatives.bootstrap, seed: seed) else {
        return []
      }
      return rows(result.shares, output, unit, design: "crossing", design.combinations, evaluations: values.count)
    }
    analysis.shares += shares("mean_rank_change", nil, crossed.meanRankChanges(from: nominal))
    let parts = parallelMap(count: units.count, threads: threads) { unit -> UnitResult in
      let (id, scores, ranks) = (units[unit], crossed.scores(of: unit), crossed.ranks(of: unit))
      var result = UnitResult()
      if keepsScale { result.shares += shares("score", id, scores) }
      result.shares += shares("rank", id, ranks)
      // Both have as many values as the design.
      if let range = try? design.scoreRange(of: scores) { result.ranges.append(row(range, "score", id)) }
      if let range = try? design.rankRange(of: ranks) { result.ranges.append(row(range, "rank", id)) }
      return result
    }
    add(parts, to: &analysis)
  }

  /// What is said of one unit.
  private struct UnitResult: Sendable {
    var shares: [AttributedVariance] = []
    var ranges: [JointRange] = []
  }

  private func add(_ parts: [UnitResult], to analysis: inout IndexAnalysis) {
    for part in parts {
      analysis.shares += part.shares
      analysis.ranges += part.ranges
    }
  }

  private enum CombinationResult: Sendable {
    case scores([[Double]])
    case failed(DiagnosticError)
  }

  /// A pick-freeze sample of replicates and combinations: every row is worked out once and serves all outputs.
  private func sample(_ design: CrossedDesign, into analysis: inout IndexAnalysis) throws(DiagnosticError) {
    let plan = design.pickFreeze(draws: alternatives.draws, seed: seed)
    // The points of a combination together, so that its result for the full sample is worked out once.
    var places: [[Int]: [Int]] = [:]
    for (place, point) in plan.enumerated() { places[point.levels, default: []].append(place) }
    let groups = places.values.sorted { $0[0] < $1[0] }
    let parts = parallelMap(count: groups.count, threads: threads) { group -> CombinationResult in
      let levels = plan[groups[group][0]].levels
      let rule = space.rule(levels)
      do throws(DiagnosticError) {
        let kept = try fullResult(rule, levels)
        return .scores(groups[group].map { scores(rule, plan[$0].replicate, kept) })
      } catch {
        return .failed(error)
      }
    }
    var found = [[Double]](repeating: [], count: plan.count)
    for (group, part) in zip(groups, parts) {
      switch part {
      case .scores(let rows): for (place, row) in zip(group, rows) { found[place] = row }
      case .failed(let error): throw error
      }
    }
    // 0 for none.
    let ranks = found.map { row in competitionRanks(row.map { $0.isNaN ? nil : $0 }).map { Int32($0 ?? 0) } }
    @Sendable func rank(_ row: Int, _ unit: Int) -> Int? { ranks[row][unit] > 0 ? Int(ranks[row][unit]) : nil }
    let keepsScale = space.factors.allSatisfy { $0.levels.allSatisfy(\.keepsScale) }
    @Sendable func shares(_ output: String, _ unit: String?, _ values: [Double]) -> [AttributedVariance] {
      // A unit that lacks a score in some draw has no shares.
      guard
        let shares = try? design.pickFreezeShares(
          values, draws: alternatives.draws, bootstrap: alternatives.bootstrap, seed: seed)
      else { return [] }
      return rows(shares, output, unit, design: "sample", design.combinations, evaluations: values.count)
    }
    analysis.shares += shares(
      "mean_rank_change", nil,
      ranks.indices.map { row in meanRankChange(units.indices.map { rank(row, $0) }, from: nominal) ?? .nan })
    // The rows of both matrices are independent draws of everything.
    let independent = 0..<min(2 * alternatives.draws, found.count)
    let kept = independent.filter { row in
      zip(space.factors, plan[row].levels).allSatisfy { $0.levels[$1].keepsScale }
    }
    let columns = found
    let results = parallelMap(count: units.count, threads: threads) { unit -> UnitResult in
      let id = units[unit]
      var result = UnitResult()
      if keepsScale { result.shares += shares("score", id, columns.map { $0[unit] }) }
      result.shares += shares("rank", id, ranks.indices.map { rank($0, unit).map(Double.init) ?? .nan })
      if let range = Self.range(kept.map { columns[$0][unit] }) { result.ranges.append(row(range, "score", id)) }
      if let range = Self.range(independent.compactMap { rank($0, unit).map(Double.init) }) {
        result.ranges.append(row(range, "rank", id))
      }
      return result
    }
    add(results, to: &analysis)
  }

  private static func range(_ values: [Double]) -> (lower: Double, median: Double, upper: Double)? {
    let present = values.filter { !$0.isNaN }
    if present.isEmpty { return nil }
    return (quantile(present, 0.025), quantile(present, 0.5), quantile(present, 0.975))
  }

  private func row(_ range: UncertaintyRange, _ output: String, _ unit: String) -> JointRange {
    row((range.lower, range.median, range.upper), output, unit)
  }

  private func row(_ range: (lower: Double, median: Double, upper: Double), _ output: String, _ unit: String)
    -> JointRange
  {
    JointRange(
      wave: wave.wave, unitID: unit, output: output, lower: range.lower, median: range.median, upper: range.upper)
  }

  private func rows(
    _ shares: [VarianceShare], _ output: String, _ unit: String?, design: String, _ combinations: Int, evaluations: Int
  ) -> [AttributedVariance] {
    let none = AttributedVariance(
      wave: wave.wave, unitID: unit, output: output, source: nil, design: design, combinations: combinations,
      replicates: draws.count, evaluations: evaluations)
    if shares.isEmpty { return [none] }
    return shares.map { share in
      var row = none
      row.source = share.source
      row.firstOrder = share.firstOrder
      row.firstLow = share.firstOrderInterval?.lowerBound
      row.firstHigh = share.firstOrderInterval?.upperBound
      row.total = share.total
      row.totalLow = share.totalInterval?.lowerBound
      row.totalHigh = share.totalInterval?.upperBound
      return row
    }
  }
}
