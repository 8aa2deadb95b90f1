/// Scores of one unit on one sampled indicator, of two waves and as each would be with the other's population.
///
/// The standardised ones are the same estimates with weights scaled so that each cell of the design has the share of the
/// population that it had in the other wave (direct standardisation).
public struct StandardisedScores: Sendable, Hashable {
  public var before: Double
  public var after: Double
  /// The answers before, in the population after.
  public var beforeInLaterPopulation: Double
  /// The answers after, in the population before.
  public var afterInEarlierPopulation: Double

  public init(
    before: Double, after: Double, beforeInLaterPopulation: Double, afterInEarlierPopulation: Double
  ) {
    self.before = before
    self.after = after
    self.beforeInLaterPopulation = beforeInLaterPopulation
    self.afterInEarlierPopulation = afterInEarlierPopulation
  }

  /// What comes of firms answering otherwise; with `composition` it adds up to the change.
  public var answers: Double { (after - beforeInLaterPopulation + afterInEarlierPopulation - before) / 2 }

  /// What comes of the population being made of other firms: the mean of both orders (Kitagawa, "Components of a difference
  /// between two rates", Journal of the American Statistical Association 50, 1955).
  public var composition: Double { (beforeInLaterPopulation - before + after - afterInEarlierPopulation) / 2 }
}

/// What a unit's change of score comes from; the parts add up to the change.
public struct ChangeParts: Sendable, Hashable {
  /// Firms answer otherwise.
  public var answers = 0.0
  /// The population is made of other firms.
  public var composition = 0.0
  /// Figures that departments count.
  public var counts = 0.0
  /// An indicator is there in one of the waves only.
  public var availability = 0.0

  public init() {}

  public var total: Double { answers + composition + counts + availability }
}

extension GapContributions {
  /// The gap of a unit to itself one wave earlier, by what it comes from.
  ///
  /// - Parameter standardised: one an indicator, in the tree's order; nil for an indicator that is counted and not sampled.
  /// - Returns: parts that add up to the gap. Of a sampled indicator each part is worth as much in the score as the indicator's
  ///   whole change is.
  public func parts(_ standardised: [StandardisedScores?]) -> ChangeParts {
    var parts = ChangeParts()
    parts.availability = availability
    for (place, contribution) in indicators.enumerated() {
      guard standardised.indices.contains(place), let scores = standardised[place] else {
        parts.counts += contribution
        continue
      }
      parts.composition += worth[place] * scores.composition
      parts.answers += contribution - worth[place] * scores.composition
    }
    return parts
  }
}
