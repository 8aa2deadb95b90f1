import Diagnostics
import Foundation
import SurveyModel
import Testing

@Suite struct OverrideTests {
  private func with(_ overrides: [String], _ body: (TemporaryPipeline) throws -> Void) throws {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    try body(pipeline)
  }

  @Test("A key, a nested key, an item of a list and a key that the file leaves out can be set")
  func setting() throws {
    let overrides = [
      "seed=99", "uncertainty.replicates=0", "languages.0=en", "languages.1=zh", "title.en=Other",
      "notice={zh: 注, en: note}", "sources.office.columns.days.unit=小时", "design.margins=[[size]]",
    ]
    try with(overrides) {
      let loaded = try loadPipeline(folder: $0.folder, overrides: overrides)
      #expect(loaded.seed == 99)
      #expect(loaded.replicates == 0)
      #expect(loaded.languages == [.en, .zh])
      #expect(loaded.title == LocalizedText(zh: "小", en: "Other"))
      #expect(loaded.notice == LocalizedText(zh: "注", en: "note"))
      #expect(loaded.sources[1].columns[0].unit == "小时")
      #expect(loaded.design?.margins == [["size"]])
    }
  }

  @Test("An empty value takes a key away")
  func removing() throws {
    try with([]) { (pipeline: TemporaryPipeline) throws -> Void in
      #expect(try loadPipeline(folder: pipeline.folder, overrides: ["history="]).history == nil)
      #expect(try loadPipeline(folder: pipeline.folder, overrides: ["previous_wave=null"]).waves == [2025])
    }
  }

  @Test(
    "A wrong override is an error located at --set",
    arguments: [
      ("sead=1", "--set: error: there is no key `sead`. Did you mean `seed`?"),
      ("seed", "--set: error: `seed` is not of the form `key.path=value`"),
      ("uncertainty.replicas=5", "--set: error: there is no key `uncertainty.replicas`. Did you mean `replicates`?"),
      ("sources.survy.path=x.csv", "--set: error: `sources` has no `survy`. Did you mean `survey`?"),
      (
        "languages.2=zh",
        "--set: error: `languages` is a list of 2, so `languages.2` does not exist. Use a number from 0 to 1"
      ),
      ("seed.value=1", "--set: error: `seed` has no keys, so `seed.value` does not exist"),
      ("title.fr=Petit", "--set: error: there is no key `title.fr`. Allowed here: `zh` and `en`"),
      ("seed=abc", "--set: error: `seed` must be a whole number, found `abc`"),
      ("languages=[zh", "--set: error: the value of `languages=[zh`: the YAML cannot be read"),
      ("a..b=1", "--set: error: the key path `a..b` has an empty part"),
    ])
  func wrong(override: String, message: String) throws {
    try with([override]) {
      let problems = $0.problems([override])
      #expect(problems.count == 1)
      #expect(problems.first?.hasPrefix(message) == true, "\(problems)")
    }
  }

  @Test("The resolved configuration tells overrides apart and does not know comments, quoting, indentation or folder")
  func canonical() throws {
    try with([]) { first in
      var files = SmallPipeline.files
      files["pipeline.yaml"] =
        "# A comment\n" + SmallPipeline.pipeline.replacing("id: small", with: "\"id\":   small # here")
      files["units.yaml"] = SmallPipeline.units.replacing("level: district", with: "level: \"district\"")
      let second = try TemporaryPipeline(files)
      defer { second.remove() }
      let bytes = try resolvedConfiguration(folder: first.folder, overrides: [])
      #expect(try resolvedConfiguration(folder: second.folder, overrides: []) == bytes)
      #expect(try resolvedConfiguration(folder: first.folder, overrides: ["seed=8"]) != bytes)
      #expect(try resolvedConfiguration(folder: first.folder, overrides: ["seed=7"]) == bytes)
    }
  }

  @Test("The resolved configuration is YAML that means the same")
  func canonicalLoads() throws {
    try with([]) { first in
      let text = String(decoding: try resolvedConfiguration(folder: first.folder, overrides: ["seed=8"]), as: UTF8.self)
      // Each document is a file, named in the comment of its first line.
      var files: [String: String] = [:]
      for document in text.split(separator: "--- # ") {
        let parts = document.split(separator: "\n", maxSplits: 1)
        files[String(parts[0])] = String(parts[1])
      }
      #expect(files.count == 10)
      let second = try TemporaryPipeline(files)
      defer { second.remove() }
      let loaded = try loadPipeline(folder: second.folder, overrides: [])
      #expect(loaded.seed == 8)
      #expect(loaded.questionnaire == (try loadPipeline(folder: first.folder, overrides: [])).questionnaire)
      #expect(try resolvedConfiguration(folder: second.folder, overrides: []) == Array(text.utf8))
    }
  }

  @Test("The configuration files are listed as written, pipeline.yaml first")
  func files() throws {
    try with([]) { (pipeline: TemporaryPipeline) throws -> Void in
      #expect(
        try configurationFiles(folder: pipeline.folder, overrides: []) == [
          "pipeline.yaml", "units.yaml", "framework.yaml", "questionnaire.yaml", "cleaning.yaml", "calendar.yaml",
          "decisions.yaml", "experts.yaml", "measures.yaml", "templates.yaml",
        ])
    }
  }
}
