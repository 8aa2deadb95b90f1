/// Whether the correlations of a battery suit a factor analysis.
extension ItemBattery {
  /// Kaiser's (1970; Kaiser & Rice 1974) measure of sampling adequacy.
  public struct SamplingAdequacy: Sendable, Hashable {
    /// Σ r² / (Σ r² + Σ q²) over all pairs of items, q their partial correlations given all others.
    public var overall: Double
    /// The same over the pairs of each item.
    public var items: [Double]
  }

  /// KMO; nil where the correlations have no inverse.
  public var samplingAdequacy: SamplingAdequacy? {
    guard let inverse = correlation.inverse else { return nil }
    let k = itemCount
    var own = [(simple: Double, partial: Double)](repeating: (0, 0), count: k)
    for row in 0..<k {
      for column in 0..<k where column != row {
        let (r, q) = (correlation[row, column], inverse[row, column])
        own[row].simple += r * r
        own[row].partial += q * q / (inverse[row, row] * inverse[column, column])
      }
    }
    let all = own.reduce((0.0, 0.0)) { ($0.0 + $1.simple, $0.1 + $1.partial) }
    guard own.allSatisfy({ $0.simple + $0.partial > 0 }) else { return nil }
    return SamplingAdequacy(
      overall: all.0 / (all.0 + all.1), items: own.map { $0.simple / ($0.simple + $0.partial) })
  }

  /// Bartlett's (1951) test that the items are not correlated at all: -(n - 1 - (2k + 5)/6) ln|R| as chi-square with
  /// k(k - 1)/2 degrees of freedom, n the effective number of records. nil where the correlations have no inverse.
  public var bartlettTest: AssociationTest? {
    guard let logDeterminant = correlation.logDeterminant else { return nil }
    let k = Double(itemCount)
    let statistic = -(effectiveN - 1 - (2 * k + 5) / 6) * logDeterminant
    let df = k * (k - 1) / 2
    return AssociationTest(
      statistic: statistic, numeratorDF: df, denominatorDF: nil, pValue: chiSquareUpperTail(statistic, df: df))
  }
}
