import Foundation

/// A reference data file: columns of text, empty for missing.
struct ReferenceFrame {
  private(set) var columns: [String: [String]] = [:]
  private(set) var rowCount = 0

  init(csv: String) {
    let lines = csv.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first else { return }
    rowCount = lines.count - 1
    for (index, name) in header.enumerated() { columns[name] = lines.dropFirst().map { $0[index] } }
  }

  static func fixture(_ file: String) throws -> ReferenceFrame {
    ReferenceFrame(csv: try String(contentsOf: fixtureURL(file), encoding: .utf8))
  }

  /// Numbers, nil where missing; nil for a column of texts.
  func numbers(_ name: String) -> [Double?]? {
    guard let texts = columns[name] else { return nil }
    let values = texts.map { Double($0) }
    return zip(texts, values).allSatisfy { $0.isEmpty || $0 == "NA" || $1 != nil } ? values : nil
  }

  /// Sorted distinct texts and the class of each row.
  func factor(_ names: [String]) -> (levels: [[String]], classes: [Int]) {
    let keys = (0..<rowCount).map { row in names.map { columns[$0]?[row] ?? "" } }
    // The first name varies fastest, as in R.
    let levels = Set(keys).sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
    let position = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    return (levels, keys.map { position[$0] ?? 0 })
  }
}

func fixtureURL(_ file: String) -> URL {
  Bundle.module.resourceURL?.appendingPathComponent("Fixtures/survey/" + file) ?? URL(fileURLWithPath: file)
}
