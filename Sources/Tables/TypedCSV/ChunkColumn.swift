/// How the cells of one column are read.
enum ReadingMode: Sendable, Equatable {
  /// The column is not wanted.
  case none
  /// A whole number, by inference or declared.
  case integer
  case double
  /// Texts numbered in order of first appearance.
  case words
  case text
  /// Whatever a ``CellSink`` makes: dates, Bool, sets.
  case other(ColumnType)
}

/// How one column of a delimited file is to be read.
struct ColumnPlan: Sendable {
  var mode: ReadingMode
  /// The type was found out, so a cell that does not fit changes the type; otherwise it is unreadable.
  var isInferred: Bool
  /// No value has been seen yet that speaks for the mode.
  var isGuess = false
  var codes: [String] = []

  /// The column is not read.
  static let unwanted = ColumnPlan(mode: .none, isInferred: false)
}

/// What a chunk holds of one column.
enum ColumnSegment: Sendable {
  case none
  case column(Column)
  case words(NarrowCodes, missing: [MissingKind], ByteInterner)
}

/// One column of one chunk while it is read, block of rows by block of rows.
struct ChunkColumn: ~Copyable {
  private(set) var plan: ColumnPlan
  /// Inference was wrong: the column must be read again as another type.
  private(set) var isRefuted = false
  /// A cell that is not UTF-8, or holds NUL, was met.
  private(set) var isMalformed = false
  /// Rows of the chunk whose cells could not be read as declared.
  private(set) var unreadable: [Int] = []
  private var rows = 0
  private var missing: [MissingKind] = []
  private var integers: NarrowIntegers
  /// All numbers so far have one digit.
  private var expectsDigits = true
  private var doubles: [Double] = []
  private var codes: NarrowCodes
  private var interner: WordInterner
  private var texts = TextStorage()
  private var sink: (any CellSink)?
  private let missingTexts: MissingTexts
  /// Rows to make room for.
  private let capacity: Int

  init(_ plan: ColumnPlan, missing: MissingTexts, capacity: Int) {
    self.plan = plan
    missingTexts = missing
    self.capacity = capacity
    integers = NarrowIntegers(capacity: plan.mode == .integer ? capacity : 0)
    codes = NarrowCodes(capacity: plan.mode == .words ? capacity : 0)
    interner = WordInterner(plan.mode == .words ? plan.codes : [], missing: missing)
    if plan.mode == .double { doubles.reserveCapacity(capacity) }
    if case .other(let type) = plan.mode { sink = cellSink(type, plan.codes) }
  }

  /// Takes the column's cells of a batch.
  mutating func take(_ batch: borrowing RowBatch, _ column: Int) {
    switch plan.mode {
    case .none: return
    case .integer: takeIntegers(batch, column)
    case .double: takeDoubles(batch, column)
    case .words: takeWords(batch, column)
    case .text: takeTexts(batch, column)
    case .other: takeOthers(batch, column)
    }
    rows += batch.rowCount
  }

  /// The column of the chunk.
  consuming func finish() -> ColumnSegment {
    if isRefuted { return .none }
    switch plan.mode {
    case .none: return .none
    case .integer: return .column(Column(integers.storage, missing: missing))
    case .double: return .column(Column(.double(doubles), missing: missing))
    case .words: return .words(codes, missing: missing, interner.words)
    case .text: return .column(Column(.text(texts), missing: missing))
    case .other:
      // A column that holds nothing has no sink to ask.
      return sink.map { .column($0.finish()) } ?? .none
    }
  }

  // MARK: Missing

  private mutating func appendMissing(_ kinds: UnsafeBufferPointer<MissingKind>, any: Bool) {
    if missing.isEmpty {
      guard any else { return }
      missing.reserveCapacity(max(capacity, rows + kinds.count))
      missing.append(contentsOf: repeatElement(.present, count: rows))
    }
    missing.append(contentsOf: kinds)
  }

  /// What a cell that is no value stands for: empty, a declared text for missing, or unreadable.
  private mutating func kind(of cell: UnsafeBufferPointer<UInt8>, row: Int) -> MissingKind {
    let inner = trimmingSpaces(cell)
    if inner.isEmpty { return .empty }
    if let kind = missingTexts.kind(inner) { return kind }
    if !isWellFormed(inner) { isMalformed = true }
    if plan.isInferred { isRefuted = true } else { unreadable.append(rows + row) }
    return .unreadable
  }

