extension ConfigurationProblemTests {
  /// Ways to break the analyses of the small pipeline.
  static let analysisBreakages = [
    Breakage(
      "pipeline.yaml", "{indicators: [A2], auxiliaries", "{indicators: [A3], auxiliaries", at: "{indicators: [^A3]",
      "`small_areas.indicators.0`: there is no indicator or monitor `A3`. Did you mean `A1`?"),
    Breakage(
      "pipeline.yaml", "{indicators: [A2], auxiliaries", "{indicators: [A2, B], auxiliaries", at: "[A2, ^B], aux",
      "`small_areas.indicators.1`: `B` is a complete count and has no sampling error. Name what is estimated from"),
    Breakage(
      "pipeline.yaml", "{indicators: [A2], auxiliaries", "{indicators: [], auxiliaries", at: "{indicators: ^[], aux",
      "`small_areas.indicators` names no indicator. Name at least one"),
    Breakage(
      "pipeline.yaml", "auxiliaries: [A1]", "auxiliaries: [Z1]", at: "auxiliaries: [^Z1]",
      "`small_areas.auxiliaries.0`: `Z1` is estimated from `survey`, a sample. An auxiliary is a complete count"),
    Breakage(
      "pipeline.yaml", "auxiliaries: [A1]", "auxiliaries: [A1, B]", at: "auxiliaries: ^[A1, B]",
      "`small_areas`: 4 ranked units are too few for a model with 2 auxiliaries, which needs 5. Take fewer auxiliaries"),
    Breakage(
      "pipeline.yaml", "auxiliaries: [A1]", "auxiliaries: [A1, A2]", at: "auxiliaries: [A1, ^A2]",
      "`small_areas.auxiliaries.1`: `A2` is one of `small_areas.indicators`", alone: false),
    Breakage(
      "pipeline.yaml", "method: moments}", "method: ml}", at: "method: ^ml",
      "`small_areas.method` cannot be `ml`. Allowed here: `restricted_likelihood` or `moments`"),
    Breakage(
      "pipeline.yaml", "{by: [size]", "{by: [sise]", at: "{by: [^sise]",
      "`standardised.by.0`: there is no variable of the survey `sise`. Did you mean `size`?"),
    Breakage(
      "pipeline.yaml", "{by: [size]", "{by: [size, Q01]", at: "{by: [size, ^Q01]",
      "`standardised.by.1`: `Q01` names the unit, whose mix is replaced"),
    Breakage(
      "pipeline.yaml", "{by: [size]", "{by: [size, Q03]", at: "{by: [size, ^Q03]",
      "`standardised.by.1`: `Q03` allows several answers, and classes are needed"),
    Breakage(
      "pipeline.yaml", "indicators: [A2, Z1]", "indicators: [A2, B]", at: "indicators: [A2, ^B], min",
      "`standardised.indicators.1`: `B` reads `office`, and only answers of the survey are standardised"),
    Breakage(
      "pipeline.yaml", "indicators: [A2, Z1]", "indicators: most", at: "indicators: ^most",
      "`standardised.indicators` cannot be `most`. Allowed here, or a list of indicators and monitors: `all`"),
    Breakage(
      "framework.yaml", "expression: MEAN(Q05)", "expression: MEDIAN(Q05)", at: "[A2, ^Z1], min", in: "pipeline.yaml",
      "`standardised.indicators.1`: `Z1` is not made of means, shares, sums and counts alone"),
    Breakage(
      "pipeline.yaml", "minimum_respondents: 8", "minimum_respondents: 1", at: "minimum_respondents: ^1",
      "`standardised.minimum_respondents` must be between 2 and 1000000, found `1`"),
    Breakage(
      "pipeline.yaml", "maximum_empty: 10%", "maximum_empty: 110%", at: "maximum_empty: ^110%",
      "`standardised.maximum_empty` must be a share from 0 to 100 %, found `110%`"),
    Breakage(
      "pipeline.yaml", "{rows: Q07, columns: size}", "{rows: Q05, columns: size}", at: "{rows: ^Q05",
      "`associations.0.rows`: `Q05` is a number, and classes are needed. Derive classes from it"),
    Breakage(
      "pipeline.yaml", "{rows: Q07, columns: size}", "{rows: Q07, columns: Q07}", at: "{rows: Q07, columns: ^Q07",
      "`associations.0`: `Q07` is both `rows` and `columns`"),
    Breakage(
      "pipeline.yaml", "{rows: Q07, columns: size}", "{rows: Q04_b, columns: unit_id}", at: "{rows: ^unit_id",
      "`associations.1`: `unit_id` and `Q04_b` are listed twice"),
    Breakage(
      "pipeline.yaml", "{rows: Q07, columns: size}", "{rows: Q07, columns: duration_s}", at: "columns: ^duration_s",
      "`associations.0.columns`: `duration_s` does not sort records into classes. Derive classes from it"),
    Breakage(
      "pipeline.yaml", "{rows: Q07, columns: size}", "{rows: Q07}", at: "^{rows: Q07}",
      "`associations.0.columns` is missing. Add `columns:`"),
  ]
}
