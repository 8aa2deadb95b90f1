import Foundation
import Testing

@Suite("An index from two plain tables, without a pipeline")
struct IndexCommandTests {
  private let input = "Tests/CompositeIndexTests/Fixtures/composite/input"
  private let configurations = "Tests/CompositeIndexTests/Fixtures/composite/configs"

  /// Runs the command on the ASEM tables and reads the files it wrote.
  private func index(_ arguments: [String]) throws -> (outcome: Outcome, files: [String: CSVRows]) {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try Program.run(
      ["index", "\(input)/iData.csv", "\(input)/iMeta.csv", "--output", folder.path] + arguments)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    var files: [String: CSVRows] = [:]
    for name in ["scores", "ranks", "weights", "contributions", "treatment"] {
      files[name] = try CSVRows(folder.appendingPathComponent(name + ".csv"))
    }
    return (outcome, files)
  }

  private func isClose(_ found: Double, _ expected: Double) -> Bool {
    abs(found - expected) <= 1e-9 * max(1, abs(expected))
  }

  /// Compares every cell of a reference table by unit and column; an empty or `NA` one must be empty.
  ///
  /// - Returns: how many numbers were compared.
  private func compare(_ found: CSVRows?, with path: String) throws -> Int {
    let rows = Dictionary(
      (found?.rows ?? []).map { ($0["uCode"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    let golden = try CSVRows(Program.packageFolder.appendingPathComponent("\(configurations)/\(path)"))
    #expect(rows.count == golden.rows.count)
    var compared = 0
    for row in golden.rows {
      let unit = try #require(row["uCode"])
      let own = try #require(rows[unit], "\(unit)")
      for (code, text) in row where code != "uCode" {
        let cell = try #require(own[code], "\(unit) \(code)")
        guard let expected = Double(text) else {
          #expect(cell.isEmpty, "\(unit) \(code)")
          continue
        }
        let value = try #require(Double(cell), "\(unit) \(code)")
        #expect(isClose(value, expected), "\(unit) \(code)")
        compared += 1
      }
    }
    return compared
  }

  @Test("min-max and arithmetic means give the reference's scores of every level and its ranks")
  func reference() throws {
    let (outcome, files) = try index([])
    #expect(try compare(files["scores"], with: "raw_minmax_amean/normalised.csv") > 51 * 40)
    #expect(try compare(files["scores"], with: "raw_minmax_amean/aggregated.csv") == 51 * 11)
    #expect(try compare(files["ranks"], with: "raw_minmax_amean/ranks.csv") == 51 * 11)
    #expect(files["scores"]?.header.prefix(3) == ["uCode", "uName", "LPI"])
    #expect(files["scores"]?.header.last == "Index")
    #expect(files["treatment"]?.rows.isEmpty == true)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 52)
    #expect(lines[0].split(separator: " ") == ["rank", "unit", "name", "score"])
    let best = try #require(files["ranks"]?.rows.first { $0["Index"] == "1" }?["uCode"])
    #expect(lines[1].split(separator: " ").prefix(2) == ["1", Substring(best)])
  }

  @Test(
    "options give the reference's scores of every level",
    arguments: [
      ("raw_zscore_amean", ["--normalise", "zscore"]),
      ("raw_rank_amean", ["--normalise", "rank"]),
      ("raw_prank_amean", ["--normalise", "prank"]),
      ("raw_dist2targ_cap_amean", ["--normalise", "dist2targ"]),
      ("raw_minmax1_100_gmean", ["--range", "1,100", "--aggregate", "geometric"]),
      ("raw_minmax1_100_mixed", ["--range", "1,100", "--aggregate", "arithmetic,geometric,harmonic"]),
      ("raw_minmax_amean_thresh066", ["--thresholds", "0.66"]),
    ])
  func options(_ configuration: String, _ arguments: [String]) throws {
    let files = try index(arguments).files
    #expect(try compare(files["scores"], with: "\(configuration)/aggregated.csv") > 51 * 10)
    #expect(try compare(files["scores"], with: "\(configuration)/normalised.csv") > 51 * 40)
  }

  @Test("denominating, imputing within groups, screening and treating give the reference's worked example")
  func workedExample() throws {
    let files = try index(["--denominate", "--impute", "mean:EurAsia_group", "--screen", "0.9", "--treat", "5"]).files
    #expect(try compare(files["scores"], with: "full_example/aggregated.csv") > 40 * 11)
    let treated = try #require(files["treatment"]?.rows)
    #expect(Set(treated.compactMap { $0["action"] }).isSuperset(of: ["imputed", "winhi", "winlo"]))
    // Every value after treatment is the one that was normalised in the reference.
    let golden = try CSVRows(Program.packageFolder.appendingPathComponent("\(configurations)/full_example/treated.csv"))
    let rows = Dictionary(golden.rows.map { ($0["uCode"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    for change in treated where change["action"] != "imputed" {
      let (unit, code) = (change["uCode"] ?? "", change["iCode"] ?? "")
      let expected = try #require(Double(rows[unit]?[code] ?? ""), "\(unit) \(code)")
      #expect(isClose(try #require(Double(change["after"] ?? "")), expected), "\(unit) \(code)")
    }
  }

  @Test("contributions add up to the score, nominal weights to 1 among siblings and in the index")
  func parts() throws {
    let files = try index(["--range", "1,100", "--aggregate", "geometric", "--weights", "critic"]).files
    let contributions = try #require(files["contributions"])
    #expect(contributions.rows.count == 51)
    for row in contributions.rows {
      let sum = row.reduce(0.0) { ["uCode", "uName", "Index"].contains($1.key) ? $0 : $0 + (Double($1.value) ?? 0) }
      #expect(isClose(sum, try #require(Double(row["Index"] ?? ""))))
    }
    let weights = try #require(files["weights"]?.rows)
    var siblings: [String: Double] = [:]
    for row in weights { siblings[row["Parent"] ?? "", default: 0] += Double(row["nominal"] ?? "") ?? 0 }
    #expect(siblings.count == 12)
    for (parent, total) in siblings { #expect(abs(total - 1) < 1e-9, "\(parent)") }
    let inIndex = weights.reduce(0) { $1["Level"] == "1" ? $0 + (Double($1["in_index"] ?? "") ?? 0) : $0 }
    #expect(abs(inIndex - 1) < 1e-9)
  }

  @Test("every problem of a broken iMeta is told in one go, with file, line and column, and exit code 65")
  func brokenMetadata() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["iData.csv", "iMeta.csv"] {
      try FileManager.default.copyItem(
        at: Program.packageFolder.appendingPathComponent("\(input)/\(name)"), to: folder.appendingPathComponent(name))
    }
    try Program.edit("iMeta.csv", in: folder) {
      $0.replacingOccurrences(of: "1,LPI,Logistics Performance Index,1,1,", with: "1,LPI,Logistics,1,heavy,")
        .replacingOccurrences(of: "NA,Physical,Indicator\n1,Cov4G", with: "NA,Phisical,Indicator\n1,Cov4G")
        .replacingOccurrences(of: "2,Environ,Environmental,", with: "3,Environ,Environmental,")
        .replacingOccurrences(of: "1,NEET,", with: "1,RDExp,")
        .replacingOccurrences(of: "Sustainable Connectivity,1,1,Score,NA,NA,NA", with: "All,1,1,Score,NA,NA,Conn")
    }
    let output = folder.appendingPathComponent("out")
    let outcome = try Program.run(["index", "iData.csv", "iMeta.csv", "--output", output.path], in: folder)
    #expect(outcome.exitCode == 65, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    for (line, part) in [
      (2, "heavy"), (8, "Phisical"), (50, "RDExp"), (56, "level 3"), (59, "Conn → Index"),
    ] {
      #expect(
        lines.contains { $0.hasPrefix("bizclimate: iMeta.csv:\(line):") && $0.contains(part) },
        "line \(line), \(part): \(outcome.errors)")
    }
    #expect(outcome.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: output.path))
  }

  @Test("missing files are exit code 66, both named; options that are not understood are 64, all named")
  func refusals() throws {
    let missing = try Program.run(["index", "nowhere.csv", "nothing.csv"])
    #expect(missing.exitCode == 66)
    #expect(missing.errors.contains("nowhere.csv") && missing.errors.contains("nothing.csv"))
    let usage = try Program.run([
      "index", "\(input)/iData.csv", "\(input)/iMeta.csv", "--normalise", "minmix", "--weights", "pcb", "--thresholds",
      "2",
    ])
    #expect(usage.exitCode == 64)
    for part in ["minmax", "pca", "--thresholds 2"] { #expect(usage.errors.contains(part), "\(part)") }
  }
}
