import Foundation
import SchemaChecking
import Tables
import Testing

@testable import SurveyModel

@Suite("The JSON Schema of the configuration accepts what the decoders read and refuses what they do not know")
struct ConfigurationSchemaTests {
  static let shipped = [
    "Pipelines/lanjiang-annual", "Pipelines/changzhou-annual", "Pipelines/enterprise-survey",
    "Pipelines/asem-connectivity", "docs/tutorial",
  ]

  private func schema(of file: String) throws -> JSONValue {
    try JSONValue(text: ConfigurationReference.schema(of: file).document)
  }

  private func checker(_ file: String) throws -> SchemaChecker { try SchemaChecker(schema(of: file)) }

  /// The problems of one file of the small pipeline.
  private func problems(_ file: String, _ text: String, _ given: SchemaChecker? = nil) throws -> [String] {
    let node = try #require(parseYAML(Array(text.utf8), file: file, log: ConfigurationLog()))
    let checker = try given ?? checker(String(file.dropLast(".yaml".count)))
    return checker.problems(of: JSONValue(yaml: node))
  }

  @Test("Every file of every pipeline that ships is accepted", arguments: shipped)
  func shippedPipeline(_ name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let log = ConfigurationLog()
    let files = ConfigurationFiles(folder: root.appendingPathComponent(name).path, overrides: [], log: log)
    #expect(!log.hasProblems)
    let pipeline = try #require(files.pipeline)
    #expect(try checker("pipeline").problems(of: JSONValue(yaml: pipeline)) == [])
    #expect(files.nodes.count >= 2)
    for (key, node) in files.nodes {
      #expect(try checker(key).problems(of: JSONValue(yaml: node)) == [], "\(key)")
    }
  }

  @Test("The small pipeline, which has a mapping of every section, is accepted", arguments: SmallPipeline.files.keys)
  func smallPipeline(_ file: String) throws {
    #expect(try problems(file, SmallPipeline.files[file] ?? "") == [])
  }

  @Test("Keys without a value, columns by their name alone, sets by name and texts that look like numbers are accepted")
  func leniency() throws {
    let text = SmallPipeline.pipeline.replacing("seed: 7", with: "seed: 7\nnotice:")
      .replacing("edition: \"2025.1\"", with: "edition: 2025.1")
      .replacing("corrections: corrections.csv", with: "corrections: ~")
      .replacing("tiers: {cuts: [60, 75]}", with: "tiers:")
      .replacing("      cases: integer", with: "      cases: integer\n      days_open:")
    #expect(text.count { $0 == "\n" } == SmallPipeline.pipeline.count { $0 == "\n" } + 2)
    #expect(try problems("pipeline.yaml", text) == [])
    let log = ConfigurationLog()
    let node = try #require(parseYAML(Array(text.utf8), file: "pipeline.yaml", log: log))
    #expect(node["tiers"]?.isNull == true && !log.hasProblems)
    let rule = "{id: R1, title: Own set, when: $ > 1, variables: my_set, action: flag}"
    #expect(try problems("cleaning.yaml", "sets: {my_set: [Q05]}\nrules: [\(rule)]") == [])
  }

  @Test("A mistyped key, a missing key, a wrong type and a wrong word are refused at their place")
  func refusals() throws {
    func changed(_ old: String, _ new: String) throws -> [String] {
      try problems("pipeline.yaml", SmallPipeline.pipeline.replacing(old, with: new))
    }
    #expect(try changed("seed: 7", "sead: 7") == [": seed is missing", ": unknown key sead"])
    #expect(try changed("seed: 7", "seed: seven") == ["/seed: must be integer"])
    #expect(try changed("seed: 7", "seed: \"7\"") == ["/seed: must be integer"])
    #expect(try changed("seed: 7", "seed:") == ["/seed: must be integer"])
    #expect(try changed("role: statistics", "role: stats") == ["/sources/office/role: no such word"])
    #expect(try changed("languages: [zh, en]", "languages: zh") == ["/languages: must be array or null"])
    #expect(try changed("as_of: 2026-03-31", "as_of: 31.3.2026").count == 1)
    #expect(try changed("keep_last: 12", "keep_lest: 12").count == 1)
    #expect(try changed("{firms: 2, share: 0.8}", "{firms: 2}").count == 1)
  }

