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
    var csv = writer([
      "wave", "node_id", "parent_id", "weighting", "aggregation", "declared", "nominal", "in_index", "correlation",
      "correlation_ratio", "effective",
    ])
    for row in evaluation.analysis.weights {
      csv.field(row.wave)
      csv.field(row.nodeID)
      csv.field(row.parentID)
      csv.field(row.weighting)
      csv.field(row.aggregation)
      csv.field(row.declared)
      csv.field(row.nominal)
      csv.field(row.inIndex)
      csv.field(row.correlation)
      csv.field(row.correlationRatio)
      csv.field(row.effective)
      csv.endRow()
    }
    return csv.bytes
  }

  private func treatment() -> [UInt8] {
    var csv = writer(Self.unitColumns + ["action", "before", "after"])
    for row in evaluation.analysis.treatments {
      unit(row.wave, row.unitID, row.indicatorID, into: &csv)
      csv.field(row.action)
      csv.field(row.before)
      csv.field(row.after)
      csv.endRow()
    }
    return csv.bytes
  }

  private func contributions() -> [UInt8] {
    var csv = writer(["wave", "unit_id", "node_id", "indicator_id", "to_score", "to_gap"])
    for row in evaluation.analysis.contributions {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.nodeID)
      csv.field(row.indicatorID)
      csv.field(row.toScore)
      csv.field(row.toGap)
      csv.endRow()
    }
    return csv.bytes
  }

  private func pairwise() -> [UInt8] {
    var csv = writer([
      "wave", "node_id", "unit_id", "other_id", "difference", "std_error", "share_of_redraws_above", "clear",
    ])
    for row in evaluation.analysis.pairs {
      csv.field(row.wave)
      csv.field(row.nodeID)
      csv.field(row.unitID)
      csv.field(row.otherID)
      csv.field(row.difference)
      csv.field(row.standardError)
      csv.field(row.shareAbove)
      csv.field(row.isClear ? "true" : "false")
      csv.endRow()
    }
    return csv.bytes
  }

  private func sensitivity() -> [UInt8] {
    var csv = writer([
      "wave", "unit_id", "output", "source", "first_order", "first_low", "first_high", "total", "total_low",
      "total_high", "design", "combinations", "replicates", "evaluations",
    ])
    for row in evaluation.analysis.shares {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.output)
      csv.field(row.source)
      csv.field(row.firstOrder)
      csv.field(row.firstLow)
      csv.field(row.firstHigh)
      csv.field(row.total)
      csv.field(row.totalLow)
      csv.field(row.totalHigh)
      csv.field(row.design)
      csv.field(row.combinations)
      csv.field(row.replicates)
      csv.field(row.evaluations)
      csv.endRow()
    }
    return csv.bytes
  }

  private func methodAlternatives() -> [UInt8] {
    var csv = writer(["wave", "unit_id", "factor", "alternative", "score", "rank", "rank_change"])
    for row in evaluation.analysis.alternatives {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.factor)
      csv.field(row.alternative)
      csv.field(row.score)
      csv.field(row.rank)
      csv.field(row.rankChange)
      csv.endRow()
    }
    return csv.bytes
  }

  private func uncertaintyRanges() -> [UInt8] {
    var csv = writer(["wave", "unit_id", "output", "lower", "median", "upper"])
    for row in evaluation.analysis.ranges {
      csv.field(row.wave)
      csv.field(row.unitID)
      csv.field(row.output)
      csv.field(row.lower)
      csv.field(row.median)
      csv.field(row.upper)
      csv.endRow()
    }
    return csv.bytes
  }

  private func audit() -> [UInt8] {
    var csv = writer(["wave", "basis", "cases", "check", "node_id", "other", "value", "flag"])
    for row in evaluation.analysis.audit {
      csv.field(row.wave)
      csv.field(row.basis)
      csv.field(row.cases)
      csv.field(row.check)
      csv.field(row.nodeID)
      csv.field(row.other)
      csv.field(row.value)
      csv.field(row.flag)
      csv.endRow()
    }
    return csv.bytes
  }
}
