import Diagnostics
import Tables

/// A sheet as read: its cells, row by row, and which rectangles of them are merged into one.
struct SheetReading {
  /// Only rows that have cells; `lines` holds their numbers. Columns begin at A.
  var grid = CellGrid()
  var merges: [CellRange] = []
  /// Formulas that were never calculated; their cells are of kind `error`.
  var uncalculatedCells = 0
}

/// Reads the cells of one sheet as a stream.
struct SheetReader {
  /// The text of a cell whose formula holds no value.
  static let uncalculated = "formula without a value"

  private let stream: XMLStream
  private let names: Names
  private let textNames: TextNames
  private let styles: CellFormats
  private let strings: SharedStrings
  private let usesDates1904: Bool
  private let limits: IngestLimits

  private var reading = SheetReading()
  private var row = 0
  /// The next column to write, from 1.
  private var nextColumn = 1
  private var text: [UInt8] = []

  init(
    _ part: ZipPart, file: String, styles: CellFormats, strings: SharedStrings, usesDates1904: Bool,
    limits: IngestLimits
  ) throws(DiagnosticError) {
    stream = try XMLStream(part, file: file, limits: limits)
    names = Names(stream)
    textNames = TextNames(stream)
    self.styles = styles
    self.strings = strings
    self.usesDates1904 = usesDates1904
    self.limits = limits
  }

  private struct Names {
    let row, cell, value, formula, inline, merge, reference, style, type: XMLStream.Name?

    init(_ stream: XMLStream) {
      row = stream.intern("row")
      cell = stream.intern("c")
      value = stream.intern("v")
      formula = stream.intern("f")
      inline = stream.intern("is")
      merge = stream.intern("mergeCell")
      reference = stream.intern("r")
      type = stream.intern("t")
      style = stream.intern("s")
    }
  }

  mutating func read() throws(DiagnosticError) -> SheetReading {
    while true {
      switch try stream.next() {
      case .start where stream.name == names.row: try startRow()
      case .end where stream.name == names.row: endRow()
      case .start where stream.name == names.cell: try readCell()
      case .start where stream.name == names.merge: try readMerge()
      case .finished: return reading
      default: continue
      }
    }
  }

  private mutating func startRow() throws(DiagnosticError) {
    var number = row + 1
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      if name == names.reference { number = parseInteger(value).map { Int($0) } ?? 0 }
    }
    guard number > row, number <= 1_048_576 else {
      throw problem("I-304", "row \(number) comes after row \(row): rows are out of order or off the sheet")
    }
    row = number
    nextColumn = 1
  }

  private mutating func endRow() {
    if nextColumn > 1 { reading.grid.endRow(line: row) }
  }

  private mutating func readMerge() throws(DiagnosticError) {
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      if name.pointee == UInt8(ascii: "r"), let range = CellRange(value) { reading.merges.append(range) }
    }
  }
}

// MARK: - Cells

extension SheetReader {
  /// The `t` attribute of a cell.
  private enum CellType {
    case number, shared, inline, formulaText, bool, error, date
  }

