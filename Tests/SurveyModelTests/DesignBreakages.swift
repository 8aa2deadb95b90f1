extension ConfigurationProblemTests {
  /// Ways to break the design and the domains of the small pipeline.
  static let designBreakages = [
    Breakage(
      "pipeline.yaml", "bounds: [0.2, 5]", "bounds: [1.2, 5]", at: "bounds: ^[1.2",
      "`design.bounds` must be below 1 and above 1, found 1.2 and 5.0"),
    Breakage(
      "pipeline.yaml", "trim: [0.1, 10.5]", "trim: [3]", at: "trim: ^[3]",
      "`design.trim` must be two numbers of 0 or more, the smaller first"),
    Breakage(
      "pipeline.yaml", "lonely: average", "lonely: scaled", at: "lonely: ^scaled",
      "`design.lonely` cannot be `scaled`"),
    Breakage(
      "pipeline.yaml", "nested: false", "cluster: uscc", at: "cluster: ^uscc",
      "`design.cluster` goes with `weights`"),
    Breakage(
      "pipeline.yaml", "nested: false", "weights: Q05", at: "collapse: ^{variable",
      "`design.collapse` merges strata that weights are made by"),
    Breakage(
      "pipeline.yaml", "nested: false", "nonresponse: {variable: uscc, responded: [1]}", at: "nonresponse: ^{",
      "`design.nonresponse` goes with `weights`"),
    Breakage(
      "pipeline.yaml", "{replicates: 200,", "{multiple_imputations: 20,", at: "multiple_imputations: ^20",
      "`uncertainty.multiple_imputations` goes with the method `hot_deck`, and `Q05` is imputed by `ratio`"),
    Breakage(
      "pipeline.yaml", "domains: [[size]", "domains: [[siz]", at: "domains: [[^siz]",
      "`domains.0.0`: there is no variable of the survey `siz`. Did you mean `size`?"),
  ]
}
