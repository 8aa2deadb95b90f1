public import Diagnostics
public import SurveyModel

/// How a sample was drawn: stages of strata and units with their populations, and the weights of the records.
///
/// A value that exists is consistent: units lie in one stratum each, populations are no smaller than samples, weights are
/// positive. Domains are lists of records; they never change a stratum's number of units.
public struct SurveyDesign: Sendable {
  /// The stages. The strata of a later stage are the units of the one before, each in its own strata.
  public let stages: [ClusterDesign]
  /// By stage and stratum, the share of the unit above that was drawn: the product of the sampling fractions of the stages
  /// before. What a later stage adds to a variance counts with it.
  let shareAbove: [[Double]]
  /// By stage after the first and stratum, the unit of the stage before that holds it.
  let parentOfStratum: [[Int]]
  /// Sampling weights, one a record.
  public let weights: [Double]
  /// Whether the first stage was drawn in declared strata.
  public let isStratified: Bool
  /// What a stratum with one unit adds to a variance.
  public var lonelyPolicy: LonelyPolicy
  /// Whether a stratum of which a domain meets a single unit counts as lonely too, under `average` and `adjust`. It need
  /// not: the other units are there, with nothing of the domain in them.
  public var adjustsLonelyInDomains: Bool

  /// Strata and units of the first stage.
  public var firstStage: ClusterDesign { stages[0] }
  /// The number of records.
  public var recordCount: Int { weights.count }

  /// A design of one stage that has been laid out already.
  ///
  /// - Parameters:
  ///   - firstStage: the strata and units.
  ///   - weights: one a record.
  ///   - lonelyPolicy: what a stratum with one unit adds.
  public init(firstStage: ClusterDesign, weights: [Double], lonelyPolicy: LonelyPolicy = .certainty) {
    stages = [firstStage]
    shareAbove = [[Double](repeating: 1, count: firstStage.strata.count)]
    parentOfStratum = [[Int](repeating: 0, count: firstStage.strata.count)]
    self.weights = weights
    isStratified = firstStage.strata.count > 1
    self.lonelyPolicy = lonelyPolicy
    adjustsLonelyInDomains = false
  }

  /// A design from what is known of each record.
  ///
  /// - Parameters:
  ///   - declared: the stages, from the first on. A later stage enters variances only if populations are given for it and for
  ///     those before (else the first stage stands for all, as an ultimate cluster).
  ///   - weights: one a record; nil to take the product of population over sample of all stages.
  ///   - recordCount: the number of records.
  ///   - areUnitsNested: whether unit numbers start anew in each stratum. Without it a unit found in two strata is an error.
  ///   - lonelyPolicy: what a stratum with one unit adds to a variance.
  ///   - adjustsLonelyInDomains: whether that holds too for strata lonely only inside a domain.
  ///   - recordName: what messages call a record.
  /// - Throws: every weight, unit and population that is impossible, named by record or stratum.
  public init(
    stages declared: [SamplingStage], weights: [Double]? = nil, recordCount: Int, areUnitsNested: Bool = false,
    lonelyPolicy: LonelyPolicy = .fail, adjustsLonelyInDomains: Bool = false,
    recordName: @escaping (Int) -> String = { "record \($0 + 1)" }
  ) throws(DiagnosticError) {
    var check = DesignCheck(recordCount: recordCount, recordName: recordName)
    check.lengths(declared, weights: weights)
    try check.finish()
    var layout = StageLayout(recordCount: recordCount)
    for (position, stage) in declared.enumerated() {
      if position == 0, !areUnitsNested, let strata = stage.strata, let units = stage.units {
        check.unitsInOneStratum(strata: strata, units: units)
      }
      layout.add(stage, check: &check)
    }
    if let weights {
      check.weights(weights)
      self.weights = weights
    } else {
      if layout.weights == nil { check.noWeights() }
      self.weights = layout.weights ?? []
    }
    try check.finish()
    stages = layout.stages
    shareAbove = layout.shareAbove
    parentOfStratum = layout.parentOfStratum
    isStratified = declared.first?.strata != nil
    self.lonelyPolicy = lonelyPolicy
    self.adjustsLonelyInDomains = adjustsLonelyInDomains
  }

