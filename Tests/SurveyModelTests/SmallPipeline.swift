/// A small pipeline with every kind of file, without a problem; tests break it line by line.
enum SmallPipeline {
  static let files: [String: String] = [
    "pipeline.yaml": pipeline, "units.yaml": units, "questionnaire.yaml": questionnaire, "framework.yaml": framework,
    "cleaning.yaml": cleaning, "calendar.yaml": calendar, "decisions.yaml": decisions,
    "measures.yaml": measures,
    "experts.yaml": experts, "templates.yaml": templates,
  ]

  /// The files with one text replaced in one of them.
  static func replacing(_ old: String, with new: String, in file: String) -> [String: String] {
    var changed = files
    changed[file] = files[file]?.replacing(old, with: new)
    return changed
  }

  static let pipeline = """
    id: small
    title: {zh: 小, en: Small}
    edition: "2025.1"
    wave: 2025
    previous_wave: 2024
    as_of: 2026-03-31
    seed: 7
    languages: [zh, en]
    output: ../../build/small
    units: units.yaml
    questionnaire: questionnaire.yaml
    calendar: calendar.yaml
    cleaning: cleaning.yaml
    framework: framework.yaml
    sources:
      survey: {role: survey, path: "{wave}/survey.csv", platform: wjx, unit: Q01}
      office:
        role: statistics
        path: "{wave}/office.xlsx"
        sheet: 表
        header_rows: [3, 4]
        unit: 区
        columns:
          days: {header: 用时, type: double, unit: 天}
          cases: integer
      frame:
        role: frame
        path: frame.csv
        unit: 区
        columns: {size: {header: 规模, type: category, codes: {大: large, 小: small}}, count: integer}
      published: {role: published, waves: [2025], path: published.csv, limits: {depth: 80}}
    design:
      selection: quota
      strata: [unit_id, size]
      population: {source: frame, count: count}
      margins: [[unit_id, size], [size]]
      collapse: {variable: size, order: [large, small], minimum_respondents: 20, maximum_factor: 3}
      firm: uscc
      invitations: 4000
      lonely: average
      bounds: [0.2, 5]
      trim: [0.1, 10.5]
      nested: false
    domains: [[size], [Q01, size]]
    totals:
      variables: [Q05, Q06_a]
      tables: [[unit_id, size], [Q01]]
      holder: uscc
      confidentiality: {contributors: 4, dominance: {firms: 2, share: 0.8}, prior_posterior: 0.1, margin: 0.2}
    uncertainty: {replicates: 200, draws: 500, bootstrap: 50, alternatives: {normalisation: [declared, {method: z_score, weight: 0.5}], weighting: [declared, equal], aggregation: [declared, geometric], weight_noise: {factor: 0.25, draws: 20}, drop_one: true}}
    history: published
    reference: {source: published, name: {zh: 全省, en: Province}}
    display: {show: {n: 30, effective_n: 25, df: 6}, trust: {n: 50, cv: 0.2}}
    report: {strength_threshold: 75, weak_threshold: 60, palette: {accent: {light: "#7a1f3d", dark: "#f2a0b8"}}, words: {en: {firms: enterprises}}, templates: templates.yaml}
    corrections: corrections.csv
    decisions: decisions.yaml
    salt: salt.key
    importance: {outcome: Q05}
    tiers: {cuts: [60, 75]}
    small_areas: {indicators: [A2], auxiliaries: [A1], method: moments}
    standardised: {by: [size], indicators: [A2, Z1], minimum_respondents: 8, maximum_empty: 10%}
    associations: [{rows: Q07, columns: size}, {rows: unit_id, columns: Q04_b}]
    measures: measures.yaml
    actions: {deadline: 2026-12-31, most_per_unit: 5, follow_up: actions-2024.csv}
    experts: experts.yaml
    lock: flock
    retention: {keep_last: 12, keep_published: true, max_gb: 5}
    """

  static let templates = """
    strength:
      zh: {statement: "{unit}的{indicator}得 {value} 分：{word}"}
      en: {evidence: "{value}[ (±{margin})]"}
    figure.ranking: {zh: "{all_units}的得分与名次", en: "Scores and ranks of {all_units}"}
    """

  static let units = """
    city: {id: ALL, name: {zh: 全市, en: City}, aliases: [合计]}
    level: district
    units:
      - {id: AA, name: {zh: 甲区, en: Jia}, aliases: [甲]}
      - {id: BB, name: {zh: 乙区, en: Yi}, carved_out_of: AA}
      - {id: AA_BB, name: {zh: 甲区（含乙区）, en: Jia incl. Yi}, level: parent, members: [AA, BB], ranked: false}
      - {id: DD, name: {zh: 丁区, en: Ding}}
      - {id: EE, name: {zh: 戊区, en: Wu}}
    """

