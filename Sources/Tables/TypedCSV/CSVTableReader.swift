public import Diagnostics

/// Reads a delimited file with a header straight into a typed table, on all cores.
///
/// The rules of the text are those of ``CSVReader``. The file is cut into chunks that are read independently: each cell
/// goes from the file's bytes into its column, without a `String` or an allocation on the way. Blank lines are left
/// out; rows with another number of cells than the header are set aside, unless what they have more is empty.
///
/// ```swift
/// let reading = try CSVTableReader.read("survey.csv", shownAs: "survey.csv")
/// ```
///
/// The result is the same for any number of threads.
public enum CSVTableReader {
  /// - Parameters:
  ///   - path: where the file is.
  ///   - file: the path that messages name.
  ///   - options: separator, encoding, types, where they are known.
  /// - Returns: the table and what could not be read.
  /// - Throws: ``DiagnosticError`` of kind `missingInput` when the file cannot be read, or changes while it is;
  ///   `content` for bad bytes, NUL bytes, a quote that is never closed (with the line where it opened), a file
  ///   without a header.
  public static func read(
    _ path: String, shownAs file: String, options: CSVTableOptions = CSVTableOptions()
  ) throws(DiagnosticError) -> CSVTableReading {
    let mapped = try MappedFile(path, shownAs: file)
    let reading = try mapped.withBytes { (bytes) throws(DiagnosticError) in
      try CSVTableRead(file: file, options: options).read(bytes)
    }
    guard !mapped.hasChanged() else {
      throw fileProblem("F-004", file, "changed while it was read", advice: "Run again once it is written")
    }
    return reading
  }

  /// Reads a file that is in memory; as ``read(_:shownAs:options:)`` otherwise.
  public static func read(
    bytes: [UInt8], file: String, options: CSVTableOptions = CSVTableOptions()
  ) throws(DiagnosticError) -> CSVTableReading {
    try CSVTableRead(file: file, options: options).readPadded(bytes)
  }
}

/// One reading: the file's name and the options, through all steps.
private struct CSVTableRead {
  let file: String
  let options: CSVTableOptions
  let missing: MissingTexts

  private var chunkSize: Int { max(1, options.chunkSize) }
  /// Rows looked at before types are guessed; a wrong guess costs time, not truth.
  private static let sampledRows = 256

  init(file: String, options: CSVTableOptions) {
    self.file = file
    self.options = options
    missing = MissingTexts(options.missing)
  }

  /// Reads bytes that have no room behind them.
  func readPadded(_ bytes: [UInt8]) throws(DiagnosticError) -> CSVTableReading {
    var padded = bytes
    padded.append(contentsOf: repeatElement(0, count: MappedFile.slack))
    return try withBuffer(padded) { (buffer) throws(DiagnosticError) in
      try read(UnsafeBufferPointer(rebasing: buffer[..<bytes.count]))
    }
  }

