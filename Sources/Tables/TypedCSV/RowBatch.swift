/// A few hundred rows of delimited text cut into cells, so that each column can be read in one tight loop.
///
/// Cell c of row r ends at `ends[r * columns + c]`; it starts one byte after the end of the cell before it, the first
/// at `starts[r]`. Both are offsets from a base: the text itself for rows that are written plainly, or the scratch
/// memory for rows that had to be rewritten (quotes taken off, see ``RowScanner``). A ``Segment`` is a run of rows with
/// one base.
///
/// The batch owns its memory; pointers into it are valid until the next change. All base addresses have at least eight
/// readable bytes behind every cell.
struct RowBatch: ~Copyable {
  /// Rows with one base address.
  struct Segment {
    var isRewritten: Bool
    var rows: Range<Int>
  }

  let columns: Int
  let rowLimit: Int
  var rowCount = 0
  let ends: UnsafeMutablePointer<UInt32>
  let starts: UnsafeMutablePointer<UInt32>
  /// Lines of the text within the chunk, from 0.
  let lines: UnsafeMutablePointer<Int32>
  var segments: [Segment] = []
  /// Where the text of this batch begins; offsets of rows that are not rewritten count from here.
  var base: UnsafePointer<UInt8>
  /// The cells of rewritten rows, one byte between two of them.
  var scratch: UnsafeMutablePointer<UInt8>
  var scratchCount = 0
  private var scratchCapacity: Int
  /// Where a column's cells of this batch are put together: room for one value, one kind of missing and one row number
  /// a row, and one row number more.
  let block: BlockMemory

  /// More would not fit the offsets.
  static let byteLimit = 1 << 30
  private static let cellLimit = 8192

  init(columns: Int, base: UnsafePointer<UInt8>) {
    self.columns = columns
    self.base = base
    // Few enough that the lines of cache which hold their offsets and text stay near from one column to the next.
    rowLimit = max(16, min(1024, Self.cellLimit / max(columns, 1)))
    // The scanner writes up to two blocks of 64 ends beyond the last row before it looks.
    ends = .allocate(capacity: rowLimit * columns + 2 * 64)
    starts = .allocate(capacity: rowLimit)
    lines = .allocate(capacity: rowLimit)
    scratchCapacity = 4096
    scratch = .allocate(capacity: scratchCapacity)
    block = BlockMemory(rows: rowLimit)
  }

  deinit {
    block.deallocate()
    ends.deallocate()
    starts.deallocate()
    lines.deallocate()
    scratch.deallocate()
  }

  mutating func clear(base: UnsafePointer<UInt8>) {
    rowCount = 0
    scratchCount = 0
    segments.removeAll(keepingCapacity: true)
    self.base = base
  }

  /// Notes that the next row is complete.
  @inline(__always)
  mutating func endRow(start: UInt32, line: Int32, isRewritten: Bool) {
    starts[rowCount] = start
    lines[rowCount] = line
    rowCount += 1
    let last = segments.count - 1
    if last >= 0, segments[last].isRewritten == isRewritten {
      segments[last].rows = segments[last].rows.lowerBound..<rowCount
    } else {
      segments.append(Segment(isRewritten: isRewritten, rows: rowCount - 1..<rowCount))
    }
  }

  /// Appends to the scratch memory and keeps room for whole words behind it.
  mutating func rewrite(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if scratchCount + count + 64 > scratchCapacity {
      let capacity = max(2 * scratchCapacity, scratchCount + count + 64)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: scratch, count: scratchCount)
      scratch.deallocate()
      scratch = larger
      scratchCapacity = capacity
    }
    (scratch + scratchCount).update(from: bytes, count: count)
    scratchCount += count
  }

  /// The base address of a segment's rows.
  func base(of segment: Segment) -> UnsafePointer<UInt8> {
    segment.isRewritten ? UnsafePointer(scratch) : base
  }

  /// One cell's bytes.
  func cell(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8> {
    let end = Int(ends[row * columns + column])
    let start = column == 0 ? Int(starts[row]) : Int(ends[row * columns + column - 1]) + 1
    let segment = segments.first { $0.rows.contains(row) }
    return UnsafeBufferPointer(start: segment.map { base(of: $0) + start }, count: segment == nil ? 0 : end - start)
  }
}

/// Memory for one column's values of one batch; owned by the batch.
struct BlockMemory {
  let integers: UnsafeMutablePointer<Int64>
  let digits: UnsafeMutablePointer<Int8>
  let doubles: UnsafeMutablePointer<Double>
  let codes: UnsafeMutablePointer<UInt32>
  let kinds: UnsafeMutablePointer<MissingKind>
  /// Rows that a fast loop leaves over; it writes one before it knows whether it keeps it.
  let leftover: UnsafeMutablePointer<Int32>

  init(rows: Int) {
    integers = .allocate(capacity: rows)
    digits = .allocate(capacity: rows)
    doubles = .allocate(capacity: rows)
    codes = .allocate(capacity: rows)
    kinds = .allocate(capacity: rows)
    leftover = .allocate(capacity: rows + 1)
    integers.initialize(repeating: 0, count: rows)
    digits.initialize(repeating: 0, count: rows)
    doubles.initialize(repeating: 0, count: rows)
    codes.initialize(repeating: 0, count: rows)
    kinds.initialize(repeating: .present, count: rows)
    leftover.initialize(repeating: 0, count: rows + 1)
  }

  func deallocate() {
    integers.deallocate()
    digits.deallocate()
    doubles.deallocate()
    codes.deallocate()
    kinds.deallocate()
    leftover.deallocate()
  }
}
