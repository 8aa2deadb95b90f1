import Diagnostics
import Tables

/// Records that give nearly the same answers as another record: copied or made up.
///
/// The share of equal answers among the questions that both records answered ("percent match") after Kuriakose &
/// Robbins (2016), "Don't get duped: Fraud through duplication in public opinion surveys", Statistical Journal of the
/// IAOS 32. Their 85 % was criticised as too low for homogeneous groups (Simmons et al. 2016, Pew Research Center), so
/// the default here is 95 %. "Don't know" and "refused" count as not answered, like every missing cell.
///
/// **What is found.** With m columns, a pair whose share reaches the threshold t differs in at most D columns, D the
/// largest d with (m - d) / m ≥ t. The columns are dealt into D + 1 + `oneSidedMissing` bands; a pair that differs in
/// fewer columns than there are bands agrees in all of at least one (pigeonhole), so it meets in the bucket of that
/// band's values and is compared. A cell that only one of the two left empty also parts their bands. Hence: no pair is
/// missed that has at most `oneSidedMissing` cells answered by one of the two only. Records that are equal cell for
/// cell are found whatever their number. A bucket of more than `splitAbove` different records is dealt again by the
/// remaining columns, with the same guarantee, as long as that saves comparisons. Large buckets that are left come last,
/// the smallest first; when the allowance of work runs out, the search is bounded and a note says for how many records.
/// Without that note the guarantee holds.
///
/// Figure: the greatest share with any other record of the block; of equal ones the first record is the other.
///
/// - Complexity: O(n log n) in records for a given number of columns: `workPerRecord` bounds the rest.
struct NearDuplicates: RecordCheck {
  static let name = "near_duplicates"

  /// The questions compared.
  var columns: [String]
  /// Only records that agree in these are compared; a missing cell is a value of its own.
  var blocks: [String] = []
  /// The least share of equal answers that strikes.
  var threshold = 0.95
  /// The fewest questions that both must have answered.
  var minimumCompared = 10
  /// The most cells answered by one of a pair only for which it is found without fail.
  var oneSidedMissing = 2
  /// Larger buckets are dealt again: about where comparing all pairs costs as much.
  var splitAbove = 128
  /// Comparisons and assignments to buckets allowed per record, in all.
  var workPerRecord = 2000

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let answers = lookup.columns(columns, in: table)
    let keys = lookup.columns(blocks, in: table)
    lookup.require(!columns.isEmpty, "no columns to compare", advice: "Name the questions to compare")
    lookup.require(
      threshold > 0 && threshold <= 1, "the threshold is \(shortestText(threshold)), not above 0 and at most 1",
      advice: "Give the share of equal answers, such as 0.95")
    lookup.require(
      minimumCompared >= 1 && oneSidedMissing >= 0 && splitAbove >= 2 && workPerRecord >= 1,
      "a count is below its least value", advice: "Give counts of at least 1, a bucket at least 2")
    try lookup.finish()

    let matrix = AnswerMatrix(answers, rowCount: table.rowCount)
    let distinct = DistinctRecords(matrix, blocks: RowPartition(keys, rowCount: table.rowCount).ids)
    var search = NearDuplicateSearch(self, matrix, distinct)
    search.run()
    return CheckResult(struck(distinct, search, matrix), notes: notes(search, table.rowCount))
  }

  /// The best match of every record: a copy of itself, or the best of the other records.
  private func struck(
    _ distinct: DistinctRecords, _ search: NearDuplicateSearch, _ matrix: AnswerMatrix
  ) -> [StruckRow] {
    var struck: [StruckRow] = []
    for record in 0..<distinct.count {
      let copies = distinct.rows[record]
      let match = search.best[record]
      let isCopied = copies.count > 1 && matrix.answered(copies[copies.startIndex]) >= minimumCompared
      guard isCopied || match.other >= 0 else { continue }
      for row in copies {
        let first = copies[copies.startIndex]
        var found = StruckRow(row)
        if isCopied {
          found.figure = 1
          found.otherRow = row == first ? copies[copies.startIndex + 1] : first
        }
        if match.other >= 0 {
          let other = distinct.firstRow(Int(match.other))
          let isBetter = (found.figure ?? -1) < match.share
          if isBetter || found.figure == match.share && other < found.otherRow ?? .max {
            found.figure = match.share
            found.otherRow = other
          }
        }
        struck.append(found)
      }
    }
    return struck.sorted { $0.row < $1.row }
  }

  private func notes(_ search: NearDuplicateSearch, _ rowCount: Int) -> [Diagnostic] {
    guard search.recordsBounded > 0 else { return [] }
    return [
      Diagnostic(
        .warning, code: "Q-010",
        "check \(Self.name): \(search.recordsBounded) of \(rowCount) records are so like many others that each was not "
          + "compared with all of them; some matches may be missing",
        advice: "Compare more columns, raise the threshold, or compare within blocks")
    ]
  }
}
