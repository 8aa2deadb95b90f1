internal import Tables

extension ConfigurationReference {
  /// What a code for an answer that is none can mean.
  static let missingKinds: [MissingKind] = [.notApplicable, .refused, .dontKnow, .empty]

  static let questionnaireSections: [ConfigurationSection] = [
    ConfigurationSection(
      "questionnaire", "The file named by `questionnaire`.",
      [
        ConfigurationKey("id", .text, required: true, "The questionnaire's name."),
        ConfigurationKey("scales", .named(.section("scale")), default: "{}", "Rating scales, by name."),
        ConfigurationKey(
          "missing", .list(.section("missing_code")), default: "[]", "Codes of answers that are no answer."),
        ConfigurationKey("sections", .list(.section("section")), required: true, "The sections, in order."),
        ConfigurationKey("questions", .list(.section("question")), required: true, "The questions, in order."),
      ]),
    ConfigurationSection(
      "scale", "A rating scale.",
      [
        ConfigurationKey("scores", .text, default: "linear", "The Likert map of the framework that scores its steps."),
        ConfigurationKey("steps", .list(.section("option")), required: true, "The steps, in order."),
      ]),
    ConfigurationSection(
      "missing_code", "An answer that is no answer.",
      [
        ConfigurationKey("code", .text, required: true, "The code, such as `-7`."),
        ConfigurationKey(
          "kind", .word(missingKinds.map(\.name)), required: true,
          "What kind of missing it is; `empty` where nothing more is known than that there is no answer."),
        ConfigurationKey("zh", .text, required: true, "The wording in Chinese."),
        ConfigurationKey("en", .text, required: true, "The wording in English."),
      ]),
    ConfigurationSection(
      "section", "A section of the questionnaire.",
      [
        ConfigurationKey("id", .text, required: true, "The section's id."),
        ConfigurationKey("zh", .text, required: true, "The title in Chinese."),
        ConfigurationKey("en", .text, required: true, "The title in English."),
      ]),
    ConfigurationSection(
      "question", "A question.",
      [
        ConfigurationKey("id", .text, required: true, "The question's id, and its column's name."),
        ConfigurationKey("section", .text, required: true, "The section it stands in."),
        ConfigurationKey(
          "type", .word(QuestionType.allCases.map(\.rawValue)), required: true, "What kind of question it is."),
        ConfigurationKey("text", .localizedText, required: true, "The wording."),
        ConfigurationKey("column", .text, default: "the id", "The column's name, where it is not the id."),
        ConfigurationKey("options", .list(.section("option")), "The answers of a choice question, in order."),
        ConfigurationKey("rows", .list(.section("row")), "The rows of a matrix."),
        ConfigurationKey("fields", .list(.section("row")), "The fields of a pair of numbers."),
        ConfigurationKey("scale", .text, "The rating scale of a Likert question."),
        ConfigurationKey("na", .list(.text), default: "[]", "Codes of `missing` that are offered."),
        ConfigurationKey("refuse", .boolean, default: "false", "Whether refusing is offered; adds the refused code."),
        ConfigurationKey("show_if", .expression, default: "always", "When the question is shown."),
        ConfigurationKey("validate", .section("validate"), "The values a number may take."),
        ConfigurationKey("unit", .text, "The unit of a number."),
        ConfigurationKey("pass_code", .text, "The right answer of an attention question."),
        ConfigurationKey("required", .boolean, default: "false", "Whether an answer is demanded."),
        ConfigurationKey("identifying", .boolean, default: "false", "Whether it can tell who answered."),
        ConfigurationKey("max_choices", .integer, "How many options may be chosen."),
        ConfigurationKey("note", .text, "A note for those who maintain the questionnaire."),
      ]),
    ConfigurationSection(
      "option", "An answer, or a step of a scale.",
      [
        ConfigurationKey("code", .text, required: true, "The code in data and expressions."),
        ConfigurationKey("zh", .text, required: true, "The wording in Chinese, as the export gives it."),
        ConfigurationKey("en", .text, required: true, "The wording in English."),
        ConfigurationKey("exclusive", .boolean, default: "false", "Whether it excludes the other options."),
        ConfigurationKey("terminate", .boolean, default: "false", "Whether it ends the interview: not eligible."),
      ]),
    ConfigurationSection(
      "row", "A row of a matrix, or a field of a pair of numbers.",
      [
        ConfigurationKey("id", .text, required: true, "The column's name, such as `Q15_a`."),
        ConfigurationKey("zh", .text, required: true, "The wording in Chinese."),
        ConfigurationKey("en", .text, required: true, "The wording in English."),
        ConfigurationKey("show_if", .expression, default: "as the question", "When the row is shown."),
      ]),
    ConfigurationSection(
      "validate", "The values a number may take.",
      [
        ConfigurationKey("min", .number, required: true, "The smallest value."),
        ConfigurationKey(
          "max", .either([.number, .word(["survey_year"])]), required: true,
          "The largest value; `survey_year` is the wave."),
        ConfigurationKey("integer", .boolean, default: "false", "Whether only whole numbers are right."),
      ]),
  ]
}
