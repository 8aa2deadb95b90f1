import SurveyModel
import Tables

extension SurveyDialect {
  /// A table whose headers are the names of variables, with codes as values; options of a multiple choice are joined
  /// with `|`. Columns of the platform's own record (`record_id`, `submitted_at`, …) may be missing.
  static let plain = SurveyDialect(
    name: "plain", title: "no known platform", recognise: { _ in 0 },
    read: { head in
      let columns = head.names.enumerated().map { position, text in
        let name = text.trimmed
        let role: ExportRole =
          if let paradata = ParadataColumn(rawValue: name) {
            .paradata(.column(paradata))
          } else {
            name == unitColumnName ? .unitName : .answer
          }
        return ExportColumn(position: position, header: name, name: name, title: name, role: role)
      }
      return SurveyExport(
        platform: "plain", columns: columns, headerRows: head.declaredRows,
        conventions: AnswerConventions(
          style: .codes, optionSeparators: ["|"], rankSeparators: [">", "→", "|"],
          missingMarks: AnswerConventions.wjxMarks))
    })
}
