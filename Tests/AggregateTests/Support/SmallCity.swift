import Expressions
import SurveyModel
import Tables

/// A seeded stream of uniform numbers (SplitMix64).
struct TestNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  mutating func below(_ bound: Int) -> Int { min(bound - 1, Int(uniform() * Double(bound))) }
}

/// A made-up city of three districts and a union, with a survey, its frame, a ledger, statistics and published figures.
struct SmallCity {
  var perCell = 60
  var seed: UInt64 = 1
  var replicates = 400
  var unitsOfSurvey = ["N", "S", "E"]
  /// Leaves, by group.
  var indicators: [(group: String, node: FrameworkNode)] = []
  var monitors: [Monitor] = []
  var selection: SelectionMethod? = .quota
  /// Share of the firms of the first wave that answer the second one too.
  var overlap = 0.5

  static let units = UnitRegistry(
    city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
    units: [
      AssessedUnit(id: "N", name: LocalizedText("North"), level: "district"),
      AssessedUnit(id: "S", name: LocalizedText("South"), level: "district"),
      AssessedUnit(id: "E", name: LocalizedText("East"), level: "district"),
      AssessedUnit(
        id: "NS", name: LocalizedText("North and South"), level: "parent", members: ["N", "S"], isRanked: false),
    ])

  static func leaf(
    _ id: String, _ expression: String, source: String = "survey", direction: Direction = .positive,
    score: ScoreMap = .goalpost(worst: 0, best: 100), weight: Double = 1
  ) -> FrameworkNode {
    FrameworkNode(
      id: id, name: LocalizedText(id), weight: weight, parent: nil, depth: 0,
      indicator: Indicator(
        expression: expression, source: source, direction: direction, score: score, unit: LocalizedText("1"),
        decimals: 1, sourceLabel: LocalizedText(source)))
  }

  /// The usual indicators: a mean, a share, a ratio, a median, a register's rate and a statistic.
  static let standard: [(group: String, node: FrameworkNode)] = [
    ("A", leaf("A1", "MEAN(rating)", score: .goalpost(worst: 0, best: 5), weight: 2)),
    ("A", leaf("A2", "100 * SHARE(met)", direction: .negative, score: .goalpost(worst: 100, best: 0))),
    ("A", leaf("A3", "100 * SUM(hired) / SUM(planned)")),
    ("B", leaf("B1", "MEDIAN(days)", direction: .negative, score: .goalpost(worst: 60, best: 0))),
    ("B", leaf("B2", "100 * SHARE(on_time)", source: "ledger")),
    ("B", leaf("B3", "SUM(tax) / SUM(land)", source: "economy", score: .goalpost(worst: 0, best: 10))),
  ]

  var framework: Framework {
    let leaves = indicators.isEmpty ? Self.standard : indicators
    var nodes = [FrameworkNode(id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, depth: 0)]
    var groups: [String] = []
    for leaf in leaves where !groups.contains(leaf.group) { groups.append(leaf.group) }
    for (position, group) in groups.enumerated() {
      let parent = nodes.count
      nodes[0].children.append(parent)
      nodes.append(
        FrameworkNode(
          id: group, name: LocalizedText(group), weight: Double(position + 1), parent: 0, depth: 1))
      for leaf in leaves where leaf.group == group {
        var node = leaf.node
        node.parent = parent
        node.depth = 2
        nodes[parent].children.append(nodes.count)
        nodes.append(node)
      }
    }
    return Framework(nodes: nodes, monitors: monitors)
  }

  var pipeline: PipelineDefinition {
    let design = selection.map {
      SampleDesign(
        selection: $0, strata: ["unit_id", "size"], population: "frame", populationCount: "firms",
        margins: [["unit_id", "size"], ["sector"]],
        collapsing: CellCollapsing(
          variable: "size", order: ["large", "small", "micro"], minimumRespondents: 20, maximumFactor: 3),
        firm: "uscc")
    }
    let roles: [(String, SourceRole)] = [
      ("survey", .survey), ("frame", .frame), ("ledger", .records), ("economy", .statistics), ("past", .published),
      ("province", .published),
    ]
    return PipelineDefinition(
      id: "small", title: LocalizedText("Small"), notice: nil, edition: "1", wave: 2, previousWave: 1,
      asOf: "2026-01-01", seed: 42, languages: [.en], output: "out", units: Self.units, questionnaire: nil,
      sources: roles.map { name, role in
        SourceDefinition(
          name: name, role: role, path: name, format: .csv, cluster: role == .records ? "clerk" : nil,
          columns: role == .records ? [SourceColumn(name: "on_time", type: .bool)] : [])
      },
      cleaning: CleaningPlan(), design: design, framework: framework, likertMaps: [:], calendar: WorkCalendar(),
      replicates: replicates, history: "past",
      reference: ReferenceDefinition(source: "province", name: LocalizedText("Province")), display: DisplayRules(),
      strengthThreshold: 75, weakThreshold: 60)
  }

  private static let sizes = ["large", "small", "micro"]
  private static let sectors = ["IND", "SER", "CON"]

  func datasets(waves: [Int] = [1, 2]) -> [Int: [String: Dataset]] {
    var all: [Int: [String: Dataset]] = [:]
    for wave in waves {
      all[wave] = [
        "survey": survey(wave), "frame": frame(wave), "ledger": ledger(wave), "economy": economy(wave),
        "past": past(wave), "province": province(wave),
      ]
    }
    return all
  }

