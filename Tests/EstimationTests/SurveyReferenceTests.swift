import Estimation
import Foundation
import Testing

/// One reference case; results stay loosely typed, as R prints them in several shapes.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
  let id: String
  let data: String
  let design: String
  let call: String
  let tolerance: Double
  /// The result as JSON.
  let result: Data

  var testDescription: String { id }

  static let all: [ReferenceCase] = {
    guard let data = try? Data(contentsOf: fixtureURL("cases.json")),
      let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = root["cases"] as? [[String: Any]]
    else { return [] }
    return cases.compactMap { item in
      guard let id = item["id"] as? String, let files = item["data"] as? [String], let file = files.first,
        let design = item["design"] as? String, let call = item["call"] as? String,
        let tolerance = item["tol"] as? Double, let result = item["result_survey_4.5"] ?? item["result"],
        let encoded = try? JSONSerialization.data(withJSONObject: result)
      else { return nil }
      return ReferenceCase(id: id, data: file, design: design, call: call, tolerance: tolerance, result: encoded)
    }
  }()
}

@Suite struct SurveyReferenceTests {
  @Test("every committed reference case is read")
  func readsAll() {
    #expect(ReferenceCase.all.count == 69)
  }

  @Test("estimates and variances equal R survey", arguments: ReferenceCase.all)
  func matches(_ reference: ReferenceCase) throws {
    let design = try #require(RCall(reference.design), "design not understood")
    let call = try #require(RCall(reference.call), "call not understood")
    let survey = try #require(ReferenceSurvey(design: design, frame: .fixture(reference.data)))
    let result = try #require(try JSONSerialization.jsonObject(with: reference.result) as? [String: Any])
    let check = Check(tolerance: reference.tolerance)
    switch call.function {
    case "svymean", "svytotal", "svyratio": try checkStatistic(call, survey, result, check)
    case "svycontrast": try checkContrast(call, survey, result, check)
    case "svyby": try checkDomains(call, survey, result, check)
    case "svyquantile": try checkQuantiles(call, survey, result, check)
    case "svyciprop": try checkShare(call, survey, result, check)
    case "rake", "postStratify":
      let weighted = try #require(survey.applying(call))
      check(weighted.sample.weights, result["weights"])
    default: Issue.record("call not understood: \(reference.call)")
    }
  }

