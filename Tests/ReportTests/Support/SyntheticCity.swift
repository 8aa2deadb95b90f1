import Foundation
import SurveyModel

/// The evaluation of the fictional city: leaf scores by district and wave, summed up the tree, with errors and tests.
struct CityBuilder {
  let framework = SyntheticFramework.framework()
  let units = UnitRegistry(
    city: AssessedUnit(id: "LANJIANG", name: LocalizedText(zh: "全市", en: "City"), level: "city", aliases: ["岚江市"]),
    units: [
      AssessedUnit(
        id: "GX", name: LocalizedText(zh: "高新区", en: "High-tech Zone"), level: "district", carvedOutOf: "WH"),
      AssessedUnit(id: "YL", name: LocalizedText(zh: "云麓区", en: "Yunlu"), level: "district"),
      AssessedUnit(id: "WH", name: LocalizedText(zh: "望湖区", en: "Wanghu"), level: "district"),
      AssessedUnit(id: "LJ", name: LocalizedText(zh: "临津区", en: "Linjin"), level: "district"),
      AssessedUnit(id: "QP", name: LocalizedText(zh: "青屏区", en: "Qingping"), level: "district"),
      AssessedUnit(id: "SQ", name: LocalizedText(zh: "石桥县", en: "Shiqiao"), level: "district"),
      AssessedUnit(id: "BL", name: LocalizedText(zh: "北岭县", en: "Beiling"), level: "district"),
      AssessedUnit(
        id: "WH_GX", name: LocalizedText(zh: "望湖区（含高新区）", en: "Wanghu incl. High-tech Zone"), level: "parent",
        members: ["WH", "GX"], isRanked: false),
    ])

  static let respondents: [Int: [String: Int]] = [
    2025: [
      "LANJIANG": 2846, "GX": 612, "YL": 548, "WH": 471, "LJ": 398, "QP": 342, "SQ": 263, "BL": 212, "WH_GX": 1083,
    ],
    2024: [
      "LANJIANG": 2790, "GX": 600, "YL": 537, "WH": 462, "LJ": 390, "QP": 335, "SQ": 258, "BL": 208, "WH_GX": 1062,
    ],
  ]
  private static let population = [
    "GX": 24_000.0, "YL": 58_000, "WH": 62_000, "LJ": 38_000, "QP": 34_000, "SQ": 34_000, "BL": 26_000,
  ]
  private static let targets: [Int: [String: Double]] = [
    2025: ["GX": 78.5, "YL": 75.5, "WH": 73.2, "LJ": 71.6, "QP": 70.9, "SQ": 67.4, "BL": 65.4, "LANJIANG": 73.3],
    2024: ["GX": 76.6, "YL": 73.9, "WH": 71.8, "LJ": 70.3, "QP": 69.3, "SQ": 67.0, "BL": 64.1, "LANJIANG": 71.8],
  ]
  /// City level of each dimension, 2025 and 2024, and how strongly districts differ in it.
  private static let dimensions: [String: (now: Double, before: Double, spread: Double)] = [
    "A": (78.8, 75.1, 1.0), "B": (76.9, 75.8, 0.5), "C": (72.3, 71.2, 0.9), "D": (69.2, 69.1, 1.1),
    "E": (66.2, 65.9, 1.7),
    "F": (74.0, 73.2, 0.9),
  ]
  /// Departures of single leaves of a unit, points.
  private static let departures: [String: Double] = [
    "2025 SQ D11": -10, "2025 SQ D12": -9, "2025 SQ D31": -6, "2025 SQ B21": 9, "2025 SQ B23": 9, "2025 BL E22": -9,
    "2025 BL E13": -7, "2025 GX E13": 6, "2025 YL A14": 5, "2025 QP A43": -5, "2025 LJ B12": -4,
  ]

  // MARK: Scores

