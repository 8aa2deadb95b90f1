internal import Tables

/// A file of a source that is not there yet.
public struct AbsentFile: Sendable, Hashable {
  /// The source's name.
  public var source: String
  /// As declared, with the wave filled in; a pattern where no file matches it.
  public var path: String
  /// What the file must hold, a fact a line.
  public var contents: [String]

  public init(source: String, path: String, contents: [String]) {
    self.source = source
    self.path = path
    self.contents = contents
  }
}

extension PipelineDefinition {
  /// The files of all sources and waves that are not there, so that an analyst can ask for them.
  ///
  /// - Parameter folder: the pipeline's folder, which paths are relative to.
  /// - Returns: one for each path, in the order of sources and waves; empty when all are there. Whether a file that is
  ///   there can be read is not asked.
  public func absentFiles(folder: String) -> [AbsentFile] {
    var told: Set<String> = []
    return sources.flatMap { source in
      let paths = waves.filter { source.waves.isEmpty || source.waves.contains($0) }.flatMap { wave in
        source.paths.map { $0.replacing("{wave}", with: "\(wave)") }
      }
      return paths.filter { told.insert("\(source.name) \($0)").inserted && !isThere($0, in: folder) }
        .map { AbsentFile(source: source.name, path: $0, contents: contents(source)) }
    }
  }

  private func isThere(_ path: String, in folder: String) -> Bool {
    if PathPattern.isPattern(path) { return !PathPattern(path).files(in: folder).isEmpty }
    return Tables.isThere(ConfigurationFiles.joined(folder, path))
  }

  private func contents(_ source: SourceDefinition) -> [String] {
    var lines = [rows(source) + ": " + container(source)]
    if source.role == .survey {
      lines.append(
        "questions: \(questionnaire?.questions.count ?? 0), as in the questionnaire"
          + (source.unitColumn.map { "; \($0) names the unit" } ?? ""))
      return lines
    }
    if let unit = source.unitColumn { lines.append("unit: \(unit)") }
    if !source.columns.isEmpty {
      lines.append("columns: " + source.columns.map { description($0) }.joined(separator: "; "))
    }
    return lines
  }

  private func rows(_ source: SourceDefinition) -> String {
    switch source.role {
    case .survey: "answers to the questionnaire, a respondent a row"
    case .statistics: "figures, a unit a row (\(names(units.ranked)))"
    case .records: "records, many a unit"
    case .frame: "population counts, a cell a row"
    case .published: "published figures, a figure a row"
    }
  }

  private func names(_ units: [AssessedUnit]) -> String { units.map(\.name.zh).joined(separator: ", ") }

  private func container(_ source: SourceDefinition) -> String {
    var parts: [String] = []
    switch source.format {
    case .csv: parts.append("CSV")
    case .xlsx: parts.append("workbook")
    case .xml: parts.append("XML")
    case .sav: parts.append("SPSS file")
    case .dta: parts.append("Stata file")
    }
    if let platform = source.platform { parts[0] += platform == "auto" ? " export" : " export of \(platform)" }
    if let sheet = source.sheet { parts.append("sheet \(sheet)") }
    if let record = source.recordPath { parts.append("a record is \(record)") }
    let header = source.headerRows
    if header.count > 1 {
      parts.append("header in rows \(header.lowerBound) to \(header.upperBound), here joined by /")
    } else if header.lowerBound > 1 {
      parts.append("header in row \(header.lowerBound)")
    }
    return parts.joined(separator: ", ")
  }

  /// A header, and the words that its cells may hold where only some are understood.
  private func description(_ column: SourceColumn) -> String {
    let header = column.header ?? column.name
    if column.codes.isEmpty { return header }
    let words = column.codes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return "\(header) (\(words.joined(separator: ", ")))"
  }
}
