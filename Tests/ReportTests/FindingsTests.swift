import Report
import SurveyModel
import Testing

@Suite("What may be said is decided by the printed rules")
struct FindingsTests {
  @Test("strength: clearly above, and at or above the threshold")
  func strength() {
    var made = HandMade()
    made.score("P", "A11", 78, 76...80)
    made.compare(.toCity, "P", "A11", 4, p: 0.01)
    made.score("Q", "A11", 74, 72...76)
    made.compare(.toCity, "Q", "A11", 4, p: 0.01)
    made.score("R", "A11", 78, 76...80)
    made.compare(.toCity, "R", "A11", 4, p: 0.06)
    #expect(made.kinds("P", "A11") == [.strength, .above])
    #expect(made.kinds("Q", "A11") == [.above], "below the threshold of 75 it is only clearly above")
    #expect(made.kinds("R", "A11") == [.toVerify], "beyond the threshold, but not clear")
    let finding = made.findings.first { $0.kind == .strength }
    #expect(finding?.ruleID == "J01")
    #expect(finding?.value == 78)
    #expect(finding?.difference == 4)
    #expect(finding?.adjustedPValue == 0.01)
    #expect(finding?.threshold == 75)
  }

  @Test("shortfall: clearly below the reference, which for the city is the published one")
  func shortfall() {
    var made = HandMade()
    made.score("P", "A11", 66, 64...68)
    made.compare(.toCity, "P", "A11", -4, p: 0.049)
    made.score("Q", "A11", 66, 64...68)
    made.compare(.toCity, "Q", "A11", -4, p: 0.05)
    made.score("CITY", "A11", 66, 65...67)
    made.compare(.toReference, "CITY", "A11", -3, p: 0.001)
    #expect(made.kinds("P", "A11") == [.shortfall, .below])
    #expect(made.kinds("Q", "A11").isEmpty)
    #expect(made.kinds("CITY", "A11") == [.shortfall, .below])
    #expect(made.findings.first { $0.unitID == "CITY" }?.comparison == .toReference)
  }

  @Test("weak spot: the whole interval below the threshold, whatever the comparison")
  func weakSpot() {
    var made = HandMade()
    made.score("P", "A11", 57, 55...59.9)
    made.score("Q", "A11", 57, 53...60)
    made.score("R", "A11", 61, 59...63)
    #expect(made.kinds("P", "A11") == [.weakSpot])
    #expect(made.kinds("Q", "A11") == [.toVerify], "the interval reaches the threshold")
    #expect(made.kinds("R", "A11").isEmpty)
  }

  @Test("watch: a clear fall on the wave before; a rise and an unclear change have words of their own")
  func change() {
    var made = HandMade()
    for (unit, difference, p) in [("P", -3.0, 0.01), ("Q", 3, 0.01), ("R", -3, 0.2)] {
      made.score(unit, "A", 70, 68...72)
      made.compare(.toPreviousWave, unit, "A", difference, p: p, reference: 70 - difference)
    }
    #expect(made.kinds("P", "A") == [.watch])
    #expect(made.kinds("Q", "A") == [.rose])
    #expect(made.kinds("R", "A") == [.noClearChange])
  }

  @Test("a figure without a standard error gets threshold words only")
  func withoutError() {
    var made = HandMade()
    made.score("P", "B11", 40, nil, n: nil)
    made.compare(.toCity, "P", "B11", -20, p: nil)
    made.compare(.toPreviousWave, "P", "B11", -20, p: nil)
    made.score("Q", "B11", 80, nil, n: nil)
    made.compare(.toCity, "Q", "B11", 20, p: nil)
    made.score("R", "B11", 70, nil, n: nil)
    made.compare(.toCity, "R", "B11", 10, p: nil)
    #expect(made.kinds("P", "B11") == [.weakSpot])
    #expect(made.kinds("Q", "B11") == [.toVerify])
    #expect(made.kinds("R", "B11").isEmpty)
  }

  @Test("a claim of clearness without a test behind it is not believed")
  func claimWithoutTest() {
    var made = HandMade()
    made.score("P", "A11", 66, 64...68)
    made.compare(.toCity, "P", "A11", -4, p: nil)
    made.evaluation.comparisons[0].isClear = true
    #expect(made.kinds("P", "A11").isEmpty, "no p")
    made.evaluation.comparisons[0].adjustedPValue = 0.001
    #expect(made.kinds("P", "A11").isEmpty, "no standard error")
    made.evaluation.comparisons[0].standardError = 1
    #expect(made.kinds("P", "A11") == [.shortfall, .below])
  }

