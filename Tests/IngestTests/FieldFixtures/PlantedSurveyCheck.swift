import SurveyModel
import Tables

@testable import Ingest

/// The survey with planted faults: its whole download is read, and each fault is seen in the typed table at the records
/// where it was planted.
func checkPlantedSurvey(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let file = try cells(of: fixture)
  var complaints = Complaints()
  complaints.add(cellComplaints(fixture, file))
  let export = try SurveyExport.read(file)
  complaints.expect("the platform", export.platform, "wjx")
  var variables = proposedCodebook(export, cells: file).variables
  for place in variables.indices where variables[place].text.zh.hasPrefix("从业人员") { variables[place].kind = .numeric }
  let result = try surveyTable(file, variables)
  let reading = fixture.expectation?["reading"] ?? .null
  complaints.expect("records", Double(result.dataset.table.rowCount), reading["n"].number ?? 0)
  complaints.expect("records set aside", result.quarantine.count, 0)
  let planted = PlantedSurvey(result, names: variables.map(\.name))
  for (fault, found) in [
    "speeder_lt_30pct_median": planted.speeders, "straight_line_q4_q13": planted.straightLines,
    "same_ip_5plus": planted.sharedAddresses, "attention_fail_q9": planted.inattentive,
    "skip_violation_q3": planted.skipViolations, "range_q14": planted.outOfRange,
    "item_nonresponse_gt_50pct": planted.unanswered,
  ] {
    let wanted = Set(reading["planted"][fault].array.compactMap { $0.number.map { Int($0) } })
    complaints.expect(fault, found.sorted(), wanted.sorted())
  }
  let pairs = reading["planted"]["duplicate_uscc"].array.map { Set($0.array.compactMap { $0.number.map { Int($0) } }) }
  complaints.expect("duplicate_uscc", planted.sharedCodes, pairs)
  return complaints.outcome
}

/// The planted faults as the table shows them; records count from 1.
private struct PlantedSurvey {
  let columns: [String: [String]]
  let names: [String]
  let count: Int

  init(_ result: IngestResult, names: [String]) {
    count = result.dataset.table.rowCount
    self.names = names
    var columns: [String: [String]] = [:]
    for name in names + ["duration_s", "ip"] { columns[name] = result.texts(name) }
    self.columns = columns
  }

  private func rows(_ test: (Int) -> Bool) -> Set<Int> { Set((0..<count).filter(test).map { $0 + 1 }) }

  private func value(_ place: Int, _ row: Int) -> String { columns[names[place]]?[row] ?? "" }

  private var items: Range<Int> { 4..<14 }

  var speeders: Set<Int> {
    let seconds = (columns["duration_s"] ?? []).map { Double($0) ?? 0 }
    let sorted = seconds.sorted()
    let median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    return rows { seconds[$0] < 0.3 * median }
  }

  var straightLines: Set<Int> {
    rows { row in Set(items.map { value($0, row) }).count == 1 && !value(items.lowerBound, row).hasPrefix("[") }
  }

  var sharedAddresses: Set<Int> {
    let addresses = columns["ip"] ?? []
    return rows { row in addresses.count { $0 == addresses[row] } >= 5 }
  }

  var inattentive: Set<Int> { rows { !["3", "[empty]", "[not_asked]"].contains(value(14, $0)) } }

  /// Question 3 holds 否 (the code of the label differs with the order of appearance), question 4 an answer.
  var skipViolations: Set<Int> {
    let no = value(2, 0)
    return rows { value(2, $0) == no && !value(3, $0).hasPrefix("[") }
  }

  var outOfRange: Set<Int> {
    rows { row in
      guard let number = Double(value(15, row)) else { return false }
      return number < 0 || number > 500_000
    }
  }

  var unanswered: Set<Int> {
    rows { row in 2 * names.indices.count { value($0, row) == "[empty]" } > names.count }
  }

  /// One of the two codes is in small letters.
  var sharedCodes: [Set<Int>] {
    Dictionary(grouping: 0..<count) { value(0, $0).uppercased() }.values.filter { $0.count > 1 }
      .map { Set($0.map { $0 + 1 }) }
  }
}
