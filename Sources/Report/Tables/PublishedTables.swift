import SurveyModel

/// The published folder: every table as CSV, and `csv-metadata.json` that describes them.
///
/// Values are rounded (scores 2 decimals, their errors 3, estimates one more than the report shows) and withheld where
/// too few answers stand behind a figure that the survey feeds. A table without rows is left out.
///
/// - Returns: the tables in a fixed order, named without `.csv`, then the metadata under its full name; see
///   ``PublishedFile/fileName``.
public func publishedTables(_ input: ReportInput) -> [PublishedFile] {
  publishedTables(input, decided: ReportDecisions(EvaluationIndex(input)))
}

func publishedTables(_ input: ReportInput, decided: ReportDecisions) -> [PublishedFile] {
  publishedFiles(TableBuilder(input, decided: decided).published(), of: input.pipeline)
}

/// The tables as CSV files, then the metadata.
func publishedFiles(_ tables: [PublishedTable], of pipeline: PipelineDefinition) -> [PublishedFile] {
  tables.map { PublishedFile(name: $0.name, bytes: $0.csv) }
    + [PublishedFile(name: "csv-metadata.json", bytes: Array(csvwMetadata(tables, pipeline: pipeline).utf8))]
}

extension PublishedFile {
  /// The name in the published folder: `scores.csv`, `csv-metadata.json`.
  public var fileName: String { name.hasSuffix(".json") ? name : name + ".csv" }
}

/// Makes the tables of one evaluation.
struct TableBuilder {
  let index: EvaluationIndex
  let decided: ReportDecisions

  init(_ input: ReportInput, decided: ReportDecisions? = nil) {
    index = EvaluationIndex(input)
    self.decided = decided ?? ReportDecisions(index)
  }

  var input: ReportInput { index.input }
  var units: UnitRegistry { index.units }
  var framework: Framework { index.framework }

  /// Waves with scores, earliest first.
  var waves: [Int] { Set(index.evaluation.scores.map(\.wave)).sorted() }

  /// The tables that have rows.
  func published() -> [PublishedTable] { all().filter { !$0.rows.isEmpty } }

  func all() -> [PublishedTable] {
    [scores(), estimates(), ranks(), comparisons(), monitors(), history(), trend(), findings(), judgementRules()]
      + [overallByDistrict(), dimensionByDistrict(), dimensionChange(), obstaclesByDistrict(), indicators()]
      + [frameworkTable(), weighting(), rules(), rulesByDistrict(), stageCounts(), totals()]
      + analysisTables()
      + [ratings(), answerShares(), groupScores()]
      + (input.dropped.map { [droppedRecords($0)] } ?? [])
      + (units.city == nil ? [] : [actions(decided.actions)])
  }

  /// The four columns that name a unit.
  func cells(_ unit: AssessedUnit) -> [PublishedValue] {
    [.text(unit.level), .text(unit.id), .text(unit.name.zh), .text(unit.name.en)]
  }

  /// The whole first, then ranked units in score order on the index; unions are left out.
  var figureUnits: [AssessedUnit] {
    let ordered = index.ordered(by: framework.root.id).map(\.unit)
    let rest = units.ranked.filter { unit in !ordered.contains { $0.id == unit.id } }
    return (units.city.map { [$0] } ?? []) + ordered + rest
  }
}
