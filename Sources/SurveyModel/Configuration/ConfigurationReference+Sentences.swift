extension ConfigurationReference {
  static let sentenceSections: [ConfigurationSection] = [
    ConfigurationSection(
      "templates",
      "The file named by `templates` of `report`: how each kind of finding is told, and headlines, leads and titles by "
        + "their ids. What is not written stays as it is. "
        + "`{value}` gives way to its value as the tables print it; what stands in `[ ]` is left out where one of its "
        + "placeholders has no value. Digits are not written: numbers come from placeholders.",
      SentenceKind.allCases.map { kind in
        ConfigurationKey(kind.rawValue, .section("finding templates"), documentation(of: kind))
      }
        + PassageID.allCases.map { id in
          ConfigurationKey(id.rawValue, .section("passage"), documentation(of: id))
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
    ConfigurationSection(
      "passage",
      "What a headline, lead or title says, in every language of the report. An id that stands for several, such as "
        + "`figure.ranking`, holds for those of them that have no template of their own. What placeholders say: "
        + PassagePlaceholder.allCases.map { "`\($0.written)` \($0.meaning)" }.joined(separator: "; ") + ".",
      [
        ConfigurationKey("zh", .text, default: "as usual", "In Chinese."),
        ConfigurationKey("en", .text, default: "as usual", "In English."),
      ]),
  ]

  /// Where it stands, its placeholders, and the template that the report comes with.
  private static func documentation(of id: PassageID) -> String {
    func list(_ placeholders: [PassagePlaceholder]) -> String {
      placeholders.map { "`\($0.written)`" }.joined(separator: ", ")
    }
    let definition = id.definition
    var text = definition.meaning
    if let group = id.group { text = "Of `\(group.rawValue)`: \(text.prefix(1).lowercased() + text.dropFirst())" }
    if !id.variants.isEmpty { text += ": \(id.variants.map { "`\($0.rawValue)`" }.joined(separator: ", "))" }
    text += ". "
    if let shipped = definition.shipped { text += "Usually `\(shipped.zh)` / `\(shipped.en)`. " }
    text += "Placeholders: \(list(definition.always))"
    if !definition.sometimes.isEmpty { text += "; in brackets only: \(list(definition.sometimes))" }
    return text + "."
  }

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
