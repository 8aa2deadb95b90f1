import Tables

/// A plan joined with a table: its columns found and its window aggregates computed.
struct Evaluation {
  let plan: Plan
  let rowCount: Int
  private(set) var inputs: BoundProgram.Inputs

  init(_ plan: Plan, _ table: Table) {
    self.plan = plan
    rowCount = table.rowCount
    inputs = BoundProgram.Inputs(
      columns: plan.columns.map { reference in table[reference.name].flatMap { $0.converted(to: reference.type) } },
      workdays: plan.workdays)
    for aggregate in plan.aggregates { inputs.windows.append(compute(aggregate)) }
  }

  /// The result of a program as a column; computed cells without a value are missing of kind `empty`.
  func column(_ program: Program) -> Column {
    if case .load(let index) = program.instructions[program.result].operation, let column = inputs.columns[index] {
      return column
    }
    var presence = [UInt8](repeating: 0, count: rowCount)
    var storage: ColumnStorage
    switch Representation(program.type) {
    case .bool:
      storage = .bool(gathered(program, &presence, 0) { $0.bools }.map { $0 == 1 })
    case .integer:
      let values = gathered(program, &presence, 0) { $0.integers }
      switch program.type {
      case .date: storage = .date(values.map { Int32(clamping: $0) })
      case .dateTime: storage = .dateTime(values)
      // Only a bare column is a set, and it is absent here.
      case .set: storage = .set(SetStorage(masks: values.map { UInt64(bitPattern: $0) }, options: []))
      default: storage = .int64(values)
      }
    case .double: storage = .double(gathered(program, &presence, 0) { $0.doubles })
    case .code:
      let bound = BoundProgram(program, inputs)
      var category = CategoryStorage(codes: [], dictionary: bound.bindings[program.result].dictionary)
      let codes = gathered(program, &presence, 0) { $0.codes }
      switch category.codes {
      case .uint8: category.codes = .uint8(codes.map { UInt8(truncatingIfNeeded: $0) })
      case .uint16: category.codes = .uint16(codes.map { UInt16(truncatingIfNeeded: $0) })
      case .uint32: category.codes = .uint32(codes)
      }
      storage = .category(category)
    case .text:
      storage = .text(texts(program, &presence))
    }
    return Column(storage, missing: presence.contains(0) ? presence.map { $0 == 1 ? .present : .empty } : [])
  }

  /// Rows that one thread takes at a time; fewer are not worth a second thread.
  private static let piece = 1 << 16

  /// Runs a program over all rows on all cores. Several blocks are handed over at once, each with rows of its own, so
  /// that `take` may write what belongs to these rows and nothing else.
  func runInParallel(_ program: Program, _ take: @Sendable (borrowing Machine, Int, Int, Slot) -> Void) {
    let bound = BoundProgram(program, inputs)
    let rowCount = rowCount
    _ = parallelMap(count: (rowCount + Self.piece - 1) / Self.piece, threads: availableCores()) { piece in
      var machine = Machine(bound)
      machine.run(rows: piece * Self.piece..<min((piece + 1) * Self.piece, rowCount), take)
    }
  }

  /// Runs a program on all cores and notes which rows are present.
  func runInParallel(
    _ program: Program, _ presence: inout [UInt8],
    _ take: @Sendable (borrowing Machine, Int, Int, Slot) -> Void
  ) {
    presence.withUnsafeMutableBufferPointer { presence in
      // Each block writes its own rows.
      nonisolated(unsafe) let base = presence.baseAddress
      runInParallel(program) { machine, start, count, slot in
        if let base { (base + start).update(from: slot.present, count: count) }
        take(machine, start, count, slot)
      }
    }
  }

  private func texts(_ program: Program, _ presence: inout [UInt8]) -> TextStorage {
    let bound = BoundProgram(program, inputs)
    let rowCount = rowCount
    return presence.withUnsafeMutableBufferPointer { presence in
      // Each block writes its own rows.
      nonisolated(unsafe) let base = presence.baseAddress
      let size = 1 << 14
      let pieces = parallelMap(count: (rowCount + size - 1) / size, threads: availableCores()) { piece in
        var texts = TextStorage()
        texts.offsets.reserveCapacity(size + 1)
        var machine = Machine(bound)
        machine.run(rows: piece * size..<min((piece + 1) * size, rowCount)) { machine, start, count, slot in
          if let base { (base + start).update(from: slot.present, count: count) }
          for row in 0..<count { machine.withBytes(slot.texts[row]) { texts.append(utf8: $0) } }
        }
        return texts
      }
      return TextStorage(joining: pieces)
    }
  }

