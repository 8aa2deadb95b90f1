import Diagnostics
import Expressions
import SurveyModel
import Tables

/// The state of one cleaning: the table as it stands, verdicts on records, and the record of all that was done.
///
/// It cannot be copied, so that nothing but it holds the table, and cells are changed where they lie.
struct CleaningRun: ~Copyable {
  /// The data set without its records.
  private(set) var dataset: Dataset
  let plan: CompiledPlan
  let pipeline: PipelineDefinition
  let context: CleanContext
  /// What audit and quarantine call each row of the table as ingested.
  let records: RecordLabels
  let units: UnitCodes
  private(set) var table: Table
  /// Cells as ingested that rules or corrections changed.
  private(set) var originals = OriginalCells()
  /// The rule that dropped each row first, as a position in the plan; -1: kept.
  private(set) var droppedBy: [Int32]
  /// The rows that each rule applied so far caught, in row order.
  private(set) var caught: [[Int32]] = []
  private var isFlagged: [Bool]
  private(set) var audit: AuditLog
  private(set) var summaries: [RuleSummary] = []
  private(set) var gates: [GateResult] = []
  private var decisions: ReviewDecisions
  private(set) var notes: [String] = []
  /// What imputations read of the records kept, as it was before the first of them.
  private(set) var beforeImputation: Table?

  /// - Throws: kind `content` with every correction and decision that does not fit the records.
  init(
    _ dataset: consuming Dataset, plan: CompiledPlan, pipeline: PipelineDefinition, context: CleanContext
  ) throws(DiagnosticError) {
    let decided = try ReviewDecisions(pipeline.cleaning.decisions, copy dataset)
    let corrected = try applying(context.corrections, to: dataset)
    let ingested = dataset.table
    dataset.table = Table([], rowCount: 0)
    self.plan = plan
    self.pipeline = pipeline
    self.context = context
    records = RecordLabels(ingested)
    units = UnitCodes(ingested)
    droppedBy = Array(repeating: -1, count: ingested.rowCount)
    isFlagged = Array(repeating: false, count: ingested.rowCount)
    audit = AuditLog(source: dataset.source, wave: dataset.wave, labels: records)
    decisions = decided
    table = corrected.table
    self.dataset = dataset
    note(corrected.changes, of: ingested)
  }

  /// Notes the corrections from the call-backs.
  private mutating func note(_ changes: [CorrectedCell], of ingested: Table) {
    for change in changes {
      audit.add(
        row: change.row, rule: "corrections", variable: change.variable, action: .correct,
        before: shown(change.before, change.variable), after: shown(change.after, change.variable))
    }
    for (variable, ofOne) in Dictionary(grouping: changes, by: \.variable) {
      let rows = ofOne.map(\.row).sorted()
      guard let cells = ingested[variable]?.gather(rows) else { continue }
      originals.note(variable, rows: rows.map { Int32(truncatingIfNeeded: $0) }, cells: cells)
    }
  }

  /// Applies one rule; its position is the number of rules applied before.
  mutating func apply(_ compiled: CompiledRule) throws(DiagnosticError) {
    let changesBefore = audit.count
    let struck: Strikes
    switch compiled.rule.action {
    case .flag, .stop: struck = try flagRecords(compiled)
    case .drop, .keepLatest: struck = try dropRecords(compiled)
    case .setMissing, .removeOption, .replace: struck = try changeCells(compiled)
    }
    caught.append(compiled.isRecordRule ? struck.rows : [])
    let summary = RuleSummary(
      rule: compiled.rule.id, wave: dataset.wave, records: struck.count, tried: table.rowCount,
      cells: compiled.isRecordRule ? 0 : audit.count - changesBefore,
      recordsByUnit: units.counts(struck.rows),
      triedByUnit: units.all)
    summaries.append(summary)
    gates += RuleGate(compiled.rule).results(summary, struck, records, source: dataset.source)
  }

  /// The rows where a condition holds.
  private mutating func struck(
    by condition: CompiledRule.Condition, of rule: CleaningRule
  ) throws(DiagnosticError) -> Strikes {
    switch condition.test {
    case .expression(let expression):
      return Strikes(expression.mask(table))
    case .check(let check):
      let result = try check(table)
      notes += result.notes.map { "rule \(rule.id): \($0.message)" }
      return Strikes(result.struck)
    }
  }

