import CompositeIndex
import Foundation
import SurveyModel
import Testing

/// A folder of reference results: `input/`, `configs/`, `treatment/`, `imputation/`, `analysis/`, `mc/` and `mcdm/`.
struct GoldenFolder {
  let root: URL
  /// The indicators in the order of the units' codes.
  let data: IndexData
  let model: IndexModel
  /// The grouping columns by name, one text a unit.
  let groups: [String: [String]]
  /// Names and units of measurement by indicator.
  let labels: [String: (name: String, unit: String)]

  /// The folder of the fixtures, or the one that the environment names.
  static func root() throws -> URL {
    if let other = ProcessInfo.processInfo.environment["BIZCLIMATE_GOLDEN_COMPOSITE"], !other.isEmpty {
      return URL(fileURLWithPath: other, isDirectory: true)
    }
    return try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/composite")
  }

  init(root: URL) throws {
    self.root = root
    let meta = try ReferenceTable(url: root.appendingPathComponent("input/iMeta.csv"))
    let table = try ReferenceTable(url: root.appendingPathComponent("input/iData.csv"))
    let posts = try? ReferenceTable(url: root.appendingPathComponent("input/goalposts.csv"))
    model = try IndexModel(nodes: Self.nodes(meta, posts))
    let codes = try table.texts("uCode")
    let order = codes.indices.sorted { codes[$0] < codes[$1] }
    let units = order.map { codes[$0] }
    func matrix(_ columns: [String]) throws -> IndicatorMatrix {
      var values: [Double] = []
      for column in columns {
        let numbers = try table.numbers(column)
        values += order.map { numbers[$0] ?? .nan }
      }
      return try IndicatorMatrix(units: units, columns: columns, values: values)
    }
    let types = zip(try meta.texts("iCode"), try meta.texts("Type"))
    data = IndexData(
      indicators: try matrix(model.indicatorCodes),
      denominators: try matrix(types.filter { $0.1 == "Denominator" }.map(\.0)))
    var groups: [String: [String]] = [:]
    for (column, type) in types where type == "Group" {
      let texts = try table.texts(column)
      groups[column] = order.map { texts[$0] }
    }
    self.groups = groups
    labels = Dictionary(
      uniqueKeysWithValues: zip(
        try meta.texts("iCode"), zip(try meta.texts("iName"), try meta.texts("Unit")).map { (name: $0, unit: $1) }))
  }

  private static func nodes(_ meta: ReferenceTable, _ posts: ReferenceTable?) throws -> [IndexNode] {
    let weights = try meta.numbers("Weight")
    let parents = try meta.texts("Parent")
    let types = try meta.texts("Type")
    let directions = try meta.numbers("Direction")
    let targets = try meta.numbers("Target")
    let denominators = try meta.texts("Denominator")
    let names = try meta.texts("iName")
    let lower = try posts?.numbersByKey("goalpost_lower")
    let upper = try posts?.numbersByKey("goalpost_upper")
    let scale = try posts?.numbersByKey("goalpost_scale")
    let truncation = try posts.map {
      Dictionary(uniqueKeysWithValues: zip($0.rows.map { $0[0] }, try $0.texts("goalpost_trunc2posts")))
    }
    return try meta.texts("iCode").enumerated().compactMap { row, code in
      guard ["Indicator", "Aggregate"].contains(types[row]) else { return nil }
      var node = IndexNode(
        code: code, name: names[row], parent: parents[row] == "NA" ? nil : parents[row],
        weight: try #require(weights[row]), direction: directions[row] == -1 ? .negative : .positive,
        target: targets[row], denominator: denominators[row] == "NA" ? nil : denominators[row])
      if let low = lower?[code] ?? nil, let high = upper?[code] ?? nil {
        node.goalposts = Goalposts(
          lower: low, upper: high, scale: (scale?[code] ?? nil) ?? 100, truncated: truncation?[code] == "TRUE")
      }
      return node
    }
  }

  /// The model with weights of `input/weights_NAME.csv`; without a name, those of the metadata.
  func model(weights name: String?) throws -> IndexModel {
    guard let name else { return model }
    if name == "equal" || name == "none" { return try model.withWeights(model.nodes.map { _ in 1 }) }
    return try model(weights: ReferenceTable(url: root.appendingPathComponent("input/weights_\(name).csv")), "Weight")
  }

  /// The model with the weights of one column of a table; nodes that it does not name keep theirs.
  func model(weights table: ReferenceTable, _ column: String) throws -> IndexModel {
    var weights = model.nodes.map(\.weight)
    for (code, weight) in zip(try table.texts("iCode"), try table.numbers(column)) {
      if let node = model.position(of: code), let weight { weights[node] = weight }
    }
    return try model.withWeights(weights)
  }

  /// Files and folders below a folder, in order; empty when there is no such folder.
  func entries(_ folder: String) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(
      at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
    return (found ?? []).sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The worked example: its preparation, min-max from 0 to 100, arithmetic means.
  func fullMethod() -> IndexMethod {
    GoldenMethod(steps: ["full", "n_minmax(0,100)", "a_amean"], groups: groups).method
  }
}

extension GoldenTally {
  /// Compares a table of units by columns with a matrix.
  mutating func compare(_ matrix: IndicatorMatrix?, with table: ReferenceTable, _ file: String) throws {
    beginFile()
    guard let matrix else { return fails("\(file): the configuration has no such step") }
    let rows = Dictionary(uniqueKeysWithValues: matrix.units.enumerated().map { ($0.element, $0.offset) })
    for name in table.header.dropFirst() {
      guard let column = matrix.columns.firstIndex(of: name) else {
        doesNotUnderstand("\(file): column \(name)")
        continue
      }
      for (unit, expected) in zip(table.rows.map { $0[0] }, try table.numbers(name)) {
        compare(rows[unit].flatMap { matrix[$0, column] }, expected, "\(file): \(name) of \(unit)")
      }
    }
    if matrix.units.count != table.rows.count {
      fails("\(file): \(matrix.units.count) units, expected \(table.rows.count)")
    }
  }
}
