public import Tables

/// What was done to a cell or a record.
public enum EditKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// Noted, nothing changed.
  case flag
  case setMissing = "set_missing"
  case removeOption = "remove_option"
  /// The value of an expression took its place.
  case replace
  /// A correction from the call-backs, applied before any rule.
  case correct
  /// Filled by imputation.
  case impute
  /// A phone number, an address or a name was taken out of an open text.
  case redact
  /// A reviewer kept the record in spite of the rule.
  case keep
}

/// One line of the record of edits, as it is written to `audit.csv`.
public struct AuditEntry: Sendable, Hashable, Codable {
  /// From 1, in the order the changes were made.
  public var sequence: Int
  public var source: String
  public var wave: Int
  public var record: String
  /// The unit of the record, for counts by district.
  public var unitID: String
  /// Empty for a flag on the whole record.
  public var variable: String
  /// The id of the rule; `corrections`, `decisions`, `imputation` and `screening` for what no rule did.
  public var rule: String
  public var action: EditKind
  public var before: CellText
  public var after: CellText
  /// For an imputed cell, the record whose answer was taken.
  public var donor: String?
  /// For an imputed cell, the number of the draw; 0 is the one that is published.
  public var draw: Int?

  public init(
    sequence: Int, source: String, wave: Int, record: String, unitID: String, variable: String, rule: String,
    action: EditKind, before: CellText, after: CellText, donor: String? = nil, draw: Int? = nil
  ) {
    self.sequence = sequence
    self.source = source
    self.wave = wave
    self.record = record
    self.unitID = unitID
    self.variable = variable
    self.rule = rule
    self.action = action
    self.before = before
    self.after = after
    self.donor = donor
    self.draw = draw
  }
}

/// The record of edits of one data set, in the order they were made.
///
/// Held by columns, since a survey of a million records may have as many lines: what consecutive lines share is held once,
/// a line that says nothing of a cell is a row number alone, texts lie in one arena, and what records are called is
/// looked up in the columns of the table.
public struct AuditLog: Sendable {
  /// Consecutive lines of one rule about one variable.
  struct Stretch: Sendable {
    var rule: String
    var variable: String
    var action: EditKind
    var firstLine: Int
    /// The place of the first line's cells; nil: the lines say nothing of cells.
    var firstCell: Int?
  }

  public let source: String
  public let wave: Int
  let labels: RecordLabels
  private(set) var stretches: [Stretch] = []
  private(set) var rows: [Int32] = []
  private(set) var before = AuditCells()
  private(set) var after = AuditCells()
  /// Of imputed cells only.
  private(set) var donors: [Int: (record: String?, draw: Int)] = [:]

  public init(source: String, wave: Int, labels: RecordLabels) {
    self.source = source
    self.wave = wave
    self.labels = labels
  }

  public var count: Int { rows.count }

  /// The row, in the table as ingested, that a line is about.
  public func row(_ line: Int) -> Int { Int(rows[line]) }
  public func action(_ line: Int) -> EditKind { stretch(of: line).action }
  public func variable(_ line: Int) -> String { stretch(of: line).variable }
  public func rule(_ line: Int) -> String { stretch(of: line).rule }

  /// - Returns: what the cell held before the change, and after it.
  public func cells(_ line: Int) -> (before: CellText, after: CellText) {
    let stretch = stretch(of: line)
    guard let first = stretch.firstCell else { return (.missing(.empty), .missing(.empty)) }
    let place = first + line - stretch.firstLine
    return (before[place], after[place])
  }

  /// How many lines have one of some actions.
  public func count(of isWanted: (EditKind) -> Bool) -> Int {
    stretches.indices.reduce(0) { isWanted(stretches[$1].action) ? $0 + lines(of: $1).count : $0 }
  }

