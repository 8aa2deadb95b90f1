import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@Suite struct AnalysisProperties {
  @Test("Correlations are those worked out by hand, pair by pair")
  func correlations() throws {
    let x: [Double] = [1, 2, 2, 3, .nan, 5]
    let y: [Double] = [2, 1, 4, 4, 9, .nan]
    // Pairs (1,2) (2,1) (2,4) (3,4): three concordant, one discordant, one tie in each.
    #expect(isClose(kendallCorrelation(x, y), 2 / (5.0.squareRoot() * 5.0.squareRoot())))
    #expect(isClose(pearsonCorrelation(x, y), 0.5443310539518174))
    // Ranks 1, 2.5, 2.5, 4 and 2, 1, 3.5, 3.5: covariance 2.25, squares 4.5 and 4.5.
    #expect(isClose(spearmanCorrelation(x, y), 0.5))
    for measure in CorrelationMeasure.allCases {
      #expect(measure.of([1, 2, 3], [5, 5, 5]) == nil)
      #expect(measure.of([1, .nan], [2, 3]) == nil)
      #expect(measure.of([1, 2, 3, 4], [10, 20, 30, 40]).map { abs($0 - 1) < 1e-15 } == true)
      #expect(measure.of([1, 2, 3, 4], [4, 3, 2, 1]).map { abs($0 + 1) < 1e-15 } == true)
    }
  }

  @Test("Kendall's correlation by sorting is that by counting all pairs")
  func kendall() throws {
    var draws = SeededDraws(seed: 91)
    for trial in 0..<100 {
      let n = 2 + trial % 20
      let x = (0..<n).map { _ in (5 * draws.uniform()).rounded() }
      let y = (0..<n).map { _ in (5 * draws.uniform()).rounded() }
      var (difference, untiedX, untiedY) = (0, 0, 0)
      for i in 0..<n {
        for j in 0..<i {
          let (dx, dy) = (x[i] - x[j], y[i] - y[j])
          difference += dx * dy > 0 ? 1 : dx * dy < 0 ? -1 : 0
          untiedX += dx != 0 ? 1 : 0
          untiedY += dy != 0 ? 1 : 0
        }
      }
      let expected =
        untiedX > 0 && untiedY > 0
        ? Double(difference) / (Double(untiedX).squareRoot() * Double(untiedY).squareRoot()) : nil
      #expect(isClose(kendallCorrelation(x, y), expected))
    }
  }

  @Test("p-values are those of Student's t, near the middle and far out")
  func significance() throws {
    // Of t = r √(df / (1 - r²)), from tables of the t distribution: 2.228139 and 4.586894 with 10, 12.7062 with 1 degree of freedom.
    for (t, df, p) in [(2.2281388519649385, 10, 0.05), (4.586893858702636, 10, 0.001), (12.706204736432095, 1, 0.05)] {
      let r = t / (t * t + Double(df)).squareRoot()
      // n = df + 2 points of which exactly this correlation can be made: two orthogonal directions.
      let n = df + 2
      let x = (0..<n).map { Double($0) - Double(n - 1) / 2 }
      let raw = x.map { $0 * $0 }
      let level = raw.reduce(0, +) / Double(n)
      let z = raw.map { $0 - level }
      func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let y = zip(x, z).map { r * $0 / norm(x) + (1 - r * r).squareRoot() * $1 / norm(z) }
      #expect(abs((pearsonSignificance(x, y) ?? 0) - p) < 1e-9)
    }
    #expect(pearsonSignificance([1, 2, 3], [2, 4, 6]) == 0)
    #expect(pearsonSignificance([1, 2], [2, 4]) == nil)
    // Far out the probability keeps its digits: (1 + t²/2) to the power of -1.5 over 2 for large t and df 2 tends to 1 / t².
    let far = try #require(pearsonSignificance([1, 2, 3, 4], [1, 2, 3, 4 + 1e-6]))
    #expect(far > 1e-14 && far < 1e-11)
  }

  @Test("Principal components of two columns are their sum and difference")
  func components() throws {
    let data = try matrix([[1, 2], [2, 1], [3, 4], [4, 3], [.nan, 9]])
    let found = try PrincipalComponents(data)
    #expect(found.units == [0, 1, 2, 3])
    // r = 0.6.
    #expect(
      isClose(found.standardDeviations[0], 1.6.squareRoot()) && isClose(found.standardDeviations[1], 0.4.squareRoot()))
    #expect(isClose(found.explained[0], 0.8))
    for loading in found.loadings[0] { #expect(isClose(loading, 0.5.squareRoot())) }
    #expect(throws: DiagnosticError.self) { try PrincipalComponents(matrix([[1, 2], [1, 3]])) }
    #expect(throws: DiagnosticError.self) { try PrincipalComponents(matrix([[1, 2], [.nan, 3]])) }
  }

  @Test("Sampling adequacy of two columns is one half, and dependent columns are refused")
  func adequacy() throws {
    let two = try SamplingAdequacy(matrix([[1, 2], [2, 1], [3, 4], [4, 3]]))
    #expect(isClose(two.overall, 0.5))
    #expect(throws: DiagnosticError.self) { try SamplingAdequacy(matrix([[1, 2], [2, 4], [5, 10]])) }
  }

  @Test("Alpha of copies is 1, of one column or a constant there is none")
  func alpha() throws {
    #expect(isClose(cronbachAlpha(try matrix([[1, 1, 1], [2, 2, 2], [5, 5, 5]])), 1))
    #expect(cronbachAlpha(try matrix([[1], [2]])) == nil)
    #expect(cronbachAlpha(try matrix([[1, 1], [1, 1]])) == nil)
    #expect(cronbachAlpha(try matrix([[1, .nan], [.nan, 1]])) == nil)
  }

  @Test("A model's problems are told together: codes, parents, circles, weights, goalposts")
  func models() throws {
    let error = try #require(throws: DiagnosticError.self) {
      try IndexModel(nodes: [
        IndexNode(code: "I", parent: nil), IndexNode(code: "A", parent: "I", weight: 0),
        IndexNode(code: "A", parent: "I", weight: 0), IndexNode(code: "B", parent: "Groop"),
        IndexNode(code: "Group", parent: "Group2"), IndexNode(code: "Group2", parent: "Group"),
        IndexNode(code: "C", parent: "I", weight: -1),
        IndexNode(code: "D", parent: "I", goalposts: Goalposts(lower: 3, upper: 3)),
      ])
    }
    #expect(Set(error.diagnostics.map(\.code)) == ["X-111", "X-112", "X-114", "X-117", "X-118"])
    #expect(error.description.contains("Did you mean Group?"))
    #expect(throws: DiagnosticError.self) { try IndexModel(nodes: []) }
    #expect(throws: DiagnosticError.self) {
      try IndexModel(nodes: [
        IndexNode(code: "I", parent: nil), IndexNode(code: "A", parent: "I", weight: 0),
      ])
    }
  }

  @Test("Infinite values, repeated names and counts that do not fit are refused")
  func matrices() throws {
    #expect(throws: DiagnosticError.self) { try matrix([[1, .infinity]]) }
    #expect(throws: DiagnosticError.self) { try IndicatorMatrix(units: ["u", "u"], columns: ["A"], values: [1, 2]) }
    #expect(throws: DiagnosticError.self) { try IndicatorMatrix(units: ["u"], columns: ["A"], values: [1, 2]) }
    let data = try matrix([[1, 2], [3, 4]])
    #expect(try data.selecting(["B"]).values == [2, 4])
    #expect(throws: DiagnosticError.self) { try data.selecting(["Z"]) }
  }
}
