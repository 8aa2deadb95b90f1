import SurveyModel
import Testing

@testable import Report

@Suite("Lists of actions follow from findings by the printed rules")
struct ActionPlanTests {
  private func measure(_ id: String, _ nodes: [String], lead: String? = nil) -> PolicyMeasure {
    PolicyMeasure(
      id: id, title: LocalizedText(zh: "做法\(id)", en: "Measure \(id)"), nodes: nodes,
      lead: lead.map { LocalizedText($0) },
      practices: [
        Practice(
          city: LocalizedText(zh: "某市", en: "Somewhere"), year: 2021, text: LocalizedText("text"),
          document: LocalizedText(zh: "某文件", en: "Some document")),
        Practice(
          city: LocalizedText(zh: "别市", en: "Elsewhere"), year: nil, text: LocalizedText("undated"),
          document: LocalizedText(zh: "某文件", en: "Some document")),
      ])
  }

  private func set(_ made: inout HandMade, _ unit: String, _ node: String, detectable: Double?) {
    let place = made.evaluation.scores.firstIndex { $0.unitID == unit && $0.nodeID == node && $0.wave == 2025 }
    if let place { made.evaluation.scores[place].detectableChange = detectable }
  }

  @Test("a shortfall is assigned, by weight times its gap to the city, with the interval of the gap")
  func assigned() throws {
    var made = HandMade()
    made.score("P", "A11", 64, 62...66)
    made.compare(.toCity, "P", "A11", -6, p: 0.001)
    made.score("Q", "A11", 69, 67...71)
    made.compare(.toCity, "Q", "A11", -1, p: 0.4)
    let action = try #require(planActions(made.input).first)
    #expect(planActions(made.input).count == 1)
    #expect(action.list == .assigned && action.id == "2025-P-A11")
    #expect(action.gap == 6)
    // Half of the index is dimension A, which is this indicator alone.
    #expect(action.weight == 0.5 && action.priority == 3)
    #expect(action.priorityInterval == 2...4)
  }

