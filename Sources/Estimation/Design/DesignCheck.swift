internal import Diagnostics

/// Collects everything that is impossible about a declared design.
struct DesignCheck {
  let recordCount: Int
  /// What messages call a record.
  let recordName: (Int) -> String
  private var problems: [Diagnostic] = []

  init(recordCount: Int, recordName: @escaping (Int) -> String) {
    self.recordCount = recordCount
    self.recordName = recordName
  }

  /// - Throws: what was found, if anything.
  func finish() throws(DiagnosticError) {
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  /// Everything given by record must be as long as there are records.
  mutating func lengths(_ stages: [SamplingStage], weights: [Double]?) {
    if stages.isEmpty {
      add(
        "E-121", "the design has no sampling stage", advice: "Give at least one; without strata and units it is empty")
    }
    if recordCount == 0 { add("E-121", "the design has no record", advice: "Keep at least one record") }
    func compare(_ count: Int?, _ what: String) {
      guard let count, count != recordCount else { return }
      add("E-122", "\(what) are given for \(count) of \(recordCount) records", advice: "Give one for each record")
    }
    compare(weights?.count, "weights")
    for (position, stage) in stages.enumerated() {
      compare(stage.strata?.classOfRecord.count, "strata of stage \(position + 1)")
      compare(stage.units?.classOfRecord.count, "units of stage \(position + 1)")
      compare(stage.populations?.count, "populations of stage \(position + 1)")
    }
  }

  /// Weights must be positive numbers.
  mutating func weights(_ weights: [Double]) {
    for (record, weight) in weights.enumerated() where !(weight > 0 && weight.isFinite) {
      let found = weight.isNaN ? "no weight" : weight == 0 ? "weight 0" : "weight \(weight)"
      add(
        "E-123", "\(recordName(record)) has \(found), which must be a positive number",
        advice: "Give it its weight, or take it out as a non-respondent")
    }
  }

  /// Weights that are not given must follow from populations.
  mutating func noWeights() {
    add(
      "E-124", "the design has neither weights nor the populations that they would follow from",
      advice: "Give weights, or the population of every stratum of every stage")
  }

  /// A unit belongs to one stratum.
  mutating func unitsInOneStratum(strata: RecordClasses, units: RecordClasses) {
    var stratumOfUnit = [Int](repeating: -1, count: units.names.count)
    var told: Set<Int> = []
    for (record, unit) in units.classOfRecord.enumerated() {
      let stratum = strata.classOfRecord[record]
      if stratumOfUnit[unit] < 0 { stratumOfUnit[unit] = stratum }
      if stratumOfUnit[unit] != stratum, told.insert(unit).inserted {
        add(
          "E-125",
          "unit \(units.names[unit]) is in stratum \(strata.names[stratumOfUnit[unit]]) and, at "
            + "\(recordName(record)), in stratum \(strata.names[stratum])",
          advice: "Correct the stratum, or say that unit numbers start anew in each stratum")
      }
    }
  }

  /// The population of each stratum of a stage; shares drawn become counts.
  mutating func populations(_ values: [Double], design: ClusterDesign, stage: Int) -> [Double] {
    var sizes = [Double](repeating: .nan, count: design.strata.count)
    var told: Set<Int> = []
    let areShares = values.allSatisfy { !($0 > 1) }
    for (record, value) in values.enumerated() {
      let stratum = Int(design.stratumOfPSU[Int(design.psuOfRecord[record])])
      let name = design.strata[stratum].name
      guard value > 0 else {
        if told.insert(stratum).inserted {
          add(
            "E-126",
            "\(recordName(record)) of stratum \(name) has \(value.isNaN ? "no" : "the") population"
              + "\(value.isNaN ? "" : " \(value)") at stage \(stage + 1)",
            advice: "Give the number of units in the population of the stratum")
        }
        continue
      }
      if !areShares, value < 1, told.insert(stratum).inserted {
        add(
          "E-127", "stratum \(name) has the population \(value) at stage \(stage + 1), other strata have counts",
          advice: "Give counts for all strata, or the shares drawn for all")
        continue
      }
      if sizes[stratum].isNaN { sizes[stratum] = value }
      if sizes[stratum] != value, told.insert(stratum).inserted {
        add(
          "E-128",
          "stratum \(name) has the population \(sizes[stratum]) and, at \(recordName(record)), \(value) at stage "
            + "\(stage + 1)", advice: "Give one population for each stratum")
      }
    }
    for (stratum, size) in sizes.enumerated() where !size.isNaN {
      let n = Double(design.strata[stratum].psus.count)
      let population = areShares ? n / size : size
      if population < n, told.insert(stratum).inserted {
        add(
          "E-129",
          "stratum \(design.strata[stratum].name) has \(Int(n)) units in the sample and only \(size) in the "
            + "population at stage \(stage + 1)", advice: "Correct the population or the strata")
      }
      sizes[stratum] = population
    }
    return sizes
  }

  private mutating func add(_ code: String, _ message: String, advice: String) {
    problems.append(Diagnostic(.error, code: code, message, advice: advice))
  }
}