  /// Leaf scores of a unit before errors.
  private func leaves(_ unit: String, _ wave: Int) -> [String: Double] {
    if unit == "WH_GX" {
      let parts = ["WH", "GX"].map { (weight: Self.population[$0] ?? 0, leaves: leaves($0, wave)) }
      let total = parts.reduce(0) { $0 + $1.weight }
      return Dictionary(
        uniqueKeysWithValues: framework.indicators.map { node in
          (node.id, parts.reduce(0) { $0 + $1.weight * ($1.leaves[node.id] ?? 0) } / total)
        })
    }
    let isCity = unit == "LANJIANG"
    let target = Self.targets[wave]?[unit] ?? 70
    let cityTarget = Self.targets[wave]?["LANJIANG"] ?? 70
    var scores: [String: Double] = [:]
    for dimension in framework.dimensions {
      let level = Self.dimensions[dimension.id] ?? (70, 70, 1)
      for node in framework.indicators(below: dimension.id) {
        var score = wave == 2025 ? level.now : level.before
        score += 3 * SyntheticEvaluation.noise(node.id)
        if !isCity {
          score += level.spread * (target - cityTarget) + 1.5 * SyntheticEvaluation.noise(unit + node.id)
          score += 0.4 * SyntheticEvaluation.noise("\(unit)\(node.id)\(wave)")
          score += Self.departures["\(wave) \(unit) \(node.id)"] ?? 0
        }
        scores[node.id] = score
      }
    }
    let shift = target - ScoreTree.value(of: framework.root, in: framework, leaves: scores)
    return scores.mapValues { max(0, min(100, $0 + shift)) }
  }

  private func standardErrors(_ unit: String, _ wave: Int) -> [String: Double] {
    let n = Double(Self.respondents[wave]?[unit] ?? 100)
    return Dictionary(
      uniqueKeysWithValues: framework.indicators.compactMap { node in
        switch node.indicator?.source {
        case "survey": (node.id, 22 * 1.12 / n.squareRoot())
        case "ledger": (node.id, 30 / n.squareRoot())
        default: nil
        }
      })
  }

  private func compositeError(_ node: FrameworkNode, _ errors: [String: Double]) -> Double? {
    let below = framework.indicators(below: node.id)
    let weights = below.map { leaf in
      framework.nodes.firstIndex { $0.id == leaf.id }.map { framework.globalWeight(of: $0) } ?? 0
    }
    let total = weights.reduce(0, +)
    var variance = 0.0
    var isSampled = false
    for (leaf, weight) in zip(below, weights) {
      guard let error = errors[leaf.id] else { continue }
      variance += (weight / total * error) * (weight / total * error)
      isSampled = true
    }
    // Answers of one firm go together: composites are less certain than if items were independent.
    return isSampled ? (below.count > 1 ? 2 : 1) * variance.squareRoot() : nil
  }

  // MARK: Evaluation

  func evaluation() -> Evaluation {
    var evaluation = Evaluation(wave: 2025, previousWave: 2024, framework: framework, units: units)
    for wave in [2025, 2024] {
      for unit in units.all {
        let leaves = leaves(unit.id, wave)
        let errors = standardErrors(unit.id, wave)
        for node in framework.nodes {
          evaluation.scores.append(score(node, unit.id, wave, leaves, errors))
          if let indicator = node.indicator {
            evaluation.estimates.append(estimate(node, indicator, unit.id, wave, leaves, errors))
          }
        }
        evaluation.estimates += monitors(unit.id, wave)
      }
      evaluation.ranks += ranks(wave, evaluation.scores)
    }
    evaluation.comparisons = ComparisonBuilder(units: units, framework: framework, scores: evaluation.scores).all()
    evaluation.weighting = [
      WeightingSummary(
        wave: 2024, respondents: 2790, population: 276_000, effectiveN: 2268, kishDesignEffect: 1.23,
        minimumWeight: 11.2,
        maximumWeight: 402.6, rakingIterations: 9, largestMarginError: 4e-15, collapsedCells: ["BL: large+medium"]),
      WeightingSummary(
        wave: 2025, respondents: 2846, population: 276_000, effectiveN: 2276.8, kishDesignEffect: 1.25,
        minimumWeight: 10.8, maximumWeight: 398.1, rakingIterations: 8, largestMarginError: 3e-15,
        collapsedCells: ["SQ: large+medium", "BL: large+medium"]),
    ]
    evaluation.history = history()
    evaluation.trend = trend(evaluation)
    let city = leaves("LANJIANG", 2025)
    evaluation.survey.answers = SyntheticAnswers.answers(framework) { city[$0] ?? 70 }
    evaluation.survey.importance = SyntheticAnswers.importance(evaluation.survey.answers)
    evaluation.groupScores = SyntheticAnswers.groups(framework)
    evaluation.respondents = Self.respondents
    evaluation.replicates = 1000
    evaluation.selection = .quota
    evaluation.notes = [
      LocalizedText(zh: "北岭县大型企业与中型企业合并为一层", en: "Large and medium firms of Beiling form one stratum")
    ]
    return evaluation
  }

