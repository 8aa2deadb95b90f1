public import SurveyModel
public import Tables

/// What a file looks like before anything is declared about it.
public struct SourceInspection: Sendable {
  /// The path as it is shown and as a pipeline would name it.
  public var file: String
  public var format: SourceFormat
  /// What the reader found out about the container: encoding, separator, sheet, dialect.
  public var notes: [String]
  /// Sheet rows, or lines, of the header; nil when the container names its columns itself.
  public var headerRows: ClosedRange<Int>?
  /// Rows below the header.
  public var rowCount: Int
  public var columns: [InspectedColumn]
  /// How the file reads as a survey's export; nil when it is a table of figures or of records.
  public var survey: SurveyShape?
  /// The sheet of a workbook, where it has several.
  public var sheet: String?
  /// The path of the records of an XML document.
  public var recordPath: String?
}

/// A column as it is found.
public struct InspectedColumn: Sendable {
  public var name: String
  public var type: ColumnType
  /// Share of rows without a value, 0 to 1.
  public var missingShare: Double
  /// How many different values there are, up to ``mostDistinct``.
  public var distinctCount: Int
  /// The most frequent values; none of columns that may tell who answered.
  public var samples: [String]
  /// What a survey platform means by it; empty for other files.
  public var role: String
  /// All different values of a column of names, in order of appearance; at most 100, none of other columns.
  public var values: [String]
  /// The unit of its figures, as the header or the caption gives it: 万元.
  public var unit: String?

  /// Values are told apart up to this many.
  public static let mostDistinct = 1000
}

/// A column of an export and the variable that it holds.
public struct MappedColumn: Sendable, Hashable {
  public var header: String
  public var variable: String
}

/// How a file reads as a survey's export.
public struct SurveyShape: Sendable {
  /// The name for `platform:`; nil for a statistics file, which needs none.
  public var platform: String?
  /// The questions found, with proposed codes and options.
  public var codebook: Codebook
  /// One a column: `Q3`, `record_id`, `left out`.
  public var roles: [String]
  /// Columns that their wording alone does not tell apart, with the variables they hold.
  public var mapping: [MappedColumn] = []
  /// The codes of the options of each closed question that somebody chose.
  public var answered: [String: Set<String>] = [:]
  /// Headers of columns that hold nothing the codebook knows.
  public var unmatched: [String] = []
  /// Questions that are no choice of one option but have few answers: with these as options each could name the
  /// assessed unit.
  public var makeshiftUnits: [SurveyVariable] = []
  /// When the platform shows the questions, where its codebook says so.
  var shown = ShownConditions()
}
