import Diagnostics
import Tables

/// Records that came in too many at a time: more than `maximum` from one source within `seconds`.
///
/// A window holds all records of a source whose times differ by at most `seconds` from first to last; every record of
/// a window with too many is struck. Without a source column all records are of one source. Records without a time or a
/// source are not judged. The check is that of paradata monitoring of open links (Griffin et al. 2022, "Ensuring survey
/// research data integrity in the era of internet bots"): bots and clickers submit in bursts.
///
/// Figure: the records of the burst, all windows that overlap taken together; the other record is the first of it.
///
/// - Complexity: O(n log n) in records.
struct TimeBursts: RecordCheck {
  static let name = "time_bursts"

  /// The column of times.
  var time: String
  /// The columns that tell sources apart, such as the hashed address or the device; none: one source.
  var source: [String] = []
  /// The length of the window.
  var seconds = 60.0
  /// The most records of a window that are let pass.
  var maximum = 5

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let times = lookup.numbers(time, in: table)
    let sources = lookup.columns(source, in: table)
    lookup.require(
      seconds >= 0 && maximum >= 1, "a window of \(shortestText(seconds)) s with at most \(maximum) records",
      advice: "Give a window of 0 s or more and at least 1 record")
    try lookup.finish()

    let partition = RowPartition(sources, rowCount: table.rowCount)
    let judged = rowsWithValues(in: sources, rowCount: table.rowCount).filter { !times[$0].isNaN }
    let grouped = partition.grouped(judged, moreThan: maximum)
    var struck: [StruckRow] = []
    for group in 0..<grouped.count {
      let rows = grouped[group].sorted { (times[$0], $0) < (times[$1], $1) }
      for burst in bursts(rows.map { times[$0] }) {
        let first = rows[burst.lowerBound]
        for row in rows[burst] {
          struck.append(StruckRow(row, figure: Double(burst.count), otherRow: row == first ? nil : first))
        }
      }
    }
    return CheckResult(struck.sorted { $0.row < $1.row })
  }

  /// The stretches of ascending times that windows with too many records cover, overlapping windows joined.
  private func bursts(_ times: [Double]) -> [Range<Int>] {
    var bursts: [Range<Int>] = []
    var start = 0
    for last in times.indices {
      while times[last] - times[start] > seconds { start += 1 }
      guard last - start + 1 > maximum else { continue }
      if let known = bursts.last, known.upperBound > start {
        bursts[bursts.count - 1] = known.lowerBound..<last + 1
      } else {
        bursts.append(start..<last + 1)
      }
    }
    return bursts
  }
}
