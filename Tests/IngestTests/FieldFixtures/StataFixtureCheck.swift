import SurveyModel
import Tables

@testable import Ingest

/// Compares a Stata file with what pandas reads, or with what it was made from.
func checkDTA(_ fixture: FieldFixture) throws -> FixtureOutcome {
  guard let expected = fixture.expectation else { return .wrong(["no expectation"]) }
  let file = try StatisticalFile(fixture.bytes(), file: fixture.path, format: .dta)
  let complaints =
    expected["reading"].isNull ? pandasComplaints(file, expected) : constructionComplaints(file, expected["reading"])
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func pandasComplaints(_ file: StatisticalFile, _ expected: JSONValue) -> [String] {
  var complaints: [String] = []
  let names = expected["names"].array.compactMap(\.string)
  if file.variables.map(\.name) != names { complaints.append("names \(file.variables.map(\.name))") }
  // Programs fill labels up with spaces, which are no part of them.
  for variable in file.variables where variable.label != expected["labels"][variable.name].string?.trimmed {
    complaints.append("\(variable.name): label \(variable.label)")
  }
  var sets: [String: [String: String]] = [:]
  for variable in file.variables {
    guard let set = variable.labelSet else { continue }
    sets[set] = Dictionary(variable.valueLabels.map { (stataCode($0.code), $0.label) }, uniquingKeysWith: { $1 })
  }
  let wanted = expected["value_labels"].object.mapValues { $0.object.mapValues { $0.string ?? "" } }
  if sets != wanted { complaints.append("value labels \(sets), not \(wanted)") }
  let columns = file.variables.indices.map { rawStata(file, $0) }
  let rows = (0..<file.table.rowCount).map { row in columns.map { $0[row] } }
  for (number, (found, right)) in zip(rows, expected["data"]["rows"].array).enumerated() {
    for (index, (cell, value)) in zip(found, right.array).enumerated() {
      let text = value.number.map(CompactJSON.number) ?? CompactJSON.text(value.string ?? "")
      if cell != text { complaints.append("case \(number + 1), \(names[index]): \(cell), not \(text)") }
    }
  }
  if Double(rows.count) != expected["data"]["nrows"].number { complaints.append("\(rows.count) cases") }
  if CompactJSON.digest(ofRows: rows) != expected["data"]["sha256_of_compact_json"].string {
    complaints.append("the digest of all values differs")
  }
  return complaints
}

/// Tagged missing values are numbers above every value: `.a` is 2147483622.
private func stataCode(_ code: String) -> String {
  guard code.hasPrefix("."), let letter = code.utf8.last else { return code }
  return "\(2_147_483_622 + Int(letter) - 97)"
}

/// The cells as JSON of what Stata stores: days and milliseconds since 1960, `.` and `.a` for missing ones.
private func rawStata(_ file: StatisticalFile, _ index: Int) -> [String] {
  let variable = file.variables[index]
  let column = file.table.columns[index]
  return (0..<file.table.rowCount).map { row in
    if let code = variable.codedCells.code(row: row) {
      return code.hasPrefix(".") ? CompactJSON.text(code) : code
    }
    if column.isMissing(at: row) { return CompactJSON.text(variable.content == .text ? "" : ".") }
    switch column.storage {
    case .date(let values): return "\(Int(values[row]) + 3653)"
    case .dateTime(let values): return "\((values[row] + 3653 * 86_400) * 1000)"
    case .text, .category: return CompactJSON.text(column.texts[row])
    default:
      if case .seconds = variable.content { return "\((Int(column.texts[row]) ?? -1) * 1000)" }
      return column.texts[row]
    }
  }
}

/// Codes that the file does not declare missing are none of its values all the same.
private func constructionComplaints(_ file: StatisticalFile, _ expected: JSONValue) -> [String] {
  let kinds: [String: MissingKind] = ["don't know": .dontKnow, "refused": .refused, "does not apply": .notApplicable]
  let codes = expected["negative_codes"].object.compactMapValues { $0.string.flatMap { kinds[$0] } }
  var complaints: [String] = []
  let wanted = expected["rows"].object
  if Set(file.variables.map(\.name)) != Set(wanted.keys) { complaints.append("names \(file.variables.map(\.name))") }
  for (index, variable) in file.variables.enumerated() {
    let column = file.table.columns[index]
    for (row, value) in (wanted[variable.name]?.array ?? []).enumerated() {
      let text = value.text
      let kind = codes[text] ?? (text.isEmpty ? .empty : .present)
      if column.missingKind(at: row) != kind {
        complaints.append("\(variable.name), case \(row + 1): \(column.texts[row]), not \(kind.name)")
      } else if kind == .present, column.texts[row] != text {
        complaints.append("\(variable.name), case \(row + 1): \(column.texts[row]), not \(text)")
      } else if codes[text] != nil, variable.codedCells.code(row: row) != text {
        complaints.append("\(variable.name), case \(row + 1): the code \(text) is lost")
      }
    }
    for (code, label) in expected["value_labels"][variable.name].object {
      let text = Double(code).map(codeText) ?? code
      let found = variable.valueLabels.first { $0.code == text }?.label
      // Amounts have codes but, in this file, no labels: then the codes must be known by their kind.
      let isRight =
        found == label.string || (variable.valueLabels.isEmpty && variable.missingCodes[text] == codes[text])
      if !isRight { complaints.append("\(variable.name): label of \(code) is \(found ?? "none")") }
    }
  }
  return complaints
}
