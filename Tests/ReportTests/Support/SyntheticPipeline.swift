import Diagnostics
import Expressions
import SurveyModel
import Tables

extension SyntheticEvaluation {
  /// The definition behind ``lanjiang(languages:)``.
  static func cityPipeline(_ framework: Framework, _ units: UnitRegistry, languages: [Language]) -> PipelineDefinition {
    PipelineDefinition(
      id: "lanjiang",
      title: LocalizedText(zh: "岚江市民营经济营商环境综合评价报告", en: "Private-economy business environment of Lanjiang"),
      notice: LocalizedText(zh: "岚江为虚构城市，数据为合成", en: "Lanjiang is a fictional city; the data are synthetic"),
      edition: "2025.1", wave: 2025, previousWave: 2024, asOf: "2026-03-31", seed: 20_260_331, languages: languages,
      output: "../../build/lanjiang-annual", units: units, questionnaire: questionnaire(),
      sources: [
        SourceDefinition(
          name: "survey", role: .survey, path: "survey-{wave}.csv", format: .csv, platform: "wjx", unitColumn: "Q01"),
        SourceDefinition(
          name: "government", role: .statistics, path: "government-{wave}.xlsx", format: .xlsx, unitColumn: "板块"),
        SourceDefinition(
          name: "ledger", role: .records, path: "ledger-{wave}.xml", format: .xml, recordPath: "/ledger/case",
          unitColumn: "district", cluster: "handler"),
        SourceDefinition(name: "frame", role: .frame, path: "frame-{wave}.csv", format: .csv, unitColumn: "板块"),
        SourceDefinition(name: "published", role: .published, path: "published.csv", format: .csv, waves: [2025]),
        SourceDefinition(name: "reference", role: .published, path: "reference.csv", format: .csv, waves: [2025]),
      ],
      cleaning: CleaningPlan(rules: cleaningRules()),
      design: SampleDesign(
        selection: .quota, strata: ["unit_id", "size"], population: "frame", populationCount: "enterprises",
        margins: [["unit_id", "size"], ["sector"]],
        collapsing: CellCollapsing(
          variable: "size", order: ["large", "medium", "small", "micro"], minimumRespondents: 20, maximumFactor: 3),
        firm: "uscc"),
      framework: framework, likertMaps: ["linear": [0, 25, 50, 75, 100]], calendar: WorkCalendar(), replicates: 1000,
      history: "published",
      reference: ReferenceDefinition(source: "reference", name: LocalizedText(zh: "全省", en: "Province")),
      display: DisplayRules(),
      strengthThreshold: 75, weakThreshold: 60)
  }

  private static func questionnaire() -> Questionnaire {
    let steps = [
      ("1", "很不满意", "Very dissatisfied"), ("2", "不太满意", "Rather dissatisfied"), ("3", "一般", "Neutral"),
      ("4", "比较满意", "Rather satisfied"), ("5", "很满意", "Very satisfied"),
    ].map { AnswerOption(code: $0.0, label: LocalizedText(zh: $0.1, en: $0.2)) }
    let missing: [String: MissingKind] = ["-7": .notApplicable, "-9": .dontKnow]
    let matrix = LocalizedText(zh: "您对下列政务服务的满意程度：", en: "How satisfied are you with these services?")
    func likert(_ name: String, _ question: String, _ text: LocalizedText, _ row: LocalizedText?) -> SurveyVariable {
      SurveyVariable(
        name: name, question: question, kind: .likert, text: text, rowText: row, options: steps,
        scaleScores: [0, 25, 50, 75, 100], missingCodes: missing, isRequired: true)
    }
    let finance = LocalizedText(zh: "您对融资便利的满意程度：", en: "How satisfied are you with access to finance?")
    let loan = LocalizedText(zh: "最近一笔贷款从申请到放款用了多少天？", en: "Days from application to payout of your latest loan?")
    let obstacles = LocalizedText(zh: "当前制约企业发展的主要障碍（最多选 3 项）：", en: "Main obstacles now (up to 3):")
    let variables = [
      likert("Q15_a", "Q15", matrix, LocalizedText(zh: "办事便利程度", en: "Ease of procedures")),
      likert("Q15_b", "Q15", matrix, LocalizedText(zh: "网上办事体验", en: "Online services")),
      likert("Q15_c", "Q15", matrix, LocalizedText(zh: "窗口人员服务", en: "Counter staff")),
      likert("Q32_a", "Q32", finance, nil),
      SurveyVariable(
        name: "Q30", question: "Q30", kind: .numeric, text: loan, missingCodes: missing, showIf: "Q29 = 1",
        validRange: ValidRange(minimum: 0, maximum: 365, isInteger: true)),
      SurveyVariable(
        name: "Q43", question: "Q43", kind: .multi, text: obstacles,
        options: SyntheticFramework.obstacles.enumerated().map {
          AnswerOption(code: "\($0 + 1)", label: LocalizedText(zh: $1.zh, en: $1.en))
        } + [
          AnswerOption(code: "0", label: LocalizedText(zh: "没有明显障碍", en: "No clear obstacle"), isExclusive: true)
        ]),
    ]
    return Questionnaire(
      id: "lanjiang-annual-2025",
      sections: [
        Questionnaire.Section(id: "S3", title: LocalizedText(zh: "政务服务", en: "Government services")),
        Questionnaire.Section(id: "S9", title: LocalizedText(zh: "要素与障碍", en: "Factors and obstacles")),
      ],
      questions: [
        Questionnaire.Question(id: "Q15", section: "S3", text: matrix, variables: ["Q15_a", "Q15_b", "Q15_c"]),
        Questionnaire.Question(id: "Q30", section: "S9", text: loan, variables: ["Q30"]),
        Questionnaire.Question(id: "Q32", section: "S9", text: finance, variables: ["Q32_a"]),
        Questionnaire.Question(id: "Q43", section: "S9", text: obstacles, variables: ["Q43"]),
      ],
      codebook: Codebook(variables))
  }

