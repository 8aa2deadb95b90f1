internal import CKernels
internal import Diagnostics
internal import Tables

/// The cell of every row, and how far its weight is from the weight of the cell's first row.
struct RowLayout: Sendable {
  private(set) var keys: [CellKey] = []
  private(set) var rowCounts: [Int] = []
  /// The weight of the first row of each cell.
  private(set) var weights: [Double] = []
  private(set) var populations: [String: Double] = [:]
  private var cellOfRow: [Int32] = []
  private var distances: [Double]

  /// - Parameters:
  ///   - plan: the columns of the design and the domains.
  ///   - table: the rows.
  /// - Throws: columns that are not there, and rows that cannot be counted.
  init(_ plan: ReductionPlan, table: Table) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    func column(_ name: String?, _ role: String) -> Column? {
      guard let name else { return nil }
      if let column = table[name] { return column }
      let advice = nearestName(to: name, among: table.names).map { "Did you mean \($0)?" }
      problems.append(
        Diagnostic(.error, code: "E-147", "the table has no column \(name), the \(role) of the plan", advice: advice))
      return nil
    }
    let stratum = column(plan.stratum, "stratum")
    let unit = column(plan.unit, "unit")
    let weight = column(plan.weight, "weight")
    let population = column(plan.population, "population")
    let domains = plan.domains.compactMap { column($0, "domain") }
    guard problems.isEmpty else { throw DiagnosticError(.configuration, problems) }

