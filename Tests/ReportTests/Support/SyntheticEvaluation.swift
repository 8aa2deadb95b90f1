import Expressions
import Report
import SurveyModel

/// Made-up but consistent inputs of the report: the same on every machine, no clock, no random.
enum SyntheticEvaluation {
  /// The fictional city with seven districts, a union, two waves and three published years.
  static func lanjiang(languages: [Language] = [.zh, .en]) -> ReportInput {
    let builder = CityBuilder()
    return ReportInput(
      pipeline: cityPipeline(builder.framework, builder.units, languages: languages),
      evaluation: builder.evaluation(), rules: builder.ruleSummaries(), counts: builder.stageCounts(),
      audit: builder.audit(), runID: "lanjiang-2025-4f9c21e0",
      inputDigest: "4f9c21e07b5d4c0e9a3f6d28b1c7e5403d9f8a6b2e1c4d7f0a5b8c3e6d9f12b7",
      configurationDigest: "91aa07c3d5e2f48b6c1a9d7e3f50b2846a8c9e1d7f3b5a2064c8e0d2f6b4a95d",
      softwareVersion: "0.1.0")
  }

  /// An index of invented countries without a city, a survey, a previous wave or any standard error.
  static func countries(_ count: Int = 6) -> ReportInput {
    let units = UnitRegistry(
      city: nil,
      units: (0..<count).map { index in
        let known = countryNames[safe: index] ?? (id: "C\(index)", zh: "国家\(index)", en: "Country \(index)")
        return AssessedUnit(
          id: known.id, name: LocalizedText(zh: known.zh, en: known.en), level: "country")
      })
    let framework = countryFramework()
    var evaluation = Evaluation(wave: 2018, previousWave: nil, framework: framework, units: units)
    for (position, unit) in units.units.enumerated() {
      let offset = 40.0 * (0.5 - Double(position) / Double(max(1, count - 1)))
      let leaves = Dictionary(
        uniqueKeysWithValues: framework.indicators.map { node in
          (node.id, max(0, min(100, 50 + offset + 12 * noise(unit.id + node.id))))
        })
      for node in framework.nodes {
        let value = ScoreTree.value(of: node, in: framework, leaves: leaves)
        evaluation.scores.append(Score(wave: 2018, unitID: unit.id, nodeID: node.id, value: value))
        if node.indicator != nil {
          evaluation.estimates.append(
            Estimate(wave: 2018, unitID: unit.id, indicatorID: node.id, value: 3 * value + 10))
        }
      }
    }
    for node in framework.nodes where node.depth <= 1 {
      let values = units.ranked.map { unit in
        evaluation.scores.first { $0.unitID == unit.id && $0.nodeID == node.id }?.value ?? 0
      }
      for (unit, value) in zip(units.ranked, values) {
        evaluation.ranks.append(
          UnitRank(
            wave: 2018, unitID: unit.id, nodeID: node.id, rank: 1 + values.count { $0 > value }, setLow: nil,
            setHigh: nil))
      }
    }
    let pipeline = PipelineDefinition(
      id: "connectivity", title: LocalizedText(zh: "互联互通指数", en: "Connectivity of countries"), notice: nil,
      edition: "2018.1",
      wave: 2018, previousWave: nil, asOf: "2018-10-01", seed: 1, languages: [.zh, .en],
      output: "../../build/connectivity",
      units: units, questionnaire: nil, sources: [], cleaning: CleaningPlan(), design: nil, framework: framework,
      likertMaps: [:], calendar: WorkCalendar(), replicates: 0, history: nil, reference: nil, display: DisplayRules(),
      strengthThreshold: 75, weakThreshold: 40)
    return ReportInput(
      pipeline: pipeline, evaluation: evaluation, rules: [],
      counts: [
        StageCount(
          stage: "ingest", source: "indicators", wave: 2018, rowsIn: count, rowsKept: count, rowsQuarantined: 0)
      ],
      audit: [], runID: "connectivity-2018-07d1aa52", inputDigest: String(repeating: "0a1b", count: 16),
      configurationDigest: String(repeating: "2c3d", count: 16), softwareVersion: "0.1.0")
  }

  /// A value of −1…1 that depends on the text alone (FNV-1a).
  static func noise(_ text: String) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 33
    hash = hash &* 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 33
    return Double(hash >> 11) / Double(1 << 52) - 1
  }

  private static let countryNames: [(id: String, zh: String, en: String)] = [
    ("NOR", "北境", "Norland"), ("ISL", "西群岛", "Western Islands"), ("EST", "东陆", "Estmark"),
    ("SUD", "南洋", "Sudania"), ("MID", "中川联邦", "Midland Federation"), ("HAF", "港城", "Havnar"),
  ]

  private static func countryFramework() -> Framework {
    var nodes = [
      FrameworkNode(
        id: "INDEX", name: LocalizedText(zh: "互联互通指数", en: "Connectivity index"), weight: 1, parent: nil,
        children: [1, 5], depth: 0)
    ]
    let dimensions = [
      ("CONN", "互联互通", "Connectivity", ["航班", "贸易", "宽带"], ["Flights", "Trade", "Broadband"]),
      ("SUST", "可持续性", "Sustainability", ["可再生能源", "贫困率", "性别差距"], ["Renewables", "Poverty", "Gender gap"]),
    ]
    for (id, zh, en, leavesZH, leavesEN) in dimensions {
      let at = nodes.count
      nodes.append(
        FrameworkNode(
          id: id, name: LocalizedText(zh: zh, en: en), weight: 1, parent: 0, children: [at + 1, at + 2, at + 3],
          depth: 1))
      for index in 0..<3 {
        nodes.append(
          FrameworkNode(
            id: "\(id)_\(index + 1)", name: LocalizedText(zh: leavesZH[index], en: leavesEN[index]), weight: 1,
            parent: at,
            depth: 2,
            indicator: Indicator(
              expression: "MEAN(x\(at + index))", source: "indicators", direction: index == 1 ? .negative : .positive,
              score: .minMax(lower: 0, upper: 100), unit: LocalizedText(zh: "单位", en: "units"), decimals: 1,
              sourceLabel: LocalizedText(zh: "公开数据", en: "Published data"))))
      }
    }
    return Framework(nodes: nodes)
  }
}

/// Weighted means up the tree.
enum ScoreTree {
  static func value(of node: FrameworkNode, in framework: Framework, leaves: [String: Double]) -> Double {
    guard node.indicator == nil else { return leaves[node.id] ?? 0 }
    var sum = 0.0
    var weights = 0.0
    for child in node.children {
      let child = framework.nodes[child]
      sum += child.weight * value(of: child, in: framework, leaves: leaves)
      weights += child.weight
    }
    return weights > 0 ? sum / weights : 0
  }
}

extension Array {
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
