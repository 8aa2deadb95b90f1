import Diagnostics
import Estimation
import Foundation

/// Holds a value against the result of a reference case and collects what differs.
struct GoldenComparison {
  private let reference: GoldenCase
  private(set) var differences: [String] = []
  /// Numbers compared; a comparison of nothing is a difference.
  private var compared = 0

  init(_ reference: GoldenCase) { self.reference = reference }

  /// Numbers of a result, nested lists opened; null and NaN are NaN.
  static func numbers(_ value: Any?) -> [Double] {
    switch value {
    case nil: return []
    case let list as [Any]: return list.flatMap { numbers($0) }
    case let number as NSNumber: return [number.doubleValue]
    case let text as String:
      switch text {
      case "Inf": return [.infinity]
      case "-Inf": return [-.infinity]
      default: return [.nan]
      }
    default: return [.nan]
    }
  }

  /// Compares with the numbers under a key, if the result has it.
  private mutating func check(_ own: [Double], _ key: String) {
    guard let wanted = reference.result[key], !isNull(wanted) else { return }
    check(own, Self.numbers(wanted), key)
  }

  private func isNull(_ value: Any) -> Bool { Self.numbers(value).allSatisfy(\.isNaN) && !(value is [Any]) }

  private mutating func check(_ own: [Double], _ wanted: [Double], _ what: String) {
    guard own.count == wanted.count else {
      differences.append("\(what): \(own.count) numbers instead of \(wanted.count)")
      return
    }
    for (index, (value, number)) in zip(own, wanted).enumerated() {
      compared += 1
      if value.isNaN && number.isNaN || value == number { continue }
      // The tolerance of the case relative to max(1, |x|), never below 1e-12.
      let allowed = max(reference.tolerance * max(1, abs(number)), 1e-12)
      if !(abs(value - number) <= allowed) { differences.append("\(what)[\(index)]: \(value), not \(number)") }
    }
  }

  private mutating func check(_ own: [String], _ wanted: [String], _ what: String) {
    if own != wanted { differences.append("\(what): \(own), not \(wanted)") }
  }

  /// An error is right where R has one, and must name what R names in brackets.
  mutating func compare(error: DiagnosticError) {
    guard reference.result["kind"] as? String == "error" else {
      differences.append("error: \(error)")
      return
    }
    let message = reference.result["message"] as? String ?? ""
    if let open = message.firstIndex(of: "("), let close = message.firstIndex(of: ")") {
      let name = String(message[message.index(after: open)..<close])
      if !error.description.contains(name) { differences.append("the error does not name \(name): \(error)") }
    }
  }

  mutating func compare(_ value: RValue) throws {
    let kind = reference.result["kind"] as? String ?? ""
    switch (kind, value) {
    case ("stat", .statistic(let statistic)), ("ratio", .statistic(let statistic)):
      compare(statistic)
    case ("svyvar", .statistic(let statistic)):
      check(statistic.joint.values, "est")
      check(statistic.joint.standardErrors, "se")
    case ("num", .vector(let vector)): check(vector.numbers, "est")
    case ("num", .statistic(let statistic)): check(statistic.joint.values, "est")
    case ("ciprop", .statistic(let statistic)):
      check(statistic.joint.values, "est")
      check(statistic.joint.standardErrors, "se")
      check((statistic.intervals ?? []).flatMap { [$0.low, $0.high] }, "ci95")
      checkDF(statistic.designDF)
    case ("quantile", .quantiles(let variables)):
      let wanted = reference.result["vars"] as? [String: [String: Any]] ?? [:]
      check(variables.map(\.name).sorted(), wanted.keys.sorted(), "variables")
      for (name, rows) in variables { check(rows.flatMap { $0 }, Self.numbers(wanted[name]?["rows"]), name) }
    case ("by", .domains(let domains)): compare(domains)
    case ("weights", .weights(let design)):
      let weights = design.records.map { design.weights[$0] }
      check(weights, "weights")
      check([weights.reduce(0, +)], "sum")
      check([weights.min() ?? .nan], "min")
      check([weights.max() ?? .nan], "max")
    case ("table", .table(let table)): compare(table)
    case ("htest", .test(let test)):
      check([test.statistic], "statistic")
      check(test.parameters, "parameter")
      check([test.pValue], "p")
      if let estimate = test.estimate { check([estimate], "estimate") }
      if let interval = test.interval { check([interval.low, interval.high], "ci95") }
    case ("error", _): differences.append("no error, though R has one")
    default: throw NotUnderstood("result of kind \(kind)")
    }
    if compared == 0, differences.isEmpty { differences.append("nothing to compare") }
  }

