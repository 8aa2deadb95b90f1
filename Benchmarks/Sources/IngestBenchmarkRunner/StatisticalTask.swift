import Ingest
import SurveyModel
import Tables

/// Reads an SPSS or Stata file; its rows and columns, how many numbers there are with their sum, and the bytes of text.
func readStatistical(_ file: String, _ clock: inout Measurement) throws -> [Double] {
  let table = try clock.measure {
    let bytes = try readFile(file, shownAs: file)
    return try StatisticalFile(bytes, file: file, format: file.hasSuffix(".dta") ? .dta : .sav).table
  }
  var (numbers, total, bytes) = (0, 0.0, 0)
  for column in table.columns {
    func add(_ values: [some BinaryInteger]) {
      // Missing cells hold 0.
      total += Double(values.reduce(0) { $0 + Int64($1) })
      numbers += table.rowCount
      for kind in column.missing where kind != .present { numbers -= 1 }
    }
    switch column.storage {
    case .int8(let values): add(values)
    case .int16(let values): add(values)
    case .int32(let values): add(values)
    case .int64(let values): add(values)
    case .double(let values):
      // A sum a column, so that the order of so many additions does not show.
      total += values.reduce(0, +)
      numbers += table.rowCount
      for kind in column.missing where kind != .present { numbers -= 1 }
    case .text(let values): bytes += values.bytes.count
    case .category(let values):
      for row in 0..<table.rowCount where !column.isMissing(at: row) {
        bytes += values.dictionary[values[row]].utf8.count
      }
    default: break
    }
  }
  return [Double(table.rowCount), Double(table.columns.count), Double(numbers), total, Double(bytes)]
}
