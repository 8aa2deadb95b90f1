import CompositeIndex
import Diagnostics
import Measuring

/// 1,000 units, 100 indicators in ten groups, 1,000 draws of weights: counts of ranks only, so memory does not grow with draws.
func largeTask() throws(DiagnosticError) -> String {
  PeakMemory.reset()
  let watch = Stopwatch()
  let (units, indicators, draws) = (1_000, 100, 1_000)
  var nodes = [IndexNode(code: "INDEX", parent: nil)]
  for group in 0..<10 { nodes.append(IndexNode(code: "G\(group)", parent: "INDEX")) }
  for indicator in 0..<indicators { nodes.append(IndexNode(code: "I\(indicator)", parent: "G\(indicator / 10)")) }
  let model = try IndexModel(nodes: nodes)
  var generator = DrawGenerator(seed: 1, draw: 0)
  let data = try IndicatorMatrix(
    units: (0..<units).map { "U\($0)" }, columns: model.indicatorCodes,
    values: (0..<units * indicators).map { _ in generator.uniform() })
  let normalised = try normalise(data, model: model, as: .minMax(lower: 1, upper: 100))
  let found = try weightUncertainty(
    normalised, model: model, perturbation: .noise(factor: 0.25), draws: 0..<draws, seed: 2)
  return
    "{\"task\":\"large\",\"units\":\(units),\"indicators\":\(indicators),\"draws\":\(found.draws),"
    + "\"cpu_s\":\(watch.cpuSeconds),\"wall_s\":\(watch.wallSeconds),\"peak_kb\":\(PeakMemory.kilobytes("VmHWM:"))}"
}
