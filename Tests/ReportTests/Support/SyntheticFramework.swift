import SurveyModel

/// A shortened framework of the sample city: 6 dimensions, 12 groups, 26 indicators, 13 monitors.
enum SyntheticFramework {
  struct Leaf {
    var id: String
    var zh: String
    var en: String
    var weight: Double
    var source: String
    var worst: Double?
    var best: Double?
    var unitZH: String
    var unitEN: String
    var decimals: Int
    var expression: String
  }

  static func likert(_ id: String, _ zh: String, _ en: String, _ weight: Double, _ question: String) -> Leaf {
    Leaf(
      id: id, zh: zh, en: en, weight: weight, source: "survey", worst: nil, best: nil, unitZH: "分", unitEN: "points",
      decimals: 1, expression: "MEAN(LIKERT(\(question)))")
  }

  static func goalpost(
    _ id: String, _ zh: String, _ en: String, _ weight: Double, _ source: String, _ worst: Double, _ best: Double,
    _ unitZH: String, _ unitEN: String, _ decimals: Int, _ expression: String
  ) -> Leaf {
    Leaf(
      id: id, zh: zh, en: en, weight: weight, source: source, worst: worst, best: best, unitZH: unitZH, unitEN: unitEN,
      decimals: decimals, expression: expression)
  }

  static let dimensions: [(id: String, zh: String, en: String, weight: Double, groups: [Group])] = [
    (
      "A", "政务环境", "Government services", 0.22,
      [
        Group(
          "A1", "企业办事便利", "Ease of procedures", 0.6,
          [
            goalpost(
              "A11", "企业开办平均用时", "Average time to start a business", 0.3, "government", 5, 0.5, "工作日",
              "working days", 1, "MEAN(startup_days)"),
            goalpost(
              "A13", "办事平均跑动次数", "Average visits for the latest procedure", 0.3, "survey", 4, 0, "次", "visits", 2,
              "MEAN(Q13)"),
            likert("A14", "办事便利满意度", "Satisfaction with ease of procedures", 0.4, "Q15_a"),
          ]),
        Group(
          "A4", "惠企政策落地", "Policy delivery", 0.4,
          [
            goalpost(
              "A42", "惠企资金按期兑现率", "On-time payment rate of enterprise support funds", 0.5, "government", 70, 100, "%",
              "%", 1, "MEAN(fund_ontime_rate)"),
            likert("A43", "政策获得感满意度", "Satisfaction with policy gain", 0.5, "Q19"),
          ]),
      ]
    ),
    (
      "B", "法治环境", "Rule of law", 0.18,
      [
        Group(
          "B1", "涉企执法规范", "Enforcement conduct", 0.5,
          [
            goalpost(
              "B11", "年均入企检查次数", "Inspections received per year", 0.4, "survey", 8, 1, "次", "inspections", 2,
              "MEAN(Q20)"),
            likert("B12", "执法规范满意度", "Satisfaction with enforcement conduct", 0.6, "Q21"),
          ]),
        Group(
          "B2", "司法保障与纠纷化解", "Courts and disputes", 0.5,
          [
            goalpost(
              "B21", "商事案件平均审理天数", "Mean days to judge a commercial case", 0.4, "government", 180, 60, "天", "days", 0,
              "MEAN(commercial_trial_days)"),
            likert("B23", "公检法司涉企服务满意度", "Satisfaction with police, courts and justice bureau", 0.6, "Q22"),
          ]),
      ]
    ),
    (
      "C", "市场环境", "Market environment", 0.18,
      [
        Group(
          "C1", "准入与公平竞争", "Entry and fair competition", 0.6,
          [
            goalpost(
              "C11", "遭遇隐性壁垒企业占比", "Share of firms that met a hidden barrier", 0.5, "survey", 40, 5, "%", "%", 1,
              "100 * SHARE(Q25 = 1)"),
            likert("C12", "公平竞争满意度", "Satisfaction with fair competition", 0.5, "Q26_a"),
          ]),
        Group(
          "C3", "监管与信用", "Supervision and credit", 0.4,
          [
            goalpost(
              "C31", "信用修复平均办结时长", "Mean time to complete credit repair", 0.4, "ledger", 10, 2, "工作日",
              "working days", 1, "MEAN(workdays) FILTER (WHERE kind = 'credit_repair')"),
            likert("C32", "监管公平透明满意度", "Satisfaction with fair, transparent supervision", 0.6, "Q26_b"),
          ]),
      ]
    ),
    (
      "D", "要素环境", "Production factors", 0.18,
      [
        Group(
          "D1", "融资", "Finance", 0.6,
          [
            likert("D11", "融资便利满意度", "Satisfaction with access to finance", 0.6, "Q32_a"),
            goalpost(
              "D12", "贷款申请到放款天数", "Days from loan application to payout", 0.4, "survey", 60, 7, "天", "days", 0,
              "MEDIAN(Q30)"),
          ]),
        Group(
          "D3", "用工", "Labour", 0.4,
          [
            goalpost(
              "D31", "招工满足率", "Hiring fulfilment rate", 0.4, "survey", 50, 95, "%", "%", 1,
              "100 * SUM(Q31_h) / SUM(Q31_p)"),
            likert("D32", "用工服务满意度", "Satisfaction with labour services", 0.6, "Q32_c"),
          ]),
      ]
    ),
    (
      "E", "创新创业环境", "Innovation and start-ups", 0.12,
      [
        Group(
          "E1", "创新支持", "Support for innovation", 0.5,
          [
            goalpost(
              "E12", "每万家企业高新技术企业数", "High-tech firms per 10,000 enterprises", 0.5, "government", 50, 250, "家",
              "firms", 0, "10000 * SUM(hightech) / SUM(enterprises)"),
            likert("E13", "创新平台与政策满意度", "Satisfaction with innovation platforms and policy", 0.5, "Q34_a"),
          ]),
        Group(
          "E2", "人才支撑", "Talent", 0.5,
          [
            goalpost(
              "E21", "每万名劳动者高技能人才数", "High-skilled workers per 10,000 workers", 0.4, "government", 800, 1500, "人",
              "workers", 0, "MEAN(skilled_per_10k)"),
            likert("E22", "人才政策与服务满意度", "Satisfaction with talent policy and services", 0.6, "Q34_b"),
          ]),
      ]
    ),
    (
      "F", "亲清政商关系", "Government-business relations", 0.12,
      [
        Group(
          "F1", "政企沟通", "Communication", 0.5,
          [
            likert("F12", "政企沟通渠道满意度", "Satisfaction with communication channels", 0.6, "Q35"),
            goalpost(
              "F13", "涉企政策征求意见参与率", "Share of firms consulted on enterprise policy", 0.4, "survey", 10, 60, "%", "%", 1,
              "100 * SHARE(Q36 = 1)"),
          ]),
        Group(
          "F2", "诉求办理", "Handling of requests", 0.5,
          [
            goalpost(
              "F21", "诉求按期办结率", "On-time closure rate", 0.5, "ledger", 80, 98, "%", "%", 1,
              "100 * SHARE(closed_on <= due_on)"),
            goalpost(
              "F23", "诉求回访满意率", "Call-back satisfaction rate", 0.5, "ledger", 70, 95, "%", "%", 1,
              "100 * SHARE(satisfied = 1)"),
          ]),
      ]
    ),
  ]

