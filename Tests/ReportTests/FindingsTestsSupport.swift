import Expressions
import Report
import SurveyModel

/// A city of three districts with one survey indicator and one department figure, filled by hand.
struct HandMade {
  var evaluation: Evaluation
  var pipeline: PipelineDefinition
  static let survey = "A11"
  static let counted = "B11"

  init(hasCity: Bool = true, previousWave: Int? = 2024, map: ScoreMap = .likert(map: "linear")) {
    func leaf(_ id: String, _ zh: String, _ en: String, parent: Int, source: String, map: ScoreMap) -> FrameworkNode {
      FrameworkNode(
        id: id, name: LocalizedText(zh: zh, en: en), weight: 1, parent: parent, depth: 2,
        indicator: Indicator(
          expression: "MEAN(x)", source: source, direction: .positive, score: map,
          unit: LocalizedText(zh: "分", en: "points"), decimals: 1, sourceLabel: LocalizedText(source)))
    }
    let framework = Framework(nodes: [
      FrameworkNode(
        id: "INDEX", name: LocalizedText(zh: "总指数", en: "Overall index"), weight: 1, parent: nil, children: [1, 3],
        depth: 0),
      FrameworkNode(
        id: "A", name: LocalizedText(zh: "政务环境", en: "Government services"), weight: 1, parent: 0, children: [2],
        depth: 1),
      leaf("A11", "办事满意度", "Satisfaction with procedures", parent: 1, source: "survey", map: map),
      FrameworkNode(
        id: "B", name: LocalizedText(zh: "要素环境", en: "Production factors"), weight: 1, parent: 0, children: [4],
        depth: 1),
      leaf("B11", "贷款利率", "Loan rate", parent: 3, source: "government", map: .goalpost(worst: 6, best: 3)),
    ])
    let units = UnitRegistry(
      city: hasCity
        ? AssessedUnit(id: "CITY", name: LocalizedText(zh: "全市", en: "City"), level: "city") : nil,
      units: [("P", "东平区", "Dongping"), ("Q", "南丰区", "Nanfeng"), ("R", "西河县", "Xihe")].map {
        AssessedUnit(id: $0.0, name: LocalizedText(zh: $0.1, en: $0.2), level: "district")
      })
    evaluation = Evaluation(wave: 2025, previousWave: previousWave, framework: framework, units: units)
    pipeline = SyntheticEvaluation.cityPipeline(framework, units, languages: [.zh, .en])
    pipeline.previousWave = previousWave
  }

  mutating func score(
    _ unit: String, _ node: String, _ value: Double, _ interval: ClosedRange<Double>? = nil, wave: Int = 2025,
    n: Int? = 200
  ) {
    evaluation.scores.append(
      Score(
        wave: wave, unitID: unit, nodeID: node, value: value,
        standardError: interval.map { ($0.upperBound - $0.lowerBound) / 3.92 }, ciLow: interval?.lowerBound,
        ciHigh: interval?.upperBound, n: n))
  }

  /// A tested difference; without `p` there is no standard error and no test.
  mutating func compare(
    _ kind: ComparisonKind, _ unit: String, _ node: String, _ difference: Double, p: Double?, reference: Double = 70
  ) {
    evaluation.comparisons.append(
      Comparison(
        kind: kind, wave: 2025, unitID: unit, nodeID: node, reference: reference, difference: difference,
        standardError: p == nil ? nil : 1, ciLow: p == nil ? nil : difference - 2,
        ciHigh: p == nil ? nil : difference + 2,
        pValue: p, adjustedPValue: p, family: "test", isClear: (p ?? 1) < 0.05))
  }

  /// Ranks of P, Q, R in this order; pairs named in `apart` are clearly apart, the first above the second.
  mutating func rank(_ node: String, apart: [(String, String)], hasSets: Bool = true) {
    let ids = ["P", "Q", "R"]
    for (position, id) in ids.enumerated() {
      let above = apart.filter { $0.0 == id }.map(\.1)
      let below = apart.filter { $0.1 == id }.map(\.0)
      evaluation.ranks.append(
        UnitRank(
          wave: 2025, unitID: id, nodeID: node, rank: position + 1, setLow: hasSets ? 1 + below.count : nil,
          setHigh: hasSets ? 3 - above.count : nil, clearlyBelow: below, clearlyAbove: above))
    }
  }

  var input: ReportInput {
    ReportInput(
      pipeline: pipeline, evaluation: evaluation, rules: [], counts: [], audit: [], runID: "run", inputDigest: "00",
      configurationDigest: "00", softwareVersion: "0")
  }

  var findings: [Finding] { decideFindings(input) }

  /// Kinds found for a unit and node.
  func kinds(_ unit: String, _ node: String) -> Set<FindingKind> {
    Set(findings.filter { $0.unitID == unit && $0.nodeID == node }.map(\.kind))
  }
}

/// Numbers written in a text, with their decimals: digits and thousands commas, without sign.
func numbers(in text: String) -> [(value: Double, decimals: Int)] {
  var found: [(value: Double, decimals: Int)] = []
  var token = ""
  func finish() {
    while token.last == "." || token.last == "," { token.removeLast() }
    let plain = token.replacing(",", with: "")
    if let value = Double(plain) {
      found.append((value, plain.firstIndex(of: ".").map { plain.distance(from: $0, to: plain.endIndex) - 1 } ?? 0))
    }
    token = ""
  }
  for character in text {
    if character.isASCII, character.isNumber || (!token.isEmpty && (character == "." || character == ",")) {
      token.append(character)
    } else {
      finish()
    }
  }
  finish()
  return found
}
