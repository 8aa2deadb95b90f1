import Foundation
import SchemaChecking
import Testing

/// Editions of the tutorial's pipeline in one output root: the same answers, said to be of several years.
private struct Editions {
  let runs: SmallRuns

  init() throws { runs = try SmallRuns() }

  func remove() { runs.remove() }

  var database: URL { runs.root.appendingPathComponent("history.sqlite") }

  static func of(_ wave: Int) -> [String] {
    ["--set", "wave=\(wave)", "--set", "edition=\(wave).1", "--set", "as_of=\(wave)-12-31"]
  }

  /// Publishes an edition, and gives its run and the stages that were skipped.
  @discardableResult
  func publish(_ wave: Int, _ more: [String] = []) throws -> (run: String, skipped: [String]) {
    let outcome = try runs.run(["--json"] + Self.of(wave) + more)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let result = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    return (try #require(result["run"] as? String), result["skipped"] as? [String] ?? [])
  }

  func history(_ words: [String], _ more: [String] = []) throws -> Outcome {
    try Program.run(
      ["history", words[0]] + runs.arguments.prefix(1) + words.dropFirst() + runs.arguments.dropFirst() + more)
  }

  func list() throws -> [[String: Any]] {
    let outcome = try history(["list"], ["--json"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
  }

  func names() throws -> [String] {
    try list().map { "\($0["edition"] as? String ?? "?")@\($0["revision"] as? Int ?? 0)" }
  }

  func manifest(_ run: String) throws -> [String: Any] {
    let data = try Data(contentsOf: runs.root.appendingPathComponent("runs/\(run)/manifest.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// What a run read of earlier editions.
  func editions(_ run: String) throws -> [String]? {
    let history = try manifest(run)["history"] as? [String: Any]
    return (history?["editions"] as? [[String: Any]])?.compactMap { $0["edition"] as? String }
  }

  func digest(_ run: String) throws -> String? {
    (try manifest(run)["history"] as? [String: Any])?["sha256"] as? String
  }
}

@Suite("The history keeps what was published, and later editions read it", .serialized)
struct HistoryCommandTests {
  @Test("a later edition reads the earlier one and says so in its manifest; the earlier one never changes for it")
  func laterEdition() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let first = try editions.publish(2024)
    #expect(try editions.editions(first.run) == nil)
    #expect(try editions.names() == ["2024.1@1"])
    let files = try editions.runs.files()
    let mode = try FileManager.default.attributesOfItem(atPath: editions.database.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)

    let second = try editions.publish(2025)
    #expect(try editions.editions(second.run) == ["2024.1"])
    #expect(try editions.digest(second.run)?.count == 64)
    #expect(try editions.names() == ["2024.1@1", "2025.1@1"])
    let schema = try SchemaChecker(try JSONValue(text: Program.run(["schema", "manifest"]).output))
    let written = editions.runs.root.appendingPathComponent("current/manifest.json")
    #expect(schema.problems(of: try JSONValue(text: String(contentsOf: written, encoding: .utf8))) == [])
    let history = try CSVRows(editions.runs.root.appendingPathComponent("current/tables/history.csv"))
    let scores = try CSVRows(editions.runs.root.appendingPathComponent("runs/\(first.run)/tables/scores.csv"))
    #expect(Set(history.rows.compactMap { $0["wave"] }) == ["2024"])
    let index = try #require(scores.rows.first { $0["unit_id"] == "CITY" && $0["indicator_id"] == "INDEX" })
    let kept = try #require(history.rows.first { $0["unit_id"] == "CITY" && $0["indicator_id"] == "INDEX" })
    #expect(kept["estimate"] == index["estimate"])

    #expect(try editions.runs.call(["runs", "show"]).output.contains("  edition 2024.1, wave 2024\n"))

    // It is fresh, verified, and made again elsewhere from the same history.
    #expect(try editions.publish(2025).skipped.count == 4)
    #expect(try editions.publish(2025).run == second.run)
    #expect(try editions.runs.call(["status"], Editions.of(2025) + ["--exit-code"]).exitCode == 0)
    let explained = try Program.run(
      ["explain", "docs/tutorial", "report"] + editions.runs.arguments.dropFirst() + Editions.of(2025))
    #expect(explained.output.contains("from      edition 2024.1 of the history"), "\(explained.errors)")
    let verified = try editions.runs.call(["verify"], Editions.of(2025) + ["--rebuild"])
    #expect(verified.exitCode == 0, "\(verified.errors)")
    #expect(verified.output.contains("made again with the same bytes"))

    // The earlier edition is what it was.
    #expect(try editions.publish(2024).run == first.run)
    #expect(try editions.runs.files() == files)
    #expect(try editions.names() == ["2024.1@1", "2025.1@1"])
  }

  @Test("from the third edition on the report shows the trend, tested against the first whose errors are known")
  func trend() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let current = editions.runs.root.appendingPathComponent("current/tables")
    func errors() throws -> [String: Double] {
      let rows = try CSVRows(current.appendingPathComponent("scores.csv")).rows.filter { $0["indicator_id"] == "INDEX" }
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["unit_id"] ?? "", Double($0["std_error"] ?? "") ?? 0) })
    }
    let table = current.appendingPathComponent("trend.csv")
    try editions.publish(2023)
    let first = try errors()
    try editions.publish(2024)
    #expect(!FileManager.default.fileExists(atPath: table.path))
    try editions.publish(2025)
    let rows = try CSVRows(table).rows
    #expect(rows.count == 8 && rows.allSatisfy { $0["first_wave"] == "2023" && $0["wave"] == "2025" })
    // The same answers: nothing moved, and the error is that of two independent scores.
    let last = try errors()
    for row in rows {
      let (before, now) = (try #require(first[row["unit_id"] ?? ""]), try #require(last[row["unit_id"] ?? ""]))
      #expect(before > 0 && Double(row["difference"] ?? "") == 0 && row["is_clear"] == "false")
      let error = try #require(Double(row["std_error"] ?? ""))
      #expect(abs(error - (before * before + now * now).squareRoot()) < 0.0015)
    }
    let report = try String(
      contentsOf: editions.runs.root.appendingPathComponent("current/report.html"), encoding: .utf8)
    #expect(report.contains("Since 2023 neither the city nor any district has clearly moved"))
    #expect(report.contains("The years are treated as independent"))
  }

  @Test("publishing an edition anew keeps the old figures, says what changed and why, and can be compared")
  func revisions() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let first = try editions.publish(2025)
    let outcome = try editions.runs.run(Editions.of(2025) + ["--seed", "7"])
    #expect(outcome.exitCode == 0)
    let line = try #require(outcome.output.split(separator: "\n").first { $0.contains("was published before") })
    #expect(line.hasPrefix("edition 2025.1 was published before as \(first.run): "))
    #expect(line.hasSuffix(" figures differ; see bizclimate history diff"))
    let list = try editions.list()
    #expect(try editions.names() == ["2025.1@1", "2025.1@2"])
    #expect(list[0]["reasons"] as? [String] == [])
    #expect(list[1]["reasons"] as? [String] == ["pipeline.yaml seed changed: 2025 → 7"])
    #expect(list[1]["is_current"] as? Bool == true && (list[1]["scores"] as? Int ?? 0) > 50)
    let text = try editions.history(["list"]).output
    #expect(text.contains("2025.1@2") && text.contains("  pipeline.yaml seed changed: 2025 → 7"))

    let diff = try editions.history(["diff"], ["--exit-code"])
    #expect(diff.exitCode == 1)
    #expect(diff.output.contains("score 2025/CITY/INDEX std_error: "))
    let counted = line.split(separator: " ").first { $0.first?.isNumber == true && $0.contains("2025.1") == false }
    let count = String(counted ?? "none").filter(\.isNumber)
    #expect(diff.output.contains("\n\(count) numbers differ, "))
    #expect(try editions.history(["diff"], ["--exit-code", "--threshold", "1000"]).exitCode == 0)
    let json = try JSONSerialization.jsonObject(with: Data(editions.history(["diff"], ["--json"]).output.utf8))
    #expect((json as? [String: Any])?["old"] as? String == "2025.1@1")

    // And back.
    let published = try Program.run(
      ["publish", "docs/tutorial", first.run, "--output", editions.runs.root.path])
    #expect(published.exitCode == 0, "\(published.errors)")
    #expect(try editions.names() == ["2025.1@1", "2025.1@2", "2025.1@3"])
    #expect(try editions.list().map { $0["is_current"] as? Bool } == [false, false, true])
    let reasons = try editions.list()[2]["reasons"] as? [String]
    #expect(reasons == ["it is revision 1 again", "pipeline.yaml seed changed: 7 → 2025"])
    let same = try editions.history(["diff", "2025.1@1", "2025.1@3"], ["--exit-code"])
    #expect(same.exitCode == 0 && same.output.hasPrefix("0 numbers differ, "))
    let unknown = try editions.history(["diff", "2025.2"])
    #expect(unknown.exitCode == 66 && unknown.errors.contains("Did you mean 2025.1?"))
  }

  @Test(
    "an earlier edition published anew makes the later one stale, with the reason, and a run of it reads the new one")
  func staleHistory() throws {
    let editions = try Editions()
    defer { editions.remove() }
    try editions.publish(2024)
    let before = try editions.publish(2025)
    try editions.publish(2024, ["--seed", "7"])
    let published = try Program.run(["publish", "docs/tutorial", before.run, "--output", editions.runs.root.path])
    #expect(published.exitCode == 0, "\(published.errors)")
    let status = try editions.runs.call(["status"], Editions.of(2025) + ["--exit-code"])
    #expect(status.exitCode == 1)
    #expect(status.output.contains("  edition 2024.1 was published anew with other figures"), "\(status.output)")
    let plan = try editions.runs.call(["plan"], Editions.of(2025))
    #expect(plan.output.contains("1 of 4 stages would run"))
    #expect(plan.output.contains("report      edition 2024.1 was published anew with other figures"))
    let after = try editions.publish(2025)
    #expect(after.skipped == ["ingest", "clean", "aggregate"] && after.run != before.run)
    #expect(try editions.digest(after.run) != editions.digest(before.run))
    #expect(try editions.runs.call(["status"], Editions.of(2025) + ["--exit-code"]).exitCode == 0)
    #expect(try editions.list().last?["reasons"] as? [String] == ["the figures of earlier editions changed"])
  }

  @Test("what is not published is not kept: --no-publish, a stage alone, a run that is killed")
  func nothingKept() throws {
    let editions = try Editions()
    defer { editions.remove() }
    #expect(try editions.runs.run(["--no-publish"]).exitCode == 0)
    #expect(try editions.runs.run(["--to", "clean"]).exitCode == 0)
    let program = try RunningProgram(["run", "--force", "ingest"] + editions.runs.arguments)
    try editions.runs.waitForLock()
    program.send(SIGKILL)
    _ = try program.outcome()
    #expect(!FileManager.default.fileExists(atPath: editions.database.path))
    #expect(try editions.list().isEmpty)
    #expect(try editions.history(["list"]).output.hasPrefix("Nothing was published from "))
    #expect(try editions.history(["diff"]).exitCode == 66)
  }

  @Test("a published run that a kill, or an older version, kept from the history is added by the next run")
  func completed() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let first = try editions.publish(2024)
    try FileManager.default.removeItem(at: editions.database)
    #expect(try editions.publish(2024).run == first.run)
    #expect(try editions.names() == ["2024.1@1"])
    try FileManager.default.removeItem(at: editions.database)
    let second = try editions.publish(2025)
    #expect(try editions.names() == ["2024.1@1", "2025.1@1"])
    #expect(try editions.editions(second.run) == ["2024.1"])
  }

