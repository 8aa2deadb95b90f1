/// Which units have too few data to be scored.
public struct Screening: Sendable, Hashable {
  public enum Criterion: Sendable, Hashable {
    case availability, nonZero, both
  }

  public var criterion: Criterion
  /// The least share of indicators that a unit must have.
  public var availability: Double
  /// The least share of its values that must not be 0.
  public var nonZero: Double

  public init(_ criterion: Criterion = .availability, availability: Double = 0, nonZero: Double = 0) {
    self.criterion = criterion
    self.availability = availability
    self.nonZero = nonZero
  }
}

/// How complete the data of one unit are.
public struct UnitAvailability: Sendable, Hashable {
  public let indicators: Int
  public let missing: Int
  public let zeros: Int
  /// 1 - missing / indicators.
  public var availability: Double { indicators > 0 ? 1 - Double(missing) / Double(indicators) : 0 }
  /// 1 - zeros / (indicators - missing); nil for a unit without any value.
  public var nonZeroShare: Double? {
    indicators > missing ? 1 - Double(zeros) / Double(indicators - missing) : nil
  }

  public init(_ values: [Double]) {
    indicators = values.count
    missing = values.count { $0.isNaN }
    zeros = values.count { $0 == 0 }
  }

  /// Whether too many indicators are missing; the threshold itself is enough.
  public func lacksData(_ screening: Screening) -> Bool { availability < screening.availability }

  /// Whether too many values are 0; the threshold itself is enough, and without any value there are none to judge.
  public func lacksNonZeros(_ screening: Screening) -> Bool { nonZeroShare.map { $0 < screening.nonZero } ?? false }

  /// Whether the unit is kept.
  public func passes(_ screening: Screening) -> Bool {
    switch screening.criterion {
    case .availability: !lacksData(screening)
    case .nonZero: !lacksNonZeros(screening)
    case .both: !lacksData(screening) && !lacksNonZeros(screening)
    }
  }
}

/// How complete the data of each unit are.
public func unitAvailability(_ data: IndicatorMatrix) -> [UnitAvailability] {
  data.units.indices.map { UnitAvailability(data.row($0)) }
}
