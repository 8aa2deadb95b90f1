import Diagnostics
import Estimation
import Expressions
import SurveyModel
import Tables
import Testing

@Suite struct CellTests {
  /// Relative to max(1, |wanted|).
  private func isClose(_ own: Double, _ wanted: Double, _ tolerance: Double) -> Bool {
    abs(own - wanted) <= tolerance * max(1, abs(wanted))
  }

  private func expectSame(_ own: JointEstimate, _ wanted: JointEstimate, _ tolerance: Double, _ place: String) {
    #expect(own.values.count == wanted.values.count)
    for (a, b) in zip(own.values, wanted.values) { #expect(isClose(a, b, tolerance), "\(place): \(a), not \(b)") }
    for (a, b) in zip(own.covariance.elements, wanted.covariance.elements) {
      #expect(isClose(a, b, tolerance), "\(place): covariance \(a), not \(b)")
    }
    #expect(own.degreesOfFreedom == wanted.degreesOfFreedom, "\(place)")
  }

  @Test(
    "what the engine sums gives the estimates of the definition by row",
    arguments: [(true, true), (true, false), (false, true), (false, false)])
  func matchesRows(hasUnits: Bool, hasPopulation: Bool) async throws {
    for seed in UInt64(1)...5 {
      let data = try RandomDesign(
        rows: 400, strata: 6, seed: seed, hasUnits: hasUnits, hasPopulation: hasPopulation)
      let table = try await EmbeddedEngine(data.table).cells(data.plan)
      let estimator = try CellEstimator(table, lonelyPolicy: .certainty)
      let domains: [String?] = [nil, "north", "south", "west"]
      for (first, second) in [(domains[0], domains[1]), (domains[1], domains[2]), (domains[3], domains[3])] {
        let places = [first, second]
        func compare(
          _ kind: String, _ usable: [Bool], cells: ([Int]?) -> CellEstimate?, rows: ([Int]) -> LinearisedEstimate?
        ) throws {
          let own = try estimator.joint(try places.map { try #require(cells(data.cells(table, $0))) })
          let wanted = try places.map { try #require(rows(data.records($0, usable))) }
          let all = Set(places.flatMap { data.records($0, usable) }).sorted()
          let joint = try data.sample.joint(wanted, over: all)
          expectSame(own, joint, 1e-10, "seed \(seed) \(kind) \(places)")
          let estimate = try #require(cells(data.cells(table, first)))
          let effect = try #require(estimator.designEffect(estimate, variance: own.covariance[0, 0]))
          let reference = try #require(
            data.sample.designEffect(
              variance: joint.covariance[0, 0], linearised: wanted[0].linearised, over: data.records(first, usable)))
          #expect(isClose(effect, reference, 1e-10), "seed \(seed) \(kind) \(places): design effect")
        }
        try compare("mean", data.hasY) {
          estimator.mean(item: 0, over: $0)
        } rows: {
          data.sample.mean(data.y, over: $0)
        }
        try compare("share", data.hasY) {
          estimator.mean(item: 1, over: $0)
        } rows: {
          data.sample.mean(data.isBig, over: $0)
        }
        try compare("total", data.hasY) {
          estimator.total(item: 0, over: $0)
        } rows: {
          data.sample.total(data.y, over: $0)
        }
        try compare("ratio", data.hasBoth) {
          estimator.ratio(item: 2, over: $0)
        } rows: {
          data.sample.ratio(data.y, data.x, over: $0)
        }
      }
    }
  }

  @Test("items of a clustered design have the covariance of the definition")
  func covarianceOfItems() async throws {
    let data = try RandomDesign(rows: 500, strata: 5, seed: 9, hasUnits: true, hasPopulation: true)
    let table = try await EmbeddedEngine(data.table).cells(data.plan)
    let estimator = try CellEstimator(table)
    let own = try estimator.joint([
      try #require(estimator.mean(item: 0)), try #require(estimator.mean(item: 1, over: data.cells(table, "south"))),
      try #require(estimator.ratio(item: 2, over: data.cells(table, "west"))),
    ])
    let wanted = try data.sample.covariance([
      try #require(data.sample.mean(data.y, over: data.records(nil, data.hasY))).linearised,
      try #require(data.sample.mean(data.isBig, over: data.records("south", data.hasY))).linearised,
      try #require(data.sample.ratio(data.y, data.x, over: data.records("west", data.hasBoth))).linearised,
    ])
    for (a, b) in zip(own.covariance.elements, wanted.elements) { #expect(isClose(a, b, 1e-12)) }
  }

  @Test("without units the covariance of different items is refused")
  func refusesItemsWithoutUnits() async throws {
    let data = try RandomDesign(rows: 100, strata: 3, seed: 2, hasUnits: false, hasPopulation: false)
    let table = try await EmbeddedEngine(data.table).cells(data.plan)
    let estimator = try CellEstimator(table)
    let (first, second) = (try #require(estimator.mean(item: 0)), try #require(estimator.mean(item: 1)))
    #expect(throws: DiagnosticError.self) { try estimator.joint([first, second]) }
  }

  @Test("merging the cells of a random split gives the cells of the whole", arguments: [true, false])
  func merges(hasUnits: Bool) async throws {
    let data = try RandomDesign(rows: 900, strata: 4, seed: 31, hasUnits: hasUnits, hasPopulation: true, center: 1e4)
    let whole = try await EmbeddedEngine(data.table).cells(data.plan)
    let wanted = try CellEstimator(whole)
    var numbers = TestNumbers(5)
    for _ in 0..<10 {
      var parts: [[Int]] = [[], [], []]
      for row in 0..<900 { parts[Int(numbers.uniform() * 3)].append(row) }
      // Each part takes its own shift.
      var merged: CellTable?
      for part in parts {
        let own = try await EmbeddedEngine(data.table.gather(part)).cells(data.plan)
        merged = try merged?.merging(own) ?? own
      }
      let table = try #require(merged)
      #expect(table.keys == whole.keys && table.rowCounts == whole.rowCounts && table.populations == whole.populations)
      let estimator = try CellEstimator(table)
      for domain in [nil, "north", "west"] {
        let (cells, others) = (data.cells(table, domain), data.cells(whole, domain))
        for item in 0..<2 {
          expectSame(
            try estimator.joint([try #require(estimator.mean(item: item, over: cells))]),
            try wanted.joint([try #require(wanted.mean(item: item, over: others))]), 1e-12, "mean")
        }
        expectSame(
          try estimator.joint([try #require(estimator.ratio(item: 2, over: cells))]),
          try wanted.joint([try #require(wanted.ratio(item: 2, over: others))]), 1e-12, "ratio")
        let (total, other) = (estimator.total(item: 1, over: cells), wanted.total(item: 1, over: others))
        #expect(isClose(total.value, other.value, 1e-12))
      }
    }
  }

  @Test("pieces give the cells of one table, and merging other items is refused")
  func pieces() async throws {
    let data = try RandomDesign(rows: 300, strata: 3, seed: 6, hasUnits: true, hasPopulation: false)
    let whole = try await EmbeddedEngine(data.table).cells(data.plan)
    let split = [Array(0..<77), Array(77..<200), Array(200..<300)].map { data.table.gather($0) }
    let joined = try await EmbeddedEngine(pieces: split).cells(data.plan)
    #expect(joined.keys == whole.keys && joined.shifts == whole.shifts)
    let (own, wanted) = (try CellEstimator(joined), try CellEstimator(whole))
    expectSame(
      try own.joint([try #require(own.mean(item: 0))]), try wanted.joint([try #require(wanted.mean(item: 0))]), 1e-12,
      "pieces")
    var other = data.plan
    other.items.removeLast()
    let fewer = try await EmbeddedEngine(data.table).cells(other)
    #expect(throws: DiagnosticError.self) { try whole.merging(fewer) }
    other.items[0].expression = "y - MEAN(y)"
    await #expect(throws: DiagnosticError.self) { try await EmbeddedEngine(pieces: split).cells(other) }
  }

  @Test("large numbers with a small spread keep ten digits of mean and error", arguments: [true, false])
  func keepsDigits(hasUnits: Bool) async throws {
    for equalWeights in [true, false] {
      func mean(_ center: Double) async throws -> JointEstimate {
        // The same spread around another centre, on a grid that numbers near 1e9 hold exactly.
        var data = try RandomDesign(
          rows: 2000, strata: 5, seed: 12, hasUnits: hasUnits, hasPopulation: false, equalWeights: equalWeights)
        let grid = data.y.map { ($0 * 0x1p20).rounded() * 0x1p-20 + center }
        data.table.set("y", Column(.double(grid)))
        let estimator = try CellEstimator(try await EmbeddedEngine(data.table).cells(data.plan))
        return try estimator.joint([try #require(estimator.mean(item: 0))])
      }
      let (small, large) = (try await mean(0), try await mean(1e9))
      #expect(abs(large.values[0] - 1e9 - small.values[0]) < 1e-6)
      let (error, wanted) = (large.standardErrors[0], small.standardErrors[0])
      #expect(abs(error / wanted - 1) < 1e-10, "\(error), not \(wanted)")
    }
  }

  @Test("a total of large numbers with equal weights has the error of the rows")
  func totalKeepsDigits() async throws {
    // All rows in each stratum, equal weights: the centre cancels, and the spread must be left.
    let count = 1000
    var numbers = TestNumbers(77)
    let noise = (0..<count).map { _ in (numbers.normal() * 0x1p20).rounded() * 0x1p-20 }
    func error(_ center: Double) async throws -> Double {
      let table = Table(
        [
          ("y", Column(.double(noise.map { $0 + center }))), ("w", Column(.double(noise.map { _ in 7.3 }))),
        ], rowCount: count)
      var schema = ExpressionSchema()
      schema.columns = ["y": .double, "w": .double]
      let plan = ReductionPlan(schema: schema, weight: "w", items: [.init(name: "y", expression: "y")])
      let estimator = try CellEstimator(try await EmbeddedEngine(table).cells(plan))
      return try estimator.joint([estimator.total(item: 0)]).standardErrors[0]
    }
    let (small, large) = (try await error(0), try await error(1e9))
    #expect(abs(large / small - 1) < 1e-10, "\(large), not \(small)")
  }

  @Test("the same bits on one, two and four threads")
  func threads() async throws {
    let data = try RandomDesign(rows: 150_000, strata: 8, seed: 3, hasUnits: true, hasPopulation: true)
    let one = try await EmbeddedEngine(data.table, threads: 1).cells(data.plan)
    #expect(one.rowCounts.reduce(0, +) == 150_000)
    for threads in [2, 4] {
      let other = try await EmbeddedEngine(data.table, threads: threads).cells(data.plan)
      #expect(other == one)
    }
  }

  @Test(
    "whole numbers and conditions in narrow columns have the sums of the same numbers as decimals",
    arguments: [1, 3000])
  func narrowColumns(strata: Int) async throws {
    let count = 20_000
    var numbers = TestNumbers(41)
    func draws(_ values: ClosedRange<Int>) -> [Int] {
      (0..<count).map { _ in values.lowerBound + Int(numbers.uniform() * Double(values.count)) }
    }
    let missing = (0..<count).map { _ in numbers.uniform() < 0.1 ? MissingKind.refused : .present }
    func clear(_ values: [Int]) -> [Int] { zip(values, missing).map { $1 == .present ? $0 : 0 } }
    let (scale, wide, signed) = (clear(draws(1...5)), clear(draws(-90...100)), clear(draws(-3...0)))
    let (middle, large, flags) = (clear(draws(-900...900)), clear(draws(0...90_000)), clear(draws(0...1)))
    let columns: [(String, [Int], ColumnStorage)] = [
      ("scale", scale, .int8(scale.map { Int8($0) })), ("wide", wide, .int8(wide.map { Int8($0) })),
      ("signed", signed, .int8(signed.map { Int8($0) })), ("middle", middle, .int16(middle.map { Int16($0) })),
      ("large", large, .int32(large.map { Int32($0) })), ("largest", large, .int64(large.map { Int64($0) })),
      ("flag", flags, .bool(flags.map { $0 == 1 })),
    ]
    let weights = (0..<count).map { _ in 1 + numbers.uniform() }
    let stratum = Column(
      .category(CategoryStorage(codes: draws(0...strata - 1), dictionary: (0..<strata).map { "s\($0)" })))
    func cells(_ isNarrow: Bool) async throws -> CellTable {
      let pairs = columns.map { name, values, storage in
        (name, Column(isNarrow ? storage : .double(values.map { Double($0) }), missing: missing))
      }
      let table = Table([("stratum", stratum), ("weight", Column(.double(weights)))] + pairs, rowCount: count)
      var schema = ExpressionSchema()
      for (name, _, storage) in columns {
        schema.columns[name] = isNarrow ? Column(storage).type : .double
      }
      var items = columns.map { ReductionPlan.Item(name: $0.0, expression: $0.0) }
      items += [
        .init(name: "ratio", expression: "large", denominator: "scale"),
        .init(name: "same", expression: "middle", denominator: "wide"),
      ]
      return try await EmbeddedEngine(table).cells(
        ReductionPlan(schema: schema, stratum: "stratum", weight: "weight", items: items))
    }
    let (narrow, wanted) = (try await cells(true), try await cells(false))
    #expect(narrow.keys == wanted.keys && narrow.rowCounts == wanted.rowCounts && narrow.shifts == wanted.shifts)
    for item in wanted.items.indices {
      for cell in wanted.keys.indices {
        let (own, other) = (narrow[item: item, cell: cell], wanted[item: item, cell: cell])
        #expect(own.n == other.n && own.weight == other.weight)
        for (a, b) in zip(sums(own), sums(other)) {
          #expect(isClose(a, b, 1e-11), "\(wanted.items[item]): \(a), not \(b)")
        }
      }
    }
    // By the definition, over all rows.
    let estimator = try CellEstimator(narrow)
    let rows = (0..<count).filter { missing[$0] == .present }
    for (item, column) in columns.enumerated() {
      let mean =
        rows.reduce(0) { $0 + weights[$1] * Double(column.1[$1]) } / rows.reduce(0) { $0 + weights[$1] }
      #expect(isClose(try #require(estimator.mean(item: item)).value, mean, 1e-12))
    }
  }

  private func sums(_ cell: CellSums) -> [Double] {
    [cell.plain, cell.byDistance, cell.bySquare].flatMap { [$0.one, $0.y, $0.x, $0.yy, $0.yx, $0.xx] }
  }

  @Test("numbers that are not finite count as missing")
  func notFinite() async throws {
    let y: [Double] = [.infinity, 1, .nan, 3, -.infinity]
    let table = Table([("y", Column(.double(y))), ("x", Column(.double([1, 1, 1, .nan, 1])))], rowCount: 5)
    var schema = ExpressionSchema()
    schema.columns = ["y": .double, "x": .double]
    let plan = ReductionPlan(
      schema: schema,
      items: [.init(name: "y", expression: "y"), .init(name: "ratio", expression: "y", denominator: "x")])
    let cells = try await EmbeddedEngine(table).cells(plan)
    #expect(cells.shifts == [.init(value: 1), .init(value: 1, denominator: 1)])
    #expect(cells[item: 0, cell: 0].n == 2 && cells[item: 1, cell: 0].n == 1)
    #expect(try #require(CellEstimator(cells).mean(item: 0)).value == 2)
  }

  @Test("a plan tells every column and expression that is not there, and rows that cannot be counted")
  func problems() async throws {
    var data = try RandomDesign(rows: 60, strata: 2, seed: 4, hasUnits: true, hasPopulation: true)
    func diagnostics(_ plan: ReductionPlan, _ table: Table) async -> [Diagnostic] {
      do {
        _ = try await EmbeddedEngine(table).cells(plan)
        return []
      } catch { return error.diagnostics }
    }
    var plan = data.plan
    plan.weight = "wieght"
    plan.domains = ["district"]
    let columns = await diagnostics(plan, data.table)
    #expect(columns.map(\.code) == ["E-147", "E-147"])
    #expect(columns[0].message.contains("wieght") && columns[0].advice == "Did you mean weight?")
    plan = data.plan
    plan.items[0].expression = "income"
    plan.items[2].denominator = "x +"
    let expressions = await diagnostics(plan, data.table)
    #expect(expressions.count == 2 && expressions.allSatisfy { $0.code == "E-145" })
    plan = data.plan
    plan.shifts = []
    #expect(await diagnostics(plan, data.table).map(\.code) == ["E-146"])

    var weights = data.sample.weights
    weights[4] = 0
    data.table.set("weight", Column(.double(weights)))
    let rows = await diagnostics(data.plan, data.table)
    #expect(rows.map(\.code) == ["E-148"] && rows[0].message.contains("row 5"))
    data.table.set("weight", Column(.double(data.sample.weights)))
    var sizes = data.sample.weights.map { _ in 500.0 }
    sizes[7] = 400
    data.table.set("size", Column(.double(sizes)))
    let populations = await diagnostics(data.plan, data.table)
    #expect(populations.map(\.code) == ["E-142"])
    #expect(await diagnostics(data.plan, data.table.gather([])).isEmpty)
  }
}
