import SurveyModel
import Tables

extension SurveyDialect {
  /// SurveyMonkey: questions in the first row, their parts in the second; a blank cell in the first continues the
  /// question to its left. The part is `Response` or `Open-Ended Response` for a question of one column, else an option
  /// of a multiple choice, a row of a matrix or an item of a ranking. A chosen option holds its own words or its number.
  static let surveyMonkey = SurveyDialect(
    name: "surveymonkey", title: "SurveyMonkey",
    recognise: { head in
      let keys = Set(head.row(0).map(textKey))
      guard keys.contains("respondentid") || keys.contains("respondent_id") else { return 0 }
      return keys.contains("collectorid") || keys.contains("collector_id") ? 100 : 50
    },
    read: readSurveyMonkey)
}

private let paradataHeaders: [String: ExportRole] = [
  "respondentid": .paradata(.column(.recordID)), "respondent_id": .paradata(.column(.recordID)),
  "collectorid": .paradata(.column(.channel)), "collector_id": .paradata(.column(.channel)),
  "startdate": .paradata(.startedAt), "datecreated": .paradata(.startedAt), "date_created": .paradata(.startedAt),
  "enddate": .paradata(.column(.submittedAt)), "datemodified": .paradata(.column(.submittedAt)),
  "date_modified": .paradata(.column(.submittedAt)), "ipaddress": .paradata(.column(.address)),
  "ip_address": .paradata(.column(.address)), "emailaddress": .ignored("the contact list"),
  "email_address": .ignored("the contact list"), "firstname": .ignored("the contact list"),
  "first_name": .ignored("the contact list"), "lastname": .ignored("the contact list"),
  "last_name": .ignored("the contact list"), "customdata1": .ignored("the contact list"),
  "custom_1": .ignored("the contact list"),
]

private let wholeQuestion: Set<String> = ["response", "open-endedresponse", ""]

private func readSurveyMonkey(_ head: ExportHead) -> SurveyExport {
  let (titles, parts) = (head.row(0), head.row(1))
  let width = max(titles.lastIndex { !$0.isEmpty } ?? -1, parts.lastIndex { !$0.isEmpty } ?? -1) + 1
  var columns: [ExportColumn] = []
  var title = ""
  var question = 0
  for position in 0..<width {
    let top = position < titles.count ? withoutMarkup(titles[position]) : ""
    let part = position < parts.count ? withoutMarkup(parts[position]) : ""
    if !top.isEmpty {
      title = top
      question += 1
    }
    let header = part.isEmpty ? title : "\(title)/\(part)"
    if part.isEmpty, let role = paradataHeaders[textKey(top)] {
      columns.append(ExportColumn(position: position, header: header, title: title, role: role))
      continue
    }
    let numbered = splittingNumber(title)
    var column = ExportColumn(
      position: position, header: header, number: numbered?.number, question: "\(question)",
      title: numbered?.title ?? title)
    if textKey(part).hasPrefix("other(pleasespecify)") || textKey(part).hasPrefix("其他(请注明)") {
      column.option = ExportItem(label: part)
      column.role = .otherText
    } else if !wholeQuestion.contains(textKey(part)) {
      column.row = ExportItem(label: part)
    }
    columns.append(column)
  }
  var conventions = AnswerConventions(style: .either, optionSeparators: [";", ","])
  conventions.isMonthFirst = true
  var export = SurveyExport(
    platform: "surveymonkey", columns: columns, headerRows: head.rows(2), conventions: conventions)
  markOptionColumns(&export, head)
  return export
}
