import Tables

/// Columns of one byte a cell, and what each byte of each column means: bytes have the same code where they read the same
/// as codes of the questionnaire, so the number 1 and the category `1` agree.
struct NarrowAnswers: Sendable {
  private let columns: [Column]
  /// By column, the code of each byte.
  private var tables: [[UInt16]] = []

  /// nil when a column has wider cells, or there are too many columns.
  init?(_ columns: [Column]) {
    guard columns.count < 256 else { return nil }
    self.columns = columns
    var interner = ByteInterner()
    for column in columns {
      var texts: [String]
      switch column.storage {
      case .bool: texts = ["false", "true"]
      case .int8: texts = (0...UInt8.max).map { String(Int8(bitPattern: $0)) }
      case .category(let values):
        guard case .uint8 = values.codes else { return nil }
        texts = values.dictionary
      default: return nil
      }
      var table = [UInt16](repeating: 0, count: 256)
      for (byte, text) in texts.enumerated() {
        table[byte] = UInt16(truncatingIfNeeded: interner.intern(Array(text.utf8)[...]))
      }
      tables.append(table)
    }
    // The last code stands for no answer so far.
    guard interner.count < Int(UInt16.max) else { return nil }
  }

  /// The longest run of equal answers of each of some rows, and how many answers they have; missing cells are passed over.
  func longestRuns(_ rows: Range<Int>) -> (longest: [UInt8], answered: [UInt8]) {
    var longest = [UInt8](repeating: 0, count: rows.count)
    var (answered, run) = (longest, longest)
    var last = [UInt16](repeating: .max, count: rows.count)
    for (column, table) in zip(columns, tables) {
      column.withNarrowCells { cells in
        let cells = UnsafeRawBufferPointer(rebasing: cells[rows])
        for place in 0..<rows.count where !column.isMissing(at: rows.lowerBound + place) {
          let code = table[Int(cells[place])]
          run[place] = code == last[place] ? run[place] &+ 1 : 1
          last[place] = code
          longest[place] = max(longest[place], run[place])
          answered[place] &+= 1
        }
      }
    }
    return (longest, answered)
  }
}

extension Column {
  /// The cells of a column with one byte a cell; none of any other.
  fileprivate func withNarrowCells(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch storage {
    case .bool(let values): values.withUnsafeBytes(body)
    case .int8(let values): values.withUnsafeBytes(body)
    case .category(let values):
      if case .uint8(let codes) = values.codes { codes.withUnsafeBytes(body) }
    default: break
    }
  }
}
