public import Diagnostics

/// Weights of respondents raised to stand for the non-respondents of their weighting class: w Σw / Σ_respondents w, and 0 for
/// non-respondents (Oh & Scheuren 1983).
///
/// - Parameters:
///   - weights: one a record.
///   - classes: the weighting classes.
///   - responds: who responded.
/// - Returns: weights with the same sum in every class.
/// - Throws: every class in which nobody responded.
public func nonResponseAdjustedWeights(
  _ weights: [Double], classes: RecordClasses, responds: [Bool]
) throws(DiagnosticError) -> [Double] {
  var all = [Double](repeating: 0, count: classes.names.count)
  var responding = all
  for (record, group) in classes.classOfRecord.enumerated() {
    all[group] += weights[record]
    if responds[record] { responding[group] += weights[record] }
  }
  let problems = classes.names.indices.filter { all[$0] > 0 && responding[$0] <= 0 }.map {
    Diagnostic(
      .error, code: "E-131", "nobody responded in weighting class \(classes.names[$0])",
      advice: "Merge it with another class")
  }
  if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  return weights.indices.map { record in
    let group = classes.classOfRecord[record]
    return responds[record] ? weights[record] * (all[group] / responding[group]) : 0
  }
}
