import Diagnostics
import Tables

/// Records answered too fast to have been read.
///
/// By an absolute number of seconds, or by a share of the median duration of the record's group; cutting by distance
/// from the median is the usual way (Greszki, Meyer & Schoen 2015, "Exploring the effects of removing 'too fast'
/// responses and respondents from web surveys", Public Opinion Quarterly 79). Records without a duration are not judged.
///
/// Figure: the duration in seconds for an absolute limit, else the duration as a share of the median.
struct Speeders: RecordCheck {
  static let name = "speeders"

  /// What is too fast.
  enum Limit: Sendable, Hashable {
    /// Less than so many seconds.
    case seconds(Double)
    /// Less than this share of the median.
    case shareOfMedian(Double)
  }

  /// The column of durations, in seconds.
  var duration: String
  var limit = Limit.shareOfMedian(0.3)
  /// Groups whose medians count, in declared order; where a group is too small the last variable is left out.
  var groups: [String] = []
  /// The fewest durations that make a median of a group.
  var minimumGroup = 30

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let seconds = lookup.numbers(duration, in: table)
    let variables = lookup.columns(groups, in: table)
    if case .shareOfMedian(let share) = limit {
      lookup.require(
        share > 0 && share < 1, "the share of the median is \(shortestText(share)), not between 0 and 1",
        advice: "Give a share such as 0.3")
    }
    try lookup.finish()

    let timed = seconds.indices.filter { !seconds[$0].isNaN }
    switch limit {
    case .seconds(let least):
      return CheckResult(timed.filter { seconds[$0] < least }.map { StruckRow($0, figure: seconds[$0]) })
    case .shareOfMedian(let share):
      let medians = CellStatistics(
        variables, rowCount: table.rowCount, contributors: timed, recipients: timed, minimum: minimumGroup
      ) { rows, _ in OrderedValues(rows.lazy.map { seconds[$0] }).median }
      return CheckResult(
        timed.compactMap { row in
          guard let median = medians[row]?.statistic, seconds[row] < share * median else { return nil }
          return StruckRow(row, figure: seconds[row] / median)
        })
    }
  }
}
