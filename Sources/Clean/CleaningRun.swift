import Expressions
import SurveyModel
import Tables

/// The state of one cleaning: the table as it stands, verdicts on records, and the record of all that was done.
struct CleaningRun {
  private let dataset: Dataset
  private let plan: CompiledPlan
  private var table: Table
  /// The text of identity, unit and place of each row, for audit and quarantine.
  private let records: RecordLabels
  /// The rule that dropped each row first; nil: kept.
  private var droppedBy: [Int?]
  /// Record rules that caught each row, as positions in the plan, in order.
  private var caughtBy: [[Int]]
  private var isFlagged: [Bool]
  private var audit: [AuditEntry] = []
  private var summaries: [RuleSummary] = []

  init(_ dataset: Dataset, plan: CompiledPlan) {
    self.dataset = dataset
    self.plan = plan
    table = dataset.table
    records = RecordLabels(dataset.table)
    let rows = dataset.table.rowCount
    droppedBy = Array(repeating: nil, count: rows)
    caughtBy = Array(repeating: [], count: rows)
    isFlagged = Array(repeating: false, count: rows)
  }

  /// Applies one rule; its position is the number of rules applied before.
  mutating func apply(_ compiled: CompiledRule) {
    let changesBefore = audit.count
    var struck: [Int]
    switch compiled.rule.action {
    case .flag: struck = flagRecords(compiled)
    case .drop, .keepLatest: struck = dropRecords(compiled)
    case .setMissing, .removeOption: struck = changeCells(compiled)
    }
    if compiled.isRecordRule {
      for row in struck { caughtBy[row].append(summaries.count) }
    }
    var byUnit: [String: Int] = [:]
    for row in struck { byUnit[records.unit(row), default: 0] += 1 }
    summaries.append(
      RuleSummary(
        rule: compiled.rule.id, wave: dataset.wave, records: struck.count,
        cells: compiled.isRecordRule ? 0 : audit.count - changesBefore, recordsByUnit: byUnit))
  }

  /// Flags the records that the rule catches and gives their rows. A rule over variables writes one line of the audit
  /// for each variable that it objects to.
  private mutating func flagRecords(_ compiled: CompiledRule) -> [Int] {
    var flags = [Bool](repeating: false, count: table.rowCount)
    for condition in compiled.conditions {
      let mask = condition.expression.mask(table)
      let column = condition.variable.flatMap { table[$0] }
      for row in mask.indices where mask[row] {
        flags[row] = true
        isFlagged[row] = true
        let found = condition.variable.map { shown(column, $0, at: row) } ?? ""
        note(row, compiled.rule, variable: condition.variable ?? "", before: found, after: found)
      }
    }
    table.set(flagColumnName(compiled.rule.id), Column(.bool(flags)))
    return flags.indices.filter { flags[$0] }
  }

  /// Marks the records that the rule drops and gives their rows, also of those that an earlier rule dropped.
  private mutating func dropRecords(_ compiled: CompiledRule) -> [Int] {
    var isCaught = [Bool](repeating: false, count: table.rowCount)
    for condition in compiled.conditions {
      let mask = condition.expression.mask(table)
      for row in mask.indices where mask[row] { isCaught[row] = true }
    }
    var caught = isCaught.indices.filter { isCaught[$0] }
    if case .keepLatest(let key, let order) = compiled.rule.action {
      guard let key = table[key], let order = table[order] else { return [] }
      caught = rowsBeforeLatest(caught.filter { droppedBy[$0] == nil }, key: key, order: order)
    }
    for row in caught where droppedBy[row] == nil { droppedBy[row] = summaries.count }
    return caught
  }

  /// Changes the cells that the rule objects to, variable by variable, and gives the rows where a cell changed.
  private mutating func changeCells(_ compiled: CompiledRule) -> [Int] {
    var isChanged = [Bool](repeating: false, count: table.rowCount)
    for condition in compiled.conditions {
      guard let variable = condition.variable, let before = table[variable] else { continue }
      let mask = condition.expression.mask(table)
      let (after, rows) = before.changed(by: compiled.rule.action, where: mask)
      guard !rows.isEmpty else { continue }
      for row in rows {
        isChanged[row] = true
        note(
          row, compiled.rule, variable: variable, before: shown(before, variable, at: row),
          after: shown(after, variable, at: row))
      }
      table.set(variable, after)
    }
    return isChanged.indices.filter { isChanged[$0] }
  }

  /// A cell as the audit shows it; that of an identifying variable is withheld.
  private func shown(_ column: Column?, _ variable: String, at row: Int) -> String {
    plan.identifying.contains(variable) ? "(withheld)" : column?.codeText(at: row) ?? ""
  }

  private mutating func note(_ row: Int, _ rule: CleaningRule, variable: String, before: String, after: String) {
    audit.append(
      AuditEntry(
        sequence: audit.count + 1, source: dataset.source, wave: dataset.wave, record: records.id(row),
        unitID: records.unit(row), variable: variable, rule: rule.id, action: rule.action.name, before: before,
        after: after))
  }

  /// The kept records with derived variables and hashed identities, and the record of all that was done.
  func result(seed: UInt64) -> CleanResult {
    let kept = droppedBy.indices.filter { droppedBy[$0] == nil }
    var finished = table.gather(kept)
    for variable in plan.derived { finished.set(variable.name, variable.expression.evaluate(finished)) }
    for name in plan.identifying.sorted() {
      if let column = finished[name] {
        finished.set(name, hashedIdentity(column, seed: seed))
      }
    }
    var cleaned = dataset
    cleaned.table = finished
    let quarantine = droppedBy.indices.compactMap(quarantined)
    let counts = StageCount(
      stage: "clean", source: dataset.source, wave: dataset.wave, rowsIn: dataset.table.rowCount,
      rowsKept: kept.count, rowsQuarantined: quarantine.count,
      cellsChanged: audit.count { $0.action != RuleAction.flag.name },
      recordsFlagged: kept.count { isFlagged[$0] })
    return CleanResult(
      dataset: cleaned, audit: audit, quarantine: quarantine, rules: summaries, counts: counts)
  }

  private func quarantined(_ row: Int) -> QuarantinedRecord? {
    guard let first = droppedBy[row] else { return nil }
    let rules = caughtBy[row].map { plan.rules[$0].rule }
    let dropping = plan.rules[first].rule
    let usual: RecordOutcome = if case .keepLatest = dropping.action { .duplicate } else { .invalid }
    let outcome = dropping.outcome ?? usual
    return QuarantinedRecord(
      stage: "clean", source: dataset.source, wave: dataset.wave, record: records.id(row), file: records.file(row),
      line: records.line(row), outcome: outcome.rawValue, rules: rules.map(\.id),
      detail: rules.map(\.title.en).joined(separator: "; "))
  }
}
