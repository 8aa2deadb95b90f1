import Estimation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fixed population of firms in 28 strata, 7 districts by 4 sizes, with samples of 2 to 60 of each stratum and sampling
/// fractions from .02 to 1.
struct CoveragePopulation {
  static let strata = 28
  /// n_h: large firms are few and mostly all taken, small ones many and sampled thinly.
  static let sampleSizes = [
    2, 8, 30, 60, 3, 12, 34, 56, 4, 14, 36, 52, 5, 16, 38, 50, 6, 18, 40, 48, 7, 20, 42, 46, 2, 10, 32, 44,
  ]
  static let fractions = [
    1, 0.5, 0.2, 0.1, 1, 0.4, 0.15, 0.08, 0.8, 0.3, 0.12, 0.07, 1, 0.6, 0.25, 0.1, 0.9, 0.35, 0.15, 0.02, 0.75, 0.25,
    0.1, 0.06, 1, 0.45, 0.2, 0.1,
  ]

  /// The first firm of each stratum, and the end.
  private(set) var starts = [0]
  private(set) var stratum: [Int] = []
  /// A score of 0…100, near normal.
  private(set) var score: [Double] = []
  /// Employees and turnover, which go together, with a long tail.
  private(set) var employees: [Double] = []
  private(set) var turnover: [Double] = []
  /// Days of a procedure: continuous, and told in round numbers.
  private(set) var days: [Double] = []
  private(set) var heapedDays: [Double] = []
  /// A class that cuts across the strata, 0 to 3.
  private(set) var sector: [Int] = []

  var count: Int { stratum.count }

  /// Values are evenly spaced quantiles in an order of their own in each stratum, so that a population of a few thousand has
  /// as smooth a distribution as a large one; else the density about its medians would be chance.
  init(seed: UInt64) {
    var random = SplitMix(state: seed)
    for own in 0..<Self.strata {
      let size = own % 4
      let count = Int((Double(Self.sampleSizes[own]) / Self.fractions[own]).rounded())
      func quantiles() -> [Double] {
        var values = (0..<count).map { normalQuantile((Double($0) + 0.5) / Double(count)) }
        for position in stride(from: count - 1, to: 0, by: -1) { values.swapAt(position, random.below(position + 1)) }
        return values
      }
      let (firm, scales, prices, times, order) = (quantiles(), quantiles(), quantiles(), quantiles(), quantiles())
      for position in 0..<count {
        stratum.append(own)
        score.append(55 + 2 * Double(own / 4) + 12 * firm[position])
        let people = [120, 60, 25, 12][size] * exp(0.35 * scales[position])
        employees.append(people)
        turnover.append(people * abs(3 + 0.8 * prices[position] + 0.3 * firm[position]))
        let time = 6 + 14 * exp(0.5 * times[position])
        days.append(time)
        heapedDays.append(Self.heaped(time))
        sector.append(min(3, Int(4 * normalCDF(order[position]))))
      }
      starts.append(stratum.count)
    }
  }

  /// Whole days below ten, fives below forty, then tens.
  private static func heaped(_ days: Double) -> Double {
    if days < 10 { return days.rounded() }
    return days < 40 ? (days / 5).rounded() * 5 : (days / 10).rounded() * 10
  }

  /// A sample without replacement, n_h firms of each stratum.
  func sample(_ random: inout SplitMix) -> [Int] {
    var chosen: [Int] = []
    for own in 0..<Self.strata {
      var firms = Array(starts[own]..<starts[own + 1])
      for position in 0..<Self.sampleSizes[own] {
        firms.swapAt(position, position + random.below(firms.count - position))
        chosen.append(firms[position])
      }
    }
    return chosen
  }
}
