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

  /// The items of a matrix: their numbers, where they are measured, or the columns, where they are compared.
  private enum Items {
    case numbers([[Double]])
    case narrow(NarrowAnswers)
    case columns([Column])
  }

  func check(_ table: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    lookup.require(!matrices.isEmpty, "no matrices", advice: "Name the items of each matrix")
    lookup.require(minimumAnswered >= 2, "fewer than 2 answers", advice: "Ask for at least 2 answers")
    if case .shareOfAnswers(let share) = criterion {
      lookup.require(
        share > 0 && share <= 1, "the share of answers is \(shortestText(share)), not above 0 and at most 1",
        advice: "Give a share such as 1")
    }
    var shown: [Items] = []
    for names in matrices {
      if case .variability = criterion {
        shown.append(.numbers(names.map { lookup.numbers($0, in: table) }))
      } else {
        let columns = lookup.columns(names, in: table)
        shown.append(NarrowAnswers(columns).map { .narrow($0) } ?? .columns(columns))
      }
    }
    try lookup.finish()
    // Whether answers are equal is a question within a record, so pieces of the table stand alone.
    let (items, size) = (shown, 1 << 14)
    let pieces = parallelMap(count: (table.rowCount + size - 1) / size, threads: availableCores()) { piece in
      struck(items, piece * size..<min((piece + 1) * size, table.rowCount))
    }
    return CheckResult(pieces.flatMap(\.self))
  }

  private func struck(_ matrices: [Items], _ rows: Range<Int>) -> [StruckRow] {
    var straight = [Int](repeating: 0, count: rows.count)
    var figures = [Double?](repeating: nil, count: rows.count)
    for items in matrices {
      let found = judged(items, rows)
      for place in found.indices {
        guard let (isStraight, figure) = found[place] else { continue }
        if isStraight { straight[place] += 1 }
        guard let known = figures[place] else {
          figures[place] = figure
          continue
        }
        if case .variability = criterion {
          figures[place] = min(known, figure)
        } else {
          figures[place] = max(known, figure)
        }
      }
    }
    return straight.indices.filter { straight[$0] >= max(1, minimumMatrices) }
      .map { StruckRow(rows.lowerBound + $0, figure: figures[$0]) }
  }

  /// Whether each record is straight in a matrix, and its figure; nil for a record that is not judged.
  private func judged(_ items: Items, _ rows: Range<Int>) -> [(Bool, Double)?] {
    switch items {
    case .numbers(let answers):
      return rows.map { row in
        guard case .variability(let limit) = criterion, let deviation = deviation(answers, row) else { return nil }
        return (deviation <= limit, deviation)
      }
    case .narrow(let answers):
      let (longest, answered) = answers.longestRuns(rows)
      return longest.indices.map { judged(run: Int(longest[$0]), of: Int(answered[$0])) }
    case .columns(let columns):
      let all = Array(rows)
      let answers = sharedCodes(columns.map { $0.gather(all) })
      return all.indices.map { place in
        let (run, count) = longestRun(answers, place)
        return judged(run: run, of: count)
      }
    }
  }

  private func judged(run: Int, of count: Int) -> (Bool, Double)? {
    guard count >= minimumAnswered else { return nil }
    switch criterion {
    case .run(let length): return (run >= length, Double(run))
    case .shareOfAnswers(let share): return (Double(run) >= share * Double(count), Double(run))
    case .variability: return nil
    }
  }

  private func longestRun(_ answers: [[Int32]], _ row: Int) -> (run: Int, count: Int) {
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
    return (longest, count)
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
