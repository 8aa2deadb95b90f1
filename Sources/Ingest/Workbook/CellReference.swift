/// A rectangle of cells, rows and columns from 1.
public struct CellRange: Hashable, Sendable {
  public var rows: ClosedRange<Int>
  public var columns: ClosedRange<Int>

  /// `B2:D4`, or one cell; nil for anything else.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
      guard let cell = cellPosition(text) else { return nil }
      (rows, columns) = (cell.row...cell.row, cell.column...cell.column)
      return
    }
    guard let first = cellPosition(UnsafeBufferPointer(rebasing: text[..<colon])),
      let last = cellPosition(UnsafeBufferPointer(rebasing: text[(colon + 1)...])),
      first.row <= last.row, first.column <= last.column
    else { return nil }
    (rows, columns) = (first.row...last.row, first.column...last.column)
  }
}

/// Row and column from 1 of a reference such as `AB12`; nil outside the largest sheet (1,048,576 x 16,384).
func cellPosition(_ text: UnsafeBufferPointer<UInt8>) -> (row: Int, column: Int)? {
  var column = 0
  var position = 0
  while position < text.count {
    let letter = (text[position] & 0xDF) &- 0x41
    guard letter < 26, text[position] >= 0x41 else { break }
    column = column * 26 + Int(letter) + 1
    position += 1
    if column > 16_384 { return nil }
  }
  guard column > 0, position < text.count else { return nil }
  var row = 0
  while position < text.count {
    let digit = text[position] &- 0x30
    guard digit < 10 else { return nil }
    row = row * 10 + Int(digit)
    position += 1
    if row > 1_048_576 { return nil }
  }
  return row > 0 ? (row, column) : nil
}

/// The letters of a column from 1: `A`, `Z`, `AA`.
func columnLetters(_ column: Int) -> String {
  var letters = ""
  var rest = column
  while rest > 0 {
    letters = String(UnicodeScalar(UInt8(0x41 + (rest - 1) % 26))) + letters
    rest = (rest - 1) / 26
  }
  return letters
}
