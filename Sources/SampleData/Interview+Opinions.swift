extension Interview {
  /// Questions on the whole: recommendation, change, obstacles, what matters, the best of the other districts.
  mutating func overall() {
    var stream = stream(c.q41)
    let liking = 7.6 + ((district.levels[c.q40] ?? 4) - 4) * 1.6 + 0.9 * firm.mood + 1.1 * stream.normal()
    answers[c.q41] = .number(min(max(Int((liking + 0.5).rounded(.down)), 0), 10))
    let lean = 0.05 * firm.mood
    choose(c.q42, [0.24 + lean, 0.44, 0.25, max(0.01, 0.05 - lean * 0.5), 0.015])
    var known = self.stream(c.q42 + 500)
    if known.chance(0.015) { answers[c.q42] = .missing(-9) }

    var calm = self.stream(c.q43 + 500)
    if calm.chance(0.05) {
      answers[c.q43] = none(c.q43)
    } else {
      var shares = [0.46, 0.24, 0.3, 0.26, 0.13, 0.11, 0.2, 0.07, 0.1, 0.06, 0.19, 0.07]
      // Land is short in the zone, finance and people in the counties.
      if City.districts[firm.district].id == "GX" { shares[5] = 0.24 }
      if ["SQ", "BL"].contains(City.districts[firm.district].id) {
        shares[1] = 0.36
        shares[10] = 0.3
      }
      answers[c.q43] = .options(several(c.q43, shares, most: 3))
    }
    answers[c.q44] = .options(several(c.q44, [0.55, 0.42, 0.5, 0.46, 0.22, 0.28], most: 3))

    var vote = self.stream(c.q46)
    var weights = City.districts.indices.map { other in
      let quality = Targets.level(dimension: 0, wave: model.wave, district: other) - 60
      return quality * quality
    }
    weights[firm.district] = 0
    answers[c.q46] = vote.chance(0.06) ? .missing(-9) : .option(vote.choice(weights))

    var words = self.stream(c.q47)
    answers[c.q47] =
      words.chance(0.11) ? .text(Self.opinions[words.integer(in: 0...(Self.opinions.count - 1))]) : .empty
  }

  /// Everything rated on five steps, for those who are shown it.
  mutating func ratings() {
    let effect = City.sizes[firm.size].effect + City.sectors[firm.sector].effect + RatingScale.halo * firm.mood
    for (item, level) in district.levels.sorted(by: { $0.key < $1.key }) {
      guard model.visibility.shows(item, in: answers) == true else { continue }
      var stream = stream(item)
      let shares = AnswerModel.missingShares(model.instrument.items[item].name)
      let position = stream.unit()
      if position < shares.notApplicable {
        answers[item] = .missing(-7)
      } else if position < shares.notApplicable + shares.dontKnow {
        answers[item] = .missing(-9)
      } else {
        answers[item] = .option(RatingScale.step(level + effect + RatingScale.noise * stream.normal()))
      }
    }
  }

  /// Items left empty here and there, and accounts that firms do not tell.
  mutating func nonResponse() {
    let keep: Set<Int> = [
      c.q01, c.q02, c.q03, c.q04, c.q05, c.q06, c.q12, c.q14, c.q16, c.q17, c.q20, c.q28, c.q29, c.q31p, c.q47,
    ]
    for item in answers.indices where answers[item].isAnswered && !keep.contains(item) {
      var stream = RandomStream(key: firm.key, 3000 + item, model.wave, attempt)
      if stream.chance(0.006) { answers[item] = .empty }
    }
    var accounts = RandomStream(key: firm.key, 4000, model.wave)
    let refusesRevenue = accounts.chance([0.02, 0.04, 0.07, 0.09][firm.size])
    if refusesRevenue { answers[c.q07] = .missing(-8) }
    // Where assets decide the size class, at least one of the two is told.
    if answers[c.q08].isAnswered, !refusesRevenue, answers[c.q07].isAnswered, accounts.chance(0.08) {
      answers[c.q08] = .missing(-8)
    }
    if answers[c.q08] == .empty, !answers[c.q07].isAnswered { answers[c.q08] = .missing(-8) }
  }

  /// Sentences of the kind that end a questionnaire, one with a comma, one with quotes, one with a line break.
  static let opinions = [
    "希望惠企政策申报流程再简化一些",
    "惠企资金兑现再快一点",
    "检查次数偏多,能合并的尽量合并",
    "希望多组织银企对接，降低担保费用",
    "招工难，尤其缺技术工人",
    "窗口人员态度好，效率高",
    "希望“一网通办”系统更稳定，少重复上传材料",
    "用地指标紧张，希望盘活闲置厂房",
    "政府项目回款慢，资金压力大",
    "建议设立企业诉求\"直通车\"",
    "建议：\n1. 政策推送更精准\n2. 多听中小企业意见",
    "无",
    "没有",
    "整体满意，继续保持",
    "物流成本高，希望改善园区周边道路",
    "希望加强知识产权保护",
    "人才公寓太少",
    "招投标门槛对小企业不够友好",
  ]
}
