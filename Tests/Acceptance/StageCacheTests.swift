import Foundation
import Testing

@Suite("What is fresh is not done again, and what is not done again is right", .serialized)
struct StageCacheTests {
  private let all = ["ingest", "clean", "aggregate", "report"]

  @Test("a second run does nothing, also after a source was only touched, and says so")
  func fresh() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.plan() == ["runs", "runs", "runs", "runs"])
    #expect(try pipeline.run() == [])
    let files = try pipeline.files()
    #expect(try pipeline.run() == all)
    let answers = pipeline.folder.appendingPathComponent("docs/tutorial/answers.csv")
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: answers.path)
    #expect(try pipeline.plan() == ["fresh", "fresh", "fresh", "fresh"])
    let outcome = try pipeline.call("run")
    #expect(outcome.output.split(separator: "\n").count { $0.hasSuffix("fresh, skipped") } == 4)
    #expect(try pipeline.files() == files)
    let plan = try pipeline.call("plan")
    #expect(plan.output.contains("fresh, nothing would run"))
  }

  @Test("what only the report reads makes the report anew, with the bytes of a run from nothing")
  func reportOnly() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    try pipeline.edit("pipeline.yaml", "The business environment of my city", "Doing business in my city")
    #expect(try pipeline.plan() == ["fresh", "fresh", "fresh", "runs"])
    let plan = try pipeline.call("plan").output
    #expect(plan.contains("my-city 2025.1: 1 of 4 stages would run"))
    #expect(
      plan.contains(
        "report      pipeline.yaml title.en changed: The business environment of my city → Doing business in my city"))
    #expect(try pipeline.run() == ["ingest", "clean", "aggregate"])
    #expect(try pipeline.files() == pipeline.fromNothing())
    // And so do the files that it names.
    try pipeline.edit(
      "pipeline.yaml", "languages: [zh, en]", "languages: [zh, en]\nreport: {templates: templates.yaml}")
    let own = pipeline.folder.appendingPathComponent("docs/tutorial/templates.yaml")
    for word in ["first", "first of all"] {
      try "first: {en: {statement: \"{unit} comes \(word) on {indicator}: {rank}\"}}\n".write(
        to: own, atomically: true, encoding: .utf8)
      #expect(try pipeline.plan() == ["fresh", "fresh", "fresh", "runs"])
      #expect(try pipeline.run() == ["ingest", "clean", "aggregate"])
    }
    #expect(try pipeline.call("explain", ["report"]).output.contains("by        templates.yaml first"))
    #expect(try pipeline.files() == pipeline.fromNothing())
  }

  @Test("a source that reads the same leaves the figures, one changed answer does not; both as from nothing")
  func earlyCutOff() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    let before = try pipeline.files()
    try pipeline.editAnswers("\n1,2025", "\n\"1\",2025")
    #expect(try pipeline.plan() == ["runs", "runs", "runs_unless_same", "runs"])
    #expect(try pipeline.call("plan").output.contains("answers.csv changed"))
    #expect(try pipeline.run() == ["aggregate"])
    #expect(try pipeline.files() == pipeline.fromNothing())
    #expect(try pipeline.files()["data/scores.csv"] == before["data/scores.csv"])

    try pipeline.editAnswers("\n\"1\",2025", "\n1,2025")
    try pipeline.editAnswers(",10\r\n2,", ",3\r\n2,")
    #expect(try pipeline.run() == [])
    let after = try pipeline.files()
    #expect(try after == pipeline.fromNothing())
    #expect(after["data/estimates.csv"] != before["data/estimates.csv"])

    // And back: the figures of that data are still there.
    try pipeline.editAnswers(",3\r\n2,", ",10\r\n2,")
    #expect(try pipeline.run() == ["aggregate"])
    #expect(try pipeline.files() == before)
  }

  @Test("a rule that strikes as before leaves the figures; one that strikes others does not")
  func rules() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    try pipeline.edit("cleaning.yaml", "Less than two minutes", "Under two minutes")
    #expect(try pipeline.plan() == ["runs", "runs", "runs_unless_same", "runs"])
    #expect(try pipeline.run() == ["aggregate"])
    #expect(try pipeline.files() == pipeline.fromNothing())
    try pipeline.edit("cleaning.yaml", "duration_s < 120", "duration_s < 400")
    #expect(try pipeline.call("plan").output.contains("cleaning.yaml rules[R01].when changed"))
    #expect(try pipeline.run() == [])
    #expect(try pipeline.files() == pipeline.fromNothing())
  }

  @Test("a weight, a seed or a goalpost changes figures, and what clean gave is worked out anew for them")
  func figures() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    for (file, old, new) in [
      ("framework.yaml", "weight: 0.5", "weight: 0.6"), ("pipeline.yaml", "seed: 2025", "seed: 7"),
      ("framework.yaml", "[0, 25, 50, 75, 100]", "[0, 20, 50, 80, 100]"),
      ("pipeline.yaml", "selection: volunteer", "selection: quota"),
    ] {
      try pipeline.edit(file, old, new)
      #expect(try !pipeline.plan().contains("fresh"), "\(new)")
      #expect(try pipeline.run() == [], "\(new)")
      #expect(try pipeline.files() == pipeline.fromNothing(), "\(new)")
    }
  }

  @Test("what is kept and was damaged is worked out again, and so is a run that was")
  func damaged() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    let files = try pipeline.files()
    let cache = pipeline.root.appendingPathComponent(".state/cache")
    let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(Set(names.map { $0.prefix { $0 != "-" } }) == ["clean", "record", "aggregate", "dropped"])
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(cache.path) == 0o700)
    for name in names {
      let file = cache.appendingPathComponent(name + "/value.json")
      #expect(try mode(file.path) == 0o600)
      var data = try Data(contentsOf: file)
      // A digit in the middle: it still reads.
      let place = try #require(data.indices.dropFirst(data.count / 2).first { (0x30...0x38).contains(data[$0]) })
      data[place] += 1
      try data.write(to: file)
    }
    try Data("x".utf8).write(to: pipeline.root.appendingPathComponent("current/report.html"))
    #expect(try pipeline.plan() == ["runs", "runs", "runs_unless_same", "runs"])
    #expect(try pipeline.run() == [])
    #expect(try pipeline.files() == files)
    try FileManager.default.removeItem(at: pipeline.root.appendingPathComponent("current/tables/scores.csv"))
    #expect(try pipeline.plan() == ["fresh", "fresh", "fresh", "runs"])
    #expect(try pipeline.run() == ["ingest", "clean", "aggregate"])
    #expect(try pipeline.files() == files)
    try FileManager.default.removeItem(at: cache)
    #expect(try pipeline.run() == [])
    #expect(try pipeline.files() == files)
  }

  @Test("--force does a stage and those after it again; --strict looks at warnings again")
  func forced() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    #expect(try pipeline.run(["--force", "report"]) == ["ingest", "clean", "aggregate"])
    #expect(try pipeline.run(["--force", "report", "--force", "aggregate"]) == [])
    #expect(try pipeline.run(["--force", "ingest"]) == [])
    #expect(try pipeline.call("run", [], ["--force", "nothing"]).exitCode == 64)
    #expect(try pipeline.call("run", [], ["--dry-run"]).output.contains("nothing would run"))
    let more = ["--set", "sources.survey.max_unreadable=0.9"]
    #expect(try pipeline.call("run", [], ["--strict"] + more).exitCode == 0)
  }

  @Test("explain says what a stage or a file is made from, and why it is stale")
  func explain() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    let fresh = try pipeline.call("explain", ["tables/scores.csv"]).output
    #expect(fresh.hasPrefix("tables/scores.csv: fresh, made by stage report"))
    #expect(fresh.contains("from      aggregate"))
    try pipeline.edit("framework.yaml", "weight: 0.5", "weight: 0.6")
    let stale = try pipeline.call("explain", ["ingest"]).output
    #expect(stale.hasPrefix("ingest: stale"))
    #expect(stale.contains("framework.yaml index.children[M].weight changed: 0.5 → 0.6"))
    let mistyped = try pipeline.call("explain", ["agregate"])
    #expect(mistyped.exitCode == 66)
    #expect(mistyped.errors.contains("Did you mean aggregate?"))
  }

  @Test("trace leads from a score to parts, questions, edits and records")
  func trace() throws {
    let pipeline = try ChangingPipeline()
    defer { pipeline.remove() }
    #expect(try pipeline.run() == [])
    let dimension = try pipeline.call("trace", ["SQ/F"]).output
    for word in [
      "Shiqiao, Factor supply, 2025", "made of   F1 ", "weight 0.250", "Q4_a", "answers.csv", "data/scores.csv line",
    ] {
      #expect(dimension.contains(word), "\(word)\n\(dimension)")
    }
    let records = try pipeline.call("trace", ["SQ/F1"], ["--records"]).output
    let table = records.split(separator: "\r\n")
    #expect(table.first == "record_id,unit_id,file,line,weight,Q4_a")
    #expect(table.count > 20)
    #expect(table.dropFirst().allSatisfy { $0.contains(",SQ,") && $0.contains("answers.csv,") })
    let whole = try pipeline.call("trace", ["CITY/INDEX"])
    #expect(whole.exitCode == 0 && whole.output.contains("made of   M "))
    let wrong = try pipeline.call("trace", ["SX/F9"])
    #expect(wrong.exitCode == 78)
    #expect(wrong.errors.contains("there is no unit SX") && wrong.errors.contains("there is no node F9"))
    #expect(try pipeline.call("trace", ["SQ"]).exitCode == 64)
  }
}
