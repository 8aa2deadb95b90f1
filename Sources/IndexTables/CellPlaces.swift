/// Where each cell of a delimited file begins in it: line and column as an editor counts them, from 1.
///
/// Follows the cutting of `CSVReader`, so cells come in the same order; only made when there is a problem to be told.
struct CellPlaces {
  private var lines: [Int32] = []
  /// 0 where characters cannot be counted because the file is not in UTF-8.
  private var columns: [Int32] = []

  /// - Parameters:
  ///   - bytes: the file.
  ///   - separator: what parts its cells.
  ///   - countsCharacters: whether the bytes are UTF-8.
  init(_ bytes: [UInt8], separator: UInt8, countsCharacters: Bool) {
    var position = 0
    var line: Int32 = 1
    var column: Int32 = 1
    func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    func step() {
      let byte = bytes[position]
      position += 1
      if byte == 0x0A || byte == 0x0D && !(position < bytes.count && bytes[position] == 0x0A) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 && byte != 0x0D {
        column += 1
      }
    }
    while position < bytes.count {
      while bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
      guard position < bytes.count else { break }
      if isLineEnd(bytes[position]) {
        step()
        continue
      }
      while true {
        lines.append(line)
        columns.append(countsCharacters ? column : 0)
        if position < bytes.count, bytes[position] == 0x22 {
          step()
          while position < bytes.count {
            let isQuote = bytes[position] == 0x22
            step()
            guard isQuote else { continue }
            guard position < bytes.count, bytes[position] == 0x22 else { break }
            step()
          }
        }
        while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { step() }
        guard position < bytes.count, bytes[position] == separator else { break }
        step()
      }
    }
  }

  /// The place of a cell by its number in the file; nil when there is none.
  subscript(cell: Int) -> (line: Int, column: Int?)? {
    guard lines.indices.contains(cell) else { return nil }
    return (Int(lines[cell]), columns[cell] > 0 ? Int(columns[cell]) : nil)
  }
}
