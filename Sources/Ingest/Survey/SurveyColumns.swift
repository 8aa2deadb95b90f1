import Diagnostics
import SurveyModel
import Tables

/// Columns of the file that are read together, and the variables they become.
private enum ReadJob: Sendable {
  case single(column: Int, variable: Int)
  case options([OptionColumn], variable: Int)
  case rankList(column: Int, variables: [Int])
  case rankPositions([(rank: Int, column: Int)], variables: [Int])

  /// The one column that it reads; nil for several.
  var column: Int? {
    switch self {
    case .single(let column, _), .rankList(let column, _): column
    case .options, .rankPositions: nil
    }
  }
}

/// What a job read.
private struct ReadJobResult: Sendable {
  /// Each variable's answers.
  var answers: [(variable: Int, read: ReadAnswers)]
  /// For the question that names the unit: the position of each answer among its options.
  var positions: [Int?] = []
}

extension SurveyIngest {
  /// The table: record, unit, paradata in the order of ``ParadataColumn``, then the questionnaire's variables.
  mutating func columns(
    _ mapping: ColumnMapping, _ reader: AnswerReader
  ) throws(DiagnosticError) -> (Table, Codebook) {
    var answers = [ReadAnswers?](repeating: nil, count: codebook.variables.count)
    var unit: Column?
    for result in run(Self.jobs(mapping), mapping.targets.count, reader) {
      for (position, read) in result.answers {
        let variable = codebook.variables[position]
        if variable.name == source.unitColumn, !variable.options.isEmpty,
          !result.positions.isEmpty || reader.rows.isEmpty
        {
          unit = try unitColumn(variable, read.column, result.positions)
        }
        noteUnreadable(read.unreadable, variable.name)
        answers[position] = read
      }
    }
    var paradata = readParadata(mapping, reader, unit: &unit)
    addOtherTexts(mapping, reader, to: &answers)
    if paradata[.recordID] == nil {
      paradata[.recordID] = Column(.text(TextStorage(reader.rows.map(recordName))))
      notes.append("\(cells.file): no record_id; the line number stands for it")
    }
    try requireUnit(unit)
    return assemble(paradata, unit, answers, reader.rows)
  }

  private static func jobs(_ mapping: ColumnMapping) -> [ReadJob] {
    var jobs: [ReadJob] = []
    var options: [Int: [OptionColumn]] = [:]
    var ranks: [Int: [(rank: Int, column: Int)]] = [:]
    var order: [Int] = []
    for (column, target) in mapping.targets.enumerated() {
      switch target {
      case .variable(let variable): jobs.append(.single(column: column, variable: variable))
      case .option(let variable, let outcome):
        if options[variable] == nil { order.append(variable) }
        options[variable, default: []].append(OptionColumn(column: column, outcome: outcome))
      case .rankList(let first): jobs.append(.rankList(column: column, variables: mapping.question(of: first)))
      case .rankPosition(let first, let rank):
        if ranks[first] == nil { order.append(first) }
        ranks[first, default: []].append((rank, column))
      default: break
      }
    }
    for variable in order {
      if let columns = options[variable] { jobs.append(.options(columns, variable: variable)) }
      if let columns = ranks[variable] {
        jobs.append(.rankPositions(columns, variables: mapping.question(of: variable)))
      }
    }
    return jobs
  }

  /// What the jobs read, in their order.
  ///
  /// Columns do not depend on each other: they are read on all cores, those that are neighbours by the same one.
  private func run(_ jobs: [ReadJob], _ columnCount: Int, _ reader: AnswerReader) -> [ReadJobResult] {
    let (codebook, unit, cores) = (codebook, source.unitColumn, availableCores())
    let width = max(1, min(8, columnCount / (2 * cores)))
    // Jobs by the strip of columns that they read; what reads several columns stands by itself.
    var groups: [(strip: Int?, jobs: [Int])] = []
    var groupOfStrip: [Int: Int] = [:]
    for (number, job) in jobs.enumerated() {
      guard let strip = job.column.map({ $0 / width }) else {
        groups.append((nil, [number]))
        continue
      }
      if let group = groupOfStrip[strip] {
        groups[group].jobs.append(number)
      } else {
        groupOfStrip[strip] = groups.count
        groups.append((strip, [number]))
      }
    }
    let all = groups
    let read = parallelMap(count: all.count, threads: cores) { group in
      let reader = all[group].strip.map { reader.with(columns: $0 * width..<($0 + 1) * width) } ?? reader
      return all[group].jobs.map { Self.run(jobs[$0], codebook, reader, unit: unit) }
    }
    let inOrder = zip(all, read).flatMap { zip($0.jobs, $1) }.sorted { $0.0 < $1.0 }
    return inOrder.map(\.1)
  }

  private static func run(
    _ job: ReadJob, _ codebook: Codebook, _ reader: AnswerReader, unit: String?
  ) -> ReadJobResult {
    switch job {
    case .single(let column, let position):
      let variable = codebook.variables[position]
      guard variable.name == unit, !variable.options.isEmpty else {
        return ReadJobResult(answers: [(position, reader.read(variable, column: column))])
      }
      let choice = reader.readChoice(variable, column: column)
      return ReadJobResult(answers: [(position, choice.answers)], positions: choice.positions)
    case .options(let columns, let position):
      return ReadJobResult(answers: [(position, reader.readOptions(codebook.variables[position], columns))])
    case .rankList(let column, let positions):
      let reads = reader.readRankList(positions.map { codebook.variables[$0] }, column: column)
      return ReadJobResult(answers: zip(positions, reads).map { ($0.0, $0.1) })
    case .rankPositions(let columns, let positions):
      let reads = reader.readRankPositions(positions.map { codebook.variables[$0] }, columns)
      return ReadJobResult(answers: zip(positions, reads).map { ($0.0, $0.1) })
    }
  }

