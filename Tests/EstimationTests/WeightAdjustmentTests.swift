import Diagnostics
import Estimation
import Testing

@Suite struct WeightAdjustmentTests {
  private struct Data {
    var sample: WeightedSample
    var y: [Double]
    var model: RegressionCalibration
  }

  /// Strata of elements with two numbers that are known for the population.
  private func data(_ distance: CalibrationDistance, seed: UInt64 = 8) -> Data {
    var numbers = TestNumbers(seed)
    let count = 240
    let stratum = (0..<count).map { $0 % 4 }
    let design = ClusterDesign(
      stratumOfRecord: stratum, names: ["a", "b", "c", "d"], populations: [900, 1200, 700, 1500])
    let weights = (0..<count).map { _ in 8 + 20 * numbers.uniform() }
    let size = (0..<count).map { _ in 20 + 5 * numbers.normal() }
    let y = size.map { 3 * $0 + 4 * numbers.normal() }
    let sample = WeightedSample(design: design, weights: weights)
    let total = sample.total(size, over: Array(0..<count)).value
    let all = weights.reduce(0, +)
    let model = RegressionCalibration(
      names: ["records", "size"], columns: [[Double](repeating: 1, count: count), size],
      totals: [all * 1.02, total * 1.05], distance: distance)
    return Data(sample: sample, y: y, model: model)
  }

  static let distances: [CalibrationDistance] = [
    .linear, .truncatedLinear(lower: 0.8, upper: 1.3), .raking, .logit(lower: 0.7, upper: 1.5),
  ]

  @Test("calibration meets its totals, keeps its bounds, and leaves them no variance", arguments: distances)
  func meetsTotals(distance: CalibrationDistance) throws {
    let data = data(distance)
    let calibrated = try data.sample.calibrated(to: data.model)
    let records = Array(data.y.indices)
    for (column, total) in zip(data.model.columns, data.model.totals) {
      let estimate = calibrated.total(column, over: records)
      #expect(abs(estimate.value / total - 1) < 1e-12)
      #expect(calibrated.variance(ofLinearised: estimate.linearised) < 1e-18 * total * total)
    }
    let g = zip(calibrated.weights, data.sample.weights).map { $0 / $1 }
    switch distance {
    case .truncatedLinear(let lower, let upper), .logit(let lower, let upper):
      #expect(g.allSatisfy { $0 >= lower - 1e-12 && $0 <= upper + 1e-12 })
    case .raking: #expect(g.allSatisfy { $0 > 0 })
    case .linear: break
    }
    // What y has in common with the totals varies no more.
    let (before, after) = (data.sample.total(data.y, over: records), calibrated.total(data.y, over: records))
    let ratio =
      calibrated.variance(ofLinearised: after.linearised) / data.sample.variance(ofLinearised: before.linearised)
    #expect(ratio < 0.5)
  }

