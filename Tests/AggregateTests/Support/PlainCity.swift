import Expressions
import SurveyModel
import Tables

/// Units with given figures, complete counts: what the index makes of them can be worked out by hand.
struct PlainCity {
  /// One row a unit.
  var figures: [String: [Double?]]
  var unitCount: Int
  var nodes: [FrameworkNode]
  var alternatives = MethodAlternatives()
  var missing: MissingIndicatorPolicy = .rescale

  // All by indicator: figures by unit, score maps (min-max without one), weights (1 without one); the method is that of the index.
  init(
    _ figures: [(code: String, values: [Double?])], scores: [String: ScoreMap] = [:], weights: [String: Double] = [:],
    directions: [String: Direction] = [:], treatments: [String: IndicatorTreatment] = [:],
    transforms: [String: ValueTransform] = [:], method: NodeMethod = NodeMethod()
  ) {
    self.figures = Dictionary(uniqueKeysWithValues: figures.map { ($0.code, $0.values) })
    unitCount = figures[0].values.count
    nodes = [
      FrameworkNode(
        id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, children: Array(1...figures.count),
        depth: 0, method: method)
    ]
    for (code, _) in figures {
      nodes.append(
        FrameworkNode(
          id: code, name: LocalizedText(code), weight: weights[code] ?? 1, parent: 0, depth: 1,
          indicator: Indicator(
            expression: "SUM(\(code))", source: "figures", direction: directions[code] ?? .positive,
            score: scores[code] ?? .minMax(lower: 0, upper: 100), unit: LocalizedText("1"), decimals: 1,
            sourceLabel: LocalizedText("figures"), transform: transforms[code], treatment: treatments[code])))
    }
  }

  var units: UnitRegistry {
    UnitRegistry(
      city: nil,
      units: (0..<unitCount).map { AssessedUnit(id: "U\($0)", name: LocalizedText("U\($0)"), level: "district") })
  }

  var pipeline: PipelineDefinition {
    var pipeline = PipelineDefinition(
      id: "plain", title: LocalizedText("Plain"), notice: nil, edition: "1", wave: 1, previousWave: nil,
      asOf: "2026-01-01", seed: 1, languages: [.en], output: "out", units: units, questionnaire: nil,
      sources: [SourceDefinition(name: "figures", role: .statistics, path: "figures", format: .csv)],
      cleaning: CleaningPlan(), design: nil, framework: Framework(nodes: nodes, missingIndicator: missing),
      likertMaps: [:], calendar: WorkCalendar(), replicates: 0, history: nil, reference: nil, display: .none,
      strengthThreshold: 75, weakThreshold: 60)
    pipeline.alternatives = alternatives
    return pipeline
  }

  var datasets: [Int: [String: Dataset]] {
    let ids = units.units.map(\.id)
    var columns: [(name: String, column: Column)] = [
      ("unit_id", Column(.category(CategoryStorage(codes: Array(ids.indices), dictionary: ids))))
    ]
    for (code, values) in figures.sorted(by: { $0.key < $1.key }) {
      columns.append(
        (code, Column(.double(values.map { $0 ?? 0 }), missing: values.map { $0 == nil ? .empty : .present })))
    }
    let table = Table(columns, rowCount: unitCount)
    return [1: ["figures": Dataset(source: "figures", wave: 1, table: table, codebook: Codebook(), inputs: [])]]
  }
}
