import SurveyModel
import Tables

extension SurveyDialect {
  /// Qualtrics: names in the first row, texts in the second, and since 2016 `{"ImportId":"QID2_1"}` in the third, where
  /// times also carry their zone. Older ("legacy") files have two rows, names `V1` to `V10` for the record, and an empty
  /// column at the end.
  ///
  /// Answers are recode values or choice texts, as the download was asked for. A multiple choice is one column an option
  /// (`Q1_1`, 1 or the choice's text), or one cell with commas; what was written beside a choice is in `…_TEXT`. A
  /// question that was seen and not answered may be recoded as -99.
  static let qualtrics = SurveyDialect(
    name: "qualtrics", title: "Qualtrics",
    recognise: { head in
      let (names, texts, ids) = (head.row(0), head.row(1), head.row(2))
      if ids.contains(where: { importID($0)?.isEmpty == false }) { return 100 }
      if names.first == "V1", texts.first == "ResponseID" { return 95 }
      let known = names.filter { paradataNames[$0.lowercased()] != nil }.count
      return names.contains { ["ResponseId", "ResponseID"].contains($0) } && known >= 4 ? 70 : 0
    },
    read: readQualtrics)
}

private let paradataNames: [String: ExportRole] = [
  "responseid": .paradata(.column(.recordID)), "_recordid": .paradata(.column(.recordID)),
  "ipaddress": .paradata(.column(.address)), "startdate": .paradata(.startedAt),
  "enddate": .paradata(.column(.submittedAt)), "duration (in seconds)": .paradata(.column(.duration)),
  "duration": .paradata(.column(.duration)), "finished": .paradata(.finished),
  "distributionchannel": .paradata(.column(.channel)), "responseset": .ignored("the response set"),
  "responsesetid": .ignored("the response set"), "status": .ignored("how it was sent"),
  "progress": .ignored("how far it went"), "recordeddate": .ignored("when it was filed"),
  "recipientlastname": .ignored("the contact list"), "recipientfirstname": .ignored("the contact list"),
  "recipientemail": .ignored("the contact list"), "externalreference": .ignored("the contact list"),
  "externaldatareference": .ignored("the contact list"), "emailaddress": .ignored("the contact list"),
  "name": .ignored("the contact list"), "locationlatitude": .ignored("the place"),
  "locationlongitude": .ignored("the place"), "locationaccuracy": .ignored("the place"),
  "userlanguage": .ignored("the language"),
]

/// The value of `ImportId` in `{"ImportId":"QID1","timeZone":"…"}`, whichever quotes are used.
private func importID(_ cell: String) -> String? { member("ImportId", of: cell) }

private func member(_ key: String, of cell: String) -> String? {
  guard cell.hasPrefix("{"), cell.hasSuffix("}") else { return nil }
  let parts = cell.split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }.map(String.init)
  guard let place = parts.firstIndex(of: key), place + 2 < parts.count else { return nil }
  return parts[place + 2]
}

private func readQualtrics(_ head: ExportHead) -> SurveyExport {
  let ids = head.row(2).map(importID)
  let hasIDs = ids.contains { $0 != nil }
  let texts = head.row(1)
  // A file that is only read as Qualtrics by order may have one header row.
  let rowCount = hasIDs ? 3 : min(2, max(1, head.cells.grid.rowCount - head.top))
  let names = head.row(0)
  let width = max(names.lastIndex { !$0.isEmpty } ?? -1, texts.lastIndex { !$0.isEmpty } ?? -1) + 1
  var columns = (0..<width).map { position in
    let name = position < names.count ? names[position] : ""
    let text = position < texts.count ? withoutMarkup(texts[position]) : ""
    let id = position < ids.count ? ids[position] : nil
    var column = ExportColumn(
      position: position, header: name.isEmpty ? text : name, name: name, title: text.isEmpty ? name : text)
    // Legacy files name the record's columns V1 … V10 and say in the second row what they are.
    let isLegacy = id == nil && name.first == "V" && Int(name.dropFirst()) != nil
    let key = (isLegacy ? text : id.map(bareID) ?? name).lowercased()
    column.role = paradataNames[key] ?? paradataNames[name.lowercased()] ?? .answer
    if id?.hasSuffix("Topics") == true { column.role = .ignored("topics that the platform found in texts") }
    return column
  }
  let items = columns.map { column in
    QualtricsTag(id: column.position < ids.count ? ids[column.position] : nil, name: column.name ?? "")
  }
  readQualtricsItems(&columns, items)
  var conventions = AnswerConventions(style: .either, optionSeparators: [","])
  conventions.missingMarks = ["-99": .empty]
  conventions.timeZone = head.row(2).lazy.compactMap { member("timeZone", of: $0) }.first
  var export = SurveyExport(
    platform: "qualtrics", columns: columns, headerRows: head.rows(rowCount), conventions: conventions)
  markOptionColumns(&export, head)
  if let zone = conventions.timeZone { export.notes.append("\(head.cells.file): times are in \(zone)") }
  return export
}

/// `panel-RecipientEmail` and `Location-LocationLatitude` without what is in front.
private func bareID(_ id: String) -> String {
  for prefix in ["panel-", "Location-"] where id.hasPrefix(prefix) { return String(id.dropFirst(prefix.count)) }
  return id
}

/// The parts of `QID4-2-1-TEXT` (or `QID4_2_1_TEXT`): question, items, whether it is text; without an id, those of the
/// column's name `Q4_2_TEXT`.
struct QualtricsTag: Hashable {
  var question: String
  var items: [String] = []
  var isText = false
  /// The platform's id tells; otherwise the column's name.
  var isFromID = false

