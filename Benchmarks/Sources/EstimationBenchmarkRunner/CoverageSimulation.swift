import Estimation
import Tables

/// Draws sample after sample from a fixed population and counts how often the interval of an estimate holds the truth.
struct CoverageSimulation {
  let samples: Int
  let population: CoveragePopulation

  init(samples: Int, seed: UInt64) {
    self.samples = samples
    population = CoveragePopulation(seed: seed)
  }

  /// What is estimated, of values by firm.
  private enum Statistic: Sendable {
    case mean([Double])
    case ratio
    case median([Double], QuantileRule)
  }

  /// A row of the table.
  private struct Case: Sendable {
    var name: String
    var statistic: Statistic
    var domain: String
    /// Which firms are in it.
    var isInside: [Bool]
    var kind: Kind

    enum Kind: Sendable { case continuous, heaped, small, printed }
  }

  /// What repeated samples say of an estimate and its interval.
  private struct Record: Sendable {
    /// Shares of samples, in %: whose interval holds the truth, lies below it, lies above it.
    var (coverage, below, above) = (0.0, 0.0, 0.0)
    /// The mean of the variances that are estimated, over the variance among samples.
    var varianceRatio = Double.nan
    /// Mean number of records.
    var n = 0.0

    func meets(_ kind: Case.Kind) -> Bool {
      switch kind {
      case .continuous:
        coverage >= 93.5 && coverage <= 96.5 && below <= 4 && above <= 4 && varianceRatio >= 0.9 && varianceRatio <= 1.1
      case .heaped: coverage >= 93.5
      case .small: coverage >= 92
      case .printed: true
      }
    }
  }

  /// One estimate of one sample.
  private struct Draw: Sendable {
    var value = Double.nan
    var variance = Double.nan
    var low = Double.nan
    var high = Double.nan
    var n = 0
  }

  private var cases: [Case] {
    let domains: [(String, Case.Kind, (Int) -> Bool)] = [
      ("all", .continuous, { _ in true }),
      ("three districts", .continuous, { population.stratum[$0] / 4 < 3 }),
      ("sector", .continuous, { population.sector[$0] == 0 }),
      // Firms of one sector in a district: about 30 a sample.
      ("small", .small, { population.sector[$0] == 1 && population.stratum[$0] / 4 == 5 }),
    ]
    let statistics: [(String, Statistic, Bool)] = [
      ("mean score", .mean(population.score), false), ("mean employees", .mean(population.employees), false),
      ("turnover / employees", .ratio, false), ("median score", .median(population.score, .hf7), false),
      ("median days", .median(population.days, .hf7), false),
      ("median heaped days", .median(population.heapedDays, .hf7), true),
    ]
    return domains.flatMap { domain, kind, isInside in
      statistics.map { name, statistic, isHeaped in
        Case(
          name: name, statistic: statistic, domain: domain, isInside: (0..<population.count).map(isInside),
          kind: !isHeaped ? kind : kind == .small ? .printed : .heaped)
      }
    }
  }

  /// Prints the table of one population.
  ///
  /// - Returns: whether all targets were met.
  func run() -> Bool {
    print(
      "\(samples) samples from \(population.count) firms in \(CoveragePopulation.strata) strata, "
        + "n_h \(CoveragePopulation.sampleSizes.min() ?? 0) to \(CoveragePopulation.sampleSizes.max() ?? 0)")
    print(Self.line(["estimate", "domain", "n", "coverage %", "low %", "high %", "V / empirical", ""]))
    var isMet = true
    for (own, record) in records() {
      let hasMet = record.meets(own.kind)
      isMet = isMet && hasMet
      let shares = [record.coverage, record.below, record.above].map { formatFixed($0, decimals: 2) }
      print(
        Self.line(
          [own.name, own.domain, formatFixed(record.n, decimals: 0)] + shares
            + [formatFixed(record.varianceRatio, decimals: 3), hasMet ? "" : "MISSED"]))
    }
    return isMet
  }

  /// Prints the mean over populations that are made alike, and the farthest of them: one population of a few thousand has
  /// an uneven density about its medians by chance, which no formula of variance can know.
  ///
  /// - Parameters:
  ///   - populations: how many, seeds 1 and on.
  ///   - samples: how many of each.
  /// - Returns: whether the means meet all targets.
  static func runOver(populations: Int, samples: Int) -> Bool {
    guard populations > 0 else { return true }
    let all = (1...populations).map { CoverageSimulation(samples: samples, seed: UInt64($0)).records() }
    print("the mean of \(populations) populations, \(samples) samples of each, and the range")
    print(line(["estimate", "domain", "coverage %", "", "V / empirical", "", ""], wide: true))
    var isMet = true
    for position in all[0].indices {
      let own = all[0][position].0
      let records = all.map { $0[position].1 }
      func mean(_ value: (Record) -> Double) -> Double { records.reduce(0) { $0 + value($1) } / Double(records.count) }
      func range(_ value: (Record) -> Double, _ decimals: Int) -> String {
        let values = records.map(value)
        return [values.min() ?? .nan, values.max() ?? .nan].map { formatFixed($0, decimals: decimals) }
          .joined(separator: " to ")
      }
      var average = Record()
      (average.coverage, average.below, average.above) = (mean(\.coverage), mean(\.below), mean(\.above))
      average.varianceRatio = mean(\.varianceRatio)
      let hasMet = average.meets(own.kind)
      isMet = isMet && hasMet
      let cells = [
        formatFixed(average.coverage, decimals: 2), range(\.coverage, 2),
        formatFixed(average.varianceRatio, decimals: 3), range(\.varianceRatio, 3), hasMet ? "" : "MISSED",
      ]
      print(line([own.name, own.domain] + cells, wide: true))
    }
    return isMet
  }

