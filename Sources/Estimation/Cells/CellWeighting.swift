public import Diagnostics

/// Weights of whole cells adjusted to the population, as `WeightedSample` adjusts those of rows: rows of a cell keep their
/// proportions, so that a cell needs one factor.
public struct CellWeighting: Sendable {
  /// What the weights of each cell are multiplied by.
  public let factors: [Double]
  /// The item that every row has a value of.
  let counting: Int
  private let rule: Rule

  private enum Rule: Sendable {
    /// The mean of each class, weighted by the weights before, is taken out.
    case poststratification(classOfCell: [Int], classCount: Int)
    /// Ten passes over the margins take out unweighted means (see `CalibrationResiduals`). By margin, factor right after it.
    case raking([CellMargin], factorsAfterMargin: [[Double]])
    /// The least squares fit on the variables is taken out.
    case regression(OrthogonalBasis, roots: [Double])
  }

  private init(factors: [Double], counting: Int, rule: Rule) {
    self.factors = factors
    self.counting = counting
    self.rule = rule
  }

  /// Post-stratified to one margin (Holt & Smith 1979).
  ///
  /// - Parameters:
  ///   - table: the cells.
  ///   - counting: an item that every row has a value of, such as 1.
  ///   - margin: the margin.
  /// - Returns: the factors of the cells.
  /// - Throws: if rows have no value of the counting item.
  public static func poststratified(
    _ table: CellTable, counting: Int, margin: CellMargin
  ) throws(DiagnosticError) -> CellWeighting {
    try check(table, counting: counting)
    var sums = [Double](repeating: 0, count: margin.population.count)
    for (cell, own) in margin.classOfCell.enumerated() { sums[own] += table[item: counting, cell: cell].weighted.one }
    let factors = margin.classOfCell.map { sums[$0] > 0 ? margin.population[$0] / sums[$0] : 1 }
    return CellWeighting(
      factors: factors, counting: counting,
      rule: .poststratification(classOfCell: margin.classOfCell, classCount: margin.population.count))
  }

  /// Raked to margins (Deming & Stephan 1940).
  ///
  /// - Parameters:
  ///   - table: the cells.
  ///   - counting: an item that every row has a value of, such as 1.
  ///   - margins: the margins, met in turn.
  ///   - stop: when the passes end.
  /// - Returns: the factors of the cells, and whether and how well the margins are met.
  /// - Throws: if rows have no value of the counting item.
  public static func raked(
    _ table: CellTable, counting: Int, margins: [CellMargin], until stop: RakingStop = .nothingMoves()
  ) throws(DiagnosticError) -> (weighting: CellWeighting, result: RakingResult) {
    try check(table, counting: counting)
    let count = table.keys.count
    let totals = (0..<count).map { table[item: counting, cell: $0].weighted.one }
    let cells = CalibrationCells(
      baseWeights: [Double](repeating: 1, count: count),
      margins: margins.map {
        Margin(name: $0.name, classes: $0.classes, population: $0.population, classOfRecord: $0.classOfCell)
      })
    var result = cells.rake(totals: cells.totals(totals), until: stop)
    func byCell(_ factors: [Double]) -> [Double] { (0..<count).map { factors[Int(cells.cellOfRecord[$0])] } }
    result.factors = byCell(result.factors)
    result.factorsAfterMargin = result.factorsAfterMargin.map { byCell($0) }
    return (
      CellWeighting(
        factors: result.factors, counting: counting,
        rule: .raking(margins, factorsAfterMargin: result.factorsAfterMargin)), result
    )
  }

  /// Calibrated to totals of variables that are the same for all rows of a cell (Deville & Särndal 1992), such as conditions
  /// on its labels. Variables that differ between its rows take rounds of their own: `RoundCalibration`.
  ///
  /// - Parameters:
  ///   - table: the cells.
  ///   - counting: an item that every row has a value of, such as 1.
  ///   - model: the variables, one value a cell, their totals and the distance.
  /// - Returns: the factors of the cells.
  /// - Throws: the total that cannot be met, and if rows have no value of the counting item.
  public static func calibrated(
    _ table: CellTable, counting: Int, to model: RegressionCalibration
  ) throws(DiagnosticError) -> CellWeighting {
    try check(table, counting: counting)
    let totals = table.keys.indices.map { table[item: counting, cell: $0].weighted.one }
    let solution = try model.factors(for: totals)
    let roots = totals.map { $0.squareRoot() }
    let basis = OrthogonalBasis(model.columns.map { column in zip(column, roots).map(*) })
    return CellWeighting(factors: solution.factors, counting: counting, rule: .regression(basis, roots: roots))
  }

