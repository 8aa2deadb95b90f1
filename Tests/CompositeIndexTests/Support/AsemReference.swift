import SurveyModel
import Testing

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
    let meta = try ReferenceTable("input/iMeta.csv")
    let data = try ReferenceTable("input/iData.csv")
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
