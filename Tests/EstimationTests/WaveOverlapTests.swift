import Testing

@testable import Estimation

@Suite struct WaveOverlapTests {
  private func design(_ n: Int, population: Double) -> ClusterDesign {
    ClusterDesign(stratumOfRecord: Array(repeating: 0, count: n), names: ["h"], populations: [population])
  }

  @Test("one stratum gives (n_c - n1 n2 / N) S over the common firms")
  func formula() {
    let firms1 = ["a", "b", "c", "d", "e"]
    let firms2 = ["c", "x", "a", "b", "y", "z"]
    let z1 = [3.0, 5, 10, 2, 7]
    let z2 = [4.0, 9, 1, 3, 8, 8]
    let (first, second) = (design(5, population: 20), design(6, population: 20))
    let overlap = WaveOverlap(firms1: firms1, design1: first, firms2: firms2, design2: second)
    #expect(overlap.commonFirms == 3)
    // Common: a (3, 1), b (5, 3), c (10, 4); means 6 and 8/3; products 3 x 5/3 + 1/-3 + 4 x 4/3 = 5 - 1/3 + 16/3 = 10.
    let s = 10.0 / 2
    let value = overlap.covariance(z1, design1: first, z2, design2: second)
    #expect(abs(value - (3 - 5 * 6 / 20.0) * s) < 1e-12)
  }

  @Test("the same sample twice gives the variance, a census gives 0, one common firm gives 0")
  func ends() {
    let firms = (0..<12).map { "f\($0)" }
    let z = (0..<12).map { Double(($0 * 7) % 11) }
    let same = design(12, population: 30)
    let overlap = WaveOverlap(firms1: firms, design1: same, firms2: firms, design2: same)
    #expect(abs(overlap.covariance(z, design1: same, z, design2: same) - same.variance(z)) < 1e-12)
    let census = design(12, population: 12)
    let full = WaveOverlap(firms1: firms, design1: census, firms2: firms, design2: census)
    #expect(abs(full.covariance(z, design1: census, z, design2: census)) < 1e-12)
    let one = WaveOverlap(
      firms1: firms, design1: same, firms2: ["f3"] + (0..<11).map { "g\($0)" }, design2: same)
    #expect(one.commonFirms == 1)
    #expect(one.covariance(z, design1: same, z, design2: same) == 0)
  }

  @Test("unknown firms match nobody, and a firm that answers twice counts once")
  func unknown() {
    let same = design(4, population: 9)
    let overlap = WaveOverlap(
      firms1: ["a", nil, nil, "b"], design1: same, firms2: [nil, "a", "a", "b"], design2: same)
    #expect(overlap.commonFirms == 2)
  }

  @Test("in repeated sampling with partial overlap V1 + V2 - 2C is the variance of the change")
  func simulation() {
    // A fixed population of 300 firms in two strata, two correlated variables; a rotating panel that keeps 24 of 40 firms.
    var numbers = TestNumbers(5)
    let size = 150
    let first = (0..<2 * size).map { _ in numbers.normal() }
    let second = first.map { 0.8 * $0 + 0.6 * numbers.normal() }
    let samples = 3000
    var (changes, estimates) = ([Double](), 0.0)
    for _ in 0..<samples {
      var (z1, z2, strata1, strata2) = ([Double](), [Double](), [Int](), [Int]())
      var (firms1, firms2) = ([String?](), [String?]())
      for stratum in 0..<2 {
        var order = Array(stratum * size..<(stratum + 1) * size)
        for index in 0..<56 { order.swapAt(index, index + Int(numbers.uniform() * Double(size - index))) }
        // 40 in wave 1, of which 24 stay and 16 new ones join.
        for firm in order[0..<40] {
          z1.append(first[firm] * Double(size) / 40)
          firms1.append("\(firm)")
          strata1.append(stratum)
        }
        for firm in order[16..<56] {
          z2.append(second[firm] * Double(size) / 40)
          firms2.append("\(firm)")
          strata2.append(stratum)
        }
      }
      let populations = [Double(size), Double(size)]
      let design1 = ClusterDesign(stratumOfRecord: strata1, names: ["a", "b"], populations: populations)
      let design2 = ClusterDesign(stratumOfRecord: strata2, names: ["a", "b"], populations: populations)
      let overlap = WaveOverlap(firms1: firms1, design1: design1, firms2: firms2, design2: design2)
      changes.append(z2.reduce(0, +) - z1.reduce(0, +))
      estimates +=
        design1.variance(z1) + design2.variance(z2)
        - 2 * overlap.covariance(z1, design1: design1, z2, design2: design2)
    }
    let mean = changes.reduce(0, +) / Double(samples)
    let variance = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples - 1)
    // Monte Carlo error of the variance: sqrt(2 / 3000) = 2.6 %.
    #expect(abs(estimates / Double(samples) / variance - 1) < 0.08)
  }

  @Test("firms that changed stratum are counted in pairs of strata")
  func movers() {
    // Six firms in stratum a at first; three of them are in b later.
    let firms = (0..<6).map { "f\($0)" }
    let first = ClusterDesign(stratumOfRecord: [0, 0, 0, 0, 0, 0], names: ["a", "b"], populations: [60, 60])
    let second = ClusterDesign(stratumOfRecord: [0, 0, 0, 1, 1, 1], names: ["a", "b"], populations: [60, 60])
    let overlap = WaveOverlap(firms1: firms, design1: first, firms2: firms, design2: second)
    let z: [Double] = [1, 2, 3, 10, 20, 30]
    let value = overlap.covariance(z, design1: first, z, design2: second)
    // f1 = 0.1, f2 = 0.05; half of (60/6 + 60/3) = 15; factor 3 (1 - 0.005 x 15); S = 1 and 100.
    #expect(abs(value - 3 * (1 - 0.075) * 101) < 1e-9)
  }
}
