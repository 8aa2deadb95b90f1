import SurveyModel
import Tables

extension SurveyDialect {
  /// 腾讯问卷 (wj.qq.com): `编号,开始答题时间,结束答题时间,答题时长`, then `1.title`, and what the platform knows of the
  /// respondent (place, kind of user, nickname) before or behind; newest response first, attachments as
  /// `=Hyperlink("address","name")`.
  static let tencent = SurveyDialect(
    name: "tencent", title: "腾讯问卷",
    recognise: { head in
      let keys = Set(head.names.map(textKey))
      guard keys.contains("编号") || keys.contains("原始记录编号") else { return 0 }
      // A number and nothing else is what any list of records has.
      let marks = ["开始答题时间", "结束答题时间", "答题时长", "用户类型", "地理位置国家和地区"].filter(keys.contains).count
      let questions = head.names.count { splittingNumber($0) != nil }
      return marks > 0 ? 30 + 30 * min(2, marks) : questions > 0 ? 30 : 0
    },
    read: readTencent)
}

private let paradataHeaders: [String: ExportRole] = [
  "编号": .paradata(.column(.recordID)), "原始记录编号": .paradata(.column(.recordID)),
  "开始答题时间": .paradata(.startedAt), "结束答题时间": .paradata(.column(.submittedAt)),
  "答题时长": .paradata(.column(.duration)), "ip": .paradata(.column(.address)),
  "ip地址": .paradata(.column(.address)), "来源": .paradata(.column(.channel)),
  "答题渠道": .paradata(.column(.channel)), "总分": .ignored("a total score"), "语言": .ignored("the language"),
  "数据版本": .ignored("the version of the form"), "附件个数": .ignored("a count of attachments"),
  "地理位置国家和地区": .ignored("the place"), "地理位置省": .ignored("the place"), "地理位置市": .ignored("the place"),
  "用户类型": .ignored("the account"), "用户标识": .ignored("the account"), "昵称": .ignored("the account"),
  "自定义字段": .ignored("a parameter of the link"), "ua": .ignored("the browser"), "referrer": .ignored("the link"),
]

private func readTencent(_ head: ExportHead) -> SurveyExport {
  let columns = head.names.enumerated().map { position, text in
    if let (number, title) = splittingNumber(text) {
      // A row or an option is behind a colon or a dash; a colon at the end is part of the title.
      let parts = splittingRow(title) ?? splittingColon(title)
      return ExportColumn(
        position: position, header: text, number: number, title: parts?.title ?? title,
        row: parts.map { ExportItem(label: $0.row) })
    }
    return ExportColumn(position: position, header: text, role: paradataHeaders[textKey(text)] ?? .answer)
  }
  var conventions = AnswerConventions(style: .either, optionSeparators: ["┋", "\n", "|", "；", ";"])
  conventions.missingMarks = AnswerConventions.wjxMarks
  conventions.hasOtherTextInside = true
  return SurveyExport(
    platform: "tencent", columns: columns, headerRows: head.declaredRows, conventions: conventions,
    notes: ["\(head.cells.file): 腾讯问卷 lists the newest response first; rows stay in the order of the file"])
}

private func splittingColon(_ title: String) -> (title: String, row: String)? {
  guard let colon = foldingWidth(title).lastIndex(of: ":") else { return nil }
  let text = foldingWidth(title)
  let front = String(text[..<colon]).trimmed
  let row = String(text[text.index(after: colon)...]).trimmed
  return front.isEmpty || row.isEmpty ? nil : (front, row)
}
