/// A leaf of the framework as the generator needs it.
struct TargetIndicator {
  var code: String
  var dimension: String
  /// The weight within its dimension.
  var weight: Double
  /// nil: points from 0 to 100.
  var worst: Double?
  var best: Double?

  /// The figure that scores `score`.
  func figure(scoring score: Double) -> Double {
    guard let worst, let best else { return score }
    return worst + (best - worst) * score / 100
  }
}

/// What every indicator of every district shall score, by wave: the quality from which all data are drawn.
///
/// The shape by dimension and district is invented. Indicators scatter around their dimension, with weighted mean zero,
/// so that the dimension comes out as laid down here.
struct Targets {
  static let dimensions = ["A", "B", "C", "D", "E", "F"]
  /// The city in 2025.
  private static let city: [Double] = [78.5, 76.2, 71.6, 68.0, 66.6, 75.0]
  /// What districts add, in the order of `City.districts`.
  private static let districts: [[Double]] = [
    [4.5, 3.0, 5.0, 4.0, 10.0, 4.5],
    [4.0, 3.0, 1.0, 2.0, 2.0, 2.5],
    [1.0, 1.5, 1.0, -3.0, 1.0, -0.5],
    [-1.0, -0.3, -3.0, 1.5, -5.0, -2.0],
    [-3.5, -2.0, -1.0, 2.0, -5.0, -3.0],
    [-3.4, -2.8, -4.0, -8.0, -8.6, -6.4],
    [-8.8, -6.6, -7.8, -5.6, -13.6, -10.6],
  ]
  /// The change from 2024 to 2025: mostly government services; a fall of factor supply in Shiqiao.
  private static let change: [[Double]] = [
    [4.0, 0.8, 0.5, 0.6, 0.6, 1.2],
    [6.0, 0.8, 0.8, 0.4, 0.5, 1.2],
    [4.6, 0.6, 0.6, 0.2, 0.6, 1.0],
    [5.0, 1.0, 0.4, 0.8, 0.2, 1.4],
    [4.0, 0.6, 0.8, 0.6, 0.5, 1.0],
    [3.2, 0.6, 0.4, -4.0, 0.2, 1.0],
    [4.6, 1.0, 0.6, 0.4, 0.4, 1.4],
  ]

  let indicators: [TargetIndicator]
  /// By wave, district and indicator.
  private let scores: [Int: [[Double]]]

  /// Reads the text of `framework.yaml`.
  init(yaml: String, seed: UInt64) throws {
    let root = try Node.read(yaml, file: "framework.yaml")
    var indicators: [TargetIndicator] = []
    for dimension in root["index"]["children"].list {
      for group in dimension["children"].list {
        for leaf in group["children"].list {
          let goalpost = leaf["score"]["goalpost"].list.compactMap(\.double)
          let weight = (group["weight"].double ?? 0) * (leaf["weight"].double ?? 0)
          indicators.append(
            TargetIndicator(
              code: leaf["code"].text, dimension: dimension["code"].text, weight: weight,
              worst: goalpost.first, best: goalpost.last))
        }
      }
    }
    self.indicators = indicators
    var scores: [Int: [[Double]]] = [:]
    for wave in [2024, 2025] {
      scores[wave] = City.districts.indices.map { Self.scores(indicators, wave: wave, district: $0, seed: seed) }
    }
    self.scores = scores
  }

  private static func scores(_ indicators: [TargetIndicator], wave: Int, district: Int, seed: UInt64) -> [Double] {
    // Scatter of an indicator over the city, of a district around it, and a little from year to year.
    var scatter = indicators.enumerated().map { index, indicator in
      var common = RandomStream(seed, "scatter", index)
      var local = RandomStream(seed, "scatter", index, district + 1)
      var yearly = RandomStream(seed, "scatter", index, district + 1, wave)
      let span = indicator.worst == nil ? 3.5 : 7.0
      return (common.unit() * 2 - 1) * span + (local.unit() * 2 - 1) * span * 0.5 + (yearly.unit() * 2 - 1) * 0.6
    }
    for (position, dimension) in dimensions.enumerated() {
      let members = indicators.indices.filter { indicators[$0].dimension == dimension }
      let weight = members.reduce(0) { $0 + indicators[$1].weight }
      let mean = members.reduce(0) { $0 + indicators[$1].weight * scatter[$1] } / weight
      let level = city[position] + districts[district][position] - (wave == 2024 ? change[district][position] : 0)
      for member in members { scatter[member] += level - mean }
    }
    return scatter.map { min(max($0, 8), 97) }
  }

  /// The score that an indicator of a district shall have.
  func score(_ code: String, wave: Int, district: Int) throws -> Double {
    guard let index = indicators.firstIndex(where: { $0.code == code }), let wave = scores[wave] else {
      throw SampleDataError("the framework has no indicator \(code)")
    }
    return wave[district][index]
  }

  /// The figure that an indicator of a district shall have.
  func figure(_ code: String, wave: Int, district: Int) throws -> Double {
    guard let indicator = indicators.first(where: { $0.code == code }) else {
      throw SampleDataError("the framework has no indicator \(code)")
    }
    return indicator.figure(scoring: try score(code, wave: wave, district: district))
  }

  /// The level of a dimension, before scatter.
  static func level(dimension: Int, wave: Int, district: Int) -> Double {
    city[dimension] + districts[district][dimension] - (wave == 2024 ? change[district][dimension] : 0)
  }
}
