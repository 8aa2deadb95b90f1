import Expressions
import SurveyModel

@testable import Ingest

/// A department's workbook: header, columns, records, the rows left out with the reason, and every change of a cell.
func checkDepartmentTable(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let source = SourceDefinition(name: "table", role: .statistics, path: fixture.path, format: .xlsx)
  let reading = try DepartmentTableReading(SourceCells(source, wave: 2023, folder: fixture.folder))
  let expected = fixture.expectation?["reading"] ?? .null
  var wrong: [String] = []
  func compare(_ what: String, _ found: [String], _ wanted: [String]) {
    if found != wanted { wrong.append("\(what): \(found), not \(wanted)") }
  }
  compare(
    "header rows", [reading.headerRows.lowerBound, reading.headerRows.upperBound].map(String.init),
    expected["header_rows"].array.map(\.text))
  compare("columns", reading.columns.map(\.name), expected["columns"].array.map(\.text))
  let records = reading.records.map { record in
    record.values.map { value -> JSONValue in
      switch value {
      case .missing: .null
      case .text(let text): .string(text)
      case .number(let number): .number(number)
      }
    }
  }
  if records != expected["records"].array.map(\.array) { wrong.append("records: \(records)") }
  let dropped = expected["dropped_rows"].object.map { (row: Int($0) ?? 0, text: $1.text) }.sorted { $0.row < $1.row }
  compare("dropped rows", reading.droppedRows.map { "\($0.row)" }, dropped.map { "\($0.row)" })
  for (found, wanted) in zip(reading.droppedRows, dropped) where !found.note.hasPrefix(wanted.text) {
    wrong.append("row \(found.row): \(found.note), not \(wanted.text)")
  }
  wrong += changeComplaints(reading.changes, expected["changes"].array.map(\.text))
  return wrong.isEmpty ? .read : .wrong(wrong)
}

/// Holds each change against its line, such as `C6 "1,350"->1350` or `C7 … -> missing(…)`.
private func changeComplaints(_ changes: [FigureChange], _ lines: [String]) -> [String] {
  var wrong: [String] = []
  let cells = changes.map { $0.cell }
  let wanted = lines.map { "cell \($0.prefix { $0 != " " })" }
  if cells != wanted { wrong.append("changes of \(cells), not \(wanted)") }
  for (change, line) in zip(changes, lines) {
    let rest = line.drop { $0 != " " }.dropFirst()
    let isMissing = rest.contains("missing")
    let reason: FigureChangeReason =
      isMissing ? .missingMark : rest.contains("full-width") ? .fullWidth : rest.contains("column") ? .unit : .thousands
    if change.reason != reason { wrong.append("\(change.cell): \(change.reason), not \(reason)") }
    if isMissing != (change.after == nil) { wrong.append("\(change.cell): missing or not") }
    if let quoted = rest.split(separator: "\"").first, rest.hasPrefix("\""), change.before != quoted {
      wrong.append("\(change.cell): “\(change.before)”, not “\(quoted)”")
    }
    let value = rest.split(separator: ">").last.flatMap { Double($0.filter { $0.isNumber || $0 == "." }) }
    if rest.hasPrefix("\""), change.after != value { wrong.append("\(change.cell): \(change.after ?? 0)") }
  }
  return wrong
}

/// Texts of numbers with the value in base units (a rate as a fraction), marks for none, and what is not to be guessed.
func checkNumbers(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let table = try JSONValue.read(fixture.absolutePath)
  var wrong: [String] = []
  for entry in table["numbers"].array {
    let raw = entry["raw"].text
    let found = baseValue(readFigure(raw))
    if found == nil || found != entry["value"].number { wrong.append("\(raw): \(readFigure(raw))") }
  }
  for raw in table["missing"].array.map(\.text) where readFigure(raw) != .none {
    wrong.append("\(raw) is \(readFigure(raw)), not missing")
  }
  for raw in table["ambiguous_must_not_be_guessed"].array.map(\.text) {
    if let guess = baseValue(readFigure(raw)) { wrong.append("\(raw) was guessed to be \(guess)") }
    if readFigure(raw) == .none { wrong.append("\(raw) was taken for missing") }
  }
  let counts = ["numbers", "missing", "ambiguous_must_not_be_guessed"].map { table[$0].array.count }
  if counts.contains(0) { wrong.append("the file has no \(counts)") }
  return wrong.isEmpty ? .read : .wrong(wrong)
}

private func baseValue(_ figure: Figure) -> Double? {
  guard case .number(let value, let suffix) = figure else { return nil }
  if suffix.isEmpty { return value }
  if MeasurementUnit.multiplier(suffix) != nil { return FigureScale().value(value, suffix: suffix) }
  guard let unit = MeasurementUnit(suffix) else { return nil }
  let base = MeasurementUnit(dimension: unit.dimension, factor: unit.dimension == "%" ? 100 : 1)
  return unit.convert(value, to: base)
}

/// Credit codes: whether they are valid, and their normal form.
func checkCreditCodes(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let entries = try JSONValue.read(fixture.absolutePath).array
  let wrong = entries.compactMap { entry -> String? in
    let normalised = USCC.normalized(entry["raw"].text)
    let isRight = normalised == entry["normalised"].string && (normalised != nil) == entry["valid"].bool
    return isRight ? nil : "\(entry["raw"].text) (\(entry["why"].text)): \(normalised ?? "not valid")"
  }
  return wrong.isEmpty && !entries.isEmpty ? .read : .wrong(wrong)
}
