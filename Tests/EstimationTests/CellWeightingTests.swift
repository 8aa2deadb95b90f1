import Diagnostics
import Estimation
import Expressions
import Tables
import Testing

/// Cells adjusted to the population against the definition by row.
@Suite struct CellWeightingTests {
  /// A random design with two classifications for margins, besides its domain.
  private struct Case {
    var data: RandomDesign
    var table: CellTable
    var size: Margin
    var sector: Margin
    var counting: Int { data.plan.items.count - 1 }

    init(
      seed: UInt64, hasUnits: Bool, hasPopulation: Bool = true, center: Double = 0, equalWeights: Bool = false,
      pairs: [(Int, Int)] = []
    ) async throws {
      var data = try RandomDesign(
        rows: 400, strata: 5, seed: seed, hasUnits: hasUnits, hasPopulation: hasPopulation, center: center,
        equalWeights: equalWeights)
      var numbers = TestNumbers(seed + 100)
      func classes(_ count: Int) -> [Int] { (0..<400).map { $0 < count ? $0 : Int(numbers.uniform() * Double(count)) } }
      func margin(_ name: String, _ own: [Int], _ count: Int, _ sample: WeightedSample) -> Margin {
        var population = [Double](repeating: 0, count: count)
        for (record, own) in own.enumerated() { population[own] += sample.weights[record] }
        let all = population.reduce(0, +)
        // Another make-up with the same total.
        var wanted = population.enumerated().map { $1 * (0.8 + 0.2 * Double($0)) }
        let sum = wanted.reduce(0, +)
        wanted = wanted.map { $0 * all / sum }
        return Margin(
          name: name, classes: (0..<count).map { "\(name)\($0)" }, population: wanted, classOfRecord: own)
      }
      size = margin("kind", classes(3), 3, data.sample)
      sector = margin("sector", classes(4), 4, data.sample)
      for margin in [size, sector] {
        data.table.set(
          margin.name, Column(.text(TextStorage(margin.classOfRecord.map { margin.classes[$0] }))))
      }
      data.plan.domains += ["kind", "sector"]
      data.plan.items.append(.init(name: "rows", expression: "1"))
      self.data = data
      table = try await EmbeddedEngine(data.table).cells(data.plan)
    }

    func cellMargin(_ margin: Margin) throws -> CellMargin {
      try table.margin(
        column: margin.name == "kind" ? 1 : 2, name: margin.name,
        population: Dictionary(uniqueKeysWithValues: zip(margin.classes, margin.population)))
    }

    func cells(_ domain: String?) -> [Int]? { domain.map { name in table.cells { $0.domain[0] == name } } }
  }

  private func isClose(_ own: Double, _ wanted: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(own - wanted) <= tolerance * max(1, abs(wanted))
  }

