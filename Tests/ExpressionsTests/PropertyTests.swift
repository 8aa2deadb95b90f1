import Tables
import Testing

@testable import Expressions

@Suite struct PropertyTests {
  @Test("random expressions give what a naive interpreter gives, row by row", arguments: 0..<40)
  func engineEqualsInterpreter(seed: Int) throws {
    var random = Randomness(state: UInt64(seed))
    let (schema, table) = Self.sample(rows: 37, &random)
    let interpreter = NaiveInterpreter(schema: schema, table: table)
    var generator = ExpressionGenerator(random: random)
    for _ in 0..<60 {
      let text = generator.any(4)
      let column: Column
      do throws(ExpressionError) {
        column = try RowExpression(text, schema: schema).evaluate(table)
      } catch {
        // The checker sees when literals can never be equal; all else that is generated fits.
        if !error.message.contains("no code") { Issue.record("\(text): \(error)") }
        continue
      }
      let syntax = try Parser.parse(text)
      for row in 0..<table.rowCount {
        let (found, wanted) = (Cell(column, row), interpreter.value(syntax, row))
        guard !found.isClose(to: wanted) else { continue }
        Issue.record("\(text)\nrow \(row): engine \(found), interpreter \(wanted)")
        break
      }
    }
  }

  @Test("tables of many blocks give what their rows give alone")
  func blocks() throws {
    var random = Randomness(state: 5)
    let (schema, table) = Self.sample(rows: 5003, &random)
    var generator = ExpressionGenerator(random: random, hasAggregates: false)
    for _ in 0..<40 {
      let text = generator.any(3)
      guard failure(text, schema: schema) == nil else { continue }
      let expression = try RowExpression(text, schema: schema)
      let whole = expression.evaluate(table)
      let rows = [0, 2047, 2048, 4095, 4096, 5002]
      let alone = expression.evaluate(table.gather(rows))
      for (place, row) in rows.enumerated() {
        #expect(Cell(whole, row).isClose(to: Cell(alone, place)), "\(text) row \(row)")
      }
    }
  }

  @Test("tables that several threads share give what their rows give alone")
  func pieces() throws {
    var random = Randomness(state: 6)
    let (schema, table) = Self.sample(rows: 140_000, &random)
    var generator = ExpressionGenerator(random: random, hasAggregates: false)
    let rows = [0, 65_535, 65_536, 131_071, 131_072, 139_999]
    let few = table.gather(rows)
    for _ in 0..<12 {
      let text = generator.any(2)
      guard failure(text, schema: schema) == nil else { continue }
      let expression = try RowExpression(text, schema: schema)
      let whole = expression.evaluate(table)
      let alone = expression.evaluate(few)
      for (place, row) in rows.enumerated() {
        #expect(Cell(whole, row).isClose(to: Cell(alone, place)), "\(text) row \(row)")
      }
      if expression.type == .bool {
        #expect(
          expression.mask(table).enumerated().allSatisfy { (Cell(whole, $0.offset) == .truth(true)) == $0.element })
      }
    }
  }

  @Test("equal expressions and tables give equal bytes")
  func determinism() throws {
    var random = Randomness(state: 9)
    let (schema, table) = Self.sample(rows: 500, &random)
    var generator = ExpressionGenerator(random: random)
    for _ in 0..<30 {
      let text = generator.any(3)
      guard failure(text, schema: schema) == nil else { continue }
      #expect(
        try RowExpression(text, schema: schema).evaluate(table)
          == RowExpression(text, schema: schema).evaluate(table))
    }
  }

  static func sample(rows: Int, _ random: inout Randomness) -> (ExpressionSchema, Table) {
    func optional<Value>(_ make: (inout Randomness) -> Value, _ random: inout Randomness) -> [Value?] {
      (0..<rows).map { _ in random.below(5) == 0 ? nil : make(&random) }
    }
    let letters = ["A", "B", "C", "D"]
    let notes = ["", "a", "B", " b ", "税务", "abc", "C", "a_c", "　x"]
    let extremes: [Int64] = [0, 1, -1, 7, .max, .min, 1 << 53, 86_400]
    let decimals: [Double] = [0, -0.0, 1, 2.5, -3.25, 1e300, -1e300, 1e-300, 100]
    let integers = (0..<4).map { _ in optional({ $0.below(7) - 1 }, &random) }
    let wide = optional({ $0.pick(extremes) }, &random)
    let days = (0..<2).map { _ in optional({ Int32($0.below(40) + 20_000) }, &random) }
    let seconds = optional({ Int64($0.below(40 * 86_400)) + 20_000 * 86_400 }, &random)
    let truths = optional({ $0.below(2) == 0 }, &random)
    func kinds<Value>(_ values: [Value?]) -> [MissingKind] {
      values.enumerated().map { row, value in
        value == nil ? MissingKind.allCases[1 + row % (MissingKind.allCases.count - 1)] : .present
      }
    }
    let columns: [(name: String, column: Column)] = [
      ("i", Samples.integers(integers[0])), ("j", Samples.integers(integers[1])),
      ("k", Samples.integers(integers[2])), ("l", Samples.integers(integers[3])),
      ("w", Column(.int64(wide.map { $0 ?? 0 }), missing: kinds(wide))),
      ("x", Samples.decimals(optional({ $0.pick(decimals) }, &random))),
      ("y", Samples.decimals(optional({ Double($0.below(1000)) / 8 - 40 }, &random))),
      ("p", Column(.bool(truths.map { $0 ?? false }), missing: kinds(truths))),
      ("c", Samples.categories(optional({ $0.pick(Array(letters[0..<3])) }, &random), ["A", "B", "C"])),
      ("d", Samples.categories(optional({ $0.pick(Array(letters[1..<4])) }, &random), ["D", "C", "B"])),
      ("t", Samples.texts(optional({ $0.pick(notes) }, &random))),
      ("s", Samples.sets(optional({ $0.below(2) == 0 ? ["1"] : ["2", "x"] }, &random), ["1", "2", "x"])),
      ("a", Column(.date(days[0].map { $0 ?? 0 }), missing: kinds(days[0]))),
      ("b", Column(.date(days[1].map { $0 ?? 0 }), missing: kinds(days[1]))),
      ("m", Column(.dateTime(seconds.map { $0 ?? 0 }), missing: kinds(seconds))),
    ]
    var schema = ExpressionSchema()
    for (name, column) in columns { schema.columns[name] = column.type }
    schema.sets = ["all": ["i", "j", "k", "l"]]
    return (schema, Table(columns, rowCount: rows))
  }
}

