public import CompositeIndex

/// How weights come about.
public enum WeightScheme: String, Sendable, CaseIterable {
  /// As the metadata say.
  case declared
  case equal
  /// First principal component.
  case pca
  case entropy
  case critic
  /// Coefficient of variation.
  case cv
}

/// What fills missing values.
public enum ImputationChoice: Sendable, Hashable {
  /// The indicator's average over all units.
  case column(ImputedAverage)
  /// The indicator's average over the units of the same group; the column of the data that names it.
  case group(ImputedAverage, column: String)
  /// The unit's own average over the indicators below the same node of a level; nil: over all.
  case row(ImputedAverage, level: Int?)
}

/// What the analyst decides about an index from plain tables.
///
/// Done in this order, as COINr's worked example does: denominate, impute, screen, treat, normalise, weigh, aggregate.
public struct IndexChoices: Sendable {
  /// Whether indicators are divided by the denominator that the metadata name.
  public var isDenominated = false
  public var imputation: ImputationChoice?
  /// The least share of indicators that a unit must have.
  public var screening: Double?
  public var treatment: OutlierTreatment?
  public var normalisation: Normalisation = .minMax(lower: 0, upper: 100)
  public var weights: WeightScheme = .declared
  public var aggregation = IndexAggregation()

  public init() {}
}

extension IndexChoices {
  /// The words of ``normalisation(_:range:)``.
  public static let normalisations = [
    "minmax", "zscore", "scaled", "goalposts", "rank", "prank", "borda", "dist2max", "dist2targ", "fracmax", "efficacy",
    "achievement",
  ]

  /// A normalisation by its word.
  ///
  /// - Parameters:
  ///   - word: one of ``normalisations``.
  ///   - range: ends of `minmax` (0, 100) and of the raw scale of `scaled` (0, 100), mean and standard deviation of `zscore`
  ///     (0, 1), base and span of `efficacy` (60, 40), the cap of `achievement` (100); nil: these defaults.
  /// - Returns: nil for another word, or numbers that do not fit it.
  public static func normalisation(_ word: String, range: [Double]?) -> Normalisation? {
    func pair(_ first: Double, _ second: Double) -> (Double, Double)? {
      guard let range else { return (first, second) }
      return range.count == 2 ? (range[0], range[1]) : nil
    }
    switch word {
    case "minmax": return pair(0, 100).flatMap { $0 < $1 ? .minMax(lower: $0, upper: $1) : nil }
    case "scaled": return pair(0, 100).flatMap { $0 < $1 ? .scaled(lower: $0, upper: $1) : nil }
    case "zscore": return pair(0, 1).flatMap { $1 > 0 ? .zScore(mean: $0, standardDeviation: $1) : nil }
    case "efficacy": return pair(60, 40).flatMap { $1 > 0 ? .efficacyCoefficient(base: $0, span: $1) : nil }
    case "achievement":
      let cap = range ?? [100]
      return cap.count == 1 && cap[0] > 0 ? .targetAchievement(cap: cap[0]) : nil
    default:
      guard range == nil else { return nil }
      return [
        "goalposts": .goalposts(truncated: nil), "rank": .rank, "prank": .percentileRank, "borda": .borda,
        "dist2max": .distanceToMaximum, "dist2targ": .distanceToTarget(capped: true), "fracmax": .fractionOfMaximum,
      ][word]
    }
  }

  /// The words of ``aggregator(_:)``.
  public static let aggregators = [
    "arithmetic", "geometric", "harmonic", "power:P", "copeland", "topsis", "mpi", "ampi",
  ]

  /// An aggregation by its word; nil for another one.
  public static func aggregator(_ word: String) -> Aggregator? {
    if word.hasPrefix("power:") {
      guard let exponent = Double(word.dropFirst(6)), exponent.isFinite else { return nil }
      return .mean(.generalised(exponent: exponent))
    }
    return [
      "arithmetic": Aggregator.arithmetic, "geometric": .geometric, "harmonic": .harmonic, "copeland": .copeland,
      "topsis": .topsis, "mpi": .mazziottaPareto(MazziottaPareto()), "ampi": .adjustedMazziottaPareto(penalty: .minus),
    ][word]
  }

  /// The words of ``imputation(_:)``.
  public static let imputations = [
    "mean", "median", "mean:GROUP_COLUMN", "median:GROUP_COLUMN", "row-mean", "row-median", "row-mean:LEVEL",
    "row-median:LEVEL",
  ]

  /// An imputation by its word; nil for another one.
  public static func imputation(_ word: String) -> ImputationChoice? {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let isRow = parts[0].hasPrefix("row-")
    let averages: [String: ImputedAverage] = ["mean": .mean, "median": .median]
    guard let average = averages[isRow ? String(parts[0].dropFirst(4)) : parts[0]] else { return nil }
    guard parts.count == 2 else { return isRow ? .row(average, level: nil) : .column(average) }
    if !isRow { return parts[1].isEmpty ? nil : .group(average, column: parts[1]) }
    guard let level = Int(parts[1]), level >= 2 else { return nil }
    return .row(average, level: level)
  }

  /// The words of ``transformation(_:)``.
  public static let transformations = ["log_CT", "log_CT_orig", "log_CT_plus", "log_GII", "none"]

  /// A transformation of outliers by its word, `none` being none; nil for another word.
  public static func transformation(_ word: String) -> OutlierTransformation?? {
    switch word {
    case "log_CT": .some(.logCT)
    case "log_CT_orig": .some(.logCTOriginal)
    case "log_CT_plus": .some(.logCTPlus)
    case "log_GII": .some(.logGII)
    case "none": .some(nil)
    default: nil
    }
  }

  /// What the metadata must say of every indicator for the normalisation.
  var needsGoalposts: Bool {
    if case .goalposts = normalisation { return true }
    return false
  }

  var needsTargets: Bool {
    switch normalisation {
    case .distanceToTarget, .targetAchievement: true
    default: false
    }
  }
}
