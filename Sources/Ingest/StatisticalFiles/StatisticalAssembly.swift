import Diagnostics
import SurveyModel
import Tables

extension StatisticalFileReader {
  /// Makes the typed table and the codebook of what was gathered.
  func assemble(
    _ sink: inout StatisticalSink, encoding: String, isForced: Bool
  ) throws(DiagnosticError) -> StatisticalFile {
    var isDamaged = false
    guard let decoder = TextDecoder(encoding) else { throw problem("I-803", "unknown encoding \(encoding)") }
    let raw = sink.variables
    let names = raw.map { decoder.lenient($0.name, isDamaged: &isDamaged) }
    try checkNames(names)
    var variables: [StatisticalVariable] = []
    var numberRules: [NumberRules?] = []
    var textRules: [TextRules?] = []
    for (variable, name) in zip(raw, names) {
      let set = variable.labelSet.flatMap { sink.labelSets[$0] } ?? []
      let labels = set.compactMap { valueLabel($0, decoder, &isDamaged) }
      let content: StatisticalContent =
        variable.isText
        ? .text
        : isStata ? StatisticalContent(stataFormat: variable.format) : StatisticalContent(spssFormat: variable.format)
      let declared = variable.textRanges.map { decoder.lenient($0, isDamaged: &isDamaged) }
      numberRules.append(
        variable.isText ? nil : NumberRules(content: content, ranges: variable.numberRanges, labels: labels))
      textRules.append(variable.isText ? TextRules(declared: declared, labels: labels) : nil)
      variables.append(
        StatisticalVariable(
          name: name, label: decoder.lenient(variable.label, isDamaged: &isDamaged), format: variable.format,
          measure: variable.measure, labelSet: variable.labelSet.map { decoder.lenient($0, isDamaged: &isDamaged) },
          content: content, valueLabels: labels,
          missingRanges: variable.numberRanges.map { .numbers($0) } + declared.map { .text($0) }, missingCodes: [:],
          codedCells: CodedCells()))
    }
    let convention = negativeCodeConvention(numberRules)
    for index in numberRules.indices { numberRules[index]?.convention = convention }
    let finished = finish(&sink, numberRules, textRules, encoding)
    for (index, column) in finished.enumerated() {
      variables[index].content = column.content
      variables[index].missingCodes = column.missingCodes
      variables[index].codedCells = column.codedCells
    }
    var notes = StatisticalNotes(file: file)
    try notes.checkTexts(finished, names, encoding: encoding, rows: sink.rowCount)
    notes.add(sink, encoding: encoding, isForced: isForced, isStata: isStata, labelsDamaged: isDamaged)
    notes.add(finished, variables, numberRules)
    let weight = sink.weight.flatMap { names.indices.contains($0) ? names[$0] : nil }
    if let weight { notes.lines.append("\(file): the cases are weighted by \(weight)") }
    let table = Table(
      zip(names, finished).map { (name: $0, column: $1.column) }, rowCount: sink.rowCount,
      origins: RowOrigins(
        files: [file], fileIndex: [UInt32](repeating: 0, count: sink.rowCount),
        line: (0..<sink.rowCount).map { Int32(clamping: $0 + 1) }))
    return StatisticalFile(
      table: table, variables: variables,
      codebook: Codebook(zip(variables, finished).map { SurveyVariable($0, isClosed: $1.isClosed) }),
      label: decoder.lenient(sink.fileLabel, isDamaged: &isDamaged), encoding: encoding, weight: weight,
      notes: notes.lines)
  }

  private func checkNames(_ names: [String]) throws(DiagnosticError) {
    var seen: Set<String> = []
    let repeated = names.filter { !seen.insert($0).inserted || $0.isEmpty }
    guard let first = repeated.first else { return }
    throw problem(
      "I-805", first.isEmpty ? "a variable has no name" : "several variables are called \(first)",
      advice: "Rename them in their program, and save the file again")
  }

  private func valueLabel(
    _ raw: RawValueLabel, _ decoder: borrowing TextDecoder, _ isDamaged: inout Bool
  ) -> StatisticalValueLabel? {
    let label = decoder.lenient(raw.label, isDamaged: &isDamaged)
    switch raw.value {
    case .number(let number): return StatisticalValueLabel(code: codeText(number), number: number, label: label)
    case .tag(let letter):
      return StatisticalValueLabel(code: "." + String(decoding: [letter], as: UTF8.self), number: nil, label: label)
    case .text(let text):
      return StatisticalValueLabel(code: decoder.lenient(text, isDamaged: &isDamaged), number: nil, label: label)
    case .systemMissing: return nil
    }
  }

  /// The columns, on all cores; what was gathered is given up as they are made.
  private func finish(
    _ sink: inout StatisticalSink, _ numberRules: [NumberRules?], _ textRules: [TextRules?], _ encoding: String
  ) -> [FinishedColumn] {
    let slots = sink.slots
    let group = 16
    var finished: [FinishedColumn] = []
    finished.reserveCapacity(slots.count)
    for start in stride(from: 0, to: slots.count, by: group) {
      let indices = start..<min(start + group, slots.count)
      let numbers = indices.map { slots[$0] >= 0 ? sink.takeNumbers(slots[$0]) : nil }
      let texts = indices.map { slots[$0] < 0 ? sink.takeTexts(~slots[$0]) : nil }
      finished += parallelMap(count: indices.count, threads: availableCores()) { position in
        let index = start + position
        if let gathered = numbers[position], let rules = numberRules[index] { return FinishedColumn(gathered, rules) }
        return FinishedColumn(
          texts[position] ?? TextGatherer(), textRules[index] ?? TextRules(declared: [], labels: []),
          encoding: encoding)
      }
    }
    return finished
  }
}

extension SurveyVariable {
  /// A variable of a statistics file: options are the labelled values, those that are no answer last.
  init(_ variable: StatisticalVariable, isClosed: Bool) {
    let options = variable.valueLabels.map { AnswerOption(code: $0.code, label: LocalizedText($0.label)) }
    let kind: VariableKind =
      switch variable.content {
      case .number: isClosed ? .single : .numeric
      case .seconds: .numeric
      case .text: isClosed ? .single : .open
      case .date, .dateTime: .paradata
      }
    self.init(
      name: variable.name, question: variable.name, kind: kind,
      text: LocalizedText(variable.label.isEmpty ? variable.name : variable.label),
      options: options.filter { variable.missingCodes[$0.code] == nil }
        + options.filter { variable.missingCodes[$0.code] != nil },
      missingCodes: variable.missingCodes)
    if case .seconds = variable.content { unit = "秒" }
  }
}
