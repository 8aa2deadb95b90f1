import SurveyModel
import Tables

extension DataTables {
  /// Small-area estimates, standardised figures and tests of association; each only where it was asked for.
  func analysisTables() -> [(name: String, bytes: [UInt8])] {
    let analysis = evaluation.survey
    return (analysis.smallAreas.isEmpty ? [] : [("small_area_estimates", smallAreas())])
      + (analysis.standardised.isEmpty ? [] : [("standardised_estimates", standardised())])
      + (analysis.associations.isEmpty ? [] : [("associations", associations())])
  }

  private func smallAreas() -> [UInt8] {
    csvTable(
      evaluation.survey.smallAreas,
      [
        unit { ($0.wave, $0.unitID, $0.indicatorID) }, .number("direct") { $0.direct },
        .number("direct_std_error") { $0.directError }, .number("synthetic") { $0.synthetic },
        .number("estimate") { $0.estimate }, .number("rmse") { $0.rootMeanSquaredError },
        .number("direct_share") { $0.directShare }, .number("model_variance") { $0.modelVariance },
        .text("marked") { $0.mark.rawValue },
      ])
  }

  private func standardised() -> [UInt8] {
    csvTable(
      evaluation.survey.standardised,
      [
        unit { ($0.wave, $0.unitID, $0.indicatorID) }, .text("standard") { $0.standard.rawValue },
        .number("estimate") { $0.value }, .number("std_error") { $0.standardError },
        .number("standardised") { $0.standardised }, .number("standardised_std_error") { $0.standardisedError },
        .number("difference") { $0.difference }, .number("difference_std_error") { $0.differenceError },
        .integer("n") { $0.n }, .integer("left_out") { $0.leftOut }, .integer("cells") { $0.cells },
        .number("empty_share") { $0.emptyShare }, .number("merged_share") { $0.mergedShare },
      ])
  }

  private func associations() -> [UInt8] {
    csvTable(
      evaluation.survey.associations,
      [
        .integer("wave") { $0.wave }, .text("rows") { $0.rows }, .text("columns") { $0.columns },
        .integer("row_classes") { $0.rowCount }, .integer("column_classes") { $0.columnCount }, .integer("n") { $0.n },
        .integer("left_out") { $0.leftOut }, .number("statistic") { $0.statistic }, .number("df1") { $0.numeratorDF },
        .number("df2") { $0.denominatorDF }, .number("p_value") { $0.pValue },
        .number("adjusted_p_value") { $0.adjustedPValue }, .number("pearson_x2") { $0.pearson },
        .number("mean_design_effect") { $0.meanDesignEffect }, .number("cramers_v") { $0.cramersV },
        .number("smallest_expected") { $0.smallestExpected },
      ])
  }
}