  private func gathered<Value: Sendable>(
    _ program: Program, _ presence: inout [UInt8], _ zero: Value,
    _ pointer: @Sendable (Slot) -> UnsafeMutablePointer<Value>
  ) -> [Value] {
    var values = [Value](repeating: zero, count: rowCount)
    values.withUnsafeMutableBufferPointer { values in
      nonisolated(unsafe) let base = values.baseAddress
      runInParallel(program, &presence) { _, start, count, slot in
        if let base { (base + start).update(from: pointer(slot), count: count) }
      }
    }
    return values
  }

  private func compute(_ aggregate: WindowAggregate) -> WindowResult {
    let keys = aggregate.partition.map { column($0) }
    let groups = keys.isEmpty ? RowGroups(rowCount: rowCount) : RowGroups(keys, rowCount: rowCount)
    var taken = [UInt8](repeating: 1, count: rowCount)
    if let filter = aggregate.filter {
      var presence = [UInt8](repeating: 0, count: rowCount)
      taken = gathered(filter, &presence, 0) { $0.bools }
    }
    guard let program = aggregate.argument else { return WindowResult(counting: taken, groups) }
    let values = column(program)
    guard case .aggregate(let function) = aggregate.function else {
      return WindowResult(rankOf: values, among: taken, groups)
    }
    if !values.missing.isEmpty {
      for row in 0..<rowCount where values.isMissing(at: row) { taken[row] = 0 }
    }
    if case .double(let numbers) = values.storage {
      for row in 0..<rowCount where !numbers[row].isFinite { taken[row] = 0 }
    }
    return WindowResult(function, values, taken, groups)
  }
}

extension Column {
  /// The column in the type an expression was checked for, or nil where no cell could be read so.
  func converted(to type: ColumnType) -> Column? {
    if self.type == type { return self }
    switch (storage, type) {
    case (.double(let values), .integer):
      var kinds = missing.isEmpty ? [MissingKind](repeating: .present, count: values.count) : missing
      var wholes = [Int64](repeating: 0, count: values.count)
      for (row, value) in values.enumerated() where kinds[row] == .present {
        if let whole = Int64(exactly: value) { wholes[row] = whole } else { kinds[row] = .unreadable }
      }
      return Column(.int64(wholes), missing: kinds)
    case (.int8(let values), .double): return Column(.double(values.map { Double($0) }), missing: missing)
    case (.int16(let values), .double): return Column(.double(values.map { Double($0) }), missing: missing)
    case (.int32(let values), .double): return Column(.double(values.map { Double($0) }), missing: missing)
    case (.int64(let values), .double): return Column(.double(values.map { Double($0) }), missing: missing)
    case (.category(let storage), .text):
      var texts = TextStorage()
      for row in 0..<storage.count { texts.append(isMissing(at: row) ? "" : storage.dictionary[storage[row]]) }
      return Column(.text(texts), missing: missing)
    case (.text(let storage), .category):
      let distinct = DistinctRows(storage, missing: missing)
      let dictionary = distinct.firstRows.map { storage[Int($0)] }
      let codes = distinct.codes.map { max(0, Int($0)) }
      return Column(.category(CategoryStorage(codes: codes, dictionary: dictionary)), missing: missing)
    case (.dateTime(let values), .date):
      return Column(.date(values.map { Int32(clamping: flooredQuotient($0, 86_400)) }), missing: missing)
    case (.date(let values), .dateTime):
      return Column(.dateTime(values.map { Int64($0) * 86_400 }), missing: missing)
    default: return nil
    }
  }

  /// Whole numbers in the narrowest width that holds them all.
  func narrowed() -> Column {
    guard case .int64(let values) = storage else { return self }
    var lowest: Int64 = 0
    var highest: Int64 = 0
    for value in values {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    var copy = self
    if lowest >= Int8.min, highest <= Int8.max {
      copy.storage = .int8(values.map { Int8(truncatingIfNeeded: $0) })
    } else if lowest >= Int16.min, highest <= Int16.max {
      copy.storage = .int16(values.map { Int16(truncatingIfNeeded: $0) })
    } else if lowest >= Int32.min, highest <= Int32.max {
      copy.storage = .int32(values.map { Int32(truncatingIfNeeded: $0) })
    }
    return copy
  }
}
