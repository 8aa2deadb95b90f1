import Foundation
import Testing

@Suite("What was run, what came of it and how it stands now can be asked")
struct RunRecordTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("-q prints no byte on success; on failure one line, the last lines of the log and the next command")
  func quiet() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let success = try runs.run(["-q"])
    #expect(success.exitCode == 0 && success.output.isEmpty && success.errors.isEmpty)
    let failure = try runs.run(["-q", "--set", "sources.survey.path=nowhere.csv"])
    #expect(failure.exitCode == 66 && failure.output.isEmpty)
    let lines = failure.errors.split(separator: "\n")
    #expect(lines.first?.hasPrefix("bizclimate: nowhere.csv: error: there is no such file") == true)
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("  ") })
    #expect((2...22).contains(lines.count))
    #expect(lines.last == "Look further: bizclimate log docs/tutorial --output \(runs.root.path)")
    // What it names works.
    let log = try Program.run(["log", "docs/tutorial", "--output", runs.root.path, "--level", "error"])
    #expect(log.output.contains("there is no such file"))
  }

  @Test("an attempt is kept with clock, host, process, command, times of stages and exit code, apart from the run")
  func attempt() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run().exitCode == 0)
    #expect(try runs.run(["--set", "sources.survey.path=nowhere.csv"]).exitCode == 66)
    let folder = runs.root.appendingPathComponent(".state/attempts")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
      .sorted()
    #expect(names.count == 2)
    let attempts = try names.map { name in
      try json(String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
    #expect(attempts[0]["exit_code"] as? Int == 0)
    #expect(attempts[0]["run"] as? String == runs.published)
    #expect(attempts[0]["published"] as? Bool == true)
    #expect((attempts[0]["host"] as? String)?.isEmpty == false)
    #expect((attempts[0]["pid"] as? Int ?? 0) > 0)
    #expect((attempts[0]["command"] as? String)?.hasPrefix("bizclimate run docs/tutorial") == true)
    let stages = try #require(attempts[0]["stages"] as? [[String: Any]])
    #expect(stages.compactMap { $0["name"] as? String } == ["ingest", "clean", "aggregate", "report"])
    #expect(stages.allSatisfy { ($0["seconds"] as? Double ?? -1) >= 0 })
    #expect(attempts[1]["exit_code"] as? Int == 66)
    #expect(attempts[1]["run"] == nil)
    // No clock and no machine in what is published.
    #expect(try runs.files().keys.allSatisfy { !$0.contains("attempt") })
  }

  @Test("the log is lines of JSON with the same keys, on standard error, in the file asked for and from `log --json`")
  func log() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let file = runs.root.appendingPathComponent("all.jsonl")
    let first = try runs.run(["--log-format", "json", "--log-file", file.path])
    #expect(first.exitCode == 0 && first.output.isEmpty)
    #expect(try runs.run(["-q", "--log-format", "json", "--log-file", file.path]).exitCode == 0)
    let kept = try String(contentsOf: file, encoding: .utf8)
    let asked = try runs.call(["log"], ["--json"]).output
    for text in [first.errors, kept, asked] {
      let lines = text.split(separator: "\n")
      #expect(lines.count > 4)
      for line in lines {
        #expect(try Set(json(String(line)).keys) == ["t", "level", "run", "stage", "code", "msg", "data"])
      }
    }
    // Two runs were added to the one file.
    #expect(kept.split(separator: "\n").filter { $0.contains("\"code\":\"L-005\"") }.count == 2)
    let stage = try runs.call(["log"], ["--stage", "clean", "--level", "info"]).output.split(separator: "\n")
    #expect(stage.count == 2 && stage[1].contains(" info clean: "))
  }

  @Test("standard output of --json is one document and nothing else")
  func documents() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let run = try runs.run(["--json"])
    #expect(try json(run.output)["run"] as? String == runs.published)
    #expect(run.errors.isEmpty)
    #expect(try json(runs.call(["status"], ["--json"]).output)["is_fresh"] as? Bool == true)
    #expect(try json(runs.call(["verify"], ["--json"]).output)["differences"] as? [String] == [])
    #expect(try json(runs.call(["runs", "show"], ["--json"]).output)["schema"] as? String == "bizclimate-manifest/1")
    #expect(try json(runs.call(["runs", "diff"], ["current", "--json"]).output)["same"] as? Int ?? 0 > 100)
    #expect(try json(runs.call(["publish"], ["--json"]).output)["published"] as? String == runs.published)
    #expect(try json(runs.call(["runs", "prune"], ["--json"]).output)["runs"] as? [String] == [])
    let list = try runs.call(["runs", "list"], ["--json"]).output
    #expect((try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])?.count == 1)
  }

  @Test("status knows by content whether the published run is fresh, and names the file and the key that changed")
  func status() throws {
    let runs = try SmallRuns()
    let copy = try Program.temporaryFolder()
    defer {
      runs.remove()
      try? FileManager.default.removeItem(at: copy)
    }
    try FileManager.default.copyItem(
      at: Program.packageFolder.appendingPathComponent("docs/tutorial"), to: copy.appendingPathComponent("city"))
    func call(_ command: String, _ more: [String] = []) throws -> Outcome {
      try Program.run(
        [
          command, "city", "--output", runs.root.path, "--set", "uncertainty.replicates=100", "--set",
          "sources.survey.path=answers.csv",
        ] + more, in: copy)
    }
    #expect(try call("status", ["--exit-code"]).exitCode == 1)
    #expect(try call("run").exitCode == 0)
    #expect(try call("status", ["--exit-code"]).exitCode == 0)
    // Twice, so that digests that were kept are asked too.
    let frame = copy.appendingPathComponent("city/frame.csv")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: frame.path)
    for _ in 0..<2 { #expect(try call("status").output.contains(": fresh\n")) }
    try Program.edit("city/frame.csv", in: copy) { $0 + "\n" }
    try Program.edit("city/pipeline.yaml", in: copy) {
      $0.replacingOccurrences(of: "edition: \"2025.1\"", with: "edition: \"2025.2\"")
    }
    let stale = try call("status", ["--exit-code"])
    #expect(stale.exitCode == 1)
    #expect(stale.output.contains("  frame.csv changed\n"))
    #expect(stale.output.contains("  pipeline.yaml edition changed: 2025.1 → 2025.2\n"))
    try FileManager.default.removeItem(at: frame)
    #expect(try call("status").output.contains("frame.csv is not there"))
  }

  @Test("runs are listed, compared by the keys of their tables, published again and pruned")
  func runs() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run().exitCode == 0)
    let first = try #require(runs.published)
    #expect(try runs.run(["--seed", "9", "--no-publish"]).exitCode == 0)
    #expect(runs.published == first)
    let list = try runs.call(["runs", "list"]).output.split(separator: "\n")
    #expect(list.count == 2)
    #expect(list[1].hasPrefix(first) && list[1].hasSuffix("current"))
    let second = try #require(list[0].split(separator: " ").first.map(String.init))

    #expect(try runs.call(["runs", "diff"], [first, "current", "--exit-code"]).exitCode == 0)
    let diff = try runs.call(["runs", "diff"], [first, String(second.suffix(8)), "--exit-code"])
    #expect(diff.exitCode == 1)
    // Another seed moves intervals and leaves estimates.
    #expect(diff.output.contains("ci_low: "))
    #expect(!diff.output.contains(" estimate: "))
    let far = try runs.call(["runs", "diff"], [first, second, "--threshold", "1000"])
    #expect(!far.output.contains("ci_low: "))

    #expect(try runs.call(["publish"]).exitCode == 0)
    #expect(runs.published == second)
    #expect(try runs.call(["publish"], [first]).exitCode == 0)
    #expect(runs.published == first)
    #expect(try runs.call(["publish"], ["nothing"]).exitCode == 66)

    let keep = ["--set", "retention.keep_last=1"]
    #expect(try runs.call(["runs", "prune"], keep).output.contains("Would remove \(second)"))
    #expect(try runs.call(["runs", "list"]).output.contains(second))
    #expect(
      try runs.call(["runs", "prune"], keep + ["--set", "retention.keep_published=true", "--yes"]).output
        .contains("Every run stays"))
    #expect(try runs.call(["runs", "prune"], keep + ["--yes"]).output.contains("Removed \(second)"))
    #expect(try runs.call(["runs", "list"]).output.split(separator: "\n").count == 1)
    #expect(runs.published == first)
  }

  @Test("verify finds a file that was changed, lost or added, and makes a run again with the same bytes")
  func verify() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run().exitCode == 0)
    #expect(try runs.call(["verify"], ["--rebuild"]).output.contains("made again with the same bytes"))
    #expect(try runs.leftovers() == [])
    let folder = runs.root.appendingPathComponent("current").resolvingSymlinksInPath()
    try Data("x".utf8).write(to: folder.appendingPathComponent("tables/scores.csv"))
    try FileManager.default.removeItem(at: folder.appendingPathComponent("audit.csv"))
    try Data().write(to: folder.appendingPathComponent("notes.txt"))
    let outcome = try runs.call(["verify"])
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("tables/scores.csv: error: the file is changed"))
    #expect(outcome.errors.contains("audit.csv: error: the file is missing"))
    #expect(outcome.errors.contains("notes.txt: error: the file is unknown"))
    #expect(try runs.call(["publish"]).exitCode == 65)
    #expect(try runs.run().exitCode == 0)
    #expect(try runs.call(["verify"]).exitCode == 0)
  }

  @Test(
    "a mistyped command is told which one was probably meant",
    arguments: [
      (["rnu"], "bizclimate run"), (["runs", "lst"], "bizclimate runs list"), (["help", "sttus"], "bizclimate status"),
    ])
  func mistyped(_ words: [String], meant: String) throws {
    let outcome = try Program.run(words)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("Did you mean `\(meant)`?"))
    #expect(outcome.output.isEmpty)
  }
}
