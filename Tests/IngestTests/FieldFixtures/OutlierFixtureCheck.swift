import Expressions
import Tables

/// The bounds of Hidiroglou and Berthelot (1986) and of the robust z on the log scale, worked out by expressions as an
/// analyst would write them in rules.
@Sendable func checkOutliers(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let expected = try JSONValue.read(fixture.absolutePath)
  let (hb, log) = (expected["hb"], expected["log_mad"])
  let previous = numbers(expected["x_prev"])
  let now = numbers(expected["x_now"])
  var sheet = Worksheet(
    Table(
      [("prev", previous), ("now", now)], rowCount: previous.count))
  var complaints: [String] = []
  func compare(_ name: String, _ found: Double?, _ wanted: JSONValue) {
    guard let found, let number = wanted.number, abs(found - number) <= 1e-9 * max(1, abs(number)) else {
      complaints.append("\(name) is \(found.map { "\($0)" } ?? "missing"), not \(wanted.text)")
      return
    }
  }
  func compare(_ name: String, _ rows: [Int], _ wanted: JSONValue) {
    let numbers = wanted.array.compactMap(\.number).map { Int($0) }
    if rows != numbers { complaints.append("\(name) are \(rows), not \(numbers)") }
  }
  try sheet.add("ratio", "CASE WHEN prev > 0 AND now > 0 THEN now / prev END")
  try sheet.add("middle", "MEDIAN(ratio)")
  try sheet.add("s", "CASE WHEN ratio < middle THEN 1 - middle / ratio ELSE ratio / middle - 1 END")
  try sheet.add("e", "s * POWER(GREATEST(prev, now), \(hb["U"].text))")
  for (position, share) in [0.25, 0.5, 0.75].enumerated() {
    try sheet.add("q\(position)", "QUANTILE(e, \(share))")
    compare("quartile \(position + 1)", sheet.first("q\(position)"), hb["E_quartiles"][position])
  }
  compare("the median ratio", sheet.first("middle"), hb["median_ratio"])
  let (a, c) = (hb["A"].text, hb["C"].text)
  try sheet.add("low", "q1 - \(c) * GREATEST(q1 - q0, ABS(\(a) * q1))")
  try sheet.add("high", "q1 + \(c) * GREATEST(q2 - q1, ABS(\(a) * q1))")
  compare("the lower bound", sheet.first("low"), hb["bounds"][0])
  compare("the upper bound", sheet.first("high"), hb["bounds"][1])
  compare("rows left out", try sheet.rows("e IS MISSING"), hb["excluded_zero_or_missing"])
  compare("outliers", try sheet.rows("e < low OR e > high"), hb["outliers"])
  try sheet.add("x", "CASE WHEN now > 0 THEN LN(now) END")
  try sheet.add("spread", "\(log["scale"].text) * MAD(x)")
  compare("the median log", try sheet.value("MEDIAN(x)"), log["median_log"])
  compare("the scaled MAD", sheet.first("spread"), log["mad_scaled"])
  compare(
    "outliers of the log", try sheet.rows("ABS(x - MEDIAN(x)) > \(log["k"].text) * spread"), log["outliers"])
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func numbers(_ list: JSONValue) -> Column {
  Column(
    .double(list.array.map { $0.number ?? 0 }), missing: list.array.map { $0.number == nil ? .empty : .present })
}

/// A table that expressions add columns to.
private struct Worksheet {
  var table: Table
  private var schema = ExpressionSchema()

  init(_ table: Table) {
    self.table = table
    for (name, column) in zip(table.names, table.columns) { schema.columns[name] = column.type }
  }

  mutating func add(_ name: String, _ text: String) throws {
    let column = try RowExpression(text, schema: schema, expecting: .double).evaluate(table)
    table.set(name, column)
    schema.columns[name] = .double
  }

  func first(_ name: String) -> Double? {
    guard let position = table.position(of: name), case .double(let values) = table.columns[position].storage else {
      return nil
    }
    return values.first
  }

  func value(_ text: String) throws -> Double? {
    try RowExpression(text, schema: schema, expecting: .double).doubles(table).values.first
  }

  func rows(_ text: String) throws -> [Int] {
    let mask = try RowExpression(text, schema: schema, expecting: .bool).mask(table)
    return mask.indices.filter { mask[$0] }
  }
}
