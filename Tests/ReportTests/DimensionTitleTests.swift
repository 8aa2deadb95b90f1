import Report
import SurveyModel
import Testing

@testable import Report

@Suite("Titles of a dimension's figures say what the data allow")
struct DimensionTitleTests {
  private static func made(_ favourable: [Double], n: Int = 2846) -> HandMade {
    var made = HandMade()
    made.evaluation.survey.answers = favourable.enumerated().map { place, share in
      var row = SyntheticAnswers.rating("A", "Q\(place)", indicator: nil, score: 70, n: n)
      row.favourable = SyntheticAnswers.share(share, n: n)
      return row
    }
    return made
  }

  @Test("most is said where intervals lie above one half, and not where they hold it")
  func majority() {
    let all = ReportWords(Self.made([0.72, 0.88]).input).answersTitle("A")
    #expect(all.en == "Most firms give positive answers to both ratings, from 72% (Q0) to 88% (Q1)")
    #expect(all.zh == "两项评价都有过半企业给出正面回答，从 72%（Q0）到 88%（Q1）")
    let none = ReportWords(Self.made([0.51, 0.49], n: 100).input).answersTitle("A")
    #expect(none.en == "For none of the two ratings is it clear whether most answers are positive")
    let mixed = ReportWords(Self.made([0.8, 0.3, 0.5]).input).answersTitle("A")
    #expect(mixed.en == "Most firms give positive answers to one of three ratings, only 30% do so for Q1")
  }

  @Test("fix first names what has a large share and an interval below the average, and only that")
  func fixFirst() {
    var made = HandMade()
    let scores = [60.0, 75, 80, 69.9]
    made.evaluation.survey.answers = scores.enumerated().map { place, score in
      var row = SyntheticAnswers.rating("A", "Q\(place)", indicator: nil, score: 70)
      row.points = SampledFigure(score, standardError: 1, ciLow: score - 2, ciHigh: score + 2)
      return row
    }
    made.evaluation.survey.importance = [40.0, 10, 10, 40].enumerated().map { place, share in
      DerivedImportance(
        wave: 2025, outcome: "Q9", nodeID: "A", predictor: "Q\(place)", n: 500, share: share, rSquared: 0.3)
    }
    // The mean is 71.2: the interval of the last one holds it.
    #expect(ReportWords(made.input).importanceTitle("A").en == "Fix first: Q0")
    made.evaluation.survey.importance[0].share = 5
    #expect(ReportWords(made.input).importanceTitle("A").zh == "没有哪一项解释份额大、得分又明确偏低")
  }

  @Test("changes of units are told where they are clear, and said not to be where none is")
  func change() {
    func title(_ p: [Double], _ differences: [Double]) -> LocalizedText {
      var made = HandMade()
      for (place, unit) in ["P", "Q", "R"].enumerated() {
        made.score(unit, "A", 70 + Double(place), 68...72)
        made.score(unit, "A", 66, 64...68, wave: 2024)
        made.compare(.toPreviousWave, unit, "A", differences[place], p: p[place])
      }
      return ReportWords(made.input).unitsChangeTitle("A")
    }
    #expect(title([0.5, 0.5, 0.5], [1, 1, 1]).en == "No district shows a clear change")
    #expect(title([0.01, 0.01, 0.01], [4, 4, 4]).zh == "三个区县全部显著提高")
    let mixed = title([0.01, 0.5, 0.01], [-4, 1, 4])
    #expect(mixed.en == "Xihe clearly rose; Dongping clearly fell; Nanfeng shows no clear change")
  }

  @Test("groups are told apart from the city by the adjusted p alone")
  func groups() {
    func title(_ adjusted: [Double]) -> LocalizedText {
      var made = HandMade()
      made.evaluation.groupScores = zip(["small", "large"], adjusted).map { code, p in
        GroupScore(
          wave: 2025, nodeID: "A", variable: "size", code: code, n: 400, effectiveN: 300, df: 300, indicatorCount: 1,
          weightShare: 1, score: SampledFigure(code == "small" ? 80 : 60, standardError: 1, ciLow: 58, ciHigh: 82),
          city: SampledFigure(70, standardError: 0.5, ciLow: 69, ciHigh: 71),
          difference: SampledFigure(code == "small" ? 10 : -10, standardError: 1), pValue: p, adjustedPValue: p)
      }
      return ReportWords(made.input).groupsTitle("A")
    }
    #expect(title([0.2, 0.2]).en == "No group of firms differs clearly from the city")
    #expect(title([0.01, 0.2]).zh == "显著高于全市：small")
    #expect(title([0.01, 0.01]).en == "Clearly above the city: small; clearly below: large")
  }
}
