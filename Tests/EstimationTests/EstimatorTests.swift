import Estimation
import Testing

@Suite struct EstimatorTests {
  @Test("the linearised value of a quantile carries Woodruff's standard error")
  func quantileError() throws {
    let data = SyntheticSample(blocks: 3, perStratum: 40, columns: 1, seed: 21)
    let records = Array(data.columns[0].indices)
    for rule in [QuantileRule.math, .hf7] {
      for p in [0.1, 0.5, 0.8] {
        let estimate = try #require(data.sample.quantile(data.columns[0], p: p, rule: rule, over: records))
        let error = try #require(estimate.interval?.standardError)
        #expect(abs(data.sample.variance(ofLinearised: estimate.linearised).squareRoot() / error - 1) < 1e-10)
      }
    }
  }

  @Test("type 4 runs along the line through the steps")
  func type4() throws {
    let order = WeightedOrder(values: [1, 2, 4], weights: [1, 1, 2], records: [0, 1, 2])
    func quantile(_ p: Double) throws -> Double { try #require(order.quantile(p, rule: .hf4)) }
    #expect(try quantile(0.1) == 1)
    #expect(try quantile(0.25) == 1)
    #expect(try quantile(0.375) == 1.5)
    #expect(try quantile(0.5) == 2)
    #expect(try quantile(0.75) == 3)
    #expect(try quantile(1) == 4)
  }

  @Test("functions of estimates have the gradient of finite differences")
  func gradients() {
    let joint = JointEstimate(
      values: [1.3, 2.1, 0.4], covariance: Matrix(rows: [[0.2, 0.05, 0], [0.05, 0.3, -0.1], [0, -0.1, 0.25]]),
      degreesOfFreedom: 12)
    func function(_ v: [GradientNumber]) -> [GradientNumber] {
      let inside = (v[0].logarithm + v[1].exponential) / (v[2] - GradientNumber(3)) * v[1].raised(to: v[0])
      return [inside, -v[2].arcSine + (v[0] * v[1]).squareRoot, v[2].raised(to: GradientNumber(3))]
    }
    let own = joint.transformed(function)
    let step = 1e-6
    let rows = (0..<3).map { position in
      (0..<3).map { index -> Double in
        var (up, down) = (joint.values, joint.values)
        up[index] += step
        down[index] -= step
        let high = function(up.map { (value: Double) in GradientNumber(value) })[position].value
        let low = function(down.map { (value: Double) in GradientNumber(value) })[position].value
        return (high - low) / (2 * step)
      }
    }
    let wanted = joint.contrasts(rows)
    for (a, b) in zip(own.covariance.elements, wanted.covariance.elements) {
      #expect(abs(a - b) < 1e-7 * max(1, abs(b)))
    }
    #expect(own.degreesOfFreedom == 12)
  }

  @Test("alpha is 1 for items that say the same, and has the error of its definition's functions")
  func alpha() throws {
    let data = SyntheticSample(blocks: 2, perStratum: 30, columns: 3, seed: 5)
    let records = Array(data.columns[0].indices)
    let same = try #require(
      data.sample.cronbachAlpha([data.columns[0], data.columns[0].map { $0 + 3 }], over: records))
    #expect(abs(same.value - 1) < 1e-12)
    let alpha = try #require(data.sample.cronbachAlpha(data.columns, over: records))
    let sum = records.map { record in data.columns.reduce(0) { $0 + $1[record] } }
    let parts = try (data.columns + [sum]).map { try #require(data.sample.variances([$0], over: records))[0][0] }
    let wanted = try data.sample.joint(parts).transformed { v in
      [GradientNumber(1.5) * (GradientNumber(1) - (v[0] + v[1] + v[2]) / v[3])]
    }
    #expect(abs(alpha.value - wanted.values[0]) < 1e-12)
    #expect(abs(data.sample.variance(ofLinearised: alpha.linearised) / wanted.covariance[0, 0] - 1) < 1e-9)
    #expect(data.sample.cronbachAlpha([data.columns[0]], over: records) == nil)
  }

  @Test("the chi-square, F and beta functions take their tabled values")
  func distributions() {
    #expect(abs(chiSquareUpperTail(3.841458820694124, df: 1) - 0.05) < 1e-12)
    #expect(abs(chiSquareUpperTail(18.307038053275146, df: 10) - 0.05) < 1e-12)
    #expect(abs(chiSquareUpperTail(2, df: 2) - 0.36787944117144233) < 1e-14)
    #expect(chiSquareUpperTail(0, df: 3) == 1)
    #expect(abs(fUpperTail(4.102821015130, numerator: 2, denominator: 10) - 0.05) < 1e-10)
    // F(1, n) is the square of t(n).
    #expect(abs(fUpperTail(5.29, numerator: 1, denominator: 7) - StudentT(df: 7).twoSidedPValue(2.3)) < 1e-13)
    #expect(abs(fUpperTail(2.5, numerator: 3, denominator: .infinity) - chiSquareUpperTail(7.5, df: 3)) < 1e-15)
    #expect(abs(betaQuantile(0.5, 3, 3) - 0.5) < 1e-14)
    #expect(abs(betaQuantile(0.2, 1, 4) - (1 - 0.9457416090031758)) < 1e-13)
    #expect(betaQuantile(0.025, 0, 5) == 0 && betaQuantile(0.975, 5, 0) == 1)
    for (a, b) in [(0.3, 8.0), (40, 2.5), (500, 700)] {
      for p in [0.001, 0.3, 0.99] { #expect(abs(regularizedIncompleteBeta(a, b, betaQuantile(p, a, b)) - p) < 1e-12) }
    }
  }

  @Test("matrices multiply and are solved; a singular one is not")
  func matrices() throws {
    let matrix = Matrix(rows: [[0, 2, 1], [3e6, 1, -2e6], [1, 1, 1]])
    let right = Matrix(rows: [[1, 0], [2, 1], [0, 4]])
    let solved = try #require(matrix.solving(right))
    for (a, b) in zip((matrix * solved).elements, right.elements) { #expect(abs(a - b) < 1e-9) }
    #expect(Matrix(rows: [[1, 2], [2, 4]]).solving(Matrix(rows: [[1], [1]])) == nil)
    #expect(matrix.transposed.transposed == matrix && matrix.trace == 2)
  }

  @Test("independent rows and columns have X² 0, and a 2 by 2 table the test of one difference")
  func association() throws {
    let data = SyntheticSample(blocks: 3, perStratum: 60, columns: 1, seed: 2, raked: false)
    let records = Array(data.columns[0].indices)
    let isHigh = data.columns[0].map { $0 > 60 }
    let isFirst = data.block.map { $0 == 0 }
    let cells = [(true, true), (false, true), (true, false), (false, false)].map { pair in
      records.map { isHigh[$0] == pair.0 && isFirst[$0] == pair.1 ? 1.0 : 0 }
    }
    let shares = try data.sample.joint(try cells.map { try #require(data.sample.mean($0, over: records)) })
    let totals = try data.sample.joint(cells.map { data.sample.total($0, over: records) })
    let table = ShareTable(
      rowCount: 2, columnCount: 2, shares: shares, totals: totals, n: Double(records.count),
      designDF: shares.degreesOfFreedom)
    let test = try #require(table.raoScottF)
    #expect(abs(test.numeratorDF - 1) < 1e-12)
    // With one contrast the first-order correction is the same statistic.
    let first = try #require(table.raoScottChiSquare)
    #expect(abs(first.statistic / table.pearson - 1) < 1e-14)
    #expect(abs(fUpperTail(test.statistic, numerator: 1, denominator: .infinity) - first.pValue) < 1e-12)
    let mean = try #require(table.meanDesignEffect)
    #expect(abs(test.statistic * mean / table.pearson - 1) < 1e-14, "one contrast has one design effect")
    #expect(abs((table.cramersV ?? 0) - (table.pearson / table.n).squareRoot()) < 1e-14)
    let rows = [0.3, 0.7]
    let product = [0.25, 0.75].flatMap { column in rows.map { $0 * column } }
    let independent = JointEstimate(values: product, covariance: shares.covariance, degreesOfFreedom: 9)
    let none = ShareTable(
      rowCount: 2, columnCount: 2, shares: independent, totals: independent, n: 100, designDF: 9)
    #expect(abs(none.pearson) < 1e-12)
    #expect(abs(none.smallestExpected - 0.3 * 0.25 * 100) < 1e-12)
  }

  @Test("intervals of shares: each method holds the share, and none is made up where there is none")
  func shareIntervals() throws {
    for method in ProportionIntervalMethod.allCases {
      let interval = try #require(
        ConfidenceInterval.proportion(method, share: 0.12, variance: 0.0009, df: 40, rowCount: 200))
      #expect(interval.low < 0.12 && interval.high > 0.12)
      let wide = try #require(
        ConfidenceInterval.proportion(method, share: 0.12, variance: 0.0009, df: 40, rowCount: 200, level: 0.99))
      #expect(wide.low < interval.low && wide.high > interval.high)
    }
    #expect(ConfidenceInterval.proportion(.logit, share: 0, variance: 0, df: 9, rowCount: 10) == nil)
    #expect(ConfidenceInterval.proportion(.beta, share: 1, variance: 0, df: 9, rowCount: 10) == nil)
    #expect(ConfidenceInterval.proportion(.arcsine, share: 1, variance: 0, df: 9, rowCount: 10) == nil)
    #expect(ConfidenceInterval.proportion(.wilson, share: 0, variance: 0, df: 9, rowCount: 10) == nil)
  }
}
