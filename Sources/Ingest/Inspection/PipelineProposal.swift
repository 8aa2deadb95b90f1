public import Diagnostics
import SurveyModel
import Tables

/// A file of a proposed pipeline.
public struct ProposedFile: Sendable, Hashable {
  /// Relative to the pipeline's folder.
  public var name: String
  public var text: String
}

/// What an analyst may say beside the files.
public struct ProposalOptions: Sendable {
  /// The pipeline's id: letters, digits and `-`.
  public var id: String
  /// The question or column that names the assessed unit; nil: the likeliest one.
  public var unit: String?
  public var wave: Int

  public init(id: String, unit: String?, wave: Int) {
    self.id = id
    self.unit = unit
    self.wave = wave
  }
}

/// A first pipeline that reads the files looked at: it runs as it stands, and says where it must be made right.
///
/// Every score in it is provisional: rating scales on their steps, figures between the smallest and the largest unit.
///
/// - Parameters:
///   - inspections: at most one of them a survey's export.
///   - options: the id, the wave, and the unit's column where it is known.
/// - Returns: `pipeline.yaml` and the files it names.
/// - Throws: kind `configuration` when no column can be the unit, or several files are surveys.
public func proposePipeline(
  _ inspections: [SourceInspection], _ options: ProposalOptions
) throws(DiagnosticError) -> [ProposedFile] {
  let surveys = inspections.filter { $0.survey != nil }
  if surveys.count > 1 {
    throw proposalProblem(
      surveys[1].file, "the second survey export; a pipeline has one questionnaire",
      "Make a pipeline of each export, or name one")
  }
  guard let first = surveys.first ?? inspections.first else { return [] }
  return first.survey == nil
    ? try TableProposal(inspections, options).files() : try SurveyProposal(first, inspections, options).files()
}

func proposalProblem(_ file: String, _ message: String, _ advice: String) -> DiagnosticError {
  DiagnosticError(
    .configuration, Diagnostic(.error, code: "I-901", at: SourceLocation(file: file), message, advice: advice))
}

extension SourceInspection {
  /// The source's lines of pipeline.yaml.
  func sourceYAML(name: String, path: String, unit: String?) -> [String] {
    var lines = ["\(name):"]
    let role = survey != nil ? "survey" : isListOfRecords(unit: unit) ? "records" : "statistics"
    lines.append("  role: \(role)")
    lines.append("  path: \(yamlText(path))")
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if ending != format.rawValue { lines.append("  format: \(format.rawValue)") }
    if let platform = survey?.platform { lines.append("  platform: \(platform)") }
    if let sheet { lines.append("  sheet: \(yamlText(sheet))") }
    if let recordPath { lines.append("  record: \(yamlText(recordPath))") }
    if survey == nil, let headerRows, headerRows != 1...1 {
      let rows =
        headerRows.count == 1 ? "\(headerRows.lowerBound)" : "[\(headerRows.lowerBound), \(headerRows.upperBound)]"
      lines.append("  header_rows: \(rows)")
    }
    lines.append(
      "  unit: \(unit.map(yamlText) ?? "# the \(survey == nil ? "column" : "question") that names the district")")
    if let mapped = survey?.mapping, !mapped.isEmpty {
      lines.append("  # Columns of questions that have the same wording.")
      lines.append("  mapping:")
      lines += mapped.map { "    \(yamlText($0.header)): \(yamlText($0.variable))" }
    }
    if let unmatched = survey?.unmatched, !unmatched.isEmpty {
      lines.append("  # Columns in which no question was recognised.")
      lines.append("  ignore: [\(unmatched.map(yamlText).joined(separator: ", "))]")
    }
    guard survey == nil else { return lines }
    lines.append("  columns:")
    for (position, column) in columns.enumerated() where column.name != unit && !column.name.isEmpty {
      // The texts of a department's table are names over several rows; figures are what it is read for.
      if role == "statistics", !column.type.isNumeric { continue }
      let type = column.type == .bool ? "category" : column.type.rawValue
      let measure = column.unit.map { ", unit: \(yamlText($0))" } ?? ""
      lines.append("    \(Self.columnCode(position)): {header: \(yamlText(column.name)), type: \(type)\(measure)}")
    }
    return lines
  }

  /// Whether several rows belong to one unit.
  private func isListOfRecords(unit: String?) -> Bool {
    if format == .xml { return true }
    guard let column = columns.first(where: { $0.name == unit }) else { return false }
    return column.distinctCount > 0 && Double(rowCount) * (1 - column.missingShare) > 1.5 * Double(column.distinctCount)
  }

  /// The name that a proposed pipeline gives a column.
  static func columnCode(_ position: Int) -> String { "c\(position + 1)" }
}

/// The lines that every proposed pipeline.yaml begins and ends with.
func pipelineYAML(
  _ options: ProposalOptions, title: String, extra: [String], sources: [[String]], tail: [String]
) -> String {
  var lines = [
    "# A first pipeline, made from the files below. It runs as it stands; what must be made right says so.",
    "id: \(options.id)",
    "title: \(yamlBoth(title, title))",
    "edition: \"\(options.wave).1\"",
    "wave: \(options.wave)",
    "as_of: \(options.wave)-12-31",
    "seed: \(options.wave)",
    "languages: [zh, en]",
    "output: build",
    "",
    "units: units.yaml",
    "framework: framework.yaml",
  ]
  lines += extra + ["", "sources:"]
  for source in sources { lines += source.map { "  " + $0 } }
  return (lines + tail).joined(separator: "\n") + "\n"
}

/// units.yaml of the texts that name units in the data.
func unitsYAML(_ units: [(id: String, name: String)]) -> String {
  var lines = [
    "# The units as the data name them. Give them their official codes and names, and their other spellings as",
    "# aliases: [..]; a zone inside a district needs carved_out_of:.",
    "city: {id: CITY, name: {zh: 全市, en: City}, aliases: [合计, 总计]}",
    "units:",
  ]
  for unit in units { lines.append("  - {id: \(yamlText(unit.id)), name: \(yamlBoth(unit.name, unit.name))}") }
  return lines.joined(separator: "\n") + "\n"
}
