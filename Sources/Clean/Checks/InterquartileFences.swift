import Tables

/// Values outside the fences of their cell: below Q1 - k IQR or above Q3 + k IQR.
///
/// Tukey (1977), "Exploratory data analysis", with k = 1.5 for the inner fences and 3 for the outer; quartiles by
/// definition 7 of Hyndman & Fan (1996). Where the quartiles coincide every other value would be an outlier: the coarser
/// cell judges, and where there is none nothing is struck. On the log scale values of 0 and less are not judged.
///
/// Figure: how far beyond its quartile, in interquartile ranges; negative below.
///
/// - Complexity: O(n log n) for each cell variable.
struct InterquartileFences: CellCheck {
  static let name = "interquartile_fences"

  var variable: String
  var scale = ValueScale.raw
  /// The variables that make cells, the one that is left out first last.
  var cells: [String] = []
  /// The fewest values of a cell; a smaller one is judged by the coarser cell.
  var minimumCell = 20
  /// The distance of the fences from the quartiles, in interquartile ranges.
  var factor = 1.5

  struct Quartiles: Sendable {
    var lower: Double
    var upper: Double
  }

  func require(_ lookup: inout ColumnLookup) {
    lookup.require(factor > 0, "the factor is \(shortestText(factor))", advice: "Give a factor such as 1.5")
  }

  func statistic(of values: OrderedValues, isCoarsest: Bool) -> Quartiles? {
    let found = Quartiles(lower: values.quantile(0.25), upper: values.quantile(0.75))
    return found.upper > found.lower ? found : nil
  }

  func figure(of value: Double, by quartiles: Quartiles) -> Double? {
    let range = quartiles.upper - quartiles.lower
    if value > quartiles.upper + factor * range { return (value - quartiles.upper) / range }
    if value < quartiles.lower - factor * range { return (value - quartiles.lower) / range }
    return nil
  }
}
