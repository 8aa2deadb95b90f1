public import SurveyModel

/// Who adds how much to a total: what rules of confidentiality look at.
public struct Contributions: Sendable, Hashable {
  /// Firms, or groups of firms under one holder.
  public let count: Int
  /// The total, weighted.
  public let total: Double
  /// Contributions in descending order with the number of firms that each stands for.
  private let largest: [Weighted]

  private struct Weighted: Sendable, Hashable {
    var value: Double
    var weight: Double
  }

  /// - Parameters:
  ///   - values: what each firm of the sample adds, 0 or more.
  ///   - weights: the number of firms that each stands for; nil for 1, a full count.
  ///   - holders: who holds each firm; firms under one holder count as one. nil where each is its own.
  public init(_ values: [Double], weights: [Double]? = nil, holders: [Int]? = nil) {
    var all: [Weighted] = []
    if let holders {
      // A holder knows what all of its own firms add together.
      var sums: [Int: Double] = [:]
      var order: [Int] = []
      for (position, holder) in holders.enumerated() {
        if sums[holder] == nil { order.append(holder) }
        sums[holder, default: 0] += values[position] * (weights?[position] ?? 1)
      }
      all = order.map { Weighted(value: sums[$0] ?? 0, weight: 1) }
    } else {
      all = values.indices.map { Weighted(value: values[$0], weight: weights?[$0] ?? 1) }
    }
    count = all.count
    total = all.reduce(0) { $0 + $1.value * $1.weight }
    largest = all.sorted { $0.value > $1.value }
  }

  /// The sum of the `count` largest contributions of the population, in which a firm of weight w stands for w firms of its
  /// size.
  public func sum(ofLargest count: Int) -> Double {
    var (left, sum) = (Double(count), 0.0)
    for own in largest {
      let taken = min(left, max(own.weight, 0))
      sum += taken * own.value
      left -= taken
      if left <= 0 { break }
    }
    return sum
  }
}

extension ConfidentialityRules {
  /// - Parameter contributions: of one total.
  /// - Returns: every rule that it breaks; none for a total to which nobody adds.
  public func reasons(_ contributions: Contributions) -> [Reason] {
    guard contributions.count > 0 else { return [] }
    var reasons: [Reason] = []
    if let least = minimumContributors, contributions.count < least {
      reasons.append(.fewContributors(contributions.count, least: least))
    }
    guard contributions.total > 0 else { return reasons }
    if let dominance {
      let share = contributions.sum(ofLargest: dominance.count) / contributions.total
      if share > dominance.share { reasons.append(.dominated(share: share, by: dominance.count)) }
    }
    if let priorPosterior {
      let (first, two) = (contributions.sum(ofLargest: 1), contributions.sum(ofLargest: 2))
      let within = max(0, contributions.total - two) / first
      if within < priorPosterior { reasons.append(.deducible(within: within)) }
    }
    return reasons
  }

  /// How far above the total the upper end of what others can infer must lie for the p % rule: p x₁ - (X - x₁ - x₂); 0 where
  /// the rule is not broken.
  public func neededAbove(_ contributions: Contributions) -> Double {
    guard let priorPosterior, contributions.count > 0 else { return 0 }
    let (first, two) = (contributions.sum(ofLargest: 1), contributions.sum(ofLargest: 2))
    return max(0, priorPosterior * first - (contributions.total - two))
  }
}