  init(id: String?, name: String) {
    var text = (id ?? name)[...]
    for ending in ["-TEXT", "_TEXT"] where text.hasSuffix(ending) {
      isText = true
      text = text.dropLast(ending.count)
    }
    guard id != nil, text.hasPrefix("QID") else {
      question = String(text)
      // `Q2_1`: the item is what follows the last `_`, if it is a number.
      if let mark = text.lastIndex(of: "_"), Int(text[text.index(after: mark)...]) != nil {
        question = String(text[..<mark])
        items = [String(text[text.index(after: mark)...])]
      }
      return
    }
    isFromID = true
    let parts = text.split { $0 == "-" || $0 == "_" }.map(String.init)
    question = parts.first ?? String(text)
    items = Array(parts.dropFirst())
  }
}

/// Columns belong together when their tags name one question; without tags, when their texts are the same up to the
/// last dash.
private func sameQuestion(_ a: ExportColumn, _ b: ExportColumn, _ first: QualtricsTag, _ second: QualtricsTag) -> Bool {
  if !first.isFromID, !second.isFromID, let one = splittingLastDash(withoutTextMark(a.title)),
    let other = splittingLastDash(withoutTextMark(b.title))
  {
    return one.0 == other.0
  }
  return first.question == second.question
}

private func withoutTextMark(_ text: String) -> String {
  for ending in ["-TEXT", "- Text", "-Text"] where text.hasSuffix(ending) { return String(text.dropLast(ending.count)) }
  return text
}

/// Groups the columns of a question, and parts their text into the question's and the item's.
private func readQualtricsItems(_ columns: inout [ExportColumn], _ tags: [QualtricsTag]) {
  var start = 0
  while start < columns.count {
    guard columns[start].role == .answer else {
      start += 1
      continue
    }
    var end = start + 1
    while end < columns.count, columns[end].role == .answer,
      sameQuestion(columns[start], columns[end], tags[start], tags[end])
    { end += 1 }
    readQuestion(&columns, tags, start..<end)
    start = end
  }
}

private func readQuestion(_ columns: inout [ExportColumn], _ tags: [QualtricsTag], _ group: Range<Int>) {
  let prefix = group.count > 1 ? commonTitle(group.map { columns[$0].title }) : nil
  let exportTag = commonTag(group.map { columns[$0].name ?? "" })
  for position in group {
    let tag = tags[position]
    let text = withoutTextMark(columns[position].title)
    let name = withoutTextEnding(columns[position].name ?? "")
    columns[position].question = exportTag ?? (tag.items.isEmpty ? name : tag.question)
    let parts = prefix.flatMap { text.hasPrefix($0) ? ($0, String(text.dropFirst($0.count))) : nil }
    let hasItem = !tag.items.isEmpty || (!tag.isFromID && parts != nil && group.count { !tags[$0].isText } > 1)
    guard hasItem else {
      if tag.isText, group.count > 1 { columns[position].role = .otherText }
      continue
    }
    let words = parts ?? splittingLastDash(text) ?? (text, "")
    columns[position].title = trimmingDashes(words.0)
    // Names end with the recode value or export tag, ids with the choice's number.
    let suffix = exportTag.map { String(name.dropFirst($0.count)).trimmingUnderscores } ?? ""
    setItems(&columns[position], tag, label: trimmingDashes(words.1), suffix: suffix)
  }
}

/// One item is a row or an option (the values tell which); two are the row and the option of a matrix with several
/// answers a row.
private func setItems(_ column: inout ExportColumn, _ tag: QualtricsTag, label: String, suffix: String) {
  let code = suffix.isEmpty ? tag.items.last : suffix
  guard tag.items.count == 2, !tag.isText, let dash = label.lastIndex(of: "-") else {
    let item = ExportItem(code: code, label: label.isEmpty ? nil : label)
    if tag.isText {
      column.option = item
      column.role = .otherText
    } else {
      column.row = item
    }
    return
  }
  let codes = suffix.split(separator: "_").map(String.init)
  column.row = ExportItem(code: codes.first ?? tag.items[0], label: trimmingDashes(String(label[..<dash])))
  column.option = ExportItem(
    code: codes.count > 1 ? codes[codes.count - 1] : tag.items[1],
    label: trimmingDashes(String(label[label.index(after: dash)...])))
  column.role = .option
}

private func withoutTextEnding(_ name: String) -> String {
  name.hasSuffix("_TEXT") ? String(name.dropLast(5)) : name
}

/// What all names begin with, up to an underscore; nil when they share nothing.
private func commonTag(_ names: [String]) -> String? {
  guard names.count > 1 else { return nil }
  let common = commonPrefix(names)
  if names.contains(common) { return common }
  guard let mark = common.lastIndex(of: "_") else { return nil }
  return String(common[..<mark])
}

/// What all texts begin with, up to a dash; nil when they share no title.
private func commonTitle(_ texts: [String]) -> String? {
  let common = commonPrefix(texts)
  guard let dash = common.lastIndex(of: "-") else { return nil }
  let title = String(common[...dash])
  return title.count > 1 ? title : nil
}

func commonPrefix(_ texts: [String]) -> String {
  guard var common = texts.first else { return "" }
  for text in texts.dropFirst() { common = String(zip(common, text).prefix { $0.0 == $0.1 }.map(\.0)) }
  return common
}

private func splittingLastDash(_ text: String) -> (String, String)? {
  guard let dash = text.lastIndex(of: "-") else { return nil }
  return (String(text[..<dash]), String(text[text.index(after: dash)...]))
}

private func trimmingDashes(_ text: String) -> String {
  var text = text.trimmed
  while text.last == "-" { text = String(text.dropLast()).trimmed }
  while text.first == "-" { text = String(text.dropFirst()).trimmed }
  return text
}

extension String {
  fileprivate var trimmingUnderscores: String {
    String(drop { $0 == "_" })
  }
}
