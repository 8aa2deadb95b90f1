internal import CKernels
internal import Expressions
internal import Tables

/// What an item sums, by row.
struct ItemColumns: Sendable {
  let value: ItemColumn
  let denominator: ItemColumn?
  let shift: ReductionPlan.Shift
  /// The values of an item without denominator that has only a few whole ones.
  let values: ClosedRange<Int32>?

  /// - Parameters:
  ///   - item: the expressions.
  ///   - table: the rows.
  ///   - given: what is taken off; nil for the values of the first row that has them.
  ///   - cellCount: cells that the rows are summed into.
  init(_ item: CompiledItem, table: Table, shift given: ReductionPlan.Shift?, cellCount: Int) {
    value = ItemColumn(item.value, table)
    denominator = item.denominator.map { ItemColumn($0, table) }
    shift = given ?? Self.firstValues(value, denominator, rows: table.rowCount)
    values = denominator == nil ? Self.fewValues(value, cellCount: cellCount) : nil
  }

  private static func firstValues(_ value: ItemColumn, _ denominator: ItemColumn?, rows: Int) -> ReductionPlan.Shift {
    for row in 0..<rows {
      guard let y = value.value(at: row) else { continue }
      guard let denominator else { return ReductionPlan.Shift(value: y) }
      if let x = denominator.value(at: row) { return ReductionPlan.Shift(value: y, denominator: x) }
    }
    return ReductionPlan.Shift()
  }

  /// The range of values so few that counting rows by value takes hardly more memory than their sums, or fits the nearest
  /// cache.
  private static func fewValues(_ column: ItemColumn, cellCount: Int) -> ClosedRange<Int32>? {
    let range: ClosedRange<Int32>
    switch column.numbers {
    case .bool: range = 0...1
    case .int8(let values):
      var (least, greatest) = (Int8.max, Int8.min)
      for value in values {
        least = min(least, value)
        greatest = max(greatest, value)
      }
      guard least <= greatest else { return nil }
      range = Int32(least)...Int32(greatest)
    case .int16, .int32, .int64, .double: return nil
    }
    return range.count < 8 || (range.count + 1) * cellCount <= 1024 ? range : nil
  }
}

/// The sums of an item by cell while its rows are read, all from the same weight of each cell.
///
/// An item of few values counts its rows by value, which takes three additions a row instead of nine.
struct ItemSums: Sendable {
  let item: ItemColumns
  private let cellCount: Int
  /// By cell and value, the rows without a value first; of an item of few values only.
  private var counts: [ck_value_count] = []
  // By cell, of an item without denominator, or with one; at last the rows without a value.
  private var sums: [ck_value_sums] = []
  private var ratios: [ck_ratio_sums] = []

  init(_ item: ItemColumns, cellCount: Int) {
    self.item = item
    self.cellCount = cellCount
    if let values = item.values {
      counts = [ck_value_count](repeating: ck_value_count(), count: cellCount * (values.count + 1))
    } else if item.denominator == nil {
      sums = [ck_value_sums](repeating: ck_value_sums(), count: cellCount + 1)
    } else {
      ratios = [ck_ratio_sums](repeating: ck_ratio_sums(), count: cellCount + 1)
    }
  }

  /// Adds rows, in the order of rows.
  mutating func add(_ block: Range<Int>, _ rows: ck_cell_rows, _ scratch: borrowing BlockScratch) {
    if let values = item.values {
      count(block, rows, values)
    } else if let denominator = item.denominator {
      addRatios(block, rows, denominator, scratch)
    } else {
      addValues(block, rows, scratch)
    }
  }

  private mutating func count(_ block: Range<Int>, _ rows: ck_cell_rows, _ values: ClosedRange<Int32>) {
    let (column, width) = (item.value, Int32(values.count + 1))
    counts.withUnsafeMutableBufferPointer { counts in
      column.withPresence(from: block.lowerBound) { presence in
        func count(_ bytes: UnsafeRawBufferPointer) {
          // The bytes of Bool are 0 and 1.
          guard let base = bytes.assumingMemoryBound(to: Int8.self).baseAddress else { return }
          ck_count_values(
            base + block.lowerBound, presence, rows, values.lowerBound, width, counts.baseAddress)
        }
        switch column.numbers {
        case .bool(let stored): stored.withUnsafeBytes { count($0) }
        case .int8(let stored): stored.withUnsafeBytes { count($0) }
        case .int16, .int32, .int64, .double: break
        }
      }
    }
  }

  private mutating func addValues(_ block: Range<Int>, _ rows: ck_cell_rows, _ scratch: borrowing BlockScratch) {
    let (item, nowhere, values) = (item, Int32(cellCount), scratch.values)
    sums.withUnsafeMutableBufferPointer { sums in
      item.value.withPresence(from: block.lowerBound) { presence in
        item.value.withDoubles(block, values) { values in
          ck_sum_values(values, presence, rows, item.shift.value, nowhere, sums.baseAddress)
        }
      }
    }
  }

  private mutating func addRatios(
    _ block: Range<Int>, _ rows: ck_cell_rows, _ denominator: ItemColumn, _ scratch: borrowing BlockScratch
  ) {
    let (item, nowhere) = (item, Int32(cellCount))
    let (ys, xs, marks) = (scratch.values, scratch.denominators, scratch.marks)
    item.value.withPresence(from: block.lowerBound) { first in
      denominator.withPresence(from: block.lowerBound) { second in
        for row in 0..<block.count {
          let hasValue = first.marks.map { $0[row] == first.present } ?? true
          let hasOther = second.marks.map { $0[row] == second.present } ?? true
          marks[row] = hasValue && hasOther ? 1 : 0
        }
      }
    }
    ratios.withUnsafeMutableBufferPointer { ratios in
      item.value.withDoubles(block, ys) { ys in
        denominator.withDoubles(block, xs) { xs in
          ck_sum_ratios(
            ys, xs, ck_presence(marks: marks, present: 1), rows, item.shift.value, item.shift.denominator, nowhere,
            ratios.baseAddress)
        }
      }
    }
  }

  /// Adds the sums over other rows.
  mutating func merge(_ other: ItemSums) {
    for place in counts.indices { counts[place].add(other.counts[place]) }
    for cell in sums.indices { sums[cell].add(other.sums[cell]) }
    for cell in ratios.indices { ratios[cell].add(other.ratios[cell]) }
  }

  /// The sums as they are kept, by cell.
  ///
  /// - Parameter weights: the weights that distances are from, by cell.
  /// - Returns: one a cell.
  func cells(weights: [Double]) -> [CellSums] {
    (0..<cellCount).map { cell in
      let found: CellSums
      if let values = item.values {
        let first = cell * (values.count + 1) + 1
        let sums = ck_value_sums(counts[first..<first + values.count], of: values, shift: item.shift.value)
        found = CellSums(weight: weights[cell], sums)
      } else if item.denominator == nil {
        found = CellSums(weight: weights[cell], sums[cell])
      } else {
        found = CellSums(weight: weights[cell], ratios[cell])
      }
      return found.n > 0 ? found : CellSums()
    }
  }
}
