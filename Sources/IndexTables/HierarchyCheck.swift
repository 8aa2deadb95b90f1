internal import Diagnostics

/// How the rows of the metadata fit together: one tree, level above level.
struct HierarchyCheck {
  private var metadata: MetadataTable
  private let entries: [MetadataEntry]
  /// The first entry of each code.
  private let positions: [String: Int]
  private var columns: MetadataColumns { metadata.columns }

  /// Adds every problem of the hierarchy to those of the table.
  ///
  /// - Parameters:
  ///   - metadata: entries read one by one.
  ///   - choices: what the index needs.
  static func check(_ metadata: inout MetadataTable, choices: IndexChoices) {
    var check = HierarchyCheck(metadata)
    check.codes()
    if metadata.columns.parent != nil {
      check.parents()
      check.root()
      check.circles()
      check.groups(areWeighted: choices.weights == .declared)
    }
    if choices.isDenominated { check.denominators() }
    if choices.needsTargets { _ = check.metadata.table.require("Target", as: "which the normalisation needs") }
    if choices.needsGoalposts {
      for name in ["goalpost_lower", "goalpost_upper"] {
        _ = check.metadata.table.require(name, as: "which the normalisation needs")
      }
    }
    metadata = check.metadata
  }

  private init(_ metadata: MetadataTable) {
    self.metadata = metadata
    entries = metadata.entries
    positions = Dictionary(
      metadata.entries.enumerated().map { ($0.element.code, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func add(_ code: String, _ entry: MetadataEntry, _ column: Int?, _ message: String, advice: String) {
    metadata.table.add(code, row: entry.row, column: column, message, advice: advice)
  }

  private mutating func codes() {
    for (position, entry) in entries.enumerated() {
      guard let first = positions[entry.code], first != position else { continue }
      add(
        "X-921", entry, columns.code,
        "the code \(entry.code) is in line \(metadata.table.line(entries[first].row)) already",
        advice: "give every row its own code")
    }
    if !entries.isEmpty && !entries.contains(where: { $0.kind == .indicator }) {
      metadata.table.add("X-922", row: 0, "there is no row of Type Indicator", advice: "add the indicators")
    }
  }

  private mutating func parents() {
    let aggregates = entries.filter { $0.kind == .aggregate }.map(\.code)
    for entry in entries where entry.kind.isNode {
      guard let parent = entry.parent else { continue }
      guard let above = positions[parent].map({ entries[$0] }) else {
        add(
          "X-923", entry, columns.parent, "the Parent \(parent) of \(entry.code) does not exist",
          advice: nearestName(to: parent, among: aggregates).map { "did you mean \($0)?" }
            ?? "add a row of Type Aggregate for it")
        continue
      }
      if above.kind != .aggregate {
        add(
          "X-924", entry, columns.parent,
          "the Parent \(parent) of \(entry.code) is of Type \(above.kind.rawValue), expected Aggregate",
          advice: "name a group")
      }
    }
    levels()
  }

  /// Every child is one level below its parent; a parent that fits none of several children is told once.
  private mutating func levels() {
    var children: [String: [MetadataEntry]] = [:]
    for entry in entries where entry.kind.isNode && entry.level != nil {
      if let parent = entry.parent { children[parent, default: []].append(entry) }
    }
    for above in entries where above.kind == .aggregate {
      guard let level = above.level, let below = children.removeValue(forKey: above.code) else { continue }
      let unfit = below.filter { $0.level != level - 1 }
      if unfit.count == below.count && unfit.count > 1 {
        let found = Set(unfit.compactMap(\.level)).sorted().map { "\($0)" }.joined(separator: " and ")
        add(
          "X-925", above, columns.level,
          "\(above.code) is on level \(level), but \(listed(unfit.map(\.code))) below it on level \(found), "
            + "expected \(level - 1)",
          advice: "correct the Level of \(above.code), or add groups on the levels between")
        continue
      }
      for entry in unfit {
        add(
          "X-925", entry, columns.parent,
          "\(entry.code) is on level \(entry.level ?? 0) and its Parent \(above.code) on level \(level), "
            + "expected \((entry.level ?? 0) + 1)",
          advice: "add a group on the level between, or correct the Level")
      }
    }
  }

  private mutating func root() {
    let roots = entries.filter { $0.kind.isNode && $0.parent == nil }
    let top = roots.max { ($0.kind == .aggregate ? $0.level ?? 0 : -1) < ($1.kind == .aggregate ? $1.level ?? 0 : -1) }
    guard let top else {
      if entries.contains(where: { $0.kind.isNode }) {
        metadata.table.add(
          "X-926", row: 0, column: columns.parent, "every row has a Parent, so there is no index at the top",
          advice: "leave the Parent of the index empty")
      }
      return
    }
    for entry in roots where entry.row != top.row || entry.kind == .indicator {
      add(
        "X-927", entry, columns.parent,
        "\(entry.code) has no Parent" + (entry.row == top.row ? "" : ", and neither has \(top.code)")
          + "; expected one index without",
        advice: "name the group above it")
    }
  }

  /// Every circle once, at its first row.
  private mutating func circles() {
    // 0: not seen; 1: on the way up from here; 2: done.
    var states = [UInt8](repeating: 0, count: entries.count)
    for start in entries.indices where entries[start].kind.isNode {
      var path: [Int] = []
      var next: Int? = start
      while let node = next, states[node] == 0 {
        states[node] = 1
        path.append(node)
        next = entries[node].parent.flatMap { positions[$0] }
      }
      if let again = next, states[again] == 1, let first = path.firstIndex(of: again) {
        let circle = path[first...]
        let names = (circle.map { entries[$0].code } + [entries[again].code]).joined(separator: " → ")
        add(
          "X-928", entries[circle.min() ?? again], columns.parent, "the Parents go round in a circle: \(names)",
          advice: "let every Parent lead up to the index")
      }
      for node in path { states[node] = 2 }
    }
  }

  private mutating func groups(areWeighted: Bool) {
    var weights: [String: Double] = [:]
    for entry in entries where entry.kind.isNode {
      if let parent = entry.parent { weights[parent, default: 0] += entry.weight }
    }
    for entry in entries where entry.kind == .aggregate {
      guard let total = weights[entry.code] else {
        add(
          "X-929", entry, columns.code, "\(entry.code) is the Parent of no row",
          advice: "put indicators or groups below it, or delete it")
        continue
      }
      if areWeighted && total == 0 {
        add(
          "X-930", entry, columns.weight, "the Weights below \(entry.code) add up to 0",
          advice: "give at least one of them a Weight")
      }
    }
  }

  private mutating func denominators() {
    let known = entries.filter { $0.kind == .denominator }.map(\.code)
    if columns.denominator == nil {
      _ = metadata.table.require("Denominator", as: "the column that each indicator is divided by")
    }
    for entry in entries where entry.kind == .indicator {
      guard let name = entry.denominator, !known.contains(name) else { continue }
      add(
        "X-931", entry, columns.denominator,
        "the Denominator \(name) of \(entry.code) is no row of Type Denominator",
        advice: nearestName(to: name, among: known).map { "did you mean \($0)?" } ?? "add a row for it")
    }
  }
}
