import Aggregate
import Clean
public import Diagnostics
import Ingest
public import SurveyModel

extension PipelineRunner {
  /// What shifts of a unit's scores would do to its ranks; nothing is written.
  ///
  /// - Parameters:
  ///   - shifts: points by node.
  ///   - unit: the id of a ranked unit.
  /// - Returns: the shifted nodes and everything above them, the index first.
  /// - Throws: as ``run()``, and when there is no such node or unit.
  public func whatIf(_ shifts: [WishedShift], unit: String) async throws(DiagnosticError) -> [ScoreChange] {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let ingested = try await ingestAll(pipeline)
    let cleaned = try await cleanAll(ingested.map(\.dataset), pipeline).results
    var datasets: [Int: [String: Dataset]] = [:]
    for result in cleaned { datasets[result.dataset.wave, default: [:]][result.dataset.source] = result.dataset }
    return try Aggregate.whatIf(datasets, pipeline: pipeline, shifts: shifts, unit: unit)
  }
}
