import Diagnostics
import SurveyModel
import Tables

/// A first pipeline for tables of one row a unit: each figure an indicator between the smallest and the largest unit.
struct TableProposal {
  private let inspections: [SourceInspection]
  private let options: ProposalOptions
  /// The column that names the unit, by file.
  private let units: [InspectedColumn]

  init(_ inspections: [SourceInspection], _ options: ProposalOptions) throws(DiagnosticError) {
    self.inspections = inspections
    self.options = options
    var units: [InspectedColumn] = []
    for inspection in inspections {
      let texts = inspection.columns.filter {
        ($0.type == .category || $0.type == .text) && $0.distinctCount > 1 && !$0.values.isEmpty
      }
      guard
        let found = options.unit.flatMap({ wanted in inspection.columns.first { $0.name == wanted } }) ?? texts.first
      else {
        throw proposalProblem(
          inspection.file, "no column of texts that could name the assessed units",
          "Name it with --unit; the columns are: \(inspection.columns.map(\.name).joined(separator: ", "))")
      }
      units.append(found)
    }
    self.units = units
  }

  /// A row of this name is the whole, not one of the units.
  private static func isTotal(_ name: String) -> Bool {
    let key = name.filter { !$0.isWhitespace }
    return ["合计", "总计", "小计", "全市", "全市合计", "总和"].contains(key) || key.lowercased() == "total"
      || key.hasPrefix("其中")
  }

  func files() throws(DiagnosticError) -> [ProposedFile] {
    var sources: [[String]] = []
    var indicators: [String] = []
    var names: [String] = []
    for (index, inspection) in inspections.enumerated() {
      let source = inspections.count == 1 ? "table" : "table_\(index + 1)"
      sources.append(inspection.sourceYAML(name: source, path: inspection.file, unit: units[index].name))
      for value in units[index].values where !names.contains(value) && !Self.isTotal(value) { names.append(value) }
      for (position, column) in inspection.columns.enumerated() where column.type.isNumeric {
        let name = SourceInspection.columnCode(position)
        indicators += [
          "    - code: I\(indicators.count / 5 + 1)",
          "      name: \(yamlBoth(column.name, column.name))",
          "      source: \(source)",
          "      expression: \"MEAN(\(name))\"",
          "      score: {min_max: [0, 100]}",
        ]
      }
    }
    guard !indicators.isEmpty else {
      throw proposalProblem(
        inspections[0].file, "no column of numbers, so nothing to build an index from", "Look at it with --inspect")
    }
    let framework = [
      "# A first index: every column of numbers, weighted alike, more taken as better. Group, weigh, and set",
      "# direction: \"-\" and goalposts.", "index:", "  code: INDEX", "  name: {zh: 指数, en: Index}", "  children:",
    ]
    return [
      ProposedFile(
        name: "pipeline.yaml",
        text: pipelineYAML(
          options, title: options.id, extra: [], sources: sources, tail: ["", "display: {show: {n: 1}}"])),
      ProposedFile(
        name: "units.yaml", text: unitsYAML(names.enumerated().map { ("U\($0.offset + 1)", $0.element) })),
      ProposedFile(name: "framework.yaml", text: (framework + indicators).joined(separator: "\n") + "\n"),
    ]
  }
}
