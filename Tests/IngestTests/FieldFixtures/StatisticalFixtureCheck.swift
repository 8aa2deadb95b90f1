import SurveyModel
import Tables

@testable import Ingest

/// Compares an SPSS file with what PSPP and pyreadstat read.
func checkSAV(_ fixture: FieldFixture) throws -> FixtureOutcome {
  guard let expected = fixture.expectation else { return .wrong(["no expectation"]) }
  let file = try StatisticalFile(fixture.bytes(), file: fixture.path, format: .sav)
  var complaints = psppComplaints(file, expected["pspp"])
  if let rows = expected["nrows"].number, Int(rows) != file.table.rowCount {
    complaints.append("\(file.table.rowCount) cases, not \(rows)")
  }
  if let count = expected["nvars"].number, Int(count) != file.variables.count {
    complaints.append("\(file.variables.count) variables, not \(count)")
  }
  if let encoding = expected["encoding"].string, encoding.uppercased() != file.encoding.uppercased() {
    complaints.append("encoding \(file.encoding), not \(encoding)")
  }
  let wanted = expected["variables"].array
  for (variable, entry) in zip(file.variables, wanted) { complaints += variableComplaints(variable, entry) }
  for (index, variable) in file.variables.enumerated() {
    complaints += missingComplaints(variable, file.table.columns[index], raw: rawSPSS(file, index))
  }
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func variableComplaints(_ variable: StatisticalVariable, _ expected: JSONValue) -> [String] {
  var complaints: [String] = []
  func compare(_ what: String, _ found: String, _ wanted: String?) {
    if found != wanted ?? "" { complaints.append("\(variable.name): \(what) \(found), not \(wanted ?? "none")") }
  }
  compare("name", variable.name, expected["name"].string)
  compare("label", variable.label, expected["label"].string)
  compare("format", variable.format, expected["format"].string)
  compare("measure", variable.measure.rawValue, expected["measure"].string)
  let labels = expected["value_labels"].object
  let found = Dictionary(variable.valueLabels.map { ($0.number ?? .nan, $0.label) }, uniquingKeysWith: { $1 })
  for (code, label) in labels where found[Double(code) ?? .infinity] != label.string {
    complaints.append("\(variable.name): label of \(code) is \(found[Double(code) ?? .infinity] ?? "none")")
  }
  if found.count != labels.count { complaints.append("\(variable.name): \(found.count) labels, not \(labels.count)") }
  let ranges: [StatisticalMissingRange] = expected["missing_ranges"].array.compactMap { range in
    guard let low = range["lo"].number, let high = range["hi"].number else { return nil }
    return .numbers(low...high)
  }
  if variable.missingRanges != ranges { complaints.append("\(variable.name): missing \(variable.missingRanges)") }
  return complaints
}

/// No value that is declared missing may be left among the values.
private func missingComplaints(_ variable: StatisticalVariable, _ column: Column, raw: [String]) -> [String] {
  raw.indices.compactMap { row in
    guard let number = Double(raw[row]) else { return nil }
    let isDeclared = variable.missingRanges.contains { range in
      if case .numbers(let bounds) = range { bounds.contains(number) } else { false }
    }
    let kind = column.missingKind(at: row)
    if isDeclared == (kind != .present) { return nil }
    if kind != .present, variable.missingCodes[raw[row]] == kind { return nil }
    return "\(variable.name), case \(row + 1): \(raw[row]) is \(kind.name)"
  }
}

// MARK: - PSPP

private func psppComplaints(_ file: StatisticalFile, _ expected: JSONValue) -> [String] {
  let columns = file.variables.indices.map { rawSPSS(file, $0) }
  var rows = [file.variables.map(\.name)]
  for row in 0..<file.table.rowCount { rows.append(columns.map { $0[row] }) }
  var complaints: [String] = []
  if Double(rows.count) != expected["nrows"].number { complaints.append("\(rows.count) rows with the header") }
  let given = expected["rows"].array + expected["first_rows"].array
  for (number, (found, wanted)) in zip(rows, given).enumerated() {
    for (index, (cell, right)) in zip(found, wanted.array).enumerated() where cell != right.string {
      complaints.append("case \(number), \(file.variables[index].name): \(cell), not \(right.text)")
    }
  }
  if CompactJSON.digest(ofRows: rows.map { $0.map(CompactJSON.text) }) != expected["sha256_of_compact_json"].string {
    complaints.append("the digest of all values differs")
  }
  return complaints
}

/// The cells of a variable as PSPP writes them to CSV: codes of missing values too, a space for no value at all.
private func rawSPSS(_ file: StatisticalFile, _ index: Int) -> [String] {
  let variable = file.variables[index]
  let column = file.table.columns[index]
  let isText = variable.content == .text
  return (0..<file.table.rowCount).map { row in
    if let code = variable.codedCells.code(row: row) { return code }
    if column.isMissing(at: row) { return isText ? "" : " " }
    switch column.storage {
    case .date(let values): return american(values[row])
    case .dateTime(let values):
      let day = Int32((values[row] - (values[row] % 86_400 + 86_400) % 86_400) / 86_400)
      return american(day) + " " + clock(Int(values[row] - Int64(day) * 86_400))
    default:
      if case .seconds = variable.content { return clock(Double(column.texts[row]).map { Int($0) } ?? -1) }
      return column.texts[row]
    }
  }
}

private func american(_ days: Int32) -> String {
  let date = CivilDate(days: days)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(two(date.month))/\(two(date.day))/\(date.year)"
}

private func clock(_ seconds: Int) -> String {
  [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
}
