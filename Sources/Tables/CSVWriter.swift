/// Writes RFC 4180: comma, CRLF, quotes where needed, UTF-8 without a byte order mark.
///
/// Lossless: ``CSVReader`` gives back every text byte by byte. Only that a field is empty is kept, not whether its text
/// was empty or there was none.
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
    if let value { append(room: widestScalarText) { writeShortest(value, to: $0) } }
  }

  public mutating func field(_ value: Int?) {
    separate()
    if let value { append(room: widestScalarText) { writeInteger(Int64(value), to: $0) } }
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

  /// Fields that do not begin a row, written once for many rows.
  public struct Fields: Sendable {
    fileprivate var bytes: [UInt8]

    public init(_ texts: [String]) {
      var csv = CSVWriter()
      // The first field of a row may be quoted where others need not be.
      csv.field("")
      for text in texts { csv.field(text) }
      bytes = csv.bytes
    }
  }

  /// Appends fields behind others of the row.
  public mutating func fields(_ fields: Fields) {
    isRowStart = false
    bytes.append(contentsOf: fields.bytes)
  }

  /// UTF-8 text as a field.
  public mutating func field(utf8 text: UnsafeBufferPointer<UInt8>) {
    let opensRow = isRowStart
    separate()
    guard spreadsheetSafe, startsFormula(text) else {
      append(room: 2 * text.count + 2) { writeField(text, opensRow: opensRow, to: $0) }
      return
    }
    let disarmed = [0x27] + Array(text)
    disarmed.withUnsafeBufferPointer { disarmed in
      append(room: 2 * disarmed.count + 2) { writeField(disarmed, opensRow: opensRow, to: $0) }
    }
  }

  private mutating func separate() {
    if !isRowStart { bytes.append(0x2C) }
    isRowStart = false
  }

  private mutating func append(room: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { target in
      guard let start = target.baseAddress else { return }
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: write(start)))
    }
  }
}
