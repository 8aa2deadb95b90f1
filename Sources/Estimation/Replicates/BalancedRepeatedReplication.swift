public import Diagnostics

extension ReplicateSample {
  /// Balanced repeated replication: half-samples of strata of two units, chosen by a Hadamard matrix (McCarthy 1969); with
  /// Fay's ρ the other half keeps ρ of its weight (Judkins 1990). Squares count 1/(R (1 - ρ)²).
  ///
  /// A stratum of more units, an even number, is split into pairs in order. Finite population corrections do not enter.
  ///
  /// - Parameters:
  ///   - survey: the design.
  ///   - fay: ρ, from 0 to below 1.
  ///   - centersAtEstimate: whether distances are from the estimate of the full sample.
  /// - Returns: as many replicates as the smallest power of two above the number of pairs.
  /// - Throws: every stratum with an odd number of units, and a ρ out of range.
  public static func balancedRepeated(
    _ survey: SurveyDesign, fay: Double = 0, centersAtEstimate: Bool = false
  ) throws(DiagnosticError) -> ReplicateSample {
    let design = survey.firstStage
    var problems = design.strata.filter { !$0.psus.count.isMultiple(of: 2) }.map {
      Diagnostic(
        .error, code: "E-136", "stratum \($0.name) has \($0.psus.count) units; half-samples need an even number",
        advice: "Pair the units in strata of two, or take the stratified jackknife (JKn)")
    }
    if !(fay >= 0 && fay < 1) {
      problems.append(
        Diagnostic(
          .error, code: "E-136", "Fay's rho is \(fay), which must be from 0 to below 1", advice: "0.3 and 0.5 are usual"
        ))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }

    // Units are numbered stratum by stratum, so that two neighbours make a pair.
    let pairs = design.psuCount / 2
    var size = 1
    while size < pairs + 1 { size *= 2 }
    let replicates = (0..<size).map { replicate in
      survey.weights.indices.map { record in
        let unit = Int(design.psuOfRecord[record])
        let takesFirst = sylvesterIsPositive(row: unit / 2 + 1, column: replicate)
        return survey.weights[record] * (takesFirst == unit.isMultiple(of: 2) ? 2 - fay : fay)
      }
    }
    return ReplicateSample(
      unchecked: survey.weights, replicates: replicates, scale: 1 / (Double(size) * (1 - fay) * (1 - fay)),
      replicateScales: [Double](repeating: 1, count: size), centersAtEstimate: centersAtEstimate)
  }

  /// The sign of an element of Sylvester's Hadamard matrix of any power of two: (-1) to the number of common bits.
  private static func sylvesterIsPositive(row: Int, column: Int) -> Bool {
    (row & column).nonzeroBitCount.isMultiple(of: 2)
  }
}
