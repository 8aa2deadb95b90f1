import Diagnostics
import Tables

/// Records that give the same answer, or nearly, down whole matrices.
///
/// By the longest run of equal answers (Johnson 2005; Curran 2016, "Methods for the detection of carelessly invalid
/// responses in survey data"), or by the intra-individual response variability, the standard deviation of a record's
/// answers to the items of a matrix (Dunn, Heggestad, Shanock & Theilgard 2018, "Intra-individual response variability
/// as an indicator of insufficient effort responding"). Items left empty are passed over: they neither break a run nor
/// enter the deviation. A matrix with fewer answers than `minimumAnswered` is not judged.
///
/// Figure: the longest run of the record for criteria of runs; the smallest standard deviation for that of variability.
struct StraightLining: RecordCheck {
  static let name = "straight_lining"

  /// What counts as straight within a matrix.
  enum Criterion: Sendable, Hashable {
    /// A run of at least so many equal answers.
    case run(Int)
    /// A run of at least this share of the answers; 1: all answers are equal.
    case shareOfAnswers(Double)
    /// A standard deviation (n - 1) of at most this.
    case variability(Double)
  }

  /// The items of each matrix in the order shown.
  var matrices: [[String]]
  var criterion = Criterion.shareOfAnswers(1)
  /// The fewest answers of a record that make a matrix count.
  var minimumAnswered = 5
  /// In how many matrices a record must be straight to be struck.
  var minimumMatrices = 1

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    lookup.require(!matrices.isEmpty, "no matrices", advice: "Name the items of each matrix")
    lookup.require(minimumAnswered >= 2, "fewer than 2 answers", advice: "Ask for at least 2 answers")
    if case .shareOfAnswers(let share) = criterion {
      lookup.require(
        share > 0 && share <= 1, "the share of answers is \(shortestText(share)), not above 0 and at most 1",
        advice: "Give a share such as 1")
    }
    var straight = [Int](repeating: 0, count: table.rowCount)
    var figures = [Double?](repeating: nil, count: table.rowCount)
    for items in matrices {
      let found = judged(items, table, &lookup)
      for row in found.indices {
        guard let (isStraight, figure) = found[row] else { continue }
        if isStraight { straight[row] += 1 }
        guard let known = figures[row] else {
          figures[row] = figure
          continue
        }
        if case .variability = criterion {
          figures[row] = min(known, figure)
        } else {
          figures[row] = max(known, figure)
        }
      }
    }
    try lookup.finish()
    return CheckResult(
      straight.indices.filter { straight[$0] >= max(1, minimumMatrices) }.map { StruckRow($0, figure: figures[$0]) })
  }

  /// Whether each record is straight in a matrix, and its figure; nil for a record that is not judged.
  private func judged(_ items: [String], _ table: Table, _ lookup: inout ColumnLookup) -> [(Bool, Double)?] {
    if case .variability(let limit) = criterion {
      let answers = items.map { lookup.numbers($0, in: table) }
      return (0..<table.rowCount).map { row in
        guard let deviation = deviation(answers, row) else { return nil }
        return (deviation <= limit, deviation)
      }
    }
    let answers = sharedCodes(lookup.columns(items, in: table))
    return (0..<table.rowCount).map { row in
      guard let (run, count) = longestRun(answers, row) else { return nil }
      switch criterion {
      case .run(let length): return (run >= length, Double(run))
      case .shareOfAnswers(let share): return (Double(run) >= share * Double(count), Double(run))
      case .variability: return nil
      }
    }
  }

  private func longestRun(_ answers: [[Int32]], _ row: Int) -> (run: Int, count: Int)? {
    var count = 0
    var run = 0
    var longest = 0
    var previous: Int32 = -1
    for item in answers where item[row] >= 0 {
      run = item[row] == previous ? run + 1 : 1
      previous = item[row]
      longest = max(longest, run)
      count += 1
    }
    return count >= minimumAnswered ? (longest, count) : nil
  }

  private func deviation(_ answers: [[Double]], _ row: Int) -> Double? {
    var count = 0.0
    var sum = 0.0
    for item in answers where !item[row].isNaN {
      count += 1
      sum += item[row]
    }
    guard count >= Double(minimumAnswered) else { return nil }
    let mean = sum / count
    var squares = 0.0
    for item in answers where !item[row].isNaN { squares += (item[row] - mean) * (item[row] - mean) }
    return (squares / (count - 1)).squareRoot()
  }
}
