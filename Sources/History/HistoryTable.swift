/// A table of the history: its columns, and the file of a run that fills it. Reading a run, keeping it, handing it on and
/// comparing it all go by this one declaration.
struct HistoryTable: Sendable {
  struct Column: Sendable {
    /// In the database and in a bundle.
    var name: String
    /// In the run's file; empty: it is not there.
    var header: String
    var kind: HistoryKind
    /// Whether it says what a row is about.
    var isKey: Bool
  }

  let name: String
  /// In the run's folder; nil: it comes from the manifest.
  let file: String?
  let columns: [Column]

  private init(_ name: String, _ file: String?, _ columns: [[Column]]) {
    self.name = name
    self.file = file
    self.columns = columns.flatMap(\.self)
  }

  /// Where a column stands.
  func index(_ column: String) -> Int? { columns.firstIndex { $0.name == column } }

  private static func keys(_ names: String..., kind: HistoryKind = .text) -> [Column] {
    names.map { Column(name: $0, header: $0, kind: kind, isKey: true) }
  }

  private static func texts(_ names: String...) -> [Column] { values(names, .text) }
  private static func numbers(_ names: String...) -> [Column] { values(names, .number) }
  private static func integers(_ names: String...) -> [Column] { values(names, .integer) }

  private static func values(_ names: [String], _ kind: HistoryKind) -> [Column] {
    names.map { Column(name: $0, header: $0, kind: kind, isKey: false) }
  }

  private static let wave = keys("wave", kind: .integer)
  private static let unit = keys("unit_id")
  private static let node = [Column(name: "node_id", header: "indicator_id", kind: .text, isKey: true)]
  private static let figure =
    numbers("estimate", "std_error", "ci_low", "ci_high") + integers("n") + numbers("df")
}

extension HistoryTable {
  /// One row an edition and revision.
  static let publication = HistoryTable(
    "publication", nil,
    [
      keys("city", "edition"), keys("revision", kind: .integer), integers("wave"),
      texts(
        "as_of", "run", "input_digest", "configuration_digest", "history_digest", "software_version", "stage_versions",
        "reasons"),
    ])

  /// The files that were read.
  static let input = HistoryTable("input", nil, [keys("source"), wave, keys("path"), texts("sha256")])

  /// `published` is whether the score stands in the published tables, or was withheld there since too few answers are
  /// behind it; nothing that was withheld is handed on to later editions.
  static let score = HistoryTable(
    "score", "data/scores.csv",
    [
      wave, unit, node, figure, texts("bounded"),
      [Column(name: "published", header: "", kind: .text, isKey: false)],
    ])
  /// The file that says which scores were published.
  static let publishedScores = "tables/scores.csv"
  static let rank = HistoryTable(
    "rank", "data/ranks.csv",
    [wave, unit, node, integers("rank", "rank_low", "rank_high"), texts("clearly_above", "clearly_below")])
  static let estimate = HistoryTable(
    "estimate", "data/estimates.csv",
    [wave, unit, node, figure, numbers("design_effect", "effective_n", "item_nonresponse")])

  /// Differences with their own errors: the covariance of two scores is half of what the errors of both make more than the
  /// error of their difference, in squares.
  static let comparison = HistoryTable(
    "comparison", "data/comparisons.csv",
    [
      wave, unit, node, keys("kind"), texts("family"),
      numbers("reference", "difference", "std_error", "ci_low", "ci_high", "p_value", "adjusted_p_value"),
      texts("clear"),
    ])

  static let finding = HistoryTable(
    "finding", "tables/findings.csv",
    [
      wave, unit, node, keys("finding"), texts("rule_id", "comparison"),
      numbers("estimate", "reference", "difference", "adjusted_p", "threshold"),
      texts("other_unit_ids", "statement_zh", "statement_en"),
    ])

  /// Actions as they were assigned, with what was reported of those before.
  static let action = HistoryTable(
    "action", "tables/actions.csv",
    [
      keys("action_id"), integers("wave"), texts("list", "finding", "rule_id", "unit_id"),
      [Column(name: "node_id", header: "indicator_id", kind: .text, isKey: false)],
      numbers("estimate", "gap", "weight", "priority"),
      texts("measure_id", "measure_zh", "measure_en", "lead_zh", "lead_en", "target_indicator_id"),
      numbers("target"), texts("target_basis", "deadline", "status", "note"),
    ])

  /// All that a publication is kept with, in the order of a bundle.
  static let all = [input, score, rank, estimate, comparison, finding, action]
  /// Those whose numbers are compared.
  static let compared = [score, rank, estimate, comparison]
}
