internal import Diagnostics
internal import Estimation
internal import SurveyModel

/// Fay and Herriot's model of the ranked units, indicator by indicator. The sampling variances are taken as known, the errors of
/// units as independent.
///
/// Units that do not overlap are modelled: neither the city nor unions. A unit without a direct estimate, or whose records show
/// no variation and so no sampling variance, has no part in the fit and gets the synthetic estimate.
struct SmallAreas {
  private let settings: SmallAreaSettings
  private let wave: Int
  /// Whether the wave is the one reported: what cannot be modelled in an earlier one is left out with a note.
  private let isReported: Bool
  private let units: [AssessedUnit]
  /// By indicator, unit by unit.
  private let estimates: [String: [Estimate?]]

  /// nil where nothing is declared.
  init?(_ done: EvaluatedWave, pipeline: PipelineDefinition) {
    guard let settings = pipeline.smallAreas else { return nil }
    self.settings = settings
    wave = done.table.wave.wave
    isReported = wave == pipeline.wave
    let units = pipeline.units.ranked
    self.units = units
    let place = Dictionary(units.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [String: [Estimate?]] = [:]
    for name in settings.indicators + settings.auxiliaries {
      found[name] = [Estimate?](repeating: nil, count: units.count)
    }
    for estimate in done.estimates {
      if let unit = place[estimate.unitID] { found[estimate.indicatorID]?[unit] = estimate }
    }
    estimates = found
  }

  /// - Returns: one row an indicator and unit, and what an earlier wave lacks.
  /// - Throws: for the wave that is reported, every indicator with too few units, every unit that lacks an auxiliary, and
  ///   auxiliaries that say the same.
  func model() throws(DiagnosticError) -> (rows: [SmallAreaEstimate], notes: [LocalizedText]) {
    var problems: [Diagnostic] = []
    var rows: [SmallAreaEstimate] = []
    var lacking: [String] = []
    let columns = auxiliaries(&problems)
    let isComplete = problems.isEmpty
    for indicator in settings.indicators {
      guard isComplete else {
        lacking.append(indicator)
        continue
      }
      do throws(DiagnosticError) {
        rows += try model(indicator, columns: columns)
      } catch {
        problems += error.diagnostics
        lacking.append(indicator)
      }
    }
    if problems.isEmpty { return (rows, []) }
    guard !isReported else { throw DiagnosticError(.content, problems) }
    let note = LocalizedText(
      zh: "\(wave) 年有直接估计或辅助变量的单位太少，未对 \(lacking.joined(separator: "、")) 作小域模型估计。",
      en: "In \(wave) too few units have a direct estimate and the auxiliaries for small-area estimates of "
        + "\(lacking.joined(separator: ", ")).")
    return (rows, [note])
  }

  /// One column an auxiliary, unit by unit, centred and scaled: the model's estimates do not depend on it, and its equations
  /// are solved with less rounding.
  private func auxiliaries(_ problems: inout [Diagnostic]) -> [[Double]] {
    settings.auxiliaries.map { name in
      let figures = estimates[name] ?? []
      let without = units.indices.filter { figures[$0]?.value == nil }
      guard without.isEmpty else {
        problems.append(
          Diagnostic(
            .error, code: "E-191", at: settings.location,
            "the auxiliary `\(name)` is not there for \(shown(without)) in \(wave)",
            advice: "An auxiliary must be known for every ranked unit; add the figure, or take the auxiliary out"))
        return []
      }
      let values = figures.map { $0?.value ?? 0 }
      let mean = values.reduce(0, +) / Double(values.count)
      let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
      // Rounding of a constant is no spread.
      guard spread > 1e-12 * abs(mean) * Double(values.count) else { return values.map { _ in 0 } }
      return values.map { ($0 - mean) / spread }
    }
  }

  private func model(_ indicator: String, columns: [[Double]]) throws(DiagnosticError) -> [SmallAreaEstimate] {
    let figures = estimates[indicator] ?? []
    let fitted = units.indices.filter { unit in
      guard let estimate = figures[unit], let value = estimate.value, let error = estimate.standardError else {
        return false
      }
      return value.isFinite && error.isFinite && error > 0
    }
    let needed = SmallAreaSettings.fewestUnits(auxiliaries: columns.count)
    guard fitted.count >= needed else {
      let rest = units.indices.filter { !fitted.contains($0) }
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-190", at: settings.location,
          "the small-area model of `\(indicator)` with \(columns.count) auxiliaries needs \(needed) units with a direct "
            + "estimate and its standard error, and \(wave) has \(fitted.count); there is none for \(shown(rest))",
          advice: "Take fewer auxiliaries, or take `\(indicator)` out of `small_areas`"))
    }
    let fit: FayHerriot
    do throws(DiagnosticError) {
      fit = try FayHerriot(
        direct: fitted.map { figures[$0]?.value ?? 0 },
        samplingVariances: fitted.map { unit in
          let error = figures[unit]?.standardError ?? 0
          return error * error
        },
        predictors: columns.map { column in fitted.map { column[$0] } },
        method: settings.method == .moments ? .moments : .restrictedLikelihood)
    } catch {
      throw DiagnosticError(
        .content,
        error.diagnostics.map { diagnostic in
          var placed = diagnostic
          placed.location = settings.location
          placed.message = "the small-area model of `\(indicator)` in \(wave): \(diagnostic.message)"
          return placed
        })
    }
    return units.indices.map { unit in
      let position = fitted.firstIndex(of: unit)
      let area = position.map { fit.areas[$0] } ?? fit.synthetic(columns.map { $0[unit] })
      return SmallAreaEstimate(
        wave: wave, unitID: units[unit].id, indicatorID: indicator, direct: figures[unit]?.value,
        directError: figures[unit]?.standardError, synthetic: area.synthetic, estimate: area.estimate,
        rootMeanSquaredError: area.meanSquaredError >= 0 ? area.meanSquaredError.squareRoot() : nil,
        directShare: area.directShare, modelVariance: fit.variance,
        mark: position == nil ? .synthetic : .modelBased)
    }
  }

  private func shown(_ positions: [Int]) -> String {
    positions.isEmpty ? "no unit" : positions.map { units[$0].id }.joined(separator: ", ")
  }
}