  static let questionnaire = """
    id: small-survey
    scales:
      satisfaction5:
        scores: linear
        steps:
          - {code: 1, zh: 很不满意, en: Very dissatisfied}
          - {code: 2, zh: 不太满意, en: Rather dissatisfied}
          - {code: 3, zh: 一般, en: Neutral}
          - {code: 4, zh: 比较满意, en: Rather satisfied}
          - {code: 5, zh: 很满意, en: Very satisfied}
    missing:
      - {code: -7, kind: not_applicable, zh: 不适用, en: Not applicable}
      - {code: -8, kind: refused, zh: 拒答, en: Refused}
      - {code: -9, kind: dont_know, zh: 不知道, en: Don't know}
    sections:
      - {id: S0, zh: 概况, en: Profile}
    questions:
      - id: Q00
        section: S0
        type: identifier
        text: {zh: 统一社会信用代码, en: Credit code}
        identifying: true
      - id: Q01
        section: S0
        type: single
        text: {zh: 所在区, en: District}
        options:
          - {code: AA, zh: 甲区, en: Jia}
          - {code: BB, zh: 乙区, en: Yi}
          - {code: OTH, zh: 外地, en: Elsewhere, terminate: true}
        required: true
      - id: Q02
        section: S0
        type: year
        text: {zh: 成立年份, en: Founded}
        validate: {min: 1949, max: survey_year}
        required: true
      - id: Q03
        section: S0
        type: multi
        text: {zh: 办过哪些事, en: Procedures}
        max_choices: 2
        options:
          - {code: 1, zh: 登记, en: Registration}
          - {code: 2, zh: 许可, en: Licence}
          - {code: 0, zh: 都没有, en: None, exclusive: true}
        required: true
      - id: Q04
        section: S0
        type: matrix_likert
        text: {zh: 请评价, en: Please rate}
        scale: satisfaction5
        na: [-7, -9]
        show_if: NOT HAS(Q03, 0)
        rows:
          - {id: Q04_a, zh: 流程, en: Process}
          - {id: Q04_b, zh: 窗口, en: Counter, show_if: "HAS(Q03, 1)"}
        required: true
      - id: Q05
        section: S0
        type: numeric
        text: {zh: 人数, en: Employees}
        unit: 人
        validate: {min: 0, max: 1000, integer: true}
        refuse: true
      - id: Q06
        section: S0
        type: numeric_pair
        text: {zh: 招工, en: Hiring}
        fields:
          - {id: Q06_p, zh: 计划, en: Planned}
          - {id: Q06_a, zh: 实际, en: Actual}
        validate: {min: 0, max: 500.5}
      - id: Q07
        section: S0
        type: attention
        text: {zh: 请选不太满意, en: Choose rather dissatisfied}
        scale: satisfaction5
        pass_code: 2
        required: true
      - {id: Q08, section: S0, type: nps, text: {zh: 推荐, en: Recommend}}
      - {id: Q09, section: S0, type: open, text: 意见}
    """

  static let framework = """
    likert_maps:
      linear: [0, 25, 50, 75, 100]
    missing_indicator: drop_for_all
    index:
      code: INDEX
      name: {zh: 指数, en: Index}
      children:
        - code: A
          name: {zh: 甲, en: A}
          weight: 0.6
          aggregation: {method: power, exponent: 0.5}
          minimum_available: 0.5
          children:
            - code: A1
              name: {zh: 用时, en: Time}
              weight: 0.25
              source: office
              expression: "MEAN(days)"
              direction: "-"
              score: {goalpost: [5, 0.5]}
              unit: {zh: 天, en: days}
              decimals: 2
            - code: A2
              name: {zh: 满意度, en: Satisfaction}
              weight: 0.75
              source: survey
              expression: "MEAN(LIKERT(Q04_a))"
              score: {likert: linear}
        - code: B
          name: {zh: 乙, en: B}
          weight: 0.4
          source: office
          expression: "SUM(days) / SUM(cases)"
          score: {min_max: [0, 100]}
          treatment: {winsorise: 1, transform: box_cox, lambda: 0.5}
      weighting: {combine: linear, of: [declared, {method: ahp, panel: top}], shares: [0.5, 0.5]}
    monitors:
      - {code: Z1, name: 人数, source: survey, expression: MEAN(Q05)}
      - {code: Z2, name: 事项, source: survey, options_of: Q03}
      - {code: Z3, name: 区, source: survey, options_of: Q01}
    """

