import Diagnostics
import SurveyModel
import Tables

/// Fills with the value that the same firm gave in an earlier wave.
///
/// Carrying a value forward assumes no change and so understates change (Kalton & Kasprzyk 1986): it suits what hardly
/// moves from wave to wave, such as the year of foundation. Records are joined by key; one whose key is missing, not in
/// the earlier wave, or there more than once is not filled.
struct LastWaveImputation: Imputation {
  static let name = "last_wave"

  var target: ImputationTarget
  /// The columns that identify a firm in both waves.
  var key: [String]
  /// The earlier wave.
  var previous: Table

  /// In a replicate the same as ever: a firm's own value depends on no other.
  func impute(
    _ table: Table, codebook: Codebook, replicate: ImputationReplicate?
  ) throws(DiagnosticError) -> ImputationResult {
    let place = "the data of the earlier wave"
    var lookup = ColumnLookup("imputation \(Self.name)")
    let (column, recipients, present) = target.cells(table, codebook, &lookup)
    let earlier = lookup.column(target.variable, in: previous, place)
    let keys = lookup.columns(key, in: table)
    let earlierKeys = lookup.columns(key, in: previous, place)
    lookup.require(!key.isEmpty, "no key", advice: "Name the columns that identify a firm in both waves")
    try lookup.finish()

    let partners = uniquePartners(keys, earlierKeys)
    let sources = recipients.compactMap { (row) -> (row: Int, source: Int)? in
      guard let partner = partners[row], !earlier.isMissing(at: partner) else { return nil }
      return (row, partner)
    }
    let filled = column.filling(from: sources, of: earlier)
    lookup.require(
      filled != nil,
      "variable \(target.variable) is of type \(column.type.rawValue), and its values of the earlier wave "
        + "(\(earlier.type.rawValue)) do not fit",
      advice: "Read both waves with the same questionnaire")
    try lookup.finish()
    let result = filled ?? column
    let imputed = sources.map { source in
      ImputedCell(
        row: source.row, value: result.imputedValue(at: source.row), method: .lastWave, donorRow: source.source,
        cellLevel: 0)
    }
    return try target.result(result, imputed, of: recipients, present: present.count, isPublished: replicate == nil)
  }
}
