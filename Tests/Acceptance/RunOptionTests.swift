import Foundation
import Testing

@Suite("What a run is told: one stage only, going on after a failed gate, so many cores", .serialized)
struct RunOptionTests {
  private func published(_ pipeline: ChangingPipeline) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: pipeline.root.appendingPathComponent("current").path)
  }

  @Test("--only does a stage whose input is fresh, and nothing but exit 65 where it is not")
  func only() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    let early = try pipeline.call("run", [], ["--only", "report"])
    #expect(early.exitCode == 65 && early.errors.contains("ingest is not fresh, so report alone would not be right"))
    #expect(published(pipeline) == nil)
    #expect(try pipeline.run() == [])
    try pipeline.edit("pipeline.yaml", "The business environment of my city", "Doing business in my city")
    #expect(try pipeline.run(["--only", "report"]) == ["ingest", "clean", "aggregate"])
    #expect(try pipeline.files() == pipeline.fromNothing())

    let before = published(pipeline)
    let more = ["--set", "uncertainty.replicates=120"]
    let stale = try pipeline.call("run", [], ["--only", "report"] + more)
    #expect(stale.exitCode == 65 && stale.errors.contains("aggregate is not fresh"))
    #expect(stale.errors.contains("uncertainty.replicates changed: 100 → 120"))
    #expect(published(pipeline) == before)
    let aggregate = try pipeline.call("run", [], ["--only", "aggregate"] + more)
    #expect(aggregate.exitCode == 0 && aggregate.output.contains("Stopped after aggregate"))
    #expect(try pipeline.run(["--only", "report"] + more) == ["ingest", "clean", "aggregate"])

    try pipeline.edit("cleaning.yaml", "duration_s < 120", "duration_s < 400")
    let clean = try pipeline.call("run", [], ["--only", "clean"])
    #expect(clean.exitCode == 0 && clean.output.contains("Stopped after clean"))
    #expect(try pipeline.call("run", [], ["--only", "aggregate"]).errors.contains("clean is not fresh"))
    try pipeline.editAnswers(",10\r\n2,", ",3\r\n2,")
    let source = try pipeline.call("run", [], ["--only", "clean"])
    #expect(source.exitCode == 65 && source.errors.contains("answers.csv changed"))
    #expect(try pipeline.call("run", [], ["--only", "ingest"]).exitCode == 0)
    #expect(try pipeline.call("run", [], ["--only", "clean", "--to", "clean"]).exitCode == 64)
  }

  @Test("--keep-going makes the report in spite of a failed gate, fails all the same, and nothing publishes it")
  func keepGoing() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    let before = published(pipeline)
    try Program.edit("docs/tutorial/cleaning.yaml", in: pipeline.folder) {
      $0 + "\ngates: {valid_rate: {error_below: 99.9%}}\n"
    }
    let failed = try pipeline.call("run")
    #expect(failed.exitCode == 65 && failed.errors.contains("valid_rate"))
    let runs = pipeline.root.appendingPathComponent("runs")
    #expect(try FileManager.default.contentsOfDirectory(atPath: runs.path).count == 1)

    let outcome = try pipeline.call("run", [], ["--keep-going"])
    #expect(outcome.exitCode == 65 && outcome.errors.contains("valid_rate"))
    #expect(published(pipeline) == before)
    let made = try FileManager.default.contentsOfDirectory(atPath: runs.path).filter { before?.hasSuffix($0) == false }
    #expect(made.count == 1)
    let run = try #require(made.first)
    #expect(outcome.errors.contains("not published: ") && outcome.errors.contains(run + "/report.html"))
    #expect(FileManager.default.fileExists(atPath: runs.appendingPathComponent(run + "/report.html").path))

    let refused = try pipeline.call("publish", [run])
    #expect(refused.exitCode == 65 && refused.errors.contains("is beyond its limit, so \(run) is not published"))
    // A run without the flag does not take it for fresh.
    #expect(try pipeline.call("run").exitCode == 65)
    #expect(published(pipeline) == before)
  }

  @Test(
    "--jobs and keys from the environment: the same bytes on one core; a variable goes before the file, a flag before it"
  )
  func environment() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run(["--jobs", "1"]) == [])
    #expect(try pipeline.files() == pipeline.fromNothing())
    #expect(try pipeline.call("run", [], ["--jobs", "0"]).exitCode == 64)

    func seeds(_ environment: [String: String] = [:], _ more: [String] = []) throws -> String {
      let outcome = try Program.run(
        ["check", "docs/tutorial", "--show-origin"] + more, in: pipeline.folder, environment: environment)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
      return lines.first { $0.hasPrefix("seed ") } ?? ""
    }
    #expect(try seeds().hasPrefix("seed 2025 docs/tutorial/pipeline.yaml:"))
    #expect(try seeds(["BIZCLIMATE_SEED": "7"]) == "seed 7 BIZCLIMATE_SEED")
    #expect(try seeds(["BIZCLIMATE_SEED": "7"], ["--set", "seed=8"]) == "seed 8 --set")
    #expect(try seeds(["BIZCLIMATE_SEED": "", "BIZCLIMATE_CHROMIUM": "x"]).hasPrefix("seed 2025"))
    let flag = try pipeline.call("plan", [], ["--set", "seed=7"]).output
    let variable = try pipeline.call("plan", environment: ["BIZCLIMATE_SEED": "7"]).output
    #expect(flag == variable && flag.contains("seed changed: 2025 → 7"))
    let nested = try pipeline.call("plan", environment: ["BIZCLIMATE_TITLE__EN": "Doing business"]).output
    #expect(nested.contains("title.en changed"))

    let mistyped = try Program.run(
      ["check", "docs/tutorial"], in: pipeline.folder, environment: ["BIZCLIMATE_SEDE": "7", "BIZCLIMATE_SEED": "x"])
    #expect(mistyped.exitCode == 78)
    #expect(mistyped.errors.contains("BIZCLIMATE_SEDE") && mistyped.errors.contains("Did you mean `seed`?"))
    #expect(mistyped.errors.contains("BIZCLIMATE_SEED: "))
  }
}
