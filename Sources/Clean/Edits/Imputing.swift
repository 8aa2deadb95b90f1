import Diagnostics
import SurveyModel
import Tables

/// Fills the missing cells of a variable as its rule says.
///
/// - Throws: kind `configuration` when a variable is not there or may not be imputed, `content` when more cells would be
///   filled than the rule allows.
func imputing(
  _ rule: ImputationRule, _ table: Table, codebook: Codebook, seed: UInt64, previous: Dataset?,
  replicate: ImputationReplicate? = nil
) throws(DiagnosticError) -> ImputationResult {
  let target = ImputationTarget(variable: rule.variable, maximumShare: rule.limit)
  let method: any Imputation
  switch rule.method {
  case .median:
    method = CellImputation(target: target, centre: .median, cells: rule.cells, minimumCell: rule.minimumDonors)
  case .mode:
    method = CellImputation(target: target, centre: .mode, cells: rule.cells, minimumCell: rule.minimumDonors)
  case .hotDeck:
    method = HotDeck(target: target, cells: rule.cells, minimumCell: rule.minimumDonors, seed: seed)
  case .lastWave:
    // The first wave has none before it: nothing is filled.
    guard let previous else {
      return ImputationResult(column: table[rule.variable] ?? Column(.bool([])), cells: [], unfilled: [])
    }
    method = LastWaveImputation(target: target, key: rule.key, previous: previous.table)
  case .ratio:
    method = RatioImputation(
      target: target, auxiliary: rule.auxiliary ?? "", cells: rule.cells, minimumCell: rule.minimumDonors)
  }
  do {
    return try method.impute(table, codebook: codebook, replicate: replicate)
  } catch {
    throw DiagnosticError(
      error.kind,
      error.diagnostics.map { diagnostic in
        var placed = diagnostic
        placed.location = placed.location ?? rule.location
        return placed
      })
  }
}
