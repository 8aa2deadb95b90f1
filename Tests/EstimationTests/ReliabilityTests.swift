import Testing

@testable import Estimation

@Suite struct ReliabilityTests {
  private func expectNear(_ own: Double?, _ wanted: Double, _ tolerance: Double, _ what: String) {
    guard let own else {
      Issue.record("\(what): nothing, not \(wanted)")
      return
    }
    #expect(abs(own - wanted) <= tolerance * max(1, abs(wanted)), "\(what): \(own), not \(wanted)")
  }

  @Test("a battery without weights has the figures of R psych 2.2.9")
  func psych() throws {
    // alpha, KMO, cortest.bartlett and alpha.ci of five columns of apistrat; the ends of Feldt's interval, which psych
    // prints with two digits, from qf(c(.025, .975), 199, 796).
    let schools = try SchoolSample(isWeighted: false)
    let battery = try #require(schools.sample.battery(try schools.items(), over: schools.records))
    #expect(battery.n == 200 && battery.effectiveN == 200)
    expectNear(battery.alpha, 0.833421252187283, 1e-13, "alpha")
    expectNear(battery.standardizedAlpha, 0.875109084657053, 1e-13, "standardised alpha")
    let rest = [0.790226094703698, 0.794750559774563, 0.656462078164446, 0.615700718916897, 0.651319727793205]
    let without = [0.785395795403368, 0.794797746425400, 0.793574381733182, 0.812034928430758, 0.810648300450405]
    for (item, fit) in battery.itemFits.enumerated() {
      expectNear(fit.itemRestCorrelation, rest[item], 1e-13, "item \(item)")
      expectNear(fit.alphaWithout, without[item], 1e-13, "without \(item)")
    }
    let interval = try #require(battery.alphaInterval())
    expectNear(interval.low, 1 - (1 - 0.833421252187283) * 1.237157345707206, 1e-12, "low")
    expectNear(interval.high, 1 - (1 - 0.833421252187283) * 0.796492161102525, 1e-12, "high")
    let adequacy = try #require(battery.samplingAdequacy)
    expectNear(adequacy.overall, 0.732043328007046, 1e-12, "KMO")
    let items = [0.859275283416253, 0.755715368265725, 0.772486906982783, 0.650576823826523, 0.663790498640214]
    for (own, wanted) in zip(adequacy.items, items) { expectNear(own, wanted, 1e-12, "KMO of an item") }
    let test = try #require(battery.bartlettTest)
    expectNear(test.statistic, 787.616335680269, 1e-12, "Bartlett")
    #expect(test.numeratorDF == 10 && abs(test.pValue / 9.47623507607216e-163 - 1) < 1e-9)
    // psych's search stops near the least squares; scipy's `least_squares` ends there.
    let loadings = [0.8356094806625624, 0.8322297229633211, 0.6445089886229263, 0.745418483454876, 0.7670248201358328]
    let model = try #require(battery.factorModel)
    #expect(!model.isImproper)
    for (own, wanted) in zip(model.loadings, loadings) { expectNear(own, wanted, 1e-7, "loading") }
    expectNear(battery.omega, 0.8674702704139778, 1e-7, "omega")
  }

