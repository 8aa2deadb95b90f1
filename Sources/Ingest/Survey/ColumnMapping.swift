import Diagnostics
import SurveyModel
import Tables

/// What a column of a survey's export becomes.
enum ExportTarget: Hashable {
  case paradata(ExportParadata)
  /// `1.2.3.4(省-市)`: two columns, the address and its place.
  case addressAndPlace
  /// The position of a variable in the questionnaire's codebook.
  case variable(Int)
  /// One option of a multiple choice: the variable, and what choosing it means.
  case option(variable: Int, ChoiceOutcome)
  /// A whole ranking in one cell: the position of the first of its variables.
  case rankList(Int)
  /// The option that has this rank: the position of the first variable of the ranking.
  case rankPosition(Int, rank: Int)
  /// What was written beside the options of a variable.
  case otherText(Int)
  /// The name of a unit, beside the questionnaire.
  case unitName
  /// A field of a child record, beside the table.
  case child
  /// Left out on purpose, and why.
  case ignored(String)
  /// No partner was found; the mapping's problems say so.
  case unknown
}

/// A problem of the mapping, told with the header's line.
struct MappingProblem {
  var code: String
  var message: String
  var advice: String?
}

/// The columns of an export with the questionnaire's variables they hold.
///
/// In order of trust: what `mapping:` says; the variable's name, where the platform writes names; the question's
/// wording with its row or option; and its number, only where the header has no wording (`第6题(运动)`) or several
/// questions have the same. A number alone counts when the option is one of the question's: numbers move when a
/// question is added, words do not.
struct ColumnMapping {
  let export: SurveyExport
  let codebook: Codebook
  /// One a column.
  private(set) var targets: [ExportTarget] = []
  /// How each column was found, for the log.
  private(set) var reasons: [String] = []
  private(set) var problems: [MappingProblem] = []
  private var index: VariableIndex
  private var overrides: MappingOverrides

  init(_ export: SurveyExport, _ codebook: Codebook, _ source: SourceDefinition) {
    self.export = export
    self.codebook = codebook
    index = VariableIndex(codebook)
    overrides = MappingOverrides(source, export, codebook, index)
    for column in export.columns {
      let (target, reason) = target(of: column, unit: source.unitColumn)
      targets.append(target)
      reasons.append(reason)
    }
    preferWholeCells()
    problems += export.absentColumns.filter { absent in
      !export.columns.contains { textKey($0.header) == textKey(absent.name) }
    }.map {
      MappingProblem(
        code: "I-402", message: "there is no column \($0.name), which every \(shownPlatform) download has",
        advice: $0.advice)
    }
    requireAll()
    problems += overrides.problems
  }

  /// The variables of the question that a variable belongs to, in the questionnaire's order.
  func question(of position: Int) -> [Int] { index.question(of: position) }

  private var shownPlatform: String {
    SurveyDialect.all.first { $0.name == export.platform }?.title ?? export.platform
  }

  private mutating func target(of column: ExportColumn, unit: String?) -> (ExportTarget, String) {
    switch overrides.lookUp(column) {
    case .ignored: return (.ignored("ignore:"), "ignore:")
    case .variables(let wanted):
      if let found = place(column, among: wanted) { return (found, "mapping:") }
      problems.append(
        MappingProblem(
          code: "I-414",
          message: "column \(column.position + 1) (\(column.header)) is mapped to \(overrides.name(of: column) ?? ""), "
            + "but no row or option there reads \(column.option?.shown ?? column.row?.shown ?? "")",
          advice: "Name the variable of the row in mapping:"))
      return (.unknown, "mapping:")
    case nil: break
    }
    switch column.role {
    case .paradata(let kind):
      if case .column(let name) = kind, let known = index.byName[name.rawValue] { return (.variable(known), "name") }
      return (.paradata(kind), "the platform's record")
    case .addressAndPlace: return (.addressAndPlace, "the platform's record")
    case .unitName: return (.unitName, "name")
    case .ignored(let reason):
      // A questionnaire may ask what the platform calls its own.
      if let name = column.name, let known = index.byName[name] { return (.variable(known), "name") }
      return (.ignored(reason), reason)
    case .child: return (.child, "a child record")
    default: break
    }
    if let name = column.name, name == unit, index.byName[name] == nil { return (.unitName, "unit:") }
    return found(column)
  }

