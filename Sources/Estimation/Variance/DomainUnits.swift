internal import SurveyModel

/// The first-stage units that a domain meets: variances over it cost as much as the domain is large, not the sample.
///
/// For designs whose first stage stands for all and weights that were not adjusted: elsewhere later stages, or residuals
/// outside the domain, count too.
public struct DomainUnits: Sendable {
  private struct Stratum: Sendable {
    var unitCount: Int
    var unsampledShare: Double
    /// Its units that the domain meets, as positions among all such units.
    var units: Range<Int>
  }

  private let records: [Int]
  /// The unit of each record, as a position among those met.
  private let unitOfRecord: [Int32]
  private let strata: [Stratum]
  private let lonelyPolicy: LonelyPolicy
  private let adjustsLonelyInDomains: Bool

  /// Units met less strata met.
  public let degreesOfFreedom: Int

  /// nil where the variance is not one of the units met alone.
  ///
  /// - Parameters:
  ///   - sample: the sample.
  ///   - records: the domain, without repetition.
  public init?(_ sample: WeightedSample, records: [Int]) {
    guard sample.survey.stages.count == 1, sample.adjustments.isEmpty else { return nil }
    let design = sample.survey.firstStage
    self.records = records
    lonelyPolicy = sample.survey.lonelyPolicy
    adjustsLonelyInDomains = sample.survey.adjustsLonelyInDomains
    // Units are numbered stratum by stratum, so those met in order of their numbers are too.
    let order = records.indices.sorted {
      (design.psuOfRecord[records[$0]], $0) < (design.psuOfRecord[records[$1]], $1)
    }
    var unitOfRecord = [Int32](repeating: 0, count: records.count)
    var strata: [Stratum] = []
    var (last, lastStratum, count) = (Int32(-1), Int32(-1), 0)
    for place in order {
      let unit = design.psuOfRecord[records[place]]
      if unit != last {
        last = unit
        let stratum = design.stratumOfPSU[Int(unit)]
        if stratum != lastStratum {
          lastStratum = stratum
          let whole = design.strata[Int(stratum)]
          strata.append(
            Stratum(
              unitCount: whole.psus.count, unsampledShare: 1 - whole.samplingFraction, units: count..<count))
        }
        count += 1
        strata[strata.count - 1].units = strata[strata.count - 1].units.lowerBound..<count
      }
      unitOfRecord[place] = Int32(count - 1)
    }
    self.unitOfRecord = unitOfRecord
    self.strata = strata
    degreesOfFreedom = count - strata.count
  }

  /// The variance of a linearised estimate over the domain, as `WeightedSample.variance(ofLinearised:over:)`.
  ///
  /// - Parameter linearised: weighted linearised values by record of the sample, 0 outside the domain.
  /// - Returns: NaN under `fail` where a stratum met has a single unit.
  public func variance(ofLinearised linearised: [Double]) -> Double {
    var totals = [Double](repeating: 0, count: strata.last?.units.upperBound ?? 0)
    for (place, record) in records.enumerated() { totals[Int(unitOfRecord[place])] += linearised[record] }
    let sums = strata.map { stratum in
      let own = totals[stratum.units]
      return StratumTotals(
        unitCount: stratum.unitCount, unitsMet: own.count, unsampledShare: stratum.unsampledShare,
        sums: [own.reduce(0, +)],
        products: { _, _, centers in
          // Units that the domain leaves out have the total 0.
          let others = Double(stratum.unitCount - own.count) * centers[0] * centers[0]
          return own.reduce(others) { $0 + ($1 - centers[0]) * ($1 - centers[0]) }
        })
    }
    return StratumTotals.covariance(
      sums, columnCount: 1, policy: lonelyPolicy, adjustsLonelyInDomains: adjustsLonelyInDomains)[0, 0]
  }
}
