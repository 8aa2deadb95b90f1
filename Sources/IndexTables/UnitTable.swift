internal import CompositeIndex
internal import Diagnostics

/// The same problem in many rows: the first few are told one by one, the others together.
private struct Repetition {
  private var told = 0
  private(set) var untold = 0
  private(set) var firstUntold: Int?

  /// Whether this row is one of the first few.
  mutating func isTold(_ row: Int) -> Bool {
    if told < 5 {
      told += 1
      return true
    }
    untold += 1
    firstUntold = firstUntold ?? row
    return false
  }
}

/// The data, unit by unit.
struct UnitTable {
  /// A column of numbers.
  struct Numbers {
    var code: String
    /// NaN for missing.
    var values: [Double]
  }

  private(set) var table: SourceTable
  private(set) var codes: [String] = []
  private(set) var names: [String] = []
  /// One a unit where imputation asks for groups; else empty.
  private(set) var groups: [String] = []
  private(set) var indicators: [Numbers] = []
  private(set) var denominators: [Numbers] = []

  /// - Parameters:
  ///   - path: the file.
  ///   - entries: the metadata; nil when they could not be read, so that only units are checked.
  ///   - choices: what is needed of the data.
  /// - Throws: when the file is missing or is no delimited text.
  init(_ path: String, entries: [MetadataEntry]?, choices: IndexChoices) throws(DiagnosticError) {
    table = try SourceTable(path)
    readUnits()
    guard let entries else { return }
    var seen: Set<String> = []
    for entry in entries where entry.kind == .indicator && seen.insert(entry.code).inserted {
      if let numbers = numbers(entry.code, as: "an indicator of the metadata") { indicators.append(numbers) }
    }
    if choices.isDenominated {
      let used = Set(entries.compactMap { $0.kind == .indicator ? $0.denominator : nil })
      for entry in entries where entry.kind == .denominator && used.contains(entry.code) {
        guard seen.insert(entry.code).inserted else { continue }
        if let numbers = numbers(entry.code, as: "a denominator of the metadata") { denominators.append(numbers) }
      }
    }
    if case .group(_, let column) = choices.imputation { readGroups(column) }
  }

  private mutating func readUnits() {
    guard let column = table.require("uCode", as: "the code of each unit") else { return }
    var lines: [String: Int] = [:]
    var repeated = Repetition()
    for row in table.rows {
      guard let code = table.code(row, column) else {
        table.add("X-941", row: row, column: column, "the row has no uCode", advice: "name the unit, or delete the row")
        continue
      }
      codes.append(code)
      names.append(table.text(row, table.positions["uName"]) ?? "")
      if let line = lines[code] {
        guard repeated.isTold(row) else { continue }
        table.add(
          "X-942", row: row, column: column, "the unit \(code) is in line \(line) already",
          advice: "keep one row a unit; of several years, keep one")
      } else {
        lines[code] = table.line(row)
      }
    }
    if let row = repeated.firstUntold {
      table.add(
        "X-942", row: row, column: column, "\(repeated.untold) more rows are of units that were there already",
        advice: "keep one row a unit; of several years, keep one")
    }
  }

  private mutating func numbers(_ code: String, as purpose: String) -> Numbers? {
    guard let column = table.require(code, as: purpose) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(table.rows.count)
    var unreadable = Repetition()
    for row in table.rows {
      switch table.number(row, column) {
      case .value(let value): values.append(value)
      case .missing: values.append(.nan)
      case .text(let text):
        values.append(.nan)
        guard unreadable.isTold(row) else { continue }
        table.add(
          "X-943", row: row, column: column, "\(code) is “\(text)”, expected a number",
          advice: "write it with a decimal point and without unit, or leave it empty where it is missing")
      }
    }
    if let row = unreadable.firstUntold {
      table.add(
        "X-943", row: row, column: column, "\(unreadable.untold) more cells of \(code) are no numbers",
        advice: "look at the whole column; it may not be the one you mean")
    }
    return Numbers(code: code, values: values)
  }

  private mutating func readGroups(_ name: String) {
    guard let column = table.require(name, as: "the group of each unit") else { return }
    for row in table.rows {
      if let group = table.text(row, column) {
        groups.append(group)
      } else {
        table.add(
          "X-944", row: row, column: column, "the unit has no \(name)",
          advice: "name its group, since missing values are filled within groups")
      }
    }
  }

  /// Indicators that no unit has a value of.
  var warnings: [Diagnostic] {
    indicators.filter { $0.values.allSatisfy(\.isNaN) }.map { indicator in
      Diagnostic(
        .warning, code: "X-945", at: SourceLocation(file: table.file),
        "\(indicator.code) has no value of any unit, so the others of its group count for more",
        advice: "fill in its column, or take it out of the metadata")
    }
  }

  func matrix(of columns: [Numbers]) throws(DiagnosticError) -> IndicatorMatrix {
    try IndicatorMatrix(units: codes, columns: columns.map(\.code), values: columns.flatMap(\.values))
  }
}
