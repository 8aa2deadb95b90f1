import Diagnostics
import Expressions
import SurveyModel
import Tables

/// All imputations of a survey, in order, and the variables derived from what they fill.
struct ImputationsOfReplicates: RepeatedImputation {
  let variables: [String]
  /// What imputations read of the records kept, before any.
  private let records: Table
  private let rules: [ImputationRule]
  /// Derived variables that depend on an imputed one, in order.
  private let derived: [CompiledVariable]
  private let codebook: Codebook
  private let seed: UInt64
  private let previous: Dataset?

  /// - Parameters:
  ///   - records: the records kept, before any imputation, with the columns that imputations and derivations read.
  ///   - rules: the imputations in order.
  ///   - derived: the derived variables in order.
  ///   - codebook: what the variables are.
  ///   - seed: the seed of the published imputations.
  ///   - previous: the cleaned survey of the wave before.
  init(
    _ records: Table, rules: [ImputationRule], derived: [CompiledVariable], codebook: Codebook, seed: UInt64,
    previous: Dataset?
  ) {
    self.records = records
    self.rules = rules
    self.codebook = codebook
    self.seed = seed
    self.previous = previous
    var names: [String] = []
    for rule in rules where !names.contains(rule.variable) { names.append(rule.variable) }
    var dependent: [CompiledVariable] = []
    for variable in derived where variable.expression.columnsRead.contains(where: names.contains) {
      dependent.append(variable)
      names.append(variable.name)
    }
    self.derived = dependent
    variables = names
  }

  func columns(
    _ copies: RecordCopies, draw: Int, isApproximateBayesian: Bool
  ) throws(DiagnosticError) -> [(name: String, column: Column)] {
    var table = records.gather(copies.rows)
    if let ids = table[recordColumnName] { table.set(recordColumnName, named(ids, copies)) }
    let replicate = ImputationReplicate(
      draw: draw, isDrawn: copies.isDrawn, isApproximateBayesian: isApproximateBayesian)
    for rule in rules {
      let result = try imputing(
        rule, table, codebook: codebook, seed: seed, previous: previous, replicate: replicate)
      table.set(rule.variable, result.column)
    }
    for variable in derived { table.set(variable.name, variable.expression.evaluate(table)) }
    return variables.compactMap { name in table[name].map { (name: name, column: $0) } }
  }

  /// Ids by which copies of a record are told apart, so that each has a draw of its own.
  private func named(_ ids: Column, _ copies: RecordCopies) -> Column {
    var (last, copy) = (-1, 0)
    let names = copies.rows.indices.map { place in
      copy = copies.rows[place] == last ? copy + 1 : 0
      last = copies.rows[place]
      let id = ids.codeText(at: place)
      return copy == 0 ? id : "\(id)\u{1F}\(copy)"
    }
    return Column(.text(TextStorage(names)), missing: ids.missing)
  }
}
