import Diagnostics
import Testing

@testable import Estimation

@Suite struct RegressionTests {
  @Test("weighted least squares equals svyglm of R survey 4.1-1")
  func svyglm() throws {
    // svyglm(api00 ~ ell + meals + mobility, dstrat), and R² of lm with weights = pw.
    let schools = try SchoolSample()
    let fit = try schools.sample.regression(
      of: try schools.column("api00"), on: try ["ell", "meals", "mobility"].map { try schools.column($0) },
      names: ["ell", "meals", "mobility"], over: schools.records)
    let values = [820.88731590562315, -0.48058661217195053, -3.1415353099845609, 0.22571321022963670]
    let covariance = [
      101.560761875612471, 0.523701995783544372, -1.359543643235271881, -1.951537091046229078, 0.523701995783544372,
      0.153643148833850857, -0.088715408861698861, 0.023244775173084414, -1.359543643235271881, -0.088715408861698861,
      0.080625618506136337, -0.026538230073558031, -1.951537091046229078, 0.023244775173084414, -0.026538230073558031,
      0.154620680231680907,
    ]
    for (own, wanted) in zip(fit.coefficients.values, values) { #expect(abs(own / wanted - 1) < 1e-10) }
    for (own, wanted) in zip(fit.coefficients.covariance.elements, covariance) { #expect(abs(own / wanted - 1) < 1e-9) }
    #expect(fit.coefficients.degreesOfFreedom == 194 && fit.n == 200)
    #expect(abs(fit.rSquared - 0.65952821588290989) < 1e-12)
    let test = fit.test(1)
    #expect(test.df == 194 && abs(test.statistic + 1.22606944303084564) < 1e-9)
    #expect(abs(test.pValue - 0.22165871515548605) < 1e-9)
  }

  @Test("a regression on a 0/1 variable is the difference of two means with its error")
  func difference() throws {
    let schools = try SchoolSample()
    let (y, both) = (try schools.column("api00"), try schools.column("meals").map { $0 > 50 ? 1.0 : 0 })
    let fit = try schools.sample.regression(of: y, on: [both], names: ["meals"], over: schools.records)
    let means = try [1.0, 0].map { level in
      try #require(schools.sample.mean(y, over: schools.records.filter { both[$0] == level }))
    }
    let joint = try schools.sample.joint(means).contrasts([[1, -1]])
    #expect(abs(fit.coefficients.values[1] - joint.values[0]) < 1e-10)
    #expect(abs(fit.coefficients.standardErrors[1] - joint.standardErrors[0]) < 1e-10)
  }

  @Test("large numbers with a small spread keep their digits")
  func keepsDigits() throws {
    let schools = try SchoolSample()
    let (y, x) = (try schools.column("api00"), try schools.column("meals"))
    func fit(_ center: Double) throws -> WeightedRegression {
      try schools.sample.regression(of: y, on: [x.map { $0 + center }], names: ["x"], over: schools.records)
    }
    let (small, large) = (try fit(0), try fit(1e9))
    #expect(abs(large.coefficients.values[1] / small.coefficients.values[1] - 1) < 1e-10)
    #expect(abs(large.coefficients.standardErrors[1] / small.coefficients.standardErrors[1] - 1) < 1e-10)
  }

  @Test("predictors that say the same, do not vary or are too many are named")
  func problems() throws {
    let schools = try SchoolSample()
    let x = try schools.column("meals")
    func codes(_ predictors: [[Double]], over records: [Int]) -> [String] {
      do {
        _ = try schools.sample.regression(
          of: x, on: predictors, names: predictors.indices.map { "p\($0)" }, over: records)
        return []
      } catch { return error.diagnostics.map(\.code) }
    }
    #expect(codes([x, x.map { 2 * $0 - 7 }], over: schools.records) == ["E-173"])
    #expect(codes([x.map { _ in 0.1 }, x], over: schools.records) == ["E-175"])
    #expect(codes([x, x.map { $0 * $0 }], over: [0, 1, 2]) == ["E-174"])
  }

  /// The mean over all orders of entry of what each predictor adds to R², by fitting again and again.
  private func byOrders(_ sample: WeightedSample, _ y: [Double], _ predictors: [[Double]], _ records: [Int]) throws
    -> [Double]
  {
    func rSquared(_ own: [Int]) throws -> Double {
      own.isEmpty
        ? 0
        : try sample.regression(
          of: y, on: own.map { predictors[$0] }, names: own.map { "p\($0)" }, over: records
        ).rSquared
    }
    var orders: [[Int]] = [[]]
    for _ in predictors {
      orders = orders.flatMap { order in predictors.indices.filter { !order.contains($0) }.map { order + [$0] } }
    }
    var shares = [Double](repeating: 0, count: predictors.count)
    for order in orders {
      for position in order.indices {
        let gain = try rSquared(Array(order[...position])) - rSquared(Array(order[..<position]))
        shares[order[position]] += gain / Double(orders.count)
      }
    }
    return shares
  }

  @Test("Shapley shares are the mean gain over all orders and sum to R²")
  func shapley() throws {
    let schools = try SchoolSample()
    let y = try schools.column("api00")
    let predictors = try ["ell", "meals", "mobility", "full"].map { try schools.column($0) }
    let own = try schools.sample.relativeImportance(for: y, of: predictors, over: schools.records)
    let wanted = try byOrders(schools.sample, y, predictors, schools.records)
    for (a, b) in zip(own.shares, wanted) { #expect(abs(a - b) < 1e-12) }
    #expect(abs(own.shares.reduce(0, +) - own.rSquared) < 1e-13)
    #expect(own.units == .predictors && own.shares.allSatisfy { $0 >= 0 })
    // One that says what another says shares with it, and both together have what one had.
    let doubled = try schools.sample.relativeImportance(
      for: y, of: predictors + [predictors[1].map { 3 - 2 * $0 }], over: schools.records)
    #expect(abs(doubled.rSquared - own.rSquared) < 1e-12)
    #expect(abs(doubled.shares[1] - doubled.shares[4]) < 1e-12)
  }

  @Test("twelve predictors are shared out, more only by their dimensions")
  func dimensions() throws {
    var numbers = TestNumbers(8)
    let count = 400
    let firm = (0..<count).map { _ in numbers.normal() }
    let predictors = (0..<14).map { p in firm.map { 0.5 * $0 + numbers.normal() * Double(1 + p) } }
    let y = firm.indices.map { firm[$0] + predictors[0][$0] + numbers.normal() }
    let sample = WeightedSample(
      design: ClusterDesign(stratumOfRecord: firm.map { _ in 0 }, names: ["all"]),
      weights: firm.map { _ in 1 + numbers.uniform() })
    let records = Array(0..<count)
    let twelve = try sample.relativeImportance(for: y, of: Array(predictors.prefix(12)), over: records)
    #expect(twelve.shares.count == 12 && abs(twelve.shares.reduce(0, +) - twelve.rSquared) < 1e-12)
    let own = (0..<14).map { $0 % 3 }
    let byDimension = try sample.relativeImportance(for: y, of: predictors, dimensions: own, over: records)
    #expect(byDimension.units == .dimensions && byDimension.shares.count == 3)
    // The same from scores made by hand: the mean of the standardised predictors of each dimension.
    let centered = CenteredColumns(predictors, weights: sample.weights, records: records).columns
    let scores = (0..<3).map { dimension in
      records.map { record in own.indices.filter { own[$0] == dimension }.reduce(0) { $0 + centered[$1][record] } }
    }
    let wanted = try sample.relativeImportance(for: y, of: scores, over: records)
    for (a, b) in zip(byDimension.shares, wanted.shares) { #expect(abs(a - b) < 1e-12) }
    #expect(throws: DiagnosticError.self) { try sample.relativeImportance(for: y, of: predictors, over: records) }
  }
}
