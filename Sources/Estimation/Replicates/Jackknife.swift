public import Diagnostics
internal import SurveyModel

extension ReplicateSample {
  /// The jackknife of a design without strata, JK1: each unit left out in turn, the others times n/(n - 1); the squares are
  /// summed and multiplied by (n - 1)/n (1 - n/N) (Wolter 2007, chapter 4).
  ///
  /// - Parameters:
  ///   - survey: a design with one stratum. Units of the first stage are left out.
  ///   - centersAtEstimate: whether distances are from the estimate of the full sample.
  /// - Returns: one replicate a unit.
  /// - Throws: if the design has strata or a single unit.
  public static func jackknife(
    unstratified survey: SurveyDesign, centersAtEstimate: Bool = false
  ) throws(DiagnosticError) -> ReplicateSample {
    let design = survey.firstStage
    guard design.strata.count == 1, let stratum = design.strata.first, stratum.psus.count > 1 else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-134",
          "the jackknife without strata (JK1) was asked for in a design of \(design.strata.count) strata and "
            + "\(design.psuCount) units",
          advice: "Take the stratified jackknife (JKn), which drops units within strata"))
    }
    let n = Double(stratum.psus.count)
    let replicates = stratum.psus.map { left in
      survey.weights.indices.map { Int(design.psuOfRecord[$0]) == left ? 0 : survey.weights[$0] * n / (n - 1) }
    }
    return ReplicateSample(
      unchecked: survey.weights, replicates: replicates, scale: (n - 1) / n * (1 - stratum.samplingFraction),
      replicateScales: [Double](repeating: 1, count: replicates.count), centersAtEstimate: centersAtEstimate)
  }

  /// The stratified jackknife, JKn: each unit left out in turn, the others of its stratum times n_h/(n_h - 1); its square
  /// counts (1 - n_h/N_h)(n_h - 1)/n_h (Wolter 2007, chapter 4).
  ///
  /// A lonely stratum has no replicate under `remove` and `certainty`; under `average` the others count for it; under `adjust`
  /// the replicate without it raises all other strata.
  ///
  /// - Parameters:
  ///   - survey: the design. Units of the first stage are left out.
  ///   - centersAtEstimate: whether distances are from the estimate of the full sample.
  /// - Returns: one replicate a unit.
  /// - Throws: under `fail`, the strata with a single unit; and if nothing is left to vary.
  public static func jackknife(
    stratified survey: SurveyDesign, centersAtEstimate: Bool = false
  ) throws(DiagnosticError) -> ReplicateSample {
    if survey.lonelyPolicy == .fail { try survey.checkLonely() }
    let design = survey.firstStage
    let strataCount = Double(design.strata.count)
    var replicates: [[Double]] = []
    var scales: [Double] = []
    for (position, stratum) in design.strata.enumerated() where !stratum.psus.isEmpty {
      let n = Double(stratum.psus.count)
      if stratum.isLonely {
        guard survey.lonelyPolicy == .adjust else { continue }
        replicates.append(
          survey.weights.indices.map { record in
            let own = Int(design.stratumOfPSU[Int(design.psuOfRecord[record])]) == position
            return own ? 0 : survey.weights[record] * strataCount / (strataCount - 1)
          })
        scales.append((strataCount - 1) / strataCount)
        continue
      }
      // A stratum that was taken whole does not vary.
      guard stratum.psus.count > 1 else { continue }
      for left in stratum.psus {
        var replicate = survey.weights
        for record in replicate.indices {
          let unit = Int(design.psuOfRecord[record])
          if unit == left {
            replicate[record] = 0
          } else if stratum.psus.contains(unit) {
            replicate[record] *= n / (n - 1)
          }
        }
        replicates.append(replicate)
        scales.append((n - 1) / n * (1 - stratum.samplingFraction))
      }
    }
    guard !replicates.isEmpty else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-135", "no stratum has two units, so nothing can be left out",
          advice: "Merge strata before making replicates"))
    }
    let average = survey.lonelyPolicy == .average ? Double(design.psuCount) / Double(replicates.count) : 1
    return ReplicateSample(
      unchecked: survey.weights, replicates: replicates, scale: average, replicateScales: scales,
      centersAtEstimate: centersAtEstimate)
  }
}
