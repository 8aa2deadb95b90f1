import Diagnostics
import Tables

/// Records that left too many of the questions empty that they were asked.
///
/// The share of asked questions without an answer and without a reason given for it. Kinds of missing stay apart: not
/// asked and not applicable do not count at all; "don't know" and "refused" are asked and are honest answers of a kind,
/// so by default they stand in the denominator only; what could not be read, and what a rule took away, was an answer
/// given. AAPOR, "Standard definitions" (10th edition, 2023), tells break-offs from partial interviews by such a share,
/// with one half as an example.
///
/// Figure: the share.
struct ItemNonresponse: RecordCheck {
  static let name = "item_nonresponse"

  /// What became of the questions of one record.
  struct Tally: Sendable, Hashable {
    var answered = 0
    var empty = 0
    var dontKnow = 0
    var refused = 0
    var unreadable = 0
    var setByRule = 0
    /// Not asked, or not applicable.
    var passedOver = 0

    /// All but the questions passed over.
    var asked: Int { answered + empty + dontKnow + refused + unreadable + setByRule }
  }

  /// The questions that count.
  var variables: [String]
  /// The share of asked questions left empty above which a record is struck.
  var limit = 0.5
  /// The fewest questions asked for a record to be judged.
  var minimumAsked = 1
  /// Whether "don't know" and "refused" count as left empty.
  var countsDeclined = false

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    let columns = try columns(table)
    let (countsDeclined, size) = (countsDeclined, 1 << 14)
    let pieces = parallelMap(count: (table.rowCount + size - 1) / size, threads: availableCores()) { piece in
      let rows = piece * size..<min((piece + 1) * size, table.rowCount)
      let (passedOver, empty) = Self.counts(columns, rows, countsDeclined: countsDeclined)
      let asked = passedOver.map { Int32(truncatingIfNeeded: columns.count) - $0 }
      return rows.indices.compactMap { row -> StruckRow? in
        let place = row - rows.lowerBound
        guard Int(asked[place]) >= max(1, minimumAsked) else { return nil }
        let share = Double(empty[place]) / Double(asked[place])
        return share > limit ? StruckRow(row, figure: share) : nil
      }
    }
    return CheckResult(pieces.flatMap(\.self))
  }

  /// Of each of some rows, the cells passed over and those left empty.
  private static func counts(
    _ columns: [Column], _ rows: Range<Int>, countsDeclined: Bool
  ) -> (passedOver: [Int32], empty: [Int32]) {
    var sums = (passedOver: [Int32](repeating: 0, count: rows.count), empty: [Int32](repeating: 0, count: rows.count))
    let gaps = columns.filter { !$0.missing.isEmpty }
    let (notAsked, notApplicable) = (MissingKind.notAsked.rawValue, MissingKind.notApplicable.rawValue)
    let (leftEmpty, dontKnow, refused) =
      (MissingKind.empty.rawValue, MissingKind.dontKnow.rawValue, MissingKind.refused.rawValue)
    // Counts of up to 255 columns fit a byte, of which vectors hold many.
    for start in stride(from: 0, to: gaps.count, by: 255) {
      var passedOver = [UInt8](repeating: 0, count: rows.count)
      var empty = passedOver
      for column in gaps[start..<min(start + 255, gaps.count)] {
        column.missing.withUnsafeBytes { bytes in
          let kinds = UnsafeRawBufferPointer(rebasing: bytes[rows])
          passedOver.withUnsafeMutableBufferPointer { counts in
            for place in 0..<kinds.count {
              counts[place] &+= (kinds[place] == notAsked ? 1 : 0) | (kinds[place] == notApplicable ? 1 : 0)
            }
          }
          empty.withUnsafeMutableBufferPointer { counts in
            for place in 0..<kinds.count { counts[place] &+= kinds[place] == leftEmpty ? 1 : 0 }
            guard countsDeclined else { return }
            for place in 0..<kinds.count {
              counts[place] &+= (kinds[place] == dontKnow ? 1 : 0) | (kinds[place] == refused ? 1 : 0)
            }
          }
        }
      }
      for place in sums.empty.indices {
        sums.passedOver[place] += Int32(passedOver[place])
        sums.empty[place] += Int32(empty[place])
      }
    }
    return sums
  }

  /// What became of the questions of each record.
  ///
  /// - Parameter table: the records.
  /// - Returns: one tally a row.
  /// - Throws: ``DiagnosticError`` of kind `configuration` with every parameter and column that does not fit.
  func tallies(_ table: Table) throws(DiagnosticError) -> [Tally] {
    let columns = try columns(table)
    var tallies = [Tally](repeating: Tally(), count: table.rowCount)
    for column in columns {
      for row in tallies.indices {
        switch column.missingKind(at: row) {
        case .present: tallies[row].answered += 1
        case .empty: tallies[row].empty += 1
        case .dontKnow: tallies[row].dontKnow += 1
        case .refused: tallies[row].refused += 1
        case .unreadable: tallies[row].unreadable += 1
        case .setByRule: tallies[row].setByRule += 1
        case .notAsked, .notApplicable: tallies[row].passedOver += 1
        }
      }
    }
    return tallies
  }

  private func columns(_ table: Table) throws(DiagnosticError) -> [Column] {
    var lookup = ColumnLookup("check \(Self.name)")
    let columns = lookup.columns(variables, in: table)
    lookup.require(!variables.isEmpty, "no variables", advice: "Name the questions that count")
    lookup.require(
      limit >= 0 && limit < 1, "the limit is \(shortestText(limit)), not a share below 1",
      advice: "Give a share such as 0.5")
    try lookup.finish()
    return columns
  }
}