  @Test("no clear difference is a finding of the index and the dimensions")
  func noClearDifference() {
    var made = HandMade()
    for node in ["INDEX", "A", "A11"] {
      made.score("P", node, 70, 68...72)
      made.compare(.toCity, "P", node, 0.5, p: 0.6)
    }
    #expect(made.kinds("P", "INDEX") == [.noClearDifference])
    #expect(made.kinds("P", "A") == [.noClearDifference])
    #expect(made.kinds("P", "A11").isEmpty)
  }

  @Test("ties are the largest runs no two of which are clearly apart")
  func ties() {
    var made = HandMade()
    for (unit, value) in [("P", 72.0), ("Q", 71), ("R", 70)] { made.score(unit, "INDEX", value, 68...74) }
    made.rank("INDEX", apart: [("P", "R")])
    let ties = made.findings.filter { $0.kind == .tied }
    #expect(ties.map(\.unitID) == ["P", "Q"])
    #expect(ties.map(\.otherUnitIDs) == [["Q"], ["R"]])
    #expect(ties.map(\.rankSet) == [1...2, 2...3])
    #expect(ReportWords(made.input).rankFigureTitle.zh == "三个区县中，相邻名次都无法排出先后")
  }

  @Test("first and last are said only where the rank confidence set is that one rank")
  func firstAndLast() {
    var made = HandMade()
    for (unit, value) in [("P", 80.0), ("Q", 71), ("R", 70)] { made.score(unit, "INDEX", value, 68...82) }
    made.rank("INDEX", apart: [("P", "Q"), ("P", "R")])
    #expect(made.kinds("P", "INDEX") == [.first])
    #expect(!made.findings.contains { $0.kind == .last })
    let words = ReportWords(made.input)
    #expect(words.rankFigureTitle.zh == "东平区确实居首；第 2、第 3 名无法排出先后")
    #expect(words.rankFigureTitle.en == "Dongping is clearly first; places two and three cannot be told apart")
  }

  @Test("without rank sets nothing is said of first and last")
  func ranksWithoutSets() {
    var made = HandMade()
    for (unit, value) in [("P", 80.0), ("Q", 71), ("R", 70)] { made.score(unit, "INDEX", value) }
    made.rank("INDEX", apart: [], hasSets: false)
    #expect(made.findings.isEmpty)
    #expect(ReportWords(made.input).rankFigureTitle.en == "Dongping scores highest of three districts")
  }

  @Test("min-max scores have no thresholds")
  func relativeScores() {
    var made = HandMade(map: .minMax(lower: 0, upper: 100))
    made.score("P", "A11", 10, 8...12)
    made.score("P", "A", 10, 8...12)
    #expect(made.findings.isEmpty)
  }

  @Test("a cell with too few answers yields no finding")
  func withheld() {
    var made = HandMade()
    made.score("P", "A11", 40, 38...42, n: 29)
    made.compare(.toCity, "P", "A11", -30, p: 0.001)
    made.score("Q", "A11", 40, 38...42, n: 30)
    made.compare(.toCity, "Q", "A11", -30, p: 0.001)
    made.score("R", "B11", 40, 38...42, n: 12)
    #expect(made.kinds("P", "A11").isEmpty)
    #expect(made.kinds("Q", "A11") == [.shortfall, .below, .weakSpot])
    #expect(made.kinds("R", "B11") == [.weakSpot], "the minimum is one of survey answers")
  }

  @Test("every kind has a printed rule, with the thresholds of the run")
  func rules() {
    let made = HandMade()
    let rules = JudgementRule.all(for: made.pipeline)
    let ids = Set(rules.map(\.id))
    #expect(FindingKind.allCases.allSatisfy { ids.contains($0.ruleID) })
    #expect(rules.first { $0.id == "J01" }?.text.zh.contains("75 分") == true)
    #expect(rules.first { $0.id == "J03" }?.text.en.contains("below 60") == true)
  }

  @Test("every kind occurs in the synthetic city, so that every sentence is tried")
  func allKindsOccur() {
    let kinds = Set(decideFindings(SyntheticEvaluation.lanjiang()).map(\.kind))
    #expect(kinds == Set(FindingKind.allCases))
  }
}
