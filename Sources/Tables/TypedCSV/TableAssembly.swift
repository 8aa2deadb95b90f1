import Diagnostics

/// The table that grows while chunks are read.
struct TableAssembly {
  let names: [String]
  let problems: CSVTableProblems
  let threads: Int
  private(set) var isMalformed = false
  /// Columns that were read as a type they are not.
  private(set) var refuted: Set<Int> = []
  private(set) var setAside: [CSVTableReading.SetAsideRow] = []
  private(set) var unreadable: [String: [Int]] = [:]
  private(set) var broken: BrokenQuotes?
  private var wanted: [Int]
  private var accumulators: [ColumnAccumulator] = []
  private var lines: [Int32] = []
  private var line: Int
  private var rowCount = 0

  init(_ names: [String], _ plans: [ColumnPlan], firstLine: Int, problems: CSVTableProblems, threads: Int) {
    self.names = names
    self.problems = problems
    self.threads = threads
    wanted = plans.indices.filter { plans[$0].mode != .none }
    line = firstLine
  }

  /// Takes the next chunks.
  ///
  /// - Parameters:
  ///   - chunks: in order; their columns are let go.
  ///   - plans: columns that are refuted are not read any further.
  ///   - share: of the whole text that this and all chunks before make up.
  /// - Returns: false when they are not UTF-8.
  /// - Throws: what is wrong with the text, at its line.
  mutating func take(
    _ chunks: [Chunk], _ plans: inout [ColumnPlan], share: Double
  ) throws(DiagnosticError) -> Bool {
    let before = rowCount
    for chunk in chunks {
      if chunk.isMalformed {
        isMalformed = true
        return false
      }
      switch chunk.problem {
      case .unclosedQuote(let opened)?: throw problems.unclosedQuote(line + opened)
      case .rowTooLong(let row)?: throw problems.rowTooLong(line + row)
      case .astray?, nil: break
      }
      note(chunk)
    }
    if accumulators.isEmpty {
      let capacity = rowCount + Int(Double(rowCount - before) * (1 / max(share, 1e-6) - 1) * 1.02)
      accumulators = wanted.map { ColumnAccumulator(isInferred: plans[$0].isInferred, capacity: capacity) }
      lines.reserveCapacity(capacity)
    }
    for column in wanted where chunks.contains(where: { $0.isRefuted[column] }) {
      refuted.insert(column)
      plans[column] = .unwanted
    }
    append(chunks)
    return true
  }

  private mutating func note(_ chunk: Chunk) {
    let shift = Int32(clamping: line)
    lines.append(contentsOf: chunk.lines.lazy.map { $0 &+ shift })
    setAside += chunk.oddRows.map { .init(line: Int($0.line) + line, cells: $0.cells) }
    for column in wanted where !chunk.unreadable[column].isEmpty {
      unreadable[names[column], default: []] += chunk.unreadable[column].map { $0 + rowCount }
    }
    if let found = chunk.broken {
      broken = BrokenQuotes(
        count: (broken?.count ?? 0) + found.count, firstLine: broken?.firstLine ?? found.firstLine + line)
    }
    line += chunk.lineCount
    rowCount += chunk.rowCount
  }

  private mutating func append(_ chunks: [Chunk]) {
    let (wanted, threads) = (wanted, threads)
    accumulators.withUnsafeMutableBufferPointer { accumulators in
      // Each thread changes columns of its own.
      nonisolated(unsafe) let accumulators = accumulators
      _ = parallelMap(count: wanted.count, threads: threads) { place in
        for chunk in chunks { accumulators[place].append(chunk.columns[wanted[place]], rows: chunk.rowCount) }
      }
    }
  }

  /// Puts columns that were read again as another type in the place of those that were refuted.
  mutating func replace(with other: inout TableAssembly) {
    for (place, column) in other.wanted.enumerated() {
      guard let target = wanted.firstIndex(of: column), place < other.accumulators.count else { continue }
      accumulators[target] = other.accumulators[place]
    }
    other.accumulators = []
    refuted = other.refuted
    isMalformed = other.isMalformed
  }

  /// The table; the assembly is empty afterwards.
  mutating func finish(file: String) -> Table {
    if accumulators.isEmpty {
      accumulators = wanted.map { _ in ColumnAccumulator(isInferred: true, capacity: 0) }
    }
    let held = accumulators
    accumulators = []
    let columns = parallelMap(count: held.count, threads: threads) { held[$0].finish() }
    var origins = RowOrigins(files: [file], line: lines)
    origins.fileIndex = [UInt32](repeating: 0, count: rowCount)
    lines = []
    return Table(
      zip(wanted, columns).map { (name: names[$0], column: $1) }, rowCount: rowCount, origins: origins)
  }
}
