#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The means that aggregate children: f⁻¹(Σ w f(x) / Σ w).
public enum WeightedMean: Sendable, Hashable {
  /// Σ w x / Σ w: a weak value can be made up for by a strong one.
  case arithmetic
  /// exp(Σ w ln x / Σ w): being good at one thing makes up for less.
  case geometric
  /// Σ w / Σ (w / x).
  case harmonic
  /// (Σ w x^p / Σ w)^(1/p); p = 0 is the geometric mean.
  case generalised(exponent: Double)

  /// Whether all values must be above 0.
  var needsPositive: Bool { self != .arithmetic && self != .generalised(exponent: 1) }

  /// f, under which the mean is an arithmetic one.
  func transformed(_ x: Double) -> Double {
    switch self {
    case .arithmetic: x
    case .geometric: log(x)
    case .harmonic: 1 / x
    case .generalised(let p): p == 0 ? log(x) : p == 1 ? x : pow(x, p)
    }
  }

  func restored(_ y: Double) -> Double {
    switch self {
    case .arithmetic: y
    case .geometric: exp(y)
    case .harmonic: 1 / y
    case .generalised(let p): p == 0 ? exp(y) : p == 1 ? y : pow(y, 1 / p)
    }
  }

  /// f′.
  func slope(_ x: Double) -> Double {
    switch self {
    case .arithmetic: 1
    case .geometric: 1 / x
    case .harmonic: -1 / (x * x)
    case .generalised(let p): p == 0 ? 1 / x : p == 1 ? 1 : p * pow(x, p - 1)
    }
  }

  /// Whether the mean is defined for all values of the children that have a weight, and there is such a child.
  func takes(_ columns: [[Double]], weights: [Double]) -> Bool {
    let used = columns.indices.filter { weights[$0] > 0 }
    return !used.isEmpty && (!needsPositive || used.allSatisfy { !columns[$0].contains { $0 <= 0 } })
  }

  /// The mean of children, unit by unit.
  ///
  /// A child without a value, or with weight 0, is left out and the weights of the others count for more.
  ///
  /// - Parameters:
  ///   - columns: one array a child, NaN for missing; above 0 for all but the arithmetic mean.
  ///   - weights: one a child, 0 or more.
  /// - Returns: one value a unit; NaN where no child with a weight has a value.
  func of(_ columns: [[Double]], weights: [Double]) -> [Double] {
    let used = columns.indices.filter { weights[$0] > 0 }
    guard let first = columns.first else { return [] }
    // A single child passes on its value without rounding.
    if used.count == 1 { return columns[used[0]] }
    var sums = [Double](repeating: 0, count: first.count)
    var totals = sums
    for child in used {
      let weight = weights[child]
      for (unit, x) in columns[child].enumerated() where !x.isNaN {
        sums[unit] += weight * transformed(x)
        totals[unit] += weight
      }
    }
    return zip(sums, totals).map { sum, total in total > 0 ? restored(sum / total) : .nan }
  }
}

/// exp of the mean logarithm; all values above 0, weights that add up to more than 0.
func weightedGeometricMean(_ values: [Double], weights: [Double]) -> Double {
  WeightedMean.geometric.of(values.map { [$0] }, weights: weights).first ?? .nan
}
