public import Diagnostics
internal import Expressions
public import Tables

/// Sums the rows of tables in memory, in one pass.
///
/// Rows are summed in blocks of fixed size, blocks are joined in order: the same bits whatever the number of threads.
public struct EmbeddedEngine: AggregationEngine {
  private let pieces: [Table]
  private let threads: Int

  /// - Parameters:
  ///   - table: the rows.
  ///   - threads: on how many threads; nil for all cores.
  public init(_ table: Table, threads: Int? = nil) {
    self.init(pieces: [table], threads: threads)
  }

  /// - Parameters:
  ///   - pieces: the rows, in pieces with the same columns.
  ///   - threads: on how many threads; nil for all cores.
  public init(pieces: [Table], threads: Int? = nil) {
    self.pieces = pieces
    self.threads = threads ?? availableCores()
  }

  /// Answers one round.
  ///
  /// - Parameter plan: what is summed, by which cells.
  /// - Returns: the cells, in the order of their keys.
  /// - Throws: columns and expressions that the tables do not have, rows without weight, stratum or unit, and expressions
  ///   over other rows where there are several pieces.
  public func cells(_ plan: ReductionPlan) async throws(DiagnosticError) -> CellTable {
    let items = try compiled(plan)
    var result: CellTable?
    for piece in pieces {
      let pass = CellPass(plan, items: items, table: piece, threads: threads)
      let found = try pass.cells(shifts: result?.shifts ?? plan.shifts)
      if let before = result { result = try before.merging(found) } else { result = found }
    }
    guard let result else {
      throw DiagnosticError(
        .content,
        Diagnostic(.error, code: "E-143", "there is no table to sum", advice: "Give the engine at least one table"))
    }
    return result
  }

  private func compiled(_ plan: ReductionPlan) throws(DiagnosticError) -> [CompiledItem] {
    var problems: [Diagnostic] = []
    func compile(_ text: String, of item: ReductionPlan.Item) -> RowExpression? {
      do {
        let expression = try RowExpression(text, schema: plan.schema)
        if expression.readsOtherRows, pieces.count > 1 {
          problems.append(
            Diagnostic(
              .error, code: "E-144", "\(item.name): \(text) depends on other rows, which come in several pieces",
              advice: "Find the aggregate in a round of its own and write it into the expression as a number"))
        }
        return expression
      } catch {
        problems.append(
          Diagnostic(.error, code: "E-145", "\(item.name): \(text): \(error.message)", advice: error.advice))
        return nil
      }
    }
    var items: [CompiledItem] = []
    for item in plan.items {
      let value = compile(item.expression, of: item)
      let denominator = item.denominator.map { compile($0, of: item) }
      // What does not compile is a problem, told below.
      if let value { items.append(CompiledItem(value: value, denominator: denominator ?? nil)) }
    }
    if let shifts = plan.shifts, shifts.count != plan.items.count {
      problems.append(
        Diagnostic(
          .error, code: "E-146", "\(shifts.count) shifts are given for \(plan.items.count) items",
          advice: "Give one for each item"))
    }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
    return items
  }
}

/// An item with its expressions compiled.
struct CompiledItem: Sendable {
  let value: RowExpression
  let denominator: RowExpression?
}