  private mutating func found(_ column: ExportColumn) -> (ExportTarget, String) {
    for (candidates, reason) in index.candidates(column) where !candidates.isEmpty {
      let placed = candidates.compactMap { candidate in place(column, among: candidate).map { ($0, candidate) } }
      if placed.count == 1 { return (placed[0].0, reason) }
      if placed.count > 1 {
        let numbered = placed.filter { pair in pair.1.contains { index.number(of: $0) == column.number } }
        if column.number != nil, numbered.count == 1 { return (numbered[0].0, "\(reason) and number") }
        let names = placed.flatMap(\.1).map { codebook.variables[$0].name }.joined(separator: ", ")
        problems.append(
          MappingProblem(
            code: "I-403", message: "column \(column.position + 1) (\(column.header)) could be any of \(names)",
            advice: "Make their titles distinct, or name one in mapping:"))
        return (.unknown, reason)
      }
    }
    problems.append(unmapped(column))
    return (.unknown, "")
  }

  /// The place of a column in a question: one variable, one option of it, or one of the question's rows.
  private func place(_ column: ExportColumn, among positions: [Int]) -> ExportTarget? {
    guard let first = positions.first else { return nil }
    let variables = codebook.variables
    let isRanking = variables[first].rankedOption != nil
    if column.role == .otherText {
      if positions.count == 1 { return variables[first].options.isEmpty ? .variable(first) : .otherText(first) }
      return matchingRow(column, positions).map { .otherText($0) }
    }
    if case .rankPosition(let rank) = column.role {
      return isRanking ? .rankPosition(index.question(of: first).first ?? first, rank: rank) : nil
    }
    if isRanking {
      guard let item = column.option ?? column.row else {
        return positions.count > 1 || variables[first].question == variables[first].name
          ? .rankList(first) : .variable(first)
      }
      return positions.first { rankedOption($0, is: item) }.map { .variable($0) }
    }
    if positions.count > 1 || (variables[first].rowText != nil && column.row != nil && column.option != nil) {
      guard let row = matchingRow(column, positions) else { return nil }
      guard column.row != nil, let item = column.option else { return .variable(row) }
      return option(of: row, item)
    }
    if variables[first].kind == .multi, let item = column.option ?? (column.row ?? index.pathItem(column, first)) {
      return option(of: first, item)
    }
    // What looks like options may be rows of a matrix with one column.
    let isPart = column.role == .option && variables[first].kind != .multi && column.name != variables[first].name
    return isPart && matchingRow(column, positions) == nil ? nil : .variable(first)
  }

  private func rankedOption(_ position: Int, is item: ExportItem) -> Bool {
    guard let option = codebook.variables[position].rankedOption else { return false }
    return sameItem(item, code: option.code, label: option.label)
  }

  private func matchingRow(_ column: ExportColumn, _ positions: [Int]) -> Int? {
    guard let row = column.row ?? column.option else { return nil }
    return positions.first { position in
      let variable = codebook.variables[position]
      let code =
        variable.name.hasPrefix(variable.question + "_")
        ? String(variable.name.dropFirst(variable.question.count + 1)) : variable.name
      return sameItem(row, code: code, label: variable.rowText ?? LocalizedText(""))
    }
  }

  private func option(of position: Int, _ item: ExportItem) -> ExportTarget? {
    let variable = codebook.variables[position]
    let byLabel = variable.options.first { option in
      item.label.map { textKey($0) == textKey(option.label.zh) || textKey($0) == textKey(option.label.en) } ?? false
    }
    guard let option = byLabel ?? variable.options.first(where: { $0.code == item.code }) else { return nil }
    if let kind = variable.missingCodes[option.code] { return .option(variable: position, .missing(kind)) }
    guard let place = variable.answers.firstIndex(where: { $0.code == option.code }) else { return nil }
    return .option(variable: position, .answer(place))
  }

  private func sameItem(_ item: ExportItem, code: String, label: LocalizedText) -> Bool {
    if let words = item.label.map(titleKey), !words.isEmpty {
      if [label.zh, label.en].contains(where: { titleKey($0) == words }) { return true }
    }
    return item.code.map { $0.lowercased() == code.lowercased() } ?? false
  }

  private func unmapped(_ column: ExportColumn) -> MappingProblem {
    let place = "column \(column.position + 1) (\(column.header))"
    if column.title.isEmpty, let number = column.number {
      return MappingProblem(
        code: "I-406",
        message: "\(place) is an option of question \(number) by number (按序号), but no multiple choice of that number "
          + "has this option",
        advice: "Add the option to the questionnaire, name the question in mapping: (\"\(number)\": NAME), or download "
          + "the answers by text (按文本)")
    }
    return MappingProblem(
      code: "I-403", message: "\(place) is no \(column.name == nil ? "question" : "variable") of the questionnaire",
      advice: index.suggestion(column)
        ?? (column.name == nil
          ? "Correct the title in the questionnaire, or delete the column" : "Rename the column, or delete it")
        + ", or list it in ignore:")
  }

