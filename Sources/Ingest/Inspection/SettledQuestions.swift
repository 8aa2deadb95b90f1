import SurveyModel
import Tables

/// A proposed codebook brought into agreement with the file: what is left, each column or variable has one partner.
///
/// A proposal is told from headers and values, and a codebook from elsewhere may know other questions than the file. A
/// first pipeline must run, so variables that no column holds and columns that hold no variable are left out, and said.
struct SettledQuestions {
  private(set) var codebook: Codebook
  /// Headers of columns without a partner, for `ignore:`.
  private(set) var unmatched: [String] = []
  private let export: SurveyExport
  private let cells: SourceCells

  /// - Parameters:
  ///   - proposed: the variables as proposed.
  ///   - export: the file as its dialect read it.
  ///   - cells: the file.
  init(_ proposed: Codebook, _ export: SurveyExport, _ cells: SourceCells) {
    self.export = export
    self.cells = cells
    codebook = proposed
    // Each pass leaves something out, so a few are enough; the last mapping is what a run will find.
    for _ in 0..<4 {
      let mapping = mapped()
      let partners = mapping.columnCounts
      let kept = codebook.variables.enumerated().filter { partners[$0.offset] == 1 || isOwnRecord($0.element) }
      let lost = mapping.targets.indices.filter { mapping.targets[$0] == .unknown }
      if kept.count == codebook.variables.count, lost.isEmpty { break }
      codebook = Codebook(kept.map(\.element))
      for column in lost where !unmatched.contains(export.columns[column].header) {
        unmatched.append(export.columns[column].header)
      }
    }
  }

  private func mapped() -> ColumnMapping {
    var source = SourceDefinition(name: "survey", role: .survey, path: cells.file, format: cells.format)
    source.ignoredColumns = unmatched
    return ColumnMapping(export, codebook, source)
  }

  /// Columns of variables that share their wording with others, and of rows that a questionnaire can only have as
  /// questions of their own, for `mapping:`.
  var explicitMapping: [MappedColumn] {
    let keys = codebook.variables.map { titleKey(wording(of: $0)) }
    let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
    let mapping = mapped()
    return export.columns.compactMap { column in
      let position: Int
      switch mapping.targets[column.position] {
      case .variable(let found): position = found
      case .option(let found, _): position = found
      default: return nil
      }
      let variable = codebook.variables[position]
      let isLoneRow = variable.rowText != nil && ![.single, .likert].contains(variable.kind)
      guard counts[keys[position], default: 0] > 1 || (isLoneRow && variable.rankedOption == nil) else { return nil }
      return MappedColumn(header: column.header, variable: variable.name)
    }
  }

  /// The codes that occur in the columns of closed questions.
  var answered: [String: Set<String>] {
    let mapping = mapped()
    var answered: [String: Set<String>] = [:]
    for (column, target) in mapping.targets.enumerated() {
      guard case .variable(let position) = target, [.single, .likert].contains(codebook.variables[position].kind),
        let values = values(column)
      else { continue }
      let variable = codebook.variables[position]
      let keys = Set(values.map(textKey))
      answered[variable.name] = Set(
        variable.answers.filter { option in
          [option.code, option.label.zh, option.label.en].contains { keys.contains(textKey($0)) }
        }.map(\.code))
    }
    return answered
  }

  /// The distinct values of a column; nil: more than can name units.
  private func values(_ column: Int) -> [String]? {
    let rows = export.firstRow..<max(export.firstRow, cells.grid.rowCount)
    return distinctValues(
      cells.grid, column, rows: rows, limit: Self.mostUnits, marks: AnswerMarks(export.conventions.missingMarks))
  }

  /// Dates and times of a statistics file are no questions, and no questionnaire will have them.
  private func isOwnRecord(_ variable: SurveyVariable) -> Bool { variable.kind == .paradata }

  /// So many different answers may name units.
  private static let mostUnits = 60

  /// Questions with few different answers that are no choice of one option, as one: for exports where no question is.
  ///
  /// - Returns: texts first, then ratings and numbers; each alone, without its matrix.
  func makeshiftUnits() -> [SurveyVariable] {
    let mapping = mapped()
    var found: [(rank: Int, variable: SurveyVariable)] = []
    for (column, target) in mapping.targets.enumerated() {
      guard case .variable(let position) = target else { continue }
      var variable = codebook.variables[position]
      guard let rank = Self.ranks[variable.kind], !variable.isIdentifying,
        let values = values(column), !values.isEmpty, values.allSatisfy({ $0.count <= 60 && $0.rangeOfNewline == nil })
      else { continue }
      let wording = wording(of: variable)
      variable.text = variable.rowText == nil ? variable.text : LocalizedText(wording)
      variable.rowText = nil
      variable.question = variable.name
      if variable.answers.isEmpty {
        let isCoded = export.conventions.style == .codes || values.contains { Int($0) != nil }
        variable.options = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.enumerated().map {
          place, value in
          AnswerOption(code: isCoded ? value : "\(place + 1)", label: LocalizedText(value))
        }
      }
      variable.kind = .single
      found.append((values.count > 1 ? rank : rank + 10, variable))
    }
    return found.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.variable)
  }

  private static let ranks: [VariableKind: Int] = [.open: 0, .likert: 1, .year: 2, .numeric: 3, .nps: 3]
}

extension String {
  fileprivate var rangeOfNewline: Index? { firstIndex(where: \.isNewline) }
}
