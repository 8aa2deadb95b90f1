internal import Diagnostics
internal import Expressions
internal import Tables

/// One pass over a table: the cell of every row, then the sums of every item.
struct CellPass {
  private let plan: ReductionPlan
  private let items: [CompiledItem]
  private let table: Table
  private let threads: Int

  init(_ plan: ReductionPlan, items: [CompiledItem], table: Table, threads: Int) {
    self.plan = plan
    self.items = items
    self.table = table
    self.threads = threads
  }

  /// The values of one item by row.
  private struct Values: Sendable {
    var y: [Double]
    /// Empty without a denominator.
    var x: [Double]
    var isPresent: [Bool]
  }

  /// - Parameter given: shifts; nil for the first value of each item.
  /// - Returns: the cells of the table.
  /// - Throws: columns that are not there, rows that cannot be counted.
  func cells(shifts given: [ReductionPlan.Shift]?) throws(DiagnosticError) -> CellTable {
    let layout = try RowLayout(plan, table: table)
    let found: [ItemSums]
    if items.count >= threads {
      // An item is read, summed and let go of by one thread, so that the values of a few items are held at a time.
      found = parallelMap(count: items.count, threads: threads) { item in
        sums(of: item, shift: given?[item], layout: layout, threads: 1)
      }
    } else {
      found = items.indices.map { sums(of: $0, shift: given?[$0], layout: layout, threads: threads) }
    }
    return CellTable(
      keys: layout.keys, rowCounts: layout.rowCounts, items: plan.items.map(\.name), shifts: found.map(\.shift),
      sums: found.map(\.sums), populations: layout.populations)
  }

  private struct ItemSums: Sendable {
    var shift: ReductionPlan.Shift
    /// By cell.
    var sums: [CellSums]
  }

  /// Sums an item block by block and joins the blocks in order, whichever thread sums which.
  private func sums(
    of item: Int, shift given: ReductionPlan.Shift?, layout: RowLayout, threads: Int
  ) -> ItemSums {
    let values = values(of: items[item])
    let shift = given ?? Self.firstShift(values)
    let cellCount = layout.keys.count
    let blocks = Self.blocks(rows: table.rowCount, cells: cellCount)
    let parts = parallelMap(count: blocks.count, threads: threads) { block in
      Self.sums(
        values, shift: shift, rows: blocks[block], weights: layout.weights, cellOfRow: layout.cellOfRow,
        cellCount: cellCount)
    }
    var sums = [CellSums](repeating: CellSums(), count: cellCount)
    for part in parts {
      for (cell, own) in part.enumerated() { sums[cell].merge(own) }
    }
    return ItemSums(shift: shift, sums: sums)
  }

  private func values(of item: CompiledItem) -> Values {
    var (y, isPresent) = item.value?.doubles(table) ?? ([], [])
    var x: [Double] = []
    if let denominator = item.denominator {
      let other = denominator.doubles(table)
      x = other.values
      for row in isPresent.indices where !other.isPresent[row] || x[row].isNaN { isPresent[row] = false }
    }
    for row in isPresent.indices where y[row].isNaN { isPresent[row] = false }
    return Values(y: y, x: x, isPresent: isPresent)
  }

  private static func firstShift(_ values: Values) -> ReductionPlan.Shift {
    guard let row = values.isPresent.firstIndex(of: true), values.y[row].isFinite else { return .init() }
    let x = values.x.isEmpty || !values.x[row].isFinite ? 0 : values.x[row]
    return ReductionPlan.Shift(value: values.y[row], denominator: x)
  }

  /// Blocks depend on the data alone. Where there are hardly more rows than cells, one block saves the joining.
  private static func blocks(rows: Int, cells: Int) -> [Range<Int>] {
    let size = max(65_536, 16 * cells, (rows + 15) / 16)
    return stride(from: 0, to: max(rows, 1), by: size).map { $0..<min($0 + size, rows) }
  }

