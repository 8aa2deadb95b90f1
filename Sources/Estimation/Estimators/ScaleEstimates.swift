#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Figures of answers on a scale, each linearised as the mean of what it makes of an answer. `values` are by record, and
/// `records` those of a domain with a usable value; nil over an empty domain.
extension WeightedSample {
  /// The Net Promoter Score (Reichheld 2003): the share of answers 9 and 10 less that of 0 to 6 of 0…10, times 100.
  public func netPromoterScore(_ values: [Double], over records: [Int]) -> LinearisedEstimate? {
    mean(values.map { $0 >= 9 ? 100 : $0 <= 6 ? -100 : 0 }, over: records)
  }

  /// How a diffusion index is scaled.
  public enum DiffusionScale: Sendable, Hashable {
    /// The share of better plus half the share of same, times 100: 50 is no change, as in purchasing managers' indices.
    case fifty
    /// The share of better less the share of worse, times 100: the balance of the OECD's (2003) business tendency surveys.
    case balance
  }

  /// A diffusion index of answers better (above 0), same (0) and worse (below 0).
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - scale: around 50, or around 0 from -100 to 100.
  ///   - records: the records of the domain with an answer.
  /// - Returns: nil over an empty domain.
  public func diffusionIndex(
    _ values: [Double], scale: DiffusionScale, over records: [Int]
  ) -> LinearisedEstimate? {
    mean(
      values.map { value in
        let sign: Double = value > 0 ? 1 : value < 0 ? -1 : 0
        return scale == .fifty ? 50 + 50 * sign : 100 * sign
      }, over: records)
  }

  /// exp(Σ w ln x / Σ w), linearised as itself times the mean of logarithms; nil too where a value is not above 0.
  public func geometricMean(_ values: [Double], over records: [Int]) -> LinearisedEstimate? {
    guard records.allSatisfy({ values[$0] > 0 }) else { return nil }
    var logs = [Double](repeating: 0, count: values.count)
    for record in records { logs[record] = log(values[record]) }
    guard let center = mean(logs, over: records) else { return nil }
    let value = exp(center.value)
    return LinearisedEstimate(value: value, linearised: center.linearised.map { value * $0 })
  }

  /// The mean of the points of an answer scale, brought to 0…100: 100 (x - lowest) / (highest - lowest).
  ///
  /// - Parameters:
  ///   - values: points, by record.
  ///   - lowest: the points of the worst answer.
  ///   - highest: the points of the best.
  ///   - records: the records of the domain with an answer.
  /// - Returns: nil over an empty domain and for a scale without length.
  public func likertMean(
    _ values: [Double], lowest: Double, highest: Double, over records: [Int]
  ) -> LinearisedEstimate? {
    guard lowest != highest else { return nil }
    return mean(values.map { 100 * ($0 - lowest) / (highest - lowest) }, over: records)
  }

  /// The share of the two best answers of a scale whose points are whole numbers.
  ///
  /// - Parameters:
  ///   - values: points, by record.
  ///   - highest: the points of the best answer.
  ///   - records: the records of the domain with an answer.
  /// - Returns: nil over an empty domain.
  public func topTwoShare(_ values: [Double], highest: Double, over records: [Int]) -> LinearisedEstimate? {
    mean(values.map { $0 >= highest - 1 ? 1 : 0 }, over: records)
  }

  /// Σ_k W_k m_k: the means of classes with given weights in place of the domain's own, so that domains of another make-up
  /// compare (direct standardisation; Wolter 2007 for its variance as a combination of ratios).
  ///
  /// - Parameters:
  ///   - values: by record.
  ///   - classes: the class of each record.
  ///   - shares: the standard make-up; brought to the sum 1.
  ///   - records: the records of the domain with a usable value.
  /// - Returns: nil where a class with a share has no record in the domain.
  public func standardisedMean(
    _ values: [Double], classes: RecordClasses, shares: [Double], over records: [Int]
  ) -> LinearisedEstimate? {
    let all = shares.reduce(0, +)
    guard all > 0, shares.count == classes.names.count else { return nil }
    var (totals, sums) = (shares.map { _ in 0.0 }, shares.map { _ in 0.0 })
    for record in records {
      let own = classes.classOfRecord[record]
      totals[own] += weights[record] * values[record]
      sums[own] += weights[record]
    }
    var result = LinearisedEstimate(value: 0, linearised: [Double](repeating: 0, count: weights.count))
    for own in shares.indices where shares[own] != 0 {
      guard sums[own] > 0 else { return nil }
      result.value += shares[own] / all * (totals[own] / sums[own])
    }
    for record in records {
      let own = classes.classOfRecord[record]
      if shares[own] == 0 { continue }
      let deviation = values[record] - totals[own] / sums[own]
      result.linearised[record] = shares[own] / all * (weights[record] * deviation / sums[own])
    }
    return result
  }
}

/// The least change that a comparison is likely to find: (t(1 - α/2) + t(power)) SE of the change (Bloom 1995).
///
/// - Parameters:
///   - standardError: of the change.
///   - df: degrees of freedom; infinite for the normal distribution.
///   - level: of the test, as its confidence level 1 - α.
///   - power: the probability of finding a change of this size.
/// - Returns: in the units of the estimate.
public func minimumDetectableChange(
  standardError: Double, df: Double = .infinity, level: Double = 0.95, power: Double = 0.8
) -> Double {
  let t = StudentT(df: df)
  return (t.quantile(1 - (1 - level) / 2) + t.quantile(power)) * standardError
}
