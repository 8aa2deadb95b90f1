public import Diagnostics
public import SurveyModel
public import Tables

/// The record of edits applied to the data as ingested: what the cleaned data must be.
///
/// Only the record is used, not the rules: that it gives the cleaned data says that nothing was changed beside it.
///
/// - Parameters:
///   - entries: the lines of one source and wave, in any order; they are applied by their sequence.
///   - quarantined: the ids of the records that were set aside.
///   - dataset: as ingested.
///   - pipeline: for the names of flags and imputed variables, and for what is identifying.
/// - Returns: the records kept, with all columns that are not identifying, `flag:` and `imputed:` columns behind them;
///   no derived variables.
/// - Throws: kind `content` with every line that does not fit the data.
public func replay(
  _ entries: [AuditEntry], quarantined: Set<String>, over dataset: Dataset, pipeline: PipelineDefinition
) throws(DiagnosticError) -> Table {
  var edits = RecordedEdits(entries, dataset.table)
  var table = visible(dataset.table, dataset)
  for (variable, changes) in edits.changes {
    guard let column = table[variable] else { continue }
    let (edited, refused) = column.editing(changes.map { CellEdit(row: $0.row, cell: $0.after) })
    edits.report(refused, variable, column)
    table.set(variable, edited)
  }
  for rule in pipeline.cleaning.rules where rule.action == .flag || rule.action == .stop {
    guard rule.scope != .table else { continue }
    table.set(flagColumnName(rule.id), edits.flags(rule.id, rowCount: table.rowCount))
  }
  for rule in pipeline.cleaning.imputations where table[rule.variable] != nil {
    table.set(imputedColumnName(rule.variable), edits.imputed(rule.variable, rowCount: table.rowCount))
  }
  if !edits.problems.isEmpty { throw DiagnosticError(.content, edits.problems) }
  let labels = RecordLabels(dataset.table)
  return table.gather((0..<table.rowCount).filter { !quarantined.contains(labels.id($0)) })
}

/// The record of edits taken back: what the data as ingested must have been.
///
/// - Parameters:
///   - entries: the lines of one source and wave.
///   - result: what cleaning gave: the records kept, and those set aside.
///   - dataset: as ingested; only its order of records and its names are used.
/// - Returns: all records in the order of the files, with all columns that are not identifying.
/// - Throws: kind `content` with every line that does not fit the data, or when records are lost.
public func undo(_ entries: [AuditEntry], of result: CleanResult, dataset: Dataset) throws(DiagnosticError) -> Table {
  let kept = visible(result.dataset.table.selecting(dataset.table.names), dataset)
  guard let all = kept.appending(visible(result.setAside.selecting(dataset.table.names), dataset)) else {
    throw lost("the records set aside have other columns than those kept")
  }
  let labels = RecordLabels(all)
  let places = Dictionary(
    (0..<all.rowCount).map { (labels.id($0), $0) }, uniquingKeysWith: { first, _ in first })
  let original = RecordLabels(dataset.table)
  let rows = (0..<dataset.table.rowCount).compactMap { places[original.id($0)] }
  guard rows.count == dataset.table.rowCount else {
    throw lost("\(dataset.table.rowCount - rows.count) records are neither kept nor set aside")
  }
  var table = all.gather(rows)
  var edits = RecordedEdits(entries, dataset.table)
  for (variable, changes) in edits.changes {
    guard let column = table[variable] else { continue }
    let (restored, refused) = column.editing(changes.reversed().map { CellEdit(row: $0.row, cell: $0.before) })
    edits.report(refused, variable, column)
    table.set(variable, restored)
  }
  if !edits.problems.isEmpty { throw DiagnosticError(.content, edits.problems) }
  return table
}

/// The columns of the data as ingested that may be shown: all that are not identifying.
public func visible(_ table: Table, _ dataset: Dataset) -> Table {
  var hidden = Set(dataset.codebook.variables.filter(\.isIdentifying).map(\.name))
  hidden.formUnion(ParadataColumn.allCases.filter(\.isIdentifying).map(\.rawValue))
  return table.selecting(table.names.filter { !hidden.contains($0) })
}

/// Cells in which two tables of the same columns differ, in their values or in their kinds of missing.
///
/// - Returns: the columns that differ, each with the number of its cells; columns that one of the two lacks, and tables of
///   other numbers of rows, differ in all cells.
public func differences(_ first: Table, _ second: Table) -> [(column: String, cells: Int)] {
  var found: [(column: String, cells: Int)] = []
  for name in first.names + second.names.filter({ first[$0] == nil }) {
    guard let one = first[name], let other = second[name], one.count == other.count else {
      found.append((name, max(first.rowCount, second.rowCount)))
      continue
    }
    if one == other { continue }
    let count = (0..<one.count).count { one.cell(at: $0) != other.cell(at: $0) }
    if count > 0 { found.append((name, count)) }
  }
  return found
}

private func lost(_ message: String) -> DiagnosticError {
  DiagnosticError(
    .content,
    Diagnostic(.error, code: "R-020", message, advice: "The record of edits belongs to another run; run clean again"))
}

/// The lines of the record, by variable and in the order they were made.
private struct RecordedEdits {
  struct Change {
    var row: Int
    var before: CellText
    var after: CellText
  }

  private(set) var changes: [(variable: String, changes: [Change])] = []
  private(set) var problems: [Diagnostic] = []
  private var flagged: [String: [Int]] = [:]
  private var imputedRows: [String: [Int]] = [:]

  init(_ entries: [AuditEntry], _ table: Table) {
    let rows = rowsByRecord(table, wanted: Set(entries.map(\.record)))
    var places: [String: Int] = [:]
    for entry in entries.sorted(by: { $0.sequence < $1.sequence }) {
      guard let row = rows[entry.record] else {
        problems.append(
          Diagnostic(
            .error, code: "R-021",
            "line \(entry.sequence) of the audit is on record \(entry.record), which is not there",
            advice: "The audit belongs to other data"))
        continue
      }
      switch entry.action {
      case .flag: flagged[entry.rule, default: []].append(row)
      case .keep: continue
      case .setMissing, .removeOption, .replace, .correct, .impute, .redact:
        if entry.action == .impute { imputedRows[entry.variable, default: []].append(row) }
        if places[entry.variable] == nil {
          places[entry.variable] = changes.count
          changes.append((entry.variable, []))
        }
        let change = Change(row: row, before: entry.before, after: entry.after)
        if let place = places[entry.variable] { changes[place].changes.append(change) }
      }
    }
  }

  func flags(_ rule: String, rowCount: Int) -> Column { marks(flagged[rule] ?? [], rowCount) }
  func imputed(_ variable: String, rowCount: Int) -> Column { marks(imputedRows[variable] ?? [], rowCount) }

  private func marks(_ rows: [Int], _ rowCount: Int) -> Column {
    var marks = [Bool](repeating: false, count: rowCount)
    for row in rows { marks[row] = true }
    return Column(.bool(marks))
  }

  mutating func report(_ refused: [CellEdit], _ variable: String, _ column: Column) {
    problems += refused.map { edit in
      Diagnostic(
        .error, code: "R-022",
        "“\(edit.cell.text.prefix(40))” is no value of \(variable), which is of type \(column.type.rawValue)",
        advice: "The audit belongs to other data")
    }
  }
}
