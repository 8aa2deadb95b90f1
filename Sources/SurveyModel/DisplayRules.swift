internal import Tables

/// When an estimate is precise enough to be shown: least numbers of respondents, effective respondents and degrees of
/// freedom, a greatest coefficient of variation. A rule that is nil asks nothing.
///
/// The measures are those of the National Center for Health Statistics' presentation standards (Parker et al. 2017: effective n
/// 30, 8 degrees of freedom) and of Statistics Canada's quality guidelines (coefficients of variation of 16.5 and 33.3 %).
public struct DisplayRules: Sendable, Hashable {
  /// Limits of one kind.
  public struct Limits: Sendable, Hashable {
    /// The least number of respondents with a value.
    public var minimumN: Double?
    /// The least effective number, (Σw)² / Σw² or n over the design effect.
    public var minimumEffectiveN: Double?
    /// The least degrees of freedom.
    public var minimumDegreesOfFreedom: Double?
    /// The greatest standard error over the estimate, as a share.
    public var maximumVariation: Double?

    /// - Parameters:
    ///   - minimumN: the least number of respondents.
    ///   - minimumEffectiveN: the least effective number.
    ///   - minimumDegreesOfFreedom: the least degrees of freedom.
    ///   - maximumVariation: the greatest coefficient of variation, as a share.
    public init(
      minimumN: Double? = nil, minimumEffectiveN: Double? = nil, minimumDegreesOfFreedom: Double? = nil,
      maximumVariation: Double? = nil
    ) {
      self.minimumN = minimumN
      self.minimumEffectiveN = minimumEffectiveN
      self.minimumDegreesOfFreedom = minimumDegreesOfFreedom
      self.maximumVariation = maximumVariation
    }
  }

  /// What an estimate must meet to be shown.
  public var show: Limits
  /// What it must meet to be shown without a warning.
  public var trust: Limits

  /// - Parameters:
  ///   - show: what an estimate must meet to be shown.
  ///   - trust: what it must meet to be shown without a warning.
  public init(
    show: Limits = Limits(minimumN: 30, minimumEffectiveN: 30, minimumDegreesOfFreedom: 8),
    trust: Limits = Limits(maximumVariation: 0.165)
  ) {
    self.show = show
    self.trust = trust
  }

  /// A limit that an estimate does not meet.
  public enum Reason: Sendable, Hashable {
    /// So many respondents, fewer than the least.
    case fewRespondents(Double, least: Double)
    /// So many effective respondents.
    case fewEffectiveRespondents(Double, least: Double)
    /// So many degrees of freedom.
    case fewDegreesOfFreedom(Double, least: Double)
    /// A coefficient of variation above the greatest.
    case wideVariation(Double, greatest: Double)

    /// `n<30`, `effective_n<30`, `df<8` or `cv>0.165`, as in YAML.
    public var code: String {
      switch self {
      case .fewRespondents(_, let least): "n<" + shortestText(least)
      case .fewEffectiveRespondents(_, let least): "effective_n<" + shortestText(least)
      case .fewDegreesOfFreedom(_, let least): "df<" + shortestText(least)
      case .wideVariation(_, let greatest): "cv>" + shortestText(greatest)
      }
    }
  }

  /// What becomes of an estimate in print. Whatever it is, the estimate stays in the index.
  public enum Verdict: Sendable, Hashable {
    /// Shown.
    case shown
    /// Shown with a warning.
    case warned([Reason])
    /// Not shown.
    case hidden([Reason])

    /// Whether it is shown, with a warning or without.
    public var isShown: Bool {
      if case .hidden = self { return false }
      return true
    }

    /// The limits that are missed.
    public var reasons: [Reason] {
      switch self {
      case .shown: []
      case .warned(let reasons), .hidden(let reasons): reasons
      }
    }

    /// The word of it in tables: `shown`, `warned` or `withheld`.
    public var word: String {
      switch self {
      case .shown: "shown"
      case .warned: "warned"
      case .hidden: "withheld"
      }
    }
  }

  /// What is known of the precision of an estimate.
  public struct Precision: Sendable, Hashable {
    /// Respondents with a value.
    public var n: Double
    /// Their effective number.
    public var effectiveN: Double
    /// Degrees of freedom.
    public var degreesOfFreedom: Double
    /// The estimate.
    public var value: Double
    /// Its standard error; nil where it has none.
    public var standardError: Double?
    /// Whether the value is on a scale with a true zero, on which a coefficient of variation means something.
    public var isRatioScale: Bool

    /// - Parameters:
    ///   - n: respondents with a value.
    ///   - effectiveN: their effective number.
    ///   - degreesOfFreedom: degrees of freedom.
    ///   - value: the estimate.
    ///   - standardError: its standard error.
    ///   - isRatioScale: whether 0 means nothing of it; a balance or a score does not vary in shares of itself.
    public init(
      n: Double, effectiveN: Double, degreesOfFreedom: Double, value: Double, standardError: Double?,
      isRatioScale: Bool = true
    ) {
      self.n = n
      self.effectiveN = effectiveN
      self.degreesOfFreedom = degreesOfFreedom
      self.value = value
      self.standardError = standardError
      self.isRatioScale = isRatioScale
    }

    /// SE over |estimate|; nil where there is none: without a standard error, of an estimate of 0, off a ratio scale.
    public var variation: Double? {
      guard isRatioScale, let standardError, value != 0 else { return nil }
      return standardError / abs(value)
    }
  }

  /// Rules that ask nothing.
  public static let none = DisplayRules(show: Limits(), trust: Limits())

  /// - Parameter estimate: an estimate from a sample.
  /// - Returns: its verdict; what is not known of it breaks no rule.
  public func verdict(_ estimate: Estimate) -> Verdict {
    verdict(
      Precision(
        n: estimate.n.map(Double.init) ?? .infinity, effectiveN: estimate.effectiveN ?? .infinity,
        degreesOfFreedom: estimate.df ?? .infinity, value: estimate.value ?? 0,
        standardError: estimate.standardError, isRatioScale: estimate.isRatioScale))
  }

  /// - Parameter precision: what is known of the estimate.
  /// - Returns: hidden or warned with every limit that is missed, else shown.
  public func verdict(_ precision: Precision) -> Verdict {
    let hiding = Self.missed(show, precision)
    if !hiding.isEmpty { return .hidden(hiding) }
    let warning = Self.missed(trust, precision)
    return warning.isEmpty ? .shown : .warned(warning)
  }

  private static func missed(_ limits: Limits, _ own: Precision) -> [Reason] {
    var reasons: [Reason] = []
    if let least = limits.minimumN, !(own.n >= least) { reasons.append(.fewRespondents(own.n, least: least)) }
    if let least = limits.minimumEffectiveN, !(own.effectiveN >= least) {
      reasons.append(.fewEffectiveRespondents(own.effectiveN, least: least))
    }
    if let least = limits.minimumDegreesOfFreedom, !(own.degreesOfFreedom >= least) {
      reasons.append(.fewDegreesOfFreedom(own.degreesOfFreedom, least: least))
    }
    if let greatest = limits.maximumVariation, let variation = own.variation, !(variation <= greatest) {
      reasons.append(.wideVariation(variation, greatest: greatest))
    }
    return reasons
  }
}
