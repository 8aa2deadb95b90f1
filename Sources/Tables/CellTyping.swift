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
  /// White space around a cell is ignored, except for declared text. A set is codes joined by `|`.
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
        } else if !(trimmed ? inner : cell).withUnsafeBufferPointer({ sink.append($0) }) {
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
    case .text: return read(TextCells(), trimmed: type == nil)
    case .date: return read(DateCells())
    case .dateTime: return read(DateTimeCells())
    }
  }

  private func inferType(column: Int, rows: [Int], missing: (ArraySlice<UInt8>) -> MissingKind?) -> ColumnType {
    var candidates: [(type: ColumnType, reads: (ArraySlice<UInt8>) -> Bool)] = [
      (.integer, { isPlainInteger($0) }),
      (.double, { isPlainDecimal($0) }),
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

private func isPlainInteger(_ cell: ArraySlice<UInt8>) -> Bool {
  cell.withUnsafeBufferPointer { plainInteger($0) != nil }
}

private func isPlainDecimal(_ cell: ArraySlice<UInt8>) -> Bool {
  cell.withUnsafeBufferPointer { plainDecimal($0) != nil }
}

/// A whole number that is no code; nil for anything else.
func plainInteger(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
  isPlainNumber(cell) && !cell.contains(0x2E) ? parseInteger(cell) : nil
}

/// A finite number that is no code; nil for anything else.
func plainDecimal(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
  guard isPlainNumber(cell), let value = parseDouble(cell), value.isFinite else { return nil }
  return value
}

/// Neither a plus sign nor leading zeros, nor more digits than 64 bits hold: what is a number and not a code or a
/// telephone.
func isPlainNumber(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
  let digits = cell.first == UInt8(ascii: "-") ? cell.dropFirst() : cell[...]
  guard let first = digits.first, first != UInt8(ascii: "+") else { return false }
  if digits.count > 18, digits.allSatisfy({ (0x30...0x39).contains($0) }), parseInteger(cell) == nil { return false }
  return first != UInt8(ascii: "0") || digits.count == 1 || digits.dropFirst().first == UInt8(ascii: ".")
}

/// Without the spaces, tabs, line ends and ideographic spaces (U+3000) at both ends.
public func trimmingSpaces(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let kept = cell.withUnsafeBufferPointer { innerRange($0) }
  return cell[cell.startIndex + kept.lowerBound..<cell.startIndex + kept.upperBound]
}

/// Without the spaces, tabs, line ends and ideographic spaces (U+3000) at both ends.
func trimmingSpaces(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  UnsafeBufferPointer(rebasing: cell[innerRange(cell)])
}

private func innerRange(_ cell: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  // Nearly every cell begins and ends with a byte that no space begins or ends with.
  guard let first = cell.first, let last = cell.last else { return 0..<0 }
  if first > 0x20, first != 0xE3, last > 0x20, last != 0x80 { return 0..<cell.count }
  func isWide(_ place: Int) -> Bool { cell[place] == 0xE3 && cell[place + 1] == 0x80 && cell[place + 2] == 0x80 }
  var (start, end) = (0, cell.count)
  while start < end {
    if isSpace(cell[start]) {
      start += 1
    } else if end - start >= 3, isWide(start) {
      start += 3
    } else {
      break
    }
  }
  while end > start {
    if isSpace(cell[end - 1]) {
      end -= 1
    } else if end - start >= 3, isWide(end - 3) {
      end -= 3
    } else {
      break
    }
  }
  return start..<end
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
