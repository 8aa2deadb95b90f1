internal import Tables

extension PromptEstimates {
  private var hasParts: Bool { estimates.contains { $0.part != nil } }

  /// The names of the columns of every form of the table: those of `data/estimates.csv` of a pipeline.
  private var columns: [String] {
    domainColumns + ["statistic", "variable"] + (hasParts ? ["part"] : [])
      + ["estimate", "std_error", "ci_low", "ci_high", "n", "df", "design_effect"]
  }

  /// CSV with numbers that read back as they were; empty where there is none.
  public var csv: [UInt8] {
    var csv = CSVWriter()
    csv.row(columns)
    for row in estimates {
      for code in row.domain { csv.field(code) }
      csv.field(row.statistic.rawValue)
      csv.field(row.text)
      if hasParts { csv.field(row.part) }
      for number in [row.value, row.standardError, row.ciLow, row.ciHigh] { csv.field(number) }
      csv.field(row.n)
      csv.field(row.df)
      csv.field(row.designEffect)
      csv.endRow()
    }
    return csv.bytes
  }

  /// A list of objects with the columns of the CSV form, and the confidence level.
  public var json: String {
    let rows = estimates.map { row in
      let texts: [String?] = row.domain + [row.statistic.rawValue, row.text] + (hasParts ? [row.part] : [])
      let figures = [
        row.value, row.standardError, row.ciLow, row.ciHigh, Double(row.n), Double(row.df), row.designEffect,
      ]
      let values =
        texts.map { $0.map { jsonText($0) } ?? "null" } + figures.map { $0.map { shortestText($0) } ?? "null" }
      return "  {" + zip(columns, values).map { "\(jsonText($0)): \($1)" }.joined(separator: ", ") + "}"
    }
    return "{\"schema\": \"bizclimate-estimates/1\", \"confidence_level\": \(shortestText(level)), \"estimates\": [\n"
      + rows.joined(separator: ",\n") + "\n]}"
  }

  /// The table for the eye: estimates with the decimals that their standard errors bear.
  public var text: [String] {
    let decimals = decimalsOfVariable
    var rows = [columns]
    for row in estimates {
      let own = decimals[Key(row)] ?? 4
      func shown(_ number: Double?) -> String { number.map { formatFixed($0, decimals: own) } ?? "-" }
      rows.append(
        zip(domainColumns, row.domain).map { column, code in code.map { labelled($0, column) } ?? "all" }
          + [row.statistic.rawValue, row.text]
          + (hasParts ? [row.part.map { row.statistic == .proportion ? labelled($0, row.text) : $0 } ?? ""] : [])
          + [shown(row.value), shown(row.standardError), shown(row.ciLow), shown(row.ciHigh), "\(row.n)", "\(row.df)"]
          + [row.designEffect.map { formatFixed($0, decimals: 2) } ?? "-"])
    }
    let figures = columns.count - 7
    let widths = columns.indices.map { column in rows.map { terminalWidth($0[column]) }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - terminalWidth(cell))
        line += (column == 0 ? "" : "  ") + (column < figures ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// A code with what the file calls it.
  private func labelled(_ code: String, _ column: String) -> String {
    labels[column]?[code].map { $0 == code ? code : "\(code) \($0)" } ?? code
  }

  private struct Key: Hashable {
    var statistic: RequestedStatistic.Kind
    var text: String

    init(_ estimate: PromptEstimate) {
      statistic = estimate.statistic
      text = estimate.text
    }
  }

  /// Two digits of the smallest standard error of each variable.
  private var decimalsOfVariable: [Key: Int] {
    var smallest: [Key: Double] = [:]
    for row in estimates {
      guard let error = row.standardError, error > 0 else { continue }
      smallest[Key(row)] = min(smallest[Key(row)] ?? .infinity, error)
    }
    return smallest.mapValues { error in
      var (decimals, scaled) = (0, error)
      while scaled < 10, decimals < 6 {
        scaled *= 10
        decimals += 1
      }
      return decimals
    }
  }
}
