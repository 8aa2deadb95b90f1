/// What a raw cell is, as its container says; CSV knows only text.
public enum CellKind: UInt8, Sendable {
  case empty
  case text
  /// A number in shortest round-trip form.
  case number
  /// ISO 8601 date or date-time, converted from the container's serial number.
  case date
  /// `TRUE` or `FALSE`.
  case bool
  /// A spreadsheet error such as `#DIV/0!`.
  case error
}

/// The cells of one sheet or delimited file before they are typed: ragged rows of UTF-8 text in one arena.
///
/// Both the CSV reader and the workbook reader fill it, so dialects and department tables work on either.
public struct CellGrid: Sendable {
  public var bytes: [UInt8] = []
  /// `cellCount + 1` offsets into `bytes`.
  public var offsets: [Int] = [0]
  public var kinds: [CellKind] = []
  /// `rowCount + 1` cell indices: row r is cells `rowStarts[r]..<rowStarts[r + 1]`.
  public var rowStarts: [Int] = [0]
  /// Line (CSV) or sheet row (XLSX) of each row, from 1.
  public var lines: [Int32] = []

  public init() {}

  public var rowCount: Int { rowStarts.count - 1 }

  public func cellCount(row: Int) -> Int { rowStarts[row + 1] - rowStarts[row] }

  /// The cell's text; empty beyond the row's end.
  public func text(_ row: Int, _ column: Int) -> String {
    guard column < cellCount(row: row) else { return "" }
    let cell = rowStarts[row] + column
    return String(decoding: bytes[offsets[cell]..<offsets[cell + 1]], as: UTF8.self)
  }

  /// The cell's bytes as a range of `bytes`; empty beyond the row's end.
  @inlinable
  public func range(_ row: Int, _ column: Int) -> Range<Int> {
    let cell = rowStarts[row] + column
    guard cell < rowStarts[row + 1] else { return 0..<0 }
    return offsets[cell]..<offsets[cell + 1]
  }

  public func kind(_ row: Int, _ column: Int) -> CellKind {
    guard column < cellCount(row: row) else { return .empty }
    return kinds[rowStarts[row] + column]
  }

  @inlinable
  public mutating func append(_ utf8: some Sequence<UInt8>, kind: CellKind) {
    bytes.append(contentsOf: utf8)
    offsets.append(bytes.count)
    kinds.append(kind)
  }

  @inlinable
  public mutating func endRow(line: Int) {
    rowStarts.append(kinds.count)
    lines.append(Int32(clamping: line))
  }
}
