import SurveyModel
import Tables

extension DataTables {
  /// What is said of the survey's answers beside its estimates.
  func surveyTables() -> [(name: String, bytes: [UInt8])] {
    let analysis = evaluation.survey
    return (analysis.reliability.isEmpty ? [] : [("reliability", reliability())])
      + (analysis.importance.isEmpty ? [] : [("importance", importance())])
      + (analysis.influence.isEmpty ? [] : [("influence", influence())])
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
}