  /// Where a multiple choice is in one cell and in columns of its options, the one cell counts.
  private mutating func preferWholeCells() {
    let whole = Set(targets.compactMap { target in if case .variable(let position) = target { position } else { nil } })
    for (column, target) in targets.enumerated() {
      if case .option(let variable, _) = target, whole.contains(variable) {
        targets[column] = .ignored("the options are in one cell as well")
        reasons[column] = "the options are in one cell as well"
      }
    }
  }

  /// How many columns hold each variable, by its position; several columns of options count as one.
  var columnCounts: [Int: Int] {
    var columns: [Int: Int] = [:]
    var seen: Set<ExportTarget> = []
    for target in targets {
      switch target {
      case .variable(let position): columns[position, default: 0] += 1
      case .option(let position, _):
        columns[position] = max(columns[position, default: 0], 1)
        if !seen.insert(target).inserted { columns[position, default: 0] += 1 }
      case .rankList(let first):
        for position in index.question(of: first) { columns[position, default: 0] += 1 }
      case .rankPosition(let first, _):
        for position in index.question(of: first) { columns[position] = max(columns[position, default: 0], 1) }
        if !seen.insert(target).inserted { columns[first, default: 0] += 1 }
      default: break
      }
    }
    return columns
  }

  /// Adds a problem for each variable that no column holds, or more than one.
  private mutating func requireAll() {
    let columns = columnCounts
    for (position, variable) in codebook.variables.enumerated() where columns[position] != 1 {
      let name = "\(variable.name) (\(wording(of: variable)))"
      if let count = columns[position] {
        problems.append(
          MappingProblem(
            code: "I-405", message: "\(count) columns hold \(name)", advice: "Delete the columns that are not meant"))
      } else {
        problems.append(
          MappingProblem(
            code: "I-404", message: "no column holds \(name)",
            advice: "Export all questions, or correct the wording in the questionnaire"))
      }
    }
    requireOneRecordColumn()
  }

  private mutating func requireOneRecordColumn() {
    var seen: [ExportTarget: Int] = [:]
    for (column, target) in targets.enumerated() {
      guard case .paradata(.column(let kind)) = target else { continue }
      if let other = seen[target] {
        problems.append(
          MappingProblem(
            code: "I-405", message: "columns \(other + 1) and \(column + 1) both hold \(kind.rawValue)",
            advice: "Delete one of them, or list it in ignore:"))
      }
      seen[target] = column
    }
  }

  /// One line a column, for the log.
  var table: [String] {
    zip(export.columns, zip(targets, reasons)).map { column, pair in
      let number = column.position + 1
      return switch pair.0 {
      case .paradata(.column(let kind)): "column \(number) (\(column.header)): \(kind.rawValue)"
      case .paradata(.startedAt): "column \(number) (\(column.header)): when it was opened"
      case .paradata(.finished): "column \(number) (\(column.header)): whether it was finished"
      case .addressAndPlace: "column \(number) (\(column.header)): ip and ip_place"
      case .unitName: "column \(number) (\(column.header)): \(unitColumnName)"
      case .variable(let position):
        "column \(number) (\(column.header)): \(codebook.variables[position].name), by \(pair.1)"
      case .option(let position, _):
        "column \(number) (\(column.header)): an option of \(codebook.variables[position].name), by \(pair.1)"
      case .rankList(let first):
        "column \(number) (\(column.header)): the ranks of \(codebook.variables[first].question), by \(pair.1)"
      case .rankPosition(let first, let rank):
        "column \(number) (\(column.header)): rank \(rank) of \(codebook.variables[first].question), by \(pair.1)"
      case .otherText(let position):
        "column \(number) (\(column.header)): \(codebook.variables[position].name)_other, by \(pair.1)"
      case .child: "column \(number) (\(column.header)): a field of a child record, beside the table"
      case .ignored(let reason): "column \(number) (\(column.header)): left out (\(reason))"
      case .unknown: "column \(number) (\(column.header)): no partner"
      }
    }
  }
}

/// The question's title, with the row of a matrix.
func wording(of variable: SurveyVariable) -> String {
  variable.text.zh + (variable.rowText.map { "—" + $0.zh } ?? "")
}
