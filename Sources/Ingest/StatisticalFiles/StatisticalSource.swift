import Diagnostics
import SurveyModel
import Tables

/// A statistics file as one of the pipeline's sources.
///
/// The readers of the roles work on cells of text, so the variables that a source wants become such cells; kinds of
/// missing, which cells cannot hold, are put back into the table that the reader makes of them.
extension SourceCells {
  /// Reads the file; its cells come with ``chooseVariables(_:questionnaire:)``.
  mutating func readStatistics(_ bytes: [UInt8], encoding: String?, limits: IngestLimits) throws(DiagnosticError) {
    let file = try StatisticalFile(bytes, file: self.file, format: format, encoding: encoding, limits: limits)
    recordColumns = file.variables.map(\.name)
    notes += file.notes
    statistical = file
  }

  /// Makes cells of the variables that the source wants; those of other variables are left empty.
  mutating func chooseVariables(_ source: SourceDefinition, questionnaire: Codebook?) {
    guard let file = statistical else { return }
    if source.role == .survey, let questionnaire {
      chooseAnswers(file, source, questionnaire)
      return
    }
    var wanted = Set(source.columns.map { textKey($0.header ?? $0.name) })
    if let unit = source.unitColumn { wanted.insert(textKey(unit)) }
    wanted.insert(textKey(unitColumnName))
    let isChosen = file.variables.map { wanted.contains(textKey($0.name)) }
    // A header may leave out a unit in brackets, so that its key is not found here: then all variables become cells.
    let isWhole = source.columns.isEmpty || isChosen.count(where: \.self) < source.columns.count
    statisticalColumns = Array(file.variables.indices)
    fill(file, file.variables.indices.map { isWhole || isChosen[$0] ? $0 : nil })
  }

  /// The variables of the questionnaire, by name or else by the wording that is their label.
  private mutating func chooseAnswers(_ file: StatisticalFile, _ source: SourceDefinition, _ questionnaire: Codebook) {
    var columns: [(variable: Int, name: String)] = []
    var leftOut: [String] = []
    let held = Set(file.variables.map(\.name))
    var byWording: [String: [SurveyVariable]] = [:]
    for variable in questionnaire.variables where !held.contains(variable.name) {
      byWording[titleKey(wording(of: variable)), default: []].append(variable)
    }
    for (index, variable) in file.variables.enumerated() {
      let name = variable.name
      let isKnown =
        questionnaire[name] != nil || ParadataColumn(rawValue: name) != nil || name == source.unitColumn
        || name == unitColumnName
      if isKnown {
        columns.append((index, name))
      } else if let matches = byWording[titleKey(variable.label)], matches.count == 1, !variable.label.isEmpty {
        columns.append((index, matches[0].name))
      } else {
        leftOut.append(name)
      }
    }
    recordColumns = columns.map(\.name)
    statisticalColumns = columns.map(\.variable)
    fill(
      file, statisticalColumns,
      codes: columns.map { column in
        questionnaire[column.name].map { codeTranslation(file.variables[column.variable], to: $0) } ?? [:]
      })
    if !leftOut.isEmpty {
      notes.append("\(self.file): no questions, and left out: \(leftOut.joined(separator: ", "))")
    }
  }

  /// The questionnaire's codes of values that it does not know by code but by label.
  private func codeTranslation(_ variable: StatisticalVariable, to question: SurveyVariable) -> [String: String] {
    let known = Set(question.options.map(\.code))
    var translation: [String: String] = [:]
    for label in variable.valueLabels where !known.contains(label.code) {
      let key = textKey(label.label)
      let option = question.options.first { textKey($0.label.zh) == key || textKey($0.label.en) == key }
      if let option, !key.isEmpty { translation[label.code] = option.code }
    }
    return translation
  }

