import SurveyModel
import Tables

extension SurveyDialect {
  /// LimeSurvey: a table of responses (CSV with `,`, `;` or tab; header of codes `Q2[SQ001]`, of texts `text [item]`, or
  /// of both `Q2[SQ001]. text`), or a VV file (tabs; texts in the first row, codes `Q2_SQ001` in the second,
  /// `{question_not_shown}` for a question that was not shown, braces for line breaks and tabs).
  ///
  /// A chosen option is `Y` or `Yes`; ranks are columns `Q3[1]`, `Q3[2]`; what was written beside options is
  /// `Q2[other]`. A response without a submission date was not finished.
  static let limeSurvey = SurveyDialect(
    name: "limesurvey", title: "LimeSurvey",
    recognise: { head in
      for row in [0, 1] {
        let known = head.row(row).filter { paradataHeaders[textKey(withoutQuotes($0))] != nil }
        let keys = Set(known.map { textKey(withoutQuotes($0)) })
        if keys.contains("submitdate") || keys.contains("datesubmitted") || keys.contains("lastpage") {
          if keys.count >= 3 { return 95 }
        }
      }
      return 0
    },
    read: readLimeSurvey)
}

private let paradataHeaders: [String: ExportRole] = [
  "id": .paradata(.column(.recordID)), "responseid": .paradata(.column(.recordID)),
  "submitdate": .paradata(.column(.submittedAt)), "datesubmitted": .paradata(.column(.submittedAt)),
  "startdate": .paradata(.startedAt), "datestarted": .paradata(.startedAt),
  "interviewtime": .paradata(.column(.duration)), "totaltime": .paradata(.column(.duration)),
  "ipaddr": .paradata(.column(.address)), "ipaddress": .paradata(.column(.address)),
  "refurl": .paradata(.column(.channel)), "referrerurl": .paradata(.column(.channel)),
  "lastpage": .ignored("how far it went"), "startlanguage": .ignored("the language"), "seed": .ignored("the seed"),
  "datestamp": .ignored("the last action"), "datelastaction": .ignored("the last action"),
  "token": .ignored("the invitation"), "accesscode": .ignored("the invitation"),
]

/// Headers of both code and text are `id. Response ID`.
private func withoutQuotes(_ header: String) -> String {
  guard let stop = header.firstRange(of: ". ") else { return header }
  return String(header[..<stop.lowerBound])
}

private func readLimeSurvey(_ head: ExportHead) -> SurveyExport {
  let codes = head.row(1)
  let isVV = codes.contains { ["id", "submitdate"].contains($0) } && !head.row(0).contains("submitdate")
  let columns = head.names.enumerated().map { position, text in
    isVV
      ? column(
        position, header: text, text: position < head.row(0).count ? head.row(0)[position] : "",
        code: position < codes.count ? codes[position] : "")
      : column(position, header: text)
  }
  var conventions = AnswerConventions(style: .either, optionSeparators: [","])
  conventions.missingMarks = ["{question_not_shown}": .notAsked, "N/A": .notAsked]
  conventions.selectedMarks.formUnion(["Yes", "Ja", "Oui"])
  conventions.unselectedMarks.formUnion(["No", "Nein", "Non"])
  conventions.hasBraceEscapes = isVV
  conventions.emptyTimeMeansIncomplete = true
  var export = SurveyExport(
    platform: "limesurvey", columns: columns, headerRows: isVV ? head.rows(2) : head.declaredRows,
    conventions: conventions)
  markOptionColumns(&export, head)
  export.notes.append("\(head.cells.file): LimeSurvey \(isVV ? "VV file, two header rows" : "responses")")
  return export
}

/// A column of a VV file: the text and the code are in rows of their own.
private func column(_ position: Int, header: String, text: String, code: String) -> ExportColumn {
  var column = ExportColumn(position: position, header: code.isEmpty ? header : code, name: code, title: text)
  if let role = paradataHeaders[textKey(code)] ?? timing(code) {
    column.role = role
    return column
  }
  let parts = splittingBracket(withoutMarkup(text))
  column.title = parts?.front ?? withoutMarkup(text)
  let mark = code.firstIndex(of: "_")
  column.question = mark.map { String(code[..<$0]) } ?? code
  setItem(&column, code: mark.map { String(code[code.index(after: $0)...]) }, label: parts?.inside)
  return column
}

/// A column of a table of responses: `Q2[SQ001]`, `text [item]` or `Q2[SQ001]. text [item]`.
private func column(_ position: Int, header: String) -> ExportColumn {
  var column = ExportColumn(position: position, header: header)
  let stop = header.firstRange(of: ". ")
  let front = stop.map { String(header[..<$0.lowerBound]) } ?? header
  if let role = paradataHeaders[textKey(front)] ?? timing(front) {
    column.role = role
    return column
  }
  let hasText = stop != nil && isCode(splittingBracket(front)?.front ?? front)
  let code = hasText || isCode(splittingBracket(header)?.front ?? header) ? (hasText ? front : header) : nil
  let text = hasText ? String(stop.map { header[$0.upperBound...] } ?? "") : (code == nil ? header : "")
  let words = splittingBracket(withoutMarkup(text))
  if let code {
    let parts = splittingBracket(code)
    column.question = parts?.front ?? code
    column.name = code.replacing("[", with: "_").replacing("]", with: "")
    column.title = text.isEmpty ? (parts?.front ?? code) : (words?.front ?? withoutMarkup(text))
    setItem(&column, code: parts?.inside, label: words?.inside)
  } else {
    column.title = words?.front ?? withoutMarkup(text)
    setItem(&column, code: nil, label: words?.inside)
  }
  return column
}

/// A question's code: letters, digits and underscores, a letter first.
private func isCode(_ text: String) -> Bool {
  guard let first = text.first, first.isASCII, first.isLetter else { return false }
  return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
}

private func setItem(_ column: inout ExportColumn, code: String?, label: String?) {
  guard code != nil || label != nil else { return }
  let lowered = code?.lowercased()
  if lowered == "other" || (code == nil && label.map(textKey) == "other") {
    column.role = .otherText
  } else if let code, code.hasSuffix("comment") {
    column.option = ExportItem(code: String(code.dropLast(7)), label: label)
    column.role = .otherText
  } else if let code, let rank = Int(code), rank > 0 {
    column.role = .rankPosition(rank)
  } else {
    column.row = ExportItem(code: code, label: label)
  }
}

/// `Q1Time`, `groupTime12`: how long a question took.
private func timing(_ code: String) -> ExportRole? {
  let isTiming = code.hasPrefix("groupTime") || (code.hasSuffix("Time") && isCode(code))
  return isTiming ? .ignored("how long a question took") : nil
}
