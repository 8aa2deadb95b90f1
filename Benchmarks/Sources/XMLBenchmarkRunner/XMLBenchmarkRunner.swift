import Diagnostics
import Expressions
import Ingest
import SurveyModel
import Tables

/// Reads a case ledger in XML as the pipeline would, and prints one line of JSON: `XMLBenchmarkRunner FILE`.
@main
struct XMLBenchmarkRunner {
  static func main() throws {
    guard let file = CommandLine.arguments.dropFirst().first else {
      print("usage: XMLBenchmarkRunner FILE")
      return
    }
    let clock = ContinuousClock()
    let start = clock.now
    let result = try ingest(source(file), wave: 2025, pipeline: pipeline, folder: ".")
    let wall = (clock.now - start) / .seconds(1)
    let table = result.dataset.table
    print("{\"task\":\"xml\",\"wall_s\":\(shortestText(wall)),\"result\":[\(table.rowCount),\(table.columns.count)]}")
  }

  private static func source(_ file: String) -> SourceDefinition {
    let dates = ["received", "due", "closed"].map { SourceColumn(name: $0, type: .date) }
    let words = ["kind", "topic", "handler"].map { SourceColumn(name: $0, type: .category) }
    let others = [
      SourceColumn(name: "id", header: "@id", type: .text), SourceColumn(name: "rating", type: .integer),
      SourceColumn(name: "callback", header: "callback/result", type: .category),
    ]
    return SourceDefinition(
      name: "ledger", role: .records, path: file, format: .xml, recordPath: "/ledger/case",
      columns: words + dates + others)
  }

  private static let pipeline = PipelineDefinition(
    id: "bench", title: LocalizedText("bench"), notice: nil, edition: "1", wave: 2025, previousWave: nil,
    asOf: "2025-12-31", seed: 1, languages: [.zh], output: "out", units: UnitRegistry(city: nil, units: []),
    questionnaire: nil, sources: [], cleaning: CleaningPlan(sets: [:], rules: [], derived: []), design: nil,
    framework: Framework(nodes: []), likertMaps: [:], calendar: WorkCalendar(), replicates: 0, history: nil,
    reference: nil, minimumShown: 1, strengthThreshold: 75, weakThreshold: 60)
}
