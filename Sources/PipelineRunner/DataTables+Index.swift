import SurveyModel
import Tables

extension DataTables {
  /// What is said of the index beside its scores.
  func indexTables() -> [(name: String, bytes: [UInt8])] {
    [
      ("index_weights", indexWeights()), ("treatment", treatment()), ("contributions", contributions()),
      ("pairwise", pairwise()), ("sensitivity", sensitivity()), ("method_alternatives", methodAlternatives()),
      ("uncertainty_ranges", uncertaintyRanges()), ("audit_framework", audit()),
    ]
  }

  private func indexWeights() -> [UInt8] {
    csvTable(
      evaluation.analysis.weights,
      [
        .integer("wave") { $0.wave }, .text("node_id") { $0.nodeID }, .text("parent_id") { $0.parentID },
        .text("weighting") { $0.weighting }, .text("aggregation") { $0.aggregation },
        .number("declared") { $0.declared }, .number("nominal") { $0.nominal }, .number("in_index") { $0.inIndex },
        .number("correlation") { $0.correlation }, .number("correlation_ratio") { $0.correlationRatio },
        .number("effective") { $0.effective },
      ])
  }

  private func treatment() -> [UInt8] {
    csvTable(
      evaluation.analysis.treatments,
      [
        unit { ($0.wave, $0.unitID, $0.indicatorID) }, .text("action") { $0.action }, .number("before") { $0.before },
        .number("after") { $0.after },
      ])
  }

  private func contributions() -> [UInt8] {
    csvTable(
      evaluation.analysis.contributions,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("node_id") { $0.nodeID },
        .text("indicator_id") { $0.indicatorID }, .number("to_score") { $0.toScore }, .number("to_gap") { $0.toGap },
      ])
  }

  private func pairwise() -> [UInt8] {
    csvTable(
      evaluation.analysis.pairs,
      [
        .integer("wave") { $0.wave }, .text("node_id") { $0.nodeID }, .text("unit_id") { $0.unitID },
        .text("other_id") { $0.otherID }, .number("difference") { $0.difference },
        .number("std_error") { $0.standardError }, .number("share_of_redraws_above") { $0.shareAbove },
        .flag("clear") { $0.isClear },
      ])
  }

  private func sensitivity() -> [UInt8] {
    csvTable(
      evaluation.analysis.shares,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("output") { $0.output },
        .text("source") { $0.source }, .number("first_order") { $0.firstOrder }, .number("first_low") { $0.firstLow },
        .number("first_high") { $0.firstHigh }, .number("total") { $0.total }, .number("total_low") { $0.totalLow },
        .number("total_high") { $0.totalHigh }, .text("design") { $0.design },
        .integer("combinations") { $0.combinations }, .integer("replicates") { $0.replicates },
        .integer("evaluations") { $0.evaluations },
      ])
  }

  private func methodAlternatives() -> [UInt8] {
    csvTable(
      evaluation.analysis.alternatives,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("factor") { $0.factor },
        .text("alternative") { $0.alternative }, .number("score") { $0.score }, .integer("rank") { $0.rank },
        .integer("rank_change") { $0.rankChange },
      ])
  }

  private func uncertaintyRanges() -> [UInt8] {
    csvTable(
      evaluation.analysis.ranges,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("output") { $0.output },
        .number("lower") { $0.lower }, .number("median") { $0.median }, .number("upper") { $0.upper },
      ])
  }

  private func audit() -> [UInt8] {
    csvTable(
      evaluation.analysis.audit,
      [
        .integer("wave") { $0.wave }, .text("basis") { $0.basis }, .integer("cases") { $0.cases },
        .text("check") { $0.check }, .text("node_id") { $0.nodeID }, .text("other") { $0.other },
        .number("value") { $0.value }, .text("flag") { $0.flag },
      ])
  }
}
