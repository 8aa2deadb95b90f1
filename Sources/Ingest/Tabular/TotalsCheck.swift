import SurveyModel

/// A row of a table that is one unit's.
struct UnitRow: Hashable {
  /// Row of the grid.
  var row: Int
  /// Position of the unit among all units.
  var unit: Int
  /// The name as the table writes it.
  var name: String
}

/// A row that is no unit's but sums up or is a part of rows that are: 小计, 其中.
struct SummaryRow: Hashable {
  var row: Int
  var kind: TableRowKind
  var name: String
  /// How many rows of units stand above it.
  var rowsAbove: Int
}

/// Holds the totals of a table against their parts, column by column: the city and unions of units against their
/// members, 小计 against the rows above it, 其中 against the row it is part of.
struct TotalsCheck {
  private let units: UnitResolver
  private let rows: [UnitRow]
  private let summaries: [SummaryRow]
  private var rowOfUnit: [String: Int] = [:]
  /// The city's sum, one a column that adds up.
  private var citySums: [(header: String, sum: PartsSum, cells: [String: SummedCell])] = []
  private(set) var warnings: [String] = []

  init(_ units: UnitResolver, rows: [UnitRow], summaries: [SummaryRow]) {
    self.units = units
    self.rows = rows
    self.summaries = summaries
    for row in rows { rowOfUnit[units.ids[row.unit]] = row.row }
  }

  /// Checks one column of counts or amounts.
  ///
  /// - Parameters:
  ///   - header: the column as the table calls it.
  ///   - cell: the cell of a row of the grid.
  mutating func check(_ header: String, cell: (_ row: Int) -> SummedCell) {
    func complain(_ sum: PartsSum, _ whole: String) {
      if let complaint = sum.complaint(whole) { warnings.append("\(header): \(complaint)") }
    }
    func cells(_ ids: [String]) -> [SummedCell] { ids.map { rowOfUnit[$0].map(cell) ?? .unknown } }
    let parts = units.registry.units.filter(\.members.isEmpty).map(\.id)
    if let city = units.registry.city, let row = rowOfUnit[city.id],
      let sum = PartsSum(total: cell(row), parts: cells(parts))
    {
      complain(sum, city.name.zh)
      citySums.append((header, sum, Dictionary(uniqueKeysWithValues: zip(parts, cells(parts)))))
    }
    for union in units.registry.unions {
      guard let row = rowOfUnit[union.id], let sum = PartsSum(total: cell(row), parts: cells(union.members)) else {
        continue
      }
      complain(sum, union.name.zh)
    }
    var start = 0
    for summary in summaries {
      switch summary.kind {
      case .subtotal, .total:
        let from = summary.kind == .subtotal ? start : 0
        let members = rows[from..<summary.rowsAbove].filter { isPart($0) }
        start = summary.rowsAbove
        if let sum = PartsSum(total: cell(summary.row), parts: members.map { cell($0.row) }) {
          complain(sum, summary.name)
        }
      case .ofWhich:
        guard summary.rowsAbove > 0, case .figure(let whole) = cell(rows[summary.rowsAbove - 1].row),
          case .figure(let part) = cell(summary.row), part.value > whole.value + whole.halfStep + part.halfStep
        else { continue }
        warnings.append(
          "\(header): \(summary.name) is more than \(rows[summary.rowsAbove - 1].name), which it is part of")
      case .title, .unitNote, .columnNumbers, .footnote, .data: break
      }
    }
  }

  private func isPart(_ row: UnitRow) -> Bool {
    let unit = units.unit(at: row.unit)
    return unit.members.isEmpty && unit.id != units.registry.city?.id
  }
}

// MARK: - Counted twice

extension TotalsCheck {
  /// A unit whose figure still holds that of a zone that was carved out of it.
  struct DoubleCount {
    var parent: UnitRow
    var zone: UnitRow
    /// The columns in which the parts exceed the city by just the zone's figure; empty when only the names say so.
    var columns: [String]
  }

  /// The zones that would count twice, once more inside the unit they were carved out of.
  func doubleCounts() -> [DoubleCount] {
    rows.indices.compactMap { position -> DoubleCount? in
      let zone = rows[position]
      guard let parentID = units.unit(at: zone.unit).carvedOutOf,
        let parent = rows.first(where: { units.ids[$0.unit] == parentID })
      else { return nil }
      let id = units.ids[zone.unit]
      var evidence: [String] = []
      for column in citySums {
        guard case .figure(let figure)? = column.cells[id], figure.value > 0 else { continue }
        // One column that adds up shows that the zone is apart.
        if column.sum.adds { return nil }
        if column.sum.exceeds(by: figure.value) { evidence.append(column.header) }
      }
      if !evidence.isEmpty { return DoubleCount(parent: parent, zone: zone, columns: evidence) }
      let isInside = tableRowKind(first: zone.name, name: zone.name, hasFigures: true) == .ofWhich
      let isNext = position > 0 && rows[position - 1] == parent
      let saysWithout = ["不含", "不包括", "除", "扣除"].contains { parent.name.contains($0) }
      return isInside && isNext && !saysWithout ? DoubleCount(parent: parent, zone: zone, columns: []) : nil
    }
  }
}

extension PartsSum {
  /// Whether the parts add up to just so much more than the whole.
  func exceeds(by excess: Double) -> Bool {
    PartsSum(stated: RoundedFigure(value: stated.value + excess, halfStep: stated.halfStep), parts: parts).adds
  }
}
