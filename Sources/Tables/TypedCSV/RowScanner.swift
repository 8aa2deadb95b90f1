import CKernels

/// Cuts UTF-8 text into rows of a known number of cells, batch by batch.
///
/// Rows without quotes take the fast way: a mask of separators and line feeds for each 64 bytes, whose set bits are the
/// ends of cells. A row with a quote, a lone CR, a byte order mark at its beginning or another number of cells is cut by
/// ``IrregularRow`` and rewritten into the batch's scratch memory; the fast way goes on behind it.
///
/// The text must be followed by at least 128 readable bytes.
///
/// - Complexity: O(n) in the number of bytes.
struct RowScanner {
  /// A row that does not have as many cells as the header.
  struct OddRow: Sendable {
    /// Line in the chunk, from 0.
    var line: Int32
    var cells: Int
  }

  enum Problem: Sendable, Equatable {
    /// Line in the chunk, from 0, where the quote opened.
    case unclosedQuote(line: Int)
    case rowTooLong(line: Int)
    /// Reading ran far beyond the chunk: it began inside a quoted cell.
    case astray
  }

  let text: UnsafePointer<UInt8>
  let count: Int
  let separator: UInt8
  let columns: Int
  /// Rows that begin at or after this offset belong to the next chunk.
  let limit: Int
  /// A row may end here at the latest.
  let reach: Int
  private(set) var position: Int
  /// Lines before `position`.
  private(set) var line: Int32 = 0
  private(set) var oddRows: [OddRow] = []
  private(set) var broken: BrokenQuotes?
  private(set) var problem: Problem?
  /// A row that was set aside is not UTF-8, or holds NUL.
  private(set) var isMalformed = false
  private var irregular = IrregularRow()

  init(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int, reach: Int, separator: UInt8, columns: Int
  ) {
    // An empty text has no address; nothing is read of it.
    self.text = text.baseAddress ?? UnsafePointer(bitPattern: 64).unsafelyUnwrapped
    count = text.count
    self.separator = separator
    self.columns = columns
    self.limit = min(limit, text.count)
    self.reach = min(reach, text.count)
    position = start
  }

  /// Fills the batch anew; false when no row is left. Stops early at a problem.
  mutating func fill(_ batch: inout RowBatch) -> Bool {
    batch.clear(base: text + position)
    let origin = position
    while position < limit, batch.rowCount < batch.rowLimit, problem == nil {
      guard position - origin + batch.scratchCount < RowBatch.byteLimit else { break }
      if startsRegularly, scanRegularRows(&batch, origin) { continue }
      if position < limit, batch.rowCount < batch.rowLimit { takeIrregularRow(&batch) }
    }
    return batch.rowCount > 0
  }

  /// Whether the row is not blank and does not begin with a byte order mark.
  private var startsRegularly: Bool {
    let first = text[position]
    if first == 0xEF { return !(text[position + 1] == 0xBB && text[position + 2] == 0xBF) }
    return first != 0x0A && first != 0x0D && first != 0x22
  }

  /// Takes rows as long as they are regular; false when the row at `position` is not, true when the batch is full or
  /// the chunk ends.
  private mutating func scanRegularRows(_ batch: inout RowBatch, _ origin: Int) -> Bool {
    let ends = batch.ends
    var rowCells = batch.rowCount * columns
    var written = rowCells
    var block = position
    // Offsets stay below the batch's byte limit by this.
    let furthest = origin + RowBatch.byteLimit
    while block < count, block < furthest {
      let masks = ck_csv_masks_64(text + block, separator)
      var cuts = masks.cuts
      var lineFeeds = masks.line_feeds
      var stop: UInt64 = 0
      if masks.others != 0 {
        let quotes = ck_mask_equal_64(text + block, 0x22)
        let returns = masks.others & ~quotes
        let next: UInt64 = text[block + 64] == 0x0A ? 1 << 63 : 0
        // A CR before LF is part of the line's end; any other ends the regular rows.
        stop = quotes | (returns & ~(lineFeeds >> 1 | next))
      }
      if block + 64 > count { stop |= ~0 << UInt64(count - block) }
      if stop != 0 {
        let below = (stop & (0 &- stop)) &- 1
        cuts &= below
        lineFeeds &= below
      }
      let offset = UInt32(truncatingIfNeeded: block - origin)
      var rest = cuts
      var place = ends + written
      while rest != 0 {
        place.pointee = offset &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
        place += 1
        rest &= rest &- 1
      }
      while lineFeeds != 0 {
        let bit = lineFeeds.trailingZeroBitCount
        let last = written + (cuts & ((1 << UInt64(bit)) &- 1)).nonzeroBitCount
        guard last + 1 - rowCells == columns else { return false }
        let end = block + bit
        if text[end - 1] == 0x0D { ends[last] &-= 1 }
        batch.endRow(start: UInt32(truncatingIfNeeded: position - origin), line: line, isRewritten: false)
        line += 1
        position = end + 1
        rowCells = last + 1
        guard position < limit, batch.rowCount < batch.rowLimit else { return true }
        guard startsRegularly else { return false }
        lineFeeds &= lineFeeds &- 1
      }
      if stop != 0 { return false }
      written += cuts.nonzeroBitCount
      // Too many cells already: neither regular nor within the memory of the batch.
      if written - rowCells > columns { return false }
      block += 64
    }
    return false
  }

  private mutating func takeIrregularRow(_ batch: inout RowBatch) {
    let firstCell = batch.scratchCount
    let firstLine = line
    let outcome = irregular.scan(self, from: position, into: &batch)
    position = irregular.position
    line += Int32(clamping: irregular.lines)
    switch outcome {
    case .blank: break
    case .unclosedQuote(let lines): problem = .unclosedQuote(line: Int(firstLine) + lines)
    case .tooLong: problem = .rowTooLong(line: Int(firstLine))
    case .astray: problem = .astray
    case .cells:
      if irregular.brokenCells > 0 {
        broken = BrokenQuotes(
          count: (broken?.count ?? 0) + irregular.brokenCells, firstLine: broken?.firstLine ?? Int(firstLine))
      }
      let found = irregular.ends.count
      guard found == columns || (found > columns && irregular.isEmpty(from: columns)) else {
        oddRows.append(OddRow(line: firstLine, cells: found))
        // No column will look at these bytes, but they count for the file's encoding.
        let bytes = UnsafeBufferPointer(start: batch.scratch + firstCell, count: batch.scratchCount - firstCell)
        if !isWellFormed(bytes) { isMalformed = true }
        batch.scratchCount = firstCell
        return
      }
      let target = batch.ends + batch.rowCount * columns
      for cell in 0..<columns { target[cell] = irregular.ends[cell] }
      batch.endRow(start: UInt32(truncatingIfNeeded: firstCell), line: firstLine, isRewritten: true)
    }
  }
}