  @Test("totals that are met already leave the weights as they are", arguments: distances)
  func staysPut(distance: CalibrationDistance) throws {
    var data = data(distance)
    data.model.totals = data.model.columns.map { data.sample.total($0, over: Array(data.y.indices)).value }
    let calibrated = try data.sample.calibrated(to: data.model)
    for (own, before) in zip(calibrated.weights, data.sample.weights) { #expect(abs(own / before - 1) < 1e-12) }
  }

  @Test("a total out of reach of the bounds is named")
  func outOfReach() {
    for distance in [CalibrationDistance.truncatedLinear(lower: 0.9, upper: 1.1), .logit(lower: 0.9, upper: 1.1)] {
      var data = data(distance)
      data.model.totals[1] *= 2
      do {
        _ = try data.sample.calibrated(to: data.model)
        Issue.record("no error")
      } catch {
        #expect(error.diagnostics.map(\.code) == ["E-132"])
        #expect(error.diagnostics[0].message.contains("size") || error.diagnostics[0].message.contains("records"))
      }
    }
  }

  @Test("clusters that share their g have one factor each")
  func sharedFactors() throws {
    var data = data(.linear)
    data.model.clusterOfRecord = data.y.indices.map { Int32($0 / 6) }
    let calibrated = try data.sample.calibrated(to: data.model)
    let g = zip(calibrated.weights, data.sample.weights).map { $0 / $1 }
    for record in g.indices { #expect(abs(g[record] - g[record / 6 * 6]) < 1e-12) }
    #expect(Set(g.map { ($0 * 1e9).rounded() }).count > 10)
  }

  @Test("one margin as post-strata, as raking and as calibration has the same weights and errors")
  func sameThreeWays() throws {
    let data = data(.linear)
    let records = Array(data.y.indices)
    let classes = records.map { $0 % 3 }
    let population = [1500.0, 1400, 1400]
    let margin = Margin(name: "class", classes: ["0", "1", "2"], population: population, classOfRecord: classes)
    let poststratified = data.sample.poststratified(to: margin)
    let raked = data.sample.raked(to: [margin]).sample
    let calibrated = try data.sample.calibrated(
      to: RegressionCalibration(
        names: ["0", "1", "2"], columns: (0..<3).map { own in classes.map { $0 == own ? 1 : 0 } }, totals: population))
    for (a, b) in zip(poststratified.weights, calibrated.weights) { #expect(abs(a / b - 1) < 1e-12) }
    for (a, b) in zip(poststratified.weights, raked.weights) { #expect(abs(a / b - 1) < 1e-12) }
    let errors = [poststratified, calibrated].map { sample in
      sample.variance(ofLinearised: sample.total(data.y, over: records).linearised)
    }
    #expect(abs(errors[0] / errors[1] - 1) < 1e-10)
  }

  @Test("trimming keeps the sum, spreads equally, and with strict ends inside")
  func trimming() {
    #expect(trimmedWeights([1, 5, 20], lower: 0, upper: 10) == [6, 10, 10])
    #expect(trimmedWeights([1, 5, 6], lower: 0, upper: 10) == [1, 5, 6])
    // The spread pushes 9 over the bound; strict trims again and gives to the one never trimmed.
    #expect(trimmedWeights([1, 9, 20], lower: 0, upper: 10) == [6, 14, 10])
    #expect(trimmedWeights([1, 9, 20], lower: 0, upper: 10, isStrict: true) == [10, 10, 10])
    var numbers = TestNumbers(4)
    for _ in 0..<50 {
      let weights = (0..<30).map { _ in 0.2 + 20 * numbers.uniform() * numbers.uniform() }
      let trimmed = trimmedWeights(weights, lower: 1, upper: 9, isStrict: true)
      #expect(trimmed.allSatisfy { $0 >= 1 - 1e-12 && $0 <= 9 + 1e-12 })
      #expect(abs(trimmed.reduce(0, +) - weights.reduce(0, +)) < 1e-9)
    }
  }

  @Test("respondents stand for the non-respondents of their class; a class without respondents is named")
  func nonResponse() throws {
    let classes = RecordClasses(labels: ["a", "a", "b", "b", "b"])
    let weights = [2.0, 4, 1, 2, 3]
    let adjusted = try nonResponseAdjustedWeights(
      weights, classes: classes, responds: [true, false, true, false, true])
    #expect(adjusted == [6, 0, 1.5, 0, 4.5])
    #expect(throws: DiagnosticError.self) {
      try nonResponseAdjustedWeights(weights, classes: classes, responds: [true, true, false, false, false])
    }
  }

  @Test("raking stops where it is told to")
  func rakingStops() {
    let base = [Double](repeating: 2, count: 60)
    let margins = [
      Margin(name: "a", classes: ["0", "1"], population: [70, 50], classOfRecord: (0..<60).map { $0 % 2 }),
      Margin(
        name: "b", classes: ["0", "1"], population: [30, 90],
        classOfRecord: (0..<60).map { $0 % 5 == 0 ? 1 - $0 % 2 : $0 % 2 }),
    ]
    let cells = CalibrationCells(baseWeights: base, margins: margins)
    let full = cells.rake(totals: cells.baseTotals)
    #expect(full.hasConverged && full.largestError < 1e-13)
    let three = cells.rake(totals: cells.baseTotals, until: .passes(3))
    #expect(three.passes == 3)
    let rough = cells.rake(totals: cells.baseTotals, until: .cellsMoveLess(than: 1))
    #expect(rough.hasConverged && rough.passes < full.passes)
    let late = cells.rake(totals: cells.baseTotals, until: .cellsMoveLess(than: 0, maximumPasses: 4))
    #expect(!late.hasConverged && late.passes == 4)
  }
}