  private func dataset(_ name: String, _ wave: Int, _ pairs: [(String, Column)], rows: Int) -> Dataset {
    Dataset(
      source: name, wave: wave, table: Table(pairs.map { (name: $0.0, column: $0.1) }, rowCount: rows),
      codebook: Codebook(), inputs: [])
  }

  private func category(_ labels: [String]) -> Column {
    var dictionary: [String] = []
    let codes = labels.map { label in
      if let known = dictionary.firstIndex(of: label) { return known }
      dictionary.append(label)
      return dictionary.count - 1
    }
    return Column(.category(CategoryStorage(codes: codes, dictionary: dictionary)))
  }

  func survey(_ wave: Int) -> Dataset {
    var (unit, size, sector, firm) = ([String](), [String](), [String](), [String]())
    var (rating, met, hired, planned, days) = ([Int8](), [Bool](), [Double](), [Double](), [Double]())
    var (ratingMissing, daysMissing) = ([MissingKind](), [MissingKind]())
    for district in unitsOfSurvey {
      for (cell, sizeCode) in Self.sizes.enumerated() {
        let count = perCell + 5 * cell
        for number in 0..<count {
          let returns = wave == 1 || Double(number) < overlap * Double(count)
          let identity = returns ? "\(district)\(sizeCode)\(number)" : "\(district)\(sizeCode)\(number)w\(wave)"
          var own = TestNumbers(
            seed &+ UInt64(bitPattern: Int64(identity.unicodeScalars.reduce(7) { ($0 &* 31) &+ Int($1.value) })))
          let trait = own.uniform()
          var noise = TestNumbers(seed &* 1000 &+ UInt64(wave) &* 77 &+ UInt64(unit.count) &* 13)
          unit.append(district)
          size.append(sizeCode)
          sector.append(Self.sectors[own.below(3)])
          firm.append(identity)
          rating.append(Int8(1 + min(4, Int(5 * (0.7 * trait + 0.3 * noise.uniform())))))
          met.append(0.6 * trait + 0.4 * noise.uniform() < 0.35)
          planned.append(Double(1 + noise.below(10)))
          hired.append((planned.last ?? 0) * noise.uniform())
          days.append(Double(5 * (1 + noise.below(8 + district.count))))
          ratingMissing.append(noise.uniform() < 0.1 ? .dontKnow : .present)
          daysMissing.append(number % 3 == 0 ? .notAsked : noise.uniform() < 0.05 ? .empty : .present)
        }
      }
    }
    return dataset(
      "survey", wave,
      [
        ("unit_id", category(unit)), ("size", category(size)), ("sector", category(sector)),
        ("uscc", Column(.text(TextStorage(firm)))), ("rating", Column(.int8(rating), missing: ratingMissing)),
        ("met", Column(.bool(met))), ("hired", Column(.double(hired))), ("planned", Column(.double(planned))),
        ("days", Column(.double(days), missing: daysMissing)),
      ], rows: unit.count)
  }

  /// Also a row of the city and one of the union, which must not count.
  func frame(_ wave: Int) -> Dataset {
    var (unit, size, sector, firms) = ([String](), [String](), [String](), [Int32]())
    for (position, district) in ["N", "S", "E"].enumerated() {
      for (cell, sizeCode) in Self.sizes.enumerated() {
        for (third, sectorCode) in Self.sectors.enumerated() {
          unit.append(district)
          size.append(sizeCode)
          sector.append(sectorCode)
          firms.append(Int32(100 + 40 * position + 60 * cell + 30 * third))
        }
      }
    }
    for total in ["CITY", "NS"] {
      unit.append(total)
      size.append("large")
      sector.append("IND")
      firms.append(1_000_000)
    }
    return dataset(
      "frame", wave,
      [
        ("unit_id", category(unit)), ("size", category(size)), ("sector", category(sector)),
        ("firms", Column(.int32(firms))),
      ], rows: unit.count)
  }

  func ledger(_ wave: Int) -> Dataset {
    var numbers = TestNumbers(seed &+ 99 &+ UInt64(wave))
    var (unit, clerk, onTime) = ([String](), [String](), [Bool]())
    for district in ["N", "S", "E"] {
      for number in 0..<150 {
        unit.append(district)
        clerk.append("k\(number % 10)")
        onTime.append(numbers.uniform() < 0.7 + 0.02 * Double(number % 10))
      }
    }
    return dataset(
      "ledger", wave,
      [("unit_id", category(unit)), ("clerk", category(clerk)), ("on_time", Column(.bool(onTime)))], rows: unit.count)
  }

  func economy(_ wave: Int) -> Dataset {
    dataset(
      "economy", wave,
      [
        ("unit_id", category(["N", "S", "E"])), ("tax", Column(.double([40, 30, 90]))),
        ("land", Column(.double([10, 10, 10]))), ("rate", Column(.double([4, 5, 6]))),
      ], rows: 3)
  }

  func past(_ wave: Int) -> Dataset {
    dataset(
      "past", wave,
      [
        ("wave", Column(.int32([0, 0]))), ("unit_id", category(["N", "CITY"])),
        ("node_id", category(["INDEX", "INDEX"])),
        ("score", Column(.double([51.5, 60]))), ("rank", Column(.int8([2, 0]), missing: [.present, .empty])),
      ], rows: 2)
  }

  func province(_ wave: Int) -> Dataset {
    dataset(
      "province", wave,
      [
        ("wave", Column(.int32([1, 1, 3]))), ("node_id", category(["INDEX", "A1", "INDEX"])),
        ("score", Column(.double([50, 20, 0]))), ("std_error", Column(.double([1.5, 0.5, 1]))),
      ], rows: 3)
  }
}
