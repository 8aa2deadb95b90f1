import Diagnostics
import Estimation
import Foundation
import PromptEstimates
import Testing

/// Estimates from files against R `survey` (Tests/EstimationTests/Fixtures/README.md).
@Suite("Estimates at the prompt equal R survey's") struct PromptGoldenTests {
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("EstimationTests/Fixtures/survey")

  static let stratified = ["strata=stype", "weights=pw", "fpc=fpc"]
  static let clustered = ["cluster=dnum", "weights=pw", "fpc=fpc"]

  static func estimates(
    _ data: String, _ design: [String], _ statistics: [RequestedStatistic], by domains: [[String]] = [],
    change: (inout EstimateRequest) -> Void = { _ in }
  ) throws -> [PromptEstimate] {
    var problems: [String] = []
    var request = EstimateRequest()
    request.design = RequestedDesign(words: design, problems: &problems)
    request.statistics = statistics
    request.domains = domains
    change(&request)
    try #require(problems.isEmpty, "\(problems)")
    return try PromptEstimates(fixtures.appendingPathComponent("data/\(data)").path, request).estimates
  }

  private struct Reference {
    var result: [String: Any]
    var df: Double?

    func list(_ key: String) -> [Double] { (result[key] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue } }
    func number(_ key: String) -> Double { (result[key] as? NSNumber)?.doubleValue ?? .nan }
    func pairs(_ key: String) -> [[Double]] {
      (result[key] as? [[Any]] ?? []).map { $0.compactMap { ($0 as? NSNumber)?.doubleValue } }
    }
    var rows: [[String: Any]] { result["rows"] as? [[String: Any]] ?? [] }
  }

  private func reference(_ id: String) throws -> Reference {
    let data = try Data(contentsOf: Self.fixtures.appendingPathComponent("cases.json"))
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let cases = try #require(root["cases"] as? [[String: Any]])
    let found = try #require(cases.first { $0["id"] as? String == id }, "\(id)")
    return Reference(
      result: try #require((found["result_survey_4.5"] ?? found["result"]) as? [String: Any]),
      df: (found["df"] as? NSNumber)?.doubleValue)
  }

  private func isClose(_ own: Double?, _ wanted: Double) -> Bool {
    own.map { abs($0 - wanted) <= 1e-9 * max(1, abs(wanted)) } ?? false
  }

