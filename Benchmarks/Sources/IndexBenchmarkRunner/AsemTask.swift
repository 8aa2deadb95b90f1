import CompositeIndex
import Diagnostics
import IndexTables
import Measuring

/// What the method of the ASEM index could have been: four uncertain inputs, as in COINr's own example of a sensitivity
/// analysis (points winsorised, normalisation, weights, aggregation).
private struct AsemInputs {
  let model: IndexModel
  let base: IndexMethod
  let seed: UInt64

  static let count = 4

  /// The method for four numbers from 0 to 1.
  func draw(_ u: [Double]) throws(DiagnosticError) -> MethodDraw {
    var method = base
    let points = 1 + min(4, Int(u[0] * 5))
    method.preparation[2] = .treat(OutlierTreatment(maximumWinsorised: points))
    method.normalisation = u[1] < 0.5 ? .minMax(lower: 1, upper: 100) : .zScore(mean: 10, standardDeviation: 2)
    method.aggregation = IndexAggregation([u[3] < 0.5 ? .arithmetic : .geometric])
    var generator = DrawGenerator(seed: seed, draw: Int(u[2] * 1_000_000))
    return MethodDraw(
      method: method, weights: try WeightPerturbation.noise(factor: 0.25).weights(of: model, using: &generator))
  }
}

/// The ASEM index built once, 1,000 draws of its method, and Sobol' indices from 600 rows with 100 bootstrap resamples.
func asemTask(data: String, metadata: String) throws(DiagnosticError) -> [String] {
  PeakMemory.reset()
  let all = Stopwatch()
  var choices = IndexChoices()
  choices.isDenominated = true
  choices.imputation = .row(.mean, level: 2)
  choices.treatment = OutlierTreatment()
  choices.normalisation = .minMax(lower: 1, upper: 100)
  let tables = try IndexTables(data: data, metadata: metadata, choices: choices)
  let built = try tables.build(choices)
  let nominal = built.ranking
  let buildSeconds = all.cpuSeconds

  let base = IndexMethod(
    preparation: [.denominate, .impute(.row(.mean, level: 2)), .treat(OutlierTreatment())],
    normalisation: .minMax(lower: 1, upper: 100))
  let inputs = AsemInputs(model: tables.model, base: base, seed: 1)
  var draws: [MethodDraw] = []
  for number in 0..<1_000 {
    var generator = DrawGenerator(seed: 2, draw: number)
    draws.append(try inputs.draw((0..<AsemInputs.count).map { _ in generator.uniform() }))
  }
  var distribution = RankDistribution(unitCount: tables.data.indicators.units.count)
  let uncertainty = Stopwatch()
  try replay(draws, data: tables.data, model: tables.model) { distribution.add(scores: $1) }
  let uncertaintySeconds = uncertainty.cpuSeconds

  let sensitivity = Stopwatch()
  let published = competitionRanks(
    (built.scores.column(named: built.code) ?? []).map { $0.isNaN ? nil : $0 })
  var replayed = ReplayedIndex(tables.data, model: tables.model)
  func output(_ u: [Double]) throws(DiagnosticError) -> Double {
    let scores = try replayed.scores(try inputs.draw(u))
    return meanRankChange(competitionRanks(scores.map { $0.isNaN ? nil : $0 }), from: published) ?? .nan
  }
  var rows: [(a: [Double], b: [Double])] = []
  var (a, b) = ([Double](), [Double]())
  var mixed = [[Double]](repeating: [], count: AsemInputs.count)
  for number in 0..<600 {
    var generator = DrawGenerator(seed: 3, draw: number)
    let row = (
      a: (0..<AsemInputs.count).map { _ in generator.uniform() },
      b: (0..<AsemInputs.count).map { _ in generator.uniform() }
    )
    rows.append(row)
    a.append(try output(row.a))
    b.append(try output(row.b))
    for input in 0..<AsemInputs.count {
      var changed = row.a
      changed[input] = row.b[input]
      mixed[input].append(try output(changed))
    }
  }
  let indices = try sobolIndices(a: a, b: b, mixed: mixed) ?? []
  for resample in 0..<100 {
    var generator = DrawGenerator(seed: 4, draw: resample)
    let picked = a.indices.map { _ in generator.below(a.count) }
    _ = try sobolIndices(
      a: picked.map { a[$0] }, b: picked.map { b[$0] }, mixed: mixed.map { column in picked.map { column[$0] } })
  }
  let names = ["winsorised", "normalisation", "weights", "aggregation"]
  let shares = zip(names, indices).map { "\"\($0)\":\($1.total)" }.joined(separator: ",")
  return [
    "{\"task\":\"asem\",\"first\":\"\(nominal.first?.unit ?? "")\",\"build_cpu_s\":\(buildSeconds),"
      + "\"uncertainty_draws\":\(distribution.draws),\"uncertainty_cpu_s\":\(uncertaintySeconds),"
      + "\"sobol_evaluations\":\(6 * rows.count),\"sobol_cpu_s\":\(sensitivity.cpuSeconds),\"total_cpu_s\":\(all.cpuSeconds),"
      + "\"peak_kb\":\(PeakMemory.kilobytes("VmHWM:"))}",
    "{\"task\":\"asem_total_indices\",\(shares)}",
  ]
}
