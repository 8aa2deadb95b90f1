import Estimation

/// Domains, contrasts and the parts of results.
extension RInterpreter {
  mutating func domains(_ arguments: RArguments) throws -> RDomains {
    let (values, rest) = try arguments.matched(["formula", "by", "design", "FUN", "vartype", "covmat", "keep.var"])
    guard case .name(let function)? = values["FUN"], let formula = values["formula"] else {
      throw NotUnderstood("svyby")
    }
    let design = try design(values["design"])
    let variables = try formulaTerms(values["by"])
    let (levels, classes) = try crossing(variables, in: design.frame)
    let outer = self.variables[".domain"]
    defer { self.variables[".domain"] = outer }
    var kept: [[String]] = []
    var statistics: [RStatistic] = []
    for (position, level) in levels.enumerated() {
      var domain = design
      domain.records = design.records.filter { classes[$0] == position }
      if domain.records.isEmpty { continue }
      self.variables[".domain"] = .design(domain)
      let inner = [
        RArgument(name: function == "svyratio" ? "numerator" : nil, value: formula),
        RArgument(name: "design", value: .name(".domain")),
      ]
      guard let value = try estimateCall(function, RArguments(inner + rest)) else {
        throw NotUnderstood("svyby of \(function)")
      }
      kept.append(level)
      statistics.append(try statistic(of: value))
    }
    var parts = try values["vartype"].map { try vector($0).labels.compactMap(\.self) } ?? ["se"]
    if statistics.contains(where: { $0.designEffects != nil }) { parts.append("deff") }
    let hasCovariances = flag(values["covmat"])
    return RDomains(
      variables: variables.map(\.deparsed), levels: kept, statistics: statistics, parts: parts,
      joint: try joint(statistics, design: design, hasCovariances: hasCovariances), hasCovariances: hasCovariances)
  }

  private func statistic(of value: RValue) throws -> RStatistic {
    switch value {
    case .statistic(let statistic): return statistic
    case .quantiles(let variables):
      let rows = variables.flatMap(\.rows)
      var covariance = Matrix(rowCount: rows.count, columnCount: rows.count)
      for (index, row) in rows.enumerated() { covariance[index, index] = row[3] * row[3] }
      return RStatistic(
        kind: "stat", names: variables.map(\.name),
        joint: JointEstimate(values: rows.map { $0[0] }, covariance: covariance, degreesOfFreedom: .infinity))
    default: throw NotUnderstood("statistic of a domain")
    }
  }

  /// All domains together, in R's order: one statistic over all domains, then the next. Without covmat only variances.
  private func joint(
    _ statistics: [RStatistic], design: RDesign, hasCovariances: Bool
  ) throws -> JointEstimate {
    let values = statistics.flatMap(\.joint.values)
    let df = design.degreesOfFreedom(over: design.records)
    var joint = JointEstimate(
      values: values, covariance: Matrix(rowCount: values.count, columnCount: values.count), degreesOfFreedom: df)
    for (index, variance) in statistics.flatMap(\.joint.covariance.diagonal).enumerated() {
      joint.covariance[index, index] = variance
    }
    if hasCovariances {
      switch design.method {
      case .linear(let sample):
        let columns = statistics.flatMap(\.linearised)
        guard columns.count == values.count else { throw NotUnderstood("covariance of domains") }
        joint.covariance = try sample.covariance(columns, over: design.records)
      case .replicate(let sample):
        let functions = statistics.compactMap(\.function)
        guard functions.count == statistics.count else { throw NotUnderstood("covariance of domains") }
        joint = sample.estimates(over: design.records) { weights in functions.flatMap { $0(weights) } }
      }
    }
    let count = statistics.first?.joint.values.count ?? 0
    return joint.selecting((0..<count).flatMap { index in statistics.indices.map { $0 * count + index } })
  }

  /// Estimates with names that contrasts may use.
  private mutating func named(_ expression: RExpression?) throws -> (names: [String], joint: JointEstimate, df: Double?)
  {
    guard let expression else { throw NotUnderstood("no statistic") }
    switch try evaluate(expression) {
    case .statistic(let statistic): return (statistic.names, statistic.joint, statistic.designDF)
    case .domains(let domains):
      let own = domains.statistics.first?.names ?? []
      let labels = domains.levels.map { $0.joined(separator: ".") }
      let names = own.flatMap { name in labels.map { own.count == 1 ? $0 : "\($0):\(name)" } }
      return (names, domains.joint, domains.joint.degreesOfFreedom)
    default: throw NotUnderstood("statistic \(expression.deparsed)")
    }
  }

