import Diagnostics

/// One reading of a file as a table: encoding, header, types, chunks.
struct CSVTableRead {
  let file: String
  let options: CSVTableOptions
  let problems: CSVTableProblems
  let types: CSVTypes
  private let missing: MissingTexts

  /// Rows looked at before types are guessed; a wrong guess costs time, not truth.
  private static let sampledRows = 256

  init(file: String, options: CSVTableOptions) {
    self.file = file
    self.options = options
    problems = CSVTableProblems(file: file)
    missing = MissingTexts(options.missing)
    types = CSVTypes(options: options, missing: missing)
  }

  /// Reads bytes that have no room behind them.
  func readPadded(_ bytes: [UInt8]) throws(DiagnosticError) -> CSVTableReading {
    try withPadding(bytes) { (buffer) throws(DiagnosticError) in try read(buffer) }
  }

  /// Reads bytes that have ``MappedFile/slack`` readable bytes behind them.
  func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> CSVTableReading {
    try withText(bytes) { (text, start, encoding) throws(DiagnosticError) in
      try readTable(text, from: start, encoding: encoding)
    }
  }

  /// Gives the bytes as UTF-8 text, converted where need be. Most files are UTF-8; that they are is checked cell by cell
  /// on the way: `body` returns nil when the text turns out to be something else.
  func withText<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>, Int, TextEncoding) throws(DiagnosticError) -> Result?
  ) throws(DiagnosticError) -> Result {
    if let foreign = foreignContent(Array(bytes.prefix(64)), file: file) { throw DiagnosticError(.content, foreign) }
    if isLikelyUTF8(bytes) {
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) ? 3 : 0
      do throws(DiagnosticError) {
        if let result = try body(bytes, start, .utf8) { return result }
      } catch {
        // What is wrong in text that is no UTF-8 may come of reading it as such; its encoding is told first.
        if isWellFormed(bytes) { throw error }
      }
    }
    let decoded = try decodeText(Array(bytes), file: file, encoding: options.csv.encoding)
    if let offset = decoded.utf8.firstIndex(of: 0) {
      throw problems.nulByte(offset, lineNumber(of: offset, in: decoded.utf8))
    }
    return try withPadding(decoded.utf8) { (text) throws(DiagnosticError) in
      guard let result = try body(text, decoded.start, decoded.encoding) else {
        throw problems.notText(decoded.encoding)
      }
      return result
    }
  }

  private func isLikelyUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if let wanted = options.csv.encoding, wanted != .utf8 { return false }
    return !bytes.starts(with: [0xFF, 0xFE] as [UInt8]) && !bytes.starts(with: [0xFE, 0xFF] as [UInt8])
  }

  /// The bytes with room behind them.
  private func withPadding<Result>(
    _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> Result
  ) throws(DiagnosticError) -> Result {
    var padded = bytes
    padded.append(contentsOf: repeatElement(0, count: MappedFile.slack))
    let outcome = padded.withUnsafeBufferPointer { buffer -> Swift.Result<Result, DiagnosticError> in
      do throws(DiagnosticError) {
        return .success(try body(UnsafeBufferPointer(rebasing: buffer[..<bytes.count])))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// A text whose header is read and whose types are guessed.
  struct Opened {
    var header: CSVHeader
    var names: (names: [String], diagnostics: [Diagnostic])
    var plans: [ColumnPlan]
    var separator: UInt8
    var waves: ChunkWaves
  }

  /// nil when the header is not UTF-8.
  func open(_ text: UnsafeBufferPointer<UInt8>, from start: Int) throws(DiagnosticError) -> Opened? {
    let separator = options.csv.separator ?? sniffSeparator(text, from: start)
    guard let header = try CSVHeader.read(text, from: start, separator: separator, problems: problems) else {
      return nil
    }
    let names = columnNames(header.cells, file: file, line: header.line)
    var plans = types.plans(names.names)
    types.infer(&plans, text, from: header.end, separator: separator, rows: Self.sampledRows)
    let waves = ChunkWaves(
      text, from: header.end, separator: separator, missing: missing, threads: options.threads,
      chunkSize: max(1, options.chunkSize))
    return Opened(header: header, names: names, plans: plans, separator: separator, waves: waves)
  }

  func warnings(_ opened: Opened, _ assembly: TableAssembly) -> [Diagnostic] {
    var diagnostics = opened.names.diagnostics
    if let broken = assembly.broken { diagnostics.append(broken.diagnostic(file: file)) }
    if let first = assembly.setAside.first {
      diagnostics.append(problems.oddRows(assembly.setAside.count, first, expected: opened.plans.count))
    }
    return diagnostics
  }

  private func readTable(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, encoding: TextEncoding
  ) throws(DiagnosticError) -> CSVTableReading? {
    guard var opened = try open(text, from: start) else { return nil }
    var assembly = try assemble(&opened, opened.plans, text.count, keepsLines: true)
    // Columns whose first rows were of another type than a later one are read again.
    while !assembly.isMalformed, !assembly.refuted.isEmpty {
      types.widen(
        &opened.plans, assembly.refuted.sorted(), text, from: opened.header.end, separator: opened.separator)
      let second = opened.plans.indices.map { assembly.refuted.contains($0) ? opened.plans[$0] : .unwanted }
      var again = try assemble(&opened, second, text.count, keepsLines: false)
      assembly.replace(with: &again)
    }
    if assembly.isMalformed { return nil }
    let diagnostics = warnings(opened, assembly)
    return CSVTableReading(
      table: assembly.finish(file: file), encoding: encoding, separator: opened.separator,
      setAside: assembly.setAside, unreadable: assembly.unreadable, diagnostics: diagnostics)
  }

  private func assemble(
    _ opened: inout Opened, _ plans: [ColumnPlan], _ count: Int, keepsLines: Bool
  ) throws(DiagnosticError) -> TableAssembly {
    let header = opened.header
    var assembly = TableAssembly(
      opened.names.names, plans, firstLine: header.nextLine, problems: problems, threads: options.threads)
    var reading = plans
    try opened.waves.run(&reading, keepsLines: keepsLines) { _ in
    } take: { (chunks, _, plans) throws(DiagnosticError) in
      let end = chunks.last.map { Double($0.end - header.end) } ?? 0
      return try assembly.take(chunks, &plans, share: end / Double(max(count - header.end, 1)))
    }
    return assembly
  }
}
