import Diagnostics
import SurveyModel
import Tables

/// The survey's export that cells are; nil for a table of another kind.
///
/// A platform's own marks decide. A file without them is taken for answers when it has the shape of answers; files of
/// statistics programs always are.
///
/// - Parameters:
///   - cells: the file.
///   - imported: the survey's codebook, believed where it knows a question.
/// - Returns: the questions found, and the rows of the header.
/// - Throws: kind `content` when the file has no header.
func surveyShape(
  of cells: SourceCells, imported: Codebook? = nil
) throws(DiagnosticError) -> (shape: SurveyShape, headerRows: ClosedRange<Int>)? {
  guard cells.grid.rowCount > 0 else { return nil }
  let head = try ExportHead(cells)
  let dialect = SurveyDialect.detected(head)
  let isPlain = dialect.name == SurveyDialect.plain.name
  if isPlain, cells.statistical == nil, imported == nil, !holdsAnswers(cells) { return nil }
  let export = dialect.read(head)
  let proposed =
    cells.statistical.map { described($0.codebook, by: imported) }
    ?? proposedCodebook(export, cells: cells, imported: imported)
  let settled = SettledQuestions(proposed, export, cells)
  var shape = SurveyShape(
    platform: cells.statistical == nil ? export.platform : nil, codebook: settled.codebook,
    roles: export.columns.map(\.shownRole))
  shape.unmatched = settled.unmatched
  shape.mapping = settled.explicitMapping
  shape.answered = settled.answered
  shape.makeshiftUnits = settled.makeshiftUnits()
  let rows = export.headerRows
  guard cells.recordColumns == nil, let first = rows.first, let last = rows.last else { return (shape, 1...1) }
  return (shape, cells.line(first)...cells.line(last))
}

/// A statistics file's variables, those that the codebook knows as it has them.
private func described(_ codebook: Codebook, by imported: Codebook?) -> Codebook {
  guard let imported else { return codebook }
  return Codebook(codebook.variables.map { imported[$0.name] ?? $0 })
}

/// Whether a table without a platform's marks is of answers: many rows, and texts that most of them share.
private func holdsAnswers(_ cells: SourceCells) -> Bool {
  let rows = 1..<max(1, cells.grid.rowCount)
  guard cells.format != .xml, rows.count >= 30 else { return false }
  let width = cells.grid.cellCount(row: 0)
  let marks = AnswerMarks([:])
  let shared = (0..<width).filter { column in
    guard let values = distinctValues(cells.grid, column, rows: rows, limit: rows.count / 3, marks: marks) else {
      return false
    }
    return values.count > 1
  }
  return shared.count * 2 > width
}

extension ExportColumn {
  /// What the column holds, in a few words.
  fileprivate var shownRole: String {
    let question = name ?? number.map { "Q\($0)" } ?? self.question ?? "answer"
    switch role {
    case .paradata(.column(let column)): return column.rawValue
    case .paradata(.startedAt): return "start"
    case .paradata(.finished): return "finished"
    case .addressAndPlace: return "address, place"
    case .answer: return row.map { "\(question) \($0.shown)" } ?? question
    case .option: return "\(question) = \(option?.shown ?? "")"
    case .rankPosition(let rank): return "\(question) rank \(rank)"
    case .rankOfOption: return "\(question) rank of \(option?.shown ?? "")"
    case .otherText: return "\(question) text"
    case .unitName: return "unit"
    case .child: return "child record \(header)"
    case .ignored: return "left out"
    }
  }
}
