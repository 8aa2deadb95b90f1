import Diagnostics
import SurveyModel
import Tables

/// The list of actions of the wave before, as departments sent it back.
struct ActionReports {
  let actions: [ReportedAction]
  /// For the digest of inputs; nil where the pipeline names no such file.
  let file: InputFile?

  /// The columns that are read; the others are for people.
  private static let columns = ["action_id", "unit_id", "indicator_id", "target_indicator_id", "target", "status"]

  /// - Throws: kind `missingInput` when the file is absent, `content` with every column and cell that cannot be read.
  init(_ pipeline: PipelineDefinition, folder: String) throws(DiagnosticError) {
    guard let path = pipeline.actions.followUp else {
      (actions, file) = ([], nil)
      return
    }
    let bytes = try readFile(path.hasPrefix("/") ? path : folder + "/" + path, shownAs: path)
    let grid = try CSVReader.read(bytes, file: path).grid
    let names = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    var problems = Self.columns.filter { !names.contains($0) }.map { name in
      Diagnostic(
        .error, code: "R-015", at: SourceLocation(file: path, line: 1), "there is no column \(name)",
        advice: "Take tables/actions.csv of the wave before and fill in its column status")
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    var found: [ReportedAction] = []
    var seen: Set<String> = []
    for row in 1..<max(1, grid.rowCount) {
      func text(_ name: String) -> String {
        names.firstIndex(of: name).map { $0 < grid.cellCount(row: row) ? grid.text(row, $0) : "" } ?? ""
      }
      let location = SourceLocation(file: path, line: Int(grid.lines[row]))
      func problem(_ message: String, _ advice: String) {
        problems.append(Diagnostic(.error, code: "R-015", at: location, message, advice: advice))
      }
      let (id, unit, node) = (text("action_id"), text("unit_id"), text("indicator_id"))
      if id.isEmpty { problem("the action_id is empty", "Give it as in the list that was published") }
      if !id.isEmpty, !seen.insert(id).inserted { problem("the action \(id) is there twice", "Keep one of its rows") }
      if pipeline.units[unit] == nil { problem("“\(unit)” is no unit", "Give the code as in units.yaml") }
      let target = text("target")
      let score = Double(target)
      if !target.isEmpty, score?.isFinite != true {
        problem("the target “\(target)” is no number", "Leave it as published")
      }
      let word = text("status")
      let status = ActionStatus(rawValue: word)
      if !word.isEmpty, status == nil {
        problem(
          "the status “\(word)” is not known",
          "Write one of: \(ActionStatus.allCases.map(\.rawValue).joined(separator: ", ")); or leave it empty")
      }
      found.append(
        ReportedAction(
          id: id, unitID: unit, nodeID: node, targetNodeID: text("target_indicator_id"), target: score, status: status))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    actions = found
    file = InputFile(
      path: path, sha256: sha256Hex(bytes), bytes: bytes.count, rows: found.count, columns: names.count)
  }
}
