public import Diagnostics
public import SurveyModel
import Tables

/// Cleans one data set by the rules of the pipeline.
///
/// First come the corrections from call-backs. Then rules run in declared order, each once. Cell rules change cells; record
/// rules flag or drop. Every record rule is tried on every record, so a record set aside names all rules it broke, and
/// aggregates in rules run over all records as ingested with the cell changes of earlier rules: no verdict depends on
/// other records having been dropped. Only `keep_latest` looks at what is left, because "the latest complete one" is a
/// question about what is left. Decisions of reviewers keep single records in spite of a rule. Declared variables are
/// imputed after the rules; derived variables are computed last, over the records kept.
///
/// Flags stay with the records as Bool columns named `flag:` and the rule's id, for `FLAGGED(…)` in later stages, imputed
/// cells as `imputed:` and the variable. Identifying values leave this stage as keyed hashes only. Data sets that are no
/// survey pass through as they are.
///
/// - Parameters:
///   - dataset: as ingested. Where the caller gives it away, its columns are let go of one by one.
///   - pipeline: the plan of cleaning.
///   - context: the wave before, the frame, corrections, the salt.
/// - Returns: the records kept, every edit, every record set aside, and how rules and figures of quality compare with
///   their limits; rows in = rows kept + rows quarantined.
/// - Throws: ``DiagnosticError`` of kind `configuration` with every rule and derived variable that does not fit the data,
///   of kind `content` with every correction and decision that does not.
public func clean(
  _ dataset: consuming Dataset, pipeline: PipelineDefinition, context: CleanContext = CleanContext()
) throws(DiagnosticError) -> CleanResult {
  let name = dataset.source
  let source = pipeline.sources.first { $0.name == name }
  guard source?.role == .survey else {
    let rows = dataset.table.rowCount
    let counts = StageCount(
      stage: "clean", source: dataset.source, wave: dataset.wave, rowsIn: rows, rowsKept: rows, rowsQuarantined: 0)
    let log = AuditLog(source: dataset.source, wave: dataset.wave, labels: RecordLabels(dataset.table))
    return CleanResult(dataset: dataset, audit: log, counts: counts)
  }
  let plan = try compiledPlan(dataset, pipeline, context)
  var run = try CleaningRun(consume dataset, plan: plan, pipeline: pipeline, context: context)
  for rule in plan.rules { try run.apply(rule) }
  for imputation in plan.imputations { try run.apply(imputation) }
  return run.result()
}

private func compiledPlan(
  _ dataset: Dataset, _ pipeline: PipelineDefinition, _ context: CleanContext
) throws(DiagnosticError) -> CompiledPlan {
  var compiler = RuleCompiler(dataset, pipeline: pipeline, context: context)
  return try compiler.compile(pipeline.cleaning)
}
