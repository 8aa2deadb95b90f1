public import Diagnostics
public import SurveyModel

/// An estimate read off cells: its linearised value of a row of the domain is the weight times a linear form of the item's
/// variables.
public struct CellEstimate: Sendable {
  /// The estimate.
  public var value: Double
  /// The item that it is of.
  let item: Int
  /// The cells of its domain.
  let cells: [Int]
  let form: LinearForm
}

/// Estimates and their covariances from cells, as `WeightedSample` makes them from rows.
public struct CellEstimator: Sendable {
  let table: CellTable
  /// What the weights of cells were adjusted by; nil for the weights of the rows.
  let weighting: CellWeighting?
  /// Items that hold the products of others.
  let pairs: [CellPair]
  let lonelyPolicy: LonelyPolicy
  let adjustsLonelyInDomains: Bool
  /// The strata, in order of their names.
  let strata: [Stratum]
  /// By cell, its stratum and, where units have cells of their own, its unit.
  let stratumOfCell: [Int]
  let unitOfCell: [Int]

  struct Stratum: Sendable {
    var name: String
    /// Its cells, which are neighbours.
    var cells: Range<Int>
    var unitCount = 0
    var unsampledShare = 1.0
  }

  /// - Parameters:
  ///   - table: the cells of the whole sample, its domains all of them.
  ///   - weighting: adjusted weights of the cells.
  ///   - pairs: items that hold the products of others, for covariances between items in designs without units.
  ///   - lonelyPolicy: what a stratum with one unit adds to a variance.
  ///   - adjustsLonelyInDomains: whether a stratum met by a domain in one unit is lonely too.
  /// - Throws: every stratum whose population is smaller than its sample.
  public init(
    _ table: CellTable, weighting: CellWeighting? = nil, pairs: [CellPair] = [], lonelyPolicy: LonelyPolicy = .fail,
    adjustsLonelyInDomains: Bool = false
  ) throws(DiagnosticError) {
    self.table = table
    self.weighting = weighting
    self.pairs = pairs
    self.lonelyPolicy = lonelyPolicy
    self.adjustsLonelyInDomains = adjustsLonelyInDomains
    var strata: [Stratum] = []
    var stratumOfCell: [Int] = []
    var unitOfCell: [Int] = []
    var unitCount = 0
    // Keys are in order, so that a stratum's cells are neighbours and so are a unit's.
    for (cell, key) in table.keys.enumerated() {
      let isNewStratum = strata.last?.name != key.stratum
      if isNewStratum { strata.append(Stratum(name: key.stratum, cells: cell..<cell)) }
      strata[strata.count - 1].cells = strata[strata.count - 1].cells.lowerBound..<cell + 1
      if key.unit == nil {
        strata[strata.count - 1].unitCount += table.rowCounts[cell]
      } else if isNewStratum || table.keys[cell - 1].unit != key.unit {
        strata[strata.count - 1].unitCount += 1
        unitCount += 1
      }
      stratumOfCell.append(strata.count - 1)
      unitOfCell.append(unitCount - 1)
    }
    var problems: [Diagnostic] = []
    for index in strata.indices {
      guard let population = table.populations[strata[index].name] else { continue }
      let n = Double(strata[index].unitCount)
      if population < n {
        problems.append(
          Diagnostic(
            .error, code: "E-129",
            "stratum \(strata[index].name) has \(Int(n)) units in the sample and only \(population) in the population",
            advice: "Correct the population or the strata"))
      }
      strata[index].unsampledShare = 1 - n / population
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    self.strata = strata
    self.stratumOfCell = stratumOfCell
    self.unitOfCell = unitOfCell
  }

  /// Σ w y over the cells of a domain.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: the total over rows with a value.
  public func total(item: Int, over cells: [Int]? = nil) -> CellEstimate {
    let (cells, sum) = summed(item, cells)
    let shift = table.shifts[item].value
    return CellEstimate(
      value: sum.y + shift * sum.one, item: item, cells: cells, form: LinearForm(constant: shift, y: 1))
  }

  /// Σ w y / Σ w over the cells of a domain; of a condition, the share of rows.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: nil over an empty domain.
  public func mean(item: Int, over cells: [Int]? = nil) -> CellEstimate? {
    let (cells, sum) = summed(item, cells)
    guard sum.one > 0 else { return nil }
    let centered = sum.y / sum.one
    return CellEstimate(
      value: table.shifts[item].value + centered, item: item, cells: cells,
      form: LinearForm(constant: -centered / sum.one, y: 1 / sum.one))
  }

  /// Σ w y / Σ w x over the cells of a domain, x the denominator of the item.
  ///
  /// - Parameters:
  ///   - item: which item of the plan.
  ///   - cells: the domain; nil for all cells.
  /// - Returns: nil where the denominator is 0.
  public func ratio(item: Int, over cells: [Int]? = nil) -> CellEstimate? {
    let (cells, sum) = summed(item, cells)
    let shift = table.shifts[item]
    let below = sum.x + shift.denominator * sum.one
    guard below != 0 else { return nil }
    let value = (sum.y + shift.value * sum.one) / below
    let constant = (shift.value - value * shift.denominator) / below
    return CellEstimate(
      value: value, item: item, cells: cells, form: LinearForm(constant: constant, y: 1 / below, x: -value / below))
  }

  /// What the weights of a cell are multiplied by.
  func factor(_ cell: Int) -> Double { weighting?.factors[cell] ?? 1 }

  /// The weighted sums over cells.
  private func summed(_ item: Int, _ cells: [Int]?) -> (cells: [Int], sum: MonomialSums) {
    let cells = cells ?? Array(table.keys.indices)
    var sum = MonomialSums()
    for cell in cells { sum.add(table[item: item, cell: cell].weighted, times: factor(cell)) }
    return (cells, sum)
  }

  /// V / V_srs of an estimate, as `WeightedSample.designEffect`.
  ///
  /// - Parameters:
  ///   - estimate: the estimate.
  ///   - variance: its variance.
  ///   - replacement: whether the reference draws with replacement.
  /// - Returns: nil where the reference does not vary.
  public func designEffect(_ estimate: CellEstimate, variance: Double, replacement: Bool = false) -> Double? {
    let sum = summed(estimate.item, estimate.cells).sum
    let n = estimate.cells.reduce(0) { $0 + table[item: estimate.item, cell: $1].n }
    guard n > 1, sum.one > 0 else { return nil }
    let centered = estimate.form.scaled(by: 1, less: sum.sum(estimate.form) / sum.one)
    let spread = sum.sum(centered, centered) / sum.one * n / (n - 1)
    let reference = sum.one * sum.one * spread / n * (replacement ? 1 : 1 - n / sum.one)
    return reference > 0 ? variance / reference : nil
  }
}
