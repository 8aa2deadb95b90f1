import Ingest
import Tables

/// Reads the first sheet of a workbook; its rows, and of its numbers, dates and texts how many there are and their sum:
/// of values, of days since 1970-01-01 and of bytes.
func readWorkbook(_ file: String, _ clock: inout Measurement) throws -> [Double] {
  let grid = try clock.measure {
    let workbook = try Workbook(path: file, file: file)
    return try workbook.read(workbook.sheet(named: nil)).grid
  }
  var (numbers, total, dates, days, texts, bytes) = (0, 0.0, 0, 0, 0, 0)
  for row in 0..<grid.rowCount {
    for column in 0..<grid.cellCount(row: row) {
      let text = grid.bytes[grid.range(row, column)]
      switch grid.kind(row, column) {
      case .number:
        numbers += 1
        total += parseDouble(text) ?? .nan
      case .date:
        dates += 1
        let parts = text.prefix(10).split(separator: UInt8(ascii: "-")).map { Int(parseInteger($0) ?? 0) }
        if parts.count == 3 { days += Int(CivilDate.days(year: parts[0], month: parts[1], day: parts[2])) }
      case .text, .error, .bool:
        texts += 1
        bytes += text.count
      case .empty: break
      }
    }
  }
  return [Double(grid.rowCount), Double(numbers), total, Double(dates), Double(days), Double(texts), Double(bytes)]
}
