import Estimation

/// Means, totals, ratios, variances, shares and quantiles.
extension RInterpreter {
  mutating func estimateCall(_ function: String, _ arguments: RArguments) throws -> RValue? {
    switch function {
    case "svymean", "svytotal": return .statistic(try columnStatistic(function, arguments))
    case "svyratio": return .statistic(try ratio(arguments))
    case "svyvar": return .statistic(try variance(arguments))
    case "svycralpha": return .statistic(try alpha(arguments))
    case "svyciprop": return .statistic(try share(arguments))
    case "svyquantile": return .quantiles(try quantiles(arguments))
    case "oldsvyquantile": return .vector(try oldQuantiles(arguments))
    case "svyby": return .domains(try domains(arguments))
    case "svycontrast": return .statistic(try contrast(arguments))
    case "unwtd.count": return .statistic(try count(arguments))
    case "coef", "SE", "vcov", "cv", "deff", "confint": return try part(function, arguments)
    case "degf":
      let design = try design(arguments.all.first?.value)
      return .vector(RVector([design.degreesOfFreedom(over: design.records)]))
    default: return nil
    }
  }

  func flag(_ expression: RExpression?) -> Bool { expression == .name("TRUE") || expression == .name("T") }

  /// Records with values in all columns; without na.rm a missing value is passed on, as in R.
  private func usable(_ columns: RColumns, _ design: RDesign, removesMissing: Bool) throws -> [Int] {
    let usable = columns.usable(design.records)
    if usable.count < design.records.count, !removesMissing { throw NotUnderstood("missing values without na.rm") }
    return usable
  }

  private func filled(_ columns: [[Double]]) -> [[Double]] { columns.map { $0.map { $0.isNaN ? 0 : $0 } } }

  /// A statistic of linearised estimates, or of replicates.
  func statistic(
    _ kind: String, _ names: [String], _ design: RDesign, over records: [Int],
    linear: (WeightedSample) -> [LinearisedEstimate?], replicate: @escaping ([Double]) -> [Double]
  ) throws -> RStatistic {
    var result: RStatistic
    switch design.method {
    case .linear(let sample):
      let estimates = linear(sample).compactMap(\.self)
      guard estimates.count == names.count else { throw NotUnderstood("no estimate over an empty domain") }
      result = RStatistic(kind: kind, names: names, joint: try sample.joint(estimates, over: records))
      result.linearised = estimates.map(\.linearised)
    case .replicate(let sample):
      result = RStatistic(kind: kind, names: names, joint: sample.estimates(over: records, replicate))
      result.function = replicate
    }
    result.designDF = design.degreesOfFreedom(over: design.records)
    return result
  }

  private mutating func columnStatistic(_ function: String, _ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched(["x", "design", "na.rm", "deff"])
    guard rest.isEmpty else { throw NotUnderstood("\(function) with \(rest)") }
    let design = try design(values["design"])
    let columns = try columns(try formulaTerms(values["x"]), in: design.frame)
    let records = try usable(columns, design, removesMissing: flag(values["na.rm"]))
    let data = filled(columns.columns)
    let isMean = function == "svymean"
    var result = try statistic(
      "stat", columns.names, design, over: records,
      linear: { sample in
        data.map { isMean ? sample.mean($0, over: records) : sample.total($0, over: records) }
      },
      replicate: { weights in
        let all = isMean ? records.reduce(0) { $0 + weights[$1] } : 1
        return data.map { column in records.reduce(0) { $0 + weights[$1] * column[$1] } / all }
      })
    try addDesignEffects(to: &result, wanted: values["deff"], design: design, over: records)
    return result
  }

  private func addDesignEffects(
    to result: inout RStatistic, wanted: RExpression?, design: RDesign, over records: [Int]
  ) throws {
    guard let wanted, wanted != .name("FALSE"), wanted != .name("F") else { return }
    guard case .linear(let sample) = design.method else { throw NotUnderstood("deff of replicates") }
    result.designEffects = result.linearised.indices.map { index in
      sample.designEffect(
        variance: result.joint.covariance[index, index], linearised: result.linearised[index], over: records,
        replacement: wanted == .text("replace")) ?? .nan
    }
  }

