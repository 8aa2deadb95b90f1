public import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How the weights of a node's children come about.
public indirect enum WeightingScheme: Sendable, Hashable {
  /// As written at the children.
  case declared
  case equal
  /// By what the children's scores say, over the ranked units.
  case dataDriven(DataDrivenWeighting)
  /// Pairwise comparisons of a panel of experts.
  case analyticHierarchy(ExpertPanel)
  /// Points that a panel of experts spread.
  case budgetAllocation(ExpertPanel)
  /// Every unit has the weights that suit it best; `pieShares` bounds what each child adds to the score, as a share.
  case benefitOfTheDoubt(pieShares: ClosedRange<Double>?)
  /// One set of weights made of several.
  case combined([WeightingScheme], WeightCombination)
}

/// Weights that the scores of the children give.
public enum DataDrivenWeighting: String, Sendable, Hashable, CaseIterable {
  case entropy, critic
  /// Coefficient of variation.
  case variation = "cv"
  /// First principal component.
  case principalComponent = "pca"
}

/// How several sets of weights become one.
public enum WeightCombination: Sendable, Hashable {
  /// The mixture with the least deviation from all sets at once.
  case game
  /// A mixture with the given shares.
  case linear(shares: [Double])
  case multiplicative
}

/// How the scores of a node's children become its score.
public enum AggregationMethod: Sendable, Hashable {
  /// (Σ w x^p / Σ w)^(1/p): 1 is the arithmetic mean, 0 the geometric, -1 the harmonic.
  case powerMean(exponent: Double)
  case copeland
  case topsis
  case greyRelation(distinguishing: Double)
  case mazziottaPareto(IndexPenalty)
  case adjustedMazziottaPareto(IndexPenalty)
  case wroclaw
  case meanMin(strength: Double, smoothing: Double)

  public static let arithmetic = AggregationMethod.powerMean(exponent: 1)

  /// The exponent of a mean; nil where the method is none.
  public var exponent: Double? {
    if case .powerMean(let exponent) = self { exponent } else { nil }
  }
}

/// Whether unevenness lowers a score or raises it.
public enum IndexPenalty: String, Sendable, Hashable, CaseIterable { case minus, plus }

/// What is decided about a node with children.
public struct NodeMethod: Sendable, Hashable {
  public var weighting: WeightingScheme
  public var aggregation: AggregationMethod
  /// The least share of children that must have a score.
  public var minimumAvailable: Double

  public init(
    weighting: WeightingScheme = .declared, aggregation: AggregationMethod = .arithmetic, minimumAvailable: Double = 0
  ) {
    self.weighting = weighting
    self.aggregation = aggregation
    self.minimumAvailable = minimumAvailable
  }

  /// Whether it is a weighted arithmetic mean with declared weights, of whatever is there.
  public var isPlain: Bool { self == NodeMethod() }
}

/// What experts said about the importance of siblings.
public struct ExpertPanel: Sendable, Hashable {
  public struct Expert: Sendable, Hashable {
    public var name: String
    /// Relative to the other experts.
    public var weight: Double
    /// How much more important each is than each after it, row by row of the upper triangle; nil: not asked.
    public var judgements: [Double]?
    /// Points by what is compared; nil: not asked.
    public var points: [Double]?
    public var location: SourceLocation?

    public init(
      name: String, weight: Double = 1, judgements: [Double]? = nil, points: [Double]? = nil,
      location: SourceLocation? = nil
    ) {
      self.name = name
      self.weight = weight
      self.judgements = judgements
      self.points = points
      self.location = location
    }
  }

  public var id: String
  /// Codes of the siblings, in the order of the judgements.
  public var compared: [String]
  public var experts: [Expert]

  public init(id: String, compared: [String], experts: [Expert]) {
    self.id = id
    self.compared = compared
    self.experts = experts
  }
}

/// What is done about the outliers of an indicator among the ranked units, before it is scored.
public struct IndicatorTreatment: Sendable, Hashable {
  public enum Transformation: Sendable, Hashable {
    case logCT, logCTOriginal, logCTPlus, logGII
    case boxCox(lambda: Double)
  }

  /// Winsorising ends with so many points; nil: none is winsorised.
  public var maximumWinsorised: Int?
  /// Whether all points are used even when the column has no outliers.
  public var isForced: Bool
  /// Applied when the column still has outliers; nil: nothing is.
  public var transformation: Transformation?
  /// Whether the transformation works on the winsorised column.
  public var isCombined: Bool
  /// A column has outliers when its absolute skewness and its excess kurtosis reach these limits.
  public var skewness: Double
  public var kurtosis: Double

  public init(
    maximumWinsorised: Int? = nil, isForced: Bool = false, transformation: Transformation? = nil,
    isCombined: Bool = false, skewness: Double = 2, kurtosis: Double = 3.5
  ) {
    self.maximumWinsorised = maximumWinsorised
    self.isForced = isForced
    self.transformation = transformation
    self.isCombined = isCombined
    self.skewness = skewness
    self.kurtosis = kurtosis
  }
}

/// A function that an estimate, and its goalposts with it, goes through before it is scored. All keep the order.
public enum ValueTransform: String, Sendable, Hashable, CaseIterable {
  /// ln x, for values above 0.
  case log
  /// ln (1 + x), for values above -1.
  case log1p
  /// √x, for values of 0 or more.
  case squareRoot = "square_root"

  /// The value after the transformation; nil where it is not defined.
  public func value(_ x: Double) -> Double? {
    let result =
      switch self {
      case .log: naturalLogarithm(x)
      case .log1p: naturalLogarithm(onePlus: x)
      case .squareRoot: x.squareRoot()
      }
    return result.isFinite ? result : nil
  }
}

// The cases of ``ValueTransform`` have the names of the functions of the C library.
private func naturalLogarithm(_ x: Double) -> Double { log(x) }
private func naturalLogarithm(onePlus x: Double) -> Double { log1p(x) }
