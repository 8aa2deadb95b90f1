import Foundation
import Testing

/// One run of the sample pipeline that the tests of this suite look at.
private struct SampleRun {
  var root: URL
  var outcome: Outcome

  var current: URL { root.appendingPathComponent("current") }

  init() throws {
    root = try Program.temporaryFolder()
    outcome = try Program.run([
      "run", "Pipelines/lanjiang-annual", "--output", root.path, "--set", "uncertainty.replicates=200",
    ])
  }

  func table(_ path: String) throws -> [[String: String]] {
    try CSVRows(current.appendingPathComponent(path)).rows
  }
}

@Suite("The sample city from exports to the published report")
struct SampleRunTests {
  /// A rule's hit as the answer key and the program both name it.
  private static func hit(_ row: [String: String], rule: String?, variable: String?) -> String {
    [row["wave"], rule, row["record_id"], variable].map { $0 ?? "?" }.joined(separator: " ")
  }

  @Test("the run publishes report, tables, full-precision data, audit and quarantine where they belong")
  func layout() throws {
    let run = try SampleRun()
    defer { try? FileManager.default.removeItem(at: run.root) }
    #expect(run.outcome.exitCode == 0, "\(run.outcome.errors)")
    let manager = FileManager.default
    for path in [
      "report.html", "manifest.json", "audit.csv", "quarantine.csv", "tables/csv-metadata.json", "tables/scores.csv",
      "tables/README.md", "tables.xlsx", "units/GX.html", "data/estimates.csv", "data/scores.csv", "data/ranks.csv",
      "data/weights.csv", "weighting.json",
    ] {
      #expect(manager.fileExists(atPath: run.current.appendingPathComponent(path).path), "\(path)")
    }
    let target = try manager.destinationOfSymbolicLink(atPath: run.current.path)
    #expect(target.hasPrefix("runs/lanjiang-2025.1-"))
    func mode(_ path: String) throws -> Int? {
      try manager.attributesOfItem(atPath: run.root.appendingPathComponent(target + "/" + path).path)[
        .posixPermissions] as? Int
    }
    let units = try manager.contentsOfDirectory(atPath: run.current.appendingPathComponent("units").path)
    #expect(units.count == 7)
    let leads = Set(try run.table("tables/actions.csv").compactMap { $0["lead_zh"] }).subtracting([""])
    let departments = try manager.contentsOfDirectory(atPath: run.current.appendingPathComponent("departments").path)
    #expect(!leads.isEmpty && departments.count == leads.count)
    #expect(try mode("units/GX.html") == 0o644)
    #expect(try mode("data") == 0o700)
    #expect(try mode("data/estimates.csv") == 0o600)
    #expect(try mode("audit.csv") == 0o600)
    #expect(try mode("data/weights.csv") == 0o600)
    #expect(try mode("weighting.json") == 0o600)
    #expect(try mode("quarantine.csv") == 0o600)

    // One line a stage, and every row accounted for in print and in the manifest.
    for stage in ["ingest", "clean", "aggregate", "report"] {
      let line = try Regex("(?m)^\(stage) .*\\d+ ms$")
      #expect(run.outcome.output.contains(line), "\(stage)")
    }
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: run.current.appendingPathComponent("manifest.json")))
        as? [String: Any])
    let stages = try #require(manifest["stages"] as? [[String: Any]])
    var counted = 0
    for stage in stages {
      for count in stage["counts"] as? [[String: Any]] ?? [] {
        let rowsIn = try #require(count["rows_in"] as? Int)
        let kept = try #require(count["rows_kept"] as? Int)
        let quarantined = try #require(count["rows_quarantined"] as? Int)
        #expect(rowsIn == kept + quarantined)
        counted += rowsIn
      }
    }
    #expect(counted > 7_000)

    // The planted flaws: every one of the answer key, and no other.
    var planted = Set<String>()
    let key = try CSVRows(Program.packageFolder.appendingPathComponent("SampleData/answer_key.csv"))
    for row in key.rows { planted.insert(Self.hit(row, rule: row["rule_id"], variable: row["variable"])) }
    var found = Set<String>()
    for row in try run.table("audit.csv") {
      found.insert(Self.hit(row, rule: row["rule_id"], variable: row["variable"]))
    }
    for row in try run.table("quarantine.csv") {
      for rule in (row["rules"] ?? "").split(separator: "|") {
        found.insert(Self.hit(row, rule: String(rule), variable: ""))
      }
    }
    #expect(planted.count > 100)
    #expect(planted.subtracting(found).sorted() == [], "planted and not found")
    #expect(found.subtracting(planted).sorted() == [], "found and not planted")

    // No identifying value gets past cleaning.
    let report = try String(contentsOf: run.current.appendingPathComponent("report.html"), encoding: .utf8)
    let identifying = /\b[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b/
    #expect(!report.contains(identifying))
    for name in ["audit.csv", "quarantine.csv"] {
      let text = try String(contentsOf: run.current.appendingPathComponent(name), encoding: .utf8)
      #expect(!text.contains(identifying), "\(name)")
      #expect(!text.contains(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/), "\(name)")
    }
  }

  @Test("58 indicators by district and for the city, with standard errors where they are sampled")
  func estimates() throws {
    let run = try SampleRun()
    defer { try? FileManager.default.removeItem(at: run.root) }
    let rows = try run.table("data/estimates.csv").filter { $0["wave"] == "2025" }
    let city = rows.filter { $0["level"] == "city" && !($0["indicator_id"] ?? "").hasPrefix("Z") }
    #expect(city.count == 58)
    #expect(city.allSatisfy { !($0["estimate"] ?? "").isEmpty })
    #expect(city.filter { !($0["std_error"] ?? "").isEmpty }.count == 38)
    let scores = try run.table("data/scores.csv").filter { $0["wave"] == "2025" && $0["indicator_id"] == "INDEX" }
    #expect(scores.filter { $0["level"] == "district" }.count == 7)
    #expect(scores.filter { $0["level"] == "parent" }.count == 1)
    let ranks = try run.table("data/ranks.csv").filter { $0["wave"] == "2025" && $0["indicator_id"] == "INDEX" }
    #expect(ranks.count == 7)
    for row in ranks {
      let rank = try #require(Int(row["rank"] ?? ""))
      #expect(try #require(Int(row["rank_low"] ?? "")) <= rank)
      #expect(try #require(Int(row["rank_high"] ?? "")) >= rank)
    }
  }

  @Test("quiet success prints nothing at all")
  func quiet() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run([
      "run", "Pipelines/lanjiang-annual", "-q", "--output", root.path, "--set", "uncertainty.replicates=100",
    ])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test("a run that stops at a stage publishes nothing")
  func stopsEarly() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run(["run", "Pipelines/lanjiang-annual", "--to", "clean", "--output", root.path])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let manager = FileManager.default
    #expect(!manager.fileExists(atPath: root.appendingPathComponent("current").path))
    #expect(manager.fileExists(atPath: root.appendingPathComponent("stages/clean/survey-2025.csv").path))
    #expect(manager.fileExists(atPath: root.appendingPathComponent("stages/clean/audit.csv").path))
  }

  @Test("the same inputs give the same bytes in another folder, time zone and locale")
  func sameBytes() throws {
    let first = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: first) }
    let arguments = ["run", "Pipelines/lanjiang-annual", "-q", "--set", "uncertainty.replicates=100", "--output"]
    #expect(try Program.run(arguments + [first.path]).exitCode == 0)
    try Program.withCopyOfPipelines { folder in
      let second = try Program.run(
        arguments + ["elsewhere"], in: folder, environment: ["TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8"])
      #expect(second.exitCode == 0)
      let here = first.appendingPathComponent("current").resolvingSymlinksInPath()
      let there = folder.appendingPathComponent("elsewhere/current").resolvingSymlinksInPath()
      #expect(here.lastPathComponent == there.lastPathComponent)
      let names = try FileManager.default.subpathsOfDirectory(atPath: here.path).sorted()
      #expect(try FileManager.default.subpathsOfDirectory(atPath: there.path).sorted() == names)
      #expect(names.count > 15)
      for name in names {
        let file = here.appendingPathComponent(name)
        guard try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true else { continue }
        #expect(try Data(contentsOf: file) == Data(contentsOf: there.appendingPathComponent(name)), "\(name)")
      }
    }
  }
}