  private mutating func ratio(_ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched([
      "numerator", "denominator", "design", "separate", "na.rm", "formula", "covmat", "deff",
    ])
    guard rest.isEmpty, values["separate"] == nil else { throw NotUnderstood("svyratio") }
    let design = try design(values["design"])
    let above = try numericColumns(
      try formulaTerms(values["numerator"] ?? values["formula"]), in: design.frame)
    let below = try numericColumns(try formulaTerms(values["denominator"]), in: design.frame)
    let both = RColumns(names: above.names + below.names, columns: above.columns + below.columns)
    let records = try usable(both, design, removesMissing: flag(values["na.rm"]))
    let (top, bottom) = (filled(above.columns), filled(below.columns))
    let pairs = bottom.indices.flatMap { column in top.indices.map { (top[$0], bottom[column]) } }
    let names = below.names.flatMap { name in above.names.map { "\($0)/\(name)" } }
    var result = try statistic(
      "ratio", names, design, over: records,
      linear: { sample in pairs.map { sample.ratio($0.0, $0.1, over: records) } },
      replicate: { weights in
        pairs.map { pair in
          records.reduce(0) { $0 + weights[$1] * pair.0[$1] } / records.reduce(0) { $0 + weights[$1] * pair.1[$1] }
        }
      })
    try addDesignEffects(to: &result, wanted: values["deff"], design: design, over: records)
    return result
  }

  private mutating func variance(_ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched(["x", "design", "na.rm"])
    guard rest.isEmpty else { throw NotUnderstood("svyvar") }
    let design = try design(values["design"])
    let columns = try numericColumns(try formulaTerms(values["x"]), in: design.frame)
    let records = try usable(columns, design, removesMissing: flag(values["na.rm"]))
    let data = filled(columns.columns)
    let names = columns.names.flatMap { first in columns.names.map { "\(first):\($0)" } }
    let scale = Double(records.count) / Double(records.count - 1)
    return try statistic(
      data.count == 1 ? "stat" : "svyvar", names, design, over: records,
      linear: { sample in sample.variances(data, over: records)?.flatMap { $0 } ?? [] },
      replicate: { weights in
        let all = records.reduce(0) { $0 + weights[$1] }
        let centers = data.map { column in records.reduce(0) { $0 + weights[$1] * column[$1] } / all }
        return data.indices.flatMap { a in
          data.indices.map { b in
            records.reduce(0) { $0 + weights[$1] * (data[a][$1] - centers[a]) * (data[b][$1] - centers[b]) } / all
              * scale
          }
        }
      })
  }

  private mutating func alpha(_ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched(["formula", "design", "na.rm"])
    guard rest.isEmpty else { throw NotUnderstood("svycralpha") }
    let design = try design(values["design"])
    let columns = try numericColumns(try formulaTerms(values["formula"]), in: design.frame)
    let records = try usable(columns, design, removesMissing: flag(values["na.rm"]))
    let data = filled(columns.columns)
    guard case .linear = design.method else { throw NotUnderstood("alpha of replicates") }
    return try statistic(
      "num", ["alpha"], design, over: records, linear: { [$0.cronbachAlpha(data, over: records)] },
      replicate: { _ in [] })
  }

  private mutating func count(_ arguments: RArguments) throws -> RStatistic {
    let (values, _) = try arguments.matched(["x", "design"])
    let design = try design(values["design"])
    let columns = try columns(try formulaTerms(values["x"]), in: design.frame)
    let n = Double(columns.usable(design.records).count)
    return RStatistic(
      kind: "stat", names: ["counts"],
      joint: JointEstimate(values: [n], covariance: Matrix(rowCount: 1, columnCount: 1), degreesOfFreedom: .infinity))
  }

  private func method(_ name: String) throws -> ProportionIntervalMethod {
    switch name {
    case "mean": .mean
    case "logit", "xlogit": .logit
    case "asin": .arcsine
    case "beta": .beta
    case "wilson": .wilson
    default: throw NotUnderstood("interval \(name)")
    }
  }

