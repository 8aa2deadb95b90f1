/// A stretch of delimited text: the rows that begin in it.
struct ChunkRange: Sendable {
  /// Where reading begins; nil when no row begins here.
  var start: Int?
  /// Rows that begin at or after this offset are the next chunk's.
  var limit: Int
  /// Whether `start` is known to be the beginning of a row, not only to follow a line end.
  var isCertain: Bool

  /// Cuts the text from `start` into chunks of about `size` bytes, each beginning behind the first line end in it.
  ///
  /// A line end may lie inside a quoted cell. ``CSVTableReader`` finds that out from the chunk before, which then ends
  /// elsewhere, and reads the chunk again from the right place.
  static func cut(_ text: UnsafeBufferPointer<UInt8>, from start: Int, size: Int) -> [ChunkRange] {
    var ranges: [ChunkRange] = []
    var offset = start
    while offset < text.count {
      let limit = min(offset + size, text.count)
      let isFirst = offset == start
      let begin = isFirst ? start : rowStart(text, from: offset, before: limit)
      ranges.append(ChunkRange(start: begin, limit: limit, isCertain: isFirst))
      offset = limit
    }
    return ranges
  }

  /// The first offset from `from` on that follows a line end; nil when there is none before `limit`.
  private static func rowStart(_ text: UnsafeBufferPointer<UInt8>, from: Int, before limit: Int) -> Int? {
    var offset = from - 1
    while offset + 1 < limit {
      let byte = text[offset]
      offset += 1
      if byte == 0x0A || (byte == 0x0D && text[offset] != 0x0A) { return offset }
    }
    return nil
  }
}

/// What was read of a chunk.
struct Chunk: Sendable {
  /// Where the row after the last begins.
  var end: Int
  var rowCount = 0
  /// Line of each row within the chunk, from 0.
  var lines: [Int32] = []
  var lineCount = 0
  var oddRows: [RowScanner.OddRow] = []
  var broken: BrokenQuotes?
  var problem: RowScanner.Problem?
  var columns: [ColumnSegment] = []
  /// By column.
  var isRefuted: [Bool] = []
  var unreadable: [[Int]] = []
  var isMalformed = false

  /// Nothing: the chunk lies within a row of the one before.
  init(end: Int, columns: Int) {
    self.end = end
    self.columns = Array(repeating: .none, count: columns)
    isRefuted = Array(repeating: false, count: columns)
    unreadable = Array(repeating: [], count: columns)
  }

  /// Reads the rows of a range.
  init(
    _ text: UnsafeBufferPointer<UInt8>, _ range: ChunkRange, separator: UInt8, plans: [ColumnPlan],
    missing: MissingTexts, keepsLines: Bool
  ) {
    guard let start = range.start else {
      self.init(end: range.limit, columns: plans.count)
      return
    }
    let size = range.limit - start
    let reach = range.isCertain ? text.count : range.limit + max(size, 1 << 16)
    self.init(end: range.limit, columns: 0)
    var scanner = RowScanner(
      text, from: start, limit: range.limit, reach: reach, separator: separator, columns: plans.count)
    // A batch tells how many rows a chunk of this size has, so that no column grows step by step.
    let readers = UnsafeMutablePointer<ChunkColumn>.allocate(capacity: plans.count)
    var areReady = false
    func prepare(capacity: Int) {
      for (index, plan) in plans.enumerated() {
        (readers + index).initialize(to: ChunkColumn(plan, missing: missing, capacity: capacity))
      }
      areReady = true
    }
    defer { readers.deallocate() }
    if let base = text.baseAddress {
      var batch = RowBatch(columns: plans.count, base: base + start)
      while scanner.fill(&batch) {
        if !areReady {
          let share = Double(size) / Double(max(scanner.position - start, 1))
          prepare(capacity: Int(Double(batch.rowCount) * share * 1.04) + 64)
          if keepsLines { lines.reserveCapacity(Int(Double(batch.rowCount) * share * 1.04) + 64) }
        }
        for column in plans.indices { readers[column].take(batch, column) }
        if keepsLines { lines.append(contentsOf: UnsafeBufferPointer(start: batch.lines, count: batch.rowCount)) }
        rowCount += batch.rowCount
      }
    }
    if !areReady { prepare(capacity: 0) }
    end = scanner.position
    lineCount = Int(scanner.line)
    oddRows = scanner.oddRows
    broken = scanner.broken
    problem = scanner.problem
    isMalformed = scanner.isMalformed
    for index in plans.indices {
      let reader = (readers + index).move()
      isRefuted.append(reader.isRefuted)
      unreadable.append(reader.unreadable)
      if reader.isMalformed { isMalformed = true }
      columns.append(reader.finish())
    }
  }
}