  mutating func contrast(_ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched(["stat", "contrasts", "add"])
    guard rest.isEmpty, let wanted = values["contrasts"] else { throw NotUnderstood("svycontrast") }
    let (names, joint, df) = try named(values["stat"])
    var list: [(name: String?, value: RValue)]
    switch try evaluate(wanted) {
    case .list(let items): list = items
    case let single: list = [(nil, single)]
    }
    var rows: [[Double]] = []
    var formulas: [RExpression] = []
    for (_, value) in list {
      switch value {
      case .vector(let vector):
        if let own = vector.names {
          let byName = Dictionary(zip(own, vector.numbers)) { first, _ in first }
          rows.append(names.map { byName[$0] ?? 0 })
        } else {
          rows.append(vector.numbers)
        }
      case .quoted(let formula): formulas.append(formula)
      default: throw NotUnderstood("contrast")
      }
    }
    let labels = list.map { $0.name ?? "contrast" }
    guard rows.isEmpty || formulas.isEmpty else { throw NotUnderstood("linear and other contrasts together") }
    var result = RStatistic(kind: "stat", names: labels, joint: joint)
    if formulas.isEmpty {
      result.joint = joint.contrasts(rows)
    } else {
      let place = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
      for formula in formulas {
        // Found out before, as the library's function cannot throw.
        _ = try gradient(formula, GradientNumber.variables(joint.values), place)
      }
      result.joint = joint.transformed { variables in
        formulas.map { (try? gradient($0, variables, place)) ?? GradientNumber(.nan) }
      }
    }
    result.designDF = df
    return result
  }

  private func gradient(
    _ expression: RExpression, _ variables: [GradientNumber], _ place: [String: Int]
  ) throws -> GradientNumber {
    switch expression {
    case .number(let value): return GradientNumber(value)
    case .name(let name):
      guard let index = place[name] else { throw NotUnderstood("\(name) in a contrast") }
      return variables[index]
    case .text: throw NotUnderstood("text in a contrast")
    case .call(let function, let arguments):
      let values = try arguments.map { try gradient($0.value, variables, place) }
      switch (function, values.count) {
      case ("(", 1), ("+", 1): return values[0]
      case ("-", 1): return -values[0]
      case ("+", 2): return values[0] + values[1]
      case ("-", 2): return values[0] - values[1]
      case ("*", 2): return values[0] * values[1]
      case ("/", 2): return values[0] / values[1]
      case ("^", 2): return values[0].raised(to: values[1])
      case ("log", 1): return values[0].logarithm
      case ("exp", 1): return values[0].exponential
      case ("sqrt", 1): return values[0].squareRoot
      case ("asin", 1): return values[0].arcSine
      default: throw NotUnderstood("\(function) in a contrast")
      }
    }
  }

  /// What accessors take out of a result. Of an interval all lower ends come first, as in R's matrices.
  mutating func part(_ function: String, _ arguments: RArguments) throws -> RValue? {
    let (values, rest) = try arguments.matched(["object", "parm", "level", "df"])
    guard rest.isEmpty, values["parm"] == nil, let object = values["object"] else { throw NotUnderstood(function) }
    let (names, joint, _) = try named(object)
    switch function {
    case "coef": return .vector(RVector(joint.values, names: names))
    case "SE": return .vector(RVector(joint.standardErrors, names: names))
    case "cv": return .vector(RVector(zip(joint.standardErrors, joint.values).map { $0 / $1 }, names: names))
    case "confint":
      let level = try values["level"].map { try vector($0).numbers[0] } ?? 0.95
      let df = try values["df"].map { try vector($0).numbers[0] } ?? .infinity
      let intervals = joint.values.indices.map { joint.interval($0, df: df, level: level) }
      return .vector(RVector(intervals.map(\.low) + intervals.map(\.high)))
    case "deff":
      guard case .statistic(let statistic) = try evaluate(object), let effects = statistic.designEffects else {
        throw NotUnderstood("deff of a result without")
      }
      return .vector(RVector(effects, names: names))
    default: return .vector(RVector(joint.covariance.elements))
    }
  }
}
