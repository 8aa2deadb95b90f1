import Diagnostics
import SurveyModel
import Tables

extension SurveyIngest {
  /// The unit of each record from its answer; an option that is no unit ("outside the city") gives none.
  func unitColumn(
    _ variable: SurveyVariable, _ answers: Column, _ positions: [Int?]
  ) throws(DiagnosticError) -> Column {
    let unitOfOption = variable.answers.map { option in
      units.ids.firstIndex(of: option.code) ?? units.position(of: option.label.zh)
    }
    guard unitOfOption.contains(where: { $0 != nil }) else {
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "I-409", at: SourceLocation(file: cells.file),
          "no option of \(variable.name) is a unit of this pipeline",
          advice: "Use the units' ids as option codes: \(units.ids.joined(separator: ", "))"))
    }
    var builder = CategoryColumnBuilder(dictionary: units.ids, isClosed: true, capacity: positions.count)
    for (row, position) in positions.enumerated() {
      if let position, let unit = unitOfOption[position] {
        builder.append(code: unit)
      } else {
        builder.appendMissing(position == nil ? answers.missingKind(at: row) : .notApplicable)
      }
    }
    return builder.finish()
  }

  mutating func readUnitNames(_ column: Int, _ reader: AnswerReader) -> Column {
    var builder = CategoryColumnBuilder(dictionary: units.ids, isClosed: true, capacity: reader.rows.count)
    var unreadable: [UnreadableAnswer] = []
    reader.grid.forEachAnswer(column: column, rows: reader.rows, marks: reader.commonMarks) { row, cell in
      switch cell {
      case .missing(let kind): builder.appendMissing(kind)
      case .answer(let bytes):
        let text = String(decoding: bytes, as: UTF8.self)
        if let position = units.position(of: text) {
          builder.append(code: position)
        } else {
          builder.appendMissing(.unreadable)
          unreadable.append(UnreadableAnswer(row: row, text: text))
        }
      }
    }
    noteUnreadable(unreadable, unitColumnName)
    return builder.finish()
  }
}
