import Diagnostics

/// The header of a delimited file and where its rows begin.
struct CSVHeader {
  var cells: [String]
  var line: Int
  /// Where the first row after it begins, and the line of it.
  var end: Int
  var nextLine: Int

  /// Reads the first row that is not blank; nil when it is not UTF-8.
  static func read(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, problems: CSVTableProblems
  ) throws(DiagnosticError) -> CSVHeader? {
    guard let base = text.baseAddress, start < text.count else { throw problems.noHeader() }
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
      case .unclosedQuote(let lines): throw problems.unclosedQuote(rowLine + lines)
      case .tooLong, .astray: throw problems.rowTooLong(rowLine)
      case .cells: break
      }
      var cells: [String] = []
      var from = 0
      for end in row.ends {
        let cell = UnsafeBufferPointer<UInt8>(start: batch.scratch + from, count: Int(end) - from)
        guard scanUTF8(cell, counting: false).firstError == nil else { return nil }
        if cell.contains(0) { throw problems.nulByte(nil, rowLine) }
        cells.append(String(decoding: cell, as: UTF8.self))
        from = Int(end) + 1
      }
      return CSVHeader(cells: cells, line: rowLine, end: position, nextLine: line)
    }
    throw problems.noHeader()
  }
}
