import Expressions
import SurveyModel
import Tables

extension CleaningRun {
  /// The kept records with derived variables and hashed identities, and the record of all that was done.
  consuming func result() -> CleanResult {
    let kept = droppedBy.indices.filter { droppedBy[$0] < 0 }
    let dropped = droppedBy.indices.filter { droppedBy[$0] >= 0 }
    // The fingerprints are of the answers as ingested, so they come before the open ones are screened.
    let quarantine = quarantined(dropped)
    screenOpenTexts()
    let quality = qualityFigures(kept: kept, dropped: dropped)
    let counts = StageCount(
      stage: "clean", source: dataset.source, wave: dataset.wave, rowsIn: table.rowCount,
      rowsKept: kept.count, rowsQuarantined: quarantine.count,
      cellsChanged: audit.count { $0 != .flag && $0 != .keep }, recordsFlagged: flaggedCount)
    let withInvalid = derivedWithInvalid()
    let (taken, others) = partTable(dropped)
    var cleaned = dataset
    cleaned.imputation = beforeImputation.map { records in
      ImputationsOfReplicates(
        records, rules: plan.imputations, derived: plan.derived, codebook: dataset.codebook, seed: pipeline.seed,
        previous: context.previous)
    }
    cleaned.table = finished(consume others)
    let invalid = invalidRecords(taken, dropped, withInvalid)
    let setAside = hashingIdentities(consume taken)
    let idle = decided.idle.map {
      "warning: the decision on record \($0.record) is of no use: rule \($0.rule) does not strike it"
    }
    return CleanResult(
      dataset: cleaned, audit: audit, quarantine: quarantine, rules: summaries, counts: counts,
      setAside: setAside, invalid: invalid, quality: quality,
      gates: gates
        + pipeline.cleaning.gates.flatMap { QualityGateCheck($0, codebook: dataset.codebook).results(quality) },
      applied: decided.applied, notes: notes + idle)
  }

  /// The records with derived variables, and with identities as hashes.
  private func finished(_ records: consuming Table) -> Table {
    for variable in plan.derived { records.set(variable.name, variable.expression.evaluate(records)) }
    return hashingIdentities(records)
  }

  private func isInvalid(_ row: Int) -> Bool { outcome(of: row) == .invalid }

  /// What the records that rules dropped as invalid would have been; nil when there are none.
  private func invalidRecords(_ setAside: Table, _ dropped: [Int], _ derived: Table?) -> InvalidRecords? {
    let places = dropped.indices.filter { isInvalid(dropped[$0]) }
    guard !places.isEmpty else { return nil }
    // How many records were kept before each of them is how many rows are before it but not dropped.
    let keptBefore = places.map { Int32(truncatingIfNeeded: dropped[$0] - $0) }
    return InvalidRecords(records: finished(setAside.gather(places)), keptBefore: keptBefore, derived: derived)
  }

  /// Derived variables over the kept and the invalid records together, where one of them looks at other records: only
  /// then are they others than over each.
  private func derivedWithInvalid() -> Table? {
    let expressions = plan.derived.map(\.expression)
    guard expressions.contains(where: \.readsOtherRows) else { return nil }
    let rows = droppedBy.indices.filter { droppedBy[$0] < 0 || isInvalid($0) }
    let read = Set(expressions.flatMap(\.columnsRead))
    let names = table.names.filter { read.contains($0) }
    return finished(table.selecting(names).gather(rows)).selecting(plan.derived.map(\.name))
  }

  private func hashingIdentities(_ records: consuming Table) -> Table {
    let key = context.salt ?? [UInt8]("\(pipeline.seed)".utf8)
    var even: [Int] = []
    for name in plan.identifying.sorted() {
      if let column = records[name] { records.set(name, hashedIdentity(column, key: key, even: &even)) }
    }
    return records
  }

  func outcome(of row: Int) -> RecordOutcome? {
    guard droppedBy[row] >= 0 else { return nil }
    let rule = plan.rules[Int(droppedBy[row])].rule
    let usual: RecordOutcome = if case .keepLatest = rule.action { .duplicate } else { .invalid }
    return rule.outcome ?? usual
  }

  private func quarantined(_ dropped: [Int]) -> [QuarantinedRecord] {
    let broken = BrokenRules(caught, rows: dropped, rowCount: table.rowCount)
    // Records that broke the same rules share their texts.
    let texts = broken.combinations.map { rules -> (ids: [String], detail: String) in
      let rules = rules.map { plan.rules[$0].rule }
      return (rules.map(\.id), rules.map(\.title.en).joined(separator: "; "))
    }
    let prints = RecordFingerprints(table, dataset.codebook, originals: originals, rows: dropped)
    return dropped.indices.map { place in
      let row = dropped[place]
      let (ids, detail) = texts[Int(broken.numbers[place])]
      return QuarantinedRecord(
        stage: "clean", source: dataset.source, wave: dataset.wave, record: records.id(row),
        file: records.file(row),
        line: records.line(row), outcome: outcome(of: row)?.rawValue ?? "", rules: ids,
        detail: detail,
        fingerprint: prints[place: place])
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