  @Test("What decoders call an unknown key, a missing key or a wrong type is refused, and nothing that they accept")
  func agreement() throws {
    let breakages =
      ConfigurationProblemTests.pipelineBreakages + ConfigurationProblemTests.designBreakages
      + ConfigurationProblemTests.analysisBreakages + ConfigurationProblemTests.unitBreakages
      + ConfigurationProblemTests.questionnaireBreakages + ConfigurationProblemTests.frameworkBreakages
      + ConfigurationProblemTests.cleaningBreakages
    let checkers = try Dictionary(
      uniqueKeysWithValues: SmallPipeline.files.keys.map { ($0, try checker(String($0.dropLast(".yaml".count)))) })
    var refused: [String: Int] = [:]
    for breakage in breakages {
      let files = SmallPipeline.replacing(breakage.old, with: breakage.new, in: breakage.file)
      let pipeline = try TemporaryPipeline(files)
      defer { pipeline.remove() }
      let told = pipeline.problems().filter { $0.hasPrefix(breakage.file + ":") }
      let found = try problems(breakage.file, files[breakage.file] ?? "", checkers[breakage.file])
      for problem in told {
        guard let kind = Self.shape(of: problem) else { continue }
        #expect(!found.isEmpty, "\(problem)")
        refused[kind, default: 0] += 1
      }
      if !found.isEmpty { #expect(!told.isEmpty, "\(found)") }
    }
    // None of the kinds went unseen.
    #expect(refused.keys.sorted() == ["C-005", "C-006", "C-007"])
  }

  /// Mappings whose keys are names of the analyst's own.
  private static let ownNames: Set<String> = [
    "sources", "columns", "codes", "mapping", "sets", "likert_maps", "scales", "gates", "zh", "en",
  ]

  @Test("Every key of the small pipeline is refused when it is mistyped", arguments: SmallPipeline.files.keys)
  func mistypedKeys(_ file: String) throws {
    let node = try #require(
      parseYAML(Array((SmallPipeline.files[file] ?? "").utf8), file: file, log: ConfigurationLog()))
    let checker = try checker(String(file.dropLast(".yaml".count)))
    let mistyped = Self.mistyped(JSONValue(yaml: node), under: "")
    #expect(!mistyped.isEmpty)
    for (key, value) in mistyped { #expect(!checker.problems(of: value).isEmpty, "\(key)") }
  }

  /// A value once for each key in it, with that key mistyped.
  private static func mistyped(_ value: JSONValue, under parent: String) -> [(key: String, value: JSONValue)] {
    var found: [(key: String, value: JSONValue)] = []
    for (key, inner) in value.members {
      if !ownNames.contains(parent) {
        var copy = value
        copy[key] = nil
        copy[key + "_x"] = inner
        found.append((key, copy))
      }
      for change in mistyped(inner, under: key) {
        var copy = value
        copy[key] = change.value
        found.append(("\(key).\(change.key)", copy))
      }
    }
    for (position, item) in value.items.enumerated() {
      for change in mistyped(item, under: "") {
        var copy = value
        copy[position] = change.value
        found.append(("\(position).\(change.key)", copy))
      }
    }
    return found
  }

  /// The code of a problem that a schema can see: an unknown key, a key that is always needed, a wrong type. Whether a date is
  /// one of the calendar it cannot.
  private static func shape(of problem: String) -> String? {
    if problem.hasSuffix("[C-005]") { return "C-005" }
    if problem.hasSuffix("[C-006]"), problem.contains("` is missing. Add `"), problem.contains(":` — ") {
      return "C-006"
    }
    if problem.hasSuffix("[C-007]"), !problem.contains("must be a date") { return "C-007" }
    return nil
  }

  @Test("The document has every section and key, defaults that fit, and is the same each time")
  func document() throws {
    let text = ConfigurationReference.schema().document
    #expect(ConfigurationReference.schema().document == text)
    let schema = try JSONValue(text: text)
    let checker = try SchemaChecker(schema)
    #expect(schema["$schema"]?.text == "https://json-schema.org/draft/2020-12/schema")
    var defaults = 0
    for section in ConfigurationReference.sections {
      let mapping = try #require(schema["$defs"]?[section.name.replacing(" ", with: "_")])
      #expect(mapping["properties"]?.members.count == section.keys.count)
      #expect(
        Set((mapping["required"]?.items ?? []).compactMap(\.text)) == Set(section.keys.filter(\.isRequired).map(\.name))
      )
      for key in section.keys {
        let property = try #require(mapping["properties"]?[key.name])
        #expect(property["description"]?.text?.hasPrefix(key.documentation) == true)
        guard let value = property["default"] else { continue }
        defaults += 1
        #expect(checker.problems(of: value, under: property) == [], "\(section.name).\(key.name)")
      }
    }
    #expect(defaults > 50)
    let uncertainty = schema["$defs"]?["uncertainty"]?["properties"]
    #expect(uncertainty?["replicates"]?["default"] == .number(1000))
    // In words: no value that an editor should fill in.
    #expect(uncertainty?["multiple_imputations"]?["default"] == nil)
  }

  @Test("Each file of a pipeline has a document of its own", arguments: ConfigurationReference.files)
  func roots(_ file: String) throws {
    #expect(try schema(of: file)["$ref"]?.text == "#/$defs/\(file)")
    #expect(try checker(file).problems(of: .object(["no_such_key": .null])) != [])
    #expect(try checker(file).problems(of: .string("no mapping")) != [])
  }
}

extension JSONValue {
  /// What a YAML 1.2 reader makes of a node (core schema).
  init(yaml node: ConfigurationNode) {
    switch node.value {
    case .sequence(let items): self = .array(items.map(JSONValue.init(yaml:)))
    case .mapping(let entries):
      self = .object(Dictionary(uniqueKeysWithValues: entries.map { ($0.key, JSONValue(yaml: $0.value)) }))
    case .scalar(let text, .plain): self = Self.resolved(text)
    case .scalar(let text, _): self = .string(text)
    }
  }

  private static func resolved(_ text: String) -> JSONValue {
    if ["", "~", "null", "Null", "NULL"].contains(text) { return .null }
    if ["true", "True", "TRUE"].contains(text) { return .boolean(true) }
    if ["false", "False", "FALSE"].contains(text) { return .boolean(false) }
    let number = #"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"#
    if text.range(of: number, options: .regularExpression) != nil, let value = Double(text) { return .number(value) }
    return .string(text)
  }
}
