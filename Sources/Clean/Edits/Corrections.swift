import Diagnostics
import SurveyModel
import Tables

/// A cell that a correction changed.
struct CorrectedCell {
  var row: Int
  var variable: String
  var before: CellText
  var after: CellText
}

/// The table with the corrections from call-backs, and what they changed.
///
/// - Parameters:
///   - corrections: in the order of their file; a second one of the same cell is refused.
///   - dataset: as ingested.
/// - Returns: the corrected table; cells that had the value already are no changes.
/// - Throws: kind `content` with every correction whose record, variable or value is not to be had.
func applying(
  _ corrections: [Correction], to dataset: Dataset
) throws(DiagnosticError) -> (table: Table, changes: [CorrectedCell]) {
  guard !corrections.isEmpty else { return (dataset.table, []) }
  var table = dataset.table
  let rows = rowsByRecord(table, wanted: Set(corrections.map(\.record)))
  var problems: [Diagnostic] = []
  var edits: [String: [CellEdit]] = [:]
  var order: [String] = []
  var seen: Set<String> = []
  func problem(_ correction: Correction, _ message: String, _ advice: String) {
    problems.append(Diagnostic(.error, code: "R-010", at: correction.location, message, advice: advice))
  }
  for correction in corrections {
    let variable = correction.variable
    guard let row = rows[correction.record] else {
      problem(
        correction, "there is no record \(correction.record) in \(dataset.source) \(dataset.wave)",
        "Correct the number; it is that of the platform's export")
      continue
    }
    guard table[variable] != nil, dataset.codebook[variable] != nil || ParadataColumn(rawValue: variable) != nil else {
      let nearest = nearestName(to: variable, among: dataset.codebook.variables.map(\.name))
      problem(
        correction, "there is no variable \(variable)",
        nearest.map { "Did you mean \($0)?" } ?? "Name a variable of the questionnaire")
      continue
    }
    guard let cell = CellText(shown: correction.value), isAnswer(cell, to: dataset.codebook[variable]) else {
      let codes = dataset.codebook[variable]?.answers.map(\.code) ?? []
      problem(
        correction, "“\(correction.value)” is no answer to \(variable)",
        codes.isEmpty
          ? "Write the value, or a kind of missing in brackets" : "Answers are: \(codes.joined(separator: ", "))")
      continue
    }
    if !seen.insert("\(row)\n\(variable)").inserted {
      problem(correction, "record \(correction.record) has two corrections of \(variable)", "Keep one")
      continue
    }
    if edits[variable] == nil { order.append(variable) }
    edits[variable, default: []].append(CellEdit(row: row, cell: cell))
  }
  var changes: [CorrectedCell] = []
  for variable in order {
    guard let column = table[variable], let wanted = edits[variable] else { continue }
    let (edited, refused) = column.editing(wanted)
    let failed = Set(refused.map(\.row))
    for edit in refused {
      let correction = corrections.first { rows[$0.record] == edit.row && $0.variable == variable }
      if let correction {
        problem(
          correction, "“\(correction.value)” is no value of \(variable), which is of type \(column.type.rawValue)",
          "Correct the value")
      }
    }
    for edit in wanted where !failed.contains(edit.row) {
      let before = column.cell(at: edit.row)
      if before != edit.cell {
        changes.append(CorrectedCell(row: edit.row, variable: variable, before: before, after: edit.cell))
      }
    }
    table.set(variable, edited)
  }
  if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  return (table, changes)
}

/// Whether the codes of a closed question are among its answers.
private func isAnswer(_ cell: CellText, to variable: SurveyVariable?) -> Bool {
  guard cell.kind == .present, let variable, !variable.answers.isEmpty, variable.rankedOption == nil else {
    return true
  }
  let codes = variable.kind == .multi ? cell.text.split(separator: "|").map(String.init) : [cell.text]
  return codes.allSatisfy { code in variable.answers.contains { $0.code == code } }
}

/// The rows of the records wanted.
func rowsByRecord(_ table: Table, wanted: Set<String>) -> [String: Int] {
  let labels = RecordLabels(table)
  var rows: [String: Int] = [:]
  for row in 0..<table.rowCount {
    let id = labels.id(row)
    if wanted.contains(id), rows[id] == nil { rows[id] = row }
  }
  return rows
}
