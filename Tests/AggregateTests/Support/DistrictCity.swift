import Expressions
import SurveyModel
import Tables

/// Districts D0, D1, … with given records of a survey and given counts. Without a design every record weighs 1 and the
/// districts are the strata.
struct DistrictCity {
  /// By wave, the columns of the survey beside the unit, and the district of each record.
  var columns: [Int: [(name: String, column: Column)]] = [:]
  var districts: [Int: [Int]] = [:]
  /// By wave, statistics by district.
  var statistics: [Int: [(name: String, values: [Double?])]] = [:]
  var districtCount: Int
  var indicators: [FrameworkNode]
  var monitors: [Monitor] = []
  var design: SampleDesign?
  /// Rows of the frame beside the unit, where there is one.
  var frame: (columns: [(name: String, column: Column)], districts: [Int])?
  var previousWave: Int?

  init(_ districtCount: Int, indicators: [FrameworkNode]) {
    self.districtCount = districtCount
    self.indicators = indicators
  }

  static func monitor(_ id: String, _ expression: String, source: String) -> Monitor {
    Monitor(
      id: id, name: LocalizedText(id), expression: expression, source: source, unit: LocalizedText("1"), decimals: 1)
  }

  static func category(_ labels: [String?]) -> Column {
    let dictionary = Set(labels.compactMap(\.self)).sorted() + ["?"]
    return Column(
      .category(
        CategoryStorage(codes: labels.map { dictionary.firstIndex(of: $0 ?? "?") ?? 0 }, dictionary: dictionary)),
      missing: labels.map { $0 == nil ? .empty : .present })
  }

  var units: UnitRegistry {
    UnitRegistry(
      city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
      units: (0..<districtCount).map { AssessedUnit(id: "D\($0)", name: LocalizedText("D\($0)"), level: "district") })
  }

  var pipeline: PipelineDefinition {
    var root = FrameworkNode(id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, depth: 0)
    root.children = Array(1..<(1 + indicators.count))
    let leaves = indicators.map { node in
      var leaf = node
      (leaf.parent, leaf.depth) = (0, 1)
      return leaf
    }
    var pipeline = PipelineDefinition(
      id: "districts", title: LocalizedText("Districts"), notice: nil, edition: "1", wave: 2,
      previousWave: previousWave, asOf: "2026-01-01", seed: 1, languages: [.en], output: "out", units: units,
      questionnaire: nil,
      sources: [
        SourceDefinition(name: "survey", role: .survey, path: "survey", format: .csv),
        SourceDefinition(
          name: "economy", role: .statistics, path: "economy", format: .csv,
          columns: [SourceColumn(name: "firms", type: .double)]),
        SourceDefinition(name: "frame", role: .frame, path: "frame", format: .csv),
      ], cleaning: CleaningPlan(), design: design, framework: Framework(nodes: [root] + leaves, monitors: monitors),
      likertMaps: [:], calendar: WorkCalendar(), replicates: 0, history: nil, reference: nil, display: .none,
      strengthThreshold: 75, weakThreshold: 60)
    pipeline.design = design
    return pipeline
  }

  var datasets: [Int: [String: Dataset]] {
    var all: [Int: [String: Dataset]] = [:]
    for (wave, districts) in districts {
      all[wave] = ["survey": dataset("survey", wave, districts, columns[wave] ?? [])]
      if let frame { all[wave]?["frame"] = dataset("frame", wave, frame.districts, frame.columns) }
      guard let statistics = statistics[wave] else { continue }
      let figures = statistics.map { name, values in
        (
          name: name,
          column: Column(.double(values.map { $0 ?? 0 }), missing: values.map { $0 == nil ? .empty : .present })
        )
      }
      all[wave]?["economy"] = dataset("economy", wave, Array(0..<districtCount), figures)
    }
    return all
  }

  private func dataset(
    _ source: String, _ wave: Int, _ districts: [Int], _ columns: [(name: String, column: Column)]
  ) -> Dataset {
    let unit = (name: unitColumnName, column: Self.category(districts.map { "D\($0)" }))
    return Dataset(
      source: source, wave: wave, table: Table([unit] + columns, rowCount: districts.count), codebook: Codebook(),
      inputs: [])
  }
}
