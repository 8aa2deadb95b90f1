internal import Diagnostics
internal import SurveyModel

/// What a design does to sampling weights: trims them, then meets margins.
struct WeightAdjusting {
  private(set) var sample: WeightedSample
  private(set) var trimmed = 0
  /// Passes of raking; 0 without.
  private(set) var passes = 0

  /// - Parameters:
  ///   - sample: with its sampling weights.
  ///   - design: bounds of weights and of their changes.
  ///   - margins: what is to be met.
  ///   - survey: for messages.
  /// - Throws: the margin that cannot be met.
  init(
    _ sample: WeightedSample, design: SampleDesign, margins: [Margin], survey: Dataset
  ) throws(DiagnosticError) {
    self.sample = sample
    if let bounds = design.trimming {
      let median = WeightedOrder(
        values: sample.weights, weights: sample.weights.map { _ in 1 }, records: Array(sample.weights.indices)
      ).quantile(0.5, rule: .hf7)
      let (low, high) = (bounds.lowerBound * (median ?? 1), bounds.upperBound * (median ?? 1))
      trimmed = sample.weights.count { $0 < low || $0 > high }
      if trimmed > 0 { self.sample = sample.trimmed(lower: low, upper: high, isStrict: true) }
    }
    guard !margins.isEmpty else { return }
    if let bounds = design.bounds {
      try calibrate(within: bounds, margins: margins, survey: survey)
    } else {
      let (raked, result) = self.sample.raked(to: margins)
      if !result.hasConverged {
        throw DiagnosticError(.content, Self.notConverged(result, margins: margins, survey: survey))
      }
      self.sample = raked
      passes = result.passes
    }
  }

  /// Meets margins with weights that change by no more than the bounds (Deville & Särndal 1992, logit).
  private mutating func calibrate(
    within bounds: ClosedRange<Double>, margins: [Margin], survey: Dataset
  ) throws(DiagnosticError) {
    var names: [String] = []
    var columns: [[Double]] = []
    var totals: [Double] = []
    let classes = Self.independentClasses(of: margins, baseWeights: sample.weights)
    for (margin, own) in classes {
      names.append("\(margins[margin].name): \(margins[margin].classes[own])")
      columns.append(margins[margin].classOfRecord.map { $0 == own ? 1 : 0 })
      totals.append(margins[margin].population[own])
    }
    let place = SourceLocation(file: survey.inputs.first?.path ?? survey.source)
    do throws(DiagnosticError) {
      sample = try sample.calibrated(
        to: RegressionCalibration(
          names: names, columns: columns, totals: totals,
          distance: .logit(lower: bounds.lowerBound, upper: bounds.upperBound)),
        margins: margins, classes: classes, bounds: bounds)
    } catch {
      throw DiagnosticError(
        .content,
        error.diagnostics.map { diagnostic in
          var placed = diagnostic
          placed.location = place
          placed.advice = "Widen design: bounds, merge classes that few respondents are in, or leave a margin out"
          return placed
        })
    }
    let fits = marginFits(weights: sample.weights, margins: margins)
    if let worst = fits.max(by: { $0.distance < $1.distance }), worst.distance > 1e-8 {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-116", at: place,
          "the margins contradict each other: with the others met, \(worst.label) of \(worst.margin) comes to "
            + "\(worst.weighted), not \(worst.population)",
          advice: "Correct the population source so that all margins have the same total"))
    }
  }

  /// Classes of margins of which none follows from those before: of the second margin on, at least one class does.
  static func independentClasses(of margins: [Margin], baseWeights: [Double]) -> [(margin: Int, own: Int)] {
    let cells = CalibrationCells(baseWeights: baseWeights.map { _ in 1 }, margins: margins)
    var basis: [[Double]] = []
    var chosen: [(margin: Int, own: Int)] = []
    for margin in margins.indices {
      for own in margins[margin].classes.indices {
        var rest = cells.classOfCell[margin].map { Int($0) == own ? 1.0 : 0 }
        let size = rest.reduce(0, +)
        // Twice, as once leaves rounding behind.
        for _ in 0..<2 {
          for column in basis {
            let share = zip(rest, column).reduce(0) { $0 + $1.0 * $1.1 }
            for cell in rest.indices { rest[cell] -= share * column[cell] }
          }
        }
        let left = rest.reduce(0) { $0 + $1 * $1 }
        guard size > 0, left > 1e-9 * size else { continue }
        let length = left.squareRoot()
        basis.append(rest.map { $0 / length })
        chosen.append((margin, own))
      }
    }
    return chosen
  }

  private static func notConverged(_ result: RakingResult, margins: [Margin], survey: Dataset) -> Diagnostic {
    let margin = margins[result.worst.margin]
    return Diagnostic(
      .error, code: "E-110", at: SourceLocation(file: survey.inputs.first?.path ?? survey.source),
      "the weights of \(survey.source) \(survey.wave) cannot meet the margin \(margin.name): after \(result.passes) "
        + "passes \(margin.classes[result.worst.marginClass]) is still \(result.largestError * 100) % off",
      advice: "Take a margin out of design: margins, or merge classes that few respondents are in")
  }
}

/// What weights come to in every class of every margin.
func marginFits(weights: [Double], margins: [Margin]) -> [MarginFit] {
  margins.flatMap { margin in
    var sums = [Double](repeating: 0, count: margin.population.count)
    var counts = [Int](repeating: 0, count: margin.population.count)
    for (record, weight) in weights.enumerated() {
      sums[margin.classOfRecord[record]] += weight
      counts[margin.classOfRecord[record]] += 1
    }
    return margin.classes.indices.map { own in
      MarginFit(
        margin: margin.name, label: margin.classes[own], population: margin.population[own], respondents: counts[own],
        weighted: sums[own])
    }
  }
}

extension MarginFit {
  /// |Σw / N - 1|; 0 where the population is.
  var distance: Double { population > 0 ? abs(weighted / population - 1) : 0 }
}
