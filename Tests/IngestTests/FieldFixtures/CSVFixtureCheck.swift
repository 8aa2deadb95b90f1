import Diagnostics
import SurveyModel
import Tables

@testable import Ingest

/// Reads a delimited file as a source is read, and holds every cell against the expectation.
@Sendable func checkDelimited(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let source = SourceDefinition(name: "s", role: .records, path: fixture.path, format: .csv)
  var cells = try SourceCells(source, wave: 0, folder: fixture.folder)
  guard let expectation = fixture.expectation else { return .read }
  var complaints: [String] = []
  if let encoding = expectation["encoding"].string ?? expectation["reading"]["encoding"].string {
    let wanted = encodingName(encoding)
    if !cells.notes.contains(where: { $0.contains("CSV in \(wanted)") }) {
      complaints.append("not read as \(wanted): \(cells.notes)")
    }
  }
  // Some readers were told a comma where the file has another separator.
  if let separator = expectation["delimiter"].string?.utf8.first {
    cells.grid = try CSVReader.read(
      fixture.bytes(), file: fixture.path, options: CSVOptions(separator: separator)
    ).grid
  }
  let rows = cells.rowTexts
  let reading = expectation["reading"]
  let wanted = expectation["rows"].array.isEmpty ? reading["rows"].array : expectation["rows"].array
  if !wanted.isEmpty { complaints += differences(rows, wanted.map { $0.array.map { presentationForms($0.text) } }) }
  if wanted.isEmpty, let digest = expectation["sha256_of_compact_json"].string {
    if sha256Hex(Array(compactJSON(rows).utf8)) != digest {
      complaints.append("the digest of all \(rows.count) rows differs")
    }
  }
  complaints += asideProblems(cells, reading)
  if !complaints.isEmpty { return .wrong(complaints) }
  return reading["quarantine"].isNull && reading["quarantined_lines"].isNull ? .read : .quarantined
}

/// Rows of other width than the header's, which a role sets aside.
private func asideProblems(_ cells: SourceCells, _ reading: JSONValue) -> [String] {
  var complaints: [String] = []
  let width = cells.grid.rowCount > 0 ? cells.grid.cellCount(row: 0) : 0
  for (line, _) in reading["quarantine"].object {
    guard let row = cells.grid.lines.firstIndex(where: { "\($0)" == line }) else {
      complaints.append("line \(line) is no row")
      continue
    }
    if cells.rowProblem(row, width: width, headerRow: 0) == nil { complaints.append("line \(line) is not set aside") }
  }
  let whole = (1..<max(1, cells.grid.rowCount)).filter { cells.rowProblem($0, width: width, headerRow: 0) == nil }
  let wanted = reading["ok"].array.map { $0.array.map(\.text) }
  let rows = cells.rowTexts
  if !wanted.isEmpty, whole.map({ rows[$0] }) != wanted { complaints.append("other rows are kept than expected") }
  return complaints
}

/// The forms for vertical writing that GB 18030-2005 has where the edition of 2000 had private characters.
private func presentationForms(_ text: String) -> String {
  let forms: [UInt32] = [0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19]
  var out = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let position = Int(scalar.value) - 0xE78D
    out.append(forms.indices.contains(position) ? Unicode.Scalar(forms[position]) ?? scalar : scalar)
  }
  return String(out)
}

/// What this program calls an encoding that others call by this name.
private func encodingName(_ name: String) -> String {
  switch name.lowercased() {
  case "utf-8", "utf-8-sig", "ascii": "UTF-8"
  case "gb18030", "gbk", "gb2312": "GB18030"
  case "utf-16le+bom": "UTF-16LE"
  case let other: other.uppercased()
  }
}

/// The first rows that differ; blank lines are rows without cells for some readers and none for others.
private func differences(_ rows: [[String]], _ wanted: [[String]]) -> [String] {
  let (found, expected) = (rows.filter { !$0.isEmpty }, wanted.filter { !$0.isEmpty })
  var complaints: [String] = []
  if found.count != expected.count { complaints.append("\(found.count) rows instead of \(expected.count)") }
  for (index, (a, b)) in zip(found, expected).enumerated() where a != b {
    complaints.append("row \(index + 1) is \(a) instead of \(b)")
  }
  return complaints
}

extension SourceCells {
  /// All cells as text, row by row.
  var rowTexts: [[String]] {
    (0..<grid.rowCount).map { row in (0..<grid.cellCount(row: row)).map { grid.text(row, $0) } }
  }
}

/// JSON without spaces and with every character as it is, as the digests of the expectations were made of.
func compactJSON(_ rows: [[String]]) -> String {
  "[" + rows.map { "[" + $0.map(jsonText).joined(separator: ",") + "]" }.joined(separator: ",") + "]"
}

func jsonText(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case "\u{8}": out += "\\b"
    case "\u{C}": out += "\\f"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}
