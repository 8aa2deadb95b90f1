import Foundation
import Testing

/// Numbers of a Stata file of format 118, read by its definition and not by the program; `.` is nil.
private struct StataColumns {
  var columns: [String: [Double?]] = [:]
  var rowCount = 0

  init(_ url: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: url))
    func place(of tag: String) throws -> Int {
      let wanted = Array("<\(tag)>".utf8)
      let start = try #require(bytes.indices.first { bytes[$0...].starts(with: wanted) }, "\(tag)")
      return start + wanted.count
    }
    func whole(at start: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    let count = whole(at: try place(of: "K"), 2)
    rowCount = whole(at: try place(of: "N"), 8)
    let (types, names) = (try place(of: "variable_types"), try place(of: "varnames"))
    var cell = try place(of: "data")
    let variables = (0..<count).map { variable in
      (
        name: String(decoding: bytes[(names + 129 * variable)...].prefix { $0 != 0 }, as: UTF8.self),
        isByte: whole(at: types + 2 * variable, 2) == 65_530
      )
    }
    for _ in 0..<rowCount {
      for variable in variables {
        if variable.isByte {
          let value = Int8(bitPattern: bytes[cell])
          columns[variable.name, default: []].append(value > 100 ? nil : Double(value))
          cell += 1
        } else {
          let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[cell + $1]) << UInt64(8 * $1) }
          columns[variable.name, default: []].append(bits == 0x7FE0_0000_0000_0000 ? nil : Double(bitPattern: bits))
          cell += 8
        }
      }
    }
  }

  func callAsFunction(_ name: String) -> [Double?] { columns[name] ?? [] }
}

/// The recipes of the indicators and their estimates, written out plainly.
private struct Recipes {
  let data: StataColumns
  private let weights: [Double]
  private let strata: [Double]

  init(_ data: StataColumns) {
    self.data = data
    weights = data("wmedian").map { $0 ?? .nan }
    strata = data("strata").map { $0 ?? .nan }
  }

  /// 100 where yes, 0 where no.
  private func yes(_ name: String) -> [Double?] { data(name).map { $0 == 1 ? 100 : $0 == 2 ? 0 : nil } }

  /// A refusal counts as yes.
  private func gift(_ name: String) -> [Double?] { data(name).map { $0 == 1 || $0 == -8 ? 100 : $0 == 2 ? 0 : nil } }

  private func atLeast(_ name: String, _ limit: Double, isStrict: Bool = false) -> [Double?] {
    data(name).map { value in
      guard let value, value >= 0 else { return nil }
      return value > limit || (!isStrict && value == limit) ? 100 : 0
    }
  }

