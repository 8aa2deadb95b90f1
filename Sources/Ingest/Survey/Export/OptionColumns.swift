import SurveyModel
import Tables

/// Tells the columns of a multiple choice from the rows of a matrix, which have the same header: each of them holds
/// nothing but a mark that the option was chosen, or the option's own words.
///
/// This is a guess from the values; a questionnaire or a codebook that knows better overrules it.
func markOptionColumns(_ export: inout SurveyExport, _ head: ExportHead) {
  let marks = AnswerMarks(export.conventions.missingMarks)
  var start = 0
  while start < export.columns.count {
    let first = export.columns[start]
    guard first.role == .answer, first.row != nil else {
      start += 1
      continue
    }
    var end = start + 1
    while end < export.columns.count, belongsTo(first, export.columns[end]) { end += 1 }
    let group = (start..<end).filter { export.columns[$0].role == .answer }
    if group.count > 1, looksLikeOptions(group, export, head, marks) {
      for position in group {
        export.columns[position].option = export.columns[position].row
        export.columns[position].row = nil
        export.columns[position].role = .option
      }
    }
    start = end
  }
}

private func belongsTo(_ first: ExportColumn, _ other: ExportColumn) -> Bool {
  guard [.answer, .otherText].contains(other.role) else { return false }
  return other.question == first.question && other.title == first.title && (other.row != nil || other.option != nil)
}

private func looksLikeOptions(
  _ group: [Int], _ export: SurveyExport, _ head: ExportHead, _ marks: AnswerMarks
) -> Bool {
  var hasValue = false
  for position in group {
    guard let values = head.values(position, below: export.firstRow, limit: 2, besides: marks) else { return false }
    let row = export.columns[position].row
    for value in values {
      let isMark =
        export.conventions.selectedMarks.contains(value) || export.conventions.unselectedMarks.contains(value)
      guard isMark || row?.label.map({ textKey($0) == textKey(value) }) == true else { return false }
      hasValue = true
    }
  }
  return hasValue
}