  private static let ruleTitles:
    [(id: String, zh: String, en: String, when: String, action: RuleAction, outcome: RecordOutcome?)] =
      [
        ("R01", "不在调查范围", "Not eligible", "Q03 >= survey_year", .drop, .ineligible),
        ("R02", "注意力检测未通过", "Attention check failed", "Q28 <> 2", .drop, .invalid),
        (
          "R03", "作答过快", "Answered too fast", "duration_s < 180 OR duration_s < 0.35 * MEDIAN(duration_s)", .drop,
          .invalid
        ),
        ("R04", "直线作答", "Straight-lining", "N_DISTINCT(likert_rows) = 1", .flag, .flagged),
        (
          "R05", "同一企业重复提交", "Same firm twice", "uscc IS NOT MISSING", .keepLatest(key: "uscc", order: "submitted_at"),
          .duplicate
        ),
        ("R06", "同一 IP 多次提交", "Many answers from one address", "COUNT(*) OVER (PARTITION BY ip) > 3", .flag, .flagged),
        (
          "R07", "必答题缺失过多", "Too many required items missing", "N_VALID(required) < 0.8 * N_VISIBLE(required)", .drop,
          .incomplete
        ),
        ("R08", "数值超出范围", "Number out of range", "$ < VALID_MIN($) OR $ > VALID_MAX($)", .setMissing(.setByRule), nil),
        ("R09", "人均营业收入异常", "Implausible revenue per employee", "Q08 / Q07 NOT BETWEEN 0.1 AND 10000", .flag, .flagged),
        ("R10", "跳题却作答", "Answered though skipped", "NOT VISIBLE($) AND $ IS NOT MISSING", .setMissing(.notAsked), nil),
        ("R11", "互斥选项并选", "Exclusive option with others", "COUNT_OF($) > 1", .removeOption("0"), nil),
        ("R12", "把票投给本板块", "Voted for the own district", "Q46 = Q01", .setMissing(.setByRule), nil),
      ]

  private static func cleaningRules() -> [CleaningRule] {
    ruleTitles.map { rule in
      CleaningRule(
        id: rule.id, title: LocalizedText(zh: rule.zh, en: rule.en),
        severity: rule.outcome == .flagged ? .warning : .error,
        when: rule.when, action: rule.action, outcome: rule.outcome,
        rationale: LocalizedText(zh: "避免不实作答影响结果", en: "Keeps careless answers out of the results"))
    }
  }
}

extension CityBuilder {
  private static let caught: [(rule: String, records: Int, cells: Int)] = [
    ("R01", 96, 0), ("R02", 131, 0), ("R03", 118, 0), ("R04", 54, 0), ("R05", 63, 0), ("R06", 28, 0), ("R07", 77, 0),
    ("R08", 49, 52), ("R09", 17, 0), ("R10", 83, 91), ("R11", 44, 44), ("R12", 27, 27),
  ]

  func ruleSummaries() -> [RuleSummary] {
    [2024, 2025].flatMap { wave in
      Self.caught.map { caught in
        let records = wave == 2025 ? caught.records : caught.records * 9 / 10
        var byUnit: [String: Int] = [:]
        for (index, unit) in units.ranked.enumerated() {
          byUnit[unit.id] = records / 7 + (index < records % 7 ? 1 : 0)
        }
        return RuleSummary(
          rule: caught.rule, wave: wave, records: records, cells: wave == 2025 ? caught.cells : caught.cells * 9 / 10,
          recordsByUnit: byUnit)
      }
    }
  }

  func stageCounts() -> [StageCount] {
    [2024, 2025].flatMap { wave in
      let kept = Self.respondents[wave]?["LANJIANG"] ?? 0
      let read = wave == 2025 ? 3283 : 3211
      return [
        StageCount(stage: "ingest", source: "survey", wave: wave, rowsIn: read + 2, rowsKept: read, rowsQuarantined: 2),
        StageCount(stage: "ingest", source: "government", wave: wave, rowsIn: 7, rowsKept: 7, rowsQuarantined: 0),
        StageCount(stage: "ingest", source: "ledger", wave: wave, rowsIn: 1423, rowsKept: 1423, rowsQuarantined: 0),
        StageCount(
          stage: "clean", source: "survey", wave: wave, rowsIn: read, rowsKept: kept, rowsQuarantined: read - kept,
          cellsChanged: wave == 2025 ? 214 : 190, recordsFlagged: wave == 2025 ? 99 : 88),
      ]
    }
  }

  /// 214 changed cells and 6 flags of the current wave.
  func audit() -> [AuditEntry] {
    let edits: [(rule: String, variable: String, action: EditKind, before: String, after: String, count: Int)] = [
      ("R08", "Q30", .setMissing, "3650", "", 52), ("R10", "Q30", .setMissing, "12", "", 91),
      ("R11", "Q43", .removeOption, "0|2|5", "2|5", 44), ("R12", "Q46", .setMissing, "GX", "", 27),
      ("R06", "", .flag, "", "", 6),
    ]
    var entries: [AuditEntry] = []
    for edit in edits {
      for index in 0..<edit.count {
        entries.append(
          AuditEntry(
            sequence: entries.count + 1, source: "survey", wave: 2025, record: "\(1001 + 13 * entries.count)",
            unitID: units.ranked[index % 7].id, variable: edit.variable, rule: edit.rule, action: edit.action,
            before: CellText(edit.before), after: edit.after.isEmpty ? .missing(.setByRule) : CellText(edit.after)))
      }
    }
    return entries
  }
}
