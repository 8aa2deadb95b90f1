import Expressions
import Tables
import Testing

@Suite struct WindowAggregateTests {
  @Test(
    "aggregates over all rows",
    arguments: [
      ("COUNT(*)", "8"), ("COUNT(Q02)", "7"), ("COUNT(note)", "7"), ("COUNT(Q12)", "7"), ("SUM(Q02)", "29"),
      ("MEAN(Q02)", "4.142857142857143"), ("MIN(Q02)", "1"), ("MAX(Q06)", "1000"), ("MEDIAN(Q02)", "4"),
      ("MEDIAN(Q06)", "10"), ("QUANTILE(Q02, 0)", "1"), ("QUANTILE(Q02, 1)", "8"), ("QUANTILE(Q02, 0.25)", "2.5"),
      ("STDDEV(Q02)", "2.410295378065479"), ("SHARE(Q02 > 3)", "0.5714285714285714"), ("SUM(Q02 > 3)", "4"),
      ("MEAN(is_new)", "0.5714285714285714"), ("SUM(Q02) FILTER (WHERE Q05 = 'IND')", "12"),
      ("COUNT(*) FILTER (WHERE Q02 > 3)", "4"), ("SUM(Q02) FILTER (WHERE Q02 > 99)", "·"),
      ("COUNT(Q02) FILTER (WHERE Q02 > 99)", "0"), ("MEAN(Q02) FILTER (WHERE Q02 > 99)", "·"),
      ("MEDIAN(Q02) FILTER (WHERE Q02 > 99)", "·"),
      ("MAD(Q02)", "2"), ("MAD(Q06)", "10"), ("MAD(Q02) FILTER (WHERE Q02 > 99)", "·"),
      ("MAD(Q02) FILTER (WHERE Q02 > 6)", "0"), ("MAD(Q02) FILTER (WHERE Q02 < 3)", "0.5"), ("MAD(Q07)", "7"),
      ("STDDEV(Q02) FILTER (WHERE Q02 > 7)", "·"),
      ("SHARE(Q02 > 3) FILTER (WHERE Q02 > 99)", "·"), ("MAX(Q02) FILTER (WHERE Q02 > 99)", "·"),
      ("MAX(received) = DATE '2025-01-01'", "T"), ("MIN(Q07)", "-2"), ("MAX(Q07) > 1e299", "T"),
      ("SUM(Q02) OVER ()", "29"), ("SUM(Q02 * 9223372036854775807 / 1)", "9.223372036854776e+18"),
      ("SUM(CASE WHEN Q02 < 3 THEN 9223372036854775807 ELSE 0 END)", "·"),
      ("MAX(Q02 - MEAN(Q02))", "3.8571428571428568"),
    ])
  func wholeTable(text: String, expected: String) throws {
    #expect(try show(text) == Array(repeating: expected, count: 8).joined(separator: " "))
  }

