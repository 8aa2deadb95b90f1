import SurveyModel
import Testing

@testable import PipelineRunner

@Suite("Tables of the analyses beside the estimates")
struct AnalysisTablesTests {
  private static let evaluation: Evaluation = {
    var evaluation = Evaluation(
      wave: 2025, previousWave: nil, framework: Framework(nodes: []),
      units: UnitRegistry(
        city: nil, units: [AssessedUnit(id: "GX", name: LocalizedText(zh: "高新区", en: "Gaoxin"), level: "district")]))
    evaluation.survey.smallAreas = [
      SmallAreaEstimate(
        wave: 2025, unitID: "GX", indicatorID: "B21", direct: nil, directError: nil, synthetic: 4.5, estimate: 4.5,
        rootMeanSquaredError: 0.25, directShare: 0, modelVariance: 2, mark: .synthetic)
    ]
    var figure = StandardisedEstimate(
      wave: 2025, unitID: "GX", indicatorID: "B21", standard: .frame, value: 3, standardError: 0.5, n: 40, leftOut: 2,
      emptyShare: 0.25, mergedShare: 0.375)
    evaluation.survey.standardised = [figure]
    (figure.standardised, figure.standardisedError, figure.difference, figure.differenceError) = (3.5, 0.75, 0.5, 0.125)
    figure.cells = 6
    evaluation.survey.standardised.append(figure)
    var test = Association(wave: 2025, rows: "Q12", columns: "size", rowCount: 3, columnCount: 4, n: 90, leftOut: 10)
    evaluation.survey.associations = [test]
    (test.statistic, test.numeratorDF, test.denominatorDF, test.pValue) = (2.5, 5.5, 440, 0.03125)
    (test.adjustedPValue, test.pearson, test.meanDesignEffect) = (0.0625, 18, 1.25)
    (test.cramersV, test.smallestExpected) = (0.5, 2.25)
    evaluation.survey.associations.append(test)
    return evaluation
  }()

  @Test(
    "every figure stands under its name, and what is not there is an empty cell",
    arguments: [
      (
        "small_area_estimates",
        [
          "wave,level,unit_id,unit_zh,unit_en,indicator_id,direct,direct_std_error,synthetic,estimate,rmse,direct_share,"
            + "model_variance,marked",
          "2025,district,GX,高新区,Gaoxin,B21,,,4.5,4.5,0.25,0,2,synthetic",
        ]
      ),
      (
        "standardised_estimates",
        [
          "wave,level,unit_id,unit_zh,unit_en,indicator_id,standard,estimate,std_error,standardised,"
            + "standardised_std_error,difference,difference_std_error,n,left_out,cells,empty_share,merged_share",
          "2025,district,GX,高新区,Gaoxin,B21,frame,3,0.5,,,,,40,2,0,0.25,0.375",
          "2025,district,GX,高新区,Gaoxin,B21,frame,3,0.5,3.5,0.75,0.5,0.125,40,2,6,0.25,0.375",
        ]
      ),
      (
        "associations",
        [
          "wave,rows,columns,row_classes,column_classes,n,left_out,statistic,df1,df2,p_value,adjusted_p_value,pearson_x2,"
            + "mean_design_effect,cramers_v,smallest_expected",
          "2025,Q12,size,3,4,90,10,,,,,,,,,",
          "2025,Q12,size,3,4,90,10,2.5,5.5,440,0.03125,0.0625,18,1.25,0.5,2.25",
        ]
      ),
    ])
  func tables(name: String, lines: [String]) throws {
    let table = try #require(DataTables(evaluation: Self.evaluation).all().first { $0.name == name })
    let text = try #require(String(validating: table.bytes, as: UTF8.self))
    #expect(text.split(whereSeparator: \.isNewline).map(String.init) == lines)
  }

  @Test("without an analysis there is no table of it")
  func none() {
    var evaluation = Self.evaluation
    evaluation.survey = SurveyAnalysis()
    let names = DataTables(evaluation: evaluation).all().map(\.name)
    #expect(!names.contains { ["small_area_estimates", "standardised_estimates", "associations"].contains($0) })
  }
}
