internal import Estimation
internal import SurveyModel
internal import Tables

/// The cells by which figures are standardised: the share of each in the standard population, and the cell of each record.
struct StandardCells: Sendable {
  let origin: StandardPopulation
  /// The labels of each cell, in the order of the variables.
  let keys: [[String]]
  /// They add up to 1.
  let shares: [Double]
  /// nil where the record lacks a variable or the standard has nobody of its cell.
  let cellOfRecord: [Int?]

  /// nil where the survey lacks a variable, and where the standard is empty.
  ///
  /// - Parameters:
  ///   - variables: whose crossing makes the cells.
  ///   - survey: the survey; its weights make the standard where the frame cannot.
  ///   - frame: the population counts, with the name of their column.
  ///   - units: of the frame, only rows of ranked units count where it has units.
  init?(
    _ variables: [String], survey: SampledSource, frame: (source: CountedSource, count: String)?, units: UnitRegistry
  ) {
    let columns = variables.compactMap { survey.table[$0] }
    guard columns.count == variables.count, !variables.isEmpty else { return nil }
    let labels = survey.rows.map { row in Self.labels(columns, row) }
    var tally = Tally()
    if let frame, let counted = Tally(variables, frame: frame.source, count: frame.count, units: units) {
      origin = .frame
      tally = counted
    } else {
      origin = .survey
      for (record, own) in labels.enumerated() {
        if let own { tally.add(survey.sample.weights[record], to: own) }
      }
    }
    let total = tally.counts.reduce(0, +)
    guard total > 0 else { return nil }
    let kept = tally.keys.indices.filter { tally.counts[$0] > 0 }
      .sorted { tally.keys[$0].lexicographicallyPrecedes(tally.keys[$1]) }
    keys = kept.map { tally.keys[$0] }
    shares = kept.map { tally.counts[$0] / total }
    let place = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
    cellOfRecord = labels.map { own in own.flatMap { place[$0] } }
  }

  private static func labels(_ columns: [Column], _ row: Int) -> [String]? {
    var labels: [String] = []
    for column in columns {
      guard let label = column.label(at: row) else { return nil }
      labels.append(label)
    }
    return labels
  }

  /// Counts by cell.
  private struct Tally {
    private(set) var keys: [[String]] = []
    private(set) var counts: [Double] = []
    private var place: [[String]: Int] = [:]

    init() {}

    /// nil where the frame lacks a variable, or a label or count in a row that counts.
    init?(_ variables: [String], frame: CountedSource, count: String, units: UnitRegistry) {
      let columns = variables.compactMap { frame.table[$0] }
      guard columns.count == variables.count, let numbers = frame.table[count] else { return nil }
      var rows = Array(0..<frame.table.rowCount)
      if frame.table[unitColumnName] != nil {
        // Rows of the city and of unions would count their members twice.
        rows = units.ranked.flatMap { frame.rowsOfUnit[$0.id] ?? [] }.sorted()
      }
      for row in rows {
        guard let labels = StandardCells.labels(columns, row), let number = numbers.number(at: row), number >= 0 else {
          return nil
        }
        add(number, to: labels)
      }
      if counts.reduce(0, +) <= 0 { return nil }
    }

    mutating func add(_ count: Double, to key: [String]) {
      if let known = place[key] {
        counts[known] += count
      } else {
        place[key] = keys.count
        keys.append(key)
        counts.append(count)
      }
    }
  }
}

/// Cells of one unit after those with too few records were merged.
///
/// Cells merge inside the classes of all variables but the last, then of all but the last two, and so on. At each step cells
/// with some records, but too few, join each other; if they still are too few together, they join the smallest cell beside
/// them. What cells without a record hold goes to the cells beside them, in proportion. Nothing is left out.
struct MergedCells {
  /// The class of each cell; nil for a cell without a record.
  private(set) var classOfCell: [Int?]
  /// The share of each class in the standard.
  private(set) var shares: [Double] = []

  /// nil where the unit has fewer records than a class needs.
  ///
  /// - Parameters:
  ///   - keys: the labels of each cell, sorted.
  ///   - standard: the share of each cell, above 0.
  ///   - counts: usable records of the unit by cell.
  ///   - minimum: the fewest records of a class.
  init?(keys: [[String]], standard: [Double], counts: [Int], minimum: Int) {
    classOfCell = [Int?](repeating: nil, count: counts.count)
    let merging = Merging(keys: keys, standard: standard, counts: counts, minimum: minimum)
    let whole = merging.part(Array(counts.indices), depth: 0)
    guard !whole.classes.isEmpty else { return nil }
    for (number, own) in whole.classes.enumerated() {
      shares.append(own.share)
      for cell in own.cells where counts[cell] > 0 { classOfCell[cell] = number }
    }
  }
}

/// Merges the cells of one unit class by class of the variables before the last.
private struct Merging {
  let keys: [[String]]
  let standard: [Double]
  let counts: [Int]
  let minimum: Int

  /// Cells that stand together.
  struct Group {
    var cells: [Int] = []
    var count = 0
    var share = 0.0

    mutating func join(_ other: Group) {
      cells += other.cells
      count += other.count
      share += other.share
    }
  }

  /// What came of the cells that share some labels.
  struct Part {
    var classes: [Group] = []
    /// Cells with records that are too few together.
    var rest = Group()
    /// What cells without a record hold.
    var empty = 0.0
  }

  /// The cells, which share their first `depth` labels.
  func part(_ cells: [Int], depth: Int) -> Part {
    var part = Part()
    guard let first = cells.first else { return part }
    if depth == keys[first].count {
      for cell in cells { place(Group(cells: [cell], count: counts[cell], share: standard[cell]), in: &part) }
      return part
    }
    var start = 0
    while start < cells.count {
      // Cells are sorted by their labels, so those of one class follow each other.
      var end = start
      while end < cells.count, keys[cells[end]][depth] == keys[cells[start]][depth] { end += 1 }
      let own = self.part(Array(cells[start..<end]), depth: depth + 1)
      part.classes += own.classes
      part.rest.join(own.rest)
      part.empty += own.empty
      start = end
    }
    let rest = part.rest
    part.rest = Group()
    place(rest, in: &part)
    guard !part.classes.isEmpty else { return part }
    if part.rest.count > 0 {
      let smallest = part.classes.indices.min { part.classes[$0].count < part.classes[$1].count } ?? 0
      part.classes[smallest].join(part.rest)
      part.rest = Group()
    }
    let held = part.classes.reduce(0) { $0 + $1.share }
    for place in part.classes.indices { part.classes[place].share *= (held + part.empty) / held }
    part.empty = 0
    return part
  }

  private func place(_ group: Group, in part: inout Part) {
    if group.count >= minimum {
      part.classes.append(group)
    } else if group.count > 0 {
      part.rest.join(group)
    } else {
      part.empty += group.share
    }
  }
}
