import Diagnostics
import Estimation
import SurveyModel
import Testing

@Suite struct SurveyDesignTests {
  private func codes(_ body: () throws -> SurveyDesign) -> [Diagnostic] {
    do {
      _ = try body()
      return []
    } catch let error as DiagnosticError { return error.diagnostics } catch { return [] }
  }

  @Test("weights that are missing, zero or negative are told by record, all at once")
  func weights() {
    let found = codes {
      try SurveyDesign(stages: [SamplingStage()], weights: [1, 0, .nan, -2, 5], recordCount: 5)
    }
    #expect(found.map(\.code) == ["E-123", "E-123", "E-123"])
    #expect(zip(found, [2, 3, 4]).allSatisfy { $0.message.contains("record \($1) ") })
  }

  @Test("a unit in two strata is named with both, unless units are numbered anew in each")
  func nesting() throws {
    let stage = SamplingStage(
      strata: RecordClasses(labels: ["a", "a", "b", "b"]), units: RecordClasses(labels: ["u", "v", "v", "w"]))
    let found = codes { try SurveyDesign(stages: [stage], weights: [1, 1, 1, 1], recordCount: 4) }
    #expect(found.map(\.code) == ["E-125"])
    #expect(["v", "stratum a", "stratum b", "record 3"].allSatisfy { found[0].message.contains($0) })
    let nested = try SurveyDesign(stages: [stage], weights: [1, 1, 1, 1], recordCount: 4, areUnitsNested: true)
    #expect(nested.firstStage.psuCount == 4)
  }

