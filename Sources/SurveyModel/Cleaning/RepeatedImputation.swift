public import Diagnostics
public import Tables

/// The imputations of a cleaned survey, ready to be done again for a replicate.
///
/// Imputed values look like answers, and a variance that takes them for answers is too small. Under the bootstrap every
/// replicate imputes anew from the respondents that it drew, as often as it drew them, and each copy of a record that it
/// drew twice by itself (Shao & Sitter 1996, "Bootstrap for imputed survey data", Journal of the American Statistical
/// Association 91).
public protocol RepeatedImputation: Sendable {
  /// The variables that hold imputed values, and those derived from them.
  var variables: [String] { get }

  /// Imputes anew.
  ///
  /// - Parameters:
  ///   - copies: the records of the replicate.
  ///   - draw: the number of the replicate or imputation, from 1; 0 is the published data.
  ///   - isApproximateBayesian: whether hot decks draw donors before values, as one of several imputations of the same data
  ///     must (Rubin & Schenker 1986).
  /// - Returns: the columns of ``variables``, a row a copy.
  /// - Throws: what makes an imputation impossible.
  func columns(
    _ copies: RecordCopies, draw: Int, isApproximateBayesian: Bool
  ) throws(DiagnosticError) -> [(name: String, column: Column)]
}

extension RepeatedImputation {
  /// For a replicate.
  public func columns(
    _ copies: RecordCopies, draw: Int
  ) throws(DiagnosticError) -> [(name: String, column: Column)] {
    try columns(copies, draw: draw, isApproximateBayesian: false)
  }
}

/// The records of a replicate: rows of a table, those drawn more than once more than once.
public struct RecordCopies: Sendable, Hashable {
  /// The row of each copy, copies of a row next to one another.
  public var rows: [Int]
  /// Whether the replicate drew it; a record that it did not draw may keep a weight, and gives nothing to others.
  public var isDrawn: [Bool]

  /// - Parameters:
  ///   - rows: the row of each copy, copies of a row next to one another.
  ///   - isDrawn: whether the replicate drew it.
  public init(rows: [Int], isDrawn: [Bool]) {
    self.rows = rows
    self.isDrawn = isDrawn
  }

  /// Every row once.
  public init(each count: Int) {
    self.init(rows: Array(0..<count), isDrawn: Array(repeating: true, count: count))
  }

  /// Rows as often as they were drawn, and once where they were not.
  ///
  /// - Parameter multiplicities: how often each row was drawn.
  public init(multiplicities: [Int]) {
    self.init(rows: [], isDrawn: [])
    for (row, count) in multiplicities.enumerated() {
      for _ in 0..<max(1, count) {
        rows.append(row)
        isDrawn.append(count > 0)
      }
    }
  }
}