  @Test("a history moves to another output root as one file, which is refused where it contradicts what is there")
  func bundle() throws {
    let (one, other) = (try Editions(), try Editions())
    defer {
      one.remove()
      other.remove()
    }
    try one.publish(2024)
    let file = one.runs.root.appendingPathComponent("all.jsonl")
    let export = try one.history(["export", file.path])
    #expect(export.exitCode == 0 && export.output == "Exported 1 publication to \(file.path)\n")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(try one.history(["export"]).output == text)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let taken = try other.history(["import", file.path])
    #expect(taken.exitCode == 0 && taken.output == "Imported 2024.1@1\n", "\(taken.errors)")
    #expect(try other.history(["import", file.path]).output.contains("Nothing new in "))
    #expect(try other.history(["export"]).output == text)
    // An edition elsewhere reads it as if it had been published there.
    let (here, there) = (try one.publish(2025), try other.publish(2025))
    #expect(here.run == there.run)
    #expect(try one.runs.files() == other.runs.files())

    var lines = text.split(separator: "\n").map(String.init)
    let changed = try #require(lines.firstIndex { $0.contains("\"table\":\"score\"") })
    lines[changed] = lines[changed].replacingOccurrences(of: "\"estimate\":", with: "\"estimate\":1")
    lines.append("{\"table\":\"scare\"}")
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let broken = try other.history(["import", file.path])
    #expect(broken.exitCode == 65 && broken.errors.contains("all.jsonl:\(lines.count): error: names no table"))
    lines.removeLast()
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let refused = try other.history(["import", file.path])
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("all.jsonl:\(changed + 1): error: 2024.1@1: the row of score is not what is kept"))
    #expect(try other.names() == ["2024.1@1", "2025.1@1"])
    #expect(try other.history(["import"]).exitCode == 64)
    #expect(try other.history(["import", "nowhere.jsonl"]).exitCode == 66)
  }

  @Test("a damaged history stops a run before anything is done, and status says why")
  func damaged() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let first = try editions.publish(2024)
    try Data("this is not a database of anything at all".utf8).write(to: editions.database)
    for arguments in [Editions.of(2024), Editions.of(2025)] {
      let outcome = try editions.runs.run(arguments)
      #expect(outcome.exitCode == 65)
      #expect(outcome.errors.contains("history.sqlite: error: is damaged or no database"), "\(outcome.errors)")
    }
    #expect(editions.runs.published == first.run)
    let folder = editions.runs.root.appendingPathComponent("runs")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [first.run])
    let status = try editions.runs.call(["status"], Editions.of(2024))
    #expect(status.exitCode == 0 && status.output.contains("[O-041]"))
    #expect(try editions.history(["list"]).exitCode == 65)
  }
}