  private func checkStatistic(
    _ call: RCall, _ survey: ReferenceSurvey, _ result: [String: Any], _ check: Check
  ) throws {
    let isRatio = call.function == "svyratio"
    let current = try #require(survey.applying(call.positional(isRatio ? 2 : 1)))
    let outcome = try #require(
      current.estimate(
        call, function: call.function ?? "", formula: call.positional(0),
        denominator: isRatio ? call.positional(1) : nil))
    let variances = current.variances(outcome)
    let numbers = Check.flatten(result["est"] ?? result["ratio"])
    check(outcome.values, numbers)
    check(variances.indices.map { variances[$0][$0].squareRoot() }, result["se"] ?? numbers)
    if let covariances = result["vcov"] as? [[Double]] { check(variances.flatMap(\.self), covariances.flatMap(\.self)) }
    if let effects = result["deff"] {
      // A total that the design fixes has V = V_srs = 0 and no design effect worth comparing.
      let own = current.designEffects(outcome)
      for (value, wanted) in zip(own, Check.flatten(effects)) { check([value ?? .nan], [wanted]) }
    }
    if let df = result["df"] as? Double {
      #expect(Double(current.sample.design.degreesOfFreedom(records: current.records)) == df)
    }
  }

  private func checkContrast(
    _ call: RCall, _ survey: ReferenceSurvey, _ result: [String: Any], _ check: Check
  ) throws {
    let inner = try #require(call.positional(0))
    let coefficients = try #require(call.positional(1)).numbers
    var outcome: ReferenceSurvey.Outcome
    if inner.function == "svyby" {
      outcome = try domains(inner, survey).reduce(into: .init()) { all, one in
        all.values += one.outcome.values
        all.linearised += one.outcome.linearised
      }
    } else {
      outcome = try #require(
        survey.estimate(inner, function: inner.function ?? "", formula: inner.positional(0), denominator: nil))
    }
    let variances = survey.variances(outcome)
    var (value, variance) = (0.0, 0.0)
    for (i, a) in coefficients.enumerated() {
      value += a * outcome.values[i]
      for (j, b) in coefficients.enumerated() { variance += a * b * variances[i][j] }
    }
    check([value], result["est"])
    check([variance.squareRoot()], result["se"])
  }

  private typealias Domain = (level: [String], survey: ReferenceSurvey, outcome: ReferenceSurvey.Outcome)

  private func domains(_ call: RCall, _ survey: ReferenceSurvey) throws -> [Domain] {
    let current = try #require(survey.applying(call.positional(2)))
    guard case .name(let function)? = call.positional(3) else { return [] }
    let names = (call.positional(1)?.terms ?? []).compactMap { term in
      if case .name(let name) = term { name } else { nil }
    }
    let factor = current.frame.factor(names)
    return try factor.levels.indices.map { index in
      var domain = current
      domain.records = current.records.filter { factor.classes[$0] == index }
      if function == "svyquantile" { return (factor.levels[index], domain, .init()) }
      let outcome = try #require(
        domain.estimate(
          call, function: function, formula: call.positional(0), denominator: call.argument("denominator")))
      return (factor.levels[index], domain, outcome)
    }
  }

  private func checkDomains(
    _ call: RCall, _ survey: ReferenceSurvey, _ result: [String: Any], _ check: Check
  ) throws {
    let rows = try #require(result["rows"] as? [[String: Any]])
    let columns = try #require(result["columns"] as? [String])
    let groups = call.positional(1)?.terms.count ?? 0
    let domains = try domains(call, survey)
    #expect(domains.count == rows.count)
    for (domain, row) in zip(domains, rows) {
      let names = Array(columns.dropFirst(groups))
      if call.positional(3) == .name("svyquantile") {
        let quantiles = call.argument("quantiles")?.numbers ?? []
        let values = try #require(call.positional(0).flatMap { domain.survey.values($0.terms[0]) })
        let result = try #require(
          domain.survey.sample.quantile(
            values.map { $0 ?? 0 }, p: quantiles[0], rule: .math, over: domain.survey.records))
        check([result.value], row[names[0]])
        check([result.interval?.standardError ?? .nan], row[names[1]])
        continue
      }
      let count = domain.outcome.values.count
      let variances = domain.survey.variances(domain.outcome)
      for index in 0..<count {
        check([domain.outcome.values[index]], row[names[index]])
        check([variances[index][index].squareRoot()], row[names[count + index]])
      }
      if let effect = columns.first(where: { $0.hasPrefix("DEff") }) {
        check([domain.survey.designEffects(domain.outcome)[0] ?? .nan], row[effect])
      }
    }
    if let covariances = result["vcov"] as? [[Double]] {
      let joint = domains.reduce(into: ReferenceSurvey.Outcome()) { $0.linearised += $1.outcome.linearised }
      check(survey.variances(joint).flatMap(\.self), covariances.flatMap(\.self))
    }
  }

  private func checkQuantiles(
    _ call: RCall, _ survey: ReferenceSurvey, _ result: [String: Any], _ check: Check
  ) throws {
    let current = try #require(survey.applying(call.positional(1)))
    let probabilities = try #require(call.positional(2)).numbers
    let rule: QuantileRule = call.argument("qrule")?.string == "hf7" ? .hf7 : .math
    let variables = try #require(result["vars"] as? [String: [String: Any]])
    for term in call.positional(0)?.terms ?? [] {
      guard case .name(let name) = term else { continue }
      let rows = try #require(variables[name]?["rows"] as? [[Double]])
      let values = try #require(current.values(term)).map { $0 ?? 0 }
      for (p, row) in zip(probabilities, rows) {
        let estimate = try #require(current.sample.quantile(values, p: p, rule: rule, over: current.records))
        let interval = try #require(estimate.interval)
        check(
          [estimate.value, interval.low ?? .nan, interval.high ?? .nan, interval.standardError ?? .nan], row)
        // The linearised value carries the same standard error.
        check([current.sample.variance(ofLinearised: estimate.linearised).squareRoot()], [row[3]])
      }
    }
  }

  private func checkShare(
    _ call: RCall, _ survey: ReferenceSurvey, _ result: [String: Any], _ check: Check
  ) throws {
    let outcome = try #require(
      survey.estimate(call, function: "svymean", formula: call.positional(0), denominator: nil))
    let share = outcome.values[0]
    let variance = survey.variances(outcome)[0][0]
    let df = Double(survey.sample.design.degreesOfFreedom(records: survey.records))
    let level = call.argument("level")?.numbers.first ?? 0.95
    let interval: ConfidenceInterval? =
      switch call.argument("method")?.string {
      case "mean": .t(share, standardError: variance.squareRoot(), df: df, level: level)
      case "logit", "xlogit": .logit(share, standardError: variance.squareRoot(), df: df, level: level)
      case "wilson": .wilson(share, effectiveN: share * (1 - share) / variance, df: df, level: level)
      default: nil
      }
    check([share], result["est"])
    check([variance.squareRoot()], result["se"])
    let ends = try #require(interval)
    check([ends.low, ends.high], result["ci95"] ?? result["ci"])
  }
}

/// Compares numbers relative to max(1, |wanted|), the references' own rule.
struct Check {
  let tolerance: Double

  func callAsFunction(
    _ own: [Double], _ wanted: Any?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let numbers = Check.flatten(wanted)
    #expect(own.count == numbers.count, sourceLocation: sourceLocation)
    for (value, reference) in zip(own, numbers) {
      #expect(
        abs(value - reference) <= tolerance * max(1, abs(reference)), "\(value) is not \(reference)",
        sourceLocation: sourceLocation)
    }
  }

  static func flatten(_ value: Any?) -> [Double] {
    if let number = value as? Double { return [number] }
    if let list = value as? [Any] { return list.flatMap { flatten($0) } }
    return []
  }
}
