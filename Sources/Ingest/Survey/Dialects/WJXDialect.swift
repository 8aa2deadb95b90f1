import SurveyModel
import Tables

extension SurveyDialect {
  /// 问卷星 (wjx.cn): `序号,提交答卷时间,所用时间,来源,来源详情,来自IP`, then the questions, then possibly `总分`.
  ///
  /// By text (按文本): `1、title` for each question, `15、title—row` for each row of a matrix; several blanks of one
  /// question repeat its number. Options of a multiple choice are joined with `┋`, those of a ranking with `→`, what
  /// was written beside an option is in `〖〗`. By number (按序号): codes from 1, a 0/1 column `第6题(运动)` for each option
  /// of a multiple choice, -3 for a question that was skipped and -2 for one left empty.
  static let wjx = SurveyDialect(
    name: "wjx", title: "问卷星",
    recognise: { head in
      let names = head.names
      return names.count > 6 && names[0].trimmed == "序号" && names[1].trimmed == "提交答卷时间" ? 100 : 0
    },
    read: readWJX)
}

private let paradataHeaders: [String: ExportRole] = [
  "序号": .paradata(.column(.recordID)), "提交答卷时间": .paradata(.column(.submittedAt)),
  "所用时间": .paradata(.column(.duration)), "来源": .paradata(.column(.channel)),
  "来源详情": .ignored("where the link was opened"), "来自ip": .addressAndPlace, "总分": .ignored("a total score"),
]

private let requiredHeaders = ["序号", "提交答卷时间", "所用时间", "来源", "来自IP"]

private func readWJX(_ head: ExportHead) -> SurveyExport {
  var columns: [ExportColumn] = []
  var found: Set<String> = []
  var isByNumber = false
  for (position, text) in head.names.enumerated() {
    if let (number, option) = splittingNumberedOption(text) {
      isByNumber = true
      columns.append(
        ExportColumn(
          position: position, header: text, number: number, title: "", option: ExportItem(label: option), role: .option)
      )
    } else if let (number, title) = splittingNumber(text) {
      let parts = splittingRow(title)
      columns.append(
        ExportColumn(
          position: position, header: text, number: number, title: parts?.title ?? title,
          row: parts.map { ExportItem(label: $0.row) }))
    } else if let role = paradataHeaders[textKey(text)] {
      found.insert(textKey(text))
      columns.append(ExportColumn(position: position, header: text, role: role))
    } else {
      columns.append(ExportColumn(position: position, header: text))
    }
  }
  var conventions = AnswerConventions(style: isByNumber ? .codes : .either, optionSeparators: ["┋"])
  conventions.missingMarks = AnswerConventions.wjxMarks
  conventions.missingCodes = ["-2": .empty, "-3": .notAsked]
  conventions.hasOtherTextInside = true
  var export = SurveyExport(
    platform: "wjx", columns: columns, headerRows: head.declaredRows, conventions: conventions)
  export.absentColumns = requiredHeaders.filter { !found.contains(textKey($0)) }.map {
    ($0, "Download the answers again (按文本), or correct platform:")
  }
  return export
}
