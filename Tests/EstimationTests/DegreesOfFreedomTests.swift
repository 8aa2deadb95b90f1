import Estimation
import Testing

@Suite struct DegreesOfFreedomTests {
  @Test("units met less strata met, for domains of every size and records that repeat")
  func domains() {
    let count = 1_200
    // Two records a unit, units of 3 to 9 a stratum.
    let stratum = (0..<count).map { ($0 / 2) * 7 % 100 }
    let design = ClusterDesign(
      stratumOfRecord: stratum, names: (0..<100).map { "\($0)" }, clusterOfRecord: (0..<count).map { $0 / 2 })
    for size in [0, 1, 2, 5, 20, 37, 38, 60, 300, 1_200] {
      let records = (0..<size).map { $0 * 541 % count } + (0..<size / 2).map { $0 * 541 % count }
      let units = Set(records.map { $0 / 2 })
      let strata = Set(records.map { stratum[$0] })
      #expect(design.degreesOfFreedom(records: records) == units.count - strata.count, "\(size)")
    }
  }
}
