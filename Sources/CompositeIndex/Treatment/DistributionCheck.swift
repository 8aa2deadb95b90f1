/// The limits beyond which a column counts as having outliers.
public struct SkewKurtosisLimits: Sendable, Hashable {
  public var skewness: Double
  public var kurtosis: Double

  /// Absolute skewness of 2 and excess kurtosis of 3.5: OECD and JRC, Handbook on Constructing Composite Indicators (2008).
  public init(skewness: Double = 2, kurtosis: Double = 3.5) {
    self.skewness = skewness
    self.kurtosis = kurtosis
  }
}

/// Whether a column's distribution passes the outlier test, and by what.
public struct DistributionCheck: Sendable, Hashable {
  /// G1; nil below three values and for a constant column.
  public let skewness: Double?
  /// Excess kurtosis G2; nil below four values and for a constant column.
  public let kurtosis: Double?
  /// The skewness or the kurtosis is within its limit, strictly. A column too short or too even for either passes.
  public let passes: Bool

  /// - Parameters:
  ///   - values: NaN stands for missing and is left out.
  ///   - limits: what the test allows.
  public init(_ values: [Double], limits: SkewKurtosisLimits = SkewKurtosisLimits()) {
    let moments = Moments(values)
    skewness = moments.skewness
    kurtosis = moments.kurtosis
    guard let skewness = moments.skewness, let kurtosis = moments.kurtosis else {
      passes = true
      return
    }
    passes = abs(skewness) < limits.skewness || kurtosis < limits.kurtosis
  }
}
