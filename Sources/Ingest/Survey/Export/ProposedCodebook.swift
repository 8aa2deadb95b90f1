import SurveyModel
import Tables

/// A codebook for a survey's file, made from its header, its values and, where there is one, the platform's codebook.
///
/// The imported codebook knows kinds, codes and labels and is believed; what it does not have is told from the values:
/// columns of options become a multiple choice, cells with the platform's separator too, ranks become a ranking, few
/// distinct answers a list of options, whole numbers of four digits a year, numbers a number, the rest text. It is a
/// proposal for a person to look at. Names are `Q1`, `Q1_1` (row) where the platform gives none.
///
/// - Parameters:
///   - export: the file as its dialect read it.
///   - cells: the file.
///   - imported: the platform's codebook, such as a .qsf; nil: there is none.
/// - Returns: one variable a question, or a row of a matrix, or an option of a ranking, in the file's order; no
///   paradata.
func proposedCodebook(_ export: SurveyExport, cells: SourceCells, imported: Codebook? = nil) -> Codebook {
  var proposal = CodebookProposal(export: export, cells: cells, imported: imported)
  proposal.build()
  return Codebook(proposal.variables)
}

/// Columns of an export that are one variable, or one ranking.
private struct ColumnGroup {
  var columns: [ExportColumn]
  var first: ExportColumn
}

private struct CodebookProposal {
  let export: SurveyExport
  let cells: SourceCells
  let imported: Codebook?
  var variables: [SurveyVariable] = []
  private var names: Set<String> = []
  private let marks: AnswerMarks
  private let rows: Range<Int>

  init(export: SurveyExport, cells: SourceCells, imported: Codebook?) {
    self.export = export
    self.cells = cells
    self.imported = imported
    var known = export.conventions.missingMarks
    if export.conventions.style == .codes { known.merge(export.conventions.missingCodes) { first, _ in first } }
    marks = AnswerMarks(known)
    rows = export.firstRow..<max(export.firstRow, min(cells.grid.rowCount, export.firstRow + 10_000))
  }

  mutating func build() {
    for group in groups() {
      for variable in proposed(group) {
        var variable = variable
        variable.name = uniqueName(variable.name)
        variables.append(variable)
      }
    }
    shareOptionsOfRows()
  }

  /// Columns of options and ranks are put together with those of the same question and row.
  private func groups() -> [ColumnGroup] {
    var groups: [ColumnGroup] = []
    var places: [String: Int] = [:]
    for column in export.columns {
      switch column.role {
      case .answer: groups.append(ColumnGroup(columns: [column], first: column))
      case .option, .rankOfOption, .rankPosition:
        let key =
          "\(column.number ?? 0)/\(column.question ?? "")/\(column.title)/\(column.row?.code ?? "")/\(column.row?.shown ?? "")"
        if let place = places[key] {
          groups[place].columns.append(column)
        } else {
          places[key] = groups.count
          groups.append(ColumnGroup(columns: [column], first: column))
        }
      default: break
      }
    }
    return groups
  }

  private func proposed(_ group: ColumnGroup) -> [SurveyVariable] {
    // What looks like options may be rows of a matrix: then each column has its own variable.
    let known = group.columns.flatMap(importedVariables)
      .reduce(into: [SurveyVariable]()) { found, next in if !found.contains(next) { found.append(next) } }
    if !known.isEmpty { return known }
    switch group.first.role {
    case .option: return [multiple(group)]
    case .rankOfOption: return ranking(group, group.columns.compactMap(\.option))
    case .rankPosition:
      let texts = group.columns.flatMap { values($0, limit: 64) ?? [] }
      var seen: Set<String> = []
      return ranking(group, texts.filter { seen.insert($0).inserted }.map { ExportItem(label: $0) })
    default: return single(group.first)
    }
  }

  private func base(_ column: ExportColumn, kind: VariableKind) -> SurveyVariable {
    let question = identifier(column.number.map { "Q\($0)" } ?? column.question ?? column.name ?? column.title)
    var name = question
    if let row = column.row { name += "_" + identifier(row.code ?? row.shown, prefix: "") }
    if column.row == nil, let own = column.name, column.option == nil { name = identifier(own) }
    let title = column.title.isEmpty ? question : column.title
    return SurveyVariable(
      name: name, question: question, kind: kind, text: LocalizedText(title),
      rowText: column.row.map { LocalizedText($0.shown) })
  }

