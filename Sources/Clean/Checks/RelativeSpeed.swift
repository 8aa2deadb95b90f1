import Diagnostics
import Tables

/// Records answered too fast page by page: the relative speed index of Leiner (2019), "Too fast, too straight, too
/// weird: Non-reactive indicators for meaningless data in internet surveys", Survey Research Methods 13(3).
///
/// For each page the median time of all records is divided by the record's own; factors above 3 count as 3, so that one
/// skipped page does not decide; the index is their mean over the pages that the record has a time for. A page answered
/// in no time at all counts 3. An index of 2 is twice as fast as is usual.
///
/// Figure: the index.
struct RelativeSpeed: RecordCheck {
  static let name = "relative_speed"

  /// The columns of page times, in seconds.
  var pages: [String]
  /// The index from which a record is struck.
  var limit = 2.0
  /// The fewest pages with a time.
  var minimumPages = 1

  /// The greatest factor of a page.
  private static let greatestFactor = 3.0

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let times = pages.map { lookup.numbers($0, in: table) }
    lookup.require(!pages.isEmpty, "no pages", advice: "Name the columns of page times")
    lookup.require(
      limit > 0 && limit <= Self.greatestFactor, "the limit is \(shortestText(limit)), not above 0 and at most 3",
      advice: "Give an index such as 2")
    try lookup.finish()

    var sums = [Double](repeating: 0, count: table.rowCount)
    var counts = [Int](repeating: 0, count: table.rowCount)
    for page in times {
      let median = OrderedValues(page.lazy.filter { !$0.isNaN && $0 >= 0 }).median
      guard median > 0 else { continue }
      for row in page.indices where page[row] >= 0 {
        sums[row] += min(Self.greatestFactor, median / page[row])
        counts[row] += 1
      }
    }
    return CheckResult(
      sums.indices.compactMap { row in
        guard counts[row] >= max(1, minimumPages) else { return nil }
        let index = sums[row] / Double(counts[row])
        return index >= limit ? StruckRow(row, figure: index) : nil
      })
  }
}
