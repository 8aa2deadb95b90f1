extension ConfigurationReference {
  static let frameworkSections: [ConfigurationSection] = [
    ConfigurationSection(
      "framework", "The file named by `framework`: the index, its indicators and how they are scored.",
      [
        ConfigurationKey(
          "likert_maps", .named(.list(.number)), default: "{}", "Scores of the steps of a rating scale, by map name."),
        ConfigurationKey(
          "missing_indicator", .word(MissingIndicatorPolicy.allCases.map(\.rawValue)), default: "rescale",
          "What happens when a unit has no value: its siblings' weights are rescaled, or the indicator is dropped for all."
        ),
        ConfigurationKey("index", .section("node"), required: true, "The root of the tree."),
        ConfigurationKey("monitors", .list(.section("monitor")), default: "[]", "Statistics beside the index."),
      ]),
    ConfigurationSection(
      "node", "A node of the tree: with `children` a mean of them, with `expression` an indicator.",
      [
        ConfigurationKey("code", .text, required: true, "The code used in every table."),
        ConfigurationKey("name", .localizedText, required: true, "The name."),
        ConfigurationKey("weight", .number, default: "1", "Relative to its siblings; above 0."),
        ConfigurationKey("basis", .text, "Why it is measured, and where its goalposts come from."),
        ConfigurationKey("children", .list(.section("node")), "The nodes it is the mean of."),
        ConfigurationKey("source", .text, "Indicator: the source that column names belong to."),
        ConfigurationKey("expression", .expression, "Indicator: the statistic, such as `MEAN(LIKERT(Q15_a))`."),
        ConfigurationKey("direction", .word(["+", "-"]), default: "\"+\"", "Indicator: whether more is better."),
        ConfigurationKey("score", .section("score"), "Indicator: how the estimate becomes a score; needed."),
        ConfigurationKey("unit", .localizedText, default: "none", "Indicator: the unit of the estimate."),
        ConfigurationKey("decimals", .integer, default: "1", "Indicator: decimals shown, 0 to 6."),
        ConfigurationKey(
          "source_label", .localizedText, default: "by the source's role", "Indicator: where the figure comes from."),
        ConfigurationKey("owner", .localizedText, "Indicator: the department that answers for it."),
      ]),
    ConfigurationSection(
      "score", "How an estimate becomes a score of 0 to 100; one of the keys.",
      [
        ConfigurationKey(
          "goalpost", .list(.number), "`[worst, best]`: linear between them, clamped; worst > best when less is better."
        ),
        ConfigurationKey("likert", .text, "The expression gives points already, through the named Likert map."),
        ConfigurationKey(
          "min_max", .list(.number), "`[lower, upper]`: min-max over the ranked units, scaled to these."),
      ]),
    ConfigurationSection(
      "monitor", "A statistic that is reported but is no part of the index.",
      [
        ConfigurationKey("code", .text, required: true, "The code; with `options_of` the code of the group."),
        ConfigurationKey("name", .localizedText, required: true, "The name."),
        ConfigurationKey("source", .text, "The source that column names belong to."),
        ConfigurationKey("expression", .expression, "The statistic."),
        ConfigurationKey("options_of", .text, "A choice question: one monitor an option, its share in percent."),
        ConfigurationKey("unit", .localizedText, default: "none; % with `options_of`", "The unit of the estimate."),
        ConfigurationKey("decimals", .integer, default: "1", "Decimals shown, 0 to 6."),
        ConfigurationKey("basis", .text, "Why it is measured."),
      ]),
  ]
}
