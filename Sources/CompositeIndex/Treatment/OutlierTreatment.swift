public import Diagnostics

/// What is done about the outliers of a column: winsorising first, then a transformation.
public struct OutlierTreatment: Sendable, Hashable {
  /// Winsorising ends with so many points; nil: none is winsorised.
  public var maximumWinsorised: Int?
  /// Whether all points are winsorised even when the test is passed.
  public var forced: Bool
  /// Applied when the column still fails; nil: nothing is.
  public var transformation: OutlierTransformation?
  /// Whether the transformation works on the winsorised column; else on the original one.
  public var combined: Bool
  public var limits: SkewKurtosisLimits

  public init(
    maximumWinsorised: Int? = 5, forced: Bool = false, transformation: OutlierTransformation? = .logCT,
    combined: Bool = false, limits: SkewKurtosisLimits = SkewKurtosisLimits()
  ) {
    self.maximumWinsorised = maximumWinsorised
    self.forced = forced
    self.transformation = transformation
    self.combined = combined
    self.limits = limits
  }
}

/// One value that the treatment changed.
public struct TreatedValue: Sendable, Hashable {
  public enum Action: String, Sendable, Hashable {
    case winsorisedHigh = "winhi"
    case winsorisedLow = "winlo"
    case transformed
  }

  public var unit: Int
  public var before: Double
  public var after: Double
  public var action: Action
}

/// A column after treatment, with everything that was done to it.
public struct TreatedColumn: Sendable {
  public let values: [Double]
  /// The test of the original column, of the winsorised one and of the transformed one, as far as it went.
  public let checks: [DistributionCheck]
  /// Winsorised units at each end; nil where winsorising did not start.
  public let winsorised: Winsorised?
  /// The transformation that was applied.
  public let transformation: OutlierTransformation?
  /// Every value that differs from the original.
  public let changes: [TreatedValue]
  /// Whether the column still fails the test, after all.
  public var stillFails: Bool { checks.last.map { !$0.passes } ?? false }
}

extension OutlierTreatment {
  /// Treats one column.
  ///
  /// A column that passes the test is left alone. Else it is winsorised; if that is not enough, the transformation is
  /// applied and kept, even if the column still fails.
  ///
  /// - Parameters:
  ///   - values: NaN stands for missing and stays.
  ///   - name: the column's name, for the error.
  /// - Returns: the treated column.
  /// - Throws: when the transformation is not defined for the column.
  public func apply(to values: [Double], name: String = "the column") throws(DiagnosticError) -> TreatedColumn {
    var checks = [DistributionCheck(values, limits: limits)]
    var current = values
    var winsorised: Winsorised?
    if let maximumWinsorised, !checks[0].passes || forced {
      let result = winsorise(values, maximum: maximumWinsorised, limits: limits, forced: forced)
      winsorised = result
      current = result.values
      checks.append(DistributionCheck(current, limits: limits))
    }
    var applied: OutlierTransformation?
    if let transformation, let last = checks.last, !last.passes {
      guard let result = transformation.applied(to: combined ? current : values) else {
        throw .index(
          "X-301", "\(transformation.name) is not defined for the values of \(name)",
          advice: "choose another transformation, such as log_CT")
      }
      current = result
      applied = transformation
      checks.append(DistributionCheck(current, limits: limits))
    }
    return TreatedColumn(
      values: current, checks: checks, winsorised: winsorised, transformation: applied,
      changes: Self.changes(from: values, to: current, winsorised, isTransformed: applied != nil))
  }

  private static func changes(
    from before: [Double], to after: [Double], _ winsorised: Winsorised?, isTransformed: Bool
  ) -> [TreatedValue] {
    let low = Set(winsorised?.low ?? [])
    return before.indices.compactMap { unit in
      guard before[unit] != after[unit], !before[unit].isNaN else { return nil }
      let action: TreatedValue.Action =
        isTransformed ? .transformed : low.contains(unit) ? .winsorisedLow : .winsorisedHigh
      return TreatedValue(unit: unit, before: before[unit], after: after[unit], action: action)
    }
  }
}
