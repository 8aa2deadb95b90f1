/// (Σw)² / Σw², Kish's effective number of records; nil when no weight is positive.
public func effectiveSampleSize(_ weights: some Sequence<Double>) -> Double? {
  var (sum, squares) = (0.0, 0.0)
  for weight in weights {
    sum += weight
    squares += weight * weight
  }
  return squares > 0 ? sum * sum / squares : nil
}

/// n Σw² / (Σw)², Kish's (1965) design effect of unequal weights; nil when no weight is positive.
public func kishDesignEffect(_ weights: some Collection<Double>) -> Double? {
  effectiveSampleSize(weights).map { Double(weights.count) / $0 }
}
