import Expressions
import Tables

/// A small table with every type of column and every kind of missing, and what expressions may know about it.
struct Sample: Sendable {
  let schema = Sample.makeSchema()
  let ledger: ExpressionSchema
  let table = Sample.makeTable()
  /// The same columns without rows.
  let empty: Table
  /// Columns of other types than the schema says.
  let mistyped: Table

  init() {
    var ledger = ExpressionSchema()
    ledger.columns = ["n": .integer, "d": .double, "day": .date, "c": .category]
    self.ledger = ledger
    empty = table.gather([])
    mistyped = Self.mistyped(table)
  }

  private static func makeSchema() -> ExpressionSchema {
    var schema = ExpressionSchema()
    schema.columns = [
      "b": .bool, "n": .integer, "m": .integer, "wide": .integer, "d": .double, "e": .double, "c": .category,
      "区": .category, "s": .set, "t": .text, "day": .date, "until": .date, "at": .dateTime, "absent": .integer,
    ]
    schema.codes = ["c": ["1", "2", "3"], "区": ["东区", "西区"], "s": ["0", "1", "2"]]
    schema.sets = ["rows": ["n", "m", "absent"], "mixed": ["n", "d", "c", "t"]]
    schema.visibility = ["m": "NOT HAS(s, 0)", "d": "VISIBLE(m) AND n > 1"]
    schema.scaleScores = ["n": ["1": 0, "2": 50, "3": 100], "c": ["1": 10, "2": 20]]
    schema.validRanges = ["n": 0...5, "d": -0.5...Double.infinity]
    schema.calendar = WorkCalendar(holidays: [20_089, 20_090], makeUpDays: [20_085])
    schema.constants = ["k": 2025, "rate": 0.5]
    return schema
  }

  private static func makeTable() -> Table {
    let kinds: [MissingKind] = [
      .present, .notAsked, .empty, .dontKnow, .refused, .notApplicable, .unreadable, .setByRule,
    ]
    func missing(_ rows: Int...) -> [MissingKind] { (0..<8).map { rows.contains($0) ? kinds[$0] : .present } }
    let category = CategoryStorage(codes: [0, 1, 2, 0, 0, 2, 1, 0], dictionary: ["1", "2", "3"])
    let district = CategoryStorage(codes: [1, 0, 1, 0, 1, 0, 0, 0], dictionary: ["西区", "东区"])
    let texts = ["", "a", "  税务 ", "100%", "", "Ab_c", "e\u{301}\u{1F1E8}\u{1F1F3}", "91330100MA27XL0D5K"]
    let names = ["0", "1", "2"]
    return Table(
      [
        ("b", Column(.bool([true, false, true, false, false, true, false, true]), missing: missing(4))),
        ("n", Column(.int8([1, 2, 3, 4, 5, 0, -128, 127]), missing: missing(5))),
        ("m", Column(.int8([3, 0, 0, 0, 0, 0, 0, 0]), missing: kinds)),
        ("wide", Column(.int64([.min, .max, 0, -1, 1, 1 << 53, 0, 12]), missing: missing(6))),
        ("d", Column(.double([1.5, -2, 0, -0.0, 100, 1e300, .leastNonzeroMagnitude, 8]), missing: missing(2))),
        ("e", Column(.double([0, 0.1, 2, -7.5, 1e-9, -1e308, 0, 3]), missing: missing(0, 6))),
        ("c", Column(.category(category), missing: missing(3))),
        ("区", Column(.category(district), missing: missing(7))),
        ("s", Column(.set(SetStorage(masks: [1, 6, 0, 0, 5, 2, 4, 7], options: names)), missing: missing(3))),
        ("t", Column(.text(TextStorage(texts)), missing: missing(4))),
        ("day", Column(.date([0, 19_782, .max, 20_000, 0, .min, 20_089, 20_000]), missing: missing(4))),
        ("until", Column(.date([1, 19_785, 19_783, .min, 0, .max, 20_096, 0]), missing: missing(7))),
        ("at", Column(.dateTime([0, 86_399, .max, -1, .min, 0, 1_735_689_600, 5]), missing: missing(5))),
        ("flag:R1", Column(.bool([true, false, true, false, false, true, false, true]))),
      ], rowCount: 8)
  }

  private static func mistyped(_ table: Table) -> Table {
    var other = table
    if let numbers = table["e"] { for name in ["n", "wide", "b", "s"] { other.set(name, numbers) } }
    if let wholes = table["n"] { for name in ["d", "e", "t"] { other.set(name, wholes) } }
    if let texts = table["t"] { for name in ["c", "区", "at"] { other.set(name, texts) } }
    if let times = table["at"] { other.set("day", times) }
    if let dates = table["day"] { other.set("until", dates) }
    return other
  }
}
