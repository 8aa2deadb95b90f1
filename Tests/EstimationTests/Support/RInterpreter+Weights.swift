import Estimation

/// Post-stratification, raking, calibration and trimming.
extension RInterpreter {
  mutating func weightCall(_ function: String, _ arguments: RArguments) throws -> RValue? {
    switch function {
    case "postStratify": return .weights(try postStratify(arguments))
    case "rake": return .weights(try rake(arguments))
    case "calibrate": return .weights(try calibrate(arguments))
    case "trimWeights": return .weights(try trimWeights(arguments))
    case "weights":
      let design = try design(arguments.all.first?.value)
      return .vector(RVector(design.records.map { design.weights[$0] }))
    default: return nil
    }
  }

  /// Adjustments are understood for whole samples only.
  private mutating func wholeDesign(_ expression: RExpression?) throws -> RDesign {
    let design = try design(expression)
    guard design.records.count == design.frame.rowCount else { throw NotUnderstood("adjusting a subset") }
    return design
  }

  private mutating func postStratify(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched(["design", "strata", "population", "partial"])
    guard rest.isEmpty, let population = values["population"] else { throw NotUnderstood("postStratify") }
    var design = try wholeDesign(values["design"])
    let margin = try margin(try formulaTerms(values["strata"]), population: population, frame: design.frame)
    switch design.method {
    case .linear(let sample): design.method = .linear(sample.poststratified(to: margin))
    case .replicate(let sample): design.method = .replicate(sample.poststratified(to: margin))
    }
    return design
  }

  private mutating func rake(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched([
      "design", "sample.margins", "population.margins", "control", "compress",
    ])
    guard rest.isEmpty, case .call("list", let formulas)? = values["sample.margins"],
      case .call("list", let tables)? = values["population.margins"], formulas.count == tables.count
    else { throw NotUnderstood("rake") }
    var design = try wholeDesign(values["design"])
    var margins: [Margin] = []
    for (formula, table) in zip(formulas, tables) {
      margins.append(
        try margin(try formulaTerms(formula.value), population: table.value, frame: design.frame))
    }
    var (epsilon, passes) = (1.0, 10)
    for argument in values["control"]?.arguments ?? [] {
      if argument.name == "epsilon" { epsilon = try vector(argument.value).numbers[0] }
      if argument.name == "maxit" { passes = Int(try vector(argument.value).numbers[0]) }
    }
    // Below 1 it is a share of the sum of weights.
    if epsilon < 1 { epsilon *= design.weights.reduce(0, +) }
    let stop = RakingStop.cellsMoveLess(than: epsilon, maximumPasses: passes)
    switch design.method {
    case .linear(let sample): design.method = .linear(sample.raked(to: margins, until: stop).sample)
    case .replicate(let sample): design.method = .replicate(sample.raked(to: margins, until: stop))
    }
    return design
  }

  /// A margin of formula and population table.
  private mutating func margin(
    _ terms: [RExpression], population: RExpression, frame: RFrame
  ) throws -> Margin {
    let (levels, classes) = try crossing(terms, in: frame)
    guard classes.allSatisfy({ $0 != nil }) else { throw NotUnderstood("missing class") }
    let names = levels.map { $0.joined(separator: ".") }
    let variables = terms.map(\.deparsed)
    let counts = try populationCounts(population, variables: variables)
    let sizes = try names.map { name in
      guard let count = counts[name] else { throw NotUnderstood("population of \(name)") }
      return count
    }
    return Margin(
      name: variables.joined(separator: " × "), classes: names, population: sizes,
      classOfRecord: classes.map { $0 ?? 0 })
  }

