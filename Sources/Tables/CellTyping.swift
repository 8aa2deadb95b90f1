/// A column made of cells, and the rows whose cells could not be read as its type.
public struct TypedCells: Sendable {
  /// Unreadable cells are missing of kind `unreadable`.
  public var column: Column
  /// Rows of the grid, in order.
  public var unreadable: [Int]
}

extension CellGrid {
  /// One column of the grid, typed.
  ///
  /// White space around a cell is ignored, except for text. A set is codes joined by `|`.
  ///
  /// - Parameters:
  ///   - column: from 0; rows that end before it are empty there.
  ///   - rows: rows of the grid in the order wanted.
  ///   - type: nil: the narrowest of integer, double, date and dateTime that all cells can be read as, else category
  ///     where values repeat, else text. Numbers with leading zeros or a plus sign are codes and stay text.
  ///   - codes: codes of a category or set in codebook order; others are unreadable. Empty: all are taken.
  ///   - missing: the kind of missing that a cell's text stands for; nil for a value. Empty cells are `empty` without
  ///     being asked about.
  /// - Returns: the column and the rows that could not be read.
  public func typed(
    column: Int, rows: [Int], as type: ColumnType?, codes: [String] = [],
    missing: (ArraySlice<UInt8>) -> MissingKind? = { _ in nil }
  ) -> TypedCells {
    func read(_ sink: some CellSink, trimmed: Bool = true) -> TypedCells {
      var sink = sink
      var unreadable: [Int] = []
      for row in rows {
        let cell = bytes[range(row, column)]
        let inner = trimmingSpaces(cell)
        if inner.isEmpty {
          sink.appendMissing(.empty)
        } else if let kind = missing(inner) {
          sink.appendMissing(kind)
        } else if !sink.append(trimmed ? inner : cell) {
          sink.appendMissing(.unreadable)
          unreadable.append(row)
        }
      }
      return TypedCells(column: sink.finish(), unreadable: unreadable)
    }
    switch type ?? inferType(column: column, rows: rows, missing: missing) {
    case .bool: return read(BoolCells())
    case .integer: return read(IntegerCells())
    case .double: return read(DoubleCells())
    case .category: return read(CategoryCells(codes))
    case .set: return read(SetCells(codes))
    case .text: return read(TextCells(), trimmed: false)
    case .date: return read(DateCells())
    case .dateTime: return read(DateTimeCells())
    }
  }

  private func inferType(column: Int, rows: [Int], missing: (ArraySlice<UInt8>) -> MissingKind?) -> ColumnType {
    var candidates: [(type: ColumnType, reads: (ArraySlice<UInt8>) -> Bool)] = [
      (.integer, { isPlainNumber($0) && !$0.contains(0x2E) && parseInteger($0) != nil }),
      (.double, { isPlainNumber($0) && parseDouble($0) != nil }),
      (.date, { parseDate($0) != nil }),
      (.dateTime, { parseDateTime($0) != nil }),
    ]
    var isFirst = true
    for row in rows {
      let cell = trimmingSpaces(bytes[range(row, column)])
      if cell.isEmpty || missing(cell) != nil { continue }
      // The first value tells numbers from dates. Of each of these the narrower comes first and reads nothing that the
      // wider does not, so after that only the narrowest left needs to be tried.
      if isFirst { candidates.removeAll { !$0.reads(cell) } }
      isFirst = false
      while let narrowest = candidates.first, !narrowest.reads(cell) { candidates.removeFirst() }
      if candidates.isEmpty { break }
    }
    if !isFirst, let narrowest = candidates.first { return narrowest.type }
    return repeats(column: column, rows: rows, missing: missing) ? .category : .text
  }

  /// Whether the column's values are few enough for a dictionary: at most 16, or half as many as there are cells.
  private func repeats(column: Int, rows: [Int], missing: (ArraySlice<UInt8>) -> MissingKind?) -> Bool {
    var distinct = ByteInterner()
    var values = 0
    for row in rows {
      let cell = trimmingSpaces(bytes[range(row, column)])
      if cell.isEmpty || missing(cell) != nil { continue }
      values += 1
      _ = distinct.intern(cell)
    }
    return distinct.count <= max(16, values / 2)
  }
}

/// Neither a plus sign nor leading zeros: what is a number and not a code or a telephone.
private func isPlainNumber(_ cell: ArraySlice<UInt8>) -> Bool {
  let digits = cell.first == UInt8(ascii: "-") ? cell.dropFirst() : cell
  guard let first = digits.first, first != UInt8(ascii: "+") else { return false }
  return first != UInt8(ascii: "0") || digits.count == 1 || digits.dropFirst().first == UInt8(ascii: ".")
}

/// Without the spaces, tabs, line ends and ideographic spaces (U+3000) at both ends.
public func trimmingSpaces(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  // Nearly every cell begins and ends with a byte that no space begins or ends with.
  guard let first = cell.first, let last = cell.last else { return cell }
  if first > 0x20, first != 0xE3, last > 0x20, last != 0x80 { return cell }
  let wide: [UInt8] = [0xE3, 0x80, 0x80]
  var cell = cell
  while let first = cell.first {
    if isSpace(first) {
      cell.removeFirst()
    } else if cell.starts(with: wide) {
      cell.removeFirst(3)
    } else {
      break
    }
  }
  while let last = cell.last {
    if isSpace(last) {
      cell.removeLast()
    } else if last == 0x80, cell.suffix(3).elementsEqual(wide) {
      cell.removeLast(3)
    } else {
      break
    }
  }
  return cell
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