  /// Means, totals, ratios and their covariances in domains.
  private func compare(_ own: Case, _ weighting: CellWeighting, _ sample: WeightedSample, _ place: String) throws {
    let data = own.data
    let estimator = try CellEstimator(own.table, weighting: weighting)
    let domains: [String?] = [nil, "north", "south"]
    func check(
      _ what: String, _ usable: [Bool], cells: ([Int]?) -> CellEstimate?, rows: ([Int]) -> LinearisedEstimate?
    ) throws {
      let found = try estimator.joint(try domains.map { try #require(cells(own.cells($0))) })
      let estimates = try domains.map { try #require(rows(data.records($0, usable))) }
      let wanted = try sample.joint(estimates, over: Set(domains.flatMap { data.records($0, usable) }).sorted())
      for (a, b) in zip(found.values, wanted.values) { #expect(isClose(a, b), "\(place) \(what): \(a), not \(b)") }
      for (a, b) in zip(found.covariance.elements, wanted.covariance.elements) {
        #expect(isClose(a, b), "\(place) \(what): covariance \(a), not \(b)")
      }
      #expect(found.degreesOfFreedom == wanted.degreesOfFreedom, "\(place) \(what)")
      let effect = estimator.designEffect(
        try #require(cells(own.cells("north"))), variance: found.covariance[1, 1])
      let reference = sample.designEffect(
        variance: wanted.covariance[1, 1], linearised: estimates[1].linearised, over: data.records("north", usable))
      #expect(isClose(try #require(effect), try #require(reference)), "\(place) \(what): design effect")
    }
    try check("mean", data.hasY) {
      estimator.mean(item: 0, over: $0)
    } rows: {
      sample.mean(data.y, over: $0)
    }
    try check("share", data.hasY) {
      estimator.mean(item: 1, over: $0)
    } rows: {
      sample.mean(data.isBig, over: $0)
    }
    try check("ratio", data.hasBoth) {
      estimator.ratio(item: 2, over: $0)
    } rows: {
      sample.ratio(data.y, data.x, over: $0)
    }
    try check("total", data.hasY) {
      estimator.total(item: 0, over: $0)
    } rows: {
      sample.total(data.y, over: $0)
    }
  }

  @Test("post-stratified cells give the estimates of post-stratified rows", arguments: [true, false])
  func poststratified(hasUnits: Bool) async throws {
    for seed in UInt64(1)...4 {
      let own = try await Case(seed: seed, hasUnits: hasUnits, hasPopulation: seed % 2 == 0)
      let weighting = try CellWeighting.poststratified(
        own.table, counting: own.counting, margin: try own.cellMargin(own.size))
      try compare(own, weighting, own.data.sample.poststratified(to: own.size), "seed \(seed)")
    }
  }

  @Test("raked cells give the estimates of raked rows", arguments: [true, false])
  func raked(hasUnits: Bool) async throws {
    for seed in UInt64(11)...14 {
      let own = try await Case(seed: seed, hasUnits: hasUnits, hasPopulation: seed % 2 == 0)
      let (weighting, result) = try CellWeighting.raked(
        own.table, counting: own.counting, margins: [try own.cellMargin(own.size), try own.cellMargin(own.sector)])
      let (sample, wanted) = own.data.sample.raked(to: [own.size, own.sector])
      #expect(result.hasConverged && wanted.hasConverged)
      try compare(own, weighting, sample, "seed \(seed)")
    }
  }

  @Test(
    "calibrated cells give the estimates of calibrated rows",
    arguments: [true, false], [CalibrationDistance.linear, .raking, .logit(lower: 0.4, upper: 2.5)])
  func calibrated(hasUnits: Bool, distance: CalibrationDistance) async throws {
    let own = try await Case(seed: 23, hasUnits: hasUnits)
    // One variable says what the others say already.
    let margins = [own.size, own.sector]
    let names = margins.flatMap(\.classes).dropLast()
    let totals = margins.flatMap(\.population).dropLast()
    func model(_ columns: [[Double]]) -> RegressionCalibration {
      RegressionCalibration(names: Array(names), columns: columns, totals: Array(totals), distance: distance)
    }
    let byRow = names.map { name in
      own.data.y.indices.map { row in margins.contains { $0.classes[$0.classOfRecord[row]] == name } ? 1.0 : 0 }
    }
    let byCell = names.map { name in own.table.keys.map { $0.domain.contains(name) ? 1.0 : 0 } }
    let weighting = try CellWeighting.calibrated(own.table, counting: own.counting, to: model(byCell))
    try compare(own, weighting, try own.data.sample.calibrated(to: model(byRow)), "\(distance)")
  }

  @Test("calibration to numbers in rounds gives the estimates of calibrated rows", arguments: [true, false])
  func rounds(hasUnits: Bool) async throws {
    var own = try await Case(seed: 31, hasUnits: hasUnits)
    let x = own.data.x
    own.data.table.set("z", Column(.double(x)))
    own.data.plan.schema.columns["z"] = .double
    let weights = own.data.sample.weights
    let totals = [weights.reduce(0, +) * 1.05, zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } * 1.06]
    for distance in [
      CalibrationDistance.linear, .raking, .truncatedLinear(lower: 0.5, upper: 2), .logit(lower: 0.5, upper: 2),
    ] {
      let sample = try own.data.sample.calibrated(
        to: RegressionCalibration(
          names: ["1", "z"], columns: [x.map { _ in 1 }, x], totals: totals, distance: distance))
      let rounds = try await RoundCalibration(variables: ["1", "z"], totals: totals, distance: distance)
        .calibrated(EmbeddedEngine(own.data.table), plan: own.data.plan)
      for domain in [nil, "north"] as [String?] {
        let records = own.data.records(domain, own.data.hasY)
        let inside: @Sendable (CellKey) -> Bool = { key in domain == nil || key.domain[0] == domain }
        for isMean in [true, false] {
          let found = try #require(
            try await isMean ? rounds.mean("y", over: inside) : rounds.total("y", over: inside))
          let estimate = try #require(
            isMean ? sample.mean(own.data.y, over: records) : sample.total(own.data.y, over: records))
          let wanted = try sample.joint([estimate], over: records)
          let place = "\(distance) \(domain ?? "all") \(isMean)"
          #expect(isClose(found.values[0], wanted.values[0], 1e-11), "\(place) \(found.values) \(wanted.values)")
          #expect(isClose(found.covariance[0, 0], wanted.covariance[0, 0], 1e-10), "\(place)")
          #expect(found.degreesOfFreedom == wanted.degreesOfFreedom)
        }
      }
    }
  }

  @Test("calibration that cannot be met, and variables that rows lack, are told")
  func calibrationProblems() async throws {
    let own = try await Case(seed: 33, hasUnits: true)
    func codes(_ calibration: RoundCalibration) async -> [String] {
      do {
        _ = try await calibration.calibrated(EmbeddedEngine(own.data.table), plan: own.data.plan)
        return []
      } catch { return error.diagnostics.map(\.code) }
    }
    #expect(await codes(RoundCalibration(variables: ["1", "y"], totals: [900, 3])) == ["E-185"])
    #expect(await codes(RoundCalibration(variables: ["1"], totals: [])) == ["E-184"])
    #expect(
      await codes(
        RoundCalibration(variables: ["1"], totals: [1e6], distance: .truncatedLinear(lower: 0.9, upper: 1.1)))
        == ["E-132"])
  }

  @Test("pair sums give the covariance of items where each row is a unit, calibrated or not", arguments: [true, false])
  func pairs(isWeighted: Bool) async throws {
    for seed in UInt64(41)...44 {
      var own = try await Case(seed: seed, hasUnits: false)
      let y = own.data.y
      own.data.plan.items.append(.init(name: "x", expression: "x"))
      let last = own.data.plan.items.count - 1
      let (plan, pairs) = try own.data.plan.pairing([(0, 1), (last, 0), (1, last)])
      own.table = try await EmbeddedEngine(own.data.table).cells(plan)
      let margin = try own.cellMargin(own.size)
      let weighting = isWeighted ? try CellWeighting.poststratified(own.table, counting: 3, margin: margin) : nil
      let sample = isWeighted ? own.data.sample.poststratified(to: own.size) : own.data.sample
      let estimator = try CellEstimator(own.table, weighting: weighting, pairs: pairs)
      let found = try estimator.joint([
        try #require(estimator.mean(item: 0, over: own.cells("north"))), try #require(estimator.mean(item: 1)),
        try #require(estimator.mean(item: last, over: own.cells("north"))),
        estimator.total(item: last, over: own.cells("west")),
      ])
      // x is there wherever y is not, and with y where both are.
      let hasX = zip(own.data.hasY, own.data.hasBoth).map { $1 || !$0 }
      let estimates = [
        try #require(sample.mean(y, over: own.data.records("north", own.data.hasY))),
        try #require(sample.mean(own.data.isBig, over: own.data.records(nil, own.data.hasY))),
        try #require(sample.mean(own.data.x, over: own.data.records("north", hasX))),
        sample.total(own.data.x, over: own.data.records("west", hasX)),
      ]
      let wanted = try sample.covariance(estimates.map(\.linearised))
      for (a, b) in zip(found.values, estimates) { #expect(isClose(a, b.value), "seed \(seed)") }
      for (a, b) in zip(found.covariance.elements, wanted.elements) {
        #expect(isClose(a, b), "seed \(seed): \(a), \(b)")
      }
    }
  }

  @Test("pairs of ratios and of items that are not there are refused, and so are items without a pair")
  func pairProblems() async throws {
    let own = try await Case(seed: 5, hasUnits: false)
    do {
      _ = try own.data.plan.pairing([(0, 2), (0, 9)])
      Issue.record("nothing was thrown")
    } catch { #expect(error.diagnostics.map(\.code) == ["E-183", "E-183"]) }
    let estimator = try CellEstimator(own.table)
    let estimates = [try #require(estimator.mean(item: 0)), try #require(estimator.mean(item: 1))]
    #expect(throws: DiagnosticError.self) { try estimator.joint(estimates) }
  }

  @Test("large numbers with a small spread keep ten digits through calibration", arguments: [true, false])
  func keepsDigits(hasUnits: Bool) async throws {
    func error(_ center: Double) async throws -> (Double, Double) {
      var own = try await Case(seed: 7, hasUnits: hasUnits)
      own.data.table.set("y", Column(.double(own.data.y.map { ($0 * 0x1p20).rounded() * 0x1p-20 + center })))
      own.table = try await EmbeddedEngine(own.data.table).cells(own.data.plan)
      let (weighting, _) = try CellWeighting.raked(
        own.table, counting: own.counting, margins: [try own.cellMargin(own.size), try own.cellMargin(own.sector)])
      let estimator = try CellEstimator(own.table, weighting: weighting)
      let joint = try estimator.joint([try #require(estimator.mean(item: 0, over: own.cells("north")))])
      return (joint.values[0] - center, joint.standardErrors[0])
    }
    let (small, large) = (try await error(0), try await error(1e9))
    #expect(abs(large.0 - small.0) < 1e-6)
    #expect(abs(large.1 / small.1 - 1) < 1e-10, "\(large.1), not \(small.1)")
  }

  @Test("margins tell classes without a population, without rows and rows without a class")
  func marginProblems() async throws {
    let own = try await Case(seed: 3, hasUnits: false)
    func codes(_ column: Int, _ population: [String: Double]) -> [String] {
      do {
        _ = try own.table.margin(column: column, name: "kind", population: population)
        return []
      } catch { return error.diagnostics.map(\.code) }
    }
    #expect(codes(1, ["kind0": 9, "kind1": 9, "kind2": 9]).isEmpty)
    #expect(codes(1, ["kind0": 9, "kind1": 9, "giant": 9]) == ["E-180", "E-181"])
    #expect(Set(codes(0, ["north": 9, "south": 9, "west": 9])) == ["E-180"])
    // y is missing in some rows, so that it counts no rows.
    let margin = try own.cellMargin(own.size)
    #expect(throws: DiagnosticError.self) {
      try CellWeighting.poststratified(own.table, counting: 0, margin: margin)
    }
  }

  @Test("adjusted estimates have the same bits on one, two and four threads")
  func threads() async throws {
    var data = try RandomDesign(rows: 140_000, strata: 6, seed: 3, hasUnits: false, hasPopulation: true)
    data.plan.items.append(.init(name: "rows", expression: "1"))
    data.table.set("kind", Column(.text(TextStorage((0..<140_000).map { "s\($0 % 3)" }))))
    data.plan.population = nil
    data.plan.domains += ["kind"]
    var found: [JointEstimate] = []
    for threads in [1, 2, 4] {
      let table = try await EmbeddedEngine(data.table, threads: threads).cells(data.plan)
      let margin = try table.margin(column: 1, name: "kind", population: ["s0": 2e5, "s1": 1e5, "s2": 3e5])
      let estimator = try CellEstimator(
        table, weighting: try CellWeighting.poststratified(table, counting: 3, margin: margin))
      found.append(
        try estimator.joint([
          try #require(estimator.mean(item: 0)),
          try #require(estimator.mean(item: 0, over: table.cells { $0.domain[0] == "north" })),
        ]))
    }
    for other in found.dropFirst() {
      #expect(other.values == found[0].values && other.covariance == found[0].covariance)
    }
  }
}
