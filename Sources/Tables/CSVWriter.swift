/// Writes RFC 4180: comma, CRLF, quotes where needed, UTF-8 without a byte order mark.
///
/// ```swift
/// var csv = CSVWriter()
/// csv.field("unit_id")
/// csv.field(71.4)
/// csv.endRow()
/// ```
public struct CSVWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  /// Whether text that a spreadsheet would run as a formula gets a `'` in front; for published tables only, as the
  /// text read back is then another.
  public let spreadsheetSafe: Bool
  private var isRowStart = true
  /// Where the row's bytes begin.
  private var rowStart = 0

  public init(spreadsheetSafe: Bool = false) {
    self.spreadsheetSafe = spreadsheetSafe
  }

  public mutating func field(_ text: String) {
    var text = text
    text.withUTF8 { field(utf8: $0) }
  }

  /// Text as a field; nil is the same as empty.
  public mutating func field(_ text: String?) {
    field(text ?? "")
  }

  /// The shortest text that reads back as the same number; empty for nil.
  public mutating func field(_ value: Double?) {
    separate()
    if let value { bytes.append(contentsOf: shortestText(value).utf8) }
  }

  public mutating func field(_ value: Int?) {
    separate()
    if let value { bytes.append(contentsOf: String(value).utf8) }
  }

  /// Ends the row. A row of one empty cell is written as `""`, so that it is no blank line.
  public mutating func endRow() {
    if bytes.count == rowStart { bytes.append(contentsOf: [0x22, 0x22]) }
    bytes.append(contentsOf: [0x0D, 0x0A])
    isRowStart = true
    rowStart = bytes.count
  }

  /// A row of text fields.
  public mutating func row(_ fields: [String]) {
    for text in fields { field(text) }
    endRow()
  }

  /// UTF-8 text as a field.
  public mutating func field(utf8 text: UnsafeBufferPointer<UInt8>) {
    let opensRow = isRowStart
    separate()
    let isNeutralised = spreadsheetSafe && startsFormula(text)
    // A byte order mark at the beginning of a row would be dropped by readers.
    var needsQuotes = opensRow && text.first == 0xEF
    for byte in text where byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D { needsQuotes = true }
    guard needsQuotes else {
      if isNeutralised { bytes.append(0x27) }
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(0x22)
    if isNeutralised { bytes.append(0x27) }
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  private mutating func separate() {
    if !isRowStart { bytes.append(0x2C) }
    isRowStart = false
  }
}

/// Whether a spreadsheet may take the text for a formula: it starts with `=`, `+`, `-`, `@`, their full-width forms,
/// tab, CR or LF. A plain negative number is none.
private func startsFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let first = text.first else { return false }
  switch first {
  case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: return true
  case UInt8(ascii: "-"): return parseDouble(text) == nil
  case 0xEF:
    // U+FF0B ＋, U+FF0D －, U+FF1D ＝, U+FF20 ＠.
    guard text.count >= 3 else { return false }
    return [[0xBC, 0x8B], [0xBC, 0x8D], [0xBC, 0x9D], [0xBC, 0xA0]].contains([text[1], text[2]])
  default: return false
  }
}
