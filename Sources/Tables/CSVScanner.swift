import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Cells with text after their closing quote.
struct BrokenQuotes: Sendable {
  var count: Int
  var firstLine: Int
}

enum CSVScan {
  case cells(CellGrid, BrokenQuotes?)
  /// The line where the quote opened.
  case unclosedQuote(line: Int)
}

/// Cuts UTF-8 text without NUL bytes into cells, in one pass over 64 bytes at a time.
///
/// A quoted cell that spans lines and then goes on after a quote is taken for a quote that was never closed: its
/// partner is the opening quote of a later cell, and reading on would swallow whole rows into one cell.
///
/// - Complexity: O(n) in the number of bytes.
func scanCSV(_ utf8: [UInt8], from start: Int, separator: UInt8) -> CSVScan {
  utf8.withUnsafeBufferPointer { input in
    var scanner = CSVScanner(input, from: start, separator: separator)
    var unclosed: Int?
    // The cells' bytes are never more than the input's, so the scanner writes without checking room.
    let arena = [UInt8](unsafeUninitializedCapacity: input.count) { output, count in
      unclosed = output.baseAddress.flatMap { scanner.run(writingTo: $0) }
      count = scanner.written
    }
    if let unclosed { return .unclosedQuote(line: unclosed) }
    scanner.grid.bytes = arena
    return .cells(scanner.grid, scanner.broken)
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D

private struct CSVScanner {
  let input: UnsafeBufferPointer<UInt8>
  let separator: UInt8
  var position: Int
  var line = 1
  /// Bytes written to the arena.
  var written = 0
  var grid = CellGrid()
  var broken: BrokenQuotes?
  /// Special bytes (separator, quote, CR, LF) of the 64 bytes at `blockStart`.
  var mask: UInt64 = 0
  var blockStart = -64

  init(_ input: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8) {
    self.input = input
    self.separator = separator
    position = start
    reserve()
  }

  /// Room for all cells: separators and line ends outside and inside quotes, plus one.
  private mutating func reserve() {
    var specials = 1
    for block in stride(from: 0, to: input.count, by: 64) { specials += specialMask(block).nonzeroBitCount }
    grid.offsets.reserveCapacity(specials + 1)
    grid.kinds.reserveCapacity(specials)
  }

  private func specialMask(_ start: Int) -> UInt64 {
    guard let base = input.baseAddress else { return 0 }
    if start + 64 <= input.count { return ck_mask_csv_64(base + start, separator) }
    // The last bytes, padded with NUL, which is no special byte.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { padded in
      guard let target = padded.baseAddress else { return 0 }
      padded.initialize(repeating: 0)
      memcpy(target, base + start, input.count - start)
      return ck_mask_csv_64(target, separator)
    }
  }

  /// The first special byte at or after `from`; the end of the input when there is none.
  /// `from` never goes back past the current block.
  private mutating func nextSpecial(_ from: Int) -> Int {
    var from = from
    while from < input.count {
      let block = from & ~63
      if block != blockStart {
        blockStart = block
        mask = specialMask(block)
      }
      let rest = mask & (~0 << UInt64(from - block))
      if rest != 0 { return block + rest.trailingZeroBitCount }
      from = block + 64
    }
    return input.count
  }

  /// Reads all rows; returns the line of an unclosed quote.
  mutating func run(writingTo output: UnsafeMutablePointer<UInt8>) -> Int? {
    while position < input.count {
      skipByteOrderMark()
      guard position < input.count else { break }
      if endLine() { continue }
      let firstLine = line
      while true {
        if input.has(quote, at: position) {
          let opened = line
          guard quotedCell(output) else { return opened }
        } else {
          plainCell(output)
        }
        guard position < input.count, input[position] == separator else { break }
        position += 1
      }
      grid.endRow(line: firstLine)
      _ = endLine()
    }
    return nil
  }

  private mutating func skipByteOrderMark() {
    while input.has(0xEF, at: position), input.has(0xBB, at: position + 1),
      input.has(0xBF, at: position + 2)
    {
      position += 3
    }
  }

  /// Steps over CR, LF or CRLF if one is here.
  private mutating func endLine() -> Bool {
    guard position < input.count else { return false }
    if input[position] == carriageReturn {
      position += 1
      if position < input.count, input[position] == lineFeed { position += 1 }
    } else if input[position] == lineFeed {
      position += 1
    } else {
      return false
    }
    line += 1
    return true
  }

  /// An unquoted cell up to its separator or line end.
  private mutating func plainCell(_ output: UnsafeMutablePointer<UInt8>) {
    let start = position
    position = endOfPlainText(from: start)
    copy(start..<position, to: output)
    endCell()
  }

  private mutating func endOfPlainText(from start: Int) -> Int {
    var end = nextSpecial(start)
    while end < input.count, input[end] == quote { end = nextSpecial(end + 1) }
    return end
  }

  /// A cell that opens with a quote; false when the quote is not closed.
  private mutating func quotedCell(_ output: UnsafeMutablePointer<UInt8>) -> Bool {
    let opened = line
    var start = position + 1
    var next = start
    while true {
      next = nextSpecial(next)
      guard next < input.count else { return false }
      let byte = input[next]
      if byte == quote {
        copy(start..<next, to: output)
        guard next + 1 < input.count, input[next + 1] == quote else { break }
        // A doubled quote stands for one: copy the second with what follows.
        start = next + 1
        next += 2
        continue
      }
      if byte == lineFeed || byte == carriageReturn && !(next + 1 < input.count && input[next + 1] == lineFeed) {
        line += 1
      }
      next += 1
    }
    position = next + 1
    let end = endOfPlainText(from: position)
    if end > position {
      if line != opened { return false }
      copy(position..<end, to: output)
      position = end
      broken = BrokenQuotes(count: (broken?.count ?? 0) + 1, firstLine: broken?.firstLine ?? opened)
    }
    endCell()
    return true
  }

  @inline(__always)
  private mutating func copy(_ range: Range<Int>, to output: UnsafeMutablePointer<UInt8>) {
    guard let base = input.baseAddress else { return }
    memcpy(output + written, base + range.lowerBound, range.count)
    written += range.count
  }

  @inline(__always)
  private mutating func endCell() {
    grid.kinds.append(written == grid.offsets[grid.offsets.count - 1] ? .empty : .text)
    grid.offsets.append(written)
  }
}

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  fileprivate func has(_ byte: UInt8, at position: Int) -> Bool {
    position < count && self[position] == byte
  }
}
