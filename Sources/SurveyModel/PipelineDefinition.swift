public import Expressions
public import Tables

/// A container format.
public enum SourceFormat: String, Sendable, Hashable, CaseIterable {
  case csv, xlsx, xml
  /// SPSS, also packed (`.zsav`).
  case sav
  /// Stata.
  case dta

  /// Whether the file says itself what its variables are.
  public var isStatistical: Bool { self == .sav || self == .dta }
}

/// How a source's rows are turned into a table.
public enum SourceRole: String, Sendable, Hashable, CaseIterable {
  /// Answers to the questionnaire, from a survey platform's export.
  case survey
  /// One row a unit (a department's statistics).
  case statistics
  /// Many rows a unit (a case ledger, inspections), each a record.
  case records
  /// Population counts by cell.
  case frame
  /// Published figures, by unit and framework node.
  case published
}

/// A column wanted from a source that is not a survey.
public struct SourceColumn: Sendable, Hashable {
  /// The name used in expressions.
  public var name: String
  /// The header text (CSV, XLSX) or the path inside the record (XML); nil: the same as the name.
  public var header: String?
  /// nil: inferred.
  public var type: ColumnType?
  /// The unit the figure shall have, such as 万元; converted from the unit the source gives.
  public var unit: String?
  /// Codes for the texts in the source, such as 大型 → large.
  public var codes: [String: String]

  public init(
    name: String, header: String? = nil, type: ColumnType? = nil, unit: String? = nil, codes: [String: String] = [:]
  ) {
    self.name = name
    self.header = header
    self.type = type
    self.unit = unit
    self.codes = codes
  }
}

/// One source of data.
public struct SourceDefinition: Sendable, Hashable {
  public var name: String
  public var role: SourceRole
  /// The path as written, `{wave}` not yet replaced, relative to the pipeline's folder; of several, the first. Parts
  /// may have `*` and `?`.
  public var path: String
  /// The other paths of a source in several files.
  public var morePaths: [String] = []
  public var format: SourceFormat
  /// The survey platform, such as `wjx`, or `auto` where the file shall tell; nil for other roles.
  public var platform: String?
  /// For surveys: headers, names, question codes or numbers of the export, and the variable or question each holds.
  public var columnMapping: [String: String] = [:]
  /// For surveys: headers, names, question codes or numbers of columns that are left out.
  public var ignoredColumns: [String] = []
  /// For surveys: whether answers are option `labels` or `codes`; nil: the file tells.
  public var answerStyle: String?
  /// Waves it exists for; empty: all waves of the pipeline.
  public var waves: [Int]
  /// The sheet of a workbook; nil: the first visible one.
  public var sheet: String?
  /// The encoding of a statistics file's text, against what the file says; nil: as it says.
  public var encoding: String?
  /// Sheet rows of the header, from 1, joined top down where there are several.
  public var headerRows: ClosedRange<Int>
  /// Whether the header is looked for, because the analyst did not say where it is.
  public var findsHeader = false
  /// The share of rows, from 0 to 1, that may be unreadable before the run stops.
  public var maxUnreadable = 0.05
  /// What the file may cost, by the names of ``limitNames``; those not given keep their defaults.
  public var limits: [String: Int] = [:]
  /// The path of the record element, such as `/ledger/case`.
  public var recordPath: String?
  /// The column or variable that names the unit.
  public var unitColumn: String?
  /// For records: the column whose values are the primary sampling units, against overdispersion.
  public var cluster: String?
  public var columns: [SourceColumn]

  public init(
    name: String, role: SourceRole, path: String, format: SourceFormat, platform: String? = nil, waves: [Int] = [],
    sheet: String? = nil, headerRows: ClosedRange<Int> = 1...1, recordPath: String? = nil, unitColumn: String? = nil,
    cluster: String? = nil, columns: [SourceColumn] = [], encoding: String? = nil
  ) {
    self.name = name
    self.role = role
    self.path = path
    self.format = format
    self.platform = platform
    self.waves = waves
    self.sheet = sheet
    self.encoding = encoding
    self.headerRows = headerRows
    self.recordPath = recordPath
    self.unitColumn = unitColumn
    self.cluster = cluster
    self.columns = columns
  }
}

extension SourceDefinition {
  /// All paths as written, in declared order.
  public var paths: [String] { [path] + morePaths }
}

/// A figure published elsewhere that the city is held against, such as the province's score.
public struct ReferenceDefinition: Sendable, Hashable {
  /// The `published` source that holds it.
  public var source: String
  public var name: LocalizedText