  /// Values of 0 and more, without those more than three standard deviations from the unweighted mean.
  private func trimmed(_ name: String, _ scale: (Double) -> Double) -> [Double?] {
    let known = data(name).map { $0.flatMap { $0 >= 0 ? $0 : nil } }
    let scaled = known.compactMap { $0 }.map(scale)
    let mean = scaled.reduce(0, +) / Double(scaled.count)
    let deviation = (scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scaled.count - 1)).squareRoot()
    return known.map { value in value.flatMap { abs(scale($0) - mean) > 3 * deviation ? nil : $0 } }
  }

  var all: [(code: String, values: [Double?])] {
    let rows = 0..<data.rowCount
    func days(_ name: String) -> [Double?] { trimmed(name) { log(1 + $0) } }
    let fixedAssets = rows.map { row -> Double? in
      guard data("k4")[row] == 1 else { return nil }
      if let share = data("k5bc")[row], share >= 0 { return share > 0 ? 100 : 0 }
      if let amount = data("k5bc1")[row], amount >= 0 { return amount > 0 ? 100 : 0 }
      return nil
    }
    let gifts = ["c5", "c14", "g4", "j5", "j12", "j15"].map { gift($0) }
    let bribery = rows.map { row -> Double? in
      let known = gifts.compactMap { $0[row] }
      return known.isEmpty ? nil : known.contains(100) ? 100 : 0
    }
    let corruption = rows.map { row -> Double? in
      let (share, amount) = (data("j7a")[row], data("j7b")[row])
      if (share ?? 0) > 0 || (amount ?? 0) > 0 || share == -8 || amount == -8 { return 100 }
      return share == 0 ? 0 : nil
    }
    return [
      ("IC.ELC.OUTG.ZS", yes("c6")), ("IC.FRM.FEMM.ZS", yes("b7a")), ("IC.FRM.FEMO.ZS", yes("b4")),
      ("IC.FRM.FREG.ZS", yes("b6a")), ("IC.FRM.FO.ZS", atLeast("b2b", 10)), ("IC.FRM.EXS.ZS", atLeast("d3c", 10)),
      ("IC.FRM.BNKL.ZS", yes("k8")), ("IC.FRM.BKWC.ZS", atLeast("k3bc", 0, isStrict: true)),
      ("IC.FRM.BNKS.ZS", fixedAssets), ("IC.FRM.TRNG.ZS", yes("l10")), ("IC.FRM.METG.ZS", yes("j3")),
      ("IC.TAX.METG", days("j4")), ("IC.TAX.GIFT.ZS", gift("j5")), ("IC.FRM.CMPU.ZS", yes("e11")),
      ("IC.GOV.DURS.ZS", trimmed("j2") { $0 }), ("IC.FRM.DURS", days("j14")), ("IC.ELC.DURS", days("c4")),
      ("IC.CUS.DURS.EX", days("d4")), ("IC.CUS.DURS.IM", days("d14")), ("IC.FRM.BRIB.ZS", bribery),
      ("IC.FRM.CORR.ZS", corruption),
    ]
  }

  struct Estimate {
    var value: Double
    var error: Double?
    var n: Int
    var df: Int
  }

  /// The weighted mean with Taylor's standard error: strata with one firm have the average of those that can tell.
  func estimate(_ values: [Double?], where isIn: (Int) -> Bool) -> Estimate? {
    let records = values.indices.filter { values[$0] != nil && isIn($0) }
    guard !records.isEmpty else { return nil }
    let total = records.reduce(0) { $0 + weights[$1] }
    let mean = records.reduce(0) { $0 + weights[$1] * (values[$1] ?? 0) } / total
    var z = [Double](repeating: 0, count: values.count)
    for record in records { z[record] = weights[record] * ((values[record] ?? 0) - mean) / total }
    let met = Set(records.map { strata[$0] })
    var (variance, lonely) = (0.0, 0)
    for stratum in met.sorted() {
      let own = strata.indices.filter { strata[$0] == stratum }
      guard own.count > 1 else {
        lonely += 1
        continue
      }
      let center = own.reduce(0) { $0 + z[$1] } / Double(own.count)
      let squares = own.reduce(0) { $0 + (z[$1] - center) * (z[$1] - center) }
      variance += Double(own.count) / Double(own.count - 1) * squares
    }
    let df = records.count - met.count
    let scale = Double(met.count) / Double(met.count - lonely)
    return Estimate(value: mean, error: df > 0 ? (variance * scale).squareRoot() : nil, n: records.count, df: df)
  }
}

@Suite("The Enterprise Surveys pipeline, on the synthetic file")
struct EnterpriseSurveyTests {
  private func isClose(_ text: String?, _ wanted: Double?) -> Bool {
    guard let wanted else { return text == "" }
    guard let own = text.flatMap({ Double($0) }) else { return false }
    return abs(own - wanted) <= 1e-9 * max(1, abs(wanted))
  }

  private func check(_ row: [String: String]?, _ wanted: Recipes.Estimate?, _ what: String) {
    guard let wanted else {
      let found = row?["estimate"] ?? ""
      #expect(found == "", "\(what)")
      return
    }
    #expect(isClose(row?["estimate"], wanted.value), "\(what): \(row ?? [:]), not \(wanted)")
    #expect(isClose(row?["std_error"], wanted.error), "\(what): \(row ?? [:]), not \(wanted)")
    #expect(row?["n"] == "\(wanted.n)", "\(what)")
    #expect(isClose(row?["df"], wanted.df > 0 ? Double(wanted.df) : nil), "\(what)")
  }

