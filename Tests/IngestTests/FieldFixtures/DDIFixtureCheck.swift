import SurveyModel
import Tables

@testable import Ingest

/// Compares a DDI codebook, or the data it describes, with what other readers found.
func checkDDI(_ fixture: FieldFixture) throws -> FixtureOutcome {
  guard let expected = fixture.expectation else { return .wrong(["no expectation"]) }
  let complaints =
    fixture.ending == "gz" ? try dataComplaints(fixture, expected) : try codebookComplaints(fixture, expected)
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func codebookComplaints(_ fixture: FieldFixture, _ expected: JSONValue) throws -> [String] {
  let codebook = try DDICodebook(fixture.bytes(), file: fixture.path)
  var complaints: [String] = []
  if Double(codebook.variables.count) != expected["nvars"].number {
    complaints.append("\(codebook.variables.count) variables")
  }
  for (variable, wanted) in zip(codebook.variables, expected["variables"].array) {
    func compare(_ key: String, _ found: String?) {
      if wanted[key].string != found { complaints.append("\(variable.name): \(key) \(found ?? "none")") }
    }
    compare("name", variable.name)
    compare("label", variable.label)
    compare("intrvl", variable.interval)
    compare("dcml", "\(variable.decimals)")
    compare("start", variable.columns.map { "\($0.lowerBound)" })
    compare("end", variable.columns.map { "\($0.upperBound)" })
    if Double(variable.categories.count) != wanted["ncategories"].number {
      complaints.append("\(variable.name): \(variable.categories.count) categories")
    }
    for (category, pair) in zip(variable.categories, wanted["categories"].array)
    where [category.value, category.label] != pair.array.map(\.text) {
      complaints.append("\(variable.name): category \(category.value) \(category.label)")
    }
  }
  return complaints
}

private func dataComplaints(_ fixture: FieldFixture, _ expected: JSONValue) throws -> [String] {
  let bytes = try gunzip(fixture.bytes(), file: fixture.path, limits: IngestLimits())
  let grid = try CSVReader.read(bytes, file: fixture.path).grid
  let names = expected["names"].array.compactMap(\.string)
  var complaints: [String] = []
  if (0..<grid.cellCount(row: 0)).map({ grid.text(0, $0) }) != names { complaints.append("other names") }
  if Double(grid.rowCount - 1) != expected["nrows"].number { complaints.append("\(grid.rowCount - 1) rows") }
  for (column, name) in names.enumerated() {
    let numbers = (1..<grid.rowCount).map { parseDouble(grid.bytes[grid.range($0, column)]) }
    if numbers.contains(where: { $0 == nil }) { complaints.append("\(name): a cell is no number") }
    let sum = numbers.compactMap(\.self).reduce(0, +)
    let wanted = expected["sums"][name].number ?? .nan
    if !(abs(sum - wanted) <= 1e-9 * abs(wanted)) { complaints.append("\(name): sum \(sum), not \(wanted)") }
  }
  return complaints
}
