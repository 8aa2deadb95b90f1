import Estimation

/// Runs the R calls of the reference cases on this package's estimators.
struct ReferenceSurvey {
  let frame: ReferenceFrame
  var sample: WeightedSample
  /// The records of the current subset.
  var records: [Int]

  struct Outcome {
    var names: [String] = []
    var values: [Double] = []
    var linearised: [[Double]] = []
    var records: [[Int]] = []
    var replacement: Bool?
  }

  /// The population tables that the calls name.
  static let populations: [String: [String: Double]] = [
    "pop.types": ["E": 4421, "H": 755, "M": 1018], "pop.schwide": ["No": 1072, "Yes": 5122],
    "pop.sw": ["No": 1072, "Yes": 5122], "pop.aw": ["No": 2027, "Yes": 4167],
  ]

  init?(design: RCall, frame: ReferenceFrame) {
    guard design.function == "svydesign", let id = design.argument("id")?.terms.first,
      case .name(let weightName)? = design.argument("weights")?.terms.first,
      let weights = frame.numbers(weightName)?.compactMap(\.self), weights.count == frame.rowCount
    else { return nil }
    var strata = (levels: [["all"]], classes: [Int](repeating: 0, count: frame.rowCount))
    if case .name(let name)? = design.argument("strata")?.terms.first { strata = frame.factor([name]) }
    var clusters: [Int]?
    if case .name(let name) = id { clusters = frame.factor([name]).classes }
    var populations: [Double]?
    if case .name(let name)? = design.argument("fpc")?.terms.first, let column = frame.numbers(name) {
      populations = [Double](repeating: 0, count: strata.levels.count)
      for (row, size) in column.enumerated() { populations?[strata.classes[row]] = size ?? 0 }
    }
    self.frame = frame
    sample = WeightedSample(
      design: ClusterDesign(
        stratumOfRecord: strata.classes, names: strata.levels.map { $0[0] }, clusterOfRecord: clusters,
        populations: populations),
      weights: weights)
    records = Array(0..<frame.rowCount)
  }

  /// `des`, or `subset`, `postStratify`, `rake` of it; nil when not understood.
  func applying(_ design: RCall?) -> ReferenceSurvey? {
    guard let design else { return nil }
    if design == .name("des") { return self }
    guard var inner = applying(design.positional(0)) else { return nil }
    switch design.function {
    case "subset":
      guard let condition = design.positional(1).flatMap({ inner.values($0) }) else { return nil }
      inner.records = inner.records.filter { condition[$0] == 1 }
    case "postStratify":
      guard let margin = inner.margin(design.positional(1), design.positional(2)) else { return nil }
      inner.sample = .poststratified(
        design: inner.sample.design, baseWeights: inner.sample.weights, margin: margin)
    case "rake":
      let names = design.positional(1)?.positionals ?? []
      let tables = design.positional(2)?.positionals ?? []
      let margins = zip(names, tables).compactMap { inner.margin($0, $1) }
      guard margins.count == names.count, !margins.isEmpty else { return nil }
      inner.sample =
        WeightedSample.raked(design: inner.sample.design, baseWeights: inner.sample.weights, margins: margins).sample
    default: return nil
    }
    return inner
  }

  private func margin(_ formula: RCall?, _ table: RCall?) -> Margin? {
    guard case .name(let name)? = formula?.terms.first, case .name(let tableName)? = table,
      let population = Self.populations[tableName]
    else { return nil }
    let factor = frame.factor([name])
    return Margin(
      name: name, classes: factor.levels.map { $0[0] }, population: factor.levels.map { population[$0[0]] ?? 0 },
      classOfRecord: factor.classes)
  }

  /// A numeric term by row, nil where missing.
  func values(_ term: RCall) -> [Double?]? {
    switch term {
    case .name(let name): return frame.numbers(name)
    case .number(let value): return Array(repeating: value, count: frame.rowCount)
    case .call("I", _): return term.positional(0).flatMap { values($0) }
    case .call(let symbol, _):
      guard let left = term.positional(0), let right = term.positional(1) else { return nil }
      if symbol == "%in%" {
        return values(left).map { $0.map { value in value.map { right.numbers.contains($0) ? 1 : 0 } } }
      }
      if symbol == "==", case .name(let name) = left, let text = right.string {
        return frame.columns[name].map { $0.map { $0 == text ? 1 : 0 } }
      }
      let operation: ((Double, Double) -> Double)? =
        switch symbol {
        case "==": { $0 == $1 ? 1 : 0 }
        case ">": { $0 > $1 ? 1 : 0 }
        case "<": { $0 < $1 ? 1 : 0 }
        case "+": { $0 + $1 }
        case "-": { $0 - $1 }
        case "*": { $0 * $1 }
        case "/": { $0 / $1 }
        default: nil
        }
      guard let operation, let a = values(left), let b = values(right) else { return nil }
      return zip(a, b).map { pair in pair.0.flatMap { x in pair.1.map { operation(x, $0) } } }
    case .text: return nil
    }
  }

  /// A formula's columns, factors one column a level.
  func columns(_ formula: RCall?) -> (names: [String], values: [[Double?]])? {
    guard let formula else { return nil }
    var names: [String] = []
    var columns: [[Double?]] = []
    for term in formula.terms {
      if let numeric = values(term) {
        names.append("x")
        columns.append(numeric)
        continue
      }
      let variables: [RCall] = term.function == "interaction" ? term.positionals : [term]
      let factor = frame.factor(
        variables.compactMap { if case .name(let name) = $0 { name } else { nil } })
      for (index, level) in factor.levels.enumerated() {
        names.append(level.joined(separator: "."))
        columns.append(factor.classes.map { $0 == index ? 1 : 0 })
      }
    }
    return (names, columns)
  }

  /// svymean, svytotal or svyratio over the current records, listwise.
  func estimate(_ call: RCall, function: String, formula: RCall?, denominator: RCall?) -> Outcome? {
    guard let (names, columns) = columns(formula) else { return nil }
    let below = denominator.flatMap { values($0.terms[0]) }
    let usable = records.filter { row in
      columns.allSatisfy { $0[row] != nil } && (below.map { $0[row] != nil } ?? true)
    }
    var outcome = Outcome(names: names)
    for column in columns {
      let filled = column.map { $0 ?? 0 }
      let result: LinearisedEstimate? =
        switch function {
        case "svymean": sample.mean(filled, over: usable)
        case "svytotal": sample.total(filled, over: usable)
        case "svyratio": below.flatMap { sample.ratio(filled, $0.map { $0 ?? 0 }, over: usable) }
        default: nil
        }
      guard let result else { return nil }
      outcome.values.append(result.value)
      outcome.linearised.append(result.linearised)
      outcome.records.append(usable)
    }
    if let wanted = call.argument("deff") { outcome.replacement = wanted.string == "replace" }
    return outcome
  }

  func variances(_ outcome: Outcome) -> [[Double]] {
    let influences = outcome.linearised.map { sample.influence($0) }
    return influences.map { a in influences.map { sample.design.covariance(a, $0) } }
  }

  func designEffects(_ outcome: Outcome) -> [Double?] {
    outcome.linearised.indices.map { index in
      sample.designEffect(
        variance: sample.variance(ofLinearised: outcome.linearised[index]), linearised: outcome.linearised[index],
        over: outcome.records[index], replacement: outcome.replacement ?? false)
    }
  }
}
