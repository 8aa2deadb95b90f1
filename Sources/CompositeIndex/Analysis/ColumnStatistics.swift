/// What a column of raw data looks like before anything is done to it.
public struct ColumnStatistics: Sendable, Hashable {
  public let least: Double?
  public let greatest: Double?
  public let mean: Double?
  public let median: Double?
  /// With n - 1.
  public let standardDeviation: Double?
  public let skewness: Double?
  public let kurtosis: Double?
  public let units: Int
  public let available: Int
  public let nonZero: Int
  public let distinct: Int
  /// How often the most frequent value occurs.
  public let mostFrequent: Int
  public var availableShare: Double? { share(available, of: units) }
  public var nonZeroShare: Double? { share(nonZero, of: available) }
  public var distinctShare: Double? { share(distinct, of: available) }
  public var mostFrequentShare: Double? { share(mostFrequent, of: available) }

  /// - Parameter values: NaN stands for missing.
  public init(_ values: [Double]) {
    let moments = Moments(values)
    let sorted = present(values).sorted()
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    least = sorted.first
    greatest = sorted.last
    mean = known(moments.mean)
    median = known(CompositeIndex.median(sorted))
    standardDeviation = known(moments.standardDeviation)
    skewness = moments.skewness
    kurtosis = moments.kurtosis
    units = values.count
    available = sorted.count
    nonZero = sorted.count { $0 != 0 }
    var (distinct, longest, run) = (0, 0, 0)
    for (position, value) in sorted.enumerated() {
      let isNew = position == 0 || value != sorted[position - 1]
      run = isNew ? 1 : run + 1
      if isNew { distinct += 1 }
      longest = max(longest, run)
    }
    self.distinct = distinct
    mostFrequent = longest
  }

  private func share(_ count: Int, of total: Int) -> Double? { total > 0 ? Double(count) / Double(total) : nil }
}

/// Which columns deserve a second look.
public struct ColumnFlags: Sendable, Hashable {
  /// Fewer values than the threshold's share of the units.
  public let isSparse: Bool
  /// Mostly zeros.
  public let isMostlyZero: Bool
  /// Few different values.
  public let isCoarse: Bool
  /// Skewness and kurtosis both beyond their limits.
  public let hasOutliers: Bool

  /// - Parameters:
  ///   - statistics: of the column.
  ///   - available: least share of units with a value.
  ///   - nonZero: least share of values other than 0.
  ///   - distinct: least share of different values.
  ///   - limits: the outlier test, where a value at the limit still passes.
  public init(
    _ statistics: ColumnStatistics, available: Double = 0.65, nonZero: Double = 0.5, distinct: Double = 0.5,
    limits: SkewKurtosisLimits = SkewKurtosisLimits()
  ) {
    isSparse = (statistics.availableShare ?? 0) < available
    isMostlyZero = (statistics.nonZeroShare ?? 0) < nonZero
    isCoarse = (statistics.distinctShare ?? 0) < distinct
    hasOutliers =
      abs(statistics.skewness ?? 0) > limits.skewness && (statistics.kurtosis ?? 0) > limits.kurtosis
  }
}
