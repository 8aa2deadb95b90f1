import Diagnostics

/// Reads a text chunk by chunk on several threads and hands the chunks over in order, a few at a time, so that no more
/// than these few are held.
struct ChunkWaves {
  let text: UnsafeBufferPointer<UInt8>
  /// Where the first row begins.
  let start: Int
  let separator: UInt8
  let missing: MissingTexts
  let threads: Int
  /// Corrected as the chunks are read.
  private var ranges: [ChunkRange]

  init(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, missing: MissingTexts, threads: Int,
    chunkSize: Int
  ) {
    self.text = text
    self.start = start
    self.separator = separator
    self.missing = missing
    self.threads = max(1, threads)
    ranges = ChunkRange.cut(text, from: start, size: chunkSize)
  }

  /// Reads all chunks.
  ///
  /// - Parameters:
  ///   - plans: how the columns are read; `take` may change it for the chunks that follow.
  ///   - keepsLines: whether chunks hold the line of each row.
  ///   - work: what is done with each chunk on the thread that read it.
  ///   - take: gets chunks and what was made of them, in the order of the file; false: read no further. A chunk with a
  ///     problem is the last.
  /// - Throws: what `take` throws.
  mutating func run<Made: Sendable>(
    _ plans: inout [ColumnPlan], keepsLines: Bool, work: @escaping @Sendable (inout Chunk) -> Made,
    take: ([Chunk], [Made], inout [ColumnPlan]) throws(DiagnosticError) -> Bool
  ) throws(DiagnosticError) {
    var position = start
    var next = 0
    while next < ranges.count {
      let wave = Array(ranges[next..<min(next + 4 * threads, ranges.count)])
      var (chunks, made) = read(wave, plans, keepsLines, work)
      for index in wave.indices {
        // Each chunk must begin where the one before ended; what began inside a quoted cell is read again.
        let isWithinRow = position >= wave[index].limit
        let begin = isWithinRow ? nil : position
        if wave[index].start != begin || chunks[index].problem == .astray {
          let certain = ChunkRange(start: begin, limit: wave[index].limit, isCertain: true)
          ranges[next + index] = certain
          let again = read([certain], plans, keepsLines, work)
          chunks[index] = again.chunks[0]
          made[index] = again.made[0]
        }
        if chunks[index].problem != nil {
          chunks.removeSubrange((index + 1)...)
          made.removeSubrange((index + 1)...)
          _ = try take(chunks, made, &plans)
          return
        }
        if !isWithinRow { position = chunks[index].end }
      }
      guard try take(chunks, made, &plans) else { return }
      next += wave.count
    }
  }

  private func read<Made: Sendable>(
    _ ranges: [ChunkRange], _ plans: [ColumnPlan], _ keepsLines: Bool,
    _ work: @escaping @Sendable (inout Chunk) -> Made
  ) -> (chunks: [Chunk], made: [Made]) {
    // The text outlives the call and is only read.
    nonisolated(unsafe) let text = text
    let (separator, missing) = (separator, missing)
    let read = parallelMap(count: ranges.count, threads: threads) { index in
      var chunk = Chunk(
        text, ranges[index], separator: separator, plans: plans, missing: missing, keepsLines: keepsLines)
      let made = work(&chunk)
      return (chunk, made)
    }
    return (read.map(\.0), read.map(\.1))
  }
}