  private mutating func populationCounts(
    _ expression: RExpression, variables: [String]
  ) throws -> [String: Double] {
    switch try evaluate(expression) {
    case .unbound(let name):
      if let counts = populations.counts(of: name, variables: variables) { return counts }
    case .vector(let vector):
      if let names = vector.names { return Dictionary(zip(names, vector.numbers)) { first, _ in first } }
    case .frame(let frame):
      guard let counts = frame.columns["Freq"]?.numbers else { break }
      let labels = variables.compactMap { frame.columns[$0]?.labels }
      guard labels.count == variables.count else { break }
      return Dictionary(
        counts.indices.map { row in (labels.map { $0[row] ?? "" }.joined(separator: "."), counts[row]) }
      ) { first, _ in first }
    default: break
    }
    throw NotUnderstood("population \(expression.deparsed)")
  }

  private mutating func calibrate(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched([
      "design", "formula", "population", "aggregate.stage", "stage", "variance", "bounds", "calfun", "maxit", "epsilon",
    ])
    guard rest.isEmpty, values["stage"] == nil, values["variance"] == nil, let population = values["population"] else {
      throw NotUnderstood("calibrate")
    }
    var design = try wholeDesign(values["design"])
    let terms = try formulaTerms(values["formula"])
    let columns = try modelColumns(terms, in: design.frame)
    let bounds = try values["bounds"].map { try vector($0).numbers } ?? []
    let isBounded = bounds.count == 2 && bounds.contains { $0.isFinite }
    let name = try values["calfun"].map { try vector($0).labels.first ?? nil } ?? "linear"
    let distance: CalibrationDistance
    switch name {
    case "linear": distance = isBounded ? .truncatedLinear(lower: bounds[0], upper: bounds[1]) : .linear
    case "raking" where !isBounded: distance = .raking
    case "logit" where isBounded: distance = .logit(lower: bounds[0], upper: bounds[1])
    default: throw NotUnderstood("calibration \(name ?? "")")
    }
    var model = RegressionCalibration(
      names: columns.names, columns: columns.columns,
      totals: try totals(population, names: columns.names, terms: terms), distance: distance)
    if let stage = values["aggregate.stage"], stage != .name("NULL") {
      guard stage == .number(1), case .linear(let sample) = design.method else {
        throw NotUnderstood("aggregate.stage")
      }
      model.clusterOfRecord = sample.design.psuOfRecord
    }
    switch design.method {
    case .linear(let sample): design.method = .linear(try sample.calibrated(to: model))
    case .replicate(let sample): design.method = .replicate(try sample.calibrated(to: model))
    }
    return design
  }

  /// Population totals in the order of the columns.
  private mutating func totals(
    _ population: RExpression, names: [String], terms: [RExpression]
  ) throws -> [Double] {
    switch try evaluate(population) {
    case .vector(let vector):
      guard vector.count == names.count else { break }
      guard let own = vector.names, own.contains(where: { !$0.isEmpty }) else { return vector.numbers }
      let byName = Dictionary(zip(own, vector.numbers)) { first, _ in first }
      let totals = names.compactMap { byName[$0] }
      if totals.count == names.count { return totals }
    case .unbound:
      for frame in populations.frames {
        let columns = try? modelColumns(terms, in: frame)
        if let columns, columns.names == names { return columns.columns.map { $0.reduce(0, +) } }
      }
    default: break
    }
    throw NotUnderstood("population \(population.deparsed)")
  }

  private mutating func trimWeights(_ arguments: RArguments) throws -> RDesign {
    let (values, rest) = try arguments.matched(["design", "upper", "lower", "strict"])
    guard rest.isEmpty else { throw NotUnderstood("trimWeights") }
    var design = try wholeDesign(values["design"])
    let upper = try values["upper"].map { try vector($0).numbers[0] } ?? .infinity
    let lower = try values["lower"].map { try vector($0).numbers[0] } ?? -.infinity
    let isStrict = try values["strict"].map { try vector($0).numbers == [1] } ?? false
    guard case .linear(let sample) = design.method else { throw NotUnderstood("trimming replicates") }
    design.method = .linear(sample.trimmed(lower: lower, upper: upper, isStrict: isStrict))
    return design
  }
}
