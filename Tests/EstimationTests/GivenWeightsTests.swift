import Diagnostics
import Estimation
import SurveyModel
import Tables
import Testing

@Suite("Weights that a survey brings") struct GivenWeightsTests {
  private static let units = UnitRegistry(
    city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
    units: ["N", "S"].map { AssessedUnit(id: $0, name: LocalizedText($0), level: "district") })

  private struct Row {
    var unit: String
    var stratum: String
    var cluster: Int
    var weight: Double
    var size: Double
    var sector: String
  }

  private static func category(_ labels: [String]) -> Column {
    let dictionary = Set(labels).sorted()
    return Column(
      .category(
        CategoryStorage(codes: labels.map { dictionary.firstIndex(of: $0) ?? 0 }, dictionary: dictionary)),
      missing: labels.map { $0.isEmpty ? .empty : .present })
  }

  private static func survey(_ rows: [Row]) -> Dataset {
    let pairs: [(name: String, column: Column)] = [
      ("unit_id", category(rows.map(\.unit))), ("stratum", category(rows.map(\.stratum))),
      ("village", Column(.int32(rows.map { Int32($0.cluster) }))), ("w", Column(.double(rows.map(\.weight)))),
      ("villages", Column(.double(rows.map(\.size)))), ("sector", category(rows.map(\.sector))),
    ]
    return Dataset(
      source: "survey", wave: 2025, table: Table(pairs, rowCount: rows.count), codebook: Codebook(), inputs: [])
  }

  private static func frame(_ counts: [(String, Int)]) -> Dataset {
    Dataset(
      source: "frame", wave: 2025,
      table: Table(
        [
          (name: "sector", column: category(counts.map(\.0))),
          (name: "firms", column: Column(.int32(counts.map { Int32($0.1) }))),
        ], rowCount: counts.count), codebook: Codebook(), inputs: [])
  }

  /// Two strata of four villages of three firms each.
  private static let rows: [Row] = (0..<24).map { (index: Int) -> Row in
    let isFirst = index < 12
    let weight = Double(10 + index % 5)
    return Row(
      unit: index % 2 == 0 ? "N" : "S", stratum: isFirst ? "a" : "b", cluster: index / 3, weight: weight,
      size: isFirst ? 20 : 40, sector: index % 3 == 0 ? "IND" : "SER")
  }

  private static func design(margins: [[String]] = []) -> SampleDesign {
    var design = SampleDesign(
      selection: .probability, strata: ["stratum"], population: margins.isEmpty ? nil : "frame",
      populationCount: margins.isEmpty ? nil : "firms", margins: margins)
    design.weights = "w"
    design.cluster = "village"
    design.populationSize = "villages"
    return design
  }

  private func problems(_ rows: [Row], _ change: (inout SampleDesign) -> Void = { _ in }) -> DiagnosticError? {
    var design = Self.design()
    change(&design)
    do {
      _ = try SurveyWeighting(Self.survey(rows), frame: nil, design: design, units: Self.units)
      return nil
    } catch { return error }
  }