  /// Runs over the cells of a batch: row, address and length of each.
  @inline(__always)
  private static func forEachCell(
    _ batch: borrowing RowBatch, _ column: Int, _ body: (Int, UnsafePointer<UInt8>, Int) -> Void
  ) {
    let width = batch.columns
    for segment in batch.segments {
      let base = batch.base(of: segment)
      var end = batch.ends + (segment.rows.lowerBound * width + column)
      if column == 0 {
        let starts = batch.starts
        for row in segment.rows {
          let first = Int(starts[row])
          body(row, base + first, Int(end.pointee) &- first)
          end += width
        }
      } else {
        for row in segment.rows {
          // One byte behind the end of the cell before.
          let first = Int((end - 1).pointee) &+ 1
          body(row, base + first, Int(end.pointee) &- first)
          end += width
        }
      }
    }
  }

  // MARK: Numbers

  /// Cells of one digit, which scales are made of, are read by themselves; false when there are too many others.
  private mutating func takeDigits(_ batch: borrowing RowBatch, _ column: Int) -> Bool {
    let count = batch.rowCount
    let (digits, left) = (batch.block.digits, batch.block.leftover)
    var leftCount = 0
    Self.forEachCell(batch, column) { row, cell, length in
      let digit = cell.pointee &- 0x30
      let isDigit = length == 1 && digit <= 9
      digits[row] = isDigit ? Int8(truncatingIfNeeded: digit) : 0
      left[leftCount] = Int32(truncatingIfNeeded: row)
      leftCount &+= isDigit ? 0 : 1
    }
    guard leftCount <= count / 4 else { return false }
    if leftCount > 0 {
      for index in 0..<leftCount where !batch.cell(Int(left[index]), column).isEmpty { return false }
      let kinds = batch.block.kinds
      kinds.update(repeating: .present, count: count)
      for index in 0..<leftCount { kinds[Int(left[index])] = .empty }
      appendMissing(UnsafeBufferPointer(start: kinds, count: count), any: true)
    } else {
      appendPresent(count)
    }
    integers.append(digits: UnsafeBufferPointer(start: digits, count: count))
    return true
  }

  private mutating func takeIntegers(_ batch: borrowing RowBatch, _ column: Int) {
    if isRefuted { return }
    if expectsDigits, !missingTexts.holdNumbers {
      if takeDigits(batch, column) { return }
      expectsDigits = false
    }
    let count = batch.rowCount
    let (values, left) = (batch.block.integers, batch.block.leftover)
    let takesAll = !missingTexts.holdNumbers
    var bits: UInt64 = 0
    var leftCount = 0
    Self.forEachCell(batch, column) { row, cell, length in
      let (value, isNumber) = shortInteger(cell, length)
      values[row] = value
      bits |= UInt64(bitPattern: value)
      left[leftCount] = Int32(truncatingIfNeeded: row)
      leftCount &+= isNumber && takesAll ? 0 : 1
    }
    if leftCount == 0 {
      appendPresent(count)
    } else {
      let kinds = batch.block.kinds
      kinds.update(repeating: .present, count: count)
      var anyMissing = false
      for index in 0..<leftCount {
        let row = Int(left[index])
        let cell = batch.cell(row, column)
        values[row] = 0
        if cell.isEmpty {
          kinds[row] = .empty
        } else if let value = integer(cell) {
          values[row] = value
          bits |= UInt64(bitPattern: value ^ (value >> 63))
          continue
        } else if plan.isInferred, decimal(cell) != nil {
          return becomeDecimal(batch, column)
        } else {
          kinds[row] = kind(of: cell, row: row)
        }
        anyMissing = true
      }
      appendMissing(UnsafeBufferPointer(start: kinds, count: count), any: anyMissing)
    }
    integers.append(UnsafeBufferPointer(start: values, count: count), bits: bits)
  }

  /// The first decimal number of an inferred column: what is there is decimal from here on.
  private mutating func becomeDecimal(_ batch: borrowing RowBatch, _ column: Int) {
    doubles = integers.values.map { Double($0) }
    integers = NarrowIntegers(capacity: 0)
    plan.mode = .double
    takeDoubles(batch, column)
  }

  private mutating func appendPresent(_ count: Int) {
    if !missing.isEmpty { missing.append(contentsOf: repeatElement(.present, count: count)) }
  }

  @inline(never)
  private func integer(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    let inner = trimmingSpaces(cell)
    if missingTexts.holdNumbers, missingTexts.kind(inner) != nil { return nil }
    return plan.isInferred ? plainInteger(inner) : parseInteger(inner)
  }

