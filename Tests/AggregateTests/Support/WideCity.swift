import Expressions
import SurveyModel
import Tables

/// A made-up city of very many districts: a survey with raked weights and a register, under an index of dimensions, groups and
/// indicators.
struct WideCity {
  var unitCount = 30
  /// Groups in each of five dimensions, of five indicators each.
  var groups = 1
  var firmsPerUnit = 10
  var replicates = 40
  var draws = 50
  var hasEarlierWave = true

  private var codes: [String] { (0..<5 * groups * 5).map { "I\($0)" } }
  /// Every fifth indicator is of the register.
  private func isRegister(_ indicator: Int) -> Bool { indicator % 5 == 4 }

  private var units: UnitRegistry {
    UnitRegistry(
      city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
      units: (0..<unitCount).map { AssessedUnit(id: "U\($0)", name: LocalizedText("U\($0)"), level: "district") })
  }

  private var framework: Framework {
    var nodes = [FrameworkNode(id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, depth: 0)]
    func add(_ node: FrameworkNode) -> Int {
      if let parent = node.parent { nodes[parent].children.append(nodes.count) }
      nodes.append(node)
      return nodes.count - 1
    }
    var next = 0
    for dimension in 0..<5 {
      let above = add(
        FrameworkNode(id: "D\(dimension)", name: LocalizedText("D"), weight: 1 + Double(dimension), parent: 0, depth: 1)
      )
      for group in 0..<groups {
        let parent = add(
          FrameworkNode(id: "G\(dimension)_\(group)", name: LocalizedText("G"), weight: 1, parent: above, depth: 2))
        for _ in 0..<5 {
          let median = next % 20 == 3
          _ = add(
            FrameworkNode(
              id: codes[next], name: LocalizedText(codes[next]), weight: 1, parent: parent, depth: 3,
              indicator: Indicator(
                expression: median ? "MEDIAN(\(codes[next]))" : "MEAN(\(codes[next]))",
                source: isRegister(next) ? "register" : "survey", direction: .positive,
                score: .goalpost(worst: 0, best: 10), unit: LocalizedText("1"), decimals: 1,
                sourceLabel: LocalizedText("s"))))
          next += 1
        }
      }
    }
    return Framework(nodes: nodes)
  }

  var pipeline: PipelineDefinition {
    let roles: [(String, SourceRole)] = [("survey", .survey), ("frame", .frame), ("register", .records)]
    var pipeline = PipelineDefinition(
      id: "wide", title: LocalizedText("Wide"), notice: nil, edition: "1", wave: 2,
      previousWave: hasEarlierWave ? 1 : nil, asOf: "2026-01-01", seed: 5, languages: [.en], output: "out",
      units: units, questionnaire: nil,
      sources: roles.map { SourceDefinition(name: $0, role: $1, path: $0, format: .csv) },
      cleaning: CleaningPlan(),
      design: SampleDesign(
        selection: .quota, strata: ["unit_id"], population: "frame", populationCount: "firms",
        margins: [["unit_id"], ["sector"]], firm: "firm"),
      framework: framework, likertMaps: [:], calendar: WorkCalendar(), replicates: replicates, history: nil,
      reference: nil, display: .none, strengthThreshold: 75, weakThreshold: 60)
    pipeline.alternatives.normalisation = [.init(method: .declared), .init(method: .rank)]
    pipeline.alternatives.weighting = [.init(method: .declared), .init(method: .equal), .init(method: .entropy)]
    pipeline.alternatives.aggregation = [.init(method: .declared), .init(method: .topsis)]
    pipeline.alternatives.weightNoise = WeightNoise(kind: .uniform(factor: 0.25), draws: max(1, draws / 25))
    pipeline.alternatives.draws = draws
    pipeline.alternatives.bootstrap = draws / 10
    return pipeline
  }

  func datasets() -> [Int: [String: Dataset]] {
    var all: [Int: [String: Dataset]] = [:]
    for wave in hasEarlierWave ? [1, 2] : [2] {
      all[wave] = ["survey": records("survey", wave), "register": records("register", wave), "frame": frame(wave)]
    }
    return all
  }

  private static let sectors = ["IND", "SER", "CON"]

  private func records(_ name: String, _ wave: Int) -> Dataset {
    var numbers = TestNumbers(UInt64(wave) &* 31 &+ (name == "survey" ? 1 : 2))
    let count = unitCount * firmsPerUnit
    let unit = (0..<count).map { $0 / firmsPerUnit }
    let traits = (0..<unitCount).map { _ in numbers.uniform() }
    var columns: [(name: String, column: Column)] = [
      ("unit_id", Column(.category(CategoryStorage(codes: unit, dictionary: (0..<unitCount).map { "U\($0)" })))),
      ("sector", Column(.category(CategoryStorage(codes: (0..<count).map { $0 % 3 }, dictionary: Self.sectors)))),
      // Half of the firms answer both waves.
      ("firm", Column(.text(TextStorage((0..<count).map { $0 % 2 == 0 ? "F\($0)" : "F\($0)w\(wave)" })))),
    ]
    for (place, code) in codes.enumerated() where isRegister(place) == (name == "register") {
      columns.append(
        (code, Column(.double((0..<count).map { 10 * (0.4 * traits[unit[$0]] + 0.6 * numbers.uniform()) }))))
    }
    return Dataset(
      source: name, wave: wave, table: Table(columns, rowCount: count), codebook: Codebook(), inputs: [])
  }

  private func frame(_ wave: Int) -> Dataset {
    let count = 3 * unitCount
    let columns: [(name: String, column: Column)] = [
      (
        "unit_id",
        Column(
          .category(
            CategoryStorage(codes: (0..<count).map { $0 / 3 }, dictionary: (0..<unitCount).map { "U\($0)" })))
      ), ("sector", Column(.category(CategoryStorage(codes: (0..<count).map { $0 % 3 }, dictionary: Self.sectors)))),
      ("firms", Column(.int32((0..<count).map { Int32(60 + 7 * ($0 % 11) + wave) }))),
    ]
    return Dataset(
      source: "frame", wave: wave, table: Table(columns, rowCount: count), codebook: Codebook(), inputs: [])
  }
}