  @Test("the gravest word of an indicator decides its list, and what is only to be watched is a notice")
  func lists() {
    var made = HandMade()
    // Below the city and falling: one action, assigned.
    made.score("P", "A11", 52, 50...54)
    made.compare(.toCity, "P", "A11", -6, p: 0.001)
    made.compare(.toPreviousWave, "P", "A11", -3, p: 0.01)
    // Falling only.
    made.score("Q", "A11", 70, 68...72)
    made.compare(.toPreviousWave, "Q", "A11", -3, p: 0.01, reference: 73)
    // Weak, not surely.
    made.score("R", "A11", 58, 55...61)
    // A department figure under the threshold.
    made.score("R", "B11", 40, nil, n: nil)
    let actions = planActions(made.input)
    #expect(
      Set(actions.map { "\($0.id) \($0.list.rawValue) \($0.finding.kind.rawValue)" }) == [
        "2025-P-A11 assigned shortfall", "2025-Q-A11 notice watch", "2025-R-A11 notice to_verify",
        "2025-R-B11 assigned weak_spot",
      ])
    #expect(actions.map(\.priority) == actions.map(\.priority).sorted(by: >))
    #expect(actions.first { $0.id == "2025-R-B11" }?.gap == 20)
    #expect(actions.first { $0.id == "2025-Q-A11" }?.gap == 3)
  }

  @Test("a strength, a tie and a candidate for a strength call for nothing")
  func nothing() {
    var made = HandMade()
    made.score("P", "A11", 80, 78...82)
    made.compare(.toCity, "P", "A11", 5, p: 0.001)
    made.score("Q", "A11", 76, 74...78)
    made.compare(.toCity, "Q", "A11", 1, p: 0.4)
    #expect(planActions(made.input).isEmpty)
  }

  @Test(
    "the target closes the gap where the next survey can find that, else it is the group's, never below what is found")
  func targets() throws {
    var made = HandMade()
    for unit in ["P", "Q"] {
      made.score(unit, "A11", 64.03, 62...66)
      made.compare(.toCity, unit, "A11", -6, p: 0.001)
      made.score(unit, "A", 65, 64...66)
      made.compare(.toCity, unit, "A", -2, p: 0.001)
      set(&made, unit, "A", detectable: 2.61)
    }
    set(&made, "P", "A11", detectable: 5)
    set(&made, "Q", "A11", detectable: 7)
    made.score("R", "B11", 40, nil, n: nil)
    let targets = Dictionary(
      planActions(made.input).map { ($0.finding.unitID, $0.target) }, uniquingKeysWith: { first, _ in first })
    #expect(targets["P"] == ActionTarget(nodeID: "A11", score: 70.1, basis: .indicator))
    #expect(targets["Q"] == ActionTarget(nodeID: "A", score: 67.7, basis: .group))
    #expect(targets["R"] == ActionTarget(nodeID: "B11", score: 60, basis: .count))
    // No score can be reached that is above 100.
    var high = HandMade()
    high.score("P", "A11", 98, 97...99)
    high.compare(.toCity, "P", "A11", -1.5, p: 0.001)
    set(&high, "P", "A11", detectable: 4)
    let action = try #require(planActions(high.input).first)
    #expect(action.target == nil)
  }

  @Test("the measure nearest to the indicator comes first; the indicator's owner leads, else the measure's")
  func measures() throws {
    var made = HandMade()
    made.pipeline.actions.measures = [
      measure("M1", ["INDEX"], lead: "Mayor"), measure("M2", ["A"], lead: "Office"), measure("M3", ["A11", "A"]),
      measure("M4", ["B"]),
    ]
    made.score("P", "A11", 64, 62...66)
    made.compare(.toCity, "P", "A11", -6, p: 0.001)
    let action = try #require(planActions(made.input).first)
    #expect(action.measures.map(\.id) == ["M3", "M2", "M1"])
    #expect(action.lead == LocalizedText("Office"))
    made.evaluation.framework.nodes[2].indicator?.owner = LocalizedText("Owner")
    #expect(planActions(made.input).first?.lead == LocalizedText("Owner"))
  }

  @Test("every action is in actions.csv with room for what becomes of it, and what withheld scores stand on is not")
  func table() throws {
    var made = HandMade()
    made.pipeline.actions.deadline = "2026-12-31"
    made.score("P", "A11", 64, 62...66)
    made.compare(.toCity, "P", "A11", -6, p: 0.001)
    made.score("Q", "A11", 50, 45...55, n: 12)
    made.compare(.toCity, "Q", "A11", -20, p: 0.001)
    let file = try #require(publishedTables(made.input).first { $0.name == "actions" })
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\r\n")
    #expect(lines.count == 2, "the score of Q rests on 12 answers and is withheld")
    #expect(lines[0].hasSuffix(",deadline,status,note"))
    #expect(
      lines[1].hasPrefix("2025,2025-P-A11,assigned,shortfall,J10,district,P,") && lines[1].hasSuffix(",2026-12-31,,"))
  }

  @Test("the page says what the lists say, in both languages, and tells reports from scores")
  func page() throws {
    var made = HandMade()
    made.pipeline.actions.measures = [measure("M3", ["A11"])]
    made.score("CITY", "A11", 70, 69...71)
    made.score("P", "A11", 64, 62...66)
    made.compare(.toCity, "P", "A11", -6, p: 0.001)
    // A counted figure has no interval to speak of.
    made.score("R", "B11", 40, nil, n: nil)
    var input = made.input
    input.reported = [
      ReportedAction(id: "2024-P-A11", unitID: "P", nodeID: "A11", targetNodeID: "A11", target: 63, status: .done),
      ReportedAction(id: "2024-Q-A11", unitID: "Q", nodeID: "A11", targetNodeID: "A11", target: 63, status: nil),
    ]
    let html = try renderReport(input)
    for text in [
      "做法M3", "Measure M3", "64.0 分，低于全市 6.0（±2.0）", "64.0, 6.0 below the city (±2.0)",
      "3.00<small>（2.00–4.00）</small>",
      "3.00<small> (2.00–4.00)</small>", "上一期清单的办理情况", "What became of the last list", "Somewhere (2021)", "别市：undated",
      "Elsewhere: undated",
      "40.0 分，低于 60", "40.0, below 60",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    func row(_ word: String, _ counts: [Int]) -> String {
      "\(word)</th>" + counts.map { "<td class=\"num\">\($0)</td>" }.joined()
    }
    #expect(html.contains(row("已办结", [1, 1, 0, 0])), "one was done, and its score is at the target")
    #expect(html.contains(row("未报送", [1, 0, 0, 1])), "nothing is known of the other")
    // Without a city nobody assigns.
    #expect(try !renderReport(HandMade(hasCity: false).input).contains("id=\"zh-actions\""))
  }
}
