import Diagnostics
import Tables

/// A record that a check objects to.
struct StruckRow: Sendable, Hashable {
  var row: Int
  /// How far out it is, in the unit that the check states: a share, a robust z, seconds; nil when there is nothing to
  /// measure.
  var figure: Double?
  /// The record it was struck for being like, where there is one.
  var otherRow: Int?

  init(_ row: Int, figure: Double? = nil, otherRow: Int? = nil) {
    self.row = row
    self.figure = figure
    self.otherRow = otherRow
  }
}

/// What a check found.
struct CheckResult: Sendable, Hashable {
  /// The records it objects to, in row order, each once.
  var struck: [StruckRow]
  /// What the analyst has to know to read the result: what could not be judged, where the search was bounded.
  var notes: [Diagnostic]

  init(_ struck: [StruckRow], notes: [Diagnostic] = []) {
    self.struck = struck
    self.notes = notes
  }

  var rows: [Int] { struck.map(\.row) }

  /// One value a record: whether the check objects to it.
  func mask(rowCount: Int) -> [Bool] {
    var mask = [Bool](repeating: false, count: rowCount)
    for found in struck { mask[found.row] = true }
    return mask
  }
}

/// A check over the records of one table: its parameters as stored properties, the judgement as a pure function.
protocol RecordCheck: Sendable {
  /// The name by which a rule calls it.
  static var name: String { get }

  /// - Throws: ``DiagnosticError`` of kind `configuration` with every parameter and column that does not fit.
  func check(_ table: Table) throws(DiagnosticError) -> CheckResult
}

/// A check that holds the records of one table against another: an earlier wave, the sampling frame.
protocol ComparingCheck: Sendable {
  /// The name by which a rule calls it.
  static var name: String { get }

  /// - Throws: ``DiagnosticError`` of kind `configuration` with every parameter and column that does not fit.
  func check(_ table: Table, against other: Table) throws(DiagnosticError) -> CheckResult
}