  private func records() -> [(Case, Record)] {
    let cases = cases
    let draws = parallelMap(count: samples, threads: availableCores()) { number in
      var random = SplitMix(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 12345)
      return estimates(cases, population.sample(&random))
    }
    return cases.enumerated().map { position, own in (own, record(own, draws.map { $0[position] })) }
  }

  private static func line(_ cells: [String], wide isWide: Bool = false) -> String {
    zip(cells, isWide ? [22, 17, 12, 19, 15, 19, 8] : [22, 17, 8, 12, 8, 8, 15, 8]).map { text, width in
      text + String(repeating: " ", count: max(1, width - text.count))
    }.joined()
  }

  private func record(_ own: Case, _ draws: [Draw]) -> Record {
    let truth = truth(own)
    let usable = draws.filter { !$0.low.isNaN && !$0.high.isNaN }
    let count = Double(usable.count)
    let all = Double(draws.count)
    var record = Record()
    record.below = Double(usable.count { $0.high < truth }) / all * 100
    record.above = Double(usable.count { $0.low > truth }) / all * 100
    // A sample that gives no interval is one in which it does not hold the truth.
    record.coverage = 100 * count / all - record.below - record.above
    let mean = usable.reduce(0) { $0 + $1.value } / count
    let empirical = usable.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) } / (count - 1)
    record.varianceRatio = usable.reduce(0) { $0 + $1.variance } / count / empirical
    record.n = usable.reduce(0) { $0 + Double($1.n) } / count
    return record
  }

  private func truth(_ own: Case) -> Double {
    let firms = (0..<population.count).filter { own.isInside[$0] }
    let all = WeightedSample(
      unweighted: ClusterDesign(
        stratumOfRecord: population.stratum, names: (0..<CoveragePopulation.strata).map { "\($0)" }))
    switch own.statistic {
    case .mean(let values): return all.mean(values, over: firms)?.value ?? .nan
    case .ratio: return all.ratio(population.turnover, population.employees, over: firms)?.value ?? .nan
    case .median(let values, let rule):
      return WeightedOrder(values: values, weights: all.weights, records: firms)
        .quantile(0.5, rule: rule) ?? .nan
    }
  }

  private func estimates(_ cases: [Case], _ firms: [Int]) -> [Draw] {
    let sizes = (0..<CoveragePopulation.strata).map { Double(population.starts[$0 + 1] - population.starts[$0]) }
    let stratum = firms.map { population.stratum[$0] }
    let design = ClusterDesign(
      stratumOfRecord: stratum, names: sizes.indices.map { "\($0)" }, populations: sizes)
    let sample = WeightedSample(
      design: design, weights: stratum.map { sizes[$0] / Double(CoveragePopulation.sampleSizes[$0]) })
    func column(_ values: [Double]) -> [Double] { firms.map { values[$0] } }
    return cases.map { own in
      let records = firms.indices.filter { own.isInside[firms[$0]] }
      let estimate: LinearisedEstimate?
      switch own.statistic {
      case .mean(let values): estimate = sample.mean(column(values), over: records)
      case .ratio: estimate = sample.ratio(column(population.turnover), column(population.employees), over: records)
      case .median(let values, let rule):
        estimate = sample.quantile(column(values), p: 0.5, rule: rule, over: records)
      }
      var draw = Draw()
      guard let estimate else { return draw }
      (draw.value, draw.n) = (estimate.value, records.count)
      if let interval = estimate.interval {
        (draw.low, draw.high) = (interval.low ?? .nan, interval.high ?? .nan)
        draw.variance = interval.standardError.map { $0 * $0 } ?? .nan
      } else {
        draw.variance = sample.variance(ofLinearised: estimate.linearised, over: records)
        let interval = ConfidenceInterval.t(
          estimate.value, standardError: draw.variance.squareRoot(),
          df: Double(design.degreesOfFreedom(records: records)))
        (draw.low, draw.high) = (interval.low, interval.high)
      }
      return draw
    }
  }
}
