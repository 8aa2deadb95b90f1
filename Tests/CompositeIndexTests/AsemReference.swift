import Foundation
import SurveyModel
import Testing

/// A comma-separated reference table: a header and rows, fields quoted where they hold commas.
struct ReferenceTable {
  let header: [String]
  let rows: [[String]]

  init(_ name: String) throws {
    let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/asem/\(name)")
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { Self.fields(String($0)) }
    header = try #require(lines.first)
    rows = Array(lines.dropFirst())
  }

  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == "," && !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// The column of a name, one text a row.
  func texts(_ name: String) throws -> [String] {
    let position = try #require(header.firstIndex(of: name), "no column \(name)")
    return rows.map { $0[position] }
  }

  /// The column of a name as numbers, nil for `NA`.
  func numbers(_ name: String) throws -> [Double?] { try texts(name).map { Double($0) } }

  /// One number by the key in the first column.
  func numbersByKey(_ name: String) throws -> [String: Double?] {
    Dictionary(uniqueKeysWithValues: zip(rows.map { $0[0] }, try numbers(name)))
  }
}

/// The ASEM framework and data, with one way of scoring.
struct AsemReference {
  let framework: Framework
  let countries: [String]
  /// Raw values by indicator code, one a country.
  let raw: [String: [Double?]]

  /// - Parameters:
  ///   - weights: a table of `iCode, Level, Weight`; nil: the weights of the metadata.
  ///   - score: the score map of an indicator.
  /// - Throws: when a reference table is not as expected.
  init(weights: ReferenceTable? = nil, score: (_ code: String) throws -> ScoreMap) throws {
    let meta = try ReferenceTable("iMeta.csv")
    let data = try ReferenceTable("iData.csv")
    var weightOf: [String: Double] = [:]
    let source = weights ?? meta
    for (code, weight) in zip(try source.texts("iCode"), try source.numbers("Weight")) { weightOf[code] = weight }
    let codes = try meta.texts("iCode")
    let parents = try meta.texts("Parent")
    let types = try meta.texts("Type")
    let directions = try meta.texts("Direction")
    var nodes: [FrameworkNode] = []
    func add(_ row: Int, parent: Int?, depth: Int) throws {
      let code = codes[row]
      var indicator: Indicator?
      if types[row] == "Indicator" {
        indicator = Indicator(
          expression: "SUM(\(code))", source: "indicators", direction: directions[row] == "-1" ? .negative : .positive,
          score: try score(code), unit: LocalizedText(""), decimals: 1, sourceLabel: LocalizedText(""))
      }
      let position = nodes.count
      nodes.append(
        FrameworkNode(
          id: code, name: LocalizedText(code), weight: try #require(weightOf[code]), parent: parent, depth: depth,
          indicator: indicator))
      if let parent { nodes[parent].children.append(position) }
      for child in codes.indices where parents[child] == code && ["Indicator", "Aggregate"].contains(types[child]) {
        try add(child, parent: position, depth: depth + 1)
      }
    }
    try add(try #require(codes.firstIndex(of: "Index")), parent: nil, depth: 0)
    framework = Framework(nodes: nodes)
    countries = try data.texts("uCode")
    var raw: [String: [Double?]] = [:]
    for node in nodes where node.indicator != nil { raw[node.id] = try data.numbers(node.id) }
    self.raw = raw
  }
}

/// Equal to 1e-9 relative to max(1, |expected|); both missing is equal.
func isClose(_ value: Double?, _ expected: Double?) -> Bool {
  guard let value, let expected else { return value == nil && expected == nil }
  return abs(value - expected) <= 1e-9 * max(1, abs(expected))
}