  /// Fills the grid row by row.
  ///
  /// - Parameters:
  ///   - file: where the values are.
  ///   - columns: the variables, one a column of the grid; nil: a column that stays empty.
  ///   - codes: of each column, other codes for some of its codes; empty: none.
  private mutating func fill(_ file: StatisticalFile, _ columns: [Int?], codes: [[String: String]] = []) {
    let writers = columns.enumerated().map { position, variable in
      variable.map {
        CellWriter(file.table.columns[$0], codes: codes.isEmpty ? [:] : codes[position])
      }
    }
    var cells = CellGrid()
    var text: [UInt8] = []
    for row in 0..<file.table.rowCount {
      for writer in writers {
        text.removeAll(keepingCapacity: true)
        let kind = writer?.write(row, to: &text) ?? .empty
        cells.append(text, kind: kind)
      }
      cells.endRow(line: row + 1)
    }
    grid = cells
  }
}

// MARK: - Back into the table

extension SourceCells {
  /// The table with the kinds of missing that the file tells apart.
  func withMissingKinds(_ table: Table, _ source: SourceDefinition) -> Table {
    guard let file = statistical, let names = recordColumns else { return table }
    let keys = names.map(textKey)
    var table = table
    for (name, column) in zip(table.names, table.columns) where !column.missing.isEmpty {
      let header = source.columns.first { $0.name == name }?.header ?? name
      let wanted = name == unitColumnName ? source.unitColumn ?? name : header
      guard let position = keys.firstIndex(of: textKey(wanted)) else { continue }
      let kinds = file.table.columns[statisticalColumns[position]].missing
      guard !kinds.isEmpty else { continue }
      var restored = column
      for row in 0..<table.rowCount where restored.missing[row] == .empty {
        let kind = kinds[Int(table.origins.line[row]) - 1]
        if kind != .present { restored.missing[row] = kind }
      }
      table.set(name, restored)
    }
    return table
  }

  /// The codebook of a source that is no survey, with the labels that the file has.
  func withLabels(_ codebook: Codebook, _ source: SourceDefinition) -> Codebook {
    guard let file = statistical, source.role != .survey else { return codebook }
    return Codebook(
      codebook.variables.map { variable in
        let header = source.columns.first { $0.name == variable.name }?.header ?? variable.name
        guard let known = file.codebook[header] else { return variable }
        var labelled = variable
        labelled.text = known.text
        labelled.missingCodes = known.missingCodes
        if !known.options.isEmpty { labelled.options = known.options }
        return labelled
      })
  }
}

/// Writes the cells of one column as text.
private struct CellWriter {
  private let column: Column
  private let codes: [String: String]
  /// The text of each category, or of each small whole number, made once.
  private let texts: [[UInt8]]

  init(_ column: Column, codes: [String: String]) {
    self.column = column
    self.codes = codes
    switch column.storage {
    case .category(let values): texts = values.dictionary.map { Array((codes[$0] ?? $0).utf8) }
    case .int8: texts = (-128...127).map { number in Array((codes["\(number)"] ?? "\(number)").utf8) }
    default: texts = []
    }
  }

  func write(_ row: Int, to text: inout [UInt8]) -> CellKind {
    if column.isMissing(at: row) { return column.missingKind(at: row) == .unreadable ? .error : .empty }
    func number(_ plain: String) -> CellKind {
      text.append(contentsOf: (codes.isEmpty ? plain : codes[plain] ?? plain).utf8)
      return .number
    }
    switch column.storage {
    case .int8(let values):
      text.append(contentsOf: texts[Int(values[row]) + 128])
      return .number
    case .int16(let values): return number("\(values[row])")
    case .int32(let values): return number("\(values[row])")
    case .int64(let values): return number("\(values[row])")
    case .double(let values): return number(shortestText(values[row]))
    case .category(let values):
      text.append(contentsOf: texts[values[row]])
      return .text
    case .text(let values):
      text.append(contentsOf: values.bytes[values.offsets[row]..<values.offsets[row + 1]])
      return .text
    case .date(let values):
      text.append(contentsOf: isoDateText(days: values[row]).utf8)
      return .date
    case .dateTime(let values):
      text.append(contentsOf: isoDateTimeText(seconds: values[row]).utf8)
      return .date
    case .bool(let values):
      text.append(contentsOf: (values[row] ? "TRUE" : "FALSE").utf8)
      return .bool
    case .set: return .empty
    }
  }
}
