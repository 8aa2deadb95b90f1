import Diagnostics
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Values that changed too much since the last wave, large firms judged more strictly than small ones.
///
/// Hidiroglou & Berthelot (1986), "Statistical editing and imputation for periodic business surveys", Survey Methodology
/// 12(1). The ratio r of now to then is made symmetric about its median m: s = 1 - m / r below it, r / m - 1 above;
/// the effect is E = s · max(then, now)^U; records outside E_med - C d₁ … E_med + C d₃ are struck, where d₁ is
/// the greater of E_med - E_Q1 and |A E_med|, d₃ the greater of E_Q3 - E_med and |A E_med|. Quartiles by definition 7 of
/// Hyndman & Fan (1996). Records are joined by key; one whose key is missing, not in the other table or there more than
/// once, or with a value that is missing or not above 0 in either wave, is not judged.
///
/// Figure: the effect E; the other record is a row of the other table.
///
/// - Complexity: O(n log n) for each cell variable.
struct HidiroglouBerthelot: ComparingCheck {
  static let name = "hidiroglou_berthelot"

  /// The variable, of the same name in both tables.
  var variable: String
  /// The columns by which records of the two tables are joined.
  var key: [String]
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest ratios of a cell; a smaller one is judged by the coarser cell.
  var minimumCell = 20
  /// U, from 0 to 1: how much size counts.
  var sizeExponent = 0.5
  /// A: keeps the bounds apart where most effects are nearly equal.
  var leastSpread = 0.05
  /// C: the width of the bounds.
  var width = 4.0

  private struct Bounds: Sendable {
    var medianRatio: Double
    var lower: Double
    var upper: Double
  }

  func check(_ table: Table, against other: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let now = lookup.numbers(variable, in: table)
    let then = lookup.numbers(variable, in: other, "the data of the other wave")
    let keys = lookup.columns(key, in: table)
    let otherKeys = lookup.columns(key, in: other, "the data of the other wave")
    let variables = lookup.columns(cells, in: table)
    lookup.require(!key.isEmpty, "no key", advice: "Name the columns that identify a record in both waves")
    lookup.require(
      (0...1).contains(sizeExponent) && leastSpread >= 0 && width > 0, "a parameter is out of its range",
      advice: "Give U from 0 to 1, A of at least 0, C above 0")
    try lookup.finish()

    let partners = uniquePartners(keys, otherKeys)
    let judged = now.indices.filter { row in
      guard let partner = partners[row] else { return false }
      return now[row] > 0 && then[partner] > 0
    }
    /// By row: the ratio, and the size raised to U.
    var ratios = [Double](repeating: .nan, count: now.count)
    var sizes = ratios
    for row in judged {
      guard let partner = partners[row] else { continue }
      ratios[row] = now[row] / then[partner]
      sizes[row] = raised(max(now[row], then[partner]))
    }
    let bounds = CellStatistics(
      variables, rowCount: table.rowCount, contributors: judged, recipients: judged, minimum: minimumCell
    ) { rows, _ in self.bounds(of: rows, ratios, sizes) }
    let struck = judged.compactMap { (row) -> StruckRow? in
      guard let found = bounds[row]?.statistic else { return nil }
      let effect = self.effect(ratios[row], found.medianRatio, sizes[row])
      guard effect < found.lower || effect > found.upper else { return nil }
      return StruckRow(row, figure: effect, otherRow: partners[row])
    }
    return CheckResult(struck, notes: notes(judged: judged.count, of: table.rowCount))
  }

  private func bounds(of rows: ArraySlice<Int>, _ ratios: [Double], _ sizes: [Double]) -> Bounds {
    let medianRatio = OrderedValues(rows.lazy.map { ratios[$0] }).median
    let effects = OrderedValues(rows.lazy.map { effect(ratios[$0], medianRatio, sizes[$0]) })
    let median = effects.median
    let least = (leastSpread * median).magnitude
    return Bounds(
      medianRatio: medianRatio, lower: median - width * max(median - effects.quantile(0.25), least),
      upper: median + width * max(effects.quantile(0.75) - median, least))
  }

  private func effect(_ ratio: Double, _ medianRatio: Double, _ size: Double) -> Double {
    (ratio < medianRatio ? 1 - medianRatio / ratio : ratio / medianRatio - 1) * size
  }

  private func raised(_ size: Double) -> Double {
    // The root is rounded correctly on every machine; a power need not be.
    sizeExponent == 0.5 ? size.squareRoot() : pow(size, sizeExponent)
  }

  private func notes(judged: Int, of rowCount: Int) -> [Diagnostic] {
    guard judged < rowCount else { return [] }
    return [
      Diagnostic(
        .info, code: "Q-012",
        "check \(Self.name): \(rowCount - judged) of \(rowCount) records have no value above 0 of \(variable) in both waves "
          + "and were not judged", advice: "Judge them by another check")
    ]
  }
}

/// The row of the second table with the key of each row of the first; nil where the key is missing, not there, or there
/// more than once.
func uniquePartners(_ keys: [Column], _ otherKeys: [Column]) -> [Int?] {
  let (mine, theirs) = matchedKeys(keys, otherKeys)
  let count = Int(max(mine.max() ?? -1, theirs.max() ?? -1)) + 1
  /// The row of each key: -1 none, -2 several.
  var rows = [Int](repeating: -1, count: count)
  for row in theirs.indices where theirs[row] >= 0 {
    let id = Int(theirs[row])
    rows[id] = rows[id] == -1 ? row : -2
  }
  return mine.map { $0 < 0 || rows[Int($0)] < 0 ? nil : rows[Int($0)] }
}