    distances = weight?.numbers ?? [Double](repeating: 1, count: table.rowCount)
    if let bad = Self.unusable(distances) {
      problems.append(
        Diagnostic(
          .error, code: "E-148", "\(bad.count) rows have no positive weight, row \(bad.first + 1) the first",
          advice: "Give every row its weight, or take out rows that stand for nobody"))
    }
    var classes: [ClassCodes?] = []
    for column in [stratum, unit] { classes.append(column.map { ClassCodes($0) }) }
    for column in domains { classes.append(ClassCodes(column)) }
    for (own, role) in zip(classes, ["stratum", "unit"]) {
      if let own, let row = own.codes.firstIndex(of: -1) {
        problems.append(
          Diagnostic(
            .error, code: "E-149", "row \(row + 1) has no \(role)", advice: "Give every row its \(role)"))
      }
    }
    guard problems.isEmpty else { throw DiagnosticError(.content, problems) }
    cellOfRow = [Int32](repeating: 0, count: table.rowCount)
    for own in classes { if let own { split(by: own) } }
    count(classes, hasUnit: unit != nil)
    if let population { try read(population.numbers) }
  }

  /// Hands over some rows as the kernels take them.
  func withRows(_ rows: Range<Int>, _ body: (ck_cell_rows) -> Void) {
    cellOfRow.withUnsafeBufferPointer { cells in
      distances.withUnsafeBufferPointer { distances in
        guard let cell = cells.baseAddress, let distance = distances.baseAddress else { return }
        body(ck_cell_rows(cells: cell + rows.lowerBound, distances: distance + rows.lowerBound, count: rows.count))
      }
    }
  }

  /// How many weights are not positive numbers, and the first of them.
  private static func unusable(_ weights: [Double]) -> (count: Int, first: Int)? {
    var count = 0
    for weight in weights { count += weight > 0 && weight.isFinite ? 0 : 1 }
    guard count > 0 else { return nil }
    return (count, weights.firstIndex { !($0 > 0 && $0.isFinite) } ?? 0)
  }

  /// Splits the cells by the classes of a column and numbers them anew in order of first appearance.
  private mutating func split(by classes: ClassCodes) {
    // Code -1 is a class too.
    let width = classes.names.count + 1
    let cells = 1 + Int(cellOfRow.max() ?? 0)
    guard cells * width <= max(1 << 16, 4 * cellOfRow.count) else { return splitSparsely(by: classes) }
    var numbers = [Int32](repeating: -1, count: cells * width)
    var next: Int32 = 0
    cellOfRow.withUnsafeMutableBufferPointer { cellOfRow in
      classes.codes.withUnsafeBufferPointer { codes in
        numbers.withUnsafeMutableBufferPointer { numbers in
          for row in cellOfRow.indices {
            let place = Int(cellOfRow[row]) &* width &+ Int(codes[row]) &+ 1
            if numbers[place] < 0 {
              numbers[place] = next
              next += 1
            }
            cellOfRow[row] = numbers[place]
          }
        }
      }
    }
  }

  /// As `split(by:)`, where a table of all crossings would be larger than the rows.
  private mutating func splitSparsely(by classes: ClassCodes) {
    var numbers: [UInt64: Int32] = [:]
    for row in cellOfRow.indices {
      let pair = UInt64(UInt32(bitPattern: cellOfRow[row])) << 32 | UInt64(UInt32(bitPattern: classes.codes[row]))
      if let known = numbers[pair] {
        cellOfRow[row] = known
      } else {
        cellOfRow[row] = Int32(numbers.count)
        numbers[pair] = Int32(numbers.count)
      }
    }
  }

  /// Counts the rows of the cells, names the cells, and leaves of each weight its distance from the cell's first.
  private mutating func count(_ classes: [ClassCodes?], hasUnit: Bool) {
    func label(_ own: ClassCodes?, _ row: Int) -> String? {
      own.flatMap { $0.codes[row] < 0 ? nil : $0.names[Int($0.codes[row])] }
    }
    var next: Int32 = 0
    for (row, cell) in cellOfRow.enumerated() where cell == next {
      next += 1
      weights.append(distances[row])
      keys.append(
        CellKey(
          stratum: label(classes[0], row) ?? "", unit: hasUnit ? label(classes[1], row) : nil,
          domain: classes.dropFirst(2).map { label($0, row) }))
    }
    rowCounts = [Int](repeating: 0, count: keys.count)
    rowCounts.withUnsafeMutableBufferPointer { rowCounts in
      distances.withUnsafeMutableBufferPointer { distances in
        for row in distances.indices {
          let cell = Int(cellOfRow[row])
          rowCounts[cell] += 1
          distances[row] -= weights[cell]
        }
      }
    }
  }

  /// Reads the population of each stratum off its rows.
  private mutating func read(_ sizes: [Double]) throws(DiagnosticError) {
    var numberOfStratum: [String: Int] = [:]
    var names: [String] = []
    let stratumOfCell = keys.map { key in
      if let known = numberOfStratum[key.stratum] { return known }
      numberOfStratum[key.stratum] = names.count
      names.append(key.stratum)
      return names.count - 1
    }
    var problems: [Diagnostic] = []
    var found = [Double](repeating: .nan, count: names.count)
    var isTold = [Bool](repeating: false, count: names.count)
    for row in cellOfRow.indices {
      let stratum = stratumOfCell[Int(cellOfRow[row])]
      let size = sizes[row]
      if found[stratum] == size || isTold[stratum] { continue }
      if size > 0, found[stratum].isNaN {
        found[stratum] = size
        continue
      }
      isTold[stratum] = true
      problems.append(
        Diagnostic(
          .error, code: "E-142",
          "stratum \(names[stratum]) has the population \(size.isNaN ? "missing" : "\(size)") in row \(row + 1)"
            + (found[stratum].isNaN ? "" : " and \(found[stratum]) before"),
          advice: "Give one population for each stratum"))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    populations = Dictionary(uniqueKeysWithValues: zip(names, found))
  }
}

/// A column as codes of classes; -1 where missing.
private struct ClassCodes {
  private(set) var names: [String] = []
  private(set) var codes: [Int32]

  init(_ column: Column) {
    switch column.storage {
    case .category(let values):
      names = values.dictionary
      let limit = UInt32(clamping: names.count)
      // A code outside the dictionary has no label.
      func known(_ code: UInt32) -> Int32 { code < limit ? Int32(truncatingIfNeeded: code) : -1 }
      codes =
        switch values.codes {
        case .uint8(let stored): stored.map { known(UInt32($0)) }
        case .uint16(let stored): stored.map { known(UInt32($0)) }
        case .uint32(let stored): stored.map { known($0) }
        }
      for row in column.missing.indices where column.missing[row] != .present { codes[row] = -1 }
    case .text(let texts):
      let distinct = DistinctRows(texts, missing: column.missing)
      codes = distinct.codes
      names = distinct.firstRows.map { texts[Int($0)] }
    default:
      codes = [Int32](repeating: -1, count: column.count)
      var known: [String: Int32] = [:]
      for row in codes.indices {
        guard let label = column.label(at: row) else { continue }
        if let code = known[label] {
          codes[row] = code
          continue
        }
        known[label] = Int32(names.count)
        codes[row] = Int32(names.count)
        names.append(label)
      }
    }
  }
}
