import SurveyModel
import Tables

/// How answers to closed questions are written.
enum AnswerStyle: String, Sendable, Hashable {
  case labels, codes
  /// The platform writes either, as the download was asked for: the file tells.
  case either
}

/// How a platform writes what is in its cells.
struct AnswerConventions: Sendable {
  var style: AnswerStyle
  /// Between the options of a multiple choice in one cell, the usual one first.
  var optionSeparators: [String]
  /// Between the options of a ranking in one cell.
  var rankSeparators: [String] = ["→", "┋"]
  /// Cells that are no answer, compared byte for byte after trimming.
  var missingMarks: [String: MissingKind] = [:]
  /// Cells that say so when answers are codes, such as -3; an option with that code comes first.
  var missingCodes: [String: MissingKind] = [:]
  /// Cells of an option's own column that say it was chosen; its own label does so too.
  var selectedMarks: Set<String> = ["1", "Y", "TRUE", "True", "true", "是"]
  /// Cells of an option's own column that say it was not.
  var unselectedMarks: Set<String> = ["0", "N", "FALSE", "False", "false", "否"]
  /// Texts written beside options are in the same cell, in `〖〗`.
  var hasOtherTextInside = false
  /// Words between braces stand for characters that would break the file (`{newline}`).
  var hasBraceEscapes = false
  /// Dates are month first (`12/31/2025 11:59 PM`).
  var isMonthFirst = false
  /// The clock of the platform's times, where the file names it (`Asia/Shanghai`).
  var timeZone: String?
  /// A response without a time of submission was not finished.
  var emptyTimeMeansIncomplete = false

  /// A question that was shown and left empty is not one that was skipped.
  static let wjxMarks: [String: MissingKind] = [
    "(空)": .empty, "（空）": .empty, "(跳过)": .notAsked, "（跳过）": .notAsked,
  ]
}

/// The marks of ``AnswerConventions``, ready to be compared with cells.
struct AnswerMarks: Sendable {
  private var marks: [(bytes: [UInt8], kind: MissingKind)]
  /// Whether a mark begins with the byte.
  private var begins: [Bool]

  init(_ marks: [String: MissingKind]) {
    self.marks = marks.sorted { $0.key < $1.key }.map { (Array($0.key.utf8), $0.value) }
    begins = [Bool](repeating: false, count: 256)
    for mark in self.marks { if let first = mark.bytes.first { begins[Int(first)] = true } }
  }

  /// What a trimmed cell says of itself when it is no answer.
  @inline(__always)
  func kind(of cell: ArraySlice<UInt8>) -> MissingKind? {
    guard let first = cell.first, begins[Int(first)] else { return nil }
    return marks.first { cell.elementsEqual($0.bytes) }?.kind
  }
}
