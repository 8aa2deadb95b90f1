import Expressions
import SurveyModel
import Tables

extension CleaningRun {
  /// The kept records with derived variables and hashed identities, and the record of all that was done.
  consuming func result() -> CleanResult {
    screenOpenTexts()
    let kept = droppedBy.indices.filter { droppedBy[$0] < 0 }
    let dropped = droppedBy.indices.filter { droppedBy[$0] >= 0 }
    let invalid = dropped.filter { outcome(of: $0) == .invalid }
    var cleaned = dataset
    cleaned.table = finished(table.gather(kept))
    var withInvalid: Dataset?
    if !invalid.isEmpty {
      withInvalid = dataset
      withInvalid?.table = finished(
        table.gather(droppedBy.indices.filter { droppedBy[$0] < 0 || outcome(of: $0) == .invalid }))
    }
    let quarantine = quarantined(dropped)
    let counts = StageCount(
      stage: "clean", source: dataset.source, wave: dataset.wave, rowsIn: dataset.table.rowCount,
      rowsKept: kept.count, rowsQuarantined: quarantine.count,
      cellsChanged: (0..<audit.count).count { audit.action($0) != .flag && audit.action($0) != .keep },
      recordsFlagged: flaggedCount)
    let quality = qualityFigures(kept: kept, dropped: dropped)
    let decided = decided
    let idle = decided.idle.map {
      "warning: the decision on record \($0.record) is of no use: rule \($0.rule) does not strike it"
    }
    return CleanResult(
      dataset: cleaned, audit: audit, quarantine: quarantine, rules: summaries, counts: counts,
      setAside: hashingIdentities(table.gather(dropped)), withInvalid: withInvalid, quality: quality,
      gates: gates
        + pipeline.cleaning.gates.flatMap { QualityGateCheck($0, codebook: dataset.codebook).results(quality) },
      applied: decided.applied, notes: notes + idle)
  }

  /// The records with derived variables, and with identities as hashes.
  private func finished(_ records: Table) -> Table {
    var finished = records
    for variable in plan.derived { finished.set(variable.name, variable.expression.evaluate(finished)) }
    return hashingIdentities(finished)
  }

  private func hashingIdentities(_ records: Table) -> Table {
    var hashed = records
    let key = context.salt ?? [UInt8]("\(pipeline.seed)".utf8)
    for name in plan.identifying.sorted() {
      if let column = hashed[name] { hashed.set(name, hashedIdentity(column, key: key)) }
    }
    return hashed
  }

  func outcome(of row: Int) -> RecordOutcome? {
    guard droppedBy[row] >= 0 else { return nil }
    let rule = plan.rules[Int(droppedBy[row])].rule
    let usual: RecordOutcome = if case .keepLatest = rule.action { .duplicate } else { .invalid }
    return rule.outcome ?? usual
  }

  private func quarantined(_ dropped: [Int]) -> [QuarantinedRecord] {
    // Rules that caught each dropped record, in the order they ran.
    var place = [Int32](repeating: -1, count: table.rowCount)
    for (position, row) in dropped.enumerated() { place[row] = Int32(truncatingIfNeeded: position) }
    var rules = [[Int]](repeating: [], count: dropped.count)
    for (rule, rows) in caught.enumerated() {
      for row in rows where place[Int(row)] >= 0 { rules[Int(place[Int(row)])].append(rule) }
    }
    let prints = RecordFingerprints(dataset, rows: dropped)
    return zip(dropped, rules).map { row, rules in
      let broken = rules.map { plan.rules[$0].rule }
      return QuarantinedRecord(
        stage: "clean", source: dataset.source, wave: dataset.wave, record: records.id(row), file: records.file(row),
        line: records.line(row), outcome: outcome(of: row)?.rawValue ?? "", rules: broken.map(\.id),
        detail: broken.map(\.title.en).joined(separator: "; "), fingerprint: prints[row] ?? "")
    }
  }

  /// Takes out of open answers what tells who wrote them: nothing that is quoted later may.
  private mutating func screenOpenTexts() {
    let screening = OpenTextScreening()
    for variable in dataset.codebook.variables where variable.kind == .open && !variable.isIdentifying {
      guard let column = table[variable.name], case .text(let texts) = column.storage else { continue }
      var edits: [CellEdit] = []
      for row in 0..<texts.count where !column.isMissing(at: row) {
        let text = texts[row]
        let found = screening.findings(in: text)
        if !found.isEmpty { edits.append(CellEdit(row: row, cell: CellText(screening.redacted(text, found)))) }
      }
      guard !edits.isEmpty else { continue }
      replace(variable.name, column.editing(edits).column)
      for edit in edits {
        audit { log in
          log.add(
            row: edit.row, rule: "screening", variable: variable.name, action: .redact,
            before: column.cell(at: edit.row),
            after: edit.cell)
        }
      }
    }
  }
}