  @Test("aggregates over rows that several threads share are those of all rows, whatever the groups")
  func manyRows() throws {
    let count = 200_000
    var schema = ExpressionSchema()
    schema.columns = ["n": .integer, "x": .double, "g": .category, "w": .integer]
    let numbers = (0..<count).map { Int64(($0 * 7919) % 1000) }
    let decimals = numbers.map { Double($0) / 8 }
    let groups = (0..<count).map { $0 % 3 }
    let wide = (0..<count).map { Int64($0 % 70_000) * 1_000_003 }
    let table = Table(
      [
        ("n", Column(narrowIntegers(numbers))), ("x", Column(.double(decimals))), ("w", Column(.int64(wide))),
        ("g", Column(.category(CategoryStorage(codes: groups, dictionary: ["a", "b", "c"])))),
      ], rowCount: count)
    func at(_ text: String, _ row: Int) throws -> Double {
      try RowExpression(text, schema: schema, expecting: .double).doubles(table).values[row]
    }
    let sorted = decimals.sorted()
    let mean = decimals.reduce(0, +) / Double(count)
    let squares = decimals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(try at("MEDIAN(x)", 5) == (sorted[count / 2 - 1] + sorted[count / 2]) / 2)
    #expect(try at("MEDIAN(n)", 5) == 8 * (sorted[count / 2 - 1] + sorted[count / 2]) / 2)
    #expect(abs(try at("MEAN(x)", 5) - mean) < 1e-12)
    #expect(abs(try at("STDDEV(x)", 5) - (squares / Double(count - 1)).squareRoot()) < 1e-12)
    for group in 0..<3 {
      let own = stride(from: group, to: count, by: 3).map { decimals[$0] }.sorted()
      let place = Double(own.count - 1) * 0.9
      let low = Int(place)
      let quantile = own[low] + (place - Double(low)) * (own[low + 1] - own[low])
      #expect(try at("QUANTILE(x, 0.9) OVER (PARTITION BY g)", group) == quantile)
      #expect(try at("QUANTILE(n, 0.9) OVER (PARTITION BY g)", group) == 8 * quantile)
      #expect(
        abs(try at("MEAN(x) OVER (PARTITION BY g)", group) - own.reduce(0, +) / Double(own.count)) < 1e-12)
    }
    // More groups than a block has sums for.
    #expect(try at("MEAN(n) OVER (PARTITION BY w)", 3) == Double(numbers[3] + numbers[70_003] + numbers[140_003]) / 3)
  }

  @Test("the spread of whole answers is exact, so that one on a bound is on it")
  func exactSpread() throws {
    var schema = ExpressionSchema()
    for name in ["p", "q", "r", "s"] { schema.columns[name] = .integer }
    let answers: [(name: String, column: Column)] = [
      ("p", Column(.int8([1, 5]))), ("q", Column(.int8([2, 4]))), ("r", Column(.int8([1, 5]))),
      ("s", Column(.int8([1, 5]))),
    ]
    let table = Table(answers, rowCount: 2)
    let mask = try RowExpression("ROW_SD(p, q, r, s) < 0.5", schema: schema).mask(table)
    #expect(mask == [false, false])
    #expect(try RowExpression("ROW_SD(p, q, r, s) = 0.5", schema: schema).mask(table) == [true, true])
  }

  @Test("a total is missing only if it is beyond 64 bits itself, in whatever order the rows come")
  func totalsOfWholeNumbers() throws {
    var schema = ExpressionSchema()
    schema.columns["w"] = .integer
    let sum = try RowExpression("SUM(w)", schema: schema)
    for values in [[Int64.max, .max, -.max, 5], [.max, 5, -.max, .max], [5, -.max, .max, .max]] {
      let table = Table([("w", Column(.int64(values)))], rowCount: 4)
      #expect(sum.evaluate(table).missing.allSatisfy { $0 == .empty })
      #expect(sum.evaluate(table).missing.count == 4)
    }
    for values in [[Int64.max, 5, -.max, -7], [.max, .max, -.max, -.max], [-7, -.max, 5, .max]] {
      let table = Table([("w", Column(.int64(values)))], rowCount: 4)
      let expected = Int8(values[0] == .max && values[1] == .max ? 0 : -2)
      #expect(sum.evaluate(table) == Column(.int8([Int8](repeating: expected, count: 4))))
    }
  }

  @Test("partitions, where missing keys are equal to each other")
  func partitions() throws {
    #expect(try show("COUNT(*) OVER (PARTITION BY region)") == "3 3 3 3 2 2 3 3")
    #expect(try show("SUM(Q02) OVER (PARTITION BY region)") == "3 3 15 15 11 11 3 15")
    #expect(try show("COUNT(*) OVER (PARTITION BY region, Q05)") == "1 2 2 1 2 2 2 2")
    #expect(try show("Q02 > MEAN(Q02) OVER (PARTITION BY region)") == "F T F F F T · T")
    #expect(try show("COUNT(region) OVER (PARTITION BY region) > 2") == "T T T T F F T T")
    #expect(try show("MEDIAN(Q02) OVER (PARTITION BY is_new)") == "4.5 3 4.5 3 5 4.5 3 4.5")
    #expect(try show("MAX(received) OVER (PARTITION BY Q05) = received") == "T F F T · F T T")
    #expect(try show("COUNT(*) OVER (PARTITION BY note, Q12)") == "1 1 1 1 1 1 1 1")
    #expect(try show("COUNT(*) OVER (PARTITION BY Q02 % 2)") == "3 4 3 4 3 4 1 4")
    #expect(try show("COUNT(*) FILTER (WHERE Q02 > 2) OVER (PARTITION BY region)") == "0 0 3 3 2 2 0 3")
    #expect(try show("MEAN(Q02) OVER (PARTITION BY COUNT(*) OVER (PARTITION BY region))").hasPrefix("3.6 3.6"))
  }

  @Test("median absolute deviations of groups")
  func medianAbsoluteDeviations() throws {
    #expect(try show("MAD(Q02) OVER (PARTITION BY region)") == "0.5 0.5 1 1 0.5 0.5 0.5 1")
    #expect(try show("MAD(Q02) FILTER (WHERE Q05 = 'REA') OVER (PARTITION BY region)") == "· · 0 0 · · · 0")
    // The distance of the two halves is beyond double precision, so there is no median to be away from.
    var schema = ExpressionSchema()
    schema.columns = ["x": .double, "g": .integer]
    let table = Table(
      [("x", Samples.decimals([1.7e308, -1.7e308, 5, 7])), ("g", Samples.integers([1, 1, 2, 2]))], rowCount: 4)
    #expect(try show("MAD(x) OVER (PARTITION BY g)", schema: schema, table: table) == "· · 1 1")
  }

  @Test("ranks are one more than the number of smaller values among the rows that pass")
  func ranks() throws {
    #expect(try show("RANK(Q02)") == "1 2 3 4 5 6 · 7")
    #expect(try show("RANK(-Q02)") == "7 6 5 4 3 2 · 1")
    #expect(try show("RANK(Q28)") == "2 2 2 1 2 · 2 2")
    #expect(try show("RANK(Q07)") == "3 1 · 2 6 7 4 5")
    #expect(try show("RANK(received)") == "2 3 4 5 · 1 7 5")
    #expect(try show("RANK(submitted_at)") == "2 5 6 1 7 · 3 4")
    #expect(try show("RANK(Q02) OVER (PARTITION BY region)") == "1 2 1 2 1 2 · 3")
    #expect(try show("RANK(Q02) FILTER (WHERE Q02 > 2) OVER (PARTITION BY region)") == "1 1 1 2 1 2 · 3")
    #expect(try show("RANK(Q02) FILTER (WHERE Q02 > 99)") == "1 1 1 1 1 1 · 1")
    #expect(try show("RANK(Q02) OVER (PARTITION BY region) = 1") == "T F T F T F · F")
    #expect(try show("MAX(RANK(Q02))") == "7 7 7 7 7 7 7 7")
    #expect(try RowExpression("RANK(Q07)", schema: Samples.schema).type == .integer)
  }

  @Test("ranks tell neighbouring whole numbers beyond 2^53 apart, and take both zeros for one")
  func exactRanks() throws {
    var schema = ExpressionSchema()
    schema.columns = ["w": .integer, "x": .double]
    let table = Table(
      [
        ("w", Column(.int64([.max, .max - 1, .min, 1 << 53, 1 << 53 + 1]))),
        ("x", Column(.double([0, -0.0, -1e-300, .infinity, .nan]))),
      ], rowCount: 5)
    #expect(try show("RANK(w)", schema: schema, table: table) == "5 4 1 2 3")
    #expect(try show("RANK(x)", schema: schema, table: table) == "2 2 1 · ·")
  }

  @Test("ranks of tables of many blocks are those of counting")
  func manyRanks() throws {
    var schema = ExpressionSchema()
    schema.columns = ["x": .double]
    var random = Randomness(state: 4)
    let numbers = (0..<5000).map { _ in Double(random.below(300)) - 150 }
    let table = Table([("x", Column(.double(numbers)))], rowCount: 5000)
    let found = try RowExpression("RANK(x)", schema: schema).doubles(table).values
    for row in stride(from: 0, to: 5000, by: 97) {
      #expect(found[row] == Double(1 + numbers.count { $0 < numbers[row] }))
    }
  }

  @Test("texts that differ only in how they are composed are different keys")
  func bytesNotEquivalence() throws {
    let table = Table([("note", Samples.texts(["é", "e\u{301}", "é"]))], rowCount: 3)
    #expect(try show("COUNT(*) OVER (PARTITION BY note)", table: table) == "2 1 2")
  }

  @Test("sums are as exact as one rounding, whatever their order")
  func compensated() throws {
    var schema = ExpressionSchema()
    schema.columns = ["x": .double]
    let table = Table([("x", Samples.decimals([1e16, 1, 1, -1e16, 1]))], rowCount: 5)
    #expect(try show("SUM(x)", schema: schema, table: table) == "3 3 3 3 3")
  }

  @Test("an empty table gives empty results")
  func emptyTable() throws {
    var schema = ExpressionSchema()
    schema.columns = ["x": .double, "g": .category, "t": .text]
    let table = Table(
      [
        ("x", Column(.double([]))), ("g", Column(.category(CategoryStorage(codes: [], dictionary: [])))),
        ("t", Column(.text(TextStorage()))),
      ], rowCount: 0)
    for text in [
      "x > MEAN(x)", "COUNT(*) OVER (PARTITION BY g)", "UPPER(t)", "g = 'a'", "QUANTILE(x, 0.5)", "COALESCE(g, 'b')",
      "MAD(x)", "RANK(x) OVER (PARTITION BY g)", "RANK(x)",
    ] {
      #expect(try RowExpression(text, schema: schema).evaluate(table).count == 0)
    }
  }
}
