public import Tables

/// What was done to a cell or a record.
public enum EditKind: String, Sendable, Hashable, CaseIterable {
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
public struct AuditEntry: Sendable, Hashable {
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
/// Held by columns, since a survey of a million records may have as many lines: names are numbered, texts lie in one
/// arena, and what records are called is looked up in the columns of the table.
public struct AuditLog: Sendable {
  public let source: String
  public let wave: Int
  private let labels: RecordLabels
  private var names: [String] = []
  private var numbers: [String: UInt16] = [:]
  private var rows: [Int32] = []
  private var variables: [UInt16] = []
  private var rules: [UInt16] = []
  private var actions: [EditKind] = []
  private var beforeKinds: [MissingKind] = []
  private var afterKinds: [MissingKind] = []
  private var before = TextStorage()
  private var after = TextStorage()
  /// Of imputed cells only.
  private var donors: [Int: (record: String?, draw: Int)] = [:]

  public init(source: String, wave: Int, labels: RecordLabels) {
    self.source = source
    self.wave = wave
    self.labels = labels
  }

  public var count: Int { rows.count }

  /// The row, in the table as ingested, that a line is about.
  public func row(_ line: Int) -> Int { Int(rows[line]) }
  public func action(_ line: Int) -> EditKind { actions[line] }
  public func variable(_ line: Int) -> String { names[Int(variables[line])] }
  public func rule(_ line: Int) -> String { names[Int(rules[line])] }

  /// - Returns: what the cell held before the change, and after it.
  public func cells(_ line: Int) -> (before: CellText, after: CellText) {
    (
      CellText(kind: beforeKinds[line], text: before[line]),
      CellText(kind: afterKinds[line], text: after[line])
    )
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
    rows.append(Int32(truncatingIfNeeded: row))
    rules.append(number(rule))
    variables.append(number(variable))
    actions.append(action)
    beforeKinds.append(old.kind)
    afterKinds.append(new.kind)
    before.append(old.text)
    after.append(new.text)
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
    self.rows += rows
    rules += repeatElement(number(rule), count: rows.count)
    variables += repeatElement(number(variable), count: rows.count)
    actions += repeatElement(action, count: rows.count)
    beforeKinds += repeatElement(MissingKind.empty, count: rows.count)
    afterKinds += repeatElement(MissingKind.empty, count: rows.count)
    before.offsets += repeatElement(before.bytes.count, count: rows.count)
    after.offsets += repeatElement(after.bytes.count, count: rows.count)
  }

  private mutating func number(_ name: String) -> UInt16 {
    if let known = numbers[name] { return known }
    let number = UInt16(truncatingIfNeeded: names.count)
    names.append(name)
    numbers[name] = number
    return number
  }

  /// A line in full; its sequence counts from 1 within this log.
  public func entry(_ line: Int) -> AuditEntry {
    let (old, new) = cells(line)
    return AuditEntry(
      sequence: line + 1, source: source, wave: wave, record: labels.id(row(line)), unitID: labels.unit(row(line)),
      variable: variable(line), rule: rule(line), action: actions[line], before: old, after: new,
      donor: donors[line]?.record, draw: donors[line]?.draw)
  }

  public var entries: [AuditEntry] { (0..<count).map(entry) }

  /// Writes some lines as rows of ``auditColumns``; the log's first line has the number after `sequence`.
  func write(_ lines: Range<Int>, to csv: inout CSVWriter, after sequence: Int) {
    for line in lines {
      let row = row(line)
      csv.field(sequence + line + 1)
      csv.field(source)
      csv.field(wave)
      labels.writeID(row, to: &csv)
      labels.writeUnit(row, to: &csv)
      csv.field(names[Int(variables[line])])
      csv.field(names[Int(rules[line])])
      csv.field(actions[line].rawValue)
      csv.field(beforeKinds[line].name)
      csv.field(before, row: line)
      csv.field(afterKinds[line].name)
      csv.field(after, row: line)
      let donor = donors.isEmpty ? nil : donors[line]
      csv.field(donor?.record ?? "")
      csv.field(donor?.draw)
      csv.endRow()
    }
  }
}
