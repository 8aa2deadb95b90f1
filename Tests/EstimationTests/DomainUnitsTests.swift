import Estimation
import SurveyModel
import Testing

@Suite("Variances over the units that a domain meets") struct DomainUnitsTests {
  /// Strata of several units and, last, two of a single one.
  private func sample(seed: UInt64, hasUnits: Bool, hasPopulation: Bool, policy: LonelyPolicy) throws -> WeightedSample
  {
    var numbers = TestNumbers(seed)
    let (rows, strata) = (400, 12)
    var (stratum, unit) = ([Int](), [Int]())
    for row in 0..<rows {
      stratum.append(row < 2 * strata ? row % strata : Int(numbers.uniform() * Double(strata)))
      unit.append(row < 2 * strata ? row / strata : Int(numbers.uniform() * 6))
    }
    stratum += [strata, strata + 1]
    unit += [0, 0]
    let stage = SamplingStage(
      strata: RecordClasses(names: (0..<strata + 2).map { "s\($0)" }, classOfRecord: stratum),
      units: hasUnits ? RecordClasses(names: (0..<6).map { "u\($0)" }, classOfRecord: unit) : nil,
      populations: hasPopulation ? stratum.map { 200 + Double($0) } : nil)
    return WeightedSample(
      try SurveyDesign(
        stages: [stage], weights: (0..<rows + 2).map { _ in 1 + 4 * numbers.uniform() }, recordCount: rows + 2,
        areUnitsNested: true, lonelyPolicy: policy))
  }

  @Test("they are those over the whole sample, with every policy", arguments: LonelyPolicy.allCases, [false, true])
  func equal(_ policy: LonelyPolicy, _ hasUnits: Bool) throws {
    for seed in UInt64(1)...4 {
      let sample = try sample(seed: seed, hasUnits: hasUnits, hasPopulation: seed % 2 == 0, policy: policy)
      var numbers = TestNumbers(seed + 100)
      let values = sample.weights.map { _ in numbers.normal() }
      // With the lonely strata, and (under fail, which has no variance for them) without.
      let size = policy == .fail ? 400 : 402
      let records = (0..<size).filter { $0 >= 400 || numbers.uniform() < 0.3 }.reversed()
      let estimate = try #require(sample.mean(values, over: Array(records)))
      let units = try #require(DomainUnits(sample, records: Array(records)))
      let wanted = sample.variance(ofLinearised: estimate.linearised, over: Array(records))
      let own = units.variance(ofLinearised: estimate.linearised)
      #expect(abs(own / wanted - 1) < 1e-12, "\(own), not \(wanted)")
      #expect(units.degreesOfFreedom == sample.survey.degreesOfFreedom(over: records))
    }
  }

  @Test("there are none where weights were adjusted or later stages count")
  func others() throws {
    let plain = try sample(seed: 1, hasUnits: true, hasPopulation: false, policy: .remove)
    let margin = Margin(
      name: "all", classes: ["all"], population: [5000], classOfRecord: plain.weights.map { _ in 0 })
    #expect(DomainUnits(plain.poststratified(to: margin), records: [0, 1]) == nil)
    let stages = [
      SamplingStage(units: RecordClasses(labels: ["a", "a", "b", "b"]), populations: [4, 4, 4, 4]),
      SamplingStage(populations: [5, 5, 5, 5]),
    ]
    let two = WeightedSample(try SurveyDesign(stages: stages, recordCount: 4, lonelyPolicy: .remove))
    #expect(DomainUnits(two, records: [0, 1]) == nil)
    #expect(DomainUnits(plain, records: [])?.degreesOfFreedom == 0)
  }
}
