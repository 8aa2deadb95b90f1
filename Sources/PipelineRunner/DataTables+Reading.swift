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
    csvTable(
      evaluation.reading.tiers,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("node_id") { $0.nodeID },
        .number("score") { $0.score }, .integer("tier") { $0.tier }, .number("from") { $0.from },
        .text("letters") { $0.letters },
      ])
  }

  private func convergence() -> [UInt8] {
    csvTable(
      evaluation.reading.convergence,
      [
        .integer("wave") { $0.wave }, .text("node_id") { $0.nodeID }, .integer("units") { $0.units },
        .number("spread_before") { $0.spreadBefore }, .number("spread_after") { $0.spreadAfter },
        .number("slope") { $0.slope }, .number("slope_std_error") { $0.slopeError },
        .number("corrected_slope") { $0.correctedSlope }, .number("reliability") { $0.reliability },
      ])
  }

  /// Both waves on all indicators and on those that the unit has in both.
  private func commonScores() -> [UInt8] {
    csvTable(
      evaluation.reading.commonScores,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("node_id") { $0.nodeID },
        .number("score") { $0.score }, .integer("indicators") { $0.indicators },
        .number("common_score") { $0.commonScore }, .integer("common_indicators") { $0.commonIndicators },
      ])
  }

  private func changes() -> [UInt8] {
    csvTable(
      evaluation.reading.changes,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("node_id") { $0.nodeID },
        .number("change") { $0.change }, .number("answers") { $0.answers }, .number("composition") { $0.composition },
        .number("counts") { $0.counts }, .number("availability") { $0.availability },
      ])
  }
}