  private mutating func compare(_ statistic: RStatistic) {
    let joint = statistic.joint
    check(joint.values, "est")
    check(joint.standardErrors, "se")
    check(joint.covariance.elements, "vcov")
    if let effects = statistic.designEffects { check(effects, "deff") }
    let df = reference.df ?? joint.degreesOfFreedom
    check(intervals(joint, df: df), "ci95_t")
    check(intervals(joint, df: .infinity), "ci95_norm")
    checkDF(statistic.designDF)
  }

  private mutating func checkDF(_ own: Double?) {
    if let own, let wanted = reference.df { check([own], [wanted], "df") }
  }

  private func intervals(_ joint: JointEstimate, df: Double) -> [Double] {
    joint.values.indices.flatMap { index in
      let interval = joint.interval(index, df: df)
      return [interval.low, interval.high]
    }
  }

  private mutating func compare(_ domains: RDomains) {
    let rows = reference.result["rows"] as? [[String: Any]] ?? []
    let columns = reference.result["columns"] as? [String] ?? []
    check(Array(columns.prefix(domains.variables.count)), domains.variables, "columns")
    if rows.count != domains.levels.count { differences.append("\(domains.levels.count) domains, not \(rows.count)") }
    for ((level, statistic), row) in zip(zip(domains.levels, domains.statistics), rows) {
      for (variable, label) in zip(domains.variables, level) {
        let wanted = row[variable].map { ($0 as? Double).map { RExpression.number($0).deparsed } ?? "\($0)" }
        check([label], [wanted ?? ""], variable)
      }
      let numbers = columns.dropFirst(domains.variables.count).flatMap { Self.numbers(row[$0]) }
      check(cells(statistic, parts: domains.parts), numbers, level.joined(separator: "."))
    }
    if let df = reference.df, !domains.parts.isEmpty { check(intervals(domains.joint, df: df), "ci95_t") }
    check(domains.joint.covariance.elements, "vcov")
    if domains.joint.degreesOfFreedom.isFinite { checkDF(domains.joint.degreesOfFreedom) }
  }

  /// A row as svyby writes it: estimates, then each part for all of them.
  private func cells(_ statistic: RStatistic, parts: [String]) -> [Double] {
    let joint = statistic.joint
    var cells = joint.values
    for part in parts {
      switch part {
      case "se": cells += joint.standardErrors
      case "var": cells += joint.covariance.diagonal
      case "cv": cells += zip(joint.standardErrors, joint.values).map { $0 / $1 }
      case "cvpct": cells += zip(joint.standardErrors, joint.values).map { 100 * $0 / $1 }
      case "ci":
        let intervals = statistic.intervals ?? joint.values.indices.map { joint.interval($0, df: .infinity) }
        cells += intervals.map(\.low) + intervals.map(\.high)
      case "deff": cells += statistic.designEffects ?? []
      default: cells.append(.nan)
      }
    }
    return cells
  }

  private mutating func compare(_ table: RTable) {
    let rows = reference.result["rows"] as? [[String: Any]] ?? []
    var own: [[String]: Double] = [:]
    for cell in table.cells { own[cell.labels] = cell.value }
    if rows.count != table.cells.count { differences.append("\(table.cells.count) cells, not \(rows.count)") }
    for row in rows {
      let key = table.variables.map { row[$0].map { "\($0)" } ?? "" }
      check([own[key] ?? .nan], Self.numbers(row["Freq"]), key.joined(separator: "."))
    }
  }
}
