import Diagnostics
import Estimation
import Expressions
import Measuring
import Tables

/// What a task took, and its numbers, by which contestants are compared.
struct Measured {
  var wall = 0.0
  var cpu = 0.0
  var result: [Double] = []

  func json(_ task: String) -> String {
    "{\"task\":\"\(task)\",\"wall_s\":\(shortestText(wall)),\"cpu_s\":\(shortestText(cpu)),"
      + "\"result\":[\(result.map { shortestText($0) }.joined(separator: ","))]}"
  }
}

/// Means of 60 items in 7 districts with Taylor standard errors, from a table in memory.
func estimatesTask(_ sample: GeneratedSample) async throws(DiagnosticError) -> Measured {
  var measured = Measured()
  let watch = Stopwatch()
  measured.result = try await estimates(of: sample.table)
  (measured.wall, measured.cpu) = (watch.wallSeconds, watch.cpuSeconds)
  return measured
}

/// The same from a CSV file.
func csvTask(_ file: String) async throws(DiagnosticError) -> Measured {
  var measured = Measured()
  let watch = Stopwatch()
  measured.result = try await estimates(of: try CSVTableReader.read(file, shownAs: file).table)
  (measured.wall, measured.cpu) = (watch.wallSeconds, watch.cpuSeconds)
  return measured
}

/// By item and district: mean and standard error.
private func estimates(of table: Table) async throws(DiagnosticError) -> [Double] {
  let plan = ReductionPlan(
    schema: GeneratedSample.schema, stratum: "stratum", weight: "weight", population: "population",
    domains: ["district"], items: GeneratedSample.items.map { .init(name: $0, expression: $0) })
  let cells = try await EmbeddedEngine(table).cells(plan)
  let estimator = try CellEstimator(cells)
  let districts = (0..<GeneratedSample.districts).map { own in cells.cells { $0.domain == ["d" + String(own)] } }
  var result: [Double] = []
  for item in GeneratedSample.items.indices {
    for district in districts {
      guard let mean = estimator.mean(item: item, over: district) else { continue }
      let joint = try estimator.joint([mean])
      result += [joint.values[0], joint.standardErrors[0]]
    }
  }
  return result
}
