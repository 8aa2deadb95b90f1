import Tables

/// Aggregates over the rows of the table or of a partition.
extension SQLProgram {
  func window(_ aggregate: WindowAggregate) throws(SQLUnsupported) -> SQLFragment {
    guard !isInAggregate else {
      throw SQLUnsupported(
        "cannot compute an aggregate inside an aggregate", advice: "derive the inner one as a column first")
    }
    var rows = ""
    if let filter = aggregate.filter { rows += " FILTER (WHERE \(try inner(filter).text))" }
    var keys: [String] = []
    for key in aggregate.partition { keys.append(try inner(key).text) }
    let partition = keys.isEmpty ? "" : "PARTITION BY \(keys.joined(separator: ", "))"
    guard case .aggregate(let function) = aggregate.function else {
      return try rank(aggregate.argument, rows, partition)
    }
    rows += " OVER (\(partition))"
    guard let argument = aggregate.argument else { return SQLFragment("COUNT(*)\(rows)", isWide: true) }
    if function == .count { return try count(argument, rows) }
    let value = try inner(argument)
    let type = argument.type
    switch function {
    case .sum where type == .double: return decimal("SUM(\(value.text))\(rows)")
    case .sum: return wholeSum(wide(type == .bool ? number(ofCondition: value) : value).text, rows)
    case .mean, .share: return decimal("AVG(\(decimals(value, type)))\(rows)")
    case .minimum: return SQLFragment("MIN(\(value.text))\(rows)")
    case .maximum: return SQLFragment("MAX(\(value.text))\(rows)")
    default: return try statistic(function, decimals(value, type), rows)
    }
  }

  /// Aggregates of order and spread, which not every dialect has.
  private func statistic(
    _ function: AggregateFunction, _ value: String, _ rows: String
  ) throws(SQLUnsupported) -> SQLFragment {
    switch (function, dialect) {
    case (.standardDeviation, .duckdb), (.standardDeviation, .postgresql):
      return decimal("STDDEV_SAMP(\(value))\(rows)")
    case (.standardDeviation, .sqlite): throw .function("STDDEV", "it has no such aggregate")
    case (.median, .duckdb): return decimal("QUANTILE_CONT(\(value), 0.5)\(rows)")
    case (.quantile(let share), .duckdb):
      return decimal("QUANTILE_CONT(\(value), \(dialect.double(share).text))\(rows)")
    case (.medianAbsoluteDeviation, .duckdb): return decimal("MAD(\(value))\(rows)")
    case (.medianAbsoluteDeviation, .sqlite), (.medianAbsoluteDeviation, .postgresql):
      throw .function("MAD", "it has no such aggregate")
    case (.median, .sqlite): throw .function("MEDIAN", "it has no such aggregate")
    case (.quantile, .sqlite): throw .function("QUANTILE", "it has no such aggregate")
    case (.median, .postgresql): throw .function("MEDIAN", "its PERCENTILE_CONT cannot stand with OVER")
    case (.quantile, .postgresql): throw .function("QUANTILE", "its PERCENTILE_CONT cannot stand with OVER")
    case (.sum, _), (.mean, _), (.count, _), (.share, _), (.minimum, _), (.maximum, _):
      throw SQLUnsupported("cannot express an aggregate of this expression")
    }
  }

  /// One more than the rows with a smaller value: those before the row and its equals. SQL's own RANK takes no FILTER.
  private func rank(_ argument: Program?, _ filter: String, _ partition: String) throws(SQLUnsupported) -> SQLFragment {
    guard let argument else { throw SQLUnsupported("cannot express a rank of nothing") }
    let value = try inner(argument).text
    let frame = "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP"
    let order = [partition, "ORDER BY \(value) NULLS LAST", frame].filter { !$0.isEmpty }.joined(separator: " ")
    let smaller = "COUNT(*)\(filter) OVER (\(order))"
    return SQLFragment("CASE WHEN (\(value)) IS NOT NULL THEN 1 + \(smaller) END", isWide: true)
  }

  private func inner(_ program: Program) throws(SQLUnsupported) -> SQLFragment {
    var inner = SQLProgram(plan, program, settings, isInAggregate: true)
    return try inner.result()
  }

  private func count(_ argument: Program, _ rows: String) throws(SQLUnsupported) -> SQLFragment {
    var inner = SQLProgram(plan, argument, settings, isInAggregate: true)
    return SQLFragment("COUNT(\(try inner.countedResult().text))\(rows)", isWide: true)
  }

  private func decimal(_ text: String) -> SQLFragment {
    SQLFragment(text, isUnbounded: dialect != .postgresql)
  }

  private func number(ofCondition condition: SQLFragment) -> SQLFragment {
    dialect == .sqlite ? condition : SQLFragment("CAST(\(condition.text) AS INTEGER)")
  }

  /// The argument in double precision, in which this package's engine has it.
  private func decimals(_ value: SQLFragment, _ type: ColumnType) -> String {
    if type == .double || dialect == .sqlite { return value.text }
    let number = type == .bool ? number(ofCondition: value) : value
    return "CAST(\(number.text) AS \(dialect.typeName(.double)))"
  }

  /// The dialects that sum in more than 64 bits are asked whether the total fits; SQLite refuses what does not.
  private func wholeSum(_ value: String, _ rows: String) -> SQLFragment {
    let sum = "SUM(\(value))\(rows)"
    switch dialect {
    case .sqlite: return SQLFragment(sum, isWide: true)
    case .duckdb: return SQLFragment("TRY_CAST(\(sum) AS BIGINT)", isWide: true)
    case .postgresql:
      let fits = "\(sum) BETWEEN -9223372036854775808 AND 9223372036854775807"
      return SQLFragment("CASE WHEN \(fits) THEN CAST(\(sum) AS BIGINT) END", isWide: true)
    }
  }
}