  /// `withUnsafeBufferPointer` with a typed error.
  private func withBuffer<Result>(
    _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> Result
  ) throws(DiagnosticError) -> Result {
    let outcome = bytes.withUnsafeBufferPointer { buffer -> Swift.Result<Result, DiagnosticError> in
      do throws(DiagnosticError) { return .success(try body(buffer)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Reads bytes that have ``MappedFile/slack`` readable bytes behind them.
  func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> CSVTableReading {
    if let foreign = foreignContent(Array(bytes.prefix(64)), file: file) { throw DiagnosticError(.content, foreign) }
    // Most files are UTF-8; that they are is checked cell by cell on the way. Others are converted first.
    if isLikelyUTF8(bytes) {
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? 3 : 0
      if let reading = try readUTF8(bytes, from: start, encoding: .utf8) { return reading }
    }
    let text = try decodeText(Array(bytes), file: file, encoding: options.csv.encoding)
    if let offset = text.utf8.firstIndex(of: 0) { throw nulByte(offset, lineNumber(of: offset, in: text.utf8)) }
    var padded = text.utf8
    padded.append(contentsOf: repeatElement(0, count: MappedFile.slack))
    let reading = try withBuffer(padded) { (buffer) throws(DiagnosticError) in
      try readUTF8(
        UnsafeBufferPointer(rebasing: buffer[..<text.utf8.count]), from: text.start, encoding: text.encoding)
    }
    guard let reading else {
      throw problem("T-001", line: nil, "the text is not \(text.encoding.rawValue)", "Save the file again as UTF-8")
    }
    return reading
  }

  private func isLikelyUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if let wanted = options.csv.encoding, wanted != .utf8 { return false }
    if bytes.starts(with: [0xFF, 0xFE] as [UInt8]) || bytes.starts(with: [0xFE, 0xFF] as [UInt8]) { return false }
    return true
  }

  /// nil when the text turns out not to be UTF-8.
  private func readUTF8(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, encoding: TextEncoding
  ) throws(DiagnosticError) -> CSVTableReading? {
    let separator = options.csv.separator ?? sniffSeparator(text, from: start)
    guard let header = try readHeader(text, from: start, separator: separator) else { return nil }
    let names = columnNames(header.cells, file: file, line: header.line)
    var plans = names.names.map { plan($0) }
    infer(&plans, text, from: header.end, separator: separator, rows: Self.sampledRows)
    var ranges = ChunkRange.cut(text, from: header.end, size: chunkSize)
    var chunks = readAll(text, ranges, separator, plans, keepsLines: true)
    try mend(&chunks, &ranges, text, from: header.end, separator, plans)
    if try check(chunks, ranges, firstLine: header.nextLine) == .notUTF8 { return nil }
    guard try rereadRefuted(&chunks, ranges, text, from: header.end, separator, &plans) else { return nil }
    return assemble(
      &chunks, names, plans, encoding: encoding, separator: separator, firstLine: header.nextLine)
  }

  // MARK: Header

  private struct Header {
    var cells: [String]
    var line: Int
    var end: Int
    /// Line of the first row after it.
    var nextLine: Int
  }

  /// The first row that is not blank; nil when it is not UTF-8.
  private func readHeader(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8
  ) throws(DiagnosticError) -> Header? {
    guard let base = text.baseAddress, start < text.count else { throw noHeader() }
    let scanner = RowScanner(text, from: start, limit: text.count, reach: text.count, separator: separator, columns: 0)
    var batch = RowBatch(columns: 0, base: base)
    var row = IrregularRow()
    var position = start
    var line = 1
    while position < text.count {
      batch.clear(base: base)
      let outcome = row.scan(scanner, from: position, into: &batch)
      position = row.position
      let rowLine = line
      line += row.lines
      switch outcome {
      case .blank: continue
      case .unclosedQuote(let lines): throw unclosedQuote(rowLine + lines)
      case .tooLong, .astray: throw rowTooLong(rowLine)
      case .cells: break
      }
      var cells: [String] = []
      var from = 0
      for end in row.ends {
        let cell = UnsafeBufferPointer(start: batch.scratch + from, count: Int(end) - from)
        guard scanUTF8(cell, counting: false).firstError == nil else { return nil }
        if cell.contains(0) { throw nulByte(nil, rowLine) }
        cells.append(String(decoding: cell, as: UTF8.self))
        from = Int(end) + 1
      }
      return Header(cells: cells, line: rowLine, end: position, nextLine: line)
    }
    throw noHeader()
  }

  // MARK: Types

  private func plan(_ name: String) -> ColumnPlan {
    if let only = options.only, !only.contains(name) { return ColumnPlan(mode: .none, isInferred: false) }
    guard let declared = options.columns[name] else {
      return ColumnPlan(mode: .integer, isInferred: true, isGuess: true)
    }
    let mode: ReadingMode =
      switch declared.type {
      case .integer: .integer
      case .double: .double
      case .category: .words
      case .text: .text
      default: .other(declared.type)
      }
    return ColumnPlan(mode: mode, isInferred: false, codes: declared.codes)
  }

  /// Finds the types of the first values. Whole numbers can become decimal ones later, anything can become text.
  private func infer(
    _ plans: inout [ColumnPlan], _ text: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, rows: Int
  ) {
    guard let base = text.baseAddress else { return }
    var scanner = RowScanner(
      text, from: start, limit: text.count, reach: text.count, separator: separator, columns: plans.count)
    var batch = RowBatch(columns: plans.count, base: base + start)
    var seen = 0
    while seen < rows, plans.contains(where: \.isGuess), scanner.fill(&batch) {
      for row in 0..<batch.rowCount {
        for column in plans.indices where plans[column].isGuess {
          let cell = trimmingSpaces(batch.cell(row, column))
          if cell.isEmpty || missing.kind(cell) != nil { continue }
          // The first value tells numbers, dates and texts apart; what follows widens or breaks it.
          plans[column].isGuess = false
          plans[column].mode = firstMode(cell)
        }
      }
      seen += batch.rowCount
    }
  }

  private func firstMode(_ cell: UnsafeBufferPointer<UInt8>) -> ReadingMode {
    if plainInteger(cell) != nil { return .integer }
    if plainDecimal(cell) != nil { return .double }
    if parseDate(cell) != nil { return .other(.date) }
    return parseDateTime(cell) == nil ? .words : .other(.dateTime)
  }

  // MARK: Chunks

  private func readAll(
    _ text: UnsafeBufferPointer<UInt8>, _ ranges: [ChunkRange], _ separator: UInt8, _ plans: [ColumnPlan],
    keepsLines: Bool
  ) -> [Chunk] {
    // The text outlives the call and is only read.
    nonisolated(unsafe) let text = text
    let missing = missing
    return parallelMap(count: ranges.count, threads: options.threads) { index in
      Chunk(text, ranges[index], separator: separator, plans: plans, missing: missing, keepsLines: keepsLines)
    }
  }

  /// Reads again what began inside a quoted cell: each chunk must begin where the one before ended.
  private func mend(
    _ chunks: inout [Chunk], _ ranges: inout [ChunkRange], _ text: UnsafeBufferPointer<UInt8>, from start: Int,
    _ separator: UInt8, _ plans: [ColumnPlan]
  ) throws(DiagnosticError) {
    var position = start
    for index in ranges.indices {
      let isWithinRow = position >= ranges[index].limit
      let begin = isWithinRow ? nil : position
      if ranges[index].start != begin || chunks[index].problem == .astray {
        ranges[index].start = begin
        ranges[index].isCertain = true
        chunks[index] = Chunk(
          text, ranges[index], separator: separator, plans: plans, missing: missing, keepsLines: true)
      }
      // The problem is told with its line once all lines are counted; nothing behind it can be trusted.
      if chunks[index].problem != nil {
        chunks.removeSubrange((index + 1)...)
        ranges.removeSubrange((index + 1)...)
        return
      }
      if !isWithinRow { position = chunks[index].end }
    }
  }

  /// Reads columns again whose first rows were of another type than a later one; false when a text is not UTF-8.
  private func rereadRefuted(
    _ chunks: inout [Chunk], _ ranges: [ChunkRange], _ text: UnsafeBufferPointer<UInt8>, from start: Int,
    _ separator: UInt8, _ plans: inout [ColumnPlan]
  ) throws(DiagnosticError) -> Bool {
    while true {
      let refuted = plans.indices.filter { column in chunks.contains { $0.isRefuted[column] } }
      if refuted.isEmpty { return true }
      var second = plans.map { _ in ColumnPlan(mode: .none, isInferred: false) }
      let before = plans
      // Columns that were empty in the first rows: what their first value is was never asked.
      for column in plans.indices where !refuted.contains(column) { plans[column].isGuess = false }
      infer(&plans, text, from: start, separator: separator, rows: .max)
      for column in refuted {
        if plans[column].mode == before[column].mode {
          plans[column].mode = plans[column].mode == .other(.date) ? .other(.dateTime) : .words
        }
        second[column] = plans[column]
      }
      let reread = readAll(text, ranges, separator, second, keepsLines: false)
      for index in chunks.indices {
        for column in refuted {
          chunks[index].columns[column] = reread[index].columns[column]
          chunks[index].isRefuted[column] = reread[index].isRefuted[column]
        }
        if reread[index].isMalformed { return false }
      }
    }
  }

  private enum Check { case fine, notUTF8 }

  private func check(_ chunks: [Chunk], _ ranges: [ChunkRange], firstLine: Int) throws(DiagnosticError) -> Check {
    var line = firstLine
    for chunk in chunks {
      if chunk.isMalformed { return .notUTF8 }
      switch chunk.problem {
      case .unclosedQuote(let opened)?: throw unclosedQuote(line + opened)
      case .rowTooLong(let row)?: throw rowTooLong(line + row)
      case .astray?, nil: break
      }
      line += chunk.lineCount
    }
    return .fine
  }

  // MARK: Table

  private func assemble(
    _ chunks: inout [Chunk], _ names: (names: [String], diagnostics: [Diagnostic]), _ plans: [ColumnPlan],
    encoding: TextEncoding, separator: UInt8, firstLine: Int
  ) -> CSVTableReading {
    let rowCounts = chunks.map(\.rowCount)
    let rowCount = rowCounts.reduce(0, +)
    let wanted = plans.indices.filter { plans[$0].mode != .none }
    // Each column's segments are let go as soon as they are joined, so that memory does not double.
    nonisolated(unsafe) let segments = UnsafeMutablePointer<[ColumnSegment]>.allocate(capacity: wanted.count)
    defer { segments.deallocate() }
    for (place, column) in wanted.enumerated() {
      (segments + place).initialize(to: chunks.map { $0.columns[column] })
    }
    for index in chunks.indices { chunks[index].columns = [] }
    let columns = parallelMap(count: wanted.count, threads: options.threads) { place in
      let joiner = ColumnJoiner(
        rowCounts: rowCounts, rowCount: rowCount, isInferred: plans[wanted[place]].isInferred)
      return joiner.join((segments + place).move())
    }
    var origins = RowOrigins(files: [file])
    origins.fileIndex = [UInt16](repeating: 0, count: rowCount)
    origins.line.reserveCapacity(rowCount)
    var setAside: [CSVTableReading.SetAsideRow] = []
    var unreadable: [String: [Int]] = [:]
    var broken: BrokenQuotes?
    var (line, row) = (firstLine, 0)
    for chunk in chunks {
      let shift = Int32(clamping: line)
      origins.line.append(contentsOf: chunk.lines.lazy.map { $0 &+ shift })
      setAside += chunk.oddRows.map { .init(line: Int($0.line) + line, cells: $0.cells) }
      for column in wanted where !chunk.unreadable[column].isEmpty {
        unreadable[names.names[column], default: []] += chunk.unreadable[column].map { $0 + row }
      }
      if let found = chunk.broken {
        broken = BrokenQuotes(
          count: (broken?.count ?? 0) + found.count, firstLine: broken?.firstLine ?? found.firstLine + line)
      }
      line += chunk.lineCount
      row += chunk.rowCount
    }
    let table = Table(
      zip(wanted, columns).map { (name: names.names[$0], column: $1) }, rowCount: rowCount, origins: origins)
    var diagnostics = names.diagnostics
    if let broken { diagnostics.append(broken.diagnostic(file: file)) }
    if let first = setAside.first {
      diagnostics.append(oddRows(setAside.count, first, expected: plans.count))
    }
    return CSVTableReading(
      table: table, encoding: encoding, separator: separator, setAside: setAside, unreadable: unreadable,
      diagnostics: diagnostics)
  }
}

// MARK: - Problems

extension CSVTableRead {
  private func problem(_ code: String, line: Int?, _ message: String, _ advice: String) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: code, at: SourceLocation(file: file, line: line), message, advice: advice))
  }

