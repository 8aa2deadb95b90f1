import SurveyModel

/// The last appendix: what the report's terms mean, only those that this report uses.
extension LanguageTree {
  mutating func writeGlossary(_ letter: String) {
    let terms = scoreTerms + (data.hasIntervals ? precisionTerms + comparisonTerms : []) + answerTerms
    let items = terms.map { term in "<div><dt>\(term.name)</dt><dd>\(term.meaning)</dd></div>" as Markup }
    writeAppendix(letter, "terms", say(.glossaryAppendix), flows: true, "<dl class=\"cols\">\(items.joined())</dl>")
  }

  private typealias Term = (name: String, meaning: String)

  private var scoreTerms: [Term] {
    var terms: [Term] = [
      (
        say("得分", "Score"),
        say(
          "指标数值按换算规则变成的 0–100 分，再按权重逐级汇总；规则与权重见附录 A。",
          "An indicator’s value turned into points of 0–100 by its scoring rule and added up by weights, level by level; rules and weights are in Appendix A."
        )
      )
    ]
    if data.framework.indicators.contains(where: { $0.indicator?.score.word == "goalpost" }) {
      terms.append(
        (
          say("目标值端点", "Goalposts"),
          say(
            "得 0 分和 100 分的两个数值；越过端点不再加减分，数值靠近端点的得分没有对称的误差。",
            "The two values that score 0 and 100; nothing is gained or lost beyond them, and a score near one has no symmetric error."
          )
        ))
    }
    return terms
  }

  private var precisionTerms: [Term] {
    [
      (
        say("标准误", "Standard error"),
        say("抽到另一批样本时，估计值一般会变动多少。", "How much the estimate would typically move, had another sample been drawn.")
      ),
      (
        say("95% 置信区间", "95% confidence interval"),
        say(
          "用同样的方法反复抽样，100 次里约 95 次的区间会包住真实值；它只反映抽样误差。",
          "Of 100 such samples, about 95 give an interval that holds the true value; it speaks of sampling error alone."
        )
      ),
      (
        say("设计效应", "Design effect"),
        say(
          "实际方差与同样份数的简单随机抽样之比；大于 1 表示分层、整群和加权使精度降低。",
          "The variance over that of a simple random sample of the same size; above 1, strata, clusters and weights cost precision."
        )
      ),
      (
        say("有效样本量", "Effective n"),
        say(
          "权重不等时，这些答卷相当于多少份等权答卷：权重和的平方除以权重平方和（Kish）。",
          "How many answers of equal weight the answers are worth: the square of the sum of weights over the sum of their squares (Kish)."
        )
      ),
      (
        say("自由度", "Degrees of freedom"),
        say(
          "方差由多少个独立的部分估计而来，等于抽样单位数减层数；越少，区间越宽。",
          "From how many independent parts the variance is estimated, sampling units less strata; the fewer, the wider the interval."
        )
      ),
    ]
  }

  private var comparisonTerms: [Term] {
    var terms: [Term] = [
      (
        say("显著", "Clear"),
        say(
          "差异经检验且校正后 p 小于 0.05；不看两个区间是否重叠。“不显著”不等于“没有差异”。",
          "The difference was tested, and its adjusted p is below 0.05; whether two intervals overlap is not asked. “Not clear” does not mean “no difference”."
        )
      ),
      (
        say("校正后 p（Holm）", "Adjusted p (Holm)"),
        say(
          "一张表里同时做许多次检验，总会碰巧有几个显著；Holm 法提高门槛，使整张表误判的机会不超过 5%。",
          "Of many tests in one list some come out by chance; Holm’s method raises the bar so that the whole list errs with a chance of 5% at most."
        )
      ),
      (
        say("可检出的变化", "Detectable change"),
        say(
          "同样规模的下一次调查，五次里有四次能够判为显著的最小变化。",
          "The smallest change that a next survey of the same size would find clear four times in five.")
      ),
    ]
    if data.ranked.contains(where: { data.rank($0.id, data.root)?.setLow != nil }) {
      terms.append(
        (
          say("名次区间", "Rank interval (rank confidence set)"),
          say(
            "所有\(unitWord)两两同时比较后，与数据相容的名次范围（联合 95% 水平，Mogstad 等 2024）；区间重叠的不宜分先后。",
            "The ranks that agree with the data when all \(unitsWord) are compared with each other at once (95% jointly, Mogstad et al. 2024); do not order those whose intervals overlap."
          )
        ))
    }
    return terms
  }

  private var answerTerms: [Term] {
    var terms: [Term] = []
    if data.hasSurvey {
      terms.append(
        (
          say("加权", "Weighting"),
          say(
            "使答卷的构成与企业总体一致，少答的类型每份代表更多企业。",
            "Makes the answers stand for all firms: an answer of a kind that answered less counts for more of them.")
        ))
      terms.append(
        (
          say("未答", "No answer"),
          say(
            "被问到而没有有效回答，包括“不知道”和拒答；没有被问到的不算。",
            "Asked, and no usable answer came, “don’t know” and refusals included; who was not asked does not count.")
        ))
    }
    if data.evaluation.survey.importance.contains(where: { $0.wave == data.wave }) {
      terms.append(
        (
          say("解释份额", "Share of explained variation"),
          say(
            "把总体评价的差异按各项评价分摊（Shapley 分解，合计 100%）；说明什么与总体评价同高同低，不说明因果。",
            "The variation of the overall rating shared out among the ratings (Shapley, adding to 100%); it tells what goes with the overall rating, not what causes it."
          )
        ))
    }
    return terms
  }
}
