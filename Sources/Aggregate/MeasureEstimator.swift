internal import Estimation
internal import Expressions
internal import SurveyModel

/// The part of an estimate's variance that comes from one source.
struct SampledPart: Sendable {
  let source: String
  /// Weighted linearised values of the domain's records, in their order: memory grows with the records of all domains and not
  /// with domains times sampling units. Totals by unit come from ``SampledSource/influence(_:domain:)``.
  let linearised: [Double]
  let variance: Double
  /// nil: too few PSUs for a variance.
  let df: Double?
  /// The first-stage variance, and the covariance with the estimate for the city; nil where the city has no such part.
  let withCity: (variance: Double, covariance: Double)?
}

/// What the linearised estimate for the city is made of, source by source.
private struct CityPart {
  let source: String
  let influence: [Double]
}

/// An estimate and what comparisons and the index need to know of its error.
struct MeasureEstimate: Sendable {
  var estimate: Estimate
  /// One part a sampled source; empty for a complete count.
  var parts: [SampledPart] = []
  /// The sampled sources that enter, in order of appearance.
  var sampledSources: [String] = []
  var isSampled: Bool { !sampledSources.isEmpty }
}

/// Estimates one measure for every domain of one wave.
struct MeasureEstimator: Sendable {
  let wave: Int
  let measure: Measure
  let sources: PreparedSources
  let domains: AssessedDomains
  /// The terms by position, evaluated over their sources.
  let terms: [EvaluatedTerm]
  private let expression: AggregateExpression?

  init(_ measure: Measure, wave: Int, sources: PreparedSources, domains: AssessedDomains) {
    self.wave = wave
    self.measure = measure
    self.sources = sources
    self.domains = domains
    expression = measure.expression
    terms = (measure.expression?.terms ?? []).compactMap { term in
      if let sampled = sources.sampled[term.source] {
        return EvaluatedTerm(term, table: sampled.table, rows: sampled.rows)
      }
      return sources.counted[term.source].map { EvaluatedTerm(term, table: $0.table, rows: nil) }
    }
  }

  /// The same measure over other sources; terms of a source whose records are the same rows are not evaluated again.
  ///
  /// - Parameters:
  ///   - other: the measure with its terms evaluated.
  ///   - sources: what it is to be taken over.
  ///   - domains: nil: the same.
  init(_ other: MeasureEstimator, sources: PreparedSources, domains: AssessedDomains? = nil) {
    wave = other.wave
    measure = other.measure
    self.domains = domains ?? other.domains
    expression = other.expression
    terms = zip(other.terms, other.expression?.terms ?? []).map { evaluated, term in
      guard let sampled = sources.sampled[term.source], sampled.rows != other.sources.sampled[term.source]?.rows
      else { return evaluated }
      return EvaluatedTerm(term, table: sampled.table, rows: sampled.rows)
    }
    self.sources = sources
  }

  /// Whether a term is taken over a sampled source.
  func reads(_ source: String) -> Bool { sampledSources.contains(source) }

  /// One estimate a domain.
  ///
  /// - Parameter inflation: by domain, what standard errors are multiplied by because values were imputed; nil for 1.
  /// - Returns: in order of domains.
  func estimates(inflation: [Double]? = nil) -> [MeasureEstimate] {
    // The city first: the others are held against it.
    var whole: [CityPart] = []
    let city = domains.city.map { estimate(domain: $0, inflation: inflation?[$0] ?? 1, against: &whole) }
    return domains.domains.indices.map { domain in
      if domain == domains.city, let city { return city }
      return estimate(domain: domain, inflation: inflation?[domain] ?? 1, against: &whole)
    }
  }

  /// - Parameters:
  ///   - domain: position of the domain.
  ///   - inflation: what its standard error is multiplied by.
  ///   - city: the parts of the city; those of the city itself are put there.
  /// - Returns: the estimate with its error.
  private func estimate(domain: Int, inflation: Double, against city: inout [CityPart]) -> MeasureEstimate {
    var result = MeasureEstimate(
      estimate: Estimate(
        wave: wave, unitID: domains.domains[domain].unit.id, indicatorID: measure.id, value: nil))
    guard let expression, terms.count == expression.terms.count else { return result }
    result.sampledSources = sampledSources
    result.estimate.isRatioScale = measure.isRatioScale
    let values = expression.terms.indices.map { termEstimate($0, domain: domain) }
    describeRecords(domain: domain, in: &result.estimate)
    let known = values.compactMap(\.self)
    guard known.count == values.count, let value = expression.value(known.map(\.value)) else { return result }
    result.estimate.value = value
    guard result.isSampled else { return result }
    addError(known, expression: expression, domain: domain, inflation: inflation, against: &city, to: &result)
    return result
  }

