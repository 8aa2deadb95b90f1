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
    var csv = writer(
      Self.unitColumns + [
        "direct", "direct_std_error", "synthetic", "estimate", "rmse", "direct_share", "model_variance", "marked",
      ])
    for row in evaluation.survey.smallAreas {
      unit(row.wave, row.unitID, row.indicatorID, into: &csv)
      csv.field(row.direct)
      csv.field(row.directError)
      csv.field(row.synthetic)
      csv.field(row.estimate)
      csv.field(row.rootMeanSquaredError)
      csv.field(row.directShare)
      csv.field(row.modelVariance)
      csv.field(row.mark.rawValue)
      csv.endRow()
    }
    return csv.bytes
  }

  private func standardised() -> [UInt8] {
    var csv = writer(
      Self.unitColumns + [
        "standard", "estimate", "std_error", "standardised", "standardised_std_error", "difference",
        "difference_std_error", "n", "left_out", "cells", "empty_share", "merged_share",
      ])
    for row in evaluation.survey.standardised {
      unit(row.wave, row.unitID, row.indicatorID, into: &csv)
      csv.field(row.standard.rawValue)
      csv.field(row.value)
      csv.field(row.standardError)
      csv.field(row.standardised)
      csv.field(row.standardisedError)
      csv.field(row.difference)
      csv.field(row.differenceError)
      csv.field(row.n)
      csv.field(row.leftOut)
      csv.field(row.cells)
      csv.field(row.emptyShare)
      csv.field(row.mergedShare)
      csv.endRow()
    }
    return csv.bytes
  }

  private func associations() -> [UInt8] {
    var csv = writer([
      "wave", "rows", "columns", "row_classes", "column_classes", "n", "left_out", "statistic", "df1", "df2", "p_value",
      "adjusted_p_value", "pearson_x2", "mean_design_effect", "cramers_v", "smallest_expected",
    ])
    for row in evaluation.survey.associations {
      csv.field(row.wave)
      csv.field(row.rows)
      csv.field(row.columns)
      csv.field(row.rowCount)
      csv.field(row.columnCount)
      csv.field(row.n)
      csv.field(row.leftOut)
      csv.field(row.statistic)
      csv.field(row.numeratorDF)
      csv.field(row.denominatorDF)
      csv.field(row.pValue)
      csv.field(row.adjustedPValue)
      csv.field(row.pearson)
      csv.field(row.meanDesignEffect)
      csv.field(row.cramersV)
      csv.field(row.smallestExpected)
      csv.endRow()
    }
    return csv.bytes
  }
}
