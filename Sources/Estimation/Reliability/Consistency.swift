#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How well the items of a battery measure one thing.
extension ItemBattery {
  /// Cronbach's (1951) alpha, k/(k - 1) (1 - Σ item variances / variance of their sum); nil where the sum does not vary.
  public var alpha: Double? { Self.alpha(covariance) }

  /// Alpha of the items brought to one variance, k r̄ / (1 + (k - 1) r̄); nil where their sum does not vary.
  public var standardizedAlpha: Double? { Self.alpha(correlation) }

  private static func alpha(_ covariance: Matrix) -> Double? {
    let k = Double(covariance.rowCount)
    let total = covariance.elements.reduce(0, +)
    guard k > 1, total > 0 else { return nil }
    return k / (k - 1) * (1 - covariance.trace / total)
  }

  /// The interval of alpha by Feldt (1965): (1 - α) / (1 - α̂) is distributed as F with n - 1 and (n - 1)(k - 1) degrees of
  /// freedom, for items of equal covariances and normal errors. n is the effective number of records; where the design
  /// matters more than unequal weights, take `WeightedSample.alphaInterval`.
  ///
  /// - Parameter level: the confidence level.
  /// - Returns: nil without alpha.
  public func alphaInterval(level: Double = 0.95) -> ConfidenceInterval? {
    guard let alpha, effectiveN > 1 else { return nil }
    let numerator = effectiveN - 1
    let denominator = numerator * Double(itemCount - 1)
    let tail = (1 - level) / 2
    return ConfidenceInterval(
      low: 1 - (1 - alpha) * fQuantile(1 - tail, numerator: numerator, denominator: denominator),
      high: 1 - (1 - alpha) * fQuantile(tail, numerator: numerator, denominator: denominator))
  }

  /// What one item adds to the battery.
  public struct ItemFit: Sendable, Hashable {
    /// The correlation of the item with the sum of the others (Henrysson 1963); nil where that sum does not vary.
    public var itemRestCorrelation: Double?
    /// Alpha of the others; nil below two.
    public var alphaWithout: Double?
  }

  /// Each item beside the others.
  public var itemFits: [ItemFit] {
    let total = covariance.elements.reduce(0, +)
    return (0..<itemCount).map { item in
      let own = covariance[item, item]
      let withAll = (0..<itemCount).reduce(0) { $0 + covariance[item, $1] }
      let rest = total - 2 * withAll + own
      let others = (0..<itemCount).filter { $0 != item }
      return ItemFit(
        itemRestCorrelation: rest > 0 ? (withAll - own) / (own * rest).squareRoot() : nil,
        alphaWithout: others.count > 1 ? Self.alpha(covariance.selecting(others)) : nil)
    }
  }

  /// One common factor behind the correlations.
  public struct FactorModel: Sendable, Hashable {
    /// The correlation of each item with the factor, signs so that their sum is not below 0.
    public var loadings: [Double]
    /// Whether a loading was held at 1, beyond which there is no model (Heywood 1931): omega is doubtful then.
    public var isImproper: Bool
  }

  /// The factor whose products of loadings come nearest to the correlations between items: least squares over the elements
  /// beside the diagonal (minres, Harman & Jones 1966). nil below three items, where there is no single solution.
  public var factorModel: FactorModel? {
    let k = itemCount
    guard k > 2 else { return nil }
    // From the centroid of the correlations, one loading after the other to its least squares.
    let sums = (0..<k).map { row in (0..<k).reduce(0) { $0 + ($1 == row ? 1 : correlation[row, $1]) } }
    let all = sums.reduce(0, +)
    guard all > 0 else { return nil }
    var loadings = sums.map { $0 / all.squareRoot() }
    for _ in 0..<20_000 {
      var change = 0.0
      for item in 0..<k {
        var (product, square) = (0.0, 0.0)
        for other in 0..<k where other != item {
          product += correlation[item, other] * loadings[other]
          square += loadings[other] * loadings[other]
        }
        guard square > 0 else { continue }
        let next = min(1, max(-1, product / square))
        change = max(change, abs(next - loadings[item]))
        loadings[item] = next
      }
      if change < 1e-14 { break }
    }
    if loadings.reduce(0, +) < 0 { loadings = loadings.map { -$0 } }
    return FactorModel(loadings: loadings, isImproper: loadings.contains { abs($0) >= 1 })
  }

  /// McDonald's (1999, "Test Theory", chapter 6) omega of the sum of the items: (Σ λ)² / ((Σ λ)² + Σ ψ), λ the loadings on one
  /// factor in the items' own units and ψ what is left of their variances. nil without a factor.
  public var omega: Double? {
    guard let loadings = factorModel?.loadings else { return nil }
    let variances = covariance.diagonal
    let common = zip(loadings, variances).reduce(0) { $0 + $1.0 * $1.1.squareRoot() }
    let rest = zip(loadings, variances).reduce(0) { $0 + (1 - $1.0 * $1.0) * $1.1 }
    let all = common * common + rest
    return all > 0 ? common * common / all : nil
  }
}

extension WeightedSample {
  /// The interval of alpha with the variance of the design: that of ln(1 - α), whose distribution is nearer to the normal
  /// (Bonett 2002), by its linearised values.
  ///
  /// - Parameters:
  ///   - items: one column an item, by record.
  ///   - records: the records of the domain that answered all items.
  ///   - level: the confidence level.
  /// - Returns: nil without alpha, at an alpha of 1, and without degrees of freedom.
  public func alphaInterval(_ items: [[Double]], over records: [Int], level: Double = 0.95) -> ConfidenceInterval? {
    guard let alpha = cronbachAlpha(items, over: records), alpha.value < 1 else { return nil }
    let df = survey.degreesOfFreedom(over: records)
    let error = max(0, variance(ofLinearised: alpha.linearised, over: records)).squareRoot() / (1 - alpha.value)
    guard df > 0, error.isFinite else { return nil }
    let half = StudentT(df: Double(df)).quantile(1 - (1 - level) / 2) * error
    return ConfidenceInterval(low: 1 - (1 - alpha.value) * exp(half), high: 1 - (1 - alpha.value) * exp(-half))
  }
}