  @Test("impossible populations are told by stratum")
  func populations() {
    func found(_ populations: [Double]) -> [Diagnostic] {
      let stage = SamplingStage(strata: RecordClasses(labels: ["a", "a", "b", "b"]), populations: populations)
      return codes { try SurveyDesign(stages: [stage], recordCount: 4) }
    }
    #expect(found([10, 10, 20, 20]).isEmpty)
    #expect(found([10, 10, 1, 1]).map(\.code) == ["E-129"] && found([10, 10, 1, 1])[0].message.contains("stratum b"))
    #expect(found([10, 11, 20, 20]).map(\.code) == ["E-128"])
    #expect(found([10, 10, 0.5, 0.5]).map(\.code) == ["E-127"])
    #expect(found([10, 10, .nan, 20]).map(\.code) == ["E-126"])
    #expect(codes { try SurveyDesign(stages: [SamplingStage()], recordCount: 3) }.map(\.code) == ["E-124"])
    #expect(
      codes { try SurveyDesign(stages: [SamplingStage()], weights: [1], recordCount: 3) }.map(\.code) == ["E-122"])
  }

  @Test("shares drawn and population counts make the same design, and the same weights")
  func shares() throws {
    let strata = RecordClasses(labels: ["a", "a", "a", "b", "b"])
    func design(_ populations: [Double]) throws -> SurveyDesign {
      try SurveyDesign(stages: [SamplingStage(strata: strata, populations: populations)], recordCount: 5)
    }
    let (counts, shares) = (try design([12, 12, 12, 8, 8]), try design([0.25, 0.25, 0.25, 0.25, 0.25]))
    #expect(counts.weights == [4, 4, 4, 4, 4] && shares.weights == counts.weights)
    let z = [1.0, 4, 2, 9, 3]
    #expect(try counts.covariance([z]) == shares.covariance([z]))
  }

  /// Two stages: three of nine clusters, then records of each.
  private func twoStages(_ secondPopulations: [Double]?) throws -> SurveyDesign {
    let clusters = ["p", "p", "q", "q", "q", "r", "r"]
    return try SurveyDesign(
      stages: [
        SamplingStage(units: RecordClasses(labels: clusters), populations: clusters.map { _ in 9 }),
        SamplingStage(populations: secondPopulations),
      ], weights: secondPopulations == nil ? clusters.map { _ in 1 } : nil, recordCount: 7)
  }

  @Test("a second stage with populations adds its variance times the share drawn at the first")
  func secondStage() throws {
    let survey = try twoStages([4, 4, 5, 5, 5, 2, 2])
    #expect(survey.weights.map { ($0 * 100).rounded() / 100 } == [6, 6, 5, 5, 5, 3, 3])
    let z = [3.0, 5, 1, 2, 6, 7, 7.5]
    // By hand: totals 8, 9, 14.5 around 10.5; then within clusters, the last one drawn whole.
    let first = (1 - 3.0 / 9) * 3 / 2 * (2.5 * 2.5 + 1.5 * 1.5 + 4 * 4)
    let within = (1 - 2.0 / 4) * 2 / 1 * 2 + (1 - 3.0 / 5) * 3 / 2 * (4 + 1 + 9)
    let variance = try survey.covariance([z])[0, 0]
    #expect(abs(variance - (first + 3.0 / 9 * within)) < 1e-12)
    // Without populations of the second stage the first stands for both.
    let ultimate = try twoStages(nil)
    #expect(ultimate.stages.count == 1)
    #expect(abs(try ultimate.covariance([z])[0, 0] - first) < 1e-12)
  }

  /// Strata a (three units), b (one of many), c (one, the whole population), d (two).
  private func lonely(_ policy: LonelyPolicy, inDomains: Bool = false) throws -> SurveyDesign {
    let strata = ["a", "a", "a", "b", "c", "d", "d"]
    let sizes = ["a": 1000.0, "b": 50, "c": 1, "d": 1000]
    return try SurveyDesign(
      stages: [SamplingStage(strata: RecordClasses(labels: strata), populations: strata.map { sizes[$0] ?? 0 })],
      weights: strata.map { _ in 1 }, recordCount: 7, lonelyPolicy: policy, adjustsLonelyInDomains: inDomains)
  }

  @Test("a stratum with one unit is failed, passed over, averaged or centred as the policy says")
  func lonelyPolicies() throws {
    let z = [1.0, 2, 6, 10, 50, 3, 5]
    let a = (1 - 0.003) * 3 / 2 * (4.0 + 1 + 9)
    let d = (1 - 0.002) * 2 / 1 * (1.0 + 1)
    #expect(abs(try lonely(.certainty).covariance([z])[0, 0] - (a + d)) < 1e-12)
    #expect(abs(try lonely(.remove).covariance([z])[0, 0] - (a + d)) < 1e-12)
    // b is left out of four strata; c, taken whole, can tell: it adds nothing.
    #expect(abs(try lonely(.average).covariance([z])[0, 0] - (a + d) * 4 / 3) < 1e-12)
    let distance = 10 - z.reduce(0, +) / 7
    let b = (1 - 1.0 / 50) * distance * distance
    #expect(abs(try lonely(.adjust).covariance([z])[0, 0] - (a + b + d)) < 1e-12)
    let failing = try lonely(.fail)
    do {
      _ = try failing.covariance([z])
      Issue.record("no error")
    } catch {
      #expect(error.diagnostics.map(\.code) == ["E-130"] && error.diagnostics[0].message.contains("stratum b"))
    }
    // A domain without b can do without it.
    let other = [1.0, 2, 6, 0, 0, 3, 5]
    #expect(abs(try lonely(.fail).covariance([other], over: [0, 1, 2, 5, 6])[0, 0] - (a + d)) < 1e-12)
    #expect(WeightedSample(try lonely(.fail)).variance(ofLinearised: z).isNaN)
  }

  @Test("a domain that meets one unit of a stratum is lonely only if asked")
  func lonelyInDomains() throws {
    // The domain meets one unit of a and both of d.
    let z = [4.0, 0, 0, 0, 0, 3, 5]
    let records = [0, 5, 6]
    let mean = 4.0 / 3
    let a = (1 - 0.003) * 3 / 2 * ((4 - mean) * (4 - mean) + 2 * mean * mean)
    let d = (1 - 0.002) * 2 / 1 * (1.0 + 1)
    for policy in [LonelyPolicy.adjust, .average] {
      #expect(abs(try lonely(policy).covariance([z], over: records)[0, 0] - (a + d)) < 1e-12)
    }
    #expect(abs(try lonely(.average, inDomains: true).covariance([z], over: records)[0, 0] - d * 2) < 1e-12)
    let grand = 12.0 / 5
    let centred = (1 - 0.003) * 3 / 2 * ((4 - grand) * (4 - grand) + 2 * grand * grand)
    #expect(abs(try lonely(.adjust, inDomains: true).covariance([z], over: records)[0, 0] - (centred + d)) < 1e-12)
  }

  @Test("degrees of freedom are units less strata that the domain meets")
  func degreesOfFreedom() throws {
    let survey = try lonely(.certainty)
    #expect(survey.degreesOfFreedom(over: 0..<7) == 3)
    #expect(survey.degreesOfFreedom(over: [0, 2, 5]) == 1)
    #expect(survey.degreesOfFreedom(over: []) == 0)
  }
}
