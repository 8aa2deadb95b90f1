public import Diagnostics

/// Numbers of units by columns (indicators, or nodes of the index), one column after the other in memory.
///
/// NaN stands for missing and for nothing else: no other value is without a number.
public struct IndicatorMatrix: Sendable {
  public let units: [String]
  public let columns: [String]
  /// The value of unit `u` in column `c` is at `c * units.count + u`.
  public private(set) var values: [Double]

  /// - Parameters:
  ///   - units: names of the units, all different.
  ///   - columns: names of the columns, all different.
  ///   - values: one column after the other, NaN for missing.
  /// - Throws: when names repeat, the number of values does not fit, or a value is infinite.
  public init(units: [String], columns: [String], values: [Double]) throws(DiagnosticError) {
    var problems = IndexProblems()
    for (kind, names) in [("unit", units), ("column", columns)] {
      let repeated = duplicates(names)
      if !repeated.isEmpty {
        problems.add(
          "X-101", "more than one \(kind) is called \(listed(repeated))", advice: "give every \(kind) its own name")
      }
    }
    if values.count != units.count * columns.count {
      problems.add(
        "X-102",
        "\(values.count) values for \(units.count) units and \(columns.count) columns, "
          + "expected \(units.count * columns.count)")
    } else {
      Self.findInfinite(units, columns, values, &problems)
    }
    try problems.throwIfAny()
    self.init(checked: units, columns, values)
  }

  /// As ``init(units:columns:values:)`` for names that are known to differ, such as those of a framework: what is worked out
  /// for every replicate does not look at them again.
  ///
  /// - Parameters:
  ///   - units: names of the units.
  ///   - columns: names of the columns.
  ///   - values: as many as units times columns, one column after the other, NaN for missing.
  /// - Throws: when a value is infinite.
  public init(distinct units: [String], _ columns: [String], values: [Double]) throws(DiagnosticError) {
    if values.contains(where: \.isInfinite) {
      var problems = IndexProblems()
      Self.findInfinite(units, columns, values, &problems)
      try problems.throwIfAny()
    }
    self.init(checked: units, columns, values)
  }

  private static func findInfinite(
    _ units: [String], _ columns: [String], _ values: [Double], _ problems: inout IndexProblems
  ) {
    for (position, name) in columns.enumerated() {
      let column = values[position * units.count..<(position + 1) * units.count]
      let infinite = zip(units, column).filter { $0.1.isInfinite }.map(\.0)
      if !infinite.isEmpty {
        problems.add(
          "X-103", "\(name) is infinite for \(listed(infinite))",
          advice: "mend the division that made it, or set the value missing")
      }
    }
  }

  /// Columns whose numbers are known to be fit.
  init(checked units: [String], _ columns: [String], _ values: [Double]) {
    self.units = units
    self.columns = columns
    self.values = values
  }

  /// The value of a unit in a column; nil for missing.
  public subscript(unit: Int, column: Int) -> Double? {
    let value = values[column * units.count + unit]
    return value.isNaN ? nil : value
  }

  /// One column, NaN for missing.
  public func column(_ position: Int) -> [Double] {
    Array(values[position * units.count..<(position + 1) * units.count])
  }

  /// One column by its name; nil when there is none.
  public func column(named name: String) -> [Double]? { columns.firstIndex(of: name).map { column($0) } }

  /// One unit's values, column by column, NaN for missing.
  public func row(_ unit: Int) -> [Double] { columns.indices.map { values[$0 * units.count + unit] } }

  /// The same matrix with one column replaced; `column` has one value a unit.
  mutating func replaceColumn(_ position: Int, with column: [Double]) {
    values.replaceSubrange(position * units.count..<(position + 1) * units.count, with: column)
  }

  /// The columns of some names, in that order.
  ///
  /// - Parameter names: columns of the matrix.
  /// - Returns: a matrix of these columns.
  /// - Throws: when there is no such column.
  public func selecting(_ names: [String]) throws(DiagnosticError) -> IndicatorMatrix {
    if names == columns { return self }
    let positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
    var problems = IndexProblems()
    var selected: [Double] = []
    selected.reserveCapacity(names.count * units.count)
    for name in names {
      if let position = positions[name] {
        selected += values[position * units.count..<(position + 1) * units.count]
      } else {
        problems.add(
          "X-104", "there is no column \(name)",
          advice: nearestName(to: name, among: columns).map { "did you mean \($0)?" } ?? "add it to the data")
      }
    }
    try problems.throwIfAny()
    return IndicatorMatrix(checked: units, names, selected)
  }

  /// The rows of some units, in that order.
  public func selecting(units positions: [Int]) -> IndicatorMatrix {
    let rows = columns.indices.flatMap { column in positions.map { values[column * units.count + $0] } }
    return IndicatorMatrix(checked: positions.map { units[$0] }, columns, rows)
  }
}

/// The names that occur more than once, each once, in order.
func duplicates(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  var repeated: Set<String> = []
  return names.filter { !seen.insert($0).inserted && repeated.insert($0).inserted }
}
