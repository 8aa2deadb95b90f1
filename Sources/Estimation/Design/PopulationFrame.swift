internal import Diagnostics
internal import SurveyModel
internal import Tables

/// Population counts by the variables that strata and margins need, read from the frame data set.
struct PopulationFrame {
  let variables: [String]
  /// The labels of each row, in the order of `variables`.
  private(set) var keys: [[String]] = []
  private(set) var counts: [Double] = []

  /// Rows of the city or of a union of units would count their members twice and are passed over.
  init(_ frame: Dataset, variables: [String], count: String, units: UnitRegistry) throws(DiagnosticError) {
    self.variables = variables
    let place = SourceLocation(file: frame.inputs.first?.path ?? frame.source)
    var columns: [Column] = []
    var problems: [Diagnostic] = []
    for name in variables + [count] {
      if let column = frame.table[name] {
        columns.append(column)
      } else {
        let advice = nearestName(to: name, among: frame.table.names).map { "Did you mean \($0)?" }
        problems.append(
          Diagnostic(
            .error, code: "E-101", at: place,
            "the population source \(frame.source) has no column \(name), which design: names", advice: advice))
      }
    }
    guard problems.isEmpty, let countColumn = columns.popLast() else {
      throw DiagnosticError(.configuration, problems)
    }
    let ranked = Set(units.ranked.map(\.id))
    let unitPosition = variables.firstIndex(of: unitColumnName)
    for row in 0..<frame.table.rowCount {
      let labels = columns.map { $0.label(at: row) }
      if let unitPosition, let unit = labels[unitPosition], !ranked.contains(unit), units[unit] != nil { continue }
      let origins = frame.table.origins
      let line = origins.line.isEmpty ? nil : Int(origins.line[row])
      let here = SourceLocation(file: place.file, line: line)
      if let missing = labels.firstIndex(of: nil) {
        problems.append(
          Diagnostic(
            .error, code: "E-102", at: here, "the population source has a row without \(variables[missing])",
            advice: "Give the row a known code or take it out"))
        continue
      }
      guard let number = countColumn.number(at: row), number >= 0 else {
        problems.append(
          Diagnostic(
            .error, code: "E-103", at: here, "\(count) holds no count of 0 or more",
            advice: "Give every cell of the population a count; 0 where nobody is in it"))
        continue
      }
      keys.append(labels.compactMap(\.self))
      counts.append(number)
    }
    guard problems.isEmpty else { throw DiagnosticError(.content, problems) }
  }

  /// Positions of the named variables among `variables`.
  func positions(_ names: [String]) -> [Int] { names.compactMap { variables.firstIndex(of: $0) } }

  /// Population by a crossing of variables, in order of first appearance.
  func totals(by positions: [Int]) -> (keys: [[String]], counts: [[String]: Double]) {
    var order: [[String]] = []
    var sums: [[String]: Double] = [:]
    for (key, count) in zip(keys, counts) {
      let own = positions.map { key[$0] }
      if sums[own] == nil { order.append(own) }
      sums[own, default: 0] += count
    }
    return (order, sums)
  }
}
