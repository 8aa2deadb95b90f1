import Foundation
import SchemaChecking
import Testing

@Suite("The schemas that the program prints fit what it writes")
struct SchemaCommandTests {
  private func checker(_ arguments: [String]) throws -> SchemaChecker {
    let outcome = try Program.run(["schema"] + arguments)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    #expect(try Program.run(["schema"] + arguments).output == outcome.output)
    let schema = try JSONValue(text: outcome.output)
    #expect(schema["$schema"]?.text == "https://json-schema.org/draft/2020-12/schema")
    return try SchemaChecker(schema)
  }

  @Test("`schema config` describes pipeline.yaml, and with --file another file of a pipeline")
  func configuration() throws {
    let pipeline = try checker(["config"])
    #expect(pipeline.problems(of: .object([:])).contains(": sources is missing"))
    let units = try checker(["config", "--file", "units"])
    let unit = try JSONValue(text: #"{"units": [{"id": "AA", "name": {"zh": "甲", "en": "Jia"}}]}"#)
    #expect(units.problems(of: unit) == [])
    #expect(units.problems(of: try JSONValue(text: #"{"unit": [], "units": "AA"}"#)).count == 2)
  }

  @Test(
    "A name that is none, and a file that is none, are wrong usage",
    arguments: [
      ["schema", "configuration"], ["schema"], ["schema", "config", "--file", "salt"],
      ["schema", "manifest", "--file", "units"],
    ])
  func usage(_ arguments: [String]) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.exitCode == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty)
  }

  @Test("`schema manifest` accepts the manifest of a run and refuses a broken one")
  func manifest() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run(["-q"]).exitCode == 0)
    let checker = try checker(["manifest"])
    let written = try JSONValue(
      text: String(contentsOf: runs.root.appendingPathComponent("current/manifest.json"), encoding: .utf8))
    #expect(checker.problems(of: written) == [])
    #expect((written["outputs"]?.items.count ?? 0) > 10 && (written["inputs"]?.items.count ?? 0) > 1)
    #expect(checker.problems(of: try JSONValue(text: runs.call(["runs", "show"], ["--json"]).output)) == [])
    for key in written.members.keys {
      var broken = written
      broken[key] = nil
      #expect(checker.problems(of: broken) == [": \(key) is missing"])
      broken[key + "s"] = .null
      #expect(checker.problems(of: broken).count == 2)
      broken = written
      broken[key] = .boolean(true)
      #expect(checker.problems(of: broken).count == 1, "\(key)")
    }
    var broken = written
    broken["outputs"]?[0]?["sha256"] = .string("4f9c21e0")
    broken["inputs"]?[0]?["rows"] = .number(-1)
    broken["stages"]?[0]?["name"] = .string("wash")
    broken["stages"]?[1]?["counts"]?[0]?["rows_kept"] = nil
    #expect(checker.problems(of: broken).count == 4)
  }

  @Test("`schema log` accepts every line of a run that succeeds and of one that fails, and refuses a broken one")
  func log() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let checker = try checker(["log"])
    let runsOutput = try [
      runs.run(["--log-format", "json", "-v"]).errors, runs.call(["log"], ["--json"]).output,
      runs.run(["--log-format", "json", "--set", "sources.survey.path=nowhere.csv"]).errors,
      runs.run(["--log-format", "json", "--set", "sead=1"]).errors,
    ]
    var lines: [JSONValue] = []
    for output in runsOutput {
      let written = try output.split(separator: "\n").map { try JSONValue(text: String($0)) }
      #expect(!written.isEmpty)
      for line in written { #expect(checker.problems(of: line) == [], "\(line)") }
      lines += written
    }
    #expect(lines.contains { $0["level"] == .string("error") } && lines.contains { $0["run"] == .null })
    let line = try #require(lines.first { $0["stage"] == .string("clean") })
    let breakages: [(key: String, value: JSONValue?)] = [
      ("t", .string("22.7.2025")), ("t", nil), ("level", .string("warning")), ("run", .number(1)),
      ("stage", .string("wash")), ("code", .string("seven")), ("msg", .null), ("data", .array([])),
      ("data", .object(["rows": .array([])])), ("host", .string("report1")),
    ]
    for breakage in breakages {
      var broken = line
      broken[breakage.key] = breakage.value
      #expect(checker.problems(of: broken).count == 1, "\(breakage)")
    }
  }
}
