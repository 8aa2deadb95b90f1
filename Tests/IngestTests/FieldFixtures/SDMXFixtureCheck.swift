import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Messages and delimited files of SDMX: as documents and rows, and as tables of observations.
func checkSDMX(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let cells = try SourceCells(
    SourceDefinition(
      name: "s", role: .published, path: fixture.absolutePath, format: fixture.ending == "xml" ? .xml : .csv),
    wave: 2025, folder: "/")
  let rows = (0..<cells.grid.rowCount).map { row in
    (cells.recordColumns ?? []).indices.map { cells.grid.text(row, $0) }
  }
  let expected = fixture.expectation ?? .null
  var complaints: [String] = []
  func expect(_ columns: [String], _ values: [[String]]) {
    if cells.recordColumns != columns { complaints.append("columns \(cells.recordColumns ?? [])") }
    if rows != values { complaints.append("rows \(rows)") }
  }
  guard fixture.ending == "csv" else {
    if case .wrong(let found) = try checkXML(fixture) { complaints += found }
    expect(["A"], [[""], ["1"], [""], [""]])
    return complaints.isEmpty ? .read : .wrong(complaints)
  }
  let raw = try CSVReader.read(try fixture.bytes(), file: fixture.path)
  let found = (0..<raw.grid.rowCount).map { row in
    JSONValue.array((0..<raw.grid.cellCount(row: row)).map { .string(raw.grid.text(row, $0)) })
  }
  if found != expected["rows"].array { complaints.append("cells \(found)") }
  if fixture.name == "csv_labels_both.csv" {
    expect(
      ["DATAFLOW", "DATAFLOW label", "DIM1", "DIM2", "ATT1", "ATT2", "OBS_VALUE", "TIME_PERIOD"],
      [["MD:MD_TEST(1.0)", "MD TEST", "A", "B", "C", "D", "1", "2020"]])
  } else {
    // Labels stand in columns of their own already: nothing changes but that the header is no row.
    expect(expected["rows"][0].array.map(\.text), [expected["rows"][1].array.map(\.text)])
  }
  return complaints.isEmpty ? .read : .wrong(complaints)
}
