import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@Suite("Panels of experts")
struct PanelJudgementsTests {
  private func panel(_ judgements: [[Double]], id: String = "p") -> ExpertPanel {
    ExpertPanel(
      id: id, compared: ["X", "Y", "Z"],
      experts: judgements.enumerated().map { place, own in
        ExpertPanel.Expert(
          name: "E\(place)", judgements: own, location: SourceLocation(file: "experts.yaml", line: 3 + place, column: 5)
        )
      })
  }

  private func framework(_ scheme: WeightingScheme) -> Framework {
    var nodes = [
      FrameworkNode(
        id: "INDEX", name: LocalizedText("Index"), weight: 1, parent: nil, children: [1, 2, 3], depth: 0,
        method: NodeMethod(weighting: scheme))
    ]
    for id in ["X", "Y", "Z"] {
      nodes.append(FrameworkNode(id: id, name: LocalizedText(id), weight: 1, parent: 0, depth: 1))
    }
    return Framework(nodes: nodes)
  }

  @Test("contradictions are told expert by expert, with index, ratio, the judgement to mend and what mending does")
  func contradictions() throws {
    // X : Y : Z = 6 : 3 : 1, and a circle.
    let circle = [9, 1.0 / 9, 9]
    let own = panel([[2, 6, 3], circle, circle])
    let judged = try PanelJudgements(own)
    #expect(judged.priorities[0].consistencyIndex < 1e-9)
    #expect(judged.contradictions.count == 2)
    let first = try #require(judged.contradictions.first)
    #expect(first.location?.line == 4 && first.code == "I-402")
    #expect(first.message.contains("consistency index \(hundredths(judged.priorities[1].consistencyIndex))"))
    #expect(
      first.message.contains("consistency ratio \(hundredths(judged.priorities[1].consistencyRatio ?? .nan))"))
    let repair = try #require(judged.judgements[1].mostInconsistentJudgement())
    #expect(first.advice?.contains("\(repair.rowName) against \(repair.columnName)") == true)
    #expect(first.advice?.contains("would be \(hundredths(repair.consistencyRatioAfter ?? .nan))") == true)
    // All experts of all panels at once, also inside a combination.
    let scheme = WeightingScheme.combined([.equal, .analyticHierarchy(own)], .game)
    let error = #expect(throws: DiagnosticError.self) { try framework(scheme).judgedPanels() }
    #expect(error?.diagnostics.count == 2)
  }

  private func hundredths(_ x: Double) -> String { "\((x * 100).rounded() / 100)" }

  @Test("a panel without contradictions is told with its consensus, once, and points are no judgements")
  func consensus() throws {
    let own = panel([[2, 6, 3], [2, 6, 3]])
    let found = try framework(.combined([.analyticHierarchy(own), .analyticHierarchy(own)], .game)).judgedPanels()
    #expect(found.map(\.panel.id) == ["p"])
    for (weight, wanted) in zip(found[0].weights, [0.6, 0.3, 0.1]) { #expect(isClose(weight, wanted)) }
    #expect(found[0].summary == "panel p: 2 experts, consistency ratio 0.0, agreement 100 %")
    #expect(try framework(.budgetAllocation(own)).judgedPanels().isEmpty)
  }

  @Test("agreement is 1 for experts who say the same, 0 for the most different ones, and between for others")
  func agreement() throws {
    // One expert's X is nine times as important as all others, the next one's Y, the last one's Z.
    let most = panel([[9, 9, 1], [1.0 / 9, 1, 9], [1, 1.0 / 9, 1.0 / 9]])
    #expect(abs(try #require(try PanelJudgements(most).agreement)) < 1e-9)
    #expect(isClose(try PanelJudgements(panel([[3, 5, 2], [3, 5, 2]])).agreement, 1))
    let some = try #require(try PanelJudgements(panel([[3, 5, 2], [1, 3, 3]])).agreement)
    #expect(some > 0.5 && some < 1)
    #expect(try PanelJudgements(panel([[3, 5, 2]])).agreement == nil)
  }
}