  private func multiple(_ group: ColumnGroup) -> SurveyVariable {
    var variable = base(group.first, kind: .multi)
    variable.options = group.columns.enumerated().map { place, column in
      AnswerOption(
        code: column.option?.code ?? "\(place + 1)",
        label: LocalizedText(column.option?.label ?? column.option?.code ?? "\(place + 1)"))
    }
    return variable
  }

  private func ranking(_ group: ColumnGroup, _ options: [ExportItem]) -> [SurveyVariable] {
    let model = base(group.first, kind: .numeric)
    return options.enumerated().map { place, item in
      var variable = model
      let option = AnswerOption(code: item.code ?? "\(place + 1)", label: LocalizedText(item.shown))
      variable.name = "\(model.question)_\(identifier(option.code, prefix: ""))"
      variable.rowText = option.label
      variable.rankedOption = option
      variable.validRange = ValidRange(minimum: 1, maximum: Double(max(1, options.count)), isInteger: true)
      return variable
    }
  }

  /// A column of its own: what its values look like.
  private func single(_ column: ExportColumn) -> [SurveyVariable] {
    guard let texts = values(column, limit: 512) else {
      return [base(column, kind: numbersOnly(column) ? .numeric : .open)]
    }
    let bare = texts.map(withoutOtherText)
    if let parts = joinedParts(bare, export.conventions.rankSeparators.filter { $0 != " " && $0 != "┋" }) {
      return ranking(ColumnGroup(columns: [column], first: column), parts.map { ExportItem(label: $0) })
    }
    if column.row == nil, let parts = joinedParts(bare, export.conventions.optionSeparators), parts.count <= 64 {
      var variable = base(column, kind: .multi)
      variable.options = coded(parts)
      return [variable]
    }
    if let numeric = numericVariable(column, texts) { return [numeric] }
    return [closedOrOpen(column, bare)]
  }

  private func numericVariable(_ column: ExportColumn, _ texts: [String]) -> SurveyVariable? {
    let numbers = texts.compactMap { parseDouble($0) }
    guard !numbers.isEmpty, numbers.count == texts.count, numbers.allSatisfy(\.isFinite) else { return nil }
    let whole = numbers.allSatisfy { $0 == $0.rounded() && abs($0) < 1e9 }
    let isFew = whole && numbers.allSatisfy { (0...20).contains($0) } && texts.count <= 12
    if isFew, column.row != nil || filled(column) >= 3 * texts.count {
      var variable = base(column, kind: column.row == nil ? .single : .likert)
      variable.options = numbers.sorted().map { AnswerOption(code: "\(Int($0))", label: LocalizedText("\(Int($0))")) }
      return variable
    }
    if whole, numbers.allSatisfy({ (1900...2100).contains($0) }) { return base(column, kind: .year) }
    return base(column, kind: .numeric)
  }

  private func closedOrOpen(_ column: ExportColumn, _ texts: [String]) -> SurveyVariable {
    var seen: Set<String> = []
    let distinct = texts.filter { !$0.isEmpty && seen.insert($0).inserted }
    let isClosed = column.row != nil || (distinct.count <= 30 && filled(column) >= 3 * distinct.count)
    guard isClosed, !distinct.isEmpty, distinct.allSatisfy({ $0.count <= 60 }) else { return base(column, kind: .open) }
    var variable = base(column, kind: column.row != nil && distinct.count <= 11 ? .likert : .single)
    // ODK and others write codes: words without spaces that are their own labels.
    variable.options =
      export.conventions.style == .codes
      ? distinct.sorted().map { AnswerOption(code: $0, label: LocalizedText($0)) } : coded(distinct)
    return variable
  }

  private func coded(_ labels: [String]) -> [AnswerOption] {
    // A label that is a number must not read as another option's code.
    let prefix = labels.contains { Int($0) != nil } ? "A" : ""
    return labels.enumerated().map {
      AnswerOption(code: "\(prefix)\($0.offset + 1)", label: LocalizedText($0.element))
    }
  }

  /// The distinct parts of cells that hold several, when at least one does; nil: none does, or parts hardly repeat.
  private func joinedParts(_ texts: [String], _ separators: [String]) -> [String]? {
    guard let separator = separators.first(where: { mark in texts.contains { $0.contains(mark) } }) else { return nil }
    var count = 0
    var seen: Set<String> = []
    var parts: [String] = []
    for text in texts {
      for part in text.split(separator: separator).map({ String($0).trimmed }) where !part.isEmpty {
        count += 1
        if seen.insert(part).inserted { parts.append(part) }
      }
    }
    // Commas and spaces are in sentences too: options come again and again.
    let isSafe = ["┋", "→", "|"].contains(separator)
    return isSafe || (count >= 3 * parts.count && parts.count <= 30) ? parts : nil
  }