  private mutating func readCell() throws(DiagnosticError) {
    var column = nextColumn
    var style = 0
    var type = CellType.number
    var isMisplaced = false
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      if name == names.reference {
        if let position = cellPosition(value), position.row == row, position.column >= nextColumn {
          column = position.column
        } else {
          isMisplaced = true
        }
      } else if name == names.style {
        style = parseInteger(value).map { Int(clamping: $0) } ?? 0
      } else if name == names.type {
        type = cellType(value)
      }
    }
    if isMisplaced || column > 16_384 {
      throw problem("I-305", "a cell of row \(row) is out of order, given twice or off the sheet")
    }
    let hasFormula = try readContent(type)
    try fill(to: column)
    try append(type, style: style, hasFormula: hasFormula)
    nextColumn = column + 1
  }

  private func cellType(_ value: UnsafeBufferPointer<UInt8>) -> CellType {
    switch value.count {
    case 1:
      switch value[0] {
      case UInt8(ascii: "s"): .shared
      case UInt8(ascii: "b"): .bool
      case UInt8(ascii: "e"): .error
      case UInt8(ascii: "d"): .date
      default: .number
      }
    case 3: .formulaText
    case 9: .inline
    default: .number
    }
  }

  /// Reads the cell to its end: its value or inline text into `text`; whether it has a formula.
  private mutating func readContent(_ type: CellType) throws(DiagnosticError) -> Bool {
    text.removeAll(keepingCapacity: true)
    var hasFormula = false
    let outer = stream.depth - 1
    while true {
      switch try stream.next() {
      // A cell of inline text may carry a value besides, which is not its text.
      case .start where stream.name == names.value && type != .inline: try Ingest.readContent(stream, into: &text)
      case .start where stream.name == names.inline && type == .inline:
        try readRichText(stream, textNames, into: &text)
      case .start:
        if stream.name == names.formula { hasFormula = true }
        try stream.skipElement()
      case .end where stream.depth == outer: return hasFormula
      case .finished: return hasFormula
      default: continue
      }
    }
  }

  /// Empty cells up to the column before `column`.
  private mutating func fill(to column: Int) throws(DiagnosticError) {
    let gap = column - nextColumn
    if reading.grid.kinds.count + gap >= limits.cells {
      throw problem(
        "I-306", "more than \(limits.cells) cells, gaps included",
        advice: "Delete what stands far right of or below the table, and save it again")
    }
    for _ in 0..<gap { reading.grid.append(EmptyCollection(), kind: .empty) }
  }

  private mutating func append(_ type: CellType, style: Int, hasFormula: Bool) throws(DiagnosticError) {
    if text.isEmpty, type != .inline {
      if hasFormula, type != .formulaText {
        reading.uncalculatedCells += 1
        reading.grid.append(Self.uncalculated.utf8, kind: .error)
      } else {
        reading.grid.append(EmptyCollection(), kind: type == .formulaText ? .text : .empty)
      }
      return
    }
    switch type {
    case .shared:
      guard let index = text.withUnsafeBufferPointer({ parseInteger($0) }), index >= 0, index < strings.count else {
        throw problem("I-307", "a cell of row \(row) refers to a text that the workbook does not have")
      }
      reading.grid.append(strings.bytes(Int(index)), kind: .text)
    case .inline: reading.grid.append(text, kind: .text)
    case .formulaText: reading.grid.append(decodingEscapes(text[...]), kind: .text)
    case .bool: reading.grid.append((text == [UInt8(ascii: "1")] ? "TRUE" : "FALSE").utf8, kind: .bool)
    case .error: reading.grid.append(text, kind: .error)
    case .date: reading.grid.append(text, kind: .date)
    case .number: try appendNumber(meaning: styles.meaning(ofStyle: style))
    }
  }

  private mutating func appendNumber(meaning: NumberMeaning) throws(DiagnosticError) {
    if meaning == .number, isPlainNumber(text) {
      reading.grid.append(text, kind: .number)
      return
    }
    guard let value = text.withUnsafeBufferPointer({ parseDouble($0) }) else {
      throw problem("I-308", "a cell of row \(row) holds \(String(decoding: text, as: UTF8.self)), which is no number")
    }
    if let date = serialDateText(value, meaning: meaning, usesDates1904: usesDates1904) {
      reading.grid.append(date.text.utf8, kind: date.kind)
    } else {
      reading.grid.append(shortestText(value).utf8, kind: .number)
    }
  }

  /// Up to 15 digits without exponent, sign `+`, or zeros that could be left out: already the shortest form.
  private func isPlainNumber(_ text: [UInt8]) -> Bool {
    guard text.count <= 16 else { return false }
    var digits = text[...]
    if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
    guard let first = digits.first, let last = digits.last, first >= 0x30, first <= 0x39, last >= 0x30, last <= 0x39
    else { return false }
    var point: Int?
    for (offset, byte) in digits.enumerated() {
      if byte == UInt8(ascii: "."), point == nil {
        point = offset
      } else if byte < 0x30 || byte > 0x39 {
        return false
      }
    }
    if first == 0x30, digits.count > 1, point != 1 { return false }
    if point != nil, last == 0x30 { return false }
    return !(text.first == UInt8(ascii: "-") && digits.allSatisfy { $0 == 0x30 || $0 == UInt8(ascii: ".") })
  }

  private func problem(_ code: String, _ message: String, advice: String? = nil) -> DiagnosticError {
    stream.problem(
      code, line: nil, message, advice: advice ?? "Open and save the workbook in a spreadsheet program")
  }
}
