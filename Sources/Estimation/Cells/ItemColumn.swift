internal import CKernels
internal import Expressions
internal import Tables

/// The numbers of an expression by row: where the expression is no more than the name of a column, as they lie there.
struct ItemColumn: Sendable {
  /// The numbers in the width that they have.
  enum Numbers: Sendable {
    case bool([Bool])
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
    case double([Double])
  }

  private enum Presence: Sendable {
    case everywhere
    case kinds([MissingKind])
    case flags([Bool])
  }

  let numbers: Numbers
  private let presence: Presence

  /// - Parameters:
  ///   - expression: a number or a condition.
  ///   - table: the rows.
  init(_ expression: RowExpression, _ table: Table) {
    if let column = expression.bareColumn.flatMap({ table[$0] }),
      let numbers = Self.numbers(column.storage, as: expression.type)
    {
      self.numbers = numbers
      presence = column.missing.isEmpty ? .everywhere : .kinds(column.missing)
    } else {
      let computed = expression.doubles(table)
      numbers = .double(computed.values)
      presence = .flags(computed.isPresent)
    }
  }

  /// Numbers that are stored as what they stand for.
  private static func numbers(_ storage: ColumnStorage, as type: ColumnType) -> Numbers? {
    let isNumber = type == .integer || type == .double
    return switch storage {
    case .bool(let values) where type == .bool: .bool(values)
    case .int8(let values) where isNumber: .int8(values)
    case .int16(let values) where isNumber: .int16(values)
    case .int32(let values) where isNumber: .int32(values)
    case .int64(let values) where isNumber: .int64(values)
    case .double(let values) where type == .double: .double(values)
    default: nil
    }
  }

  /// The number of a row; nil where there is none, or none that is finite.
  func value(at row: Int) -> Double? {
    switch presence {
    case .everywhere: break
    case .kinds(let kinds): if kinds[row] != .present { return nil }
    case .flags(let flags): if !flags[row] { return nil }
    }
    let value: Double =
      switch numbers {
      case .bool(let values): values[row] ? 1 : 0
      case .int8(let values): Double(values[row])
      case .int16(let values): Double(values[row])
      case .int32(let values): Double(values[row])
      case .int64(let values): Double(values[row])
      case .double(let values): values[row]
      }
    return value.isFinite ? value : nil
  }

  /// Hands over which rows have a value, from a row on.
  func withPresence(from row: Int, _ body: (ck_presence) -> Void) {
    func hand(_ marks: UnsafeRawBufferPointer, _ present: UInt8) {
      let bytes = marks.assumingMemoryBound(to: UInt8.self)
      body(ck_presence(marks: bytes.baseAddress.map { $0 + row }, present: present))
    }
    switch presence {
    case .everywhere: body(ck_presence(marks: nil, present: 0))
    case .kinds(let kinds): kinds.withUnsafeBytes { hand($0, MissingKind.present.rawValue) }
    case .flags(let flags): flags.withUnsafeBytes { hand($0, 1) }
    }
  }

  /// Hands over the numbers of some rows, converted into `scratch` where they are not of that kind.
  func withDoubles(
    _ rows: Range<Int>, _ scratch: UnsafeMutablePointer<Double>, _ body: (UnsafePointer<Double>) -> Void
  ) {
    switch numbers {
    case .bool(let values): for row in rows { scratch[row - rows.lowerBound] = values[row] ? 1 : 0 }
    case .int8(let values): Self.widen(values, rows, scratch)
    case .int16(let values): Self.widen(values, rows, scratch)
    case .int32(let values): Self.widen(values, rows, scratch)
    case .int64(let values): Self.widen(values, rows, scratch)
    case .double(let values):
      return values.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base + rows.lowerBound) } }
    }
    body(scratch)
  }

  private static func widen(
    _ values: [some BinaryInteger], _ rows: Range<Int>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    values.withUnsafeBufferPointer { values in
      for row in 0..<rows.count { scratch[row] = Double(values[rows.lowerBound + row]) }
    }
  }
}

/// Memory for the rows of one block, owned by it.
struct BlockScratch: ~Copyable {
  let values: UnsafeMutablePointer<Double>
  let denominators: UnsafeMutablePointer<Double>
  let marks: UnsafeMutablePointer<UInt8>

  init(rows: Int) {
    values = .allocate(capacity: rows)
    denominators = .allocate(capacity: rows)
    marks = .allocate(capacity: rows)
    values.initialize(repeating: 0, count: rows)
    denominators.initialize(repeating: 0, count: rows)
    marks.initialize(repeating: 0, count: rows)
  }

  deinit {
    values.deallocate()
    denominators.deallocate()
    marks.deallocate()
  }
}