/// Writes random expressions that are well typed, over the columns of the property tests.
struct ExpressionGenerator {
  var random: Randomness
  var hasAggregates = true

  mutating func any(_ depth: Int) -> String {
    switch random.below(6) {
    case 0, 1: condition(depth)
    case 2, 3: number(depth)
    case 4: text(depth).text
    default: date(depth)
    }
  }

  mutating func condition(_ depth: Int) -> String {
    guard depth > 0 else {
      return random.pick(["p", "TRUE", "FALSE", "HAS(s, 2)", "HAS(s, 'x')", "(i > 2)", "(c = 'B')"])
    }
    let next = depth - 1
    switch random.below(14) {
    case 0: return "(\(condition(next)) AND \(condition(next)))"
    case 1: return "(\(condition(next)) OR \(condition(next)) OR \(condition(next)))"
    case 2: return "NOT \(condition(next))"
    case 3: return "(\(number(next)) \(comparison()) \(number(next)))"
    case 4: return "(\(number(next)) \(comparison()) \(literal()))"
    case 5: return "(\(text(next).text) \(random.pick(["=", "<>"])) \(text(next).text))"
    case 6: return "(t \(comparison()) \(text(next).text))"
    case 7: return "(\(date(next)) \(comparison()) \(date(next)))"
    case 8: return "(\(any(next)) IS \(random.pick(["", "NOT "]))MISSING)"
    case 9: return "(\(number(next)) \(random.pick(["", "NOT "]))BETWEEN \(number(next)) AND \(number(next)))"
    case 10: return "(\(number(next)) \(random.pick(["", "NOT "]))IN (\(literal()), \(literal()), \(number(next))))"
    case 11: return "(\(random.pick(["i", "x", "w"])) IN (\(literal()), \(literal()), \(literal())))"
    case 12:
      return "(\(text(next).text) \(random.pick(["LIKE '%a%'", "LIKE '_'", "IN ('A', 'a', '税务')", "NOT LIKE 'B%'"])))"
    default: return "(\(condition(next)) IS \(random.pick(["TRUE", "FALSE", "NOT TRUE"])))"
    }
  }