  @Test("strata, units, weights and population sizes are those of the records")
  func given() throws {
    let weighting = try SurveyWeighting(
      Self.survey(Self.rows), frame: nil, design: Self.design(), units: Self.units)
    #expect(weighting.sample.weights == Self.rows.map(\.weight))
    #expect(weighting.sample.design.strata.map(\.psus.count) == [4, 4])
    #expect(weighting.sample.design.strata.map(\.population) == [20, 40])
    #expect(weighting.summary.population == Self.rows.reduce(0) { $0 + $1.weight })
    #expect(weighting.weights.base == weighting.weights.final && weighting.weights.clusters.count == 24)
    // The same as the design written out.
    let wanted = try SurveyDesign(
      stages: [
        SamplingStage(
          strata: RecordClasses(labels: Self.rows.map(\.stratum)),
          units: RecordClasses(labels: Self.rows.map { "\($0.cluster)" }), populations: Self.rows.map(\.size))
      ], weights: Self.rows.map(\.weight), recordCount: 24)
    let values = (0..<24).map { Double(($0 * 7) % 11) }
    let own = try #require(weighting.sample.mean(values, over: Array(0..<24)))
    #expect(
      weighting.sample.variance(ofLinearised: own.linearised) == (try wanted.covariance([own.linearised]))[0, 0])
  }

  @Test("records without stratum or weight are told by record; impossible strata by name")
  func impossible() throws {
    var rows = Self.rows
    rows[3].stratum = ""
    rows[5].weight = 0
    let records = try #require(problems(rows))
    #expect(records.kind == .content)
    for part in ["record 4 has no stratum", "record 6 has no positive number in w"] {
      #expect(records.description.contains(part), "\(part): \(records)")
    }
    rows = Self.rows
    rows[0].size = 3
    #expect(try #require(problems(rows)).description.contains("stratum a has the population 3.0"))
    rows = Self.rows
    for index in 0..<12 { rows[index].size = 3 }
    #expect(try #require(problems(rows)).description.contains("stratum a has 4 units in the sample and only 3"))
    rows = Self.rows
    rows[12].cluster = 0
    #expect(try #require(problems(rows)).description.contains("record 13"))
    #expect(problems(rows) { $0.areUnitsNested = true } == nil)
    let unknown = try #require(problems(Self.rows) { $0.cluster = "vilage" })
    #expect(unknown.kind == .configuration && unknown.description.contains("Did you mean village?"))
  }

  @Test("a stratum with a single unit stops the run under fail, and is noted else")
  func lonely() throws {
    var rows = Self.rows
    for index in 0..<12 { rows[index].cluster = 0 }
    let error = try #require(problems(rows) { $0.lonelyPolicy = .fail })
    #expect(error.kind == .content && error.description.contains("stratum a has only one unit"))
    var design = Self.design()
    design.lonelyPolicy = .average
    let weighting = try SurveyWeighting(Self.survey(rows), frame: nil, design: design, units: Self.units)
    #expect(weighting.notes.contains { $0.en.contains("1 strata") && $0.en.contains("average") })
    #expect(weighting.sample.survey.lonelyPolicy == .average)
  }

  @Test("margins are met from given weights, by raking or within bounds; contradictions are named")
  func margins() throws {
    var design = Self.design(margins: [["sector"]])
    let frame = Self.frame([("IND", 120), ("SER", 180)])
    let raked = try SurveyWeighting(Self.survey(Self.rows), frame: frame, design: design, units: Self.units)
    let industry = Self.rows.indices.filter { Self.rows[$0].sector == "IND" }
    #expect(abs(industry.reduce(0) { $0 + raked.sample.weights[$1] } - 120) < 1e-9)
    #expect(raked.summary.population == 300)
    design.bounds = 0.5...2
    let bounded = try SurveyWeighting(Self.survey(Self.rows), frame: frame, design: design, units: Self.units)
    #expect(bounded.weights.margins.allSatisfy { abs($0.weighted - $0.population) < 1e-6 })
    let factors = zip(bounded.weights.final, bounded.weights.base).map { $0 / $1 }
    #expect(factors.allSatisfy { $0 > 0.5 && $0 < 2 })
    design.bounds = 0.99...1.01
    #expect(throws: DiagnosticError.self) {
      try SurveyWeighting(Self.survey(Self.rows), frame: frame, design: design, units: Self.units)
    }
  }

  @Test("bounds hold with several margins, whose classes follow from each other")
  func crossedMargins() throws {
    let rows = Self.rows
    var design = Self.design(margins: [["sector"], ["stratum"], ["stratum", "sector"]])
    design.bounds = 0.3...3
    let cells = [("a", "IND", 50), ("a", "SER", 90), ("b", "IND", 60), ("b", "SER", 110)]
    let frame = Dataset(
      source: "frame", wave: 2025,
      table: Table(
        [
          (name: "stratum", column: Self.category(cells.map(\.0))),
          (name: "sector", column: Self.category(cells.map(\.1))),
          (name: "firms", column: Column(.int32(cells.map { Int32($0.2) }))),
        ], rowCount: 4), codebook: Codebook(), inputs: [])
    let weighting = try SurveyWeighting(Self.survey(rows), frame: frame, design: design, units: Self.units)
    #expect(weighting.weights.margins.count == 8)
    #expect(weighting.summary.largestMarginError < 1e-9)
  }

  @Test("trimming keeps the sum of weights and its bounds, and is counted")
  func trimming() throws {
    var rows = Self.rows
    rows[0].weight = 400
    var design = Self.design()
    design.trimming = 0.5...3
    let weighting = try SurveyWeighting(Self.survey(rows), frame: nil, design: design, units: Self.units)
    #expect(weighting.weights.trimmed == 1)
    #expect(abs(weighting.sample.weights.reduce(0, +) - rows.reduce(0) { $0 + $1.weight }) < 1e-9)
    let median = weighting.weights.base.sorted()[11...12].reduce(0, +) / 2
    #expect((weighting.sample.weights.max() ?? 0) <= 3 * median + 1e-9)
  }

  @Test("respondents stand for those of their class who did not respond; a class without any is named")
  func nonResponse() throws {
    // Sector stands in for who responded: IND did.
    var design = Self.design()
    design.nonResponse = NonResponseClasses(variable: "sector", responded: ["IND"], classes: ["stratum"])
    let weighting = try SurveyWeighting(Self.survey(Self.rows), frame: nil, design: design, units: Self.units)
    #expect(weighting.rows == Array(stride(from: 0, to: 24, by: 3)))
    for stratum in ["a", "b"] {
      let all = Self.rows.filter { $0.stratum == stratum }.reduce(0) { $0 + $1.weight }
      let raised = zip(weighting.rows, weighting.sample.weights).filter { Self.rows[$0.0].stratum == stratum }
      #expect(abs(raised.reduce(0) { $0 + $1.1 } - all) < 1e-9)
      let factors = raised.map { $0.1 / Self.rows[$0.0].weight }
      #expect(factors.allSatisfy { abs($0 - factors[0]) < 1e-12 && $0 > 1 })
    }
    #expect(weighting.notes.contains { $0.en.hasPrefix("16 firms drawn in 2025 did not respond") })
    let failed = problems(Self.rows) {
      $0.nonResponse = NonResponseClasses(variable: "sector", responded: ["IND"], classes: ["sector"])
    }
    #expect(failed?.diagnostics.map(\.message) == ["nobody responded in weighting class SER"])
    let unknown = problems(Self.rows) {
      $0.nonResponse = NonResponseClasses(variable: "status", responded: ["1"], classes: [])
    }
    #expect(unknown?.diagnostics.map(\.code) == ["E-104"])
  }
}
