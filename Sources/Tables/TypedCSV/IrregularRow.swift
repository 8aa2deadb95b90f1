import CKernels

/// Cuts one row of delimited text cell by cell, with the rules of ``CSVReader``, and writes its cells without their
/// quotes into the scratch memory of a batch.
struct IrregularRow {
  enum Outcome {
    case cells
    case blank
    /// Line ends between the row's beginning and the quote that opened.
    case unclosedQuote(lines: Int)
    case tooLong
    case astray
  }

  /// Ends of the cells in the scratch memory.
  private(set) var ends: [UInt32] = []
  private(set) var brokenCells = 0
  /// The beginning of the next row.
  private(set) var position = 0
  /// Line ends passed, with the row's own.
  private(set) var lines = 0
  private var start = 0

  /// Whether the cells from one on are all empty.
  func isEmpty(from cell: Int) -> Bool {
    for index in cell..<ends.count where ends[index] != (index == 0 ? UInt32(start) : ends[index - 1] + 1) {
      return false
    }
    return true
  }

  mutating func scan(_ scanner: RowScanner, from rowStart: Int, into batch: inout RowBatch) -> Outcome {
    ends.removeAll(keepingCapacity: true)
    brokenCells = 0
    lines = 0
    position = rowStart
    start = batch.scratchCount
    let (text, count) = (scanner.text, scanner.count)
    while position + 2 < count, text[position] == 0xEF, text[position + 1] == 0xBB, text[position + 2] == 0xBF {
      position += 3
    }
    if position >= count || endLine(text, count) { return .blank }
    while true {
      if position < count, text[position] == 0x22 {
        if let failure = quotedCell(scanner, &batch) { return failure }
      } else {
        plainText(scanner, &batch)
      }
      guard batch.scratchCount < RowBatch.byteLimit else { return .tooLong }
      ends.append(UInt32(truncatingIfNeeded: batch.scratchCount))
      var gap = scanner.separator
      batch.rewrite(&gap, 1)
      guard position < count, text[position] == scanner.separator else { break }
      position += 1
    }
    _ = endLine(text, count)
    return .cells
  }

  /// Steps over CR, LF or CRLF if one is here.
  private mutating func endLine(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard position < count else { return false }
    switch text[position] {
    case 0x0D: position += position + 1 < count && text[position + 1] == 0x0A ? 2 : 1
    case 0x0A: position += 1
    default: return false
    }
    lines += 1
    return true
  }

  /// Unquoted text up to its separator or line end.
  private mutating func plainText(_ scanner: RowScanner, _ batch: inout RowBatch) {
    let from = position
    while position < scanner.count {
      let byte = scanner.text[position]
      if byte == scanner.separator || byte == 0x0A || byte == 0x0D { break }
      position += 1
    }
    batch.rewrite(scanner.text + from, position - from)
  }

  /// A cell that opens with a quote, and what follows up to its separator or line end.
  private mutating func quotedCell(_ scanner: RowScanner, _ batch: inout RowBatch) -> Outcome? {
    let (text, count) = (scanner.text, scanner.count)
    let opened = lines
    position += 1
    var from = position
    while true {
      let close = nextQuote(text, count)
      guard position - from < RowBatch.byteLimit else { return .tooLong }
      if close == nil { return scanner.reach < count ? .astray : .unclosedQuote(lines: opened) }
      guard position <= scanner.reach else { return .astray }
      batch.rewrite(text + from, position - from)
      guard position + 1 < count, text[position + 1] == 0x22 else { break }
      // A doubled quote stands for one: the second is written with what follows.
      from = position + 1
      position += 2
    }
    position += 1
    let afterQuote = position
    plainText(scanner, &batch)
    guard position > afterQuote else { return nil }
    // Text goes on after a quote: its opening quote was never closed, or quotes inside it were not doubled.
    if lines != opened { return .unclosedQuote(lines: opened) }
    brokenCells += 1
    return nil
  }

  /// Moves to the next quote and counts the line ends before it; nil at the end of the text.
  private mutating func nextQuote(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    while position < count {
      let quotes = ck_mask_equal_64(text + position, 0x22)
      let masks = ck_csv_masks_64(text + position, 0x22)
      let returns = masks.others & ~quotes
      // A line ends at each LF, and at each CR that no LF follows.
      let next: UInt64 = text[position + 64] == 0x0A ? 1 << 63 : 0
      var lineEnds = masks.line_feeds | (returns & ~(masks.line_feeds >> 1 | next))
      let within = min(64, count - position)
      var below: UInt64 = within == 64 ? ~0 : (1 << UInt64(within)) &- 1
      let found = quotes & below
      if found != 0 { below = (found & (0 &- found)) &- 1 }
      lineEnds &= below
      lines += lineEnds.nonzeroBitCount
      if found != 0 {
        position += found.trailingZeroBitCount
        return position
      }
      position += within
    }
    return nil
  }
}
