import Diagnostics
import Estimation
import Measuring
import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Districts by size and districts by sector in two waves with their changes, one system. The result: totals, sensitive
/// ones, others held back, and totals that stay exposed.
func suppressionTask(firms: Int) throws(DiagnosticError) -> Measured {
  var random = SplitMix(state: 11)
  func classes(_ letter: String, _ count: Int) -> RecordClasses {
    RecordClasses(
      names: (0..<count).map { letter + String($0) },
      classOfRecord: (0..<firms).map { _ in Int(random.uniform() * random.uniform() * Double(count)) })
  }
  let dimensions = [
    TableDimension(
      name: "district", classes: classes("d", 8), unions: [.init(name: "d0 with its zone", members: [0, 7])]),
    TableDimension(name: "size", classes: classes("s", 4)), TableDimension(name: "sector", classes: classes("c", 19)),
    TableDimension(name: "wave", classes: classes("w", 2), hasTotal: false, hasChanges: true),
  ]
  let employees = (0..<firms).map { _ in exp(1 + 5 * random.uniform() * random.uniform()).rounded() }
  var measured = Measured()
  let watch = Stopwatch()
  let tables = try LinkedTables(
    values: employees, dimensions: dimensions,
    tables: [["district", "size", "wave"], ["district", "sector", "wave"]],
    rules: ConfidentialityRules(minimumContributors: 3, dominance: .init(count: 1, share: 0.85), priorPosterior: 0.1))
  let pattern = tables.suppressed()
  (measured.wall, measured.cpu) = (watch.wallSeconds, watch.cpuSeconds)
  for exposed in pattern.exposures { print(tables.cells[exposed.cell].labels.map { $0 ?? "all" }, exposed) }
  measured.result = [tables.cells.count, pattern.primary.count, pattern.secondary.count, pattern.exposures.count]
    .map { Double($0) }
  return measured
}
