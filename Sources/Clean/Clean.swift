public import Diagnostics
public import SurveyModel
import Tables

/// Cleans one data set by the rules of the pipeline.
///
/// Rules run in declared order, each once. Cell rules change cells; record rules flag or drop. Every record rule is tried
/// on every record, so a record set aside names all rules it broke, and aggregates in rules run over all records as
/// ingested with the cell changes of earlier rules: no verdict depends on other records having been dropped. Only
/// `keep_latest` looks at what is left, because "the latest complete one" is a question about what is left. Derived
/// variables are computed last, over the records kept.
///
/// Flags stay with the records as Bool columns named `flag:` and the rule's id, for `FLAGGED(…)` in later stages.
/// Identifying values leave this stage as keyed hashes only. Data sets that are no survey pass through as they are.
///
/// - Returns: the records kept, every changed cell and flag, every record set aside, and counts by rule;
///   rows in = rows kept + rows quarantined.
/// - Throws: ``DiagnosticError`` of kind `configuration` with every rule and derived variable that does not fit the data.
public func clean(_ dataset: Dataset, pipeline: PipelineDefinition) throws(DiagnosticError) -> CleanResult {
  let source = pipeline.sources.first { $0.name == dataset.source }
  guard source?.role == .survey else {
    let rows = dataset.table.rowCount
    let counts = StageCount(
      stage: "clean", source: dataset.source, wave: dataset.wave, rowsIn: rows, rowsKept: rows, rowsQuarantined: 0)
    return CleanResult(dataset: dataset, audit: [], quarantine: [], rules: [], counts: counts)
  }
  var compiler = RuleCompiler(dataset, pipeline: pipeline)
  let plan = try compiler.compile(pipeline.cleaning)
  var run = CleaningRun(dataset, plan: plan)
  for rule in plan.rules { run.apply(rule) }
  return run.result(seed: pipeline.seed)
}
