import SurveyModel
import Tables

/// A file of a survey platform as its dialect understands it, before any questionnaire is looked at.
///
/// `ingest --inspect` shows it, `init --from` makes a questionnaire of it (``proposedCodebook(_:cells:imported:)``), and
/// ``ColumnMapping`` finds the questionnaire's variables in it.
struct SurveyExport: Sendable {
  /// The dialect's name, as in `platform:`.
  var platform: String
  /// One a column, in the order of the file.
  var columns: [ExportColumn]
  /// The grid's rows that are header; the first row of data is behind them.
  var headerRows: Range<Int>
  var conventions: AnswerConventions
  /// Lines for the log: what was recognised, and what is worth knowing about the file.
  var notes: [String] = []
  /// Columns that the platform always writes and that are not there: name, and what to do.
  var absentColumns: [(name: String, advice: String)] = []

  /// The grid's first row of data.
  var firstRow: Int { headerRows.upperBound }

  /// The column that holds the record's number.
  var recordColumn: Int? { columns.firstIndex { $0.role == .paradata(.column(.recordID)) } }
}

/// A row of a matrix, or an option of a question, as the header names it.
struct ExportItem: Sendable, Hashable {
  /// The platform's code, such as `SQ001`; nil where the header gives only words.
  var code: String?
  /// The words; nil where the header gives only a code.
  var label: String?

  /// What to call it in a message.
  var shown: String { label ?? code ?? "" }
}

/// A column of a survey's export.
struct ExportColumn: Sendable, Hashable {
  /// From 0.
  var position: Int
  /// The header as the file has it, its rows joined with `/`; for messages.
  var header: String
  /// The question's number as the platform counts, such as 6 of `6、行业`.
  var number: Int?
  /// The variable's name or code, such as `Q2_SQ001`; nil where the header has only words.
  var name: String?
  /// What the columns of one question share: a code such as `Q2`; nil where there is none.
  var question: String?
  /// The wording of the question; a code where the header has no wording.
  var title: String
  /// The row of a matrix.
  var row: ExportItem?
  /// The option that the column is about, for the roles `option`, `rankOfOption` and `otherText`.
  var option: ExportItem?
  var role: ExportRole

  init(
    position: Int, header: String, number: Int? = nil, name: String? = nil, question: String? = nil,
    title: String? = nil, row: ExportItem? = nil, option: ExportItem? = nil, role: ExportRole = .answer
  ) {
    self.position = position
    self.header = header
    self.number = number
    self.name = name
    self.question = question
    self.title = title ?? header
    self.row = row
    self.option = option
    self.role = role
  }

  /// The question's wording with the row of a matrix: what a questionnaire's variable is found by.
  var wording: String { title + (row?.label.map { "—" + $0 } ?? "") }
}

/// What a column holds.
enum ExportRole: Sendable, Hashable {
  /// What the platform records about the response.
  case paradata(ExportParadata)
  /// `1.2.3.4(省-市)`: the address and its place in one cell.
  case addressAndPlace
  /// The answer to a question, or to a row of a matrix.
  case answer
  /// Whether the column's option was chosen.
  case option
  /// Which option has this rank, from 1.
  case rankPosition(Int)
  /// The rank of the column's option.
  case rankOfOption
  /// What was written beside an option, or beside the question's options where none is named.
  case otherText
  /// The name of a unit, beside the questionnaire.
  case unitName
  /// A field of a child record.
  case child(RepeatedField)
  /// Left out on purpose, and why.
  case ignored(String)
}

/// What a platform records about a response.
enum ExportParadata: Sendable, Hashable {
  case column(ParadataColumn)
  /// When it was opened: gives the duration where no column does.
  case startedAt
  /// Whether it was submitted in full.
  case finished
}