  /// First-stage units with a record in the domain less strata with one.
  public func degreesOfFreedom(over records: some Sequence<Int>) -> Int {
    firstStage.degreesOfFreedom(records: records)
  }
}

/// Lays out one stage after the other.
private struct StageLayout {
  private(set) var stages: [ClusterDesign] = []
  private(set) var shareAbove: [[Double]] = []
  private(set) var parentOfStratum: [[Int]] = []
  /// Population over sample, multiplied over the stages; nil as soon as a stage has no population.
  private(set) var weights: [Double]?
  private var endsHere = false
  private var unitNames: [String] = []

  init(recordCount: Int) {
    weights = [Double](repeating: 1, count: recordCount)
  }

  mutating func add(_ stage: SamplingStage, check: inout DesignCheck) {
    guard !endsHere else { return }
    let position = stages.count
    // Without populations a stage after the first adds nothing and is not laid out.
    if position > 0, stage.populations == nil {
      endsHere = true
      return
    }
    let records = weights?.count ?? stages.first?.recordCount ?? check.recordCount
    var strata = stage.strata ?? RecordClasses(names: ["all"], classOfRecord: [Int](repeating: 0, count: records))
    if let before = stages.last { strata = Self.inside(before, strata: stage.strata, unitNames: unitNames) }
    let units = stage.units?.classOfRecord
    var design = ClusterDesign(
      stratumOfRecord: strata.classOfRecord, names: strata.names, clusterOfRecord: units, populations: nil)
    if let populations = stage.populations {
      let sizes = check.populations(populations, design: design, stage: position)
      design = ClusterDesign(
        stratumOfRecord: strata.classOfRecord, names: strata.names, clusterOfRecord: units, populations: sizes)
    } else {
      weights = nil
      endsHere = true
    }
    for record in 0..<records where weights != nil {
      let stratum = design.strata[Int(design.stratumOfPSU[Int(design.psuOfRecord[record])])]
      weights?[record] *= (stratum.population ?? 1) / Double(stratum.psus.count)
    }
    addShares(of: design)
    unitNames = Self.names(of: design, units: stage.units)
    stages.append(design)
  }

  /// The strata of a stage: the units of the one before, each in its own strata.
  private static func inside(
    _ before: ClusterDesign, strata: RecordClasses?, unitNames: [String]
  ) -> RecordClasses {
    struct Key: Hashable {
      var unit: Int32
      var stratum: Int
    }
    var number: [Key: Int] = [:]
    var names: [String] = []
    let classes = before.psuOfRecord.enumerated().map { record, unit in
      let key = Key(unit: unit, stratum: strata?.classOfRecord[record] ?? 0)
      if let known = number[key] { return known }
      number[key] = names.count
      let own = strata.map { "." + $0.names[key.stratum] } ?? ""
      names.append(unitNames[Int(unit)] + own)
      return names.count - 1
    }
    return RecordClasses(names: names, classOfRecord: classes)
  }

  private static func names(of design: ClusterDesign, units: RecordClasses?) -> [String] {
    var names = [String](repeating: "", count: design.psuCount)
    for (record, unit) in design.psuOfRecord.enumerated() where names[Int(unit)].isEmpty {
      names[Int(unit)] = units.map { $0.names[$0.classOfRecord[record]] } ?? "\(record + 1)"
    }
    return names
  }

  private mutating func addShares(of design: ClusterDesign) {
    guard let before = stages.last, let sharesBefore = shareAbove.last else {
      shareAbove.append([Double](repeating: 1, count: design.strata.count))
      parentOfStratum.append([Int](repeating: 0, count: design.strata.count))
      return
    }
    var parents = [Int](repeating: 0, count: design.strata.count)
    for (record, unit) in design.psuOfRecord.enumerated() {
      parents[Int(design.stratumOfPSU[Int(unit)])] = Int(before.psuOfRecord[record])
    }
    parentOfStratum.append(parents)
    shareAbove.append(
      parents.map { parent in
        let stratum = Int(before.stratumOfPSU[parent])
        return sharesBefore[stratum] * before.strata[stratum].samplingFraction
      })
  }
}