  private mutating func readParadata(
    _ mapping: ColumnMapping, _ reader: AnswerReader, unit: inout Column?
  ) -> [ParadataColumn: Column] {
    var paradata: [ParadataColumn: Column] = [:]
    var started: Column?
    let targets = mapping.targets
    let reads = parallelMap(count: targets.count, threads: availableCores()) { column in
      switch targets[column] {
      case .addressAndPlace:
        let read = reader.readAddresses(column: column)
        return [ReadAnswers(column: read.address), ReadAnswers(column: read.place)]
      case .paradata(.column(let kind)): return [reader.read(kind, column: column)]
      case .paradata(.startedAt): return [reader.readTimes(column: column)]
      default: return []
      }
    }
    for (column, (target, read)) in zip(targets, reads).enumerated() {
      switch target {
      case .unitName: unit = readUnitNames(column, reader)
      case .addressAndPlace: (paradata[.address], paradata[.addressPlace]) = (read[0].column, read[1].column)
      case .paradata(.column(let kind)):
        noteUnreadable(read[0].unreadable, kind.rawValue)
        paradata[kind] = read[0].column
      case .paradata(.startedAt): started = read[0].column
      default: break
      }
    }
    if paradata[.duration] == nil, let started, let submitted = paradata[.submittedAt] {
      paradata[.duration] = elapsed(from: started, to: submitted)
      notes.append("\(cells.file): no column of the duration; it is the time of submission less that of opening")
    }
    return paradata
  }

  private func elapsed(from started: Column, to submitted: Column) -> Column {
    guard case .dateTime(let starts) = started.storage, case .dateTime(let ends) = submitted.storage else {
      return submitted
    }
    var builder = IntegerColumnBuilder(capacity: starts.count)
    for row in starts.indices {
      if started.isMissing(at: row) {
        builder.appendMissing(started.missingKind(at: row))
      } else if submitted.isMissing(at: row) {
        builder.appendMissing(submitted.missingKind(at: row))
      } else if ends[row] < starts[row] {
        builder.appendMissing(.unreadable)
      } else {
        builder.append(ends[row] - starts[row])
      }
    }
    return builder.finish()
  }

  /// Texts beside options that have columns of their own, with those from inside the cells.
  private func addOtherTexts(_ mapping: ColumnMapping, _ reader: AnswerReader, to answers: inout [ReadAnswers?]) {
    for (column, target) in mapping.targets.enumerated() {
      guard case .otherText(let position) = target else { continue }
      let read = reader.readText(column: column, marks: reader.commonMarks).column
      guard let known = answers[position]?.written else {
        answers[position]?.written = read
        continue
      }
      guard case .text(let before) = known.storage, case .text(let added) = read.storage else { continue }
      var texts = WrittenTexts(reader.rows.count)
      for row in 0..<reader.rows.count {
        if !known.isMissing(at: row) { texts.set(Array(before[row].utf8)[...], at: row) }
        if !read.isMissing(at: row) { texts.set(Array(added[row].utf8)[...], at: row) }
      }
      answers[position]?.written = texts.column
    }
  }

  private func requireUnit(_ unit: Column?) throws(DiagnosticError) {
    guard unit == nil, let wanted = source.unitColumn else { return }
    let names = codebook.variables.filter { !$0.options.isEmpty }.map(\.name)
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-408", at: SourceLocation(file: cells.file),
        "unit: \(wanted) of the source \(source.name) is no choice question of the questionnaire",
        advice: nearestName(to: wanted, among: names).map { "Did you mean \($0)?" }))
  }

  private func assemble(
    _ paradata: [ParadataColumn: Column], _ unit: Column?, _ answers: [ReadAnswers?], _ rows: [Int]
  ) -> (Table, Codebook) {
    var pairs: [(name: String, column: Column)] = []
    var variables: [SurveyVariable] = []
    for kind in ParadataColumn.allCases where codebook[kind.rawValue] == nil {
      guard let column = paradata[kind] else { continue }
      pairs.append((kind.rawValue, column))
      variables.append(
        SurveyVariable(
          name: kind.rawValue, question: kind.rawValue, kind: .paradata, text: LocalizedText(kind.rawValue),
          isIdentifying: kind.isIdentifying))
      if kind == .recordID, let unit { pairs.append((unitColumnName, unit)) }
    }
    for (variable, read) in zip(codebook.variables, answers) {
      guard let read else { continue }
      pairs.append((variable.name, read.column))
      variables.append(variable)
      let otherName = variable.name + "_other"
      if let written = read.written, codebook[otherName] == nil {
        pairs.append((otherName, written))
        variables.append(
          SurveyVariable(
            name: otherName, question: variable.question, kind: .open, text: variable.text, rowText: variable.rowText,
            isIdentifying: true))
      }
    }
    return (Table(pairs, rowCount: rows.count, origins: cells.origins(rows)), Codebook(variables))
  }
}
