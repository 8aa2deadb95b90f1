import Diagnostics
import Expressions
import Foundation
import SurveyModel
import Tables
import Testing

@Suite struct LoadPipelineTests {
  private func load(_ overrides: [String] = []) throws -> PipelineDefinition {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: overrides)
  }

  @Test("Everything that pipeline.yaml says is in the definition")
  func pipeline() throws {
    let pipeline = try load()
    #expect(pipeline.id == "small")
    #expect(pipeline.title == LocalizedText(zh: "小", en: "Small"))
    #expect(pipeline.notice == nil)
    #expect(pipeline.edition == "2025.1")
    #expect(pipeline.waves == [2024, 2025])
    #expect(pipeline.asOf == "2026-03-31")
    #expect(pipeline.seed == 7)
    #expect(pipeline.languages == [.zh, .en])
    #expect(pipeline.output == "../../build/small")
    #expect(pipeline.replicates == 200)
    #expect(pipeline.history == "published")
    #expect(
      pipeline.reference == ReferenceDefinition(source: "published", name: LocalizedText(zh: "全省", en: "Province")))
    #expect(pipeline.display.show == .init(minimumN: 30, minimumEffectiveN: 25, minimumDegreesOfFreedom: 6))
    var totals = TotalsPlan(variables: ["Q05", "Q06_a"], tables: [["unit_id", "size"], ["Q01"]])
    totals.holder = "uscc"
    totals.rules = ConfidentialityRules(
      minimumContributors: 4, dominance: .init(count: 2, share: 0.8), priorPosterior: 0.1)
    totals.margin = 0.2
    #expect(pipeline.totals == totals)
    #expect(totals.dimensions == ["unit_id", "size", "Q01"])
    #expect(pipeline.display.trust == .init(minimumN: 50, maximumVariation: 0.2))
    #expect(pipeline.calendar.holidays == [20_089])
    #expect(pipeline.calendar.makeUpDays == [20_114])
    var design = SampleDesign(
      selection: .quota, strata: ["unit_id", "size"], population: "frame", populationCount: "count",
      margins: [["unit_id", "size"], ["size"]],
      collapsing: CellCollapsing(
        variable: "size", order: ["large", "small"], minimumRespondents: 20, maximumFactor: 3),
      firm: "uscc", invitations: 4000)
    design.lonelyPolicy = .average
    design.bounds = 0.2...5
    design.trimming = 0.1...10.5
    #expect(pipeline.design == design)
    #expect(pipeline.domains == [["size"], ["Q01", "size"]])
  }

  @Test("Analyses beside the estimates are read with their defaults, and are none where nothing is declared")
  func analyses() throws {
    let pipeline = try load()
    let areas = try #require(pipeline.smallAreas)
    #expect(areas.indicators == ["A2"] && areas.auxiliaries == ["A1"] && areas.method == .moments)
    #expect(areas.location?.line != nil)
    #expect(
      pipeline.standardisation
        == {
          var wanted = StandardisationSettings(variables: ["size"], indicators: ["A2", "Z1"])
          (wanted.minimumRespondents, wanted.maximumEmpty) = (8, 0.1)
          return wanted
        }())
    #expect(pipeline.associations.map(\.rows) == ["Q07", "unit_id"])
    #expect(pipeline.associations.map(\.columns) == ["size", "Q04_b"])
    let plain = try load(["small_areas={indicators: [A2]}", "standardised={by: [size, Q07], indicators: all}"])
    #expect(plain.smallAreas?.auxiliaries == [] && plain.smallAreas?.method == .restrictedLikelihood)
    #expect(plain.standardisation == StandardisationSettings(variables: ["size", "Q07"]))
    let none = try load(["small_areas=null", "standardised=null", "associations=[]"])
    #expect(none.smallAreas == nil && none.standardisation == nil && none.associations == [])
  }

  @Test("Sources keep their order, paths stay as written, a word stands for a column's type")
  func sources() throws {
    let sources = try load().sources
    #expect(sources.map(\.name) == ["survey", "office", "frame", "published"])
    #expect(sources[0].path == "{wave}/survey.csv")
    #expect(sources[0].platform == "wjx")
    #expect(sources[1].format == .xlsx)
    #expect(sources[1].headerRows == 3...4)
    #expect(
      sources[1].columns == [
        SourceColumn(name: "days", header: "用时", type: .double, unit: "天"), SourceColumn(name: "cases", type: .integer),
      ])
    #expect(sources[2].columns[0].codes == ["大": "large", "小": "small"])
    #expect(sources[3].waves == [2025])
  }

  @Test("A source may be several files, say how much may be unreadable, and leave its header to be found")
  func severalFiles() throws {
    let sources = try load([
      "sources.frame.path=[b/*.csv, a.csv]", "sources.frame.max_unreadable=12.5%", "sources.office.max_unreadable=0.02",
    ]).sources
    #expect(sources[2].paths == ["b/*.csv", "a.csv"])
    #expect(sources.map(\.maxUnreadable) == [0.05, 0.02, 0.125, 0.05])
    #expect(sources.map(\.findsHeader) == [false, false, true, true])
    #expect(try load(["sources.frame.path=b/*.csv"]).sources[2].paths == ["b/*.csv"])
  }

  @Test("A survey says how its columns meet the questionnaire")
  func surveyKeys() throws {
    var files = SmallPipeline.files
    files["pipeline.yaml"] = files["pipeline.yaml"]?.replacing(
      "platform: wjx,",
      with: "platform: auto, mapping: {\"6\": Q03, 您的区: Q01}, ignore: [总分, Q99], answers: codes,")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let source = try #require(try loadPipeline(folder: pipeline.folder, overrides: []).sources.first)
    #expect(source.platform == "auto")
    #expect(source.columnMapping == ["6": "Q03", "您的区": "Q01"])
    #expect(source.ignoredColumns == ["总分", "Q99"])
    #expect(source.answerStyle == "codes")
  }

  @Test("A ranking makes a whole number an option, its rank")
  func ranking() throws {
    var files = SmallPipeline.files
    files["questionnaire.yaml"] = files["questionnaire.yaml"]?.replacing(
      "  - {id: Q09, section: S0, type: open, text: 意见}",
      with: "  - {id: Q09, section: S0, type: ranking, text: 排序, options: [{code: tax, zh: 税, en: Tax}, "
        + "{code: law, zh: 法, en: Law}]}")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let questionnaire = try #require(try loadPipeline(folder: pipeline.folder, overrides: []).questionnaire)
    #expect(questionnaire.questions.last?.variables == ["Q09_tax", "Q09_law"])
    let variable = try #require(questionnaire.codebook["Q09_law"])
    #expect(variable.columnType == .integer)
    #expect(variable.validRange == ValidRange(minimum: 1, maximum: 2, isInteger: true))
    #expect(variable.rankedOption?.code == "law")
    #expect(variable.rowText == LocalizedText(zh: "法", en: "Law"))
  }

  @Test("A matrix makes a variable a row, missing answers come after the options, a row's show_if wins")
  func questionnaire() throws {
    let questionnaire = try #require(load().questionnaire)
    let codebook = questionnaire.codebook
    #expect(
      codebook.variables.map(\.name) == [
        "uscc", "Q01", "Q02", "Q03", "Q04_a", "Q04_b", "Q05", "Q06_p", "Q06_a", "Q07", "Q08", "Q09",
      ])
    #expect(questionnaire.questions.first { $0.id == "Q04" }?.variables == ["Q04_a", "Q04_b"])
    let rating = try #require(codebook["Q04_a"])
    #expect(rating.options.map(\.code) == ["1", "2", "3", "4", "5", "-7", "-9"])
    #expect(rating.answers.map(\.code) == ["1", "2", "3", "4", "5"])
    #expect(rating.missingCodes == ["-7": .notApplicable, "-9": .dontKnow])
    #expect(rating.scaleScores == [0, 25, 50, 75, 100])
    #expect(rating.showIf == "NOT HAS(Q03, 0)")
    #expect(rating.rowText == LocalizedText(zh: "流程", en: "Process"))
    #expect(codebook["Q04_b"]?.showIf == "HAS(Q03, 1)")
    #expect(codebook["Q05"]?.missingCodes == ["-8": .refused])
    #expect(codebook["Q07"]?.passCode == "2")
    #expect(codebook["Q07"]?.scaleScores == [])
    #expect(codebook["Q03"]?.maximumChoices == 2)
    #expect(codebook["uscc"]?.question == "Q00")
    #expect(codebook["uscc"]?.isIdentifying == true)
    #expect(codebook["Q09"]?.text == LocalizedText("意见"))
  }

  @Test(
    "Column types follow from question and codes",
    arguments: [
      ("Q01", ColumnType.category), ("Q02", .integer), ("Q03", .set), ("Q04_a", .integer), ("Q05", .integer),
      ("Q06_p", .double), ("Q07", .integer), ("Q08", .integer), ("Q09", .text), ("uscc", .text),
    ])
  func columnTypes(name: String, type: ColumnType) throws {
    #expect(try load().questionnaire?.codebook[name]?.columnType == type)
  }

  @Test("survey_year is the year of each wave")
  func surveyYear() throws {
    let range = try #require(load().questionnaire?.codebook["Q02"]?.validRange)
    #expect(range.maximum == 2025)
    #expect(range.bounds(wave: 2024) == 1949...2024)
    #expect(range.isInteger)
  }

  @Test("The tree is in pre-order with parents, depths and score maps")
  func framework() throws {
    let framework = try load().framework
    #expect(framework.nodes.map(\.id) == ["INDEX", "A", "A1", "A2", "B"])
    #expect(framework.nodes.map(\.depth) == [0, 1, 2, 2, 1])
    #expect(framework.nodes.map(\.parent) == [nil, 0, 1, 1, 0])
    #expect(framework.nodes[0].children == [1, 4])
    #expect(framework.missingIndicator == .dropForAll)
    #expect(framework["A1"]?.indicator?.score == .goalpost(worst: 5, best: 0.5))
    #expect(framework["A1"]?.indicator?.direction == .negative)
    #expect(framework["A2"]?.indicator?.score == .likert(map: "linear"))
    #expect(framework["A2"]?.indicator?.sourceLabel.en == "Enterprise survey")
    #expect(framework["B"]?.indicator?.score == .minMax(lower: 0, upper: 100))
    #expect(framework["B"]?.indicator?.decimals == 1)
  }

  @Test("options_of makes a monitor an option, with a condition that fits the question")
  func monitors() throws {
    let monitors = try load().framework.monitors
    #expect(monitors.map(\.id) == ["Z1", "Z2_1", "Z2_2", "Z2_0", "Z3_AA", "Z3_BB", "Z3_OTH"])
    #expect(monitors[1].expression == "100 * SHARE(HAS(Q03, 1))")
    #expect(monitors[4].expression == "100 * SHARE(Q01 = 'AA')")
    #expect(monitors[1].name == LocalizedText(zh: "登记", en: "Registration"))
    #expect(monitors[1].group == "Z2" && monitors[0].group == nil)
    #expect(monitors[1].unit == LocalizedText("%"))
  }

  @Test("Words for kinds of variables become lists, outcomes follow from actions")
  func cleaning() throws {
    let plan = try load().cleaning
    #expect(plan.sets["needed"] == ["Q01", "Q02", "Q03", "Q04_a", "Q04_b", "Q07"])
    #expect(plan.rules.map(\.id) == (1...17).map { "R\($0)" })
    #expect(plan.rules[1].variables == ["Q02", "Q05", "Q06_p", "Q06_a", "Q08"])
    #expect(plan.rules[1].action == .setMissing(.setByRule))
    #expect(plan.rules[1].outcome == nil)
    #expect(plan.rules[2].action == .keepLatest(key: "uscc", order: "submitted_at"))
    #expect(plan.rules[2].outcome == .duplicate)
    #expect(plan.rules[3].variables == ["Q03"])
    #expect(plan.rules[4].outcome == .flagged)
    #expect(plan.rules[4].rationale == LocalizedText("直线"))
    #expect(plan.rules[5].action == .replace("900"))
    #expect(plan.rules[16].action == .stop)
    #expect(plan.rules.map(\.scope)[4...6] == [.record, .cell, .group])
    #expect(plan.rules[6].thresholds == RuleThresholds(warnAbove: 0.02, errorAbove: 0.1, isByUnit: true))
    #expect(
      plan.rules[6].check
        == NamedCheck(
          name: "near_duplicates",
          parameters: [
            "variables": .variables(["Q04_a", "Q04_b"]), "blocks": .variables(["Q01"]), "threshold": .number(0.9),
            "minimum_compared": .number(2),
          ]))
    #expect(plan.rules[13].check?.parameters["variable"] == .word("$"))
    #expect(plan.imputations.map(\.method) == [.ratio])
    #expect(plan.imputations.first?.limit == 0.1)
    #expect(plan.gates.map(\.measure) == [.validRate, .itemNonresponse])
    #expect(plan.gates.first?.errorBelow == 0.6 && plan.gates.first?.isByUnit == true)
    #expect(plan.corrections == "corrections.csv" && plan.saltFile == "salt.key")
    #expect(plan.decisions.map(\.fingerprint) == ["0123456789ab"])
    #expect(plan.derived.map(\.expression) == ["CASE WHEN Q05 >= 300 THEN 'large' ELSE 'small' END"])
    #expect(plan.derived[0].answers.map(\.code) == ["small", "large"])
    #expect(plan.derived[0].answers.last?.label == LocalizedText(zh: "大型", en: "Large"))
  }
}
