internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// One row of the metadata, as far as it could be read.
struct MetadataEntry {
  enum Kind: String, CaseIterable {
    case indicator = "Indicator"
    case aggregate = "Aggregate"
    case group = "Group"
    case denominator = "Denominator"
    case other = "Other"

    var isNode: Bool { self == .indicator || self == .aggregate }
  }

  let row: Int
  let code: String
  var name = ""
  var kind = Kind.other
  /// nil where it could not be read, which is told already.
  var level: Int?
  var parent: String?
  var weight = 1.0
  var direction = Direction.positive
  var target: Double?
  var denominator: String?
  var goalposts: Goalposts?
}

/// The columns of COINr's `iMeta`.
struct MetadataColumns {
  let code: Int?
  let kind: Int?
  let level: Int?
  let parent: Int?
  let weight: Int?
  let direction: Int?
  let name: Int?
  let target: Int?
  let denominator: Int?
  let goalposts: (lower: Int?, upper: Int?, scale: Int?, truncated: Int?)

  init(_ table: inout SourceTable) {
    code = table.require("iCode", as: "the code of each indicator and group")
    kind = table.require("Type", as: "which tells indicators from aggregates")
    level = table.require("Level", as: "1 for indicators and 1 more for each step up")
    parent = table.require("Parent", as: "the code of the group above")
    weight = table.require("Weight", as: "relative to the siblings")
    direction = table.require("Direction", as: "1 where more is better and -1 where less is")
    name = table.positions["iName"]
    target = table.positions["Target"]
    denominator = table.positions["Denominator"]
    goalposts = (
      table.positions["goalpost_lower"], table.positions["goalpost_upper"], table.positions["goalpost_scale"],
      table.positions["goalpost_trunc2posts"]
    )
  }
}

/// The metadata row by row; what a row says is checked here, how rows fit together in ``HierarchyCheck``.
struct MetadataTable {
  var table: SourceTable
  let columns: MetadataColumns
  private(set) var entries: [MetadataEntry] = []

  init(_ path: String, choices: IndexChoices) throws(DiagnosticError) {
    table = try SourceTable(path)
    columns = MetadataColumns(&table)
    guard columns.code != nil, columns.kind != nil else { return }
    for row in table.rows { read(row, choices) }
  }

  private mutating func read(_ row: Int, _ choices: IndexChoices) {
    guard let code = table.text(row, columns.code) else {
      table.add("X-911", row: row, column: columns.code, "the row has no iCode", advice: "name it, or delete the row")
      return
    }
    var entry = MetadataEntry(row: row, code: code)
    entry.name = table.text(row, columns.name) ?? ""
    let kind = table.text(row, columns.kind)
    if let known = kind.flatMap(MetadataEntry.Kind.init(rawValue:)) {
      entry.kind = known
    } else {
      let words = MetadataEntry.Kind.allCases.map(\.rawValue)
      let near = kind.flatMap { nearestName(to: $0, among: words) }.map { "did you mean \($0)?" }
      table.add(
        "X-912", row: row, column: columns.kind,
        (kind.map { "\(code) is of Type \($0)" } ?? "\(code) has no Type")
          + ", expected \(words.joined(separator: ", "))",
        advice: near ?? "say what it is")
      // Its children shall not be told that it does not exist.
      entry.kind = table.text(row, columns.level) == nil ? .other : .aggregate
      if table.text(row, columns.level) == "1" { entry.kind = .indicator }
    }
    if entry.kind.isNode { readNode(&entry, choices) }
    entries.append(entry)
  }

  private mutating func readNode(_ entry: inout MetadataEntry, _ choices: IndexChoices) {
    let (row, code) = (entry.row, entry.code)
    entry.parent = table.text(row, columns.parent)
    entry.denominator = table.text(row, columns.denominator)
    if let value = number(row, columns.level, of: code, "Level", isRequired: true) {
      entry.level = Int(exactly: value)
      let expected =
        entry.kind == .indicator ? "1, as for every indicator" : "a whole number of 2 or more for an aggregate"
      if !(entry.kind == .indicator ? value == 1 : value >= 2 && entry.level != nil) {
        table.add(
          "X-913", row: row, column: columns.level, "the Level of \(code) is \(shown(value)), expected \(expected)",
          advice: "count levels upwards from the indicators")
        entry.level = nil
      }
    }
    if let value = number(row, columns.weight, of: code, "Weight", isRequired: true) {
      if value >= 0 {
        entry.weight = value
      } else {
        table.add(
          "X-914", row: row, column: columns.weight, "the Weight of \(code) is \(shown(value)), expected 0 or more",
          advice: "to turn an indicator round, set its Direction to -1")
      }
    }
    let isIndicator = entry.kind == .indicator
    if let value = number(row, columns.direction, of: code, "Direction", isRequired: isIndicator) {
      if value == 1 || value == -1 {
        entry.direction = value == 1 ? .positive : .negative
      } else {
        table.add(
          "X-915", row: row, column: columns.direction, "the Direction of \(code) is \(shown(value)), expected 1 or -1",
          advice: "give 1 where more is better and -1 where less is")
      }
    }
    guard isIndicator else { return }
    if choices.needsTargets {
      if columns.target != nil {
        entry.target = number(row, columns.target, of: code, "Target", isRequired: true)
      }
    }
    if choices.needsGoalposts { readGoalposts(&entry) }
  }

  private mutating func readGoalposts(_ entry: inout MetadataEntry) {
    let posts = columns.goalposts
    guard posts.lower != nil, posts.upper != nil else { return }
    let lower = number(entry.row, posts.lower, of: entry.code, "goalpost_lower", isRequired: true)
    let upper = number(entry.row, posts.upper, of: entry.code, "goalpost_upper", isRequired: true)
    let scale = number(entry.row, posts.scale, of: entry.code, "goalpost_scale", isRequired: false)
    var isTruncated = true
    switch table.text(entry.row, posts.truncated)?.uppercased() {
    case nil, "TRUE", "T", "1": break
    case "FALSE", "F", "0": isTruncated = false
    case let word?:
      table.add(
        "X-916", row: entry.row, column: posts.truncated,
        "goalpost_trunc2posts of \(entry.code) is \(word), expected TRUE or FALSE", advice: "correct it")
    }
    guard let lower, let upper else { return }
    guard lower < upper else {
      table.add(
        "X-917", row: entry.row, column: posts.lower,
        "the goalposts of \(entry.code) are \(shown(lower)) and \(shown(upper)), expected a lower and a higher number",
        advice: "order them by size; the Direction says which is better")
      return
    }
    entry.goalposts = Goalposts(lower: lower, upper: upper, scale: scale ?? 100, truncated: isTruncated)
  }

  /// A number of a node; what is none is a problem. Without the column there is nothing to say.
  private mutating func number(
    _ row: Int, _ column: Int?, of code: String, _ what: String, isRequired: Bool
  ) -> Double? {
    guard let column else { return nil }
    switch table.number(row, column) {
    case .value(let value): return value
    case .text(let text):
      table.add(
        "X-918", row: row, column: column, "the \(what) of \(code) is “\(text)”, expected a number",
        advice: "write it with a decimal point and without unit")
    case .missing:
      if isRequired {
        table.add("X-919", row: row, column: column, "\(code) has no \(what)", advice: "fill it in")
      }
    }
    return nil
  }
}
