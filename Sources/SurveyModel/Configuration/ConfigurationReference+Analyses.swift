extension ConfigurationReference {
  static let analysisSections: [ConfigurationSection] = [
    ConfigurationSection(
      "small_areas",
      "Fay and Herriot's model of units with few records: the direct estimates and their sampling variances, taken as "
        + "known, and complete counts that go with them (`data/small_area_estimates.csv`). Every figure is marked as "
        + "`model_based` or `synthetic`, and none enters the index.",
      [
        ConfigurationKey(
          "indicators", .list(.text), required: true, "Indicators and monitors that are estimated from a sample."),
        ConfigurationKey(
          "auxiliaries", .list(.text), default: "[]",
          "Indicators and monitors that are complete counts, known for every ranked unit. A model with p of them needs "
            + "p + 3 units, and many more to be of use; without any, units are drawn to their mean."),
        ConfigurationKey(
          "method", .word(SmallAreaSettings.Method.allCases.map(\.rawValue)), default: "restricted_likelihood",
          "How the variance between units is estimated."),
      ]),
    ConfigurationSection(
      "standardised",
      "Direct standardisation: what units would have with the mix of enterprises of the city "
        + "(`data/standardised_estimates.csv`). The mix is that of the population source where it has all variables, else "
        + "that of the weighted survey; it counts as known.",
      [
        ConfigurationKey(
          "by", .list(.text), required: true,
          "Variables of the survey whose crossing makes the cells, such as `[size, sector]`, the one that matters most "
            + "first: cells with too few records merge inside the classes of all but the last, then of all but the last "
            + "two, and so on."),
        ConfigurationKey(
          "indicators", .either([.word(["all"]), .list(.text)]), default: "all",
          "Indicators and monitors made of means, shares, sums and counts of the survey; `all` for all of these."),
        ConfigurationKey(
          "minimum_respondents", .integer, default: "5",
          "A cell with fewer usable records of the unit is merged: those with some records join each other, or the "
            + "smallest cell beside them; for those with none the cells beside them stand in proportion."),
        ConfigurationKey(
          "maximum_empty", .text, default: "20%",
          "A unit gets no standardised figure where cells without records hold more than this share of the city."),
      ]),
    ConfigurationSection(
      "association",
      "Two variables of the survey, tested for association (Rao and Scott 1984). Records that lack one are left out and "
        + "counted; p-values are adjusted after Holm over all associations of a wave.",
      [
        ConfigurationKey(
          "rows", .text, required: true, "A choice of one, a rating, a derived class, or `unit_id` for the unit."),
        ConfigurationKey("columns", .text, required: true, "Another of these."),
      ]),
  ]
}
