import SurveyModel
import Tables

extension AnswerReader {
  /// A column of the platform's own record.
  func read(_ paradata: ParadataColumn, column: Int) -> ReadAnswers {
    switch paradata {
    case .submittedAt: readTimes(column: column)
    case .duration: readDurations(column)
    case .channel:
      ReadAnswers(column: grid.typed(column: column, rows: rows, as: .category, missing: channelMarks).column)
    case .recordID, .address, .addressPlace, .creditCode: readText(column: column, marks: commonMarks)
    }
  }

  private var channelMarks: (ArraySlice<UInt8>) -> MissingKind? {
    let marks = commonMarks
    return { cell in if case .missing(let kind) = AnswerCell(cell, marks) { kind } else { nil } }
  }

  /// Times on the clock of the first one; a time with another offset from UTC is moved to that clock.
  func readTimes(column: Int) -> ReadAnswers {
    let isMonthFirst = conventions.isMonthFirst
    var clock: Int64?
    return readNumbers(column, as: .dateTime) { text in
      guard let time = PlatformTime(text, isMonthFirst: isMonthFirst) else { return nil }
      guard let offset = time.offset else { return time.seconds }
      let base = clock ?? offset
      clock = base
      return time.seconds - offset + base
    }
  }

  private func readDurations(_ column: Int) -> ReadAnswers {
    readNumbers(column, as: .integer) { text in
      if let seconds = parseDuration(text) { return seconds }
      // Some platforms measure fractions of a second.
      guard let seconds = parseDouble(text), seconds >= 0, seconds < 1e12 else { return nil }
      return Int64(seconds.rounded())
    }
  }

  private func readNumbers(
    _ column: Int, as type: ColumnType, _ parse: (ArraySlice<UInt8>) -> Int64?
  ) -> ReadAnswers {
    var values: [Int64] = []
    var missing: [MissingKind] = []
    var unreadable: [UnreadableAnswer] = []
    forEachAnswer(column: column, marks: commonMarks) { row, cell in
      var kind = MissingKind.present
      var value: Int64?
      switch cell {
      case .missing(let found): kind = found
      case .answer(let text):
        value = parse(text)
        if value == nil {
          kind = .unreadable
          unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
        }
      }
      values.append(value ?? 0)
      missing.append(kind)
    }
    let storage = type == .dateTime ? ColumnStorage.dateTime(values) : narrowIntegers(values)
    return ReadAnswers(column: Column(storage, missing: missing), unreadable: unreadable)
  }

  /// `1.2.3.4(省-市)` as the address and the place; an unknown place is missing.
  func readAddresses(column: Int) -> (address: Column, place: Column) {
    var address = TextColumnBuilder()
    var place = TextColumnBuilder()
    forEachAnswer(column: column, marks: commonMarks) { _, cell in
      switch cell {
      case .missing(let kind):
        address.appendMissing(kind)
        place.appendMissing(kind)
      case .answer(let text):
        let end = text.firstIndex(of: UInt8(ascii: "(")) ?? text.endIndex
        address.append(trimmingSpaces(text[..<end]))
        let inside = text[end...].dropFirst().prefix { $0 != UInt8(ascii: ")") }
        if inside.isEmpty || inside.elementsEqual("未知".utf8) {
          place.appendMissing(.empty)
        } else {
          place.append(inside)
        }
      }
    }
    return (address.finish(), place.finish())
  }
}

/// Seconds of `128秒`, `2分8秒`, `1小时2分3秒`, `1:02:03` or `128`; nil for anything else.
///
/// Read byte by byte: every response has one.
func parseDuration(_ text: ArraySlice<UInt8>) -> Int64? {
  if let seconds = parseInteger(text) { return seconds >= 0 ? seconds : nil }
  let folded = foldingWidthIfNeeded(text)
  return clockDuration(folded) ?? spelledDuration(folded)
}

/// Full-width digits and colons as ASCII; text that has none as it is.
private func foldingWidthIfNeeded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  // Full-width forms are U+FF01 … U+FF5E: lead byte EF.
  guard text.contains(0xEF) else { return text }
  return Array(foldingWidth(String(decoding: text, as: UTF8.self)).utf8)[...]
}

/// `MM:SS` or `H:MM:SS`.
private func clockDuration(_ text: ArraySlice<UInt8>) -> Int64? {
  let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
  guard parts.count == 2 || parts.count == 3, parts.last?.count == 2 else { return nil }
  var seconds: Int64 = 0
  for (index, part) in parts.enumerated() {
    let mostDigits = index == 0 && parts.count == 3 ? 5 : 2
    guard (1...mostDigits).contains(part.count), let value = unsignedInteger(part), index == 0 || value < 60 else {
      return nil
    }
    seconds = seconds * 60 + value
  }
  return seconds
}

/// Hours, minutes and seconds with their Chinese words, largest first; each may be left out, not all.
private func spelledDuration(_ text: ArraySlice<UInt8>) -> Int64? {
  let units: [(words: [String], seconds: Int64)] = [(["小时", "时"], 3600), (["分钟", "分"], 60), (["秒"], 1)]
  var rest = trimmingSpaces(text)
  guard !rest.isEmpty else { return nil }
  var total: Int64 = 0
  var next = 0
  while !rest.isEmpty {
    let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard (1...9).contains(digits.count), let value = unsignedInteger(digits) else { return nil }
    rest = trimmingSpaces(rest[digits.endIndex...])
    var found: (unit: Int, length: Int)?
    for unit in next..<units.count where found == nil {
      if let word = units[unit].words.first(where: { rest.starts(with: $0.utf8) }) {
        found = (unit, word.utf8.count)
      }
    }
    guard let found else { return nil }
    total += value * units[found.unit].seconds
    next = found.unit + 1
    rest = trimmingSpaces(rest.dropFirst(found.length))
  }
  return total
}

private func unsignedInteger(_ digits: ArraySlice<UInt8>) -> Int64? {
  var value: Int64 = 0
  for digit in digits {
    guard digit >= 0x30, digit <= 0x39 else { return nil }
    value = value * 10 + Int64(digit - 0x30)
  }
  return value
}
