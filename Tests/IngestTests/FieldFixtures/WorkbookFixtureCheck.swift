import Tables

@testable import Ingest

/// Reads a workbook and holds every sheet against the expectation, in either of its two forms: what reference readers
/// saw (`sheets`), or what the file was made to hold (`reading`).
func checkWorkbook(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let workbook = try Workbook(fixture.bytes(), file: fixture.path)
  guard let expectation = fixture.expectation else {
    for sheet in workbook.sheets { _ = try workbook.read(sheet) }
    return .read
  }
  let complaints =
    expectation["sheets"].isNull
    ? try complaints(of: workbook, madeAs: expectation["reading"].object)
    : try complaints(of: workbook, against: expectation)
  return complaints.isEmpty ? .read : .wrong(complaints)
}

/// How a workbook differs from an expectation of reference readers: `epoch1904`, and under `sheets` by name the
/// `state`, the rectangles `merged`, how many cells there are (`ncells`) and each of them (`cells`).
func complaints(of workbook: Workbook, against expectation: JSONValue) throws -> [String] {
  let sheets = expectation["sheets"].object
  var found = differences("sheets", Set(workbook.sheets.map(\.name)), Set(sheets.keys))
  if let epoch = expectation["epoch1904"].bool, epoch != workbook.usesDates1904 {
    found.append("dates count from \(workbook.usesDates1904 ? 1904 : 1900)")
  }
  for sheet in workbook.sheets {
    guard let expected = sheets[sheet.name] else { continue }
    let reading = try workbook.read(sheet)
    let isVisible = expected["state"].string == "visible"
    if isVisible != sheet.isVisible { found.append("\(sheet.name): taken to be \(isVisible ? "hidden" : "visible")") }
    found += differences(
      "\(sheet.name): merged", Set(reading.merges.map(\.reference)),
      Set(expected["merged"].array.compactMap(\.string)))
    let cells = cellsInUse(of: reading.grid)
    if cells.count != Int(expected["ncells"].number ?? -1) {
      found.append("\(sheet.name): \(cells.count) cells instead of \(expected["ncells"].text)")
    }
    found += differences(sheet.name, cells, corrected(expected)) { cell, value in cell.isSame(as: value) }
  }
  return found
}

/// How a workbook differs from what it was made to hold: cells by reference, by sheet; a day is a date cell.
private func complaints(of workbook: Workbook, madeAs sheets: [String: JSONValue]) throws -> [String] {
  var found = differences("sheets", Set(workbook.sheets.map(\.name)), Set(sheets.keys))
  for sheet in workbook.sheets {
    guard let expected = sheets[sheet.name] else { continue }
    let cells = cellsInUse(of: try workbook.read(sheet).grid)
    found += differences(sheet.name, cells, expected.object) { cell, value in
      guard let text = value.string, text.isDay else { return cell.isSame(as: value) }
      return cell == ReadCell(kind: .date, text: text)
    }
  }
  return found
}

/// The cells of a sheet's expectation. Where the reference readers disagree over an escaped carriage return, the one
/// that decodes it is right (ECMA-376 part 1, 22.4.2.4).
private func corrected(_ sheet: JSONValue) -> [String: JSONValue] {
  var cells = sheet["cells"].object
  for disagreement in sheet["disagreements_ref_openpyxl_calamine"].array
  where disagreement[1].string?.contains("_x000D_") == true {
    if let reference = disagreement[0].string { cells[reference] = disagreement[2] }
  }
  return cells
}

/// A cell as our reader gives it.
private struct ReadCell: Hashable, CustomStringConvertible {
  var kind: CellKind
  var text: String

  var description: String { "\(kind) \(text.debugDescription)" }

  /// Whether it is of the kind and value that the JSON of a reference reader stands for: numbers are equal as
  /// `Double`, points in time have a `T`, elapsed time is in seconds, and the names of errors are of error cells.
  func isSame(as value: JSONValue) -> Bool {
    switch value {
    case .number(let number): kind == .number && Double(text) == number
    case .bool(let flag): kind == .bool && text == (flag ? "TRUE" : "FALSE")
    case .string(let expected):
      if expected.isPointInTime {
        kind == .date && (text.isDay ? "\(text)T00:00:00" : text) == expected
      } else if let seconds = expected.elapsedSeconds {
        text.clockSeconds == seconds
      } else {
        kind == (expected.isErrorName ? .error : .text) && text == expected
      }
    case .null, .array, .object: false
    }
  }
}

private func cellsInUse(of grid: CellGrid) -> [String: ReadCell] {
  var cells: [String: ReadCell] = [:]
  for row in 0..<grid.rowCount {
    for column in 0..<grid.cellCount(row: row) where grid.kind(row, column) != .empty {
      cells["\(columnLetters(column + 1))\(grid.lines[row])"] = ReadCell(
        kind: grid.kind(row, column), text: grid.text(row, column))
    }
  }
  return cells
}

private func differences(_ place: String, _ found: Set<String>, _ expected: Set<String>) -> [String] {
  found.subtracting(expected).sorted().map { "\(place): \($0) is not expected" }
    + expected.subtracting(found).sorted().map { "\(place): \($0) is not found" }
}

private func differences(
  _ sheet: String, _ found: [String: ReadCell], _ expected: [String: JSONValue],
  isSame: (ReadCell, JSONValue) -> Bool
) -> [String] {
  differences(sheet, Set(found.keys), Set(expected.keys))
    + expected.sorted { $0.key < $1.key }.compactMap { reference, value in
      guard let cell = found[reference], !isSame(cell, value) else { return nil }
      return "\(sheet)!\(reference): \(cell) instead of \(value)"
    }
}

extension CellRange {
  /// `B2:D4`, as a workbook writes it.
  fileprivate var reference: String {
    "\(columnLetters(columns.lowerBound))\(rows.lowerBound):\(columnLetters(columns.upperBound))\(rows.upperBound)"
  }
}

extension String {
  fileprivate var isDay: Bool { wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil }
  fileprivate var isPointInTime: Bool { wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil }
  fileprivate var isErrorName: Bool {
    ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"].contains(self)
  }

  /// `918610.0 s` in seconds.
  fileprivate var elapsedSeconds: Double? { hasSuffix(" s") ? Double(dropLast(2)) : nil }

  /// `255:10:10` in seconds.
  fileprivate var clockSeconds: Double? {
    let parts = split(separator: ":").compactMap { Double($0) }
    return parts.count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : nil
  }
}
