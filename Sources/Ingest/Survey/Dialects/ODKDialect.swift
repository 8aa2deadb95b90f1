import SurveyModel
import Tables

extension SurveyDialect {
  /// ODK, KoboToolbox and Ona: one column a field, its groups in front (`group/field`; ODK Central `group-field`); a
  /// multiple choice is one cell with spaces and, beside it or instead, one column a choice (`field/choice`, True or
  /// False, 1 or 0); `children[1]/age` is a field of a child record. `n/a` stands for a field that was not relevant. The
  /// record's own columns begin with `_`, or are `meta/instanceID`, `KEY`, `SubmissionDate`.
  static let odk = SurveyDialect(
    name: "odk", title: "ODK, KoboToolbox or Ona",
    recognise: { head in
      let keys = Set(head.names.map { $0.lowercased() })
      if keys.contains("_submission_time") || (keys.contains("_uuid") && keys.contains("meta/instanceid")) { return 95 }
      if keys.contains("submissiondate"), keys.contains("key") || keys.contains("instanceid") { return 95 }
      if keys.contains("meta/instanceid") || keys.contains("meta-instanceid") { return 80 }
      return keys.contains { $0.contains("]/") } ? 40 : 0
    },
    read: readODK)
}

private let paradataFields: [String: ExportRole] = [
  "_uuid": .ignored("an identifier"), "_id": .ignored("a number of the server"), "_index": .ignored("a row number"),
  "instanceid": .ignored("an identifier"), "meta/instanceid": .ignored("an identifier"),
  "meta-instanceid": .ignored("an identifier"), "key": .ignored("an identifier"),
  "meta/rootuuid": .ignored("an identifier"), "meta/deprecatedid": .ignored("an identifier"),
  "meta/instancename": .ignored("a name made from answers"), "meta-instancename": .ignored("a name made from answers"),
  "formhub/uuid": .ignored("the form"), "_submission_time": .paradata(.column(.submittedAt)),
  "submissiondate": .paradata(.column(.submittedAt)), "start": .paradata(.startedAt),
  "starttime": .paradata(.startedAt), "start_time": .paradata(.startedAt), "end": .ignored("when it was finished"),
  "endtime": .ignored("when it was finished"), "end_time": .ignored("when it was finished"),
  "today": .ignored("the day"), "deviceid": .ignored("the device"), "imei": .ignored("the device"),
  "subscriberid": .ignored("the device"), "simserial": .ignored("the device"), "phonenumber": .ignored("the device"),
  "username": .ignored("the interviewer"), "submitterid": .ignored("the interviewer"),
  "submittername": .ignored("the interviewer"), "_duration": .paradata(.column(.duration)),
  "__version__": .ignored("the version of the form"), "formversion": .ignored("the version of the form"),
  "reviewstate": .ignored("the review"), "attachmentspresent": .ignored("attachments"),
  "attachmentsexpected": .ignored("attachments"), "edits": .ignored("the review"), "status": .ignored("the review"),
]

private func readODK(_ head: ExportHead) -> SurveyExport {
  let names = head.names
  var conventions = AnswerConventions(style: .either, optionSeparators: [" "])
  conventions.missingMarks = ["n/a": .notAsked]
  var columns = names.enumerated().map { position, name in column(position, name) }
  markRecord(&columns)
  var export = SurveyExport(platform: "odk", columns: columns, headerRows: head.declaredRows, conventions: conventions)
  markChoices(&export, head)
  nameApart(&export.columns)
  return export
}

/// Fields of one name in several groups are told apart by their groups: as much of the path as it takes.
private func nameApart(_ columns: inout [ExportColumn]) {
  var count = 2
  while count < 16 {
    let answers = columns.filter { $0.role == .answer }
    let names = Dictionary(grouping: answers) { $0.name ?? "" }
    let doubled = answers.filter { names[$0.name ?? ""]?.count ?? 0 > 1 && pathParts($0.header).count >= count }
    if doubled.isEmpty { return }
    for column in doubled {
      let name = pathParts(column.header).suffix(count).joined(separator: "_")
      columns[column.position].name = name
      columns[column.position].question = name
    }
    count += 1
  }
}

private func column(_ position: Int, _ name: String) -> ExportColumn {
  var column = ExportColumn(position: position, header: name, name: name)
  let key = name.lowercased()
  if let role = paradataFields[key] {
    column.role = role
  } else if key.hasPrefix("_") {
    // `_gps_latitude`, `_tags`, `_notes`: made by the server.
    column.role = .ignored("made by the server")
  } else if let child = RepeatedField(name), child.name != "." {
    column.role = .child(child)
  } else {
    let parts = pathParts(name)
    column.name = parts.last
    column.question = parts.last
    column.title = parts.last ?? name
  }
  return column
}

/// The record's number: one of the identifiers that are never empty.
private func markRecord(_ columns: inout [ExportColumn]) {
  for wanted in ["_uuid", "meta/instanceid", "meta-instanceid", "instanceid", "key", "_id"] {
    guard let position = columns.firstIndex(where: { $0.header.lowercased() == wanted }) else { continue }
    columns[position].role = .paradata(.column(.recordID))
    return
  }
}

private func pathParts(_ name: String) -> [String] {
  let slashed = name.split(separator: "/").map(String.init)
  return slashed.count > 1 ? slashed : name.split(separator: "-").map(String.init)
}

/// Finds the columns of choices: neighbours under one path that hold nothing but true and false.
private func markChoices(_ export: inout SurveyExport, _ head: ExportHead) {
  let marks = AnswerMarks(export.conventions.missingMarks)
  let headers = export.columns.map(\.header)
  let whole = Set(headers)
  func lead(_ a: Int, _ b: Int) -> String? {
    guard headers.indices.contains(a), headers.indices.contains(b) else { return nil }
    guard export.columns[a].role == .answer, export.columns[b].role == .answer else { return nil }
    let common = commonPrefix([headers[a], headers[b]])
    return common.lastIndex(of: "/").map { String(common[..<$0]) }
  }
  var leads: [String?] = headers.indices.map { position in
    let (before, after) = (lead(position - 1, position), lead(position, position + 1))
    return [before, after].compactMap(\.self).max { $0.count < $1.count }
  }
  // A choice of one column is one only when its field is there.
  for position in headers.indices where leads[position] == nil && export.columns[position].role == .answer {
    if let mark = headers[position].lastIndex(of: "/"), whole.contains(String(headers[position][..<mark])) {
      leads[position] = String(headers[position][..<mark])
    }
  }
  var places: [String: [Int]] = [:]
  for (position, lead) in leads.enumerated() { if let lead { places[lead, default: []].append(position) } }
  for (lead, group) in places {
    let isKnown = whole.contains(lead)
    let words: Set<String> =
      isKnown ? ["True", "False", "TRUE", "FALSE", "1", "0"] : ["True", "False", "TRUE", "FALSE"]
    var found = 0
    let onlyMarks = group.allSatisfy { position in
      guard let values = head.values(position, below: export.firstRow, limit: 2, besides: marks) else { return false }
      found += values.count
      return values.allSatisfy(words.contains)
    }
    guard onlyMarks, isKnown || (found > 0 && group.count > 1) else { continue }
    let question = pathParts(lead).last ?? lead
    for position in group {
      let choice = String(headers[position].dropFirst(lead.count + 1))
      export.columns[position].question = question
      export.columns[position].title = question
      export.columns[position].name = headers[position]
      export.columns[position].option = ExportItem(code: choice, label: choice)
      export.columns[position].role = .option
    }
  }
}
