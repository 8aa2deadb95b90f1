internal import Diagnostics

/// Reads the file named by `measures`.
struct MeasuresDecoder {
  let log: ConfigurationLog
  /// Codes of the framework; nil when the framework could not be read.
  let nodes: [String]?

  func decode(_ node: ConfigurationNode) -> [PolicyMeasure] {
    guard let file = MappingReader(node, "measures", path: .root, log: log) else { return [] }
    var seen: Set<String> = []
    return file.mappings("measures", "measure").compactMap { reader in
      let id = reader.text("id")
      let title = reader.localizedText("title")
      let codes = reader.names("indicators", among: nodes, what: "node of the framework")
      let lead = reader.localizedText("lead")
      let support = (reader.list("support") ?? []).compactMap {
        MappingReader.localizedText($0.node, path: $0.path, log: log)
      }
      let practices = reader.mappings("practices", "practice").compactMap(practice)
      guard let id, let title, let codes else { return nil }
      if !seen.insert(id).inserted {
        reader.problem(
          .duplicateName, "id", "there are two measures `\(id)`", advice: "Give each a name of its own")
      }
      if codes.isEmpty {
        reader.problem(
          .structure, "indicators", "`\(reader.path.appending("indicators"))` is empty: it would never be proposed",
          advice: "Name the indicators, groups or dimensions that it is meant for")
      }
      return PolicyMeasure(id: id, title: title, nodes: codes, lead: lead, support: support, practices: practices)
    }
  }

  private func practice(_ reader: MappingReader) -> Practice? {
    let city = reader.localizedText("city")
    let year = reader.integer("year", in: 1900...2999)
    let text = reader.localizedText("text")
    let outcome = reader.localizedText("outcome")
    let document = reader.localizedText("document")
    guard let city, let text else { return nil }
    return Practice(city: city, year: year, text: text, outcome: outcome, document: document)
  }
}

extension PipelineDecoder {
  /// `tiers:` of pipeline.yaml, one of its keys.
  func tiers() -> TierCuts? {
    guard let reader = reader.mapping("tiers", "tiers") else { return nil }
    let cuts = (reader.list("cuts") ?? []).compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    let count = reader.integer("natural_breaks", in: 2...20)
    switch (cuts.isEmpty, count) {
    case (false, nil): return .scores(cuts)
    case (true, let count?): return .naturalBreaks(count)
    default:
      reader.problem(
        .structure, "cuts", "`tiers` has one of `cuts` and `natural_breaks`",
        advice: "Write `cuts: [60, 75, 85]`, or `natural_breaks: 3`")
      return nil
    }
  }

  /// `actions:` of pipeline.yaml; the measures come from their own file.
  func actions(_ measures: [PolicyMeasure]) -> ActionSettings {
    var settings = ActionSettings(measures: measures)
    guard let reader = reader.mapping("actions", "actions") else { return settings }
    if let node = reader.node("deadline"),
      configurationDate(node, path: reader.path.appending("deadline"), log: log) != nil
    {
      settings.deadline = node.scalar
    }
    settings.mostPerUnit = reader.integer("most_per_unit", in: 0...1_000) ?? settings.mostPerUnit
    settings.followUp = reader.text("follow_up")
    return settings
  }
}
