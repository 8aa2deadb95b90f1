import SurveyModel
import Tables

extension DataTables {
  /// What is said of the survey's answers beside its estimates.
  func surveyTables() -> [(name: String, bytes: [UInt8])] {
    let analysis = evaluation.survey
    return (analysis.reliability.isEmpty ? [] : [("reliability", reliability())])
      + (analysis.importance.isEmpty ? [] : [("importance", importance())])
      + (analysis.influence.isEmpty ? [] : [("influence", influence())])
      + (analysis.answers.isEmpty ? [] : [("answer_shares", answerShares())])
      + (evaluation.groupScores.isEmpty ? [] : [("group_scores", groupScores())])
  }

  /// One row a battery with an empty item, then one an item.
  private func reliability() -> [UInt8] {
    var csv = writer([
      "wave", "battery", "item", "n", "effective_n", "alpha", "alpha_low", "alpha_high", "omega", "sampling_adequacy",
      "bartlett_p_value", "item_rest_correlation", "alpha_without", "loading",
    ])
    for row in evaluation.survey.reliability {
      csv.field(row.wave)
      csv.field(row.battery)
      csv.field("")
      csv.field(row.n)
      csv.field(row.effectiveN)
      csv.field(row.alpha)
      csv.field(row.alphaLow)
      csv.field(row.alphaHigh)
      csv.field(row.omega)
      csv.field(row.samplingAdequacy)
      csv.field(row.bartlettPValue)
      for _ in 0..<3 { csv.field("") }
      csv.endRow()
      for (place, item) in row.items.enumerated() {
        csv.field(row.wave)
        csv.field(row.battery)
        csv.field(item)
        for _ in 0..<8 { csv.field("") }
        csv.field(row.itemRestCorrelations[place])
        csv.field(row.alphaWithout[place])
        csv.field(row.loadings[place])
        csv.endRow()
      }
    }
    return csv.bytes
  }

  private func importance() -> [UInt8] {
    var csv = writer(["wave", "outcome", "node_id", "predictor", "n", "share_percent", "r_squared"])
    for row in evaluation.survey.importance {
      csv.field(row.wave)
      csv.field(row.outcome)
      csv.field(row.nodeID)
      csv.field(row.predictor)
      csv.field(row.n)
      csv.field(row.share)
      csv.field(row.rSquared)
      csv.endRow()
    }
    return csv.bytes
  }

  private func influence() -> [UInt8] {
    var csv = writer([
      "wave", "unit_id", "indicator_id", "term", "n", "record_id", "largest_share", "five_largest_share", "cut_records",
      "removed_share",
    ])
    for row in evaluation.survey.influence {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.indicatorID)
      csv.field(row.term)
      csv.field(row.n)
      csv.field(row.recordID)
      csv.field(row.largestShare)
      csv.field(row.fiveLargestShare)
      csv.field(row.cutRecords)
      csv.field(row.removedShare)
      csv.endRow()
    }
    return csv.bytes
  }

  /// One row a step of a rating's scale, then its sums of either side and the mean of its points.
  private func answerShares() -> [UInt8] {
    var csv = writer([
      "wave", "dimension", "variable", "indicator_id", "code", "side", "estimate", "std_error", "ci_low", "ci_high",
      "n",
      "effective_n", "df", "unanswered",
    ])
    for row in evaluation.survey.answers {
      func add(_ code: String, _ side: String, _ figure: SampledFigure) {
        csv.field(row.wave)
        csv.field(row.nodeID)
        csv.field(row.variable)
        csv.field(row.indicatorID ?? "")
        csv.field(code)
        csv.field(side)
        figures(figure, into: &csv)
        csv.field(row.n)
        csv.field(row.effectiveN)
        csv.field(row.df)
        csv.field(row.unanswered)
        csv.endRow()
      }
      for step in row.steps { add(step.code, step.side.rawValue, step.share) }
      add("", "unfavourable", row.unfavourable)
      add("", "favourable", row.favourable)
      if let points = row.points { add("", "points", points) }
    }
    return csv.bytes
  }

  private func groupScores() -> [UInt8] {
    var csv = writer([
      "wave", "dimension", "variable", "code", "estimate", "std_error", "ci_low", "ci_high", "n", "effective_n", "df",
      "indicators", "weight_share", "city", "city_std_error", "difference", "difference_std_error", "p_value",
      "adjusted_p_value",
    ])
    for row in evaluation.groupScores {
      csv.field(row.wave)
      csv.field(row.nodeID)
      csv.field(row.variable)
      csv.field(row.code)
      figures(row.score, into: &csv)
      csv.field(row.n)
      csv.field(row.effectiveN)
      csv.field(row.df)
      csv.field(row.indicatorCount)
      csv.field(row.weightShare)
      csv.field(row.city.value)
      csv.field(row.city.standardError)
      csv.field(row.difference?.value)
      csv.field(row.difference?.standardError)
      csv.field(row.pValue)
      csv.field(row.adjustedPValue)
      csv.endRow()
    }
    return csv.bytes
  }

  private func figures(_ figure: SampledFigure?, into csv: inout CSVWriter) {
    csv.field(figure?.value)
    csv.field(figure?.standardError)
    csv.field(figure?.ciLow)
    csv.field(figure?.ciHigh)
  }
}
