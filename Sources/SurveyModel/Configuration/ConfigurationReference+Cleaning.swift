internal import Diagnostics

extension ConfigurationReference {
  static let cleaningSections: [ConfigurationSection] = [
    ConfigurationSection(
      "cleaning", "The file named by `cleaning`: rules in order, then derived variables in order.",
      [
        ConfigurationKey(
          "sets", .named(.either([.list(.text), .word(variableSetWords)])), default: "{}",
          "Names for lists of variables, for functions over sets."),
        ConfigurationKey("rules", .list(.section("rule")), default: "[]", "The rules, in the order they run."),
        ConfigurationKey("derived", .list(.section("derived")), default: "[]", "Variables computed after the rules."),
      ]),
    ConfigurationSection(
      "rule", "One rule: over whole records, or with `variables` over cells.",
      [
        ConfigurationKey("id", .text, required: true, "The id that audit and quarantine name."),
        ConfigurationKey("title", .localizedText, required: true, "What it is about."),
        ConfigurationKey(
          "severity", .word(Severity.allCases.map(\.rawValue)), default: "warning", "How bad it is."),
        ConfigurationKey(
          "when", .expression, required: true, "When it strikes; `$` stands for the variable of a cell rule."),
        ConfigurationKey(
          "variables", .either([.list(.text), .word(variableSetWords)]),
          "The variables of a cell rule: a list, a name of `sets`, or a word for a kind of variable."),
        ConfigurationKey(
          "action", .either([.word(["flag", "drop"]), .section("action")]), required: true,
          "What becomes of the record or cell."),
        ConfigurationKey(
          "outcome", .word(RecordOutcome.allCases.map(\.rawValue)),
          default: "flagged for flag, duplicate for keep_latest",
          "What the record is called; needed with drop."),
        ConfigurationKey("rationale", .localizedText, default: "the title", "Why the rule is."),
        ConfigurationKey("source", .text, "The practice it follows."),
      ]),
    ConfigurationSection(
      "action", "An action with an argument; one of the keys.",
      [
        ConfigurationKey(
          "set_missing", .word(["not_asked", "empty", "dont_know", "refused", "not_applicable", "set_missing"]),
          "The cell becomes missing of this kind."),
        ConfigurationKey("remove_option", .text, "The option leaves the answer of a multiple-choice question."),
        ConfigurationKey("keep_latest", .section("keep_latest"), "One record a key stays."),
      ]),
    ConfigurationSection(
      "keep_latest", "Of the records that share the key, the latest stays.",
      [
        ConfigurationKey("key", .text, required: true, "The variable that records share."),
        ConfigurationKey("order", .text, required: true, "The variable that says which is the latest."),
      ]),
    ConfigurationSection(
      "derived", "A variable computed from others.",
      [
        ConfigurationKey("name", .text, required: true, "The variable's name."),
        ConfigurationKey("label", .localizedText, default: "the name", "What it is."),
        ConfigurationKey("expression", .expression, required: true, "How it is computed."),
      ]),
  ]

  /// Words that stand for all variables of a kind.
  static let variableSetWords = ["required", "numeric", "conditional", "exclusive", "likert"]
}