  private func score(
    _ node: FrameworkNode, _ unit: String, _ wave: Int, _ leaves: [String: Double], _ errors: [String: Double]
  ) -> Score {
    let value = ScoreTree.value(of: node, in: framework, leaves: leaves)
    let error = compositeError(node, errors)
    let isSurvey = framework.indicators(below: node.id).contains { $0.indicator?.source == "survey" }
    let n = Self.respondents[wave]?[unit] ?? 0
    let isBounded = node.indicator != nil && error.map { value + 2 * $0 > 100 } ?? false
    return Score(
      wave: wave, unitID: unit, nodeID: node.id, value: value, standardError: isBounded ? nil : error,
      ciLow: error.map { max(0, value - 1.96 * $0) }, ciHigh: error.map { min(100, value + 1.96 * $0) },
      isBounded: isBounded, df: error == nil ? nil : Double(n - 4), n: isSurvey ? n : nil)
  }

  private func estimate(
    _ node: FrameworkNode, _ indicator: Indicator, _ unit: String, _ wave: Int, _ leaves: [String: Double],
    _ errors: [String: Double]
  ) -> Estimate {
    let score = leaves[node.id] ?? 0
    let (value, slope): (Double, Double) =
      if case .goalpost(let worst, let best) = indicator.score {
        (worst + score / 100 * (best - worst), abs(best - worst) / 100)
      } else {
        (score, 1)
      }
    let error = errors[node.id].map { $0 * slope }
    let nonResponse = indicator.source == "survey" ? 0.05 + 0.05 * SyntheticEvaluation.noise(node.id) : nil
    let asked = Self.respondents[wave]?[unit] ?? 0
    let n =
      nonResponse.map { Int((Double(asked) * (1 - $0)).rounded()) } ?? (indicator.source == "ledger" ? asked / 2 : nil)
    return Estimate(
      wave: wave, unitID: unit, indicatorID: node.id, value: value, standardError: error,
      ciLow: error.map { value - 1.96 * $0 }, ciHigh: error.map { value + 1.96 * $0 }, n: n,
      df: error == nil ? nil : n.map { Double($0 - 4) }, designEffect: nonResponse == nil ? nil : 1.25,
      effectiveN: nonResponse == nil ? nil : n.map { Double($0) / 1.25 }, itemNonResponse: nonResponse)
  }

  private func monitors(_ unit: String, _ wave: Int) -> [Estimate] {
    let n = Self.respondents[wave]?[unit] ?? 0
    return framework.monitors.map { monitor in
      let share =
        switch monitor.id {
        case "Z1": 7.4 + 0.4 * SyntheticEvaluation.noise(unit)
        case "Z5_2": unit == "SQ" ? 34.2 : 22 + 4 * SyntheticEvaluation.noise("f" + unit)
        case "Z5_1": 26 + 3 * SyntheticEvaluation.noise("d" + unit)
        default: 9 + 6 * SyntheticEvaluation.noise(monitor.id) + 2 * SyntheticEvaluation.noise(unit + monitor.id)
        }
      let error =
        monitor.id == "Z1" ? 1.8 / Double(n).squareRoot() : (1.25 * share * (100 - share) / Double(n)).squareRoot()
      return Estimate(
        wave: wave, unitID: unit, indicatorID: monitor.id, value: share, standardError: error,
        ciLow: share - 1.96 * error, ciHigh: share + 1.96 * error, n: n, df: Double(n - 4), designEffect: 1.25,
        effectiveN: Double(n) / 1.25, itemNonResponse: 0.01)
    }
  }