  public init(source: String, name: LocalizedText) {
    self.source = source
    self.name = name
  }
}

/// A pipeline as an analyst wrote it, checked.
public struct PipelineDefinition: Sendable {
  /// A short name for run ids, such as `lanjiang`.
  public var id: String
  public var title: LocalizedText
  /// One line about the data shown beside the title, such as "fictional city, synthetic data".
  public var notice: LocalizedText?
  public var edition: String
  public var wave: Int
  public var previousWave: Int?
  /// "Data as of", an ISO date.
  public var asOf: String
  public var seed: UInt64
  public var languages: [Language]
  /// Where the output root is, as written, relative to the pipeline's folder.
  public var output: String
  public var units: UnitRegistry
  public var questionnaire: Questionnaire?
  public var sources: [SourceDefinition]
  public var cleaning: CleaningPlan
  public var design: SampleDesign?
  /// Crossings of survey variables whose combinations are estimated beside the units.
  public var domains: [[String]] = []
  /// Totals that are published by tables; nil: none.
  public var totals: TotalsPlan?
  public var framework: Framework
  /// Scores on 0 to 100 of the steps of a scale, by map name.
  public var likertMaps: [String: [Double]]
  public var calendar: WorkCalendar
  public var replicates: Int
  /// How many imputations of the same data stand for imputed answers; nil: every replicate imputes anew.
  public var multipleImputations: Int?
  /// What could have been decided otherwise about the index.
  public var alternatives = MethodAlternatives()
  /// The source with scores of earlier years, taken as published.
  public var history: String?
  public var reference: ReferenceDefinition?
  /// How precise an estimate must be to be shown.
  public var display: DisplayRules
  /// Score at or above which a difference may be called a strength.
  public var strengthThreshold: Double
  /// Upper interval end below which a score is weak.
  public var weakThreshold: Double
  /// How tiers are cut; nil: none are.
  public var tiers: TierCuts?
  /// The variable of overall satisfaction whose variation is shared out among ratings; nil: none.
  public var importanceOutcome: String?
  /// Which estimates are also modelled area by area; nil: none.
  public var smallAreas: SmallAreaSettings?
  /// Which figures are also estimated under the city's make-up; nil: none.
  public var standardisation: StandardisationSettings?
  /// The pairs of survey variables whose association is tested.
  public var associations: [AssociationSettings] = []
  /// How findings become lists of actions.
  public var actions = ActionSettings()
  /// Look, words and chapters of the report.
  public var report = ReportSettings()
  /// How two runs into one output folder are kept apart; changes no result.
  public var locking = RunLocking.flock
  /// Which earlier runs stay; nil: all. Changes no result.
  public var retention: RetentionSettings?

  /// A pipeline of nothing but what is named: no source, no questionnaire, an empty framework.
  public init(
    id: String, title: LocalizedText, notice: LocalizedText? = nil, edition: String, wave: Int,
    previousWave: Int? = nil, asOf: String, seed: UInt64 = 1, languages: [Language] = [.zh], output: String,
    units: UnitRegistry = UnitRegistry(city: nil, units: []), questionnaire: Questionnaire? = nil,
    sources: [SourceDefinition] = [], cleaning: CleaningPlan = CleaningPlan(), design: SampleDesign? = nil,
    framework: Framework = Framework(nodes: []), likertMaps: [String: [Double]] = [:],
    calendar: WorkCalendar = WorkCalendar(), replicates: Int = 0, history: String? = nil,
    reference: ReferenceDefinition? = nil, display: DisplayRules = .none, strengthThreshold: Double = 75,
    weakThreshold: Double = 60
  ) {
    self.id = id
    self.title = title
    self.notice = notice
    self.edition = edition
    self.wave = wave
    self.previousWave = previousWave
    self.asOf = asOf
    self.seed = seed
    self.languages = languages
    self.output = output
    self.units = units
    self.questionnaire = questionnaire
    self.sources = sources
    self.cleaning = cleaning
    self.design = design
    self.framework = framework
    self.likertMaps = likertMaps
    self.calendar = calendar
    self.replicates = replicates
    self.history = history
    self.reference = reference
    self.display = display
    self.strengthThreshold = strengthThreshold
    self.weakThreshold = weakThreshold
  }

  /// The wave and, if there is one, the wave before.
  public var waves: [Int] { (previousWave.map { [$0] } ?? []) + [wave] }
}
