import Diagnostics
import History
import SurveyModel
import Tables

/// What is known before a stage begins.
struct RunPreparation {
  let pipeline: PipelineDefinition
  /// As resolved; where results are written changes none of them, so it is left out.
  let configuration: [UInt8]
  let keys: StageKeys
  let reports: ActionReports
  let cleaning: CleaningInputs
  /// What earlier editions published.
  let earlier: EarlierFigures

  init(_ loaded: LoadedConfiguration, _ options: RunOptions) throws(DiagnosticError) {
    pipeline = loaded.pipeline
    configuration = loaded.canonical
    reports = try ActionReports(pipeline, folder: options.folder)
    cleaning = try CleaningInputs(pipeline, folder: options.folder)
    keys = StageKeys(loaded.parts, salt: cleaning.saltDigest, corrections: cleaning.file?.sha256)
    earlier = try earlierFigures(pipeline, options)
  }

  /// Of call-backs.
  var corrections: InputFile? { cleaning.file }

  var configurationDigest: String { sha256Hex(configuration) }

  /// The files of a run: those of its sources, and what is read beside the survey that is reported.
  func inputs(_ sources: [RunInput]) -> [RunInput] {
    let besides = [corrections, reports.file].compactMap(\.self)
    let names = Set(pipeline.sources.filter { $0.role == .survey }.map(\.name))
    let place = sources.lastIndex { $0.wave == pipeline.wave && names.contains($0.source) } ?? sources.indices.last
    guard let place else { return sources }
    let (source, wave) = (sources[place].source, sources[place].wave)
    var all = sources
    all.insert(contentsOf: besides.map { RunInput(source: source, wave: wave, file: $0) }, at: place + 1)
    return all
  }

  /// The name of the run that has these inputs.
  func runID(_ inputs: [RunInput]) -> String {
    PipelineRunner.runID(
      pipeline: pipeline, inputs: RunInput.digest(inputs), configuration: configurationDigest, history: earlier.digest)
  }

  var cleanName: String { "clean-" + keys.clean }

  func evaluationName(_ clean: StoredClean) -> String { "aggregate-" + keys.aggregate(clean.content) }

  /// nil: no record was dropped as invalid.
  func droppedName(_ clean: StoredClean) -> String? { clean.invalid.map { "dropped-" + keys.aggregate($0) } }
}
