/// The outcome of a test of association between the rows and columns of a table.
public struct AssociationTest: Sendable, Hashable {
  /// F, or chi-square where there is no second number of degrees of freedom.
  public var statistic: Double
  /// Degrees of freedom of the numerator.
  public var numeratorDF: Double
  /// Degrees of freedom of the denominator; nil for chi-square.
  public var denominatorDF: Double?
  /// The probability of as large a statistic without association.
  public var pValue: Double
}

/// A two-way table of shares with their covariance, cells column by column: (1,1), (2,1), …, (1,2), ….
public struct ShareTable: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The shares of the cells; they add up to 1.
  public let shares: JointEstimate
  /// The weighted totals of the cells.
  public let totals: JointEstimate
  /// The number of records in the table.
  public let n: Double
  /// ν, units less strata of the design.
  public let designDF: Double

  /// - Parameters:
  ///   - rowCount: the number of rows.
  ///   - columnCount: the number of columns.
  ///   - shares: the shares of the cells, column by column.
  ///   - totals: the weighted totals of the cells, column by column.
  ///   - n: the number of records.
  ///   - designDF: units less strata of the design.
  public init(
    rowCount: Int, columnCount: Int, shares: JointEstimate, totals: JointEstimate, n: Double, designDF: Double
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.shares = shares
    self.totals = totals
    self.n = n
    self.designDF = designDF
  }

  private func share(_ row: Int, _ column: Int) -> Double { shares.values[column * rowCount + row] }
  private var rowShares: [Double] {
    (0..<rowCount).map { row in (0..<columnCount).reduce(0) { $0 + share(row, $1) } }
  }
  private var columnShares: [Double] {
    (0..<columnCount).map { column in (0..<rowCount).reduce(0) { $0 + share($1, column) } }
  }

  /// Pearson's X² of the table scaled to n records.
  public var pearson: Double {
    let (rows, columns) = (rowShares, columnShares)
    var sum = 0.0
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let expected = rows[row] * columns[column]
        let distance = share(row, column) - expected
        sum += distance * distance / expected
      }
    }
    return n * sum
  }

  /// Δ = (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C, the design effects of the interaction contrasts C; nil where it does not exist.
  private var designEffects: Matrix? {
    let cells = shares.values
    var contrasts = Matrix(rowCount: cells.count, columnCount: (rowCount - 1) * (columnCount - 1))
    // Differences from the first row and column: orthogonal to both main effects, and Δ's traces need no more.
    for row in 1..<rowCount {
      for column in 1..<columnCount {
        let position = (column - 1) * (rowCount - 1) + row - 1
        contrasts[0, position] = 1
        contrasts[row, position] = -1
        contrasts[column * rowCount, position] = -1
        contrasts[column * rowCount + row, position] = 1
      }
    }
    var scaled = contrasts
    for cell in cells.indices {
      for position in 0..<contrasts.columnCount {
        scaled[cell, position] = cells[cell] == 0 ? 0 : contrasts[cell, position] / cells[cell]
      }
    }
    let under = (contrasts.transposed * scaled).scaled(by: 1 / n)
    return under.solving(scaled.transposed * shares.covariance * scaled)
  }

  /// The mean of the design effects that Rao & Scott's corrections divide X² by; nil for tables with one row or column.
  public var meanDesignEffect: Double? {
    guard rowCount > 1, columnCount > 1 else { return nil }
    return designEffects.map { $0.trace / Double($0.rowCount) }
  }

  /// Cramér's (1946) V of the shares: the root of X² over n times the smaller number of rows or columns less one.
  public var cramersV: Double? {
    guard rowCount > 1, columnCount > 1, n > 0 else { return nil }
    return (pearson / (n * Double(min(rowCount, columnCount) - 1))).squareRoot()
  }

  /// The smallest number of records that a cell would hold without association.
  public var smallestExpected: Double {
    n * (rowShares.min() ?? 0) * (columnShares.min() ?? 0)
  }

  /// Rao & Scott's (1984) second-order correction of Pearson's test as F; nil for tables with one row or column.
  public var raoScottF: AssociationTest? {
    guard rowCount > 1, columnCount > 1, let effects = designEffects else { return nil }
    let trace = effects.trace
    let df = trace * trace / (effects * effects).trace
    let statistic = pearson / trace
    return AssociationTest(
      statistic: statistic, numeratorDF: df, denominatorDF: df * designDF,
      pValue: fUpperTail(statistic, numerator: df, denominator: df * designDF))
  }

  /// Rao & Scott's first-order correction: X² over the mean design effect as chi-square. The statistic is X² itself.
  public var raoScottChiSquare: AssociationTest? {
    guard rowCount > 1, columnCount > 1, let effects = designEffects else { return nil }
    let df = Double(effects.rowCount)
    return AssociationTest(
      statistic: pearson, numeratorDF: df, denominatorDF: nil,
      pValue: chiSquareUpperTail(pearson / (effects.trace / df), df: df))
  }

  /// The Wald test of the distances N_rc - N_r N_c / N of the totals (Koch, Freeman & Freeman 1975).
  ///
  /// - Parameter isAdjusted: with the correction of Thomas & Rao (1987) for few degrees of freedom.
  /// - Returns: nil where the distances have no inverse covariance.
  public func wald(isAdjusted: Bool = false) -> AssociationTest? {
    guard rowCount > 1, columnCount > 1 else { return nil }
    let distances = totals.transformed { cells in
      let zero = GradientNumber(0)
      let rows = (0..<rowCount).map { row in
        (0..<columnCount).reduce(zero) { $0 + cells[$1 * rowCount + row] }
      }
      let columns = (0..<columnCount).map { column in
        (0..<rowCount).reduce(zero) { $0 + cells[column * rowCount + $1] }
      }
      let all = rows.reduce(zero) { $0 + $1 }
      return (1..<columnCount).flatMap { column in
        (1..<rowCount).map { cells[column * rowCount + $0] - rows[$0] * columns[column] / all }
      }
    }
    let right = Matrix(rows: distances.values.map { [$0] })
    guard let solved = distances.covariance.solving(right) else { return nil }
    let square = (right.transposed * solved)[0, 0]
    let df = Double(distances.values.count)
    let denominator = isAdjusted ? designDF - df + 1 : designDF
    let statistic = square / df * (isAdjusted ? denominator / designDF : 1)
    return AssociationTest(
      statistic: statistic, numeratorDF: df, denominatorDF: denominator,
      pValue: fUpperTail(statistic, numerator: df, denominator: denominator))
  }
}

/// The outcome of a t test.
public struct StudentTest: Sendable, Hashable {
  /// The mean, or the difference of two.
  public var estimate: Double
  /// Estimate over standard error.
  public var statistic: Double
  /// Degrees of freedom: those of the design less one.
  public var df: Double
  /// Two-sided.
  public var pValue: Double
  /// The interval of the estimate with the same degrees of freedom.
  public var interval: ConfidenceInterval

  /// Whether an estimate is 0. Its degrees of freedom are one less than the design's, as one slope or mean is fitted.
  ///
  /// - Parameters:
  ///   - joint: the estimates.
  ///   - position: which of them.
  ///   - level: of the interval.
  public init(_ joint: JointEstimate, position: Int = 0, level: Double = 0.95) {
    estimate = joint.values[position]
    df = joint.degreesOfFreedom - 1
    statistic = estimate / joint.standardErrors[position]
    pValue = StudentT(df: df).twoSidedPValue(statistic)
    interval = joint.interval(position, df: df, level: level)
  }
}