  private mutating func takeDoubles(_ batch: borrowing RowBatch, _ column: Int) {
    if isRefuted { return }
    let count = batch.rowCount
    let (values, left) = (batch.block.doubles, batch.block.leftover)
    let takesAll = !missingTexts.holdNumbers
    var leftCount = 0
    exactPowersOfTen.withUnsafeBufferPointer { powers in
      guard let powers = powers.baseAddress else { return }
      Self.forEachCell(batch, column) { row, cell, length in
        let (value, isNumber) = shortDecimal(cell, length, powers)
        values[row] = value
        left[leftCount] = Int32(truncatingIfNeeded: row)
        leftCount &+= isNumber && takesAll ? 0 : 1
      }
    }
    if leftCount == 0 {
      appendPresent(count)
    } else {
      let kinds = batch.block.kinds
      kinds.update(repeating: .present, count: count)
      var anyMissing = false
      for index in 0..<leftCount {
        let row = Int(left[index])
        let cell = batch.cell(row, column)
        values[row] = 0
        if !cell.isEmpty, let value = decimal(cell) {
          values[row] = value
          continue
        }
        kinds[row] = cell.isEmpty ? .empty : kind(of: cell, row: row)
        anyMissing = true
      }
      appendMissing(UnsafeBufferPointer(start: kinds, count: count), any: anyMissing)
    }
    doubles.append(contentsOf: UnsafeBufferPointer(start: values, count: count))
  }

  @inline(never)
  private func decimal(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
    let inner = trimmingSpaces(cell)
    if missingTexts.holdNumbers, missingTexts.kind(inner) != nil { return nil }
    if plan.isInferred { return plainDecimal(inner) }
    return parseDouble(inner).flatMap { $0.isFinite ? $0 : nil }
  }

  // MARK: Texts

  private mutating func takeWords(_ batch: borrowing RowBatch, _ column: Int) {
    let count = batch.rowCount
    let (values, left) = (batch.block.codes, batch.block.leftover)
    var leftCount = 0
    Self.forEachCell(batch, column) { row, cell, length in
      let answer =
        length == 0
        ? WordInterner.Answer.missing + UInt32(MissingKind.empty.rawValue) : interner.answer(cell, length)
      values[row] = answer
      left[leftCount] = Int32(truncatingIfNeeded: row)
      leftCount &+= answer < WordInterner.Answer.firstSpecial ? 0 : 1
    }
    if leftCount == 0 {
      appendPresent(count)
    } else {
      let kinds = batch.block.kinds
      kinds.update(repeating: .present, count: count)
      for index in 0..<leftCount {
        let row = Int(left[index])
        kinds[row] = special(values[row], row: row)
        values[row] = 0
      }
      appendMissing(UnsafeBufferPointer(start: kinds, count: count), any: true)
    }
    codes.append(UnsafeBufferPointer(start: values, count: count), limit: interner.words.count)
  }

  private mutating func special(_ answer: UInt32, row: Int) -> MissingKind {
    if answer == WordInterner.Answer.malformed { isMalformed = true }
    if answer >= WordInterner.Answer.missing {
      return MissingKind(rawValue: UInt8(truncatingIfNeeded: answer)) ?? .empty
    }
    unreadable.append(rows + row)
    return .unreadable
  }

  private mutating func takeTexts(_ batch: borrowing RowBatch, _ column: Int) {
    let count = batch.rowCount
    var anyMissing = false
    let kinds = batch.block.kinds
    kinds.update(repeating: .present, count: count)
    Self.forEachCell(batch, column) { row, cell, length in
      let bytes = UnsafeBufferPointer(start: cell, count: length)
      let inner = trimmingSpaces(bytes)
      let missing = inner.isEmpty ? MissingKind.empty : missingTexts.kind(inner)
      if let missing {
        kinds[row] = missing
        anyMissing = true
        texts.append(utf8: EmptyCollection())
      } else {
        if !isWellFormed(bytes) { isMalformed = true }
        texts.append(utf8: bytes)
      }
    }
    appendMissing(UnsafeBufferPointer(start: kinds, count: count), any: anyMissing)
  }

  private mutating func takeOthers(_ batch: borrowing RowBatch, _ column: Int) {
    if isRefuted { return }
    // Taken out, so that its buffers are not copied when it appends.
    guard var sink = self.sink.take() else { return }
    Self.forEachCell(batch, column) { row, cell, length in
      let inner = trimmingSpaces(UnsafeBufferPointer(start: cell, count: length))
      if inner.isEmpty {
        sink.appendMissing(.empty)
      } else if !sink.append(inner) {
        sink.appendMissing(kind(of: inner, row: row))
      }
    }
    self.sink = sink
  }
}

/// The sink for a type that has no kernel of its own.
private func cellSink(_ type: ColumnType, _ codes: [String]) -> any CellSink {
  switch type {
  case .bool: BoolCells()
  case .set: SetCells(codes)
  case .date: DateCells()
  case .dateTime: DateTimeCells()
  case .integer: IntegerCells()
  case .double: DoubleCells()
  case .category: CategoryCells(codes)
  case .text: TextCells()
  }
}
