extension ConfigurationReference {
  static let sentenceSections: [ConfigurationSection] = [
    ConfigurationSection(
      "templates",
      "The file named by `templates` of `report`: how each kind of finding is told. What is not written stays as it is. "
        + "`{value}` gives way to its value as the tables print it; what stands in `[ ]` is left out where one of its "
        + "placeholders has no value. Digits are not written: numbers come from placeholders.",
      SentenceKind.allCases.map { kind in
        ConfigurationKey(kind.rawValue, .section("finding templates"), documentation(of: kind))
      }),
    ConfigurationSection(
      "finding templates", "The templates of one kind of finding, by language.",
      [
        ConfigurationKey("zh", .section("finding template"), default: "as above", "In Chinese."),
        ConfigurationKey("en", .section("finding template"), default: "as above", "In English."),
      ]),
    ConfigurationSection(
      "finding template", "One kind of finding in one language.",
      [
        ConfigurationKey(
          "statement", .text, default: "as above", "The sentence of `findings.csv`; its full stop is added."),
        ConfigurationKey(
          "evidence", .text, default: "as above",
          "What stands behind the name of an indicator in the lists of chapters and sheets; of `strength`, `shortfall`, "
            + "`weak_spot` and `watch` only."),
      ]),
  ]

  /// Placeholders and the templates that the report comes with.
  private static func documentation(of kind: SentenceKind) -> String {
    let shipped = kind.forms.map { form in
      let names = kind.required(form).map { "`\($0.written)`" }.joined(separator: ", ")
      let text = kind.shipped(form)
      let name = form == .statement ? "Statement" : "Evidence"
      return "\(name), with \(names) at least: `\(text.zh)` / `\(text.en)`."
    }.joined(separator: " ")
    let more = kind.placeholders.map { "`\($0.written)`" }.joined(separator: ", ")
    return "\(shipped) Placeholders: \(more)."
  }
}