  /// Flags the records that the rule catches. A rule over variables writes one line of the audit for each variable that
  /// it objects to.
  private mutating func flagRecords(_ compiled: CompiledRule) throws(DiagnosticError) -> Strikes {
    let rule = compiled.rule
    var parts: [Strikes] = []
    for condition in compiled.conditions {
      let strikes = try struck(by: condition, of: rule)
      parts.append(strikes)
      // A rule on the table as a whole says nothing of single records.
      guard rule.scope != .table else { continue }
      for row in strikes.rows { isFlagged[Int(row)] = true }
      let variable = condition.variable ?? ""
      guard let column = condition.variable.flatMap({ table[$0] }) else {
        audit.add(rows: strikes.rows, rule: rule.id, variable: variable, action: .flag)
        continue
      }
      let cells = column.gather(strikes.rows.map { Int($0) })
      audit.add(
        rows: strikes.rows, rule: rule.id, variable: variable, action: .flag, before: cells, after: cells,
        isWithheld: plan.identifying.contains(variable))
    }
    let found = Strikes(joining: parts, rowCount: table.rowCount)
    if rule.scope != .table {
      table.set(flagColumnName(rule.id), Column(.bool(found.mask(rowCount: table.rowCount))))
    }
    return found
  }

  /// Marks the records that the rule drops, also those that an earlier rule dropped, but not those that a reviewer kept.
  private mutating func dropRecords(_ compiled: CompiledRule) throws(DiagnosticError) -> Strikes {
    var parts: [Strikes] = []
    for condition in compiled.conditions {
      parts.append(try struck(by: condition, of: compiled.rule))
    }
    var found = Strikes(joining: parts, rowCount: table.rowCount)
    if case .keepLatest(let key, let order) = compiled.rule.action {
      guard let key = table[key], let order = table[order] else { return Strikes() }
      found = Strikes(
        rows: rowsBeforeLatest(found.rows.filter { droppedBy[Int($0)] < 0 }, key: key, order: order)
      )
    }
    var reprieved: Set<Int> = []
    if !decisions.isEmpty {
      for row in found.rows where decisions.keep(Int(row), rule: compiled.rule.id) {
        reprieved.insert(Int(row))
        audit.add(rows: [row], rule: compiled.rule.id, variable: "", action: .keep)
      }
    }
    if !reprieved.isEmpty { found = found.filter { !reprieved.contains($0) } }
    for row in found.rows where droppedBy[Int(row)] < 0 {
      droppedBy[Int(row)] = Int32(caught.count)
    }
    return found
  }

  /// Changes the cells that the rule objects to, variable by variable.
  private mutating func changeCells(_ compiled: CompiledRule) throws(DiagnosticError) -> Strikes {
    var parts: [Strikes] = []
    for condition in compiled.conditions {
      guard let variable = condition.variable, table[variable] != nil else { continue }
      let strikes = try struck(by: condition, of: compiled.rule)
      guard strikes.count > 0 else { continue }
      let changed = change(variable, compiled.rule, strikes, condition.replacement)
      guard !changed.isEmpty else { continue }
      if changed.count == strikes.count {
        parts.append(strikes)
      } else {
        let isChanged = Strikes(rows: changed).mask(rowCount: table.rowCount)
        parts.append(strikes.filter { isChanged[$0] })
      }
    }
    return Strikes(joining: parts, rowCount: table.rowCount)
  }

  /// Changes cells of one variable where they lie; the rows whose cell is another now.
  private mutating func change(
    _ variable: String, _ rule: CleaningRule, _ strikes: Strikes, _ replacement: RowExpression?
  ) -> [Int32] {
    var changed: [Int32] = []
    var before = Column(.bool([]))
    if let replacement {
      guard let column = table[variable] else { return [] }
      let (after, rows) = replaced(column, strikes, replacement.evaluate(table))
      changed = rows
      before = column.gather(rows.map { Int($0) })
      if !rows.isEmpty { table.set(variable, after) }
    } else {
      _ = table.update(variable) { column in
        changed = column.changed(by: rule.action, in: strikes.rows)
        before = column.gather(changed.map { Int($0) })
        column.apply(rule.action, to: changed)
      }
    }
    guard !changed.isEmpty, let after = table[variable]?.gather(changed.map({ Int($0) })) else { return [] }
    originals.note(variable, rows: changed, cells: before)
    audit.add(
      rows: changed, rule: rule.id, variable: variable, action: rule.action.editKind, before: before, after: after,
      isWithheld: plan.identifying.contains(variable))
    return changed
  }

