/// How each column of a delimited file is read: as declared, or as its first value speaks.
struct CSVTypes {
  let options: CSVTableOptions
  let missing: MissingTexts

  /// The plans of the columns before a row has been seen.
  func plans(_ names: [String]) -> [ColumnPlan] { names.map { plan($0) } }

  private func plan(_ name: String) -> ColumnPlan {
    if let only = options.only, !only.contains(name) { return .unwanted }
    guard let declared = options.columns[name] else {
      return ColumnPlan(mode: .integer, isInferred: true, isGuess: true)
    }
    let mode: ReadingMode =
      switch declared.type {
      case .integer: .integer
      case .double: .double
      case .category: .words
      case .text: .text
      default: .other(declared.type)
      }
    return ColumnPlan(mode: mode, isInferred: false, codes: declared.codes)
  }

  /// Finds the types of the first values in so many rows. Whole numbers can become decimal ones later, anything can
  /// become text.
  func infer(
    _ plans: inout [ColumnPlan], _ text: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, rows: Int
  ) {
    guard let base = text.baseAddress else { return }
    var scanner = RowScanner(
      text, from: start, limit: text.count, reach: text.count, separator: separator, columns: plans.count)
    var batch = RowBatch(columns: plans.count, base: base + start)
    var seen = 0
    while seen < rows, plans.contains(where: \.isGuess), scanner.fill(&batch) {
      for row in 0..<batch.rowCount {
        for column in plans.indices where plans[column].isGuess {
          let cell = trimmingSpaces(batch.cell(row, column))
          if cell.isEmpty || missing.kind(cell) != nil { continue }
          // The first value tells numbers, dates and texts apart; what follows widens or breaks it.
          plans[column].isGuess = false
          plans[column].mode = firstMode(cell)
        }
      }
      seen += batch.rowCount
    }
  }

  /// Finds other types for columns that were read as one they are not.
  func widen(
    _ plans: inout [ColumnPlan], _ refuted: [Int], _ text: UnsafeBufferPointer<UInt8>, from start: Int,
    separator: UInt8
  ) {
    let before = plans
    // Columns that were empty in the first rows: what their first value is was never asked.
    for column in plans.indices where !refuted.contains(column) { plans[column].isGuess = false }
    infer(&plans, text, from: start, separator: separator, rows: .max)
    for column in refuted where plans[column].mode == before[column].mode {
      plans[column].mode = plans[column].mode == .other(.date) ? .other(.dateTime) : .words
    }
  }

  private func firstMode(_ cell: UnsafeBufferPointer<UInt8>) -> ReadingMode {
    if plainInteger(cell) != nil { return .integer }
    if plainDecimal(cell) != nil { return .double }
    if parseDate(cell) != nil { return .other(.date) }
    return parseDateTime(cell) == nil ? .words : .other(.dateTime)
  }
}
