#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An estimate with its linearised values: the weighted row values whose total varies like the estimate.
public struct LinearisedEstimate: Sendable {
  public var value: Double
  /// z, one a record, 0 outside the domain; empty where the statistic has no linearisation (a minimum).
  public var linearised: [Double]
  /// The interval of a quantile; others take t intervals from their variance.
  public var interval: QuantileInterval?

  public init(value: Double, linearised: [Double], interval: QuantileInterval? = nil) {
    self.value = value
    self.linearised = linearised
    self.interval = interval
  }
}

/// Estimators over `records`: the records of a domain with a usable value. `values` is indexed by record.
extension WeightedSample {
  /// Σ w x.
  public func total(_ values: [Double], over records: [Int]) -> LinearisedEstimate {
    var z = [Double](repeating: 0, count: weights.count)
    var sum = 0.0
    for record in records {
      z[record] = weights[record] * values[record]
      sum += z[record]
    }
    return LinearisedEstimate(value: sum, linearised: z)
  }

  /// Σ w.
  public func count(over records: [Int]) -> LinearisedEstimate {
    total(Array(repeating: 1, count: weights.count), over: records)
  }

  /// Σ w x / Σ w, linearised as w (x - m) / Σ w; nil over an empty domain.
  public func mean(_ values: [Double], over records: [Int]) -> LinearisedEstimate? {
    var (total, sum) = (0.0, 0.0)
    for record in records {
      total += weights[record] * values[record]
      sum += weights[record]
    }
    guard sum > 0 else { return nil }
    let mean = total / sum
    var z = [Double](repeating: 0, count: weights.count)
    for record in records { z[record] = weights[record] * (values[record] - mean) / sum }
    return LinearisedEstimate(value: mean, linearised: z)
  }

  /// Σ w y / Σ w x, linearised as w (y - R x) / Σ w x; nil where the denominator is 0.
  public func ratio(_ numerator: [Double], _ denominator: [Double], over records: [Int]) -> LinearisedEstimate? {
    var (top, bottom) = (0.0, 0.0)
    for record in records {
      top += weights[record] * numerator[record]
      bottom += weights[record] * denominator[record]
    }
    guard bottom != 0 else { return nil }
    let ratio = top / bottom
    var z = [Double](repeating: 0, count: weights.count)
    for record in records {
      z[record] = weights[record] * (numerator[record] - ratio * denominator[record]) / bottom
    }
    return LinearisedEstimate(value: ratio, linearised: z)
  }

  /// The square root of n/(n - 1) Σ w (x - m)² / Σ w; nil below two records.
  public func standardDeviation(_ values: [Double], over records: [Int]) -> LinearisedEstimate? {
    guard records.count > 1, let center = mean(values, over: records)?.value else { return nil }
    let scale = Double(records.count) / Double(records.count - 1)
    var squares = [Double](repeating: 0, count: weights.count)
    for record in records { squares[record] = scale * (values[record] - center) * (values[record] - center) }
    guard let variance = mean(squares, over: records) else { return nil }
    let deviation = variance.value.squareRoot()
    guard deviation > 0 else {
      return LinearisedEstimate(value: 0, linearised: Array(repeating: 0, count: weights.count))
    }
    return LinearisedEstimate(value: deviation, linearised: variance.linearised.map { $0 / (2 * deviation) })
  }
}