  private static func sums(
    _ values: Values, shift: ReductionPlan.Shift, rows: Range<Int>, weights: [Double], cellOfRow: [Int32],
    cellCount: Int
  ) -> [CellSums] {
    var sums = [CellSums](repeating: CellSums(), count: cellCount)
    let hasDenominator = !values.x.isEmpty
    sums.withUnsafeMutableBufferPointer { sums in
      values.y.withUnsafeBufferPointer { y in
        values.x.withUnsafeBufferPointer { x in
          weights.withUnsafeBufferPointer { weights in
            cellOfRow.withUnsafeBufferPointer { cellOfRow in
              for row in rows where values.isPresent[row] {
                let cell = Int(cellOfRow[row])
                if hasDenominator {
                  sums[cell].add(weight: weights[row], y: y[row] - shift.value, x: x[row] - shift.denominator)
                } else {
                  sums[cell].add(weight: weights[row], y: y[row] - shift.value)
                }
              }
            }
          }
        }
      }
    }
    return sums
  }
}

/// The cell, weight and stratum of every row.
private struct RowLayout: Sendable {
  private(set) var keys: [CellKey] = []
  private(set) var rowCounts: [Int] = []
  private(set) var cellOfRow: [Int32] = []
  private(set) var weights: [Double]
  private(set) var populations: [String: Double] = [:]

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

    weights = [Double](repeating: 1, count: table.rowCount)
    if let weight {
      for row in weights.indices { weights[row] = weight.number(at: row) ?? .nan }
      let bad = weights.indices.filter { !(weights[$0] > 0 && weights[$0].isFinite) }
      if let first = bad.first {
        problems.append(
          Diagnostic(
            .error, code: "E-148", "\(bad.count) rows have no positive weight, row \(first + 1) the first",
            advice: "Give every row its weight, or take out rows that stand for nobody"))
      }
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
    number(rows: table.rowCount, classes: classes, hasUnit: unit != nil)
    if let population { try read(population, strata: classes[0]) }
  }

  /// Numbers the cells in order of first appearance.
  private mutating func number(rows: Int, classes: [ClassCodes?], hasUnit: Bool) {
    // Two columns at a time, so that the pair fits into one number.
    cellOfRow = [Int32](repeating: 0, count: rows)
    for own in classes {
      guard let own else { continue }
      var pairs: [UInt64: Int32] = [:]
      for row in 0..<rows {
        let pair = UInt64(UInt32(bitPattern: cellOfRow[row])) << 32 | UInt64(UInt32(bitPattern: own.codes[row]))
        if let known = pairs[pair] {
          cellOfRow[row] = known
        } else {
          cellOfRow[row] = Int32(pairs.count)
          pairs[pair] = Int32(pairs.count)
        }
      }
    }
    for (row, cell) in cellOfRow.enumerated() {
      if Int(cell) < keys.count {
        rowCounts[Int(cell)] += 1
        continue
      }
      func label(_ own: ClassCodes?) -> String? {
        own.flatMap { $0.codes[row] < 0 ? nil : $0.names[Int($0.codes[row])] }
      }
      rowCounts.append(1)
      keys.append(
        CellKey(
          stratum: label(classes[0]) ?? "", unit: hasUnit ? label(classes[1]) : nil,
          domain: classes.dropFirst(2).map { label($0) }))
    }
  }

  private mutating func read(_ population: Column, strata: ClassCodes?) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    var told: Set<String> = []
    for row in 0..<cellOfRow.count {
      let stratum = keys[Int(cellOfRow[row])].stratum
      let size = population.number(at: row) ?? .nan
      if let own = populations[stratum], own == size { continue }
      guard size > 0, populations[stratum] == nil else {
        if told.insert(stratum).inserted {
          problems.append(
            Diagnostic(
              .error, code: "E-142",
              "stratum \(stratum) has the population \(size.isNaN ? "missing" : "\(size)") in row \(row + 1)"
                + (populations[stratum].map { " and \($0) before" } ?? ""),
              advice: "Give one population for each stratum"))
        }
        continue
      }
      populations[stratum] = size
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }
}

/// A column as codes of classes; -1 where missing.
private struct ClassCodes {
  private(set) var names: [String] = []
  private(set) var codes: [Int32]

  init(_ column: Column) {
    codes = [Int32](repeating: -1, count: column.count)
    if case .category(let values) = column.storage {
      names = Array(values.dictionary)
      for row in codes.indices where !column.isMissing(at: row) { codes[row] = Int32(values[row]) }
      return
    }
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
