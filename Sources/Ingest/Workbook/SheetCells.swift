public import Tables

/// A sheet as read: its cells, row by row, and which rectangles of them are merged into one.
public struct SheetReading: Sendable {
  /// The text of a cell whose formula holds no value.
  static let uncalculated = "formula without a value"

  /// Only rows that have cells; `lines` holds their numbers. Columns begin at A.
  public var grid = CellGrid()
  public var merges: [CellRange] = []
  /// Formulas that were never calculated; their cells are of kind `error`.
  public var uncalculatedCells = 0
}

/// What stands in the `t` attribute of a cell.
enum SheetCellType {
  case number, shared, inline, formulaText, bool, error, date

  init(_ attribute: UnsafeBufferPointer<UInt8>) {
    switch attribute.count {
    case 1:
      self =
        switch attribute[0] {
        case UInt8(ascii: "s"): .shared
        case UInt8(ascii: "b"): .bool
        case UInt8(ascii: "e"): .error
        case UInt8(ascii: "d"): .date
        default: .number
        }
    case 3: self = .formulaText
    case 9: self = .inline
    default: self = .number
    }
  }
}

/// What a sheet's cells refer to.
struct SheetContext {
  var styles: CellFormats
  var strings: SharedStrings
  var usesDates1904: Bool
  var limits: IngestLimits
}

/// A problem of a sheet's content, before it is told of which file it is.
struct SheetProblem: Error {
  var code: String
  var message: String
  var advice = "Open and save the workbook in a spreadsheet program"
}

/// Puts the cells of a sheet, in the order they come, into a grid: fills gaps, resolves texts, turns numbers into dates.
struct SheetCells {
  /// Rows from the first on that keep their empty cells at the end, because a header may be merged over them.
  private static let headerRows = 100

  private let context: SheetContext
  private(set) var reading = SheetReading()
  private(set) var row = 0
  /// The next column to write, from 1.
  private(set) var nextColumn = 1
  private var filled = 0
  private var gaps = 0
  /// Cells up to the last one of this row that holds something.
  private var end = 0
  /// The last serial number of each remainder, and its text.
  private var days = [(serial: Int32, text: String)](repeating: (.min, ""), count: 1024)

  init(_ context: SheetContext) { self.context = context }

  private var limits: IngestLimits { context.limits }

  /// Begins the row of that number, or without one the row after the last.
  mutating func startRow(_ number: Int?) throws(SheetProblem) {
    let number = number ?? row + 1
    guard number > row, number <= 1_048_576 else {
      throw SheetProblem(
        code: "I-304", message: "row \(number) comes after row \(row): rows are out of order or off the sheet")
    }
    row = number
    nextColumn = 1
  }

  /// Ends the row. Sheets that are formatted to their end hold millions of empty cells behind and below the table.
  mutating func endRow() {
    guard nextColumn > 1 else { return }
    nextColumn = 1
    if reading.grid.rowCount >= Self.headerRows {
      let excess = reading.grid.kinds.count - end
      if excess > 0 {
        reading.grid.kinds.removeLast(excess)
        reading.grid.offsets.removeLast(excess)
      }
      if end == reading.grid.rowStarts[reading.grid.rowCount] { return }
    }
    reading.grid.endRow(line: row)
    end = reading.grid.kinds.count
  }

  mutating func merge(_ range: CellRange) throws(SheetProblem) {
    if reading.merges.count >= limits.mergedRanges { throw exceeded("more merged cells", .mergedRanges) }
    reading.merges.append(range)
  }

  /// Empty cells up to the column before `column`, where the next cell goes.
  mutating func move(to column: Int) throws(SheetProblem) {
    guard column >= nextColumn, column <= 16_384 else {
      throw SheetProblem(
        code: "I-305", message: "a cell of row \(row) is out of order, given twice or off the sheet")
    }
    let gap = column - nextColumn
    nextColumn = column + 1
    if reading.grid.kinds.count + gap >= limits.cells { throw exceeded("more cells, gaps included,", .cells) }
    if gap > 0 {
      gaps += gap
      if gaps > IngestLimits.gapFloor, gaps / limits.gapsPerCell > filled {
        throw exceeded("more gaps for each cell", .gapsPerCell)
      }
      for _ in 0..<gap { reading.grid.append(EmptyCollection(), kind: .empty) }
    }
    filled += 1
  }

