/// The tables of the database, step by step.
enum HistorySchema {
  /// As it was first released; it never changes.
  static let first = """
    CREATE TABLE publication (
      id INTEGER PRIMARY KEY,
      city TEXT NOT NULL, edition TEXT NOT NULL, revision INTEGER NOT NULL CHECK (revision > 0),
      wave INTEGER NOT NULL, as_of TEXT NOT NULL, run TEXT NOT NULL, input_digest TEXT NOT NULL,
      configuration_digest TEXT NOT NULL, history_digest TEXT, software_version TEXT NOT NULL,
      stage_versions TEXT NOT NULL, reasons TEXT NOT NULL,
      UNIQUE (city, edition, revision)
    );
    CREATE TABLE input (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      source TEXT, wave INTEGER, path TEXT, sha256 TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE score (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      wave INTEGER, unit_id TEXT, node_id TEXT, estimate REAL, std_error REAL, ci_low REAL, ci_high REAL, n INTEGER,
      df REAL, bounded TEXT, published TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE rank (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      wave INTEGER, unit_id TEXT, node_id TEXT, rank INTEGER, rank_low INTEGER, rank_high INTEGER,
      clearly_above TEXT, clearly_below TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE estimate (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      wave INTEGER, unit_id TEXT, node_id TEXT, estimate REAL, std_error REAL, ci_low REAL, ci_high REAL, n INTEGER,
      df REAL, design_effect REAL, effective_n REAL, item_nonresponse REAL,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE comparison (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      wave INTEGER, unit_id TEXT, node_id TEXT, kind TEXT, family TEXT, reference REAL, difference REAL,
      std_error REAL, ci_low REAL, ci_high REAL, p_value REAL, adjusted_p_value REAL, clear TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE finding (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      wave INTEGER, unit_id TEXT, node_id TEXT, finding TEXT, rule_id TEXT, comparison TEXT, estimate REAL,
      reference REAL, difference REAL, adjusted_p REAL, threshold REAL, other_unit_ids TEXT, statement_zh TEXT,
      statement_en TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    CREATE TABLE action (
      publication INTEGER NOT NULL REFERENCES publication (id) ON DELETE CASCADE, position INTEGER NOT NULL,
      action_id TEXT, wave INTEGER, list TEXT, finding TEXT, rule_id TEXT, unit_id TEXT, node_id TEXT, estimate REAL,
      gap REAL, weight REAL, priority REAL, measure_id TEXT, measure_zh TEXT, measure_en TEXT, lead_zh TEXT,
      lead_en TEXT, target_indicator_id TEXT, target REAL, target_basis TEXT, deadline TEXT, status TEXT, note TEXT,
      PRIMARY KEY (publication, position)
    ) WITHOUT ROWID;
    """
}
