import SurveyModel
import Tables

extension DataTables {
  /// How the index reads: tiers, convergence, what changes come from.
  func readingTables() -> [(name: String, bytes: [UInt8])] {
    let reading = evaluation.reading
    return (reading.tiers.isEmpty ? [] : [("tiers", tiers())])
      + (reading.convergence.isEmpty ? [] : [("convergence", convergence())])
      + (reading.changes.isEmpty ? [] : [("changes", changes())])
      + (reading.commonScores.isEmpty ? [] : [("common_scores", commonScores())])
  }

  private func tiers() -> [UInt8] {
    var csv = writer(["wave", "unit_id", "node_id", "score", "tier", "from", "letters"])
    for row in evaluation.reading.tiers {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.nodeID)
      csv.field(row.score)
      csv.field(row.tier)
      csv.field(row.from)
      csv.field(row.letters)
      csv.endRow()
    }
    return csv.bytes
  }

  private func convergence() -> [UInt8] {
    var csv = writer([
      "wave", "node_id", "units", "spread_before", "spread_after", "slope", "slope_std_error", "corrected_slope",
      "reliability",
    ])
    for row in evaluation.reading.convergence {
      csv.field(row.wave)
      csv.field(row.nodeID)
      csv.field(row.units)
      csv.field(row.spreadBefore)
      csv.field(row.spreadAfter)
      csv.field(row.slope)
      csv.field(row.slopeError)
      csv.field(row.correctedSlope)
      csv.field(row.reliability)
      csv.endRow()
    }
    return csv.bytes
  }

  /// Both waves on all indicators and on those that the unit has in both.
  private func commonScores() -> [UInt8] {
    var csv = writer([
      "wave", "unit_id", "node_id", "score", "indicators", "common_score", "common_indicators",
    ])
    for row in evaluation.reading.commonScores {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.nodeID)
      csv.field(row.score)
      csv.field(row.indicators)
      csv.field(row.commonScore)
      csv.field(row.commonIndicators)
      csv.endRow()
    }
    return csv.bytes
  }

  private func changes() -> [UInt8] {
    var csv = writer([
      "wave", "unit_id", "node_id", "change", "answers", "composition", "counts", "availability",
    ])
    for row in evaluation.reading.changes {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.nodeID)
      csv.field(row.change)
      csv.field(row.answers)
      csv.field(row.composition)
      csv.field(row.counts)
      csv.field(row.availability)
      csv.endRow()
    }
    return csv.bytes
  }
}
