public import Diagnostics

/// Whatever can sum rows into cells: this process, or a database that holds the rows.
public protocol AggregationEngine: Sendable {
  /// Answers one round.
  ///
  /// - Parameter plan: what is summed, by which cells.
  /// - Returns: the cells, in the order of their keys.
  /// - Throws: columns and expressions that the engine does not have or know, and rows that cannot be counted.
  func cells(_ plan: ReductionPlan) async throws(DiagnosticError) -> CellTable
}
