internal import Diagnostics
internal import Tables

/// Reads `totals:` of pipeline.yaml.
struct TotalsDecoder {
  let log: ConfigurationLog
  /// The variables of the survey; nil where they are not known.
  let variables: [String]?
  /// Those that hold amounts.
  let amounts: [String]?

  func decode(_ reader: MappingReader) -> TotalsPlan {
    var plan = TotalsPlan(
      variables: checkedNames(reader.list("variables") ?? [], among: amounts, what: "question of amounts", log: log),
      tables: (reader.list("tables") ?? []).map { item in
        checkedNames(
          configurationList(item.node, path: item.path, log: log) ?? [], among: variables,
          what: "variable of the survey", log: log)
      }.filter { !$0.isEmpty })
    plan.holder =
      variables.map { reader.name("holder", among: $0, what: "variable of the survey") } ?? reader.text("holder")
    guard let rules = reader.mapping("confidentiality", "confidentiality") else { return plan }
    plan.rules.minimumContributors = rules.integer("contributors", in: 1...1_000) ?? 3
    if let dominance = rules.mapping("dominance", "dominance") {
      plan.rules.dominance = ConfidentialityRules.Dominance(
        count: dominance.integer("firms", in: 1...100) ?? 1, share: share("share", of: dominance) ?? 1)
    }
    plan.rules.priorPosterior = share("prior_posterior", of: rules)
    plan.margin = share("margin", of: rules) ?? plan.margin
    return plan
  }

  private func share(_ key: String, of reader: MappingReader) -> Double? {
    guard let value = reader.number(key) else { return nil }
    if !(value > 0 && value <= 1) {
      reader.problem(
        .outOfRange, key,
        "`\(reader.path.appending(key))` is a share above 0 and at most 1, found \(shortestText(value))")
    }
    return value
  }
}