  private func withoutOtherText(_ text: String) -> String {
    guard export.conventions.hasOtherTextInside, text.contains("〖") else { return text }
    var plain = ""
    var depth = 0
    for character in text {
      if character == "〖" {
        depth += 1
      } else if character == "〗" {
        depth = max(0, depth - 1)
      } else if depth == 0 {
        plain.append(character)
      }
    }
    return plain.trimmed
  }

  private func values(_ column: ExportColumn, limit: Int) -> [String]? {
    distinctValues(cells.grid, column.position, rows: rows, limit: limit, marks: marks)
  }

  private func filled(_ column: ExportColumn) -> Int {
    rows.count { row in
      if case .answer = AnswerCell(cells.grid.bytes[cells.grid.range(row, column.position)], marks) {
        true
      } else {
        false
      }
    }
  }

  private func numbersOnly(_ column: ExportColumn) -> Bool {
    rows.allSatisfy { row in
      let cell = trimmingSpaces(cells.grid.bytes[cells.grid.range(row, column.position)])
      return cell.isEmpty || marks.kind(of: cell) != nil || parseDouble(cell) != nil
    }
  }

  /// The imported variables of a group: by name, by question, or by wording.
  private func importedVariables(_ column: ExportColumn) -> [SurveyVariable] {
    guard let imported else { return [] }
    if let name = column.name, let known = imported[name] ?? imported[identifier(name)] { return [known] }
    let question = column.question.map { identifier($0) }
    let inQuestion = imported.variables.filter { $0.question == question }
    if let row = column.row {
      func isRow(_ variable: SurveyVariable) -> Bool {
        variable.rowText.map { titleKey($0.zh) == titleKey(row.shown) } ?? false
          || row.code.map { variable.name == "\(variable.question)_\(identifier($0, prefix: ""))" } ?? false
      }
      let title = titleKey(column.title)
      let begun =
        column.title.hasSuffix("...") ? imported.variables.filter { titleKey($0.text.zh).hasPrefix(title) } : []
      if let found = inQuestion.first(where: isRow) ?? begun.first(where: isRow) { return [found] }
    } else if !inQuestion.isEmpty {
      return inQuestion
    }
    let wanted = titleKey(column.wording)
    return wanted.isEmpty ? [] : imported.variables.filter { titleKey(wording(of: $0)) == wanted }.prefix(1).map(\.self)
  }

  /// Rows of one matrix have the options of all of them.
  private mutating func shareOptionsOfRows() {
    var byQuestion: [String: [Int]] = [:]
    for (position, variable) in variables.enumerated()
    where variable.rowText != nil && [.likert, .single].contains(variable.kind) && imported?[variable.name] == nil {
      byQuestion[variable.question, default: []].append(position)
    }
    for positions in byQuestion.values where positions.count > 1 {
      var seen: Set<String> = []
      let labels = positions.flatMap { variables[$0].options.map(\.label.zh) }.filter { seen.insert($0).inserted }
      let areNumbers = labels.allSatisfy { Int($0) != nil }
      let options =
        areNumbers
        ? labels.compactMap { Int($0) }.sorted().map { AnswerOption(code: "\($0)", label: LocalizedText("\($0)")) }
        : coded(labels)
      for position in positions { variables[position].options = options }
    }
  }

  private mutating func uniqueName(_ name: String) -> String {
    var unique = name
    var number = 2
    while !names.insert(unique).inserted {
      unique = "\(name)_\(number)"
      number += 1
    }
    return unique
  }
}

/// The text as a name that expressions can use: letters, digits and `_`, a letter first.
func identifier(_ text: String, prefix: String = "Q") -> String {
  var name = ""
  for scalar in foldingWidth(text).unicodeScalars {
    if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
      name.unicodeScalars.append(scalar)
    } else if !name.isEmpty, name.last != "_" {
      name.append("_")
    }
  }
  while name.last == "_" { name.removeLast() }
  if name.isEmpty { return prefix.isEmpty ? "x" : prefix }
  return !prefix.isEmpty && name.first?.isNumber == true ? prefix + name : name
}
