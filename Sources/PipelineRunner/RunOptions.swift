public import SurveyModel

/// What is asked of a run.
public struct RunOptions: Sendable {
  /// The pipeline's folder.
  public var folder: String
  /// The last stage to bring up to date.
  public var lastStage: Stage
  /// The output root; nil: `output:` of pipeline.yaml, relative to its folder.
  public var output: String?
  /// `key.path=value`, applied to pipeline.yaml.
  public var overrides: [String]
  /// Whether `current` is pointed at the run.
  public var publishes: Bool
  /// Whether warnings of rules and gates stop the run as errors do.
  public var isStrict: Bool
  /// This stage and those after it are done again whatever is there; nil: what is fresh is skipped.
  public var forcedFrom: Stage?
  /// Whether the stages before the last have to be fresh already.
  public var isLastStageOnly: Bool
  /// Whether the report is made in spite of rules and gates that fail; it is not published, and the run fails all the same.
  public var keepsGoing: Bool

  public init(
    folder: String, lastStage: Stage = .report, output: String? = nil, overrides: [String] = [],
    publishes: Bool = true, strict isStrict: Bool = false, forcedFrom: Stage? = nil, only isLastStageOnly: Bool = false,
    keepsGoing: Bool = false
  ) {
    self.folder = folder
    self.lastStage = lastStage
    self.output = output
    self.overrides = overrides
    self.publishes = publishes
    self.isStrict = isStrict
    self.forcedFrom = forcedFrom
    self.isLastStageOnly = isLastStageOnly
    self.keepsGoing = keepsGoing
  }
}

extension RunOptions {
  /// Whether a stage is to be done again whatever is there.
  func forces(_ stage: Stage) -> Bool { forcedFrom.map { $0 <= stage } ?? false }
}

/// Something worth telling while a run goes on.
public enum RunEvent: Sendable {
  case stageFinished(Stage, summary: String, seconds: Double)
  /// A stage whose result is there already.
  case stageSkipped(Stage)
  /// A line for the log, shown with `-v`.
  case note(Stage, String)
  case warning(Stage, String)
  /// How far a stage has come; told often, and not logged.
  case progress(RunProgress)
  /// The run has a name now.
  case identified(String)
  /// `current` points at the run now.
  case published(String)
  /// Another edition of the same name was published before: how many figures differ, in a sentence.
  case revised(String)
}

/// How far a step of a stage has come.
public struct RunProgress: Sendable, Hashable {
  public var stage: Stage
  /// What is counted, such as `re-draws 2025`.
  public var step: String
  public var done: Int
  public var total: Int

  public init(stage: Stage, step: String, done: Int, total: Int) {
    self.stage = stage
    self.step = step
    self.done = done
    self.total = total
  }
}

/// What a run left behind.
public struct RunResult: Sendable {
  public var runID: String
  public var lastStage: Stage
  /// Where the outputs are: the run folder, or the folder of stage outputs for a run that stopped early.
  public var folder: String
  /// The report, through `current` when published; nil for a run that stopped early.
  public var report: String?
  public var reportBytes: Int
  public var counts: [StageCount]
  /// The stages whose results were there already.
  public var skipped: [Stage] = []
}
