/// What expressions mean where it is not plain: the one table of defined results.
///
/// `docs/expressions.md` shows it, and a test evaluates every example of it.
public enum ExpressionSemantics {
  /// Lines that belong together.
  public struct Section: Sendable {
    public let title: String
    /// What holds for all of its lines, in whole sentences.
    public let introduction: String
    public let lines: [Line]
  }

  /// One defined result.
  public struct Line: Sendable {
    /// The expressions it is about.
    public let subject: String
    public let result: String
    public let examples: [Example]

    init(_ subject: String, _ result: String, _ examples: [Example]) {
      self.subject = subject
      self.result = result
      self.examples = examples
    }
  }

  /// An expression and what it gives for the rows of ``exampleTable``.
  public struct Example: Sendable {
    /// How the reference writes it; the expression itself unless that is very long.
    public let shown: String
    public let expression: String
    /// `missing`, `TRUE`, `FALSE`, a number or a `'text'`, for each row with commas between when they differ; or
    /// `an error`.
    public let result: String
    /// Whether it is read as an indicator rather than row by row.
    public let isIndicator: Bool

    init(_ expression: String, _ result: String, shown: String? = nil, isIndicator: Bool = false) {
      self.expression = expression
      self.result = result
      self.shown = shown ?? expression
      self.isIndicator = isIndicator
    }
  }

  /// In the order of the reference.
  public static let sections = [
    Section(
      title: "Missing values",
      introduction: "They behave as SQL's NULL, whatever their kind.", lines: missing),
    Section(
      title: "Numbers",
      introduction: "Whole numbers have 64 bits, others are IEEE 754 double precision.", lines: numbers),
    Section(
      title: "Categories, sets, texts, dates",
      introduction: "Texts are compared byte by byte; categories have codes and no order.", lines: answers),
    Section(
      title: "Aggregates",
      introduction: "In a row's expression they are unweighted and run over all rows of the table, or with "
        + "`OVER (PARTITION BY …)` over those with the same keys. They may be nested there.", lines: aggregates),
    Section(
      title: "Bounds of the text",
      introduction: "What is longer or deeper is refused, so that no expression can exhaust the program.",
      lines: bounds),
  ]
}