  private static func check(_ table: CellTable, counting: Int) throws(DiagnosticError) {
    let lacking = table.keys.indices.filter { Int(table[item: counting, cell: $0].n) != table.rowCounts[$0] }
    if let first = lacking.first {
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "E-182",
          "\(lacking.count) cells have rows without a value of \(table.items[counting]), the first in stratum "
            + table.keys[first].stratum,
          advice: "Let the plan count rows by an item that is 1 in every row"))
    }
  }

  /// What calibration takes out of an item's constant, y and x over a domain, by cell: linear in the linear form.
  struct Offsets: Sendable {
    var constant: [Double]
    var y: [Double]
    var x: [Double]

    func value(_ form: LinearForm, cell: Int) -> Double {
      form.constant * constant[cell] + form.y * y[cell] + form.x * x[cell]
    }

    /// A form less what is taken out of it; exact where all of a constant is taken out.
    func residual(_ form: LinearForm, cell: Int) -> LinearForm {
      LinearForm(
        constant: form.constant * (1 - constant[cell]) - form.y * y[cell] - form.x * x[cell], y: form.y, x: form.x)
    }
  }

  /// - Parameters:
  ///   - table: the cells.
  ///   - item: the item.
  ///   - cells: the domain.
  /// - Returns: what is taken out in every cell, those outside the domain included.
  func offsets(_ table: CellTable, item: Int, over cells: [Int]) -> Offsets {
    func sums(_ of: (MonomialSums) -> Double) -> [Double] {
      var weighted = [Double](repeating: 0, count: table.keys.count)
      for cell in cells {
        let own = table[item: item, cell: cell]
        if case .raking = rule { weighted[cell] = of(own.plain) } else { weighted[cell] = of(own.weighted) }
      }
      return taken(table, sums: weighted)
    }
    return Offsets(constant: sums { $0.one }, y: sums { $0.y }, x: sums { $0.x })
  }

  /// - Parameters:
  ///   - table: the cells.
  ///   - sums: by cell, of a variable over the rows of a domain: plain for raking, else weighted by the weights before.
  /// - Returns: what is taken out of every row, by cell.
  private func taken(_ table: CellTable, sums: [Double]) -> [Double] {
    switch rule {
    case .poststratification(let classOfCell, let classCount):
      var means = [Double](repeating: 0, count: classCount)
      var totals = means
      for (cell, own) in classOfCell.enumerated() {
        means[own] += sums[cell]
        totals[own] += table[item: counting, cell: cell].weighted.one
      }
      for own in means.indices where totals[own] > 0 { means[own] /= totals[own] }
      return classOfCell.map { means[$0] }
    case .raking(let margins, let factorsAfterMargin):
      var taken = [Double](repeating: 0, count: sums.count)
      for _ in 0..<10 {
        for (margin, after) in zip(margins, factorsAfterMargin) {
          var means = [Double](repeating: 0, count: margin.population.count)
          var counts = means
          for (cell, own) in margin.classOfCell.enumerated() {
            let rows = Double(table.rowCounts[cell])
            means[own] += (sums[cell] - rows * taken[cell]) * factors[cell] / after[cell]
            counts[own] += rows
          }
          for own in means.indices where counts[own] > 0 { means[own] /= counts[own] }
          for (cell, own) in margin.classOfCell.enumerated() { taken[cell] += after[cell] / factors[cell] * means[own] }
        }
      }
      return taken
    case .regression(let basis, let roots):
      let response = zip(sums, roots).map { $1 > 0 ? $0 / $1 : 0 }
      var rest = response
      basis.takeResidual(of: &rest)
      return response.indices.map { roots[$0] > 0 ? (response[$0] - rest[$0]) / roots[$0] : 0 }
    }
  }
}