  private mutating func share(_ arguments: RArguments) throws -> RStatistic {
    let (values, rest) = try arguments.matched(["formula", "design", "method", "level", "df", "na.rm"])
    guard rest.isEmpty else { throw NotUnderstood("svyciprop") }
    let name = try values["method"].flatMap { try vector($0).labels.first ?? nil } ?? "logit"
    let method = try method(name)
    let design = try design(values["design"])
    let columns = try numericColumns(try formulaTerms(values["formula"]), in: design.frame)
    let records = try usable(columns, design, removesMissing: flag(values["na.rm"]))
    let data = filled(columns.columns)
    var result = try statistic(
      "ciprop", columns.names, design, over: records,
      linear: { sample in [sample.mean(data[0], over: records)] },
      replicate: { weights in
        [records.reduce(0) { $0 + weights[$1] * data[0][$1] } / records.reduce(0) { $0 + weights[$1] }]
      })
    let level = try values["level"].map { try vector($0).numbers[0] } ?? 0.95
    let df = try values["df"].map { try vector($0).numbers[0] } ?? design.degreesOfFreedom(over: design.records)
    let interval = ConfidenceInterval.proportion(
      method, share: result.joint.values[0], variance: result.joint.covariance[0, 0], df: df,
      rowCount: design.rowCount(over: design.records), level: level)
    result.intervals = [interval ?? ConfidenceInterval(low: .nan, high: .nan)]
    return result
  }

  private mutating func quantiles(_ arguments: RArguments) throws -> [(name: String, rows: [[Double]])] {
    let (values, rest) = try arguments.matched([
      "x", "design", "quantiles", "alpha", "interval.type", "na.rm", "ci", "se", "qrule", "df",
    ])
    guard rest.isEmpty, values["df"] == nil else { throw NotUnderstood("svyquantile") }
    let rule: QuantileRule
    switch try values["qrule"].flatMap({ try vector($0).labels.first ?? nil }) ?? "math" {
    case "math": rule = .math
    case "hf7": rule = .hf7
    case let other: throw NotUnderstood("quantile rule \(other)")
    }
    let type = try values["interval.type"].flatMap { try vector($0).labels.first ?? nil } ?? "mean"
    // Replicates may also give quantiles themselves.
    let isDirect = type == "quantile"
    let method = try isDirect ? ProportionIntervalMethod.mean : self.method(type)
    let design = try design(values["design"])
    let columns = try numericColumns(try formulaTerms(values["x"]), in: design.frame)
    let records = try usable(columns, design, removesMissing: flag(values["na.rm"]))
    let wanted = try values["quantiles"].map { try vector($0).numbers } ?? []
    let level = 1 - (try values["alpha"].map { try vector($0).numbers[0] } ?? 0.05)
    return try zip(columns.names, filled(columns.columns)).map { name, data in
      let rows = try wanted.map { p -> [Double] in
        let value: Double?
        let interval: QuantileInterval?
        switch design.method {
        case .linear(let sample) where !isDirect:
          let estimate = sample.quantile(data, p: p, rule: rule, over: records, method: method, level: level)
          (value, interval) = (estimate?.value, estimate?.interval)
        case .replicate(let sample) where isDirect:
          let joint = sample.estimates(over: records) { weights in
            [WeightedOrder(values: data, weights: weights, records: records).quantile(p, rule: rule) ?? .nan]
          }
          let ends = joint.interval(0, level: level)
          return [joint.values[0], ends.low, ends.high, joint.standardErrors[0]]
        case .replicate(let sample):
          let estimate = sample.quantile(data, p: p, rule: rule, over: records, method: method, level: level)
          (value, interval) = (estimate?.value, estimate?.interval)
        case .linear: throw NotUnderstood("interval quantile of a linearised design")
        }
        return [value ?? .nan, interval?.low ?? .nan, interval?.high ?? .nan, interval?.standardError ?? .nan]
      }
      return (name, rows)
    }
  }

  /// The default before version 4.1: a line through the steps of F.
  private mutating func oldQuantiles(_ arguments: RArguments) throws -> RVector {
    let (values, rest) = try arguments.matched(["x", "design", "quantiles", "alpha", "ci"])
    guard rest.isEmpty, !flag(values["ci"]) else { throw NotUnderstood("oldsvyquantile") }
    let design = try design(values["design"])
    let columns = try numericColumns(try formulaTerms(values["x"]), in: design.frame)
    let wanted = try values["quantiles"].map { try vector($0).numbers } ?? []
    let order = WeightedOrder(values: columns.columns[0], weights: design.weights, records: design.records)
    return RVector(wanted.map { order.quantile($0, rule: .hf4) ?? .nan })
  }
}
