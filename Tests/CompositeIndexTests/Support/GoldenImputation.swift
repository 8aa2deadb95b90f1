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
      if name.hasPrefix("panel_") || name.hasPrefix("impute_panel_") {
        try comparePanel(golden, file, name, &tally)
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

  /// `panel_latest.csv` with the columns `uCode,Time,iCode,Imputed`: values filled into the series of the years.
  private static func comparePanel(
    _ golden: GoldenFolder, _ file: URL, _ name: String, _ tally: inout GoldenTally
  ) throws {
    let words = name.split(separator: "_").map(String.init).filter { $0 != "impute" && $0 != "panel" }
    let table = try ReferenceTable(url: file)
    guard let method = GoldenPanel.method(words), table.header == ["uCode", "Time", "iCode", "Imputed"] else {
      return tally.doesNotUnderstand("imputation/\(name)")
    }
    tally.beginFile()
    let panel = try GoldenPanel(golden)
    for row in table.rows {
      guard let point = panel.times.firstIndex(where: { $0 == Double(row[1]) }) else {
        tally.doesNotUnderstand("imputation/\(name): \(row[1])")
        continue
      }
      let filled = imputeSeries(panel.series(row[0], row[2]), times: panel.times, by: method)
      tally.compare(
        filled[point], ReferenceTable.number(row[3]), "imputation/\(name): \(row[2]) of \(row[0]) in \(row[1])")
    }
  }
}
