import Estimation
import SurveyModel

/// Designs and what changes their weights.
extension RInterpreter {
  /// Calls that know of surveys; nil for all others.
  mutating func surveyCall(_ function: String, _ arguments: RArguments) throws -> RValue? {
    if let value = try designCall(function, arguments) { return value }
    if let value = try weightCall(function, arguments) { return value }
    if let value = try estimateCall(function, arguments) { return value }
    return try testCall(function, arguments)
  }

  private mutating func designCall(_ function: String, _ arguments: RArguments) throws -> RValue? {
    switch function {
    case "svydesign": return .design(try svydesign(arguments))
    case "svrepdesign": return .design(try svrepdesign(arguments))
    case "as.svrepdesign": return .design(try replicateDesign(arguments))
    case "subset":
      let (values, _) = try arguments.matched(["x", "subset"])
      var design = try design(values["x"])
      guard let condition = values["subset"] else { throw NotUnderstood("subset without condition") }
      let truths = try vector(condition, in: design.frame).numbers
      design.records = design.records.filter { truths[$0] == 1 }
      return .design(design)
    case "update", "transform":
      var design = try design(arguments.all.first?.value)
      let before = design.frame
      for argument in arguments.all.dropFirst() {
        guard let name = argument.name else { throw NotUnderstood("update without name") }
        design.frame.set(name, try vector(argument.value, in: before))
      }
      return .design(design)
    default: return nil
    }
  }

  private mutating func svydesign(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched([
      "ids", "probs", "strata", "variables", "fpc", "data", "nest", "check.strata", "weights",
    ])
    guard rest.isEmpty, values["variables"] == nil else { throw NotUnderstood("svydesign") }
    let frame = try self.frame(values["data"], file: 0)
    let ids = try formulaTerms(values["ids"])
    let hasUnits = ids != [.number(1)] && ids != [.number(0)]
    let units = hasUnits ? ids : []
    let strata = try values["strata"].map { try formulaTerms($0) } ?? []
    let fpc = try values["fpc"].map { try formulaTerms($0) } ?? []
    var stages: [SamplingStage] = []
    for position in 0..<max(1, units.count) {
      var stage = SamplingStage()
      if position < units.count { stage.units = try classes(units[position], in: frame) }
      if position < strata.count { stage.strata = try classes(strata[position], in: frame) }
      if position < fpc.count { stage.populations = try vector(fpc[position], in: frame).numbers }
      stages.append(stage)
    }
    var weights: [Double]?
    if let formula = values["weights"] {
      weights = try vector(try formulaTerms(formula)[0], in: frame).numbers
    } else if let formula = values["probs"] {
      weights = try vector(try formulaTerms(formula)[0], in: frame).numbers.map { 1 / $0 }
    } else if fpc.isEmpty {
      weights = [Double](repeating: 1, count: frame.rowCount)
    }
    let isNested = values["nest"].map { $0 == .name("TRUE") || $0 == .name("T") } ?? false
    let survey = try SurveyDesign(
      stages: stages, weights: weights, recordCount: frame.rowCount, areUnitsNested: isNested,
      lonelyPolicy: lonelyPolicy, adjustsLonelyInDomains: adjustsLonelyInDomains)
    return RDesign(frame: frame, method: .linear(WeightedSample(survey)), records: Array(0..<frame.rowCount))
  }

  private mutating func classes(_ term: RExpression, in frame: RFrame) throws -> RecordClasses {
    let labels = try vector(term, in: frame).labels
    guard labels.allSatisfy({ $0 != nil }) else { throw NotUnderstood("missing \(term.deparsed)") }
    return RecordClasses(labels: labels.compactMap(\.self))
  }

  private mutating func svrepdesign(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched([
      "variables", "repweights", "weights", "data", "degf", "type", "combined.weights", "rho", "bootstrap.average",
      "scale", "rscales", "fpc", "fpctype", "mse",
    ])
    guard rest.isEmpty, values["fpc"] == nil else { throw NotUnderstood("svrepdesign") }
    let frame = try self.frame(values["data"], file: 0)
    let replicates = try self.frame(values["repweights"], file: 1)
    let count = Double(replicates.names.count)
    let isCombined = try values["combined.weights"].map { try vector($0).numbers == [1] } ?? true
    var weights = [Double](repeating: 1, count: frame.rowCount)
    if let formula = values["weights"] { weights = try vector(try formulaTerms(formula)[0], in: frame).numbers }
    let columns = replicates.names.compactMap { replicates.columns[$0]?.numbers }
    let full = isCombined ? columns : columns.map { zip($0, weights).map(*) }
    let type = try values["type"].map { try vector($0).labels.first ?? "other" } ?? "BRR"
    let rho = try values["rho"].map { try vector($0).numbers[0] } ?? 0
    var scale: Double
    switch type {
    case "BRR": scale = 1 / count
    case "Fay": scale = 1 / (count * (1 - rho) * (1 - rho))
    case "bootstrap": scale = 1 / (count - 1)
    default: scale = 1
    }
    if let given = values["scale"], case .vector(let own) = try evaluate(given) { scale = own.numbers[0] }
    var scales: [Double]?
    if let given = values["rscales"], case .vector(let own) = try evaluate(given) {
      scales = own.count == 1 ? replicates.names.map { _ in own.numbers[0] } : own.numbers
    }
    let mse = try values["mse"].map { try vector($0).numbers == [1] } ?? false
    let sample = try ReplicateSample(
      weights: weights, replicates: full, scale: scale, replicateScales: scales, centersAtEstimate: mse)
    return RDesign(frame: frame, method: .replicate(sample), records: Array(0..<frame.rowCount))
  }

  private mutating func replicateDesign(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched(["design", "type", "fay.rho", "fpc", "fpctype", "compress", "mse"])
    guard rest.isEmpty, values["fpc"] == nil else { throw NotUnderstood("as.svrepdesign") }
    var design = try design(values["design"])
    guard case .linear(let sample) = design.method, sample.adjustments.isEmpty else {
      throw NotUnderstood("replicates of an adjusted design")
    }
    let mse = try values["mse"].map { try vector($0).numbers == [1] } ?? false
    let survey = sample.survey
    let type = try values["type"].flatMap { try vector($0).labels.first ?? nil } ?? "auto"
    switch type {
    case "auto" where !survey.isStratified, "JK1":
      design.method = .replicate(try .jackknife(unstratified: survey, centersAtEstimate: mse))
    case "JKn", "auto": design.method = .replicate(try .jackknife(stratified: survey, centersAtEstimate: mse))
    case "BRR": design.method = .replicate(try .balancedRepeated(survey, centersAtEstimate: mse))
    case "Fay":
      let rho = try values["fay.rho"].map { try vector($0).numbers[0] } ?? 0
      design.method = .replicate(try .balancedRepeated(survey, fay: rho, centersAtEstimate: mse))
    default: throw NotUnderstood("replicates \(type)")
    }
    return design
  }
}
