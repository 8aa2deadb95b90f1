import Diagnostics
import Estimation
import SurveyModel
import Testing

@Suite struct ReplicateSampleTests {
  /// Strata of clusters.
  private func survey(
    strata: Int, clusters: Int, hasPopulation: Bool, seed: UInt64 = 3
  ) throws -> (survey: SurveyDesign, y: [Double], x: [Double]) {
    var numbers = TestNumbers(seed)
    var (stratum, cluster, y, x, weights) = ([Int](), [Int](), [Double](), [Double](), [Double]())
    for h in 0..<strata {
      for unit in 0..<clusters {
        let level = 10 + numbers.normal()
        for _ in 0..<(2 + Int(numbers.uniform() * 4)) {
          stratum.append(h)
          cluster.append(unit)
          x.append(5 + numbers.uniform())
          y.append(level + numbers.normal())
          weights.append(3 + Double(h))
        }
      }
    }
    let stage = SamplingStage(
      strata: strata > 1 ? RecordClasses(names: (0..<strata).map { "s\($0)" }, classOfRecord: stratum) : nil,
      units: RecordClasses(names: (0..<clusters).map { "c\($0)" }, classOfRecord: cluster),
      populations: hasPopulation ? stratum.map { Double(4 * clusters + $0) } : nil)
    let survey = try SurveyDesign(
      stages: [stage], weights: weights, recordCount: y.count, areUnitsNested: true)
    return (survey, y, x)
  }

  private func linear(_ survey: SurveyDesign, _ columns: [[Double]]) throws -> JointEstimate {
    let sample = WeightedSample(survey)
    let records = Array(columns[0].indices)
    return try sample.joint(columns.map { sample.total($0, over: records) }, over: records)
  }

