extension ConfigurationReference {
  static let actionSections: [ConfigurationSection] = [
    ConfigurationSection(
      "actions", "How findings become lists of actions.",
      [
        ConfigurationKey("deadline", .date, "The day by which assigned actions are to be reported."),
        ConfigurationKey(
          "most_per_unit", .integer, default: "3",
          "The actions of one unit that each list of the report prints; `tables/actions.csv` has all."),
        ConfigurationKey(
          "follow_up", .path,
          "The `actions.csv` of the wave before, its column `status` filled in: "
            + ActionStatus.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "."),
      ]),
    ConfigurationSection(
      "tiers", "How units are sorted into tiers (`data/tiers.csv`); one of the keys.",
      [
        ConfigurationKey("cuts", .list(.number), "Lower ends of the tiers but the lowest, such as `[60, 75, 85]`."),
        ConfigurationKey("natural_breaks", .integer, "So many tiers at the natural breaks of the scores, 2 to 20."),
      ]),
    ConfigurationSection(
      "importance", "Derived importance: what goes with an overall judgement.",
      [
        ConfigurationKey(
          "outcome", .text, required: true,
          "The rating or question of numbers whose variation is shared out among the ratings that indicators read, by "
            + "dimension and inside each: `data/importance.csv`.")
      ]),
    ConfigurationSection(
      "measures", "The file named by `measures`: what may be done, and what cities have done.",
      [ConfigurationKey("measures", .list(.section("measure")), required: true, "One an entry.")]),
    ConfigurationSection(
      "measure", "A measure that may be taken where an indicator falls short.",
      [
        ConfigurationKey("id", .text, required: true, "Its name in tables."),
        ConfigurationKey("title", .localizedText, required: true, "The measure in one line."),
        ConfigurationKey(
          "indicators", .list(.text), required: true,
          "Codes of the indicators, groups or dimensions it is meant for; the nearest to a shortfall is proposed."),
        ConfigurationKey(
          "lead", .localizedText, default: "the indicator's owner", "The department that would lead."),
        ConfigurationKey("support", .list(.localizedText), default: "[]", "Departments that would help."),
        ConfigurationKey("practices", .list(.section("practice")), default: "[]", "Where it was done."),
      ]),
    ConfigurationSection(
      "practice", "What a city has done.",
      [
        ConfigurationKey("city", .localizedText, required: true, "The city."),
        ConfigurationKey("year", .integer, "The year it is told of; left out where the document has no date."),
        ConfigurationKey("text", .localizedText, required: true, "What was done."),
        ConfigurationKey("outcome", .localizedText, "What was published of its outcome."),
        ConfigurationKey("document", .localizedText, "Who published it, title and date."),
      ]),
  ]
}
