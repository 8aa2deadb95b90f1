/// Strata and primary sampling units of a sample: all that the variance of a linearised total needs.
///
/// PSUs are numbered stratum by stratum. n_h counts the PSUs of the full design; a domain never changes it.
public struct ClusterDesign: Sendable {
  public struct Stratum: Sendable, Hashable {
    public var name: String
    /// Its PSUs.
    public var psus: Range<Int>
    /// PSUs in the population; nil without finite population correction.
    public var population: Double?

    /// n_h / N_h; 0 without correction.
    public var samplingFraction: Double {
      population.map { min(1, Double(psus.count) / $0) } ?? 0
    }
    /// One PSU out of more: its variance cannot be estimated.
    public var isLonely: Bool { psus.count == 1 && samplingFraction < 1 }
  }

  public let strata: [Stratum]
  public let psuOfRecord: [Int32]
  public let stratumOfPSU: [Int32]

  public var psuCount: Int { stratumOfPSU.count }
  public var recordCount: Int { psuOfRecord.count }
  public var lonelyStrata: [Stratum] { strata.filter(\.isLonely) }

  /// - Parameters:
  ///   - stratumOfRecord: index into `names`.
  ///   - names: the strata.
  ///   - clusterOfRecord: the PSU of each record, unique inside its stratum only; nil when each record is one.
  ///   - populations: PSUs in the population of each stratum; nil without finite population correction.
  public init(stratumOfRecord: [Int], names: [String], clusterOfRecord: [Int]? = nil, populations: [Double]? = nil) {
    struct Key: Hashable {
      var stratum: Int
      var cluster: Int
    }
    var found: [Key: Int] = [:]
    var sequence: [Key] = []
    var provisional: [Int] = []
    provisional.reserveCapacity(stratumOfRecord.count)
    for (record, stratum) in stratumOfRecord.enumerated() {
      if let clusterOfRecord {
        let key = Key(stratum: stratum, cluster: clusterOfRecord[record])
        if let known = found[key] {
          provisional.append(known)
          continue
        }
        found[key] = sequence.count
        sequence.append(key)
        provisional.append(sequence.count - 1)
      } else {
        sequence.append(Key(stratum: stratum, cluster: record))
        provisional.append(record)
      }
    }
    // Renumber so that the PSUs of a stratum are consecutive, in order of first appearance.
    var next = [Int](repeating: 0, count: names.count + 1)
    for key in sequence { next[key.stratum + 1] += 1 }
    for index in names.indices { next[index + 1] += next[index] }
    strata = names.indices.map {
      Stratum(name: names[$0], psus: next[$0]..<next[$0 + 1], population: populations?[$0])
    }
    var number = [Int32](repeating: 0, count: sequence.count)
    var stratumOfPSU = [Int32](repeating: 0, count: sequence.count)
    for (index, key) in sequence.enumerated() {
      number[index] = Int32(next[key.stratum])
      stratumOfPSU[next[key.stratum]] = Int32(key.stratum)
      next[key.stratum] += 1
    }
    psuOfRecord = provisional.map { number[$0] }
    self.stratumOfPSU = stratumOfPSU
  }

  /// Totals by PSU of values given by record.
  public func totals(_ values: [Double]) -> [Double] {
    var totals = [Double](repeating: 0, count: psuCount)
    for (record, value) in values.enumerated() { totals[Int(psuOfRecord[record])] += value }
    return totals
  }

  /// Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_PSU (a - ā_h)(b - b̄_h): the covariance of two linearised totals.
  ///
  /// A stratum with one PSU adds nothing, as if taken with certainty; callers report ``lonelyStrata``.
  /// `a` and `b` are totals by PSU; a PSU without a record in the domain counts as 0.
  public func covariance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for stratum in strata where stratum.psus.count > 1 {
      let n = Double(stratum.psus.count)
      var (totalA, totalB) = (0.0, 0.0)
      for psu in stratum.psus {
        totalA += a[psu]
        totalB += b[psu]
      }
      let (meanA, meanB) = (totalA / n, totalB / n)
      var products = 0.0
      for psu in stratum.psus { products += (a[psu] - meanA) * (b[psu] - meanB) }
      sum += (1 - stratum.samplingFraction) * n / (n - 1) * products
    }
    return sum
  }

  public func variance(_ totals: [Double]) -> Double { covariance(totals, totals) }

  /// PSUs with a record in the domain less strata with one.
  public func degreesOfFreedom(records: some Sequence<Int>) -> Int {
    let units = records.map { psuOfRecord[$0] }
    // Of a small domain, without a look at all units.
    if units.count < psuCount / 16 {
      let met = Set(units)
      return met.count - Set(met.map { stratumOfPSU[Int($0)] }).count
    }
    var seen = [Bool](repeating: false, count: psuCount)
    for unit in units { seen[Int(unit)] = true }
    var df = 0
    for stratum in strata {
      let present = stratum.psus.count { seen[$0] }
      if present > 0 { df += present - 1 }
    }
    return df
  }
}
