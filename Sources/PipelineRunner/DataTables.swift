import SurveyModel
import Tables

/// The tables under `data/`: full precision, lossless, for other programs.
struct DataTables {
  let evaluation: Evaluation
  private let units: [String: AssessedUnit]

  init(evaluation: Evaluation) {
    self.evaluation = evaluation
    units = Dictionary(evaluation.units.all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// File name without `.csv`, and its bytes.
  func all() -> [(name: String, bytes: [UInt8])] {
    [
      ("estimates", estimates()), ("scores", scores()), ("ranks", ranks()), ("rank_frequency", rankFrequency()),
      ("comparisons", comparisons()), ("weighting", weighting()),
    ]
      + (evaluation.weights.isEmpty ? [] : [("weights", weights())])
      + (evaluation.domainEstimates.isEmpty ? [] : [("domain_estimates", domainEstimates())])
      + (evaluation.totals.isEmpty ? [] : [("totals", totals())])
      + indexTables() + readingTables() + surveyTables() + analysisTables()
  }

  /// A unit under an indicator or node, by which most tables begin.
  struct UnitCell {
    var wave: Int
    var unitID: String
    var unit: AssessedUnit?
    var indicatorID: String

    static var columns: [CSVColumn<UnitCell>] {
      [
        .integer("wave") { $0.wave }, .text("level") { $0.unit?.level }, .text("unit_id") { $0.unitID },
        .text("unit_zh") { $0.unit?.name.zh }, .text("unit_en") { $0.unit?.name.en },
        .text("indicator_id") { $0.indicatorID },
      ]
    }
  }

  /// The columns that say which unit and node a row is about.
  func unit<Row>(_ key: @escaping (Row) -> (wave: Int, unitID: String, nodeID: String)) -> CSVColumn<Row> {
    .part(UnitCell.columns) { [units] row in
      let (wave, unitID, nodeID) = key(row)
      return UnitCell(wave: wave, unitID: unitID, unit: units[unitID], indicatorID: nodeID)
    }
  }

  private static func figureColumns<Row: SampledRow>() -> [CSVColumn<Row>] {
    [
      .number("estimate") { $0.value }, .number("std_error") { $0.standardError }, .number("ci_low") { $0.ciLow },
      .number("ci_high") { $0.ciHigh }, .integer("n") { $0.n }, .number("df") { $0.df },
    ]
  }

  private static var estimateColumns: [CSVColumn<Estimate>] {
    [
      .part(figureColumns()) { $0 },
      .number("design_effect") { $0.designEffect }, .number("effective_n") { $0.effectiveN },
      .number("item_nonresponse") { $0.itemNonResponse },
    ]
  }

  private func estimates() -> [UInt8] {
    csvTable(evaluation.estimates, [unit { ($0.wave, $0.unitID, $0.indicatorID) }, .part(Self.estimateColumns) { $0 }])
  }

  /// The declared domains: `domain` and `code` are those of the crossing, joined by ` × `.
  private func domainEstimates() -> [UInt8] {
    csvTable(
      evaluation.domainEstimates,
      [
        .integer("wave") { $0.estimate.wave }, .text("domain") { $0.variables.joined(separator: " × ") },
        .text("code") { $0.codes.joined(separator: " × ") }, .text("indicator_id") { $0.estimate.indicatorID },
        .part(Self.estimateColumns) { $0.estimate },
      ])
  }

  /// Every total, published or not, with what a reader can work out about those that are not.
  private func totals() -> [UInt8] {
    csvTable(
      evaluation.totals,
      [
        .integer("wave") { $0.estimate.wave }, .text("variable") { $0.variable },
        .text("domain") { $0.dimensions.joined(separator: " × ") }, .text("code") { $0.codes.joined(separator: " × ") },
        .text("withholding") { $0.withholding?.rawValue }, .number("feasible_low") { $0.feasible?.lowerBound },
        .number("feasible_high") { $0.feasible?.upperBound }, .part(Self.estimateColumns) { $0.estimate },
      ])
  }

  /// Record by record: where the weight came from and what it became. Written cell by cell: of a million records, a call
  /// for each cell takes a quarter more time.
  private func weights() -> [UInt8] {
    var csv = CSVWriter()
    csv.row(["source", "wave", "record_id", "unit_id", "stratum", "cluster", "base_weight", "weight", "factor"])
    for survey in evaluation.weights {
      for (record, id) in survey.records.enumerated() {
        csv.field(survey.source)
        csv.field(survey.wave)
        csv.field(id)
        csv.field(survey.units[record])
        csv.field(survey.strata[record])
        csv.field(survey.clusters.isEmpty ? "" : survey.clusters[record])
        csv.field(survey.base[record])
        csv.field(survey.final[record])
        csv.field(survey.final[record] / survey.base[record])
        csv.endRow()
      }
    }
    return csv.bytes
  }

  private func scores() -> [UInt8] {
    csvTable(
      evaluation.scores,
      [
        unit { ($0.wave, $0.unitID, $0.nodeID) }, .part(Self.figureColumns()) { $0 },
        .flag("bounded") { $0.isBounded },
      ])
  }

  private func ranks() -> [UInt8] {
    csvTable(
      evaluation.ranks,
      [
        unit { ($0.wave, $0.unitID, $0.nodeID) }, .integer("rank") { $0.rank }, .integer("rank_low") { $0.setLow },
        .integer("rank_high") { $0.setHigh }, .text("clearly_above") { $0.clearlyAbove.joined(separator: "|") },
        .text("clearly_below") { $0.clearlyBelow.joined(separator: "|") },
      ])
  }

  private func rankFrequency() -> [UInt8] {
    let frequencies = evaluation.ranks.lazy.flatMap { row in
      row.rankFrequency.enumerated().lazy.map { (unit: row, rank: $0.offset + 1, share: $0.element) }
    }
    return csvTable(
      frequencies,
      [
        unit { ($0.unit.wave, $0.unit.unitID, $0.unit.nodeID) }, .integer("rank") { $0.rank },
        .number("share_of_redraws") { $0.share },
      ])
  }

  private func comparisons() -> [UInt8] {
    csvTable(
      evaluation.comparisons,
      [
        unit { ($0.wave, $0.unitID, $0.nodeID) }, .text("kind") { $0.kind.rawValue }, .text("family") { $0.family },
        .number("reference") { $0.reference }, .number("difference") { $0.difference },
        .number("std_error") { $0.standardError }, .number("ci_low") { $0.ciLow }, .number("ci_high") { $0.ciHigh },
        .number("p_value") { $0.pValue }, .number("adjusted_p_value") { $0.adjustedPValue },
        .flag("clear") { $0.isClear },
      ])
  }

  private func weighting() -> [UInt8] {
    csvTable(
      evaluation.weighting,
      [
        .integer("wave") { $0.wave }, .integer("respondents") { $0.respondents },
        .number("population") { $0.population }, .number("effective_n") { $0.effectiveN },
        .number("kish_design_effect") { $0.kishDesignEffect }, .number("minimum_weight") { $0.minimumWeight },
        .number("maximum_weight") { $0.maximumWeight }, .integer("raking_iterations") { $0.rakingIterations },
        .number("largest_margin_error") { $0.largestMarginError },
        .text("collapsed_cells") { $0.collapsedCells.joined(separator: "; ") },
      ])
  }
}

/// What an estimate and a score have in common.
private protocol SampledRow {
  var value: Double? { get }
  var standardError: Double? { get }
  var ciLow: Double? { get }
  var ciHigh: Double? { get }
  var n: Int? { get }
  var df: Double? { get }
}

extension Estimate: SampledRow {}
extension Score: SampledRow {}
