import Diagnostics
import SurveyModel
import Tables
import Testing

@Suite struct ShippedPipelineTests {
  @Test("The sample pipeline loads without a problem")
  func lanjiang() throws {
    let pipeline = try loadPipeline(folder: shippedPipeline("lanjiang-annual"), overrides: [])
    #expect(pipeline.framework.indicators.count == 58)
    #expect(pipeline.framework.dimensions.map(\.id) == ["A", "B", "C", "D", "E", "F"])
    #expect(pipeline.units.ranked.map(\.id) == ["GX", "YL", "WH", "LJ", "QP", "SQ", "BL"])
    #expect(pipeline.units.unions.map(\.members) == [["WH", "GX"]])
    #expect(pipeline.waves == [2024, 2025])
    let answers = pipeline.questionnaire?.codebook.variables.filter { $0.name != "uscc" } ?? []
    #expect(answers.count == 79)
    #expect(Set(answers.map(\.question)).count == 47)
  }

  @Test("The pipeline of the Enterprise Surveys loads: given weights, 21 indicators, domains by region and sector")
  func enterpriseSurvey() throws {
    let pipeline = try loadPipeline(folder: shippedPipeline("enterprise-survey"), overrides: [])
    #expect(pipeline.framework.indicators.count == 21)
    #expect(pipeline.design?.weights == "wmedian" && pipeline.design?.strata == ["strata"])
    #expect(pipeline.design?.population == nil && pipeline.design?.lonelyPolicy == .average)
    #expect(pipeline.domains == [["a2"], ["a4a"], ["a2", "a6a"]])
  }

  @Test("The ASEM pipeline loads without a survey, a city or a questionnaire")
  func asem() throws {
    let pipeline = try loadPipeline(folder: shippedPipeline("asem-connectivity"), overrides: [])
    #expect(pipeline.framework.indicators.count == 49)
    #expect(pipeline.units.ranked.count == 51)
    #expect(pipeline.units.city == nil)
    #expect(pipeline.questionnaire == nil && pipeline.design == nil)
    #expect(pipeline.units.units.allSatisfy { $0.level == "country" })
    #expect(pipeline.replicates == 0)
  }
}