  /// Appends the cell that the last ``move(to:)`` made room for.
  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, _ type: SheetCellType, style: Int, hasFormula: Bool
  ) throws(SheetProblem) {
    if text.isEmpty, type != .inline {
      if hasFormula, type != .formulaText {
        reading.uncalculatedCells += 1
        reading.grid.append(SheetReading.uncalculated.utf8, kind: .error)
      } else {
        reading.grid.append(EmptyCollection(), kind: type == .formulaText ? .text : .empty)
      }
    } else {
      try appendValue(text, type, style: style)
    }
    if reading.grid.kinds[reading.grid.kinds.count - 1] != .empty { end = reading.grid.kinds.count }
    if reading.grid.bytes.count + context.strings.byteCount > limits.textBytes {
      throw exceeded("more bytes of text", .textBytes)
    }
  }

  private mutating func appendValue(_ text: UnsafeBufferPointer<UInt8>, _ type: SheetCellType, style: Int)
    throws(SheetProblem)
  {
    switch type {
    case .shared:
      guard let index = parseInteger(text), index >= 0, index < context.strings.count
      else {
        throw SheetProblem(
          code: "I-307", message: "a cell of row \(row) refers to a text that the workbook does not have")
      }
      reading.grid.append(context.strings.bytes(Int(index)), kind: .text)
    case .inline: reading.grid.append(text, kind: .text)
    case .formulaText: reading.grid.append(decodingEscapes(Array(text)[...]), kind: .text)
    case .bool: reading.grid.append((text.elementsEqual("1".utf8) ? "TRUE" : "FALSE").utf8, kind: .bool)
    case .error: reading.grid.append(text, kind: .error)
    case .date: reading.grid.append(text, kind: .date)
    case .number: try appendNumber(text, meaning: context.styles.meaning(ofStyle: style))
    }
  }

  private mutating func appendNumber(_ text: UnsafeBufferPointer<UInt8>, meaning: NumberMeaning) throws(SheetProblem) {
    if meaning == .number, isPlainNumber(text) {
      reading.grid.append(text, kind: .number)
      return
    }
    guard let value = parseDouble(text) else {
      throw SheetProblem(
        code: "I-308",
        message: "a cell of row \(row) holds \(String(decoding: text.prefix(80), as: UTF8.self)), which is no number")
    }
    if meaning == .date, let day = Int32(exactly: value), let text = dayText(day) {
      reading.grid.append(text.utf8, kind: .date)
    } else if let date = serialDateText(value, meaning: meaning, usesDates1904: context.usesDates1904) {
      reading.grid.append(date.text.utf8, kind: date.kind)
    } else {
      reading.grid.append(shortestText(value).utf8, kind: .number)
    }
  }

  /// The text of a whole serial number; sheets hold the same few hundred days over and over.
  private mutating func dayText(_ serial: Int32) -> String? {
    let slot = Int(serial & 1023)
    if days[slot].serial != serial {
      guard
        let date = serialDateText(Double(serial), meaning: .date, usesDates1904: context.usesDates1904),
        date.kind == .date
      else { return nil }
      days[slot] = (serial, date.text)
    }
    return days[slot].text
  }

  private func exceeded(_ what: String, _ name: IngestLimits.Name) -> SheetProblem {
    SheetProblem(
      code: "I-306", message: "\(what) than the \(limits.clause(name)), up to row \(row)",
      advice: IngestLimits.advice(
        name, instead: "Delete what stands far right of or below the table, and save the workbook again"))
  }
}

/// Up to 16 bytes without exponent, sign `+`, or zeros that could be left out: already the shortest form.
private func isPlainNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  let isNegative = text.first == UInt8(ascii: "-")
  let start = isNegative ? 1 : 0
  guard text.count <= 16, text.count > start else { return false }
  var point: Int?
  var hasValue = false
  for position in start..<text.count {
    let digit = text[position] &- 0x30
    if digit < 10 {
      hasValue = hasValue || digit > 0
    } else if text[position] == UInt8(ascii: "."), point == nil {
      point = position
    } else {
      return false
    }
  }
  let last = text[text.count - 1]
  if text[start] == 0x30, text.count - start > 1, point != start + 1 { return false }
  if point == start || point == text.count - 1 || (point != nil && last == 0x30) { return false }
  return hasValue || !isNegative
}
