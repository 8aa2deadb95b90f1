import Diagnostics
import SurveyModel

/// Finds the variables of a questionnaire by their names, wordings and numbers.
struct VariableIndex {
  private let codebook: Codebook
  private(set) var byName: [String: Int] = [:]
  private var byLowerName: [String: [Int]] = [:]
  /// By the letters of wording and row.
  private var byWording: [String: [Int]] = [:]
  /// The variables of each question, by the letters of its wording and by its id.
  private var questionsByWording: [String: [[Int]]] = [:]
  private var questionsByID: [String: [Int]] = [:]

  init(_ codebook: Codebook) {
    self.codebook = codebook
    var order: [String] = []
    for (position, variable) in codebook.variables.enumerated() {
      byName[variable.name] = position
      byLowerName[variable.name.lowercased(), default: []].append(position)
      for key in Self.keys(wordings(variable)) { byWording[key, default: []].append(position) }
      if questionsByID[variable.question] == nil { order.append(variable.question) }
      questionsByID[variable.question, default: []].append(position)
    }
    for question in order {
      guard let positions = questionsByID[question], let first = positions.first else { continue }
      let text = codebook.variables[first].text
      for key in Self.keys([text.zh, text.en]) { questionsByWording[key, default: []].append(positions) }
    }
  }

  private static func keys(_ texts: [String]) -> Set<String> {
    Set(texts.map(titleKey).filter { !$0.isEmpty })
  }

  private func wordings(_ variable: SurveyVariable) -> [String] {
    guard let row = variable.rowText else { return [variable.text.zh, variable.text.en] }
    return [variable.text.zh + row.zh, variable.text.en + row.en]
  }

  /// The variables of the question that a variable belongs to.
  func question(of position: Int) -> [Int] { questionsByID[codebook.variables[position].question] ?? [position] }

  /// The variable of that name, or those of the question of that id.
  func named(_ name: String) -> [Int]? { byName[name].map { [$0] } ?? questionsByID[name] }

  /// The number in a question's id, such as 6 of `Q06`; nil for an id that is no letter and number.
  func number(of position: Int) -> Int? {
    let id = codebook.variables[position].question
    let digits = id.drop { $0.isLetter && $0.isASCII }
    return id.count - digits.count <= 1 ? Int(digits) : nil
  }

  /// The questions or variables that a column may hold, the most trusted way first.
  func candidates(_ column: ExportColumn) -> [(positions: [[Int]], reason: String)] {
    var found: [(positions: [[Int]], reason: String)] = []
    if let name = column.name {
      if column.role != .otherText, let position = byName[name] ?? byName[identifier(name)] {
        found.append(([[position]], "name"))
      }
      if let same = byLowerName[name.lowercased()], same.count == 1, column.role != .otherText {
        found.append(([same], "name"))
      }
    }
    if let question = column.question, column.name != nil || column.role == .otherText {
      if let positions = questionsByID[question] ?? questionsByID[identifier(question)] {
        found.append((placeable([positions], column), "name"))
      }
      if let same = byLowerName[question.lowercased()], same.count == 1 {
        found.append((placeable([same], column), "name"))
      }
    }
    if let parent = pathParent(column), let positions = named(parent) { found.append(([positions], "name")) }
    let item = column.option ?? column.row
    let title = titleKey(column.title)
    if !title.isEmpty {
      let whole = byWording[titleKey(column.title + (item?.label ?? ""))] ?? []
      if column.role != .otherText { found.append((whole.map { [$0] }, "title")) }
      if let label = column.row?.label, column.option != nil {
        found.append(((byWording[titleKey(column.title + label)] ?? []).map { [$0] }, "title"))
      }
      found.append((placeable(questionsByWording[title] ?? [], column), "title"))
      if column.title.hasSuffix("...") {
        found.append((placeable(beginning(with: title), column), "beginning of the title"))
      }
    } else if let number = column.number {
      found.append((numbered(number), "number"))
      if column.role == .option { found.append((withOption(item), "option")) }
    }
    return found
  }

  /// Without questions of one answer when the column is about a part of a question: they have no parts.
  private func placeable(_ questions: [[Int]], _ column: ExportColumn) -> [[Int]] {
    guard column.row != nil || column.option != nil, column.role != .otherText else { return questions }
    return questions.filter { positions in
      guard positions.count == 1, let only = positions.first else { return true }
      let variable = codebook.variables[only]
      return variable.kind == .multi || variable.rankedOption != nil || variable.rowText != nil
    }
  }

  /// Some platforms cut long titles: the questions whose wording begins so.
  private func beginning(with title: String) -> [[Int]] {
    questionsByWording.filter { $0.key.hasPrefix(title) }.values.flatMap(\.self)
      .reduce(into: [[Int]]()) { found, positions in if !found.contains(positions) { found.append(positions) } }
      .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  private func numbered(_ number: Int) -> [[Int]] {
    questionsByID.values.filter { $0.first.map { self.number(of: $0) == number } ?? false }
      .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  /// The multiple choices that have an option which no other has.
  private func withOption(_ item: ExportItem?) -> [[Int]] {
    guard let key = item?.label.map(textKey) else { return [] }
    return codebook.variables.indices.filter { position in
      codebook.variables[position].kind == .multi
        && codebook.variables[position].options.contains { textKey($0.label.zh) == key || textKey($0.label.en) == key }
    }.map { [$0] }
  }

  /// `web` of `form/web/chrome`.
  private func pathParent(_ column: ExportColumn) -> String? {
    let parts = column.header.split(separator: "/")
    return column.role == .answer && parts.count > 1 ? String(parts[parts.count - 2]) : nil
  }

  /// The choice `chrome` of `web/chrome`, when `web` is the variable.
  func pathItem(_ column: ExportColumn, _ position: Int) -> ExportItem? {
    guard pathParent(column) == codebook.variables[position].name else { return nil }
    return column.header.split(separator: "/").last.map { ExportItem(code: String($0), label: String($0)) }
  }

  /// The variable or question that was probably meant.
  func suggestion(_ column: ExportColumn) -> String? {
    if let name = column.name {
      let names = codebook.variables.map(\.name) + paradataNames
      if let near = nearestName(to: name, among: names) { return "Did you mean \(near)?" }
    }
    let titles = codebook.variables.map(wording)
    let keys = titles.map(titleKey)
    let wanted = titleKey(column.wording + (column.option?.label ?? ""))
    guard let near = nearestName(to: wanted, among: keys), let place = keys.firstIndex(of: near) else { return nil }
    return "Did you mean \(codebook.variables[place].name) (\(titles[place]))?"
  }

  private var paradataNames: [String] { ParadataColumn.allCases.map(\.rawValue) }
}
