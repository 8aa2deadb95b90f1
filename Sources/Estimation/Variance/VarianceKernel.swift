public import Diagnostics

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
    let parents = parentOfStratum[stage]
    var groups: [Int: [Int]] = [:]
    var order: [Int] = []
    for (stratum, parent) in parents.enumerated() {
      let units = stages[stage].strata[stratum].psus
      guard units.contains(where: { presence?[$0] ?? true }) else { continue }
      if groups[parent] == nil { order.append(parent) }
      groups[parent, default: []].append(stratum)
    }
    for parent in order {
      let strata = groups[parent] ?? []
      let share = shareAbove[stage][strata[0]]
      if share == 0 { continue }
      let part = contribution(stage, strata: strata, totals: totals, presence: presence)
      for row in 0..<sum.rowCount {
        for column in 0..<sum.columnCount { sum[row, column] += share * part[row, column] }
      }
    }
  }

  private func contribution(_ stage: Int, strata: [Int], totals: [[Double]], presence: [Bool]?) -> Matrix {
    let design = stages[stage]
    let count = totals.count
    var sum = Matrix(rowCount: count, columnCount: count)
    var usable = 0
    var grand: [Double]?
    for stratum in strata.map({ design.strata[$0] }) {
      let n = stratum.psus.count
      let rest = 1 - stratum.samplingFraction
      // All of the population, to rounding.
      if rest < 1e-7 {
        usable += 1
        continue
      }
      let met = presence.map { presence in stratum.psus.count { presence[$0] } } ?? n
      let isLonely = n == 1 || (adjustsLonelyInDomains && met == 1)
      var center = totals.map { column in stratum.psus.reduce(0) { $0 + column[$1] } / Double(n) }
      if isLonely {
        switch lonelyPolicy {
        case .average: continue
        case .adjust:
          let mean = grand ?? grandMeans(design, strata: strata, totals: totals)
          grand = mean
          center = mean
        case .fail where n == 1: return Matrix(rowCount: count, columnCount: count, repeating: .nan)
        case .fail, .remove, .certainty: break
        }
      }
      usable += 1
      let factor = n > 1 ? rest * Double(n) / Double(n - 1) : rest
      for row in 0..<count {
        for column in 0...row {
          var products = 0.0
          for unit in stratum.psus {
            products += (totals[row][unit] - center[row]) * (totals[column][unit] - center[column])
          }
          sum[row, column] += factor * products
          if row != column { sum[column, row] += factor * products }
        }
      }
    }
    if usable == strata.count { return sum }
    return sum.scaled(by: usable > 0 ? Double(strata.count) / Double(usable) : .nan)
  }

  /// The means over all units of these strata, those that a domain leaves out included.
  private func grandMeans(_ design: ClusterDesign, strata: [Int], totals: [[Double]]) -> [Double] {
    let units = strata.reduce(0) { $0 + design.strata[$1].psus.count }
    return totals.map { column in
      strata.reduce(0) { sum, stratum in design.strata[stratum].psus.reduce(sum) { $0 + column[$1] } } / Double(units)
    }
  }
}