  @Test("every indicator has the value and standard error of its recipe, for the whole, by size and by region")
  func recipes() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run(["run", "Pipelines/enterprise-survey", "--output", root.path])
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    let current = root.appendingPathComponent("current")
    let estimates = try CSVRows(current.appendingPathComponent("data/estimates.csv")).rows
    let domains = try CSVRows(current.appendingPathComponent("data/domain_estimates.csv")).rows
    let recipes = Recipes(
      try StataColumns(Program.packageFolder.appendingPathComponent("SampleData/enterprise-survey/survey.dta")))
    #expect(recipes.all.count == 21)
    let (sizes, regions) = (recipes.data("a6a"), recipes.data("a2"))
    for (code, values) in recipes.all {
      let whole = estimates.first { $0["level"] == "city" && $0["indicator_id"] == code }
      check(whole, recipes.estimate(values) { _ in true }, code)
      // What the recipe leaves out is there to be left out.
      #expect(values.contains { $0 == nil }, "\(code)")
      for size in 1...3 {
        let row = estimates.first {
          $0["level"] == "size" && $0["unit_id"] == "\(size)" && $0["indicator_id"] == code
        }
        check(row, recipes.estimate(values) { sizes[$0] == Double(size) }, "\(code) size \(size)")
      }
      for region in 1...4 {
        let row = domains.first {
          $0["domain"] == "a2" && $0["code"] == "\(region)" && $0["indicator_id"] == code
        }
        check(row, recipes.estimate(values) { regions[$0] == Double(region) }, "\(code) region \(region)")
        let crossed = domains.first {
          $0["domain"] == "a2 × a6a" && $0["code"] == "\(region) × 2" && $0["indicator_id"] == code
        }
        check(
          crossed, recipes.estimate(values) { regions[$0] == Double(region) && sizes[$0] == 2 },
          "\(code) region \(region), medium")
      }
    }
  }

  @Test("the same figures at the prompt, from the file alone")
  func prompt() throws {
    let call = [
      "estimate", "SampleData/enterprise-survey/survey.dta", "--design", "strata=strata", "weights=wmedian",
      "lonely=average", "--share", "b7a = 1", "--by", "a6a", "--whole",
    ]
    let outcome = try Program.run(call + ["--csv"])
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bizclimate-\(UUID().uuidString).csv")
    try outcome.output.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let rows = try CSVRows(file).rows
    let recipes = Recipes(
      try StataColumns(Program.packageFolder.appendingPathComponent("SampleData/enterprise-survey/survey.dta")))
    let values = try #require(recipes.all.first { $0.code == "IC.FRM.FEMM.ZS" }).values.map { $0.map { $0 / 100 } }
    let sizes = recipes.data("a6a")
    for size in 1...3 {
      check(
        rows.first { $0["a6a"] == "\(size)" }, recipes.estimate(values) { sizes[$0] == Double(size) }, "size \(size)")
    }
    check(rows.first { $0["a6a"] == "" }, recipes.estimate(values) { _ in true }, "whole")
    // For the eye, codes have the labels of the file.
    #expect(try Program.run(call).output.contains("1 Small (5-19)"))
  }

  private func published() throws -> [[String: String]] {
    try CSVRows(
      Program.packageFolder.appendingPathComponent("Tests/Acceptance/Fixtures/wbes/kenya_2018_published.csv")
    ).rows
  }

  @Test("every indicator that the Bank's figures of Kenya 2018 are known for is one of the pipeline")
  func codes() throws {
    let framework = try String(
      contentsOf: Program.packageFolder.appendingPathComponent("Pipelines/enterprise-survey/framework.yaml"),
      encoding: .utf8)
    let rows = try published()
    #expect(rows.count == 21)
    for row in rows { #expect(framework.contains("code: \(row["indicator"] ?? "?")\n"), "\(row)") }
  }

  @Test(
    "the microdata of Kenya 2018 give the published values and R survey's standard errors",
    .enabled(if: ProcessInfo.processInfo.environment["BIZCLIMATE_WBES_KENYA_2018"] != nil))
  func kenya() throws {
    let file = try #require(ProcessInfo.processInfo.environment["BIZCLIMATE_WBES_KENYA_2018"])
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run([
      "aggregate", "Pipelines/enterprise-survey", "--output", root.path, "--set", "sources.survey.path=\(file)",
      "--set", "wave=2018",
    ])
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    let estimates = try CSVRows(root.appendingPathComponent("stages/aggregate/data/estimates.csv")).rows
    for row in try published() {
      let code = row["indicator"] ?? "?"
      let own = try #require(estimates.first { $0["level"] == "city" && $0["indicator_id"] == code }, "\(code)")
      #expect(isClose(own["estimate"], Double(row["est"] ?? "")), "\(code)")
      #expect(isClose(own["std_error"], Double(row["se_average"] ?? "")), "\(code)")
      #expect(own["n"] == row["n"], "\(code)")
    }
  }

  @Test("weights are those of the file, and their spread is told")
  func weights() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run(["aggregate", "Pipelines/enterprise-survey", "--output", root.path])
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    let folder = root.appendingPathComponent("stages/aggregate")
    let rows = try CSVRows(folder.appendingPathComponent("data/weights.csv")).rows
    let data = try StataColumns(
      Program.packageFolder.appendingPathComponent("SampleData/enterprise-survey/survey.dta"))
    let given = data("wmedian").compactMap { $0 }
    try #require(rows.count == given.count)
    #expect(zip(rows, given).allSatisfy { Double($0["weight"] ?? "") == $1 && $0["factor"] == "1" })
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent("weighting.json")))
        as? [String: Any])
    let survey = try #require((report["surveys"] as? [[String: Any]])?.first)
    let effect = try #require(survey["kish_design_effect"] as? Double)
    let (sum, squares) = (given.reduce(0, +), given.reduce(0) { $0 + $1 * $1 })
    #expect(abs(effect - Double(given.count) * squares / (sum * sum)) < 1e-9)
    let largest = try #require((survey["largest_contributors"] as? [[String: Any]])?.first)
    #expect(isClose((largest["weight"] as? Double).map { "\($0)" }, given.max()))
  }
}
