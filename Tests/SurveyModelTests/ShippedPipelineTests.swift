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

  @Test("No file of a pipeline that ships with its data is missing")
  func present() throws {
    for name in ["lanjiang-annual", "asem-connectivity", "enterprise-survey"] {
      let folder = shippedPipeline(name)
      #expect(try loadPipeline(folder: folder, overrides: []).absentFiles(folder: folder).isEmpty)
    }
  }

  @Test("The pipeline of Changzhou loads, ranks its seven districts, and asks for the six files that it ships without")
  func changzhou() throws {
    let folder = shippedPipeline("changzhou-annual")
    let pipeline = try loadPipeline(folder: folder, overrides: [])
    let districts = ["320481", "320413", "320412", "320411", "320402", "320404", "CZJK"]
    #expect(pipeline.units.ranked.map(\.id) == districts)
    #expect(pipeline.units.unions.map(\.members) == [["320412", "CZJK"]])
    let variables = pipeline.questionnaire?.codebook
    #expect(variables?["Q01"]?.options.map(\.code) == districts + ["OTH"])
    #expect(variables?["Q46"]?.options.map(\.code) == districts + ["-9"])
    #expect(pipeline.framework.monitors.filter { $0.id.hasPrefix("Z4_") }.map(\.id) == districts.map { "Z4_" + $0 })
    #expect(
      pipeline.absentFiles(folder: folder).map(\.path)
        == ["survey.csv", "government.xlsx", "economy.xlsx", "ledger.xml", "inspection.csv", "frame.csv"].map {
          "data/\(pipeline.wave)/" + $0
        })
  }

  @Test("Changzhou has the sample city's indicators, weights, rules and questions, but for the districts")
  func sameFramework() throws {
    let sample = try loadPipeline(folder: shippedPipeline("lanjiang-annual"), overrides: [])
    let city = try loadPipeline(folder: shippedPipeline("changzhou-annual"), overrides: [])
    func nodes(_ pipeline: PipelineDefinition) -> [FrameworkNode] {
      pipeline.framework.nodes.map { node in
        var node = node
        node.location = nil
        node.indicator?.location = nil
        return node
      }
    }
    #expect(nodes(city) == nodes(sample))
    #expect(city.cleaning.rules.map(\.when) == sample.cleaning.rules.map(\.when))
    #expect(city.cleaning.derived.map(\.expression) == sample.cleaning.derived.map(\.expression))
    let naming: Set<String> = ["Q01", "Q46"]
    func variables(_ pipeline: PipelineDefinition) -> [SurveyVariable] {
      (pipeline.questionnaire?.codebook.variables ?? []).filter { !naming.contains($0.name) }
    }
    #expect(variables(city) == variables(sample))
    #expect(
      city.sources.map(\.columns) == sample.sources.filter { $0.role != .published }.map(\.columns))
  }
}