  private func check(
    _ estimates: [PromptEstimate], _ id: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
  )
    throws
  {
    let wanted = try reference(id)
    let (values, errors) = (wanted.list("est"), wanted.list("se"))
    try #require(estimates.count == values.count && errors.count == values.count, sourceLocation: sourceLocation)
    for (position, estimate) in estimates.enumerated() {
      #expect(isClose(estimate.value, values[position]), "\(id) \(position)", sourceLocation: sourceLocation)
      #expect(isClose(estimate.standardError, errors[position]), "\(id) \(position)", sourceLocation: sourceLocation)
      let effects = wanted.list("deff")
      if !effects.isEmpty {
        #expect(isClose(estimate.designEffect, effects[position]), "\(id) deff", sourceLocation: sourceLocation)
      }
      if estimate.statistic == .mean || estimate.statistic == .total || estimate.statistic == .ratio {
        // R's are with the degrees of freedom of the whole design; ours with those of the records that have a value.
        let ends = wanted.pairs("ci95_t")
        if !ends.isEmpty, Double(estimate.df) == wanted.df {
          #expect(isClose(estimate.ciLow, ends[position][0]), "\(id) low", sourceLocation: sourceLocation)
          #expect(isClose(estimate.ciHigh, ends[position][1]), "\(id) high", sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test("means, totals and ratios of a stratified sample, with design effects and t intervals")
  func stratified() throws {
    func mean(_ names: String...) -> [RequestedStatistic] { names.map { RequestedStatistic(.mean, $0) } }
    try check(Self.estimates("apistrat.csv", Self.stratified, mean("api00", "api99", "meals")), "strat.mean.multi")
    try check(Self.estimates("apistrat.csv", Self.stratified, mean("api00", "enroll")), "strat.mean.deff")
    try check(
      Self.estimates("apistrat.csv", Self.stratified, [RequestedStatistic(.total, "enroll")]), "strat.total.enroll")
    try check(
      Self.estimates("apistrat.csv", Self.stratified, [RequestedStatistic(.proportion, "sch.wide")]),
      "strat.prop.schwide")
    // Missing values: the records that have one.
    try check(Self.estimates("apistrat.csv", Self.stratified, mean("acs.k3")), "strat.na.k3")
    let ratio = try Self.estimates("apistrat.csv", Self.stratified, [RequestedStatistic(.ratio, "`api.stu`/enroll")])
    let wanted = try reference("strat.ratio.deff")
    #expect(isClose(ratio[0].value, wanted.list("est").first ?? wanted.number("est")))
  }

  @Test("a one-stage cluster sample, and weights without finite population correction")
  func clustered() throws {
    let names = ["api00", "enroll", "api99"].map { RequestedStatistic(.mean, $0) }
    try check(Self.estimates("apiclus1.csv", Self.clustered, names), "clus1.mean")
    try check(
      Self.estimates("apiclus1.csv", ["cluster=dnum", "weights=pw"], [RequestedStatistic(.mean, "api00")]),
      "clus1nofpc.mean")
    try check(
      Self.estimates("apistrat.csv", ["strata=stype", "weights=pw"], ["api00", "enroll"].map { .init(.mean, $0) }),
      "stratnofpc.mean")
  }

  @Test("domains by one and by two columns, empty crossings left out")
  func domains() throws {
    let two = try Self.estimates(
      "apistrat.csv", Self.stratified, [RequestedStatistic(.mean, "api00")], by: [["stype", "sch.wide"]])
    let wanted = try reference("strat.by.two").rows
    try #require(two.count == wanted.count)
    for row in wanted {
      let key = [row["stype"] as? String, row["sch.wide"] as? String]
      let own = try #require(two.first { $0.domain == key }, "\(key)")
      #expect(isClose(own.value, (row["api00"] as? NSNumber)?.doubleValue ?? .nan), "\(key)")
      #expect(isClose(own.standardError, (row["se"] as? NSNumber)?.doubleValue ?? .nan), "\(key)")
      #expect(isClose(own.designEffect, (row["DEff.api00"] as? NSNumber)?.doubleValue ?? .nan), "\(key)")
    }
    let part = try Self.estimates("apistrat.csv", Self.stratified, [RequestedStatistic(.mean, "api00")]) {
      $0.condition = "`comp.imp` = 'Yes'"
    }
    #expect(isClose(part[0].value, try reference("strat.sub.mean").list("est")[0]))
    #expect(isClose(part[0].standardError, try reference("strat.sub.mean").list("se")[0]))
  }

  @Test("shares with every kind of interval", arguments: ["logit", "beta", "mean", "asin", "wilson"])
  func shares(_ method: String) throws {
    for (data, design, share, id) in [
      ("apistrat.csv", Self.stratified, "awards = 'Yes'", "strat.ciprop.\(method)"),
      ("apiclus1.csv", Self.clustered, "ell = 0", "clus1.ciprop.\(method)"),
    ] where !(id == "clus1.ciprop.wilson") {
      let wanted = try reference(id)
      let own = try Self.estimates(data, design, [RequestedStatistic(.share, share)]) {
        $0.interval = method == "asin" ? .arcsine : ProportionIntervalMethod(rawValue: method) ?? .mean
      }
      #expect(isClose(own[0].value, wanted.number("est")), "\(id)")
      #expect(isClose(own[0].standardError, wanted.number("se")), "\(id)")
      let ends = wanted.list("ci95")
      try #require(ends.count == 2, "\(id)")
      #expect(isClose(own[0].ciLow, ends[0]) && isClose(own[0].ciHigh, ends[1]), "\(id)")
    }
  }

  @Test("quantiles with Woodruff's intervals", arguments: ["math", "hf7"])
  func quantiles(_ rule: String) throws {
    let wanted = try #require(
      (try reference("strat.quantile.\(rule)").result["vars"] as? [String: Any])?["api00"] as? [String: Any])
    let rows = try #require(wanted["rows"] as? [[Any]])
    let own = try Self.estimates(
      "apistrat.csv", Self.stratified, [0.1, 0.25, 0.5, 0.75, 0.9].map { .init(.quantile, "api00", probability: $0) }
    ) { $0.quantileRule = rule == "math" ? .math : .hf7 }
    try #require(own.count == rows.count)
    for (estimate, row) in zip(own, rows) {
      let numbers = row.compactMap { ($0 as? NSNumber)?.doubleValue }
      #expect(isClose(estimate.value, numbers[0]))
      #expect(isClose(estimate.ciLow, numbers[1]) && isClose(estimate.ciHigh, numbers[2]))
      #expect(isClose(estimate.standardError, numbers[3]))
    }
  }

  @Test(
    "lonely strata by every policy, whole and by domain", arguments: ["adjust", "average", "certainty", "remove"])
  func lonely(_ policy: String) throws {
    let design = ["strata=st", "weights=pw", "lonely=\(policy)"]
    try check(
      Self.estimates("lonely_a.csv", design, ["api00", "enroll"].map { .init(.mean, $0) }), "lonelya.mean.\(policy)")
    let own = try Self.estimates("lonely_a.csv", design, [.init(.mean, "api00")], by: [["sch.wide"]])
    let rows = try reference("lonelya.by.\(policy)").rows
    try #require(own.count == rows.count)
    for row in rows {
      let estimate = try #require(own.first { $0.domain == [row["sch.wide"] as? String] })
      #expect(isClose(estimate.standardError, (row["se"] as? NSNumber)?.doubleValue ?? .nan))
    }
  }

  /// A file of a margin, counted from the population.
  private func margin(_ column: String, in folder: URL) throws -> String {
    let lines = try String(contentsOf: Self.fixtures.appendingPathComponent("data/apipop.csv"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let position = try #require(lines[0].firstIndex { $0 == column })
    var counts: [Substring: Int] = [:]
    for line in lines.dropFirst() { counts[line[position], default: 0] += 1 }
    let file = folder.appendingPathComponent("\(column).csv")
    let text = "\(column),N\n" + counts.sorted { $0.key < $1.key }.map { "\($0.key),\($0.value)\n" }.joined()
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test("raking to margins, post-stratification and calibration to totals, from files")
  func calibration() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prompt-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let wide = try margin("sch.wide", in: folder)
    let means = ["api00", "enroll"].map { RequestedStatistic(.mean, $0) }
    let awards = try margin("awards", in: folder)
    try check(
      Self.estimates("apistrat.csv", Self.stratified, means) { $0.adjustment.margins = [wide, awards] },
      "strat.rake.mean")
    let total = [RequestedStatistic(.total, "enroll")]
    try check(
      Self.estimates("apistrat.csv", Self.stratified, total) { $0.adjustment.margins = [wide] }, "strat.ps.schwide")
    let type = try margin("stype", in: folder)
    try check(
      Self.estimates("apiclus1.csv", Self.clustered, total) { $0.adjustment.margins = [type, wide] },
      "clus1.rake.total")
    let totals = folder.appendingPathComponent("totals.csv")
    try "x,total\n1,6194\nstype = 'H',755\nstype = 'M',1018\napi99,3914069\n"
      .write(to: totals, atomically: true, encoding: .utf8)
    for (distance, id) in [
      (CalibrationDistance.linear, "strat.cal.linear.total"),
      (.truncatedLinear(lower: 0.9, upper: 1.2), "strat.cal.linbound"),
    ] {
      try check(
        Self.estimates("apistrat.csv", Self.stratified, total) {
          $0.adjustment.totals = totals.path
          $0.adjustment.distance = distance
        }, id)
    }
  }
}
