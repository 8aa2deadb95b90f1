import Expressions
import Ingest
import SurveyModel
import Tables

/// Reads a case ledger in XML into a typed table, as the pipeline would; its rows and columns.
func readLedger(_ file: String, _ clock: inout Measurement) throws -> [Double] {
  let table = try clock.measure {
    try ingest(ledger(file), wave: 2025, pipeline: pipeline, folder: ".").dataset.table
  }
  return [Double(table.rowCount), Double(table.columns.count)]
}

private func ledger(_ file: String) -> SourceDefinition {
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

private let pipeline = PipelineDefinition(
  id: "bench", title: LocalizedText("bench"), edition: "1", wave: 2025, asOf: "2025-12-31", output: "out")