  /// Ranks with sets from a fixed critical value of 3 standard errors of the difference.
  private func ranks(_ wave: Int, _ scores: [Score]) -> [UnitRank] {
    let ids = units.ranked.map(\.id)
    return framework.nodes.filter { $0.depth <= 1 }.flatMap { node -> [UnitRank] in
      let rows = ids.compactMap { id in
        scores.first { $0.wave == wave && $0.unitID == id && $0.nodeID == node.id }
      }
      let ordered = rows.sorted { ($0.value ?? 0) > ($1.value ?? 0) }
      func isClear(_ a: Score, _ b: Score) -> Bool {
        let error = (pow(a.standardError ?? 0, 2) + pow(b.standardError ?? 0, 2)).squareRoot()
        return (a.value ?? 0) - (b.value ?? 0) > 3 * error
      }
      return rows.map { row in
        let better = ordered.filter { isClear($0, row) }.map(\.unitID)
        let worse = ordered.filter { isClear(row, $0) }.map(\.unitID)
        let rank = 1 + rows.count { ($0.value ?? 0) > (row.value ?? 0) }
        let low = 1 + better.count
        let high = rows.count - worse.count
        let frequency = (1...rows.count).map { place in
          place < low || place > high ? 0 : 1 / Double(high - low + 1)
        }
        return UnitRank(
          wave: wave, unitID: row.unitID, nodeID: node.id, rank: rank, setLow: low, setHigh: high, clearlyBelow: better,
          clearlyAbove: worse, rankFrequency: frequency)
      }
    }
  }

  /// Of published figures: nothing is tested.
  private func trend(_ evaluation: Evaluation) -> ScoreTrend {
    let root = framework.root.id
    let rows = ([units.city].compactMap { $0 } + units.ranked).compactMap { unit -> Comparison? in
      guard
        let before = evaluation.history.first(where: { $0.wave == 2021 && $0.unitID == unit.id && $0.nodeID == root }),
        let now = evaluation.scores.first(where: { $0.wave == 2025 && $0.unitID == unit.id && $0.nodeID == root })?
          .value
      else { return nil }
      return Comparison(
        kind: .toFirstWave, wave: 2025, unitID: unit.id, nodeID: root, reference: before.score,
        difference: now - before.score, standardError: nil, ciLow: nil, ciHigh: nil, pValue: nil, adjustedPValue: nil,
        family: "to_first_wave/index", isClear: false)
    }
    return ScoreTrend(firstWave: 2021, comparisons: rows)
  }

  private func history() -> [PublishedScore] {
    var published: [PublishedScore] = []
    for wave in 2021...2023 {
      for node in framework.nodes where node.depth <= 1 {
        var rows: [(id: String, score: Double)] = []
        for unit in [units.city].compactMap({ $0 }) + units.ranked {
          let now = ScoreTree.value(of: node, in: framework, leaves: leaves(unit.id, 2024))
          let drift = -0.8 * Double(2024 - wave) + 0.5 * SyntheticEvaluation.noise("\(wave)\(unit.id)\(node.id)")
          rows.append((unit.id, now + drift))
        }
        let districts = rows.filter { $0.id != "LANJIANG" }
        for row in rows {
          let isCity = row.id == "LANJIANG"
          let rank = 1 + districts.count { $0.score > row.score }
          published.append(
            PublishedScore(
              wave: wave, unitID: row.id, nodeID: node.id, score: (row.score * 100).rounded() / 100,
              rank: isCity ? nil : rank, rankLow: isCity ? nil : max(1, rank - 1),
              rankHigh: isCity ? nil : min(7, rank + 1)))
        }
      }
    }
    return published
  }
}