  /// The estimate alone, without its error.
  func value(domain: Int) -> Double? {
    guard let expression, terms.count == expression.terms.count else { return nil }
    var known: [Double] = []
    for position in expression.terms.indices {
      guard let value = termValue(position, domain: domain) else { return nil }
      known.append(value)
    }
    return expression.value(known)
  }

  /// The value of a term alone.
  func termValue(_ position: Int, domain: Int) -> Double? {
    guard let expression else { return nil }
    let source = expression.terms[position].source
    if let sampled = sources.sampled[source] {
      let term = terms[position]
      return term.value(
        weights: sampled.sample.weights, over: sampled.recordsOfDomain[domain].filter { term.isUsable[$0] })
    }
    return sources.counted[source].flatMap { count(terms[position], source: $0, name: source, domain: domain) }
  }

  /// The value of a term with its linearisation; a complete count has none.
  func termEstimate(_ position: Int, domain: Int) -> LinearisedEstimate? {
    guard let expression else { return nil }
    let source = expression.terms[position].source
    if let sampled = sources.sampled[source] {
      return sampled.sample.estimate(terms[position], over: sampled.recordsOfDomain[domain])
    }
    return sources.counted[source].flatMap { count(terms[position], source: $0, name: source, domain: domain) }
      .map { LinearisedEstimate(value: $0, linearised: []) }
  }

  /// A unit's own row; without one, the city is the aggregate of the ranked units, and a union of statistics that of its
  /// members where the expression only adds up.
  private func count(_ term: EvaluatedTerm, source: CountedSource, name: String, domain: Int) -> Double? {
    let domain = domains.domains[domain]
    let own = source.rowsOfUnit[domain.unit.id] ?? []
    let members = domain.blocks.flatMap { source.rowsOfUnit[domains.blockIDs[$0]] ?? [] }
    guard source.isStatistics else { return term.value(over: members.isEmpty ? own : members) }
    if !own.isEmpty, let value = term.value(over: own) { return value }
    if domain.isUnion, !domain.isCity {
      let adds = (expression?.terms ?? []).filter { $0.source == name }.allSatisfy {
        $0.function == .sum || $0.function == .count
      }
      guard adds else { return nil }
    }
    return domain.isCity || domain.isUnion ? term.value(over: members) : nil
  }

  /// n, Kish's effective n and item non-response over the records behind the measure.
  private func describeRecords(domain: Int, in estimate: inout Estimate) {
    guard let expression else { return }
    var (n, effective, asked, unanswered) = (0, 0.0, 0, 0)
    for name in sampledSources {
      guard let source = sources.sampled[name] else { continue }
      let positions = expression.terms.indices.filter { expression.terms[$0].source == name }
      let usable = recordsBehind(positions, source: source, domain: domain)
      n += usable.count
      effective += effectiveSampleSize(usable.map { source.sample.weights[$0] }) ?? 0
      for record in source.recordsOfDomain[domain] {
        for position in positions {
          if terms[position].isUsable[record] { asked += 1 }
          if terms[position].isUnanswered[record] { asked += 1; unanswered += 1 }
        }
      }
    }
    guard !sampledSources.isEmpty else { return }
    estimate.n = n
    estimate.effectiveN = n > 0 ? effective : nil
    estimate.itemNonResponse = asked > 0 ? Double(unanswered) / Double(asked) : nil
  }

  /// The records with a usable value for some term. A count of rows rests on all of them, those it leaves out included.
  private func recordsBehind(_ positions: [Int], source: SampledSource, domain: Int) -> [Int] {
    let records = source.recordsOfDomain[domain]
    if positions.contains(where: { expression?.terms[$0].argument == nil }) { return records }
    return records.filter { record in positions.contains { terms[$0].isUsable[record] } }
  }

  /// The sampled sources of the expression, in order of appearance.
  var sampledSources: [String] {
    var names: [String] = []
    for term in expression?.terms ?? [] where sources.sampled[term.source] != nil && !names.contains(term.source) {
      names.append(term.source)
    }
    return names
  }

