internal import Diagnostics
internal import SurveyModel

/// What can be said of a wave's answers beside its estimates, and what a reader must know of it.
///
/// - Throws: what is declared and cannot be made of the data of the wave that is reported.
func surveyAnalysis(
  _ done: EvaluatedWave, pipeline: PipelineDefinition, threads: Int
) throws(DiagnosticError) -> (analysis: SurveyAnalysis, notes: [LocalizedText]) {
  var analysis = SurveyAnalysis()
  var notes: [LocalizedText] = []
  if let batteries = RatingBatteries(done, pipeline: pipeline) {
    analysis.reliability = batteries.reliability()
    if done.table.wave.wave == pipeline.wave { analysis.answers = batteries.answers(threads: threads) }
    if let outcome = pipeline.importanceOutcome { analysis.importance = try batteries.importance(of: outcome) }
  }
  analysis.influence = FirmShares(done, codebook: pipeline.questionnaire?.codebook)?.rows() ?? []
  if let model = try SmallAreas(done, pipeline: pipeline)?.model() {
    analysis.smallAreas = model.rows
    notes += model.notes
  }
  analysis.standardised = StandardisedFigures(done, pipeline: pipeline)?.rows(threads: threads) ?? []
  analysis.associations = try Associations(done, pipeline: pipeline)?.rows() ?? []
  return (analysis, notes)
}
