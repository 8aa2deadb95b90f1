import CompositeIndex
import Foundation

/// `imputation/METHOD.csv`: every value that a method fills into the raw data.
struct GoldenImputation {
  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    for file in golden.entries("imputation") {
      let name = file.deletingPathExtension().lastPathComponent
      if name == "index" || file.pathExtension != "csv" {
        tally.skipDescription()
        continue
      }
      guard let method = GoldenMethod.imputation(name, groups: golden.groups) else {
        tally.doesNotUnderstand("imputation/\(name)")
        continue
      }
      tally.beginFile()
      let filled = try impute(golden.data.indicators, model: golden.model, by: method)
      let table = try ReferenceTable(url: file)
      var expected: [String: Double?] = [:]
      for row in table.rows { expected[row[0] + " " + row[1]] = ReferenceTable.number(row[2]) }
      for cell in filled.imputed {
        let key = filled.matrix.units[cell.unit] + " " + filled.matrix.columns[cell.column]
        tally.compare(cell.value, expected.removeValue(forKey: key) ?? nil, "imputation/\(name): \(key)")
      }
      for (key, value) in expected { tally.compare(nil, value, "imputation/\(name): \(key)") }
    }
  }
}
