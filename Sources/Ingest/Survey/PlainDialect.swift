import Diagnostics
import SurveyModel
import Tables

extension SurveyDialect {
  /// A table whose headers are the names of variables, with codes as values; options of a multiple choice are joined
  /// with `|`. Columns of the platform's own record (`record_id`, `submitted_at`, …) may be missing.
  static let plain = SurveyDialect(
    name: "plain", optionSeparator: "|", answersByLabel: false,
    map: { header, codebook, unitColumn in mapPlain(header, codebook, unitColumn) })
}

private func mapPlain(_ header: [String], _ codebook: Codebook, _ unitColumn: String?) -> ExportMapping {
  var mapping = ExportMapping()
  let names = codebook.variables.map(\.name)
  var seen: [String: Int] = [:]
  for (column, text) in header.enumerated() {
    let name = text.trimmed
    if let position = names.firstIndex(of: name) {
      mapping.targets.append(.variable(position))
    } else if let paradata = ParadataColumn(rawValue: name) {
      mapping.targets.append(.paradata(paradata))
      if let other = seen[name] {
        mapping.problems.append(("I-405", "columns \(other) and \(column + 1) are both called \(name)", nil))
      }
    } else if name == unitColumn || name == unitColumnName {
      mapping.targets.append(.unitName)
    } else {
      mapping.targets.append(.ignored)
      let all = names + ParadataColumn.allCases.map(\.rawValue)
      let advice = nearestName(to: name, among: all).map { "Did you mean \($0)?" }
      mapping.problems.append(
        (
          "I-403", "column \(column + 1) (\(name)) is no variable of the questionnaire",
          advice ?? "Rename the column, or delete it"
        ))
    }
    seen[name] = column + 1
  }
  mapping.requireAll(codebook)
  return mapping
}