  private func expectSame(_ own: JointEstimate, _ wanted: JointEstimate) {
    for (a, b) in zip(own.values, wanted.values) { #expect(abs(a / b - 1) < 1e-12) }
    for (a, b) in zip(own.covariance.elements, wanted.covariance.elements) { #expect(abs(a / b - 1) < 1e-9) }
  }

  @Test("jackknives have the linearised variance of totals, centred either way", arguments: [true, false])
  func jackknives(centersAtEstimate: Bool) throws {
    let (one, y, x) = try survey(strata: 1, clusters: 9, hasPopulation: true)
    let replicates = try ReplicateSample.jackknife(unstratified: one, centersAtEstimate: centersAtEstimate)
    expectSame(replicates.totals([y, x], over: Array(y.indices)), try linear(one, [y, x]))
    #expect(replicates.degreesOfFreedom() == 8)
    let (many, values, others) = try survey(strata: 4, clusters: 5, hasPopulation: true)
    let stratified = try ReplicateSample.jackknife(stratified: many, centersAtEstimate: centersAtEstimate)
    expectSame(stratified.totals([values, others], over: Array(values.indices)), try linear(many, [values, others]))
    #expect(stratified.degreesOfFreedom() == 16)
  }

  @Test(
    "half-samples are balanced: totals have the linearised variance, with Fay's factor too", arguments: [0, 0.3, 0.5])
  func halfSamples(fay: Double) throws {
    for (strata, clusters) in [(3, 2), (4, 2), (9, 2), (2, 4)] {
      // Four units make two strata of two: pairs of neighbours.
      let (many, y, x) = try survey(strata: strata, clusters: clusters, hasPopulation: false)
      let replicates = try ReplicateSample.balancedRepeated(many, fay: fay)
      guard clusters == 2 else {
        #expect(replicates.replicates.count == 8)
        continue
      }
      expectSame(replicates.totals([y, x], over: Array(y.indices)), try linear(many, [y, x]))
      for replicate in replicates.replicates {
        for (own, full) in zip(replicate, many.weights) { #expect(own == full * fay || own == full * (2 - fay)) }
      }
    }
  }

  @Test(
    "strata of an odd number of units, a lonely stratum and a jackknife without strata of strata are refused by name")
  func refusals() throws {
    let (odd, _, _) = try survey(strata: 3, clusters: 3, hasPopulation: false)
    #expect(throws: DiagnosticError.self) { try ReplicateSample.balancedRepeated(odd) }
    #expect(throws: DiagnosticError.self) { try ReplicateSample.balancedRepeated(odd, fay: 1) }
    #expect(throws: DiagnosticError.self) { try ReplicateSample.jackknife(unstratified: odd) }
    let lonely = try SurveyDesign(
      stages: [SamplingStage(strata: RecordClasses(labels: ["a", "a", "b"]))], weights: [1, 1, 1], recordCount: 3)
    do {
      _ = try ReplicateSample.jackknife(stratified: lonely)
      Issue.record("no error")
    } catch { #expect(error.diagnostics[0].message.contains("stratum b")) }
    var certain = lonely
    certain.lonelyPolicy = .certainty
    #expect(try ReplicateSample.jackknife(stratified: certain).replicates.count == 2)
  }

  @Test("supplied replicates of the wrong length or with impossible weights are told")
  func supplied() {
    func codes(_ replicates: [[Double]], scales: [Double]? = nil) -> Int {
      do {
        _ = try ReplicateSample(weights: [1, 2], replicates: replicates, scale: 1, replicateScales: scales)
        return 0
      } catch { return error.diagnostics.count }
    }
    #expect(codes([[1, 2], [2, 1]]) == 0)
    #expect(codes([]) == 1)
    #expect(codes([[1], [2, -1], [.nan, 1]]) == 3)
    #expect(codes([[1, 2]], scales: [1, 1]) == 1)
  }

  @Test("a variance is centred at the mean of the replicates or at the estimate")
  func centre() throws {
    let replicates = [[2.0, 0], [0, 4], [3, 3]]
    func variance(_ centersAtEstimate: Bool) throws -> Double {
      let sample = try ReplicateSample(
        weights: [1, 1], replicates: replicates, scale: 0.5, replicateScales: [1, 1, 2],
        centersAtEstimate: centersAtEstimate)
      return sample.totals([[1, 1]], over: [0, 1]).covariance[0, 0]
    }
    // Totals 2, 4 and 6; the estimate is 2.
    #expect(try variance(false) == 0.5 * (4 + 0 + 2 * 4))
    #expect(try variance(true) == 0.5 * (0 + 4 + 2 * 16))
  }

  @Test("adjustments are repeated in each replicate, so that what they fix does not vary")
  func adjustments() throws {
    let (many, y, x) = try survey(strata: 3, clusters: 6, hasPopulation: true)
    let replicates = try ReplicateSample.jackknife(stratified: many)
    let records = Array(y.indices)
    let classes = records.map { $0 % 2 }
    let all = many.weights.reduce(0, +)
    let margin = Margin(
      name: "class", classes: ["0", "1"], population: [0.45 * all, 0.55 * all], classOfRecord: classes)
    let isFirst = classes.map { $0 == 0 ? 1.0 : 0 }
    let poststratified = replicates.poststratified(to: margin).totals([isFirst, y], over: records)
    #expect(abs(poststratified.values[0] / (0.45 * all) - 1) < 1e-12 && poststratified.covariance[0, 0] < 1e-15 * all)
    let model = RegressionCalibration(
      names: ["records", "x"], columns: [records.map { _ in 1 }, x], totals: [all, 5.6 * all], distance: .raking)
    let calibrated = try replicates.calibrated(to: model).totals([x, y], over: records)
    #expect(abs(calibrated.values[0] / (5.6 * all) - 1) < 1e-12 && calibrated.covariance[0, 0] < 1e-12 * all)
    #expect(calibrated.covariance[1, 1] > 0)
  }

  @Test("a replicate without the domain is left out of its variance")
  func emptyDomain() throws {
    let sample = try ReplicateSample(
      weights: [1, 1, 1], replicates: [[1, 1, 0], [1, 0, 2], [0, 1, 3]], scale: 1)
    let joint = sample.means([([4, 6, 8], [2])])
    #expect(joint.values == [8] && joint.covariance[0, 0] == 0)
  }
}
