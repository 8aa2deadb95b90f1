extension ConfigurationReference {
  static let unitSections: [ConfigurationSection] = [
    ConfigurationSection(
      "units", "The file named by `units`: what gets a score.",
      [
        ConfigurationKey(
          "city", .section("city"), "The whole that the units make up; absent for an index of countries."),
        ConfigurationKey("level", .text, default: "district", "What the units are, such as `district`, `country`."),
        ConfigurationKey(
          "units", .list(.section("unit")), required: true, "The units, in the order they are listed in."),
      ]),
    ConfigurationSection(
      "city", "The whole city.",
      [
        ConfigurationKey("id", .text, required: true, "The code used in every table."),
        ConfigurationKey("name", .localizedText, required: true, "The name."),
        ConfigurationKey("aliases", .list(.text), default: "[]", "Other spellings and codes in sources."),
      ]),
    ConfigurationSection(
      "unit", "One unit.",
      [
        ConfigurationKey("id", .text, required: true, "The code used in every table."),
        ConfigurationKey("name", .localizedText, required: true, "The name."),
        ConfigurationKey("aliases", .list(.text), default: "[]", "Other spellings and codes in sources."),
        ConfigurationKey("level", .text, default: "the file's level", "What it is, such as `parent`."),
        ConfigurationKey("members", .list(.text), default: "[]", "For a union of units: their ids."),
        ConfigurationKey("ranked", .boolean, default: "true, false for a union", "Whether it takes part in ranks."),
        ConfigurationKey("carved_out_of", .text, "The unit that a functional zone was carved out of."),
      ]),
  ]
}
