public import SurveyModel

/// Holds figures of quality against the limits of one gate.
public struct QualityGateCheck {
  private let gate: QualityGate
  private let required: Set<String>

  /// - Parameters:
  ///   - gate: the measure and its limits.
  ///   - codebook: says which questions are required; only their item non-response is held against limits, since an
  ///     optional question may be left empty.
  public init(_ gate: QualityGate, codebook: Codebook) {
    self.gate = gate
    required = Set(codebook.variables.filter(\.isRequired).map(\.name))
  }

  /// - Parameter figures: of any measure; those of the gate's are looked at.
  /// - Returns: one result a figure; figures of units only where the gate asks for them.
  public func results(_ figures: [QualityFigure]) -> [GateResult] {
    figures.compactMap { figure in
      guard figure.measure == gate.measure, figure.kind.isEmpty, let value = figure.value,
        figure.unitID.isEmpty || gate.isByUnit,
        figure.measure != .itemNonresponse || required.contains(figure.subject)
      else { return nil }
      var result = GateResult(
        source: figure.source, wave: figure.wave, gate: gate.measure.rawValue, subject: figure.subject,
        unitID: figure.unitID, value: value, isShare: gate.measure.isShare, verdict: .pass, location: gate.location)
      if let limit = gate.errorAbove, value > limit {
        (result.verdict, result.limit) = (.error, limit)
      } else if let limit = gate.errorBelow, value < limit {
        (result.verdict, result.limit) = (.error, limit)
      } else if let limit = gate.warnAbove, value > limit {
        (result.verdict, result.limit) = (.warn, limit)
      } else if let limit = gate.warnBelow, value < limit {
        (result.verdict, result.limit) = (.warn, limit)
      }
      return result
    }
  }
}
