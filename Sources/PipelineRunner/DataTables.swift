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

  static let unitColumns = ["wave", "level", "unit_id", "unit_zh", "unit_en", "indicator_id"]
  private static let estimateColumns = ["estimate", "std_error", "ci_low", "ci_high", "n", "df"]

  func writer(_ columns: [String]) -> CSVWriter {
    var writer = CSVWriter()
    for column in columns { writer.field(column) }
    writer.endRow()
    return writer
  }

  func unit(_ wave: Int, _ unitID: String, _ indicatorID: String, into writer: inout CSVWriter) {
    let unit = units[unitID]
    writer.field(wave)
    writer.field(unit?.level ?? "")
    writer.field(unitID)
    writer.field(unit?.name.zh ?? "")
    writer.field(unit?.name.en ?? "")
    writer.field(indicatorID)
  }

  private func estimates() -> [UInt8] {
    var csv = writer(
      Self.unitColumns + Self.estimateColumns + ["design_effect", "effective_n", "item_nonresponse"])
    for row in evaluation.estimates {
      unit(row.wave, row.unitID, row.indicatorID, into: &csv)
      figures(row, into: &csv)
    }
    return csv.bytes
  }

  /// The declared domains: `domain` and `code` are those of the crossing, joined by ` × `.
  private func domainEstimates() -> [UInt8] {
    var csv = writer(
      ["wave", "domain", "code", "indicator_id"] + Self.estimateColumns
        + ["design_effect", "effective_n", "item_nonresponse"])
    for row in evaluation.domainEstimates {
      csv.field(row.estimate.wave)
      csv.field(row.variables.joined(separator: " × "))
      csv.field(row.codes.joined(separator: " × "))
      csv.field(row.estimate.indicatorID)
      figures(row.estimate, into: &csv)
    }
    return csv.bytes
  }

  /// Every total, published or not, with what a reader can work out about those that are not.
  private func totals() -> [UInt8] {
    var csv = writer(
      ["wave", "variable", "domain", "code", "withholding", "feasible_low", "feasible_high"] + Self.estimateColumns
        + ["design_effect", "effective_n", "item_nonresponse"])
    for row in evaluation.totals {
      csv.field(row.estimate.wave)
      csv.field(row.variable)
      csv.field(row.dimensions.joined(separator: " × "))
      csv.field(row.codes.joined(separator: " × "))
      csv.field(row.withholding?.rawValue ?? "")
      csv.field(row.feasible?.lowerBound)
      csv.field(row.feasible?.upperBound)
      figures(row.estimate, into: &csv)
    }
    return csv.bytes
  }

  private func figures(_ row: Estimate, into csv: inout CSVWriter) {
    csv.field(row.value)
    csv.field(row.standardError)
    csv.field(row.ciLow)
    csv.field(row.ciHigh)
    csv.field(row.n)
    csv.field(row.df)
    csv.field(row.designEffect)
    csv.field(row.effectiveN)
    csv.field(row.itemNonResponse)
    csv.endRow()
  }

  /// Record by record: where the weight came from and what it became.
  private func weights() -> [UInt8] {
    var csv = writer([
      "source", "wave", "record_id", "unit_id", "stratum", "cluster", "base_weight", "weight", "factor",
    ])
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
    var csv = writer(Self.unitColumns + Self.estimateColumns + ["bounded"])
    for row in evaluation.scores {
      unit(row.wave, row.unitID, row.nodeID, into: &csv)
      csv.field(row.value)
      csv.field(row.standardError)
      csv.field(row.ciLow)
      csv.field(row.ciHigh)
      csv.field(row.n)
      csv.field(row.df)
      csv.field(row.isBounded ? "true" : "false")
      csv.endRow()
    }
    return csv.bytes
  }

  private func ranks() -> [UInt8] {
    var csv = writer(Self.unitColumns + ["rank", "rank_low", "rank_high", "clearly_above", "clearly_below"])
    for row in evaluation.ranks {
      unit(row.wave, row.unitID, row.nodeID, into: &csv)
      csv.field(row.rank)
      csv.field(row.setLow)
      csv.field(row.setHigh)
      csv.field(row.clearlyAbove.joined(separator: "|"))
      csv.field(row.clearlyBelow.joined(separator: "|"))
      csv.endRow()
    }
    return csv.bytes
  }

  private func rankFrequency() -> [UInt8] {
    var csv = writer(Self.unitColumns + ["rank", "share_of_redraws"])
    for row in evaluation.ranks {
      for (index, share) in row.rankFrequency.enumerated() {
        unit(row.wave, row.unitID, row.nodeID, into: &csv)
        csv.field(index + 1)
        csv.field(share)
        csv.endRow()
      }
    }
    return csv.bytes
  }

  private func comparisons() -> [UInt8] {
    var csv = writer(
      Self.unitColumns + [
        "kind", "family", "reference", "difference", "std_error", "ci_low", "ci_high", "p_value", "adjusted_p_value",
        "clear",
      ])
    for row in evaluation.comparisons {
      unit(row.wave, row.unitID, row.nodeID, into: &csv)
      csv.field(row.kind.rawValue)
      csv.field(row.family)
      csv.field(row.reference)
      csv.field(row.difference)
      csv.field(row.standardError)
      csv.field(row.ciLow)
      csv.field(row.ciHigh)
      csv.field(row.pValue)
      csv.field(row.adjustedPValue)
      csv.field(row.isClear ? "true" : "false")
      csv.endRow()
    }
    return csv.bytes
  }

  private func weighting() -> [UInt8] {
    var csv = writer([
      "wave", "respondents", "population", "effective_n", "kish_design_effect", "minimum_weight", "maximum_weight",
      "raking_iterations", "largest_margin_error", "collapsed_cells",
    ])
    for row in evaluation.weighting {
      csv.field(row.wave)
      csv.field(row.respondents)
      csv.field(row.population)
      csv.field(row.effectiveN)
      csv.field(row.kishDesignEffect)
      csv.field(row.minimumWeight)
      csv.field(row.maximumWeight)
      csv.field(row.rakingIterations)
      csv.field(row.largestMarginError)
      csv.field(row.collapsedCells.joined(separator: "; "))
      csv.endRow()
    }
    return csv.bytes
  }
}