  /// Adds a line.
  ///
  /// - Parameters:
  ///   - row: of the table as ingested.
  ///   - rule: what made the change.
  ///   - variable: the variable of the cell; empty: the record as a whole.
  ///   - action: what was done.
  ///   - old: the cell before it.
  ///   - new: the cell after it.
  ///   - donor: for an imputed cell, the record whose answer was taken, and the number of the draw.
  public mutating func add(
    row: Int, rule: String, variable: String, action: EditKind, before old: CellText, after new: CellText,
    donor: (record: String?, draw: Int)? = nil
  ) {
    if let donor { donors[rows.count] = donor }
    begin(rule, variable, action, hasCells: true)
    rows.append(Int32(truncatingIfNeeded: row))
    before.append(old)
    after.append(new)
  }

  /// Adds a line for each of some records as a whole, which say nothing of a cell.
  ///
  /// - Parameters:
  ///   - rows: of the table as ingested.
  ///   - rule: what struck them.
  ///   - variable: the variable that it names; empty: none.
  ///   - action: what was done.
  public mutating func add(rows: [Int32], rule: String, variable: String, action: EditKind) {
    guard !rows.isEmpty else { return }
    begin(rule, variable, action, hasCells: false)
    self.rows += rows
  }

  /// Adds a line for each of some cells of a variable.
  ///
  /// - Parameters:
  ///   - rows: of the table as ingested.
  ///   - rule: what made the changes.
  ///   - variable: the variable of the cells.
  ///   - action: what was done.
  ///   - old: the cells before it, one a row.
  ///   - new: the cells after it, one a row.
  ///   - isWithheld: whether values are not told.
  public mutating func add(
    rows: [Int32], rule: String, variable: String, action: EditKind, before old: Column, after new: Column,
    isWithheld: Bool
  ) {
    guard !rows.isEmpty else { return }
    begin(rule, variable, action, hasCells: true)
    self.rows += rows
    before.append(old, isWithheld: isWithheld)
    after.append(new, isWithheld: isWithheld)
  }

  private mutating func begin(_ rule: String, _ variable: String, _ action: EditKind, hasCells: Bool) {
    if let last = stretches.last, last.rule == rule, last.variable == variable, last.action == action,
      (last.firstCell != nil) == hasCells
    {
      return
    }
    stretches.append(
      Stretch(
        rule: rule, variable: variable, action: action, firstLine: rows.count,
        firstCell: hasCells ? before.count : nil))
  }

  /// The lines of a stretch.
  func lines(of place: Int) -> Range<Int> {
    stretches[place].firstLine..<(place + 1 < stretches.count ? stretches[place + 1].firstLine : rows.count)
  }

  /// The place of the stretch that a line belongs to.
  func place(of line: Int) -> Int {
    var (low, high) = (0, stretches.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].firstLine <= line { low = middle } else { high = middle }
    }
    return low
  }

  private func stretch(of line: Int) -> Stretch { stretches[place(of: line)] }

  /// A line in full; its sequence counts from 1 within this log.
  public func entry(_ line: Int) -> AuditEntry {
    let (old, new) = cells(line)
    let stretch = stretch(of: line)
    return AuditEntry(
      sequence: line + 1, source: source, wave: wave, record: labels.id(row(line)), unitID: labels.unit(row(line)),
      variable: stretch.variable, rule: stretch.rule, action: stretch.action, before: old, after: new,
      donor: donors[line]?.record, draw: donors[line]?.draw)
  }

  public var entries: [AuditEntry] { (0..<count).map(entry) }
}

/// Cells as the record of edits tells them.
struct AuditCells: Sendable {
  private(set) var kinds: [MissingKind] = []
  private(set) var texts = TextStorage()

  var count: Int { kinds.count }

  subscript(place: Int) -> CellText { CellText(kind: kinds[place], text: texts[place]) }

  mutating func append(_ cell: CellText) {
    kinds.append(cell.kind)
    texts.append(cell.text)
  }

  /// All cells of a column; values that are withheld are not told.
  mutating func append(_ cells: Column, isWithheld: Bool) {
    for row in 0..<cells.count {
      let kind = cells.missingKind(at: row)
      kinds.append(kind)
      if kind != .present {
        texts.append(utf8: EmptyCollection())
      } else if isWithheld {
        texts.append("(withheld)")
      } else {
        cells.appendCodeText(at: row, to: &texts)
      }
    }
  }
}
