import Estimation
import Testing

@Suite struct CellCollapserTests {
  private let collapser = CellCollapser(minimumRespondents: 20, maximumFactor: 3)

  @Test("cells with enough respondents and even weights stay apart")
  func stay() {
    #expect(collapser.collapse(respondents: [30, 40, 50], population: [300, 400, 500]) == [0..<1, 1..<2, 2..<3])
  }

  @Test("a small cell joins its neighbour with fewer respondents, only along the order")
  func small() {
    #expect(collapser.collapse(respondents: [25, 5, 60], population: [250, 50, 600]) == [0..<2, 2..<3])
    #expect(collapser.collapse(respondents: [60, 5, 25], population: [600, 50, 250]) == [0..<1, 1..<3])
    #expect(collapser.collapse(respondents: [5, 40, 40], population: [50, 400, 400]) == [0..<2, 2..<3])
  }

  @Test("the smallest cell goes first, and merging stops when nobody offends")
  func order() {
    // 8 joins 9 and together they still are below 20, so they join 30.
    #expect(collapser.collapse(respondents: [8, 9, 30, 40], population: [80, 90, 300, 400]) == [0..<3, 3..<4])
    #expect(
      collapser.collapse(respondents: [12, 8, 30, 40], population: [120, 80, 300, 400]) == [0..<2, 2..<3, 3..<4])
  }

  @Test("a cell whose weight is too large joins a neighbour")
  func factor() {
    // N/n of the group is 12; the last cell's 45 is more than three times that.
    #expect(collapser.collapse(respondents: [100, 100, 20], population: [900, 900, 900]) == [0..<1, 1..<3])
  }

  @Test("a cell of the population without a respondent is merged, a cell without population is passed over")
  func empty() {
    #expect(collapser.collapse(respondents: [0, 40], population: [10, 400]) == [0..<2])
    #expect(collapser.collapse(respondents: [30, 0, 5], population: [300, 0, 50]) == [0..<3])
    #expect(collapser.collapse(respondents: [30, 0, 40], population: [300, 0, 400]) == [0..<1, 1..<2, 2..<3])
  }

  @Test("more respondents than population joins a neighbour")
  func overfull() {
    #expect(collapser.collapse(respondents: [30, 40], population: [25, 400]) == [0..<2])
  }

  @Test("a single cell stays whatever it holds")
  func single() {
    #expect(collapser.collapse(respondents: [1], population: [500]) == [0..<1])
    #expect(collapser.collapse(respondents: [0], population: [500]) == [0..<1])
  }
}
