import Clean
import Diagnostics
import SurveyModel
import Tables

/// A file that a run reads.
struct RunInput: Codable, Hashable {
  var source: String
  var wave: Int
  var file: InputFile
}

extension RunInput {
  static func of(_ datasets: [Dataset]) -> [RunInput] {
    datasets.flatMap { dataset in
      dataset.inputs.map { RunInput(source: dataset.source, wave: dataset.wave, file: $0) }
    }
  }

  /// One digest over all files, in the order of sources and waves.
  static func digest(_ inputs: [RunInput]) -> String {
    let lines = inputs.map { "\($0.source) \($0.wave) \($0.file.sha256)" }
    return sha256Hex([UInt8](lines.joined(separator: "\n").utf8))
  }
}

/// What reading and cleaning came to, as far as it tells whether they have to be done again.
struct StoredClean: Codable, Hashable {
  var inputs: [RunInput]
  var counts: [StageCount]
  /// Of the cleaned data.
  var content: String
  /// Of the records that rules dropped as invalid; nil: none.
  var invalid: String?
  var warnings: [String]
}

/// What the report says of reading and cleaning.
struct StoredRecord: Codable {
  /// Beside it: what `CleaningRecord` writes.
  static let files = ["audit.csv", "quarantine.csv", "rules.csv", "quality.csv", "decisions.csv", "gates.json"]

  var rules: [RuleSummary]
  /// Changed cells of the wave that is reported.
  var audit: [AuditEntry]
  var decisions: [ReviewDecision]
}

/// What was computed, without the configuration that it was computed by.
struct StoredEvaluation: Codable {
  var wave: Int
  var previousWave: Int?
  var estimates: [Estimate]
  var scores: [Score]
  var ranks: [UnitRank]
  var comparisons: [Comparison]
  var weighting: [WeightingSummary]
  var weights: [RecordWeights]
  var domainEstimates: [DomainEstimate]
  var groupScores: [GroupScore]
  var totals: [SurveyTotal]
  var history: [PublishedScore]
  var respondents: [Int: [String: Int]]
  var replicates: Int
  var selection: SelectionMethod?
  var analysis: IndexAnalysis
  var reading: IndexReading
  var survey: SurveyAnalysis
  var notes: [LocalizedText]

  init(_ evaluation: Evaluation) {
    wave = evaluation.wave
    previousWave = evaluation.previousWave
    estimates = evaluation.estimates
    scores = evaluation.scores
    ranks = evaluation.ranks
    comparisons = evaluation.comparisons
    weighting = evaluation.weighting
    weights = evaluation.weights
    domainEstimates = evaluation.domainEstimates
    groupScores = evaluation.groupScores
    totals = evaluation.totals
    history = evaluation.history
    respondents = evaluation.respondents
    replicates = evaluation.replicates
    selection = evaluation.selection
    analysis = evaluation.analysis
    reading = evaluation.reading
    survey = evaluation.survey
    notes = evaluation.notes
  }

  /// With the configuration that it was computed by.
  func evaluation(_ pipeline: PipelineDefinition) -> Evaluation {
    var evaluation = Evaluation(
      wave: wave, previousWave: previousWave, framework: pipeline.framework, units: pipeline.units)
    evaluation.estimates = estimates
    evaluation.scores = scores
    evaluation.ranks = ranks
    evaluation.comparisons = comparisons
    evaluation.weighting = weighting
    evaluation.weights = weights
    evaluation.domainEstimates = domainEstimates
    evaluation.groupScores = groupScores
    evaluation.totals = totals
    evaluation.history = history
    evaluation.respondents = respondents
    evaluation.replicates = replicates
    evaluation.selection = selection
    evaluation.analysis = analysis
    evaluation.reading = reading
    evaluation.survey = survey
    evaluation.notes = notes
    return evaluation
  }
}