  struct Group {
    var id: String
    var zh: String
    var en: String
    var weight: Double
    var leaves: [Leaf]

    init(_ id: String, _ zh: String, _ en: String, _ weight: Double, _ leaves: [Leaf]) {
      self.id = id
      self.zh = zh
      self.en = en
      self.weight = weight
      self.leaves = leaves
    }
  }

  static let obstacles: [(zh: String, en: String)] = [
    ("市场需求不足", "Weak demand"), ("融资难融资贵", "Finance"), ("招工难、用工贵", "Labour"), ("原材料、能源价格高", "Input prices"),
    ("税费负担", "Taxes and fees"), ("用地用房紧张", "Land and premises"), ("账款拖欠", "Payment arrears"),
    ("政策变化或不落实", "Policy change or non-delivery"), ("不公平竞争", "Unfair competition"),
    ("检查和合规负担", "Inspections and compliance"), ("人才和技术缺乏", "Talent and technology"), ("物流成本高", "Logistics costs"),
  ]

  static func framework() -> Framework {
    var nodes = [
      FrameworkNode(
        id: "INDEX", name: LocalizedText(zh: "营商环境总指数", en: "Overall index"), weight: 1, parent: nil, depth: 0)
    ]
    func add(_ node: FrameworkNode) -> Int {
      nodes.append(node)
      if let parent = node.parent { nodes[parent].children.append(nodes.count - 1) }
      return nodes.count - 1
    }
    for dimension in dimensions {
      let d = add(
        FrameworkNode(
          id: dimension.id, name: LocalizedText(zh: dimension.zh, en: dimension.en), weight: dimension.weight,
          parent: 0,
          depth: 1))
      for group in dimension.groups {
        let g = add(
          FrameworkNode(
            id: group.id, name: LocalizedText(zh: group.zh, en: group.en), weight: group.weight, parent: d, depth: 2))
        for leaf in group.leaves {
          _ = add(
            FrameworkNode(
              id: leaf.id, name: LocalizedText(zh: leaf.zh, en: leaf.en), weight: leaf.weight, parent: g, depth: 3,
              indicator: indicator(leaf)))
        }
      }
    }
    var monitors = [
      Monitor(
        id: "Z1", name: LocalizedText(zh: "推荐意愿", en: "Willingness to recommend"), expression: "MEAN(Q42)",
        source: "survey", unit: LocalizedText(zh: "分", en: "points"), decimals: 1)
    ]
    for (index, obstacle) in obstacles.enumerated() {
      monitors.append(
        Monitor(
          id: "Z5_\(index + 1)", name: LocalizedText(zh: obstacle.zh, en: obstacle.en),
          expression: "100 * SHARE(HAS(Q43, \(index + 1)))", source: "survey", unit: LocalizedText("%"), decimals: 1,
          group: "Z5"))
    }
    return Framework(nodes: nodes, monitors: monitors)
  }

  private static func indicator(_ leaf: Leaf) -> Indicator {
    let score: ScoreMap =
      if let worst = leaf.worst, let best = leaf.best {
        .goalpost(worst: worst, best: best)
      } else {
        .likert(map: "linear")
      }
    let isNegative = (leaf.worst ?? 0) > (leaf.best ?? 0)
    let label =
      switch leaf.source {
      case "survey": LocalizedText(zh: "企业调查", en: "Enterprise survey")
      case "ledger": LocalizedText(zh: "诉求办理台账", en: "Case ledger")
      default: LocalizedText(zh: "部门统计", en: "Department statistics")
      }
    return Indicator(
      expression: leaf.expression, source: leaf.source, direction: isNegative ? .negative : .positive, score: score,
      unit: LocalizedText(zh: leaf.unitZH, en: leaf.unitEN), decimals: leaf.decimals, sourceLabel: label)
  }
}