  private func nulByte(_ offset: Int?, _ line: Int) -> DiagnosticError {
    let place = offset.map { " at offset \($0)" } ?? ""
    return problem(
      "T-003", line: line, "a NUL byte\(place); this is not delimited text", "Save the file again as CSV in UTF-8")
  }

  private func unclosedQuote(_ line: Int) -> DiagnosticError {
    problem(
      "T-004", line: line, "the quote that opens a cell in line \(line) is not closed",
      "Close the quote in line \(line), or double it if it is part of the text")
  }

  private func rowTooLong(_ line: Int) -> DiagnosticError {
    problem(
      "T-006", line: line, "the row that begins in line \(line) is longer than \(RowBatch.byteLimit >> 20) MiB",
      "Look for a quote that is not closed, or export the file again")
  }

  private func noHeader() -> DiagnosticError {
    problem("T-007", line: nil, "the file holds no row", "Export it again; the first row names the columns")
  }

  private func oddRows(_ count: Int, _ first: CSVTableReading.SetAsideRow, expected: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: "T-008", at: SourceLocation(file: file, line: first.line),
      "\(count) row\(count == 1 ? " does" : "s do") not have the \(expected) cells of the header and "
        + "\(count == 1 ? "was" : "were") set aside; the first has \(first.cells)",
      advice: "Look for a separator or a quote inside a cell that is not quoted")
  }
}
