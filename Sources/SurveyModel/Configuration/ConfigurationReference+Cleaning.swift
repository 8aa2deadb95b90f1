internal import Diagnostics

extension ConfigurationReference {
  static let cleaningSections: [ConfigurationSection] = [
    ConfigurationSection(
      "cleaning", "The file named by `cleaning`: rules in order, then derived variables in order.",
      [
        ConfigurationKey(
          "sets", .named(variablesValue), default: "{}",
          "Names for lists of variables, for functions over sets."),
        ConfigurationKey("rules", .list(.section("rule")), default: "[]", "The rules, in the order they run."),
        ConfigurationKey(
          "imputations", .list(.section("imputation")), default: "[]",
          "Variables whose missing cells are filled after the rules; none unless named here, and no ratings."),
        ConfigurationKey("derived", .list(.section("derived")), default: "[]", "Variables computed after the rules."),
        ConfigurationKey(
          "gates", .named(.section("gate")), default: "{}",
          "Limits of figures of quality: \(QualityMeasure.gated.map { "`\($0.rawValue)`" }.joined(separator: ", "))."
        ),
      ]),
    ConfigurationSection(
      "rule", "One rule: over whole records, or with `variables` over cells.",
      [
        ConfigurationKey("id", .text, required: true, "The id that audit and quarantine name."),
        ConfigurationKey("title", .localizedText, required: true, "What it is about."),
        ConfigurationKey(
          "severity", .word(Severity.allCases.map(\.rawValue)), default: "warning", "How bad it is."),
        ConfigurationKey(
          "when", .expression, "When it strikes; `$` stands for the variable of a cell rule. Needed without `check`."),
        ConfigurationKey("check", .section("check"), "A check of the library that decides when it strikes."),
        ConfigurationKey(
          "scope", .word(RuleScope.allCases.map(\.rawValue)), default: "by action and variables",
          "What it judges; `table` is a condition that holds for all rows or none, such as `COUNT(*) OVER () < 100`."),
        ConfigurationKey(
          "variables", variablesValue,
          "The variables of a cell rule: a list, a name of `sets`, or a word for a kind of variable."),
        ConfigurationKey(
          "action", .either([.word(["flag", "drop", "stop"]), .section("action")]), required: true,
          "What becomes of the record or cell."),
        ConfigurationKey(
          "outcome", .word(RecordOutcome.allCases.map(\.rawValue)),
          default: "flagged for flag, duplicate for keep_latest",
          "What the record is called; needed with drop."),
        ConfigurationKey(
          "thresholds", .section("thresholds"), "Shares of records from which its hits are a warning or stop the run."),
        ConfigurationKey("rationale", .localizedText, default: "the title", "Why the rule is."),
        ConfigurationKey("source", .text, "The practice it follows."),
      ]),
    ConfigurationSection(
      "action", "An action with an argument; one of the keys.",
      [
        ConfigurationKey(
          "set_missing", .word(["not_asked", "empty", "dont_know", "refused", "not_applicable", "set_missing"]),
          "The cell becomes missing of this kind."),
        ConfigurationKey("replace", .expression, "The cell becomes the value of this expression; `$` is the variable."),
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
      "thresholds", "Limits of the share of records that a rule strikes.",
      [
        ConfigurationKey("warn_above", .text, "A larger share is a warning; `2%` or `0.02`."),
        ConfigurationKey("error_above", .text, "A larger share stops the run before anything is published."),
        ConfigurationKey(
          "by_unit", .boolean, default: "false", "Whether the share of each unit is held against them too."),
      ]),
    ConfigurationSection(
      "gate", "Limits of one figure of quality: shares as `60%` or `0.6`, counts and seconds as numbers.",
      [
        ConfigurationKey("warn_above", .text, "A larger figure is a warning."),
        ConfigurationKey("error_above", .text, "A larger figure stops the run before anything is published."),
        ConfigurationKey("warn_below", .text, "A smaller figure is a warning."),
        ConfigurationKey("error_below", .text, "A smaller figure stops the run before anything is published."),
        ConfigurationKey("by_unit", .boolean, default: "false", "Whether each unit's figure is held against them too."),
      ]),
    ConfigurationSection(
      "imputation", "How missing cells of one variable are filled; every filled cell is in the audit and flagged.",
      [
        ConfigurationKey("variable", .text, required: true, "The variable; ratings are never imputed."),
        ConfigurationKey(
          "method", .word(ImputationRule.Method.allCases.map(\.rawValue)), required: true,
          "The median or mode of the cell, a donor drawn in the cell, the value of the wave before, or a ratio."),
        ConfigurationKey(
          "cells", .list(.text), default: "[]", "Variables that make cells, the one that is left out first last."),
        ConfigurationKey("minimum_donors", .integer, default: "10", "A cell with fewer donors is merged."),
        ConfigurationKey("auxiliary", .text, "For `ratio`: the variable that the ratio is to."),
        ConfigurationKey("key", .list(.text), default: "[]", "For `last_wave`: what identifies a firm in both waves."),
        ConfigurationKey("limit", .text, default: "20%", "The largest share of cells that may be filled."),
      ]),
    ConfigurationSection(
      "decisions", "The file named by `decisions`.",
      [ConfigurationKey("decisions", .list(.section("decision")), required: true, "One for each record and rule.")]),
    ConfigurationSection(
      "decision", "A record that stays in spite of a rule.",
      [
        ConfigurationKey("record", .text, required: true, "The record's number."),
        ConfigurationKey("rule", .text, required: true, "The rule that would drop it."),
        ConfigurationKey("wave", .integer, default: "the wave reported", "The wave of the record."),
        ConfigurationKey("reason", .text, required: true, "Why it stays."),
        ConfigurationKey("by", .text, required: true, "Who decided."),
        ConfigurationKey(
          "fingerprint", .text, required: true,
          "The digits that quarantine.csv gives for the record; when its answers change, the decision no longer holds."),
      ]),
    ConfigurationSection(
      "derived", "A variable computed from others.",
      [
        ConfigurationKey("name", .text, required: true, "The variable's name."),
        ConfigurationKey("label", .localizedText, default: "the name", "What it is."),
        ConfigurationKey("expression", .expression, required: true, "How it is computed."),
        ConfigurationKey(
          "codes", .list(.section("derived_code")), default: "[]",
          "What its codes are called, in the order in which groups by it are shown."),
      ]),
    ConfigurationSection(
      "derived_code", "A code of a derived variable.",
      [
        ConfigurationKey("code", .text, required: true, "The code that the expression gives."),
        ConfigurationKey("zh", .text, required: true, "What it is called in Chinese."),
        ConfigurationKey("en", .text, required: true, "What it is called in English."),
      ]),
  ]

  /// Words that stand for all variables of a kind.
  static let variableSetWords = ["required", "numeric", "conditional", "exclusive", "likert"]

  /// Variables as a list, by a word for all of a kind, or by the name of a set.
  static let variablesValue = ConfigurationValue.either([.list(.text), .word(variableSetWords), .text])
}
