extension ConfigurationReference {
  private static let weightingValue = ConfigurationValue.either([
    .word(WeightingWord.allCases.map(\.rawValue)), .section("weighting"),
  ])
  private static let aggregationValue = ConfigurationValue.either([
    .word(AggregationWord.allCases.map(\.rawValue)), .section("aggregation"),
  ])
  private static let treatmentValue = ConfigurationValue.either([.word(["none"]), .section("treatment")])

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
        ConfigurationKey(
          "nodes", .list(.section("node")), default: "[]",
          "More nodes, each below the `parent` that it names, instead of nested under `children`."),
        ConfigurationKey(
          "weighting", weightingValue, default: "declared", "What holds for nodes that do not say otherwise."),
        ConfigurationKey(
          "aggregation", aggregationValue, default: "arithmetic", "What holds for nodes that do not say otherwise."),
        ConfigurationKey(
          "minimum_available", .number, default: "0", "What holds for nodes that do not say otherwise."),
        ConfigurationKey(
          "treatment", treatmentValue, default: "none", "What holds for indicators that do not say otherwise."),
        ConfigurationKey("monitors", .list(.section("monitor")), default: "[]", "Statistics beside the index."),
      ]),
    ConfigurationSection(
      "node", "A node of the tree: with `children` put together from them, with `expression` an indicator.",
      [
        ConfigurationKey("code", .text, required: true, "The code used in every table."),
        ConfigurationKey("name", .localizedText, required: true, "The name."),
        ConfigurationKey("weight", .number, default: "1", "Relative to its siblings; above 0."),
        ConfigurationKey("basis", .text, "Why it is measured, and where its goalposts come from."),
        ConfigurationKey("children", .list(.section("node")), "The nodes it is put together from."),
        ConfigurationKey("parent", .text, "Under `nodes` only: the code of the node above."),
        ConfigurationKey(
          "weighting", weightingValue, default: "the framework's", "How the weights of its children come about."),
        ConfigurationKey(
          "aggregation", aggregationValue, default: "the framework's", "How its children's scores become its score."),
        ConfigurationKey(
          "minimum_available", .number, default: "the framework's",
          "The least share of its children that must have a score, 0 to 1; below it there is none."),
        ConfigurationKey("source", .text, "Indicator: the source that column names belong to."),
        ConfigurationKey("expression", .expression, "Indicator: the statistic, such as `MEAN(LIKERT(Q15_a))`."),
        ConfigurationKey(
          "denominator", .expression, "Indicator: a statistic that the estimate is divided by, such as `SUM(area)`."),
        ConfigurationKey("target", .number, "Indicator: the value to be reached, for scores by target."),
        ConfigurationKey(
          "transform", .word(ValueTransform.allCases.map(\.rawValue)), default: "none",
          "Indicator: what the estimate and its goalposts go through before it is scored."),
        ConfigurationKey(
          "treatment", treatmentValue, default: "the framework's",
          "Indicator: what is done about outliers among the ranked units."),
        ConfigurationKey("direction", .word(["+", "-"]), default: "\"+\"", "Indicator: whether more is better."),
        ConfigurationKey("score", .section("score"), "Indicator: how the estimate becomes a score; needed."),
        ConfigurationKey("unit", .localizedText, default: "none", "Indicator: the unit of the estimate."),
        ConfigurationKey("decimals", .integer, default: "1", "Indicator: decimals shown, 0 to 6."),
        ConfigurationKey(
          "source_label", .localizedText, default: "by the source's role", "Indicator: where the figure comes from."),
        ConfigurationKey("owner", .localizedText, "Indicator: the department that answers for it."),
      ]),
    ConfigurationSection(
      "score",
      "How an estimate becomes a score, as a rule of 0 to 100; one of the keys, `unit`, `capped` and `points` beside it.",
      [
        ConfigurationKey(
          "goalpost", .list(.number), "`[worst, best]`: linear between them, clamped; worst > best when less is better."
        ),
        ConfigurationKey("likert", .text, "The expression gives points already, through the named Likert map."),
        ConfigurationKey(
          "min_max", .list(.number), "`[lower, upper]`: min-max over the ranked units, scaled to these."),
        ConfigurationKey(
          "z_score", .list(.number),
          "`[mean, standard deviation]`: z-scores over the ranked units, scaled to these, such as `[50, 10]`."),
        ConfigurationKey(
          "distance_to", .word(DistanceWord.allCases.map(\.rawValue)),
          "100 times the share of the way from the worst ranked unit to the best one, the target, or one unit."),
        ConfigurationKey("unit", .text, "With `distance_to: unit`: the id of a ranked unit."),
        ConfigurationKey(
          "capped", .boolean, default: "true", "With `distance_to`: whether what lies beyond the aim is worth 100 too."),
        ConfigurationKey("fraction_of_maximum", .boolean, "`true`: 100 times the share of the largest value."),
        ConfigurationKey(
          "rank", .word(RankWord.allCases.map(\.rawValue)),
          "By the ranked units that are worse: their number and 1, 100 times their share of the others, or their number."
        ),
        ConfigurationKey(
          "efficacy", .either([.list(.number), .word(["extremes"])]),
          "`[unsatisfactory, satisfactory]`: the efficacy coefficient 功效系数, not clamped; `extremes`: those of the ranked "
            + "units."),
        ConfigurationKey(
          "points", .list(.number), default: "[60, 100]", "With `efficacy`: points at the two values."),
        ConfigurationKey(
          "achievement", .number,
          "The cap: 100 x / target, or 100 target / x where less is better, up to this; values of 0 or more."),
        ConfigurationKey(
          "optimal", .list(.number),
          "`[lower, low, high, upper]`: 100 from low to high, falling in a straight line to 0 at lower and upper."),
        ConfigurationKey("climate_index", .boolean, "`true`: half of a climate index 景气指数 of 0 to 200."),
      ]),
    ConfigurationSection(
      "weighting",
      "How the weights of a node's children come about, over the ranked units; one of `method` and `combine`.",
      [
        ConfigurationKey(
          "method", .word(WeightingWord.allCases.map(\.rawValue)),
          "As written, equal, by what the scores say, by experts, or each unit's own best weights."),
        ConfigurationKey("panel", .text, "With `ahp` and `budget`: a panel of the file named by `experts`."),
        ConfigurationKey(
          "pie_shares", .list(.number), default: "any",
          "With `benefit_of_the_doubt`: bounds of what each child adds to the score, as shares."),
        ConfigurationKey(
          "combine", .word(CombinationWord.allCases.map(\.rawValue)), "One set of weights made of those in `of`."),
        ConfigurationKey(
          "of", .list(weightingValue), "With `combine`: the sets of weights, two or more."),
        ConfigurationKey("shares", .list(.number), "With `combine: linear`: the share of each set."),
      ]),
    ConfigurationSection(
      "aggregation", "How the scores of children become their node's score.",
      [
        ConfigurationKey(
          "method", .word(AggregationWord.allCases.map(\.rawValue)), required: true, "A mean, or a comparison of units."
        ),
        ConfigurationKey("exponent", .number, "With `power`: p of (Σ w x^p / Σ w)^(1/p)."),
        ConfigurationKey(
          "distinguishing", .number, default: "0.5", "With `grey_relation`: the distinguishing coefficient, above 0."),
        ConfigurationKey(
          "penalty", .word(IndexPenalty.allCases.map(\.rawValue)), default: "minus",
          "With Mazziotta-Pareto: what unevenness does to the score."),
        ConfigurationKey("strength", .number, default: "0.5", "With `mean_min`: from 0, the mean, to 1."),
        ConfigurationKey("smoothing", .number, default: "1", "With `mean_min`: 0 or more."),
      ]),
    ConfigurationSection(
      "treatment", "What is done about outliers; values of ranked units that have none stay as they are.",
      [
        ConfigurationKey("winsorise", .integer, default: "none", "Pull in so many points at most."),
        ConfigurationKey(
          "transform", .word(TreatmentWord.allCases.map(\.rawValue)), default: "none",
          "Where winsorising is not enough: a transformation of the whole column."),
        ConfigurationKey("lambda", .number, default: "0", "With `box_cox`: λ."),
        ConfigurationKey(
          "combine", .boolean, default: "false", "Whether the transformation starts from the winsorised column."),
        ConfigurationKey(
          "force", .boolean, default: "false", "Whether all points are used even where there are no outliers."),
        ConfigurationKey("skewness", .number, default: "2", "A column has outliers at this absolute skewness."),
        ConfigurationKey("kurtosis", .number, default: "3.5", "A column has outliers at this excess kurtosis too."),
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