  mutating func number(_ depth: Int) -> String {
    guard depth > 0 else { return random.below(3) == 0 ? literal() : random.pick(["i", "j", "w", "x", "y"]) }
    let next = depth - 1
    switch random.below(hasAggregates ? 18 : 15) {
    case 0, 1: return "(\(number(next)) \(random.pick(["+", "-", "*", "/", "%"])) \(number(next)))"
    case 2: return "-\(number(next))"
    case 3: return "\(random.pick(["ABS", "FLOOR", "CEIL", "ROUND", "SQRT", "SIGN", "LN", "EXP"]))(\(number(next)))"
    case 4:
      return "\(random.pick(["LEAST", "GREATEST", "COALESCE"]))(\(number(next)), \(number(next)), \(number(next)))"
    case 5: return "NULLIF(\(number(next)), \(number(next)))"
    case 6: return "CASE WHEN \(condition(next)) THEN \(number(next)) ELSE \(number(next)) END"
    case 7:
      return "CASE WHEN \(condition(next)) THEN \(number(next)) WHEN \(condition(next)) THEN \(number(next)) END"
    case 8: return "LENGTH(\(text(next).text))"
    case 9: return "DATE_DIFF(\(date(next)), \(random.pick(["m", "a", "b"])))"
    case 10: return "COUNT_OF(s)"
    case 11:
      let function = random.pick(["N_VALID", "N_DISTINCT", "LONGEST_RUN", "ROW_MEAN", "ROW_SD"])
      return "\(function)(all, \(random.pick(["i", "y", "2", "w"])))"
    case 12: return "N_DISTINCT(\(text(next).text), t, \(text(next).text))"
    case 13: return "\(random.pick(["YEAR", "MONTH", "DAY"]))(\(date(next)))"
    case 14: return "POWER(\(number(next)), \(random.pick(["2", "0.5", "-1", "i"])))"
    case 15:
      return "RANK(\(random.pick([number(min(next, 1)), date(next), "w", "x"])))\(filter(next))\(over(next))"
    case 16:
      let function = random.pick(["SUM", "MEAN", "MIN", "MAX", "MEDIAN", "STDDEV", "COUNT", "MAD"])
      return "\(function)(\(random.pick(["i", "y", "j + 1", "k * 0.5"])))\(filter(next))\(over(next))"
    default:
      return random.pick(["COUNT(*)", "SHARE(i > 2)", "QUANTILE(y, 0.3)", "SUM(w)", "SUM(p)", "MAD(y)", "MAD(x)"])
        + filter(next)
        + over(next)
    }
  }

  private mutating func filter(_ depth: Int) -> String {
    random.below(2) == 0 ? "" : " FILTER (WHERE \(condition(min(depth, 1))))"
  }

  private mutating func over(_ depth: Int) -> String {
    switch random.below(3) {
    case 0: ""
    case 1: " OVER (PARTITION BY \(random.pick(["c", "t", "i", "p", "a", "s", "i % 2"])))"
    default: " OVER (PARTITION BY d, \(random.pick(["c", "t", "j"])))"
    }
  }

  /// A text and whether it is a category rather than a plain text.
  mutating func text(_ depth: Int) -> (text: String, isCategory: Bool) {
    guard depth > 0 else {
      let choice = random.below(4)
      return choice == 0 ? ("t", false) : (random.pick(["c", "d", "'A'", "'a'", "'税务'"]), true)
    }
    let next = depth - 1
    switch random.below(6) {
    case 0: return ("\(random.pick(["UPPER", "LOWER", "TRIM"]))(\(text(next).text))", false)
    case 1:
      return (
        "SUBSTR(\(text(next).text), \(random.pick(["1", "2", "i", "-1"])), \(random.pick(["1", "j", "0"])))", false
      )
    case 2: return ("COALESCE(\(text(next).text), \(text(next).text))", true)
    case 3: return ("CASE WHEN \(condition(next)) THEN \(text(next).text) ELSE \(text(next).text) END", true)
    case 4: return ("NULLIF(\(text(next).text), \(text(next).text))", true)
    default: return (random.pick(["MISSING_KIND(i)", "t", "c", "d"]), true)
    }
  }

  mutating func date(_ depth: Int) -> String {
    guard depth > 0 else { return random.pick(["a", "b", "m", "DATE '2024-10-20'"]) }
    let next = depth - 1
    switch random.below(3) {
    case 0: return "COALESCE(\(random.pick(["a", "b"])), \(random.pick(["a", "b"])))"
    case 1: return "CASE WHEN \(condition(next)) THEN a ELSE b END"
    default: return date(0)
    }
  }

  private mutating func comparison() -> String { random.pick(["=", "<>", "<", "<=", ">", ">="]) }

  private mutating func literal() -> String {
    random.pick(["0", "1", "2", "-1", "3", "2.5", "1.0", "100", "300", "-0.5", "1e10", "9223372036854775807"])
  }
}
