import CompositeIndex
import Diagnostics
import Testing

@Suite struct TreatmentProperties {
  @Test("A column that passes the outlier test is left alone")
  func passes() throws {
    let values = [1, 2, 3, 4, 5, .nan, 6]
    let treated = try OutlierTreatment().apply(to: values)
    #expect(treated.values[..<5] == values[..<5] && treated.values[5].isNaN)
    #expect(treated.changes.isEmpty && treated.checks.count == 1 && treated.winsorised == nil)
  }

  @Test("Every changed value is recorded with what it was, and nothing else")
  func recorded() throws {
    var draws = SeededDraws(seed: 41)
    for trial in 0..<60 {
      var values = (0..<40).map { _ in draws.normal() }
      for outlier in 0..<(1 + trial % 7) { values[outlier] = (trial % 2 == 0 ? 1 : -1) * (20 + 10 * Double(outlier)) }
      values[39] = .nan
      let treatment = OutlierTreatment(maximumWinsorised: trial % 4, combined: trial % 3 == 0)
      let treated = try treatment.apply(to: values)
      let changed = values.indices.filter { !values[$0].isNaN && values[$0] != treated.values[$0] }
      #expect(treated.changes.map(\.unit) == changed)
      for change in treated.changes {
        #expect(change.before == values[change.unit] && change.after == treated.values[change.unit])
        #expect((change.action == .transformed) == (treated.transformation != nil))
      }
      #expect(treated.values[39].isNaN)
    }
  }

  @Test("Treatment keeps the order of the values")
  func order() throws {
    let transformations: [OutlierTransformation] = [
      .logCT, .logCTOriginal, .logCTPlus, .boxCox(lambda: 0), .boxCox(lambda: 0.5), .boxCox(lambda: -1), .logGII,
    ]
    var draws = SeededDraws(seed: 42)
    for transformation in transformations {
      // Positive and negative skewness.
      for sign in [1.0, -1] {
        let values = (0..<30).map { _ in 50 + sign * (2 * draws.normal() * draws.normal() + 3 * draws.uniform()) }
        let result = try #require(transformation.applied(to: values))
        let order = values.indices.sorted { values[$0] < values[$1] }
        for (a, b) in zip(order, order.dropFirst()) { #expect(result[a] < result[b]) }
      }
    }
  }

  @Test("Tied extremes are pulled in together")
  func ties() throws {
    let values: [Double] = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 90, 0, 0, 0, 0, 90, 0, 0, 0, 0, 0]
    let result = winsorise(values, maximum: 1)
    #expect(result.high == [14, 19])
    #expect(result.values[14] == 2 && result.values[19] == 2)
    #expect(winsorise(values, maximum: 0).values == values)
  }

  @Test("Where a transformation is not defined the error names the column; constants and short columns pass the test")
  func degenerate() throws {
    let skewed = [Double](repeating: -50, count: 30) + [-1, -0.5]
    #expect(throws: DiagnosticError.self) {
      try OutlierTreatment(maximumWinsorised: nil, transformation: .logGII).apply(to: skewed, name: "X")
    }
    for values in [[], [5], [5, 5, 5, 5, 5], [1, 9], [.nan, .nan]] as [[Double]] {
      #expect(try OutlierTreatment().apply(to: values).changes.isEmpty)
      #expect(winsorise(values, maximum: 5, forced: true).values.count == values.count)
    }
    #expect(OutlierTransformation.logCT.applied(to: [3, 3]) == nil)
    #expect(OutlierTransformation.logGII.applied(to: [0.1, 0.2, 0.5]) == nil)
  }
}
