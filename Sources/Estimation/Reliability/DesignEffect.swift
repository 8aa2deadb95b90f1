extension WeightedSample {
  /// V / V_srs, the design effect of an estimate over the records of its domain; nil where V_srs is 0.
  ///
  /// V_srs is that of the total of z / w in a simple random sample of the same n from N = Σ w; with `replacement` it has no
  /// finite population factor 1 - n/N.
  public func designEffect(
    variance: Double, linearised: [Double], over records: [Int], replacement: Bool = false
  ) -> Double? {
    var (population, sum, n) = (0.0, 0.0, 0.0)
    for record in records where weights[record] > 0 {
      population += weights[record]
      sum += linearised[record]
      n += 1
    }
    guard n > 1 else { return nil }
    let center = sum / population
    var squares = 0.0
    for record in records where weights[record] > 0 {
      let deviation = linearised[record] / weights[record] - center
      squares += weights[record] * deviation * deviation
    }
    let spread = squares / population * n / (n - 1)
    let reference = population * population * spread / n * (replacement ? 1 : 1 - n / population)
    return reference > 0 ? variance / reference : nil
  }
}
