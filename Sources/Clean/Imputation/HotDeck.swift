import Diagnostics
import SurveyModel
import Tables

/// Fills with the value of a firm drawn at random from the same cell.
///
/// Random hot deck within cells with replacement (Andridge & Little 2010, "A review of hot deck imputation for survey
/// non-response", International Statistical Review 78). Every value filled in is one that a firm gave, and the spread of
/// the cell is kept. A draw is a function of seed, variable, record id and draw number alone: neither the order of rows
/// nor another record that comes or goes in another cell changes it.
///
/// For variances the deck is drawn again in each replicate: under the bootstrap of Shao & Sitter (1996), "Bootstrap for
/// imputed survey data", JASA 91, the donors of a replicate are the respondents that it drew, as often as it drew them.
/// The approximate Bayesian bootstrap of Rubin & Schenker (1986), "Multiple imputation for interval estimation from
/// simple random samples with ignorable nonresponse", JASA 81, first draws the donors of a cell with replacement from
/// its respondents and then the values from those, which makes repeated draws proper multiple imputations.
struct HotDeck: Imputation {
  static let name = "hot_deck"

  var target: ImputationTarget
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest donors of a cell.
  var minimumCell = 5
  var seed: UInt64
  /// The column that identifies records.
  var record = recordColumnName
  /// Draws donors anew before values (Rubin & Schenker 1986).
  var isApproximateBayesian = false

  func impute(
    _ table: Table, codebook: Codebook, replicate: ImputationReplicate?
  ) throws(DiagnosticError) -> ImputationResult {
    var lookup = ColumnLookup("imputation \(Self.name)")
    let (column, recipients, present) = target.cells(table, codebook, &lookup)
    let variables = lookup.columns(cells, in: table)
    let ids = recordIDs(table, &lookup)
    try lookup.finish()

    let rank = ranks(ids)
    let isApproximateBayesian = isApproximateBayesian || replicate?.isApproximateBayesian == true
    let key = KeyedDraw(seed: seed).keyed(target.variable).keyed(replicate?.draw ?? 0)
    let donors = replicate?.drawn(present) ?? present
    let decks = CellStatistics(
      variables, rowCount: table.rowCount, contributors: donors, recipients: recipients, minimum: minimumCell
    ) { (rows, _) -> [Int]? in
      // By record id, so that the order of rows does not matter.
      let deck = rows.sorted { rank[$0] < rank[$1] }
      guard isApproximateBayesian, let first = deck.first else { return deck }
      // The first record id names the cell, wherever it stands in the table.
      let pool = key.keyed("donors").keyed(ids[first]).keyed(deck.count)
      return deck.indices.map { deck[pool.keyed($0).index(below: deck.count)] }
    }
    var sources: [(row: Int, source: Int)] = []
    var filled: [ImputedCell] = []
    let method: ImputationMethod = isApproximateBayesian ? .approximateBayesianBootstrap : .hotDeck
    for row in recipients {
      guard let deck = decks[row] else { continue }
      let donor = deck.statistic[key.keyed(ids[row]).index(below: deck.statistic.count)]
      sources.append((row, donor))
      filled.append(
        ImputedCell(
          row: row, value: column.imputedValue(at: donor), method: method, donorRow: donor, cellLevel: deck.level))
    }
    return try target.result(
      column.filling(from: sources), filled, of: recipients, present: present.count, isPublished: replicate == nil)
  }

  /// The text of each record's id. Without unique ids draws would depend on the order of rows.
  private func recordIDs(_ table: Table, _ lookup: inout ColumnLookup) -> [String] {
    let column = lookup.column(record, in: table)
    let isUnique = column.missing.isEmpty && ValueCodes(column).count == table.rowCount
    lookup.require(
      isUnique || table[record] == nil,
      "column \(record) does not identify the records: ids are missing or occur twice",
      advice: "Name a column with one id a record")
    return (0..<table.rowCount).map { column.codeText(at: $0) }
  }

  /// The place of each row among the ids in order of their bytes.
  private func ranks(_ ids: [String]) -> [Int] {
    let sorted = ids.indices.sorted { ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8) }
    var ranks = [Int](repeating: 0, count: ids.count)
    for (rank, row) in sorted.enumerated() { ranks[row] = rank }
    return ranks
  }
}