  /// The column with the values of an expression in the rows struck, and the rows whose cell is another by it.
  private func replaced(_ column: Column, _ strikes: Strikes, _ values: Column) -> (column: Column, rows: [Int32]) {
    let edits = strikes.rows.map { CellEdit(row: Int($0), cell: values.cell(at: Int($0))) }
      .filter { $0.cell != column.cell(at: $0.row) }
    let (after, refused) = column.editing(edits)
    let failed = Set(refused.map(\.row))
    return (after, edits.map(\.row).filter { !failed.contains($0) }.map { Int32(truncatingIfNeeded: $0) })
  }

  /// Fills the missing cells of one variable, and flags them.
  mutating func apply(_ rule: ImputationRule) throws(DiagnosticError) {
    guard let before = table[rule.variable] else { return }
    // Records that were dropped are no donors, and need nothing.
    let kept = droppedBy.indices.filter { droppedBy[$0] < 0 }
    let records = table.gather(kept)
    if beforeImputation == nil { beforeImputation = records.selecting(imputationColumns) }
    let result = try imputing(
      rule, records, codebook: dataset.codebook, seed: pipeline.seed, previous: context.previous)
    var flags = [Bool](repeating: false, count: table.rowCount)
    var edits: [CellEdit] = []
    for filled in result.cells {
      let row = kept[filled.row]
      flags[row] = true
      let cell = result.column.cell(at: filled.row)
      edits.append(CellEdit(row: row, cell: cell))
      let donor = filled.donorRow.map { place in
        rule.method == .lastWave
          ? context.previous.map { RecordLabels($0.table).id(place) } ?? "" : self.records.id(kept[place])
      }
      audit.add(
        row: row, rule: "imputation", variable: rule.variable, action: .impute,
        before: shown(before.cell(at: row), rule.variable), after: shown(cell, rule.variable),
        donor: (record: donor, draw: 0))
    }
    table.set(rule.variable, before.editing(edits).column)
    table.set(imputedColumnName(rule.variable), Column(.bool(flags)))
    notes += result.notes.map { "imputation of \(rule.variable): \($0.message)" }
    notes.append(
      "imputation of \(rule.variable) by \(rule.method.rawValue): \(result.cells.count) cells filled, "
        + "\(result.unfilled.count) left missing")
  }

  /// The columns that imputations and the variables derived from their results read.
  private var imputationColumns: [String] {
    var names: Set<String> = [recordColumnName]
    for rule in plan.imputations {
      names.formUnion([rule.variable] + rule.cells + rule.key + (rule.auxiliary.map { [$0] } ?? []))
    }
    for variable in plan.derived { names.formUnion(variable.expression.columnsRead) }
    return table.names.filter { names.contains($0) }
  }

  /// A cell as the audit shows it; that of an identifying variable is withheld.
  func shown(_ cell: CellText, _ variable: String) -> CellText {
    plan.identifying.contains(variable) && cell.kind == .present ? CellText("(withheld)") : cell
  }

  /// Records flagged by any rule, among those kept.
  var flaggedCount: Int { droppedBy.indices.count { droppedBy[$0] < 0 && isFlagged[$0] } }

  mutating func audit(_ edit: (inout AuditLog) -> Void) { edit(&audit) }

  /// The records as they stand, parted in those at some rows and the others; from then on they are not held here.
  mutating func partTable(_ rows: [Int]) -> (taken: Table, others: Table) { table.part(rows) }

  mutating func replace(_ variable: String, _ column: Column) { table.set(variable, column) }

  /// Decisions that kept a record, and those whose rule did not strike.
  var decided: (applied: [ReviewDecision], idle: [ReviewDecision]) { decisions.decided }
}

extension RuleAction {
  /// What the audit calls a change by it.
  var editKind: EditKind {
    switch self {
    case .setMissing: .setMissing
    case .removeOption: .removeOption
    case .replace: .replace
    case .flag, .drop, .keepLatest, .stop: .flag
    }
  }
}