  /// Standard error, interval, degrees of freedom and design effect. Terms of different sources are independent.
  private func addError(
    _ values: [LinearisedEstimate], expression: AggregateExpression, domain: Int, inflation: Double,
    against city: inout [CityPart],
    to result: inout MeasureEstimate
  ) {
    let gradient = expression.gradient(values.map(\.value))
    var effect: Double?
    for name in sampledSources {
      guard let source = sources.sampled[name] else { continue }
      let positions = expression.terms.indices.filter { expression.terms[$0].source == name }
      // A term without linearisation that matters leaves the estimate without a standard error.
      guard positions.allSatisfy({ gradient[$0] == 0 || !values[$0].linearised.isEmpty }),
        positions.allSatisfy({ gradient[$0].isFinite })
      else { return }
      let records = source.recordsOfDomain[domain]
      var z = [Double](repeating: 0, count: source.sample.weights.count)
      for position in positions where gradient[position] != 0 {
        let slope = inflation * gradient[position]
        for record in records { z[record] += slope * values[position].linearised[record] }
      }
      let usable = recordsBehind(positions, source: source, domain: domain)
      let influence = source.sample.influence(z)
      let design = source.sample.design
      let firstStage = design.variance(influence)
      let variance = max(0, source.sample.variance(of: z, firstStage: firstStage, records: usable))
      let df = Double(design.degreesOfFreedom(records: usable))
      if domain == domains.city { city.append(CityPart(source: name, influence: influence)) }
      let whole = city.first { $0.source == name }
      result.parts.append(
        SampledPart(
          source: name, linearised: records.map { z[$0] }, variance: variance,
          df: df > 0 && variance.isFinite ? df : nil,
          withCity: whole.map { (firstStage, design.covariance(influence, $0.influence)) }))
      effect = source.sample.designEffect(
        variance: variance, linearised: z, over: usable, replacement: !source.isSurvey)
    }
    guard let (error, df) = combined(result.parts.map { ($0.variance, $0.df) }) else { return }
    result.estimate.standardError = error
    result.estimate.df = df
    if result.parts.count == 1 { result.estimate.designEffect = effect }
    addInterval(
      values, expression: expression, error: error, df: df, inflation: inflation, to: &result.estimate)
  }

  /// Shares have logit intervals (Wilson's at 0 and 1), quantiles Woodruff's, everything else t intervals.
  private func addInterval(
    _ values: [LinearisedEstimate], expression: AggregateExpression, error: Double, df: Double,
    inflation: Double, to estimate: inout Estimate
  ) {
    guard let value = estimate.value else { return }
    if values.count == 1, let term = expression.terms.first {
      var ends: [Double]?
      if case .share = term.function {
        let share = values[0].value
        let slope = expression.gradient([share])[0]
        if slope != 0, share > 0, share < 1 {
          let interval = ConfidenceInterval.logit(share, standardError: error / abs(slope), df: df)
          ends = interval.map { [$0.low, $0.high] }
        } else if let effective = estimate.effectiveN, share <= 0 || share >= 1 {
          let interval = ConfidenceInterval.wilson(share, effectiveN: effective, df: df)
          ends = [interval.low, interval.high]
        }
      } else if inflation == 1, let interval = values[0].interval, let low = interval.low, let high = interval.high {
        ends = [low, high]
      }
      if let mapped = ends?.compactMap({ expression.value([$0]) }).sorted(), mapped.count == 2 {
        (estimate.ciLow, estimate.ciHigh) = (mapped[0], mapped[1])
        return
      }
    }
    let interval = ConfidenceInterval.t(value, standardError: error, df: df)
    (estimate.ciLow, estimate.ciHigh) = (interval.low, interval.high)
  }
}

extension WeightedSample {
  /// The variance under the design's policy for strata with a single unit, those of the domain.
  ///
  /// - Parameters:
  ///   - linearised: weighted linearised values by record.
  ///   - firstStage: the variance of their totals by sampling unit.
  ///   - records: the domain.
  /// - Returns: the variance.
  func variance(of linearised: [Double], firstStage: Double, records: [Int]) -> Double {
    switch survey.lonelyPolicy {
    case .certainty, .remove, .fail: firstStage
    case .average, .adjust: variance(ofLinearised: linearised, over: records)
    }
  }
}

/// The standard error of independent parts and its degrees of freedom after Satterthwaite (1946).
///
/// nil when there is no part, or one whose variance cannot be estimated.
func combined(_ parts: [(variance: Double, df: Double?)]) -> (error: Double, df: Double)? {
  guard !parts.isEmpty else { return nil }
  var (variance, spread, smallest) = (0.0, 0.0, Double.infinity)
  for part in parts {
    guard let df = part.df else { return nil }
    variance += part.variance
    spread += part.variance * part.variance / df
    smallest = min(smallest, df)
  }
  return (variance.squareRoot(), spread > 0 ? variance * variance / spread : smallest)
}
