import Tables

/// A column typed, with what was found on the way.
struct FinishedColumn: Sendable {
  var column: Column
  var content: StatisticalContent
  var codedCells = CodedCells()
  var missingCodes: [String: MissingKind] = [:]
  /// Every value that is there is labelled as an answer.
  var isClosed = false
  /// Unlabelled codes taken as missing since other variables label them so, with the number of cells.
  var byConvention: [(code: String, kind: MissingKind, cells: Int)] = []
  /// Unlabelled codes that are missing elsewhere and were kept, as the variable has other negative values too.
  var doubtful: [String] = []
  var hasTimeOfDay = false
  var isOutOfCalendar = 0
  /// Texts with bytes that are not in the encoding: the cells, and the first of them.
  var badTexts = 0
  var firstBad: (row: Int, offset: Int)?
  var cutTexts = 0
}

// MARK: - Numbers

extension FinishedColumn {
  /// The numbers of one variable: codes for missing answers become kinds, dates become dates.
  init(_ gathered: NumberGatherer, _ rules: NumberRules) {
    let needsLook = rules.hasCodes || !rules.convention.isEmpty || !rules.answers.isEmpty
    if !needsLook, gathered.tags.isEmpty, rules.content == .number {
      self.init(column: Column(gathered.storage, missing: gathered.missing), content: .number)
      return
    }
    self.init(column: Column(.bool([])), content: rules.content)
    var values = gathered.numbers
    var missing = gathered.missing
    for code in rules.codes { missingCodes[codeText(code.value)] = code.kind }
    for (letter, kind) in rules.tags { missingCodes[tagText(letter)] = kind }
    let codes = applicableCodes(rules, values, missing)
    setMissing(&values, &missing, gathered.tags, rules, codes)
    isClosed = !rules.answers.isEmpty && holdsOnly(rules.answers, values, missing)
    finish(values, missing)
  }

  /// The codes of the convention that this variable holds and can only hold as such.
  private mutating func applicableCodes(
    _ rules: NumberRules, _ values: [Double], _ missing: [MissingKind]
  ) -> [(value: Double, kind: MissingKind)] {
    let candidates = rules.convention.filter { code in
      !rules.answers.contains(code.value) && rules.kind(of: code.value) == nil
    }
    guard !candidates.isEmpty, rules.content == .number else { return [] }
    var cells = [Int](repeating: 0, count: candidates.count)
    var hasOtherNegative = false
    for row in values.indices where values[row] < 0 {
      if let position = candidates.firstIndex(where: { $0.value == values[row] }) {
        cells[position] += 1
      } else if rules.kind(of: values[row]) == nil {
        hasOtherNegative = true
      }
    }
    let held = candidates.indices.filter { cells[$0] > 0 }
    if hasOtherNegative {
      doubtful = held.map { codeText(candidates[$0].value) }
      return []
    }
    for position in held {
      let code = codeText(candidates[position].value)
      byConvention.append((code, candidates[position].kind, cells[position]))
      missingCodes[code] = candidates[position].kind
    }
    return held.map { candidates[$0] }
  }

  private mutating func setMissing(
    _ values: inout [Double], _ missing: inout [MissingKind], _ tags: [(row: Int32, tag: UInt8)], _ rules: NumberRules,
    _ convention: [(value: Double, kind: MissingKind)]
  ) {
    guard rules.hasCodes || !convention.isEmpty || !tags.isEmpty else { return }
    if missing.isEmpty { missing = [MissingKind](repeating: .present, count: values.count) }
    var entries: [Double: UInt32] = [:]
    var nextTag = 0
    for row in values.indices {
      guard missing[row] == .present else {
        if nextTag < tags.count, tags[nextTag].row == row {
          let letter = tags[nextTag].tag
          missing[row] = rules.tags[letter] ?? .empty
          missingCodes[tagText(letter)] = missing[row]
          codedCells.append(row: row, entry: codedCells.entry(of: tagText(letter)))
          nextTag += 1
        }
        continue
      }
      let value = values[row]
      guard let kind = rules.kind(of: value) ?? convention.first(where: { $0.value == value })?.kind else { continue }
      missing[row] = kind
      let entry = entries[value] ?? codedCells.entry(of: codeText(value))
      if entries[value] == nil {
        entries[value] = entry
        missingCodes[codeText(value)] = kind
      }
      codedCells.append(row: row, entry: entry)
      values[row] = 0
    }
  }

  private func holdsOnly(_ answers: Set<Double>, _ values: [Double], _ missing: [MissingKind]) -> Bool {
    // Most scales are a few small numbers in a row.
    var small = [Bool](repeating: false, count: 256)
    for answer in answers where (0..<256).contains(answer) && answer == answer.rounded() { small[Int(answer)] = true }
    for row in values.indices where missing.isEmpty || missing[row] == .present {
      let value = values[row]
      if value >= 0, value < 256, small[Int(value)], value == value.rounded(.down) { continue }
      if !answers.contains(value) { return false }
    }
    return true
  }

  private mutating func finish(_ values: [Double], _ missing: [MissingKind]) {
    switch content {
    case .number, .text: column = Column(narrowNumbers(values), missing: missing)
    case .seconds(let unit): column = Column(narrowNumbers(values.map { $0 * unit }), missing: missing)
    case .date(let calendar), .dateTime(let calendar): finishTimes(values, missing, calendar)
    }
  }

  private mutating func finishTimes(_ values: [Double], _ missing: [MissingKind], _ calendar: StatisticalCalendar) {
    var missing = missing
    var seconds = [Int64](repeating: 0, count: values.count)
    for row in values.indices where missing.isEmpty || missing[row] == .present {
      if let time = calendar.seconds(values[row]) {
        seconds[row] = time
        if time % 86_400 != 0 { hasTimeOfDay = true }
      } else {
        if missing.isEmpty { missing = [MissingKind](repeating: .present, count: values.count) }
        missing[row] = .unreadable
        isOutOfCalendar += 1
      }
    }
    guard case .date = content, !hasTimeOfDay else {
      hasTimeOfDay = hasTimeOfDay && content == .date(calendar)
      column = Column(.dateTime(seconds), missing: missing)
      return
    }
    column = Column(.date(seconds.map { Int32($0 / 86_400) }), missing: missing)
  }
}

private func tagText(_ letter: UInt8) -> String { "." + String(decoding: [letter], as: UTF8.self) }

/// Whole numbers in the narrowest width, others as they are.
private func narrowNumbers(_ values: [Double]) -> ColumnStorage {
  var whole: [Int64] = []
  whole.reserveCapacity(values.count)
  for value in values {
    guard abs(value) < 9e15 else { return .double(values) }
    let number = Int64(value)
    guard Double(number) == value else { return .double(values) }
    whole.append(number)
  }
  return narrowIntegers(whole)
}
