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
    var answered = longest
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * rows.count) { codes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * rows.count) { counts in
        // No answer so far: a code that no answer has.
        codes.initialize(repeating: .max)
        counts.initialize(repeating: 0)
        guard let code = codes.baseAddress, let run = counts.baseAddress else { return }
        let (last, present) = (code + rows.count, run + rows.count)
        longest.withUnsafeMutableBufferPointer { longest in
          answered.withUnsafeMutableBufferPointer { answered in
            for (column, table) in zip(columns, tables) {
              column.read(rows, table, to: code, present)
              // Without branches, so that the compiler works on many rows at a time.
              for place in 0..<rows.count {
                let isPresent = present[place] == 1
                let next = code[place] == last[place] ? run[place] &+ 1 : 1
                run[place] = isPresent ? next : run[place]
                last[place] = isPresent ? code[place] : last[place]
                longest[place] = max(longest[place], run[place])
                answered[place] &+= present[place]
              }
            }
          }
        }
      }
    }
    return (longest, answered)
  }
}

extension Column {
  /// Reads some rows of a column of one byte a cell: the code of each cell, and 1 where it is present.
  fileprivate func read(
    _ rows: Range<Int>, _ table: [UInt16], to codes: UnsafeMutablePointer<UInt16>,
    _ present: UnsafeMutablePointer<UInt8>
  ) {
    withNarrowCells { cells in
      let cells = UnsafeRawBufferPointer(rebasing: cells[rows])
      table.withUnsafeBufferPointer { table in
        // A table has an entry for each byte.
        for place in 0..<cells.count { codes[place] = table[Int(cells[place])] }
      }
    }
    guard !missing.isEmpty else { return present.update(repeating: 1, count: rows.count) }
    missing.withUnsafeBytes { kinds in
      let kinds = UnsafeRawBufferPointer(rebasing: kinds[rows])
      for place in 0..<kinds.count { present[place] = kinds[place] == 0 ? 1 : 0 }
    }
  }

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
