import SurveyModel
import Tables

extension SourceInspection {
  /// What `bizclimate ingest --inspect` prints: one idea a line, columns as a table.
  public var lines: [String] {
    var lines = ["\(file): \(format.rawValue), \(rowCount) rows, \(columns.count) columns"]
    lines += notes.map { "  \($0)" }
    if let headerRows {
      let rows =
        headerRows.count == 1
        ? "row \(headerRows.lowerBound)" : "rows \(headerRows.lowerBound)-\(headerRows.upperBound)"
      lines.append("  header: \(rows)")
    }
    if let recordPath { lines.append("  records: \(recordPath)") }
    if let survey {
      lines.append("  platform: \(survey.platform ?? "none needed"), \(survey.codebook.variables.count) variables")
      if !survey.unmatched.isEmpty { lines.append("  no question in: \(survey.unmatched.joined(separator: ", "))") }
    }
    lines += ["", "  " + Self.row(["column", "type", "missing", "distinct", "meaning", "values"])]
    for column in columns {
      let distinct = column.distinctCount >= InspectedColumn.mostDistinct ? "1000+" : "\(column.distinctCount)"
      let values =
        column.samples.isEmpty ? "(not shown)" : column.samples.map { "\($0.prefix(16))" }.joined(separator: " | ")
      lines.append(
        "  "
          + Self.row([
            "\(column.name.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(30))", column.type.rawValue,
            formatFixed(100 * column.missingShare, decimals: 1) + "%", distinct, column.role, values,
          ]))
    }
    if let survey { lines += codebookLines(survey.codebook) }
    lines += ["", "A source of pipeline.yaml:", ""]
    lines += sourceYAML(name: "source", path: file, unit: nil).map { "  " + $0 }
    return lines
  }

  private func codebookLines(_ codebook: Codebook) -> [String] {
    var lines = ["", "  Questions:"]
    for variable in codebook.variables where variable.kind != .paradata {
      let row = variable.rowText.map { " — \($0.zh)" } ?? ""
      lines.append("    \(variable.name) (\(variable.kind.rawValue)) \(variable.text.zh)\(row)")
      for option in variable.options.prefix(12) {
        let missing = variable.missingCodes[option.code].map { " [\($0.name)]" } ?? ""
        lines.append("      \(option.code) = \(option.label.zh)\(missing)")
      }
      if variable.options.count > 12 { lines.append("      … \(variable.options.count - 12) more") }
    }
    return lines
  }

  private static let widths = [32, 10, 9, 9, 20]

  private static func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      guard index < widths.count else { return cell }
      return cell + String(repeating: " ", count: max(1, widths[index] - terminalWidth(cell)))
    }.joined()
  }
}
