extension ConfigurationReference {
  static let runSections: [ConfigurationSection] = [
    ConfigurationSection(
      "retention",
      "Which runs `bizclimate runs prune` leaves; nothing else removes one, and the run that `current` points at always stays.",
      [
        ConfigurationKey("keep_last", .integer, default: "all", "How many runs stay, the latest first."),
        ConfigurationKey(
          "keep_published", .boolean, default: "false",
          "Whether every run that was published once stays, whatever the other keys say."),
        ConfigurationKey(
          "max_gb", .number, default: "no limit",
          "What all runs may take together, in units of 1,000,000,000 bytes; the oldest go first."),
      ])
  ]
}