  @Test("a weighted battery has the figures of the definitions in numpy and scipy")
  func weighted() throws {
    let schools = try SchoolSample()
    let items = try schools.items()
    let battery = try #require(schools.sample.battery(items, over: schools.records))
    expectNear(battery.effectiveN, 168.58133128075568, 1e-13, "effective n")
    expectNear(battery.alpha, 0.8423536900298978, 1e-13, "alpha")
    expectNear(
      battery.alpha, try #require(schools.sample.cronbachAlpha(items, over: schools.records)).value, 1e-13, "both")
    expectNear(battery.alphaInterval()?.low, 0.8013309152383, 1e-12, "low")
    expectNear(battery.alphaInterval()?.high, 0.8770748441667551, 1e-12, "high")
    expectNear(battery.omega, 0.8788141996053547, 1e-7, "omega")
    expectNear(battery.samplingAdequacy?.overall, 0.7323042209853218, 1e-12, "KMO")
    expectNear(battery.bartlettTest?.statistic, 717.9450502248282, 1e-12, "Bartlett")
    expectNear(battery.correlation[0, 1], 0.8097818983933608, 1e-13, "r")
    expectNear(battery.covariance[1, 0], 294.4556084808258, 1e-13, "covariance")
    // The design's interval holds alpha and is about as wide as that of as many effective records.
    let design = try #require(schools.sample.alphaInterval(items, over: schools.records))
    #expect(design.low < 0.8423536900298978 && design.high > 0.8423536900298978)
    #expect(design.high - design.low > 0.04 && design.high - design.low < 0.15)
  }

  @Test("alpha and the item fits of a small battery are those by hand")
  func byHand() throws {
    // Variances 2, 2, 3, covariances 1, 1.5, 1: the sum has 7 + 7 = 14, alpha 3/2 (1 - 7/14).
    let covariance = Matrix(rows: [[2, 1, 1.5], [1, 2, 1], [1.5, 1, 3]])
    let battery = try #require(ItemBattery(covariance: covariance, n: 50))
    expectNear(battery.alpha, 0.75, 1e-15, "alpha")
    // The first with the sum of the others: (1 + 1.5) / √(2 (2 + 3 + 2)).
    expectNear(battery.itemFits[0].itemRestCorrelation, 2.5 / 14.0.squareRoot(), 1e-15, "item with rest")
    // Alpha of the others: 2 (1 - 5/7).
    expectNear(battery.itemFits[0].alphaWithout, 4.0 / 7, 1e-15, "alpha without")
    // With three items the model is exact: λ₁² = r₁₂ r₁₃ / r₂₃.
    let (r12, r13, r23) = (0.5, 1.5 / 6.0.squareRoot(), 1 / 6.0.squareRoot())
    let model = try #require(battery.factorModel)
    expectNear(model.loadings[0], (r12 * r13 / r23).squareRoot(), 1e-12, "loading")
    #expect(ItemBattery(covariance: Matrix(rows: [[1, 0], [0, 0]]), n: 9) == nil)
    #expect(try #require(ItemBattery(covariance: Matrix(rows: [[1, 0.5], [0.5, 1]]), n: 9)).factorModel == nil)
  }

  @Test("items of equal loadings have an omega equal to alpha, and a loading beyond 1 is told")
  func omega() throws {
    let equal = Matrix(rows: (0..<4).map { row in (0..<4).map { row == $0 ? 1 : 0.36 } })
    let battery = try #require(ItemBattery(covariance: equal, n: 100))
    expectNear(battery.omega, try #require(battery.alpha), 1e-12, "omega")
    // λ₁² = 0.9 · 0.9 / 0.3 = 2.7.
    let heywood = try #require(
      ItemBattery(covariance: Matrix(rows: [[1, 0.9, 0.9], [0.9, 1, 0.3], [0.9, 0.3, 1]]), n: 100))
    #expect(try #require(heywood.factorModel).isImproper)
    // Correlations of a sum and its parts have no inverse.
    let flat = try #require(
      ItemBattery(covariance: Matrix(rows: [[1, 0, 1], [0, 1, 1], [1, 1, 2]]), n: 100))
    #expect(flat.bartlettTest == nil)
  }

  @Test("F quantiles equal published values and invert the distribution function")
  func fQuantiles() {
    // Tables of the F distribution at 5 %: F(1, 10) 4.9646, F(5, 20) 2.7109.
    #expect(abs(fQuantile(0.95, numerator: 1, denominator: 10) - 4.9646) < 5e-5)
    #expect(abs(fQuantile(0.95, numerator: 5, denominator: 20) - 2.7109) < 5e-5)
    for p in [0.001, 0.025, 0.5, 0.975, 0.999] {
      let x = fQuantile(p, numerator: 7.5, denominator: 33)
      #expect(abs(1 - fUpperTail(x, numerator: 7.5, denominator: 33) - p) < 1e-12)
    }
  }
}
