public import Diagnostics
internal import SurveyModel

/// The one variance formula that every linearised estimate goes through.
///
/// V = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_unit (t - t̄_h)², t the totals by unit of weighted linearised values; a later stage
/// adds the same inside each unit, times the share of units drawn before it (Särndal, Swensson & Wretman 1992, 4.3).
extension SurveyDesign {
  /// The covariance matrix of linearised totals.
  ///
  /// - Parameters:
  ///   - columns: weighted linearised values by record, one column an estimate, 0 outside its domain.
  ///   - records: the domain, where it decides which strata are there; nil for the whole sample. A unit of a stratum that is
  ///     there counts with 0 if the domain leaves it out.
  /// - Returns: variances on the diagonal.
  /// - Throws: under `fail`, the strata with a single unit.
  public func covariance(_ columns: [[Double]], over records: [Int]? = nil) throws(DiagnosticError) -> Matrix {
    if lonelyPolicy == .fail { try checkLonely(over: records) }
    return uncheckedCovariance(columns, over: records)
  }

  /// As `covariance`, with NaN where the policy is to fail.
  func uncheckedCovariance(_ columns: [[Double]], over records: [Int]?) -> Matrix {
    var sum = Matrix(rowCount: columns.count, columnCount: columns.count)
    for stage in stages.indices {
      let totals = columns.map { stages[stage].totals($0) }
      add(stage, totals: totals, presence: records.map { presence(stage, records: $0) }, to: &sum)
    }
    return sum
  }

  /// - Parameter records: the domain; nil for the whole sample.
  /// - Throws: the strata of the domain whose single unit is not all of their population.
  public func checkLonely(over records: [Int]? = nil) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    for (position, stage) in stages.enumerated() {
      let present = records.map { presence(position, records: $0) }
      for stratum in stage.strata where stratum.isLonely && (present?[stratum.psus.lowerBound] ?? true) {
        problems.append(
          Diagnostic(
            .error, code: "E-130",
            "stratum \(stratum.name) has only one unit at stage \(position + 1), which gives no variance",
            advice: "Merge it with a neighbour, or choose remove, certainty, average or adjust for lonely strata"))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  private func presence(_ stage: Int, records: [Int]) -> [Bool] {
    var present = [Bool](repeating: false, count: stages[stage].psuCount)
    for record in records { present[Int(stages[stage].psuOfRecord[record])] = true }
    return present
  }

  /// Adds what one stage contributes. Strata under the same unit of the stage before are averaged and centred together.
  private func add(_ stage: Int, totals: [[Double]], presence: [Bool]?, to sum: inout Matrix) {
    let design = stages[stage]
    var groups: [Int: [Int]] = [:]
    var order: [Int] = []
    for (stratum, parent) in parentOfStratum[stage].enumerated() {
      guard design.strata[stratum].psus.contains(where: { presence?[$0] ?? true }) else { continue }
      if groups[parent] == nil { order.append(parent) }
      groups[parent, default: []].append(stratum)
    }
    for parent in order {
      let members = groups[parent] ?? []
      let share = shareAbove[stage][members[0]]
      if share == 0 { continue }
      let strata = members.map { member in
        let stratum = design.strata[member]
        return StratumTotals(
          unitCount: stratum.psus.count,
          unitsMet: presence.map { presence in stratum.psus.count { presence[$0] } } ?? stratum.psus.count,
          unsampledShare: 1 - stratum.samplingFraction,
          sums: totals.map { column in stratum.psus.reduce(0) { $0 + column[$1] } },
          products: { row, column, center in
            var products = 0.0
            for unit in stratum.psus {
              products += (totals[row][unit] - center[row]) * (totals[column][unit] - center[column])
            }
            return products
          })
      }
      let part = StratumTotals.covariance(
        strata, columnCount: totals.count, policy: lonelyPolicy, adjustsLonelyInDomains: adjustsLonelyInDomains)
      for row in 0..<sum.rowCount {
        for column in 0..<sum.columnCount { sum[row, column] += share * part[row, column] }
      }
    }
  }
}
