import CompositeIndex
import Foundation

/// The indicators of several years, `input/iData_panel.csv`, series by series.
struct GoldenPanel {
  let units: [String]
  let times: [Double]
  let columns: [String]
  private var values: [String: [Double]] = [:]

  init(_ golden: GoldenFolder) throws {
    let table = try ReferenceTable(url: golden.root.appendingPathComponent("input/iData_panel.csv"))
    let codes = try table.texts("uCode")
    let points = try table.numbers("Time").map { $0 ?? .nan }
    units = Set(codes).sorted()
    times = Set(points).sorted()
    columns = golden.model.indicatorCodes
    for column in columns {
      for ((unit, point), value) in zip(zip(codes, points), try table.numbers(column)) {
        guard let position = times.firstIndex(of: point) else { continue }
        values["\(unit) \(column)", default: [Double](repeating: .nan, count: times.count)][position] = value ?? .nan
      }
    }
  }

  /// One unit's series of an indicator.
  func series(_ unit: String, _ column: String) -> [Double] {
    values["\(unit) \(column)"] ?? [Double](repeating: .nan, count: times.count)
  }

  /// `latest`, `latest_1`, `constant`, `linear-constant`.
  static func method(_ words: [String]) -> PanelImputation? {
    switch words.first {
    case "latest": .latest(maximumSteps: words.count > 1 ? Int(words[1].filter(\.isNumber)) : nil)
    case "constant": .constant
    case "linear", "linear-constant": .linear
    default: nil
    }
  }

  /// A table of units by indicators, or of unit, indicator and value, of a rate of growth.
  func compare(
    _ rate: ([Double], [Double]) -> Double?, with table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    let isLong = table.header.contains("iCode")
    for row in table.rows {
      for position in table.header.indices.dropFirst(isLong ? 2 : 1) {
        let column = isLong ? row[1] : table.header[position]
        guard columns.contains(column) else {
          tally.doesNotUnderstand("\(path): \(column)")
          continue
        }
        tally.compare(
          rate(series(row[0], column), times), ReferenceTable.number(row[position]), "\(path): \(column) of \(row[0])")
      }
    }
  }
}
