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
    let children = childRecords(export, file.grid, rows: [1])
    complaints.expect("children", children.flatMap(\.records).map(\.values), [["Tom", "12"], ["Dick", "5"]])
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
