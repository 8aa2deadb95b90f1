import Diagnostics
import SurveyModel
import Tables

@testable import Ingest

/// The tables and forms of Ona; its XML is another check's.
func checkOna(_ fixture: FieldFixture) throws -> FixtureOutcome {
  if fixture.ending == "xlsx" { return try checkXLSForm(fixture) }
  let file = try cells(of: fixture)
  var complaints = Complaints()
  complaints.add(cellComplaints(fixture, file))
  let export = try SurveyExport.read(file)
  complaints.expect("the platform", export.platform, fixture.name == "header_space.csv" ? "plain" : "odk")
  let proposal = proposedCodebook(export, cells: file)
  if fixture.name.contains("flattened") || fixture.name == "bad.csv" {
    // A flattened table repeats the parent's record for each child, and the bad one a record: no tables of responses.
    let found = problems { _ = try surveyTable(file, proposal.variables) }
    complaints.expect("the refusal", found.map(\.code), ["I-011"])
    complaints.expect("its reason", found.first?.message.contains("the record number is that of line"), true)
    return complaints.outcome
  }
  let result = try surveyTable(file, proposal.variables)
  complaints.expect("records", result.counts.rowsKept, file.grid.rowCount - 1)
  complaints.expect("records set aside", result.quarantine.map(\.rules), [])
  switch fixture.name {
  case "tutorial_w_repeats.csv":
    let record = "uuid:b31c6ac2-b8ca-4180-914f-c844fa10ed3b"
    let children = try childTable(fixture, format: .csv)
    complaints.expect("children", children, try childTable(fixture, format: .xml))
    complaints.expect("names", children.first, ["Tom", "Dick"])
    complaints.expect("ages, record, positions, parent", children.dropFirst().map(\.last), ["5", record, "2", "Bob"])
    complaints.expect("told", result.notes.contains { $0.contains("2 child records children of 1 responses") }, true)
    complaints.expect("submitted_at", result.texts("submitted_at"), ["2013-02-18T15:54:01"])
  case "transportation.csv":
    let name = "available_transportation_types_to_referral_facility"
    complaints.expect(
      "transport", result.texts(name), ["", "ambulance|bicycle", "ambulance", "taxi|other"])
    complaints.expect("other", result.texts(name + "_other").last, "camel")
  case "transportation_labels_only.csv":
    complaints.expect("multiple choices", proposal.variables.filter { $0.kind == .multi }.map(\.options.count), [10])
  case "good.csv":
    complaints.expect(
      "toppings", result.texts("favorite_toppings").prefix(2).map(\.self),
      [
        "[not_asked]", "cheese|pepperoni|sausauge|green_peppers|mushrooms|anchovies",
      ])
    complaints.expect("date", result.texts("date").first, "[not_asked]")
  default: break
  }
  return complaints.outcome
}

/// The children of a submission as a source reads them, whichever form the submission is in.
private func childTable(_ fixture: FieldFixture, format: SourceFormat) throws -> [[String]] {
  var source = SourceDefinition(
    name: "children", role: .records, path: fixture.path.replacing(".csv", with: ".\(format.rawValue)"),
    format: format)
  source.recordPath = "/data/children"
  source.columns = [
    SourceColumn(name: "name", header: "childs_name", type: .text),
    SourceColumn(name: "age", header: "childs_age", type: .integer),
    SourceColumn(name: "record", header: "parent_record", type: .text), SourceColumn(name: "position", type: .integer),
    SourceColumn(name: "parent", header: "../name", type: .text),
  ]
  let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: fixture.folder)
  return result.dataset.table.columns.map(\.texts)
}