  static let experts = """
    panels:
      - id: top
        compares: [A, B]
        experts:
          - {name: Li, weight: 2, judgements: [3], points: [70, 30]}
          - {name: Wang, judgements: [1/2], points: [40, 60]}
    """

  static let cleaning = """
    sets:
      ratings: [Q04_a, Q04_b]
      needed: required
    rules:
      - id: R1
        title: {zh: 注意力, en: Attention}
        severity: error
        when: Q07 <> 2
        action: drop
        outcome: invalid
        rationale: {zh: 未通过, en: Failed}
      - id: R2
        title: 范围
        variables: numeric
        when: $ < VALID_MIN($) OR $ > VALID_MAX($)
        action: {set_missing: set_missing}
      - id: R3
        title: 重复
        when: USCC_VALID(uscc)
        action: {keep_latest: {key: uscc, order: submitted_at}}
      - id: R4
        title: 排他
        variables: exclusive
        when: HAS($, 0) AND COUNT_OF($) > 1
        action: {remove_option: "0"}
      - id: R5
        title: 直线
        severity: info
        when: N_DISTINCT(ratings) = 1
        action: flag
      - {id: R6, title: 单位, variables: [Q05], when: $ > 900, action: {replace: 900}, scope: cell}
      - id: R7
        title: 近似重复
        check: {near_duplicates: {variables: ratings, blocks: [Q01], threshold: 0.9, minimum_compared: 2}}
        action: flag
        thresholds: {warn_above: 2%, error_above: 10%, by_unit: true}
      - {id: R8, title: 快, action: flag, check: {speeders: {duration: duration_s, groups: [Q01], minimum_group: 9, seconds: 60, share_of_median: 0.3}}}
      - {id: R9, title: 页, action: flag, check: {relative_speed: {pages: [duration_s], limit: 2, minimum_pages: 1}}}
      - {id: R10, title: 直, action: flag, check: {straight_lining: {variables: ratings, longest_run: 2, share: 1, variability: 0, minimum_answered: 2}}}
      - {id: R11, title: 突, action: flag, check: {time_bursts: {time: submitted_at, source: [ip], seconds: 60, maximum: 5}}}
      - {id: R12, title: 键, action: flag, check: {duplicate_keys: {key: [ip], maximum: 3}}}
      - {id: R13, title: 缺, action: flag, check: {item_nonresponse: {variables: needed, limit: 0.5, minimum_asked: 3}}}
      - {id: R14, title: 异, variables: [Q05], action: flag, check: {robust_outliers: {variable: $, scale: log, cells: [Q01], minimum_cell: 9, limit: 3.5}}}
      - {id: R15, title: 栏, variables: [Q05], action: flag, check: {interquartile_fences: {variable: $, scale: raw, cells: [Q01], minimum_cell: 9, factor: 3}}}
      - {id: R16, title: 变, action: flag, check: {hidiroglou_berthelot: {variable: Q05, key: [uscc], cells: [Q01], minimum_cell: 9, size_exponent: 0.5, least_spread: 0.05, width: 4}}}
      - {id: R17, title: 外, action: stop, check: {out_of_frame: {key: [uscc]}}}
    derived:
      - name: size
        label: {zh: 规模, en: Size}
        codes: [{code: small, zh: 小型, en: Small}, {code: large, zh: 大型, en: Large}]
        expression: >-
          CASE WHEN Q05 >= 300 THEN 'large'
          ELSE 'small' END
    imputations:
      - {variable: Q05, method: ratio, auxiliary: duration_s, cells: [Q01], minimum_donors: 5, limit: 10%, key: [uscc]}
    gates:
      valid_rate: {warn_below: 80%, error_below: 0.6, by_unit: true}
      item_nonresponse: {warn_above: 15%, error_above: 30%}
    """

  static let decisions = """
    decisions:
      - {record: "17", rule: R1, wave: 2025, reason: checked by telephone, by: Li, fingerprint: 0123456789ab}
    """

  static let measures = """
    measures:
      - id: M1
        title: {zh: 一窗受理, en: One counter}
        indicators: [A, B]
        lead: {zh: 审批局, en: Approval bureau}
        support: [{zh: 财政局, en: Finance bureau}, 数据局]
        practices:
          - {city: 常州, year: 2021, text: 一城通办, outcome: 时限缩短, document: 市政府}
    """

  static let calendar = """
    holidays: [2025-01-01]
    make_up_days: [2025-01-26]
    """
}
