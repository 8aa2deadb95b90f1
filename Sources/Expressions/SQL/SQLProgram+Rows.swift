import Tables

/// Functions across several columns of one row.
extension SQLProgram {
  func across(_ instruction: Instruction) throws(SQLUnsupported) -> SQLFragment {
    let values = instruction.operands.map { text($0, .atom) }
    switch instruction.operation {
    case .countPresent: return Self.sum(values.map { "CASE WHEN \($0) IS NULL THEN 0 ELSE 1 END" })
    case .countTrue: return Self.sum(values.map { "CASE WHEN \($0) THEN 1 ELSE 0 END" })
    case .rowStatistic(let statistic):
      guard !values.isEmpty else { return SQLFragment("0") }
      let size = values.reduce(0) { $0 + $1.utf8.count + 20 }
      switch statistic {
      case .distinct:
        try checkLength(size * values.count / 2)
        return distinct(values)
      case .longestRun:
        try checkLength(size * values.count / 3 * values.count / 2)
        return longestRun(values)
      case .mean: return mean(values)
      case .standardDeviation:
        try checkLength(size * values.count * 4)
        return standardDeviation(values)
      }
    default: throw SQLUnsupported("cannot express a function of this expression")
    }
  }

  /// One term a column: its presence or absence. Other kinds of missing are not in the data.
  func countKinds(_ columns: [Int], _ kinds: UInt8) throws(SQLUnsupported) -> SQLFragment {
    let present = UInt8(1) << MissingKind.present.rawValue
    guard kinds == present || kinds == ~present else {
      throw .function("N_MISSING", "its tables do not hold why a cell is empty")
    }
    var terms: [String] = []
    for column in columns {
      let name = try name(plan.columns[column])
      terms.append("CASE WHEN \(name) IS NULL THEN \(kinds == present ? "0 ELSE 1" : "1 ELSE 0") END")
    }
    return Self.sum(terms)
  }

  /// How many bits are set.
  func countOf(_ operand: Int) throws(SQLUnsupported) -> SQLFragment {
    let mask = text(operand, .atom)
    switch dialect {
    case .duckdb: return SQLFragment("BIT_COUNT(CAST(\(mask) AS BIGINT))")
    case .postgresql: return SQLFragment("BIT_COUNT(CAST(CAST(\(mask) AS BIGINT) AS BIT(64)))")
    case .sqlite:
      let codes = try codes(ofSet: operand, "COUNT_OF")
      guard !codes.isEmpty else { return SQLFragment("(\(mask) & 0)") }
      return Self.sum(codes.indices.map { "(\(mask) >> \($0) & 1)" })
    }
  }

  private static func sum(_ terms: [String]) -> SQLFragment {
    SQLFragment(terms.isEmpty ? "0" : terms.joined(separator: " + "), terms.count > 1 ? .sum : .atom)
  }

  /// Counts each value that is none of those before it.
  private func distinct(_ values: [String]) -> SQLFragment {
    Self.sum(
      values.enumerated().map { place, value in
        let earlier = place == 0 ? "" : " OR \(value) IN (\(values[..<place].joined(separator: ", ")))"
        return "CASE WHEN \(value) IS NULL\(earlier) THEN 0 ELSE 1 END"
      })
  }

  /// The longest of the runs that start at each place. A place is in the run when nothing between, missing values
  /// passed over, differs from the first.
  private func longestRun(_ values: [String]) -> SQLFragment {
    let runs = values.indices.map { first in
      var terms: [String] = []
      var breaks = "\(values[first]) IS NULL"
      for place in first..<values.count {
        if place > first { breaks += " OR \(values[first]) <> \(values[place])" }
        let isMissing = place > first ? " OR \(values[place]) IS NULL" : ""
        terms.append("CASE WHEN \(breaks)\(isMissing) THEN 0 ELSE 1 END")
      }
      return terms.joined(separator: " + ")
    }
    if runs.count == 1 { return SQLFragment(runs[0]) }
    return SQLFragment("\(dialect == .sqlite ? "MAX" : "GREATEST")(\(runs.joined(separator: ", ")))")
  }

  private func mean(_ values: [String]) -> SQLFragment {
    let total = values.map { "COALESCE(\($0), 0)" }.joined(separator: " + ")
    return SQLFragment("(\(total)) / NULLIF(\(count(values)), 0)", .product, isUnbounded: dialect != .postgresql)
  }

  private func count(_ values: [String]) -> String {
    values.map { "CASE WHEN \($0) IS NULL THEN 0 ELSE 1 END" }.joined(separator: " + ")
  }

  private func standardDeviation(_ values: [String]) -> SQLFragment {
    let mean = mean(values).text
    let squares = values.map { "COALESCE((\($0) - \(mean)) * (\($0) - \(mean)), 0)" }
    let count = count(values)
    return SQLFragment(
      "CASE WHEN \(count) > 1 THEN SQRT((\(squares.joined(separator: " + "))) / (\(count) - 1)) END",
      isUnbounded: dialect != .postgresql)
  }
}
