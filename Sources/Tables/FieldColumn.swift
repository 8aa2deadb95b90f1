#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the fields of a block are written, end to end.
struct FieldCursor {
  let target: UnsafeMutablePointer<UInt8>
  /// The end of each field is noted here.
  var ends: UnsafeMutablePointer<Int>
  /// Bytes written.
  private(set) var size = 0

  init(target: UnsafeMutablePointer<UInt8>, ends: UnsafeMutablePointer<Int>) {
    self.target = target
    self.ends = ends
  }

  @inline(__always)
  var next: UnsafeMutablePointer<UInt8> { target + size }

  /// Ends a field of so many bytes.
  @inline(__always)
  mutating func end(_ count: Int) {
    size += count
    ends.pointee = size
    ends += 1
  }
}

/// A column that is written as CSV fields; what can be quoted once is quoted beforehand.
struct FieldColumn {
  private let column: Column
  private let opensRow: Bool
  /// Fields of a category by code; options of a set with their quotes doubled.
  private var entries = TextStorage()
  /// The options of a set that need quotes.
  private var quotedOptions: UInt64 = 0
  /// The options of a set that need quotes where they begin a row.
  private var quotedFirst: UInt64 = 0
  /// The most bytes of a field; of text 0, see ``room(_:)``.
  private(set) var width = widestScalarText

  init(_ column: Column, opensRow: Bool) {
    self.column = column
    self.opensRow = opensRow
    switch column.storage {
    case .category(let values): prepare(values)
    case .set(let values): prepare(values)
    case .text: width = 0
    default: break
    }
  }

  private mutating func prepare(_ values: CategoryStorage) {
    width = 0
    for var code in values.dictionary {
      let field = code.withUTF8 { utf8 in
        [UInt8](unsafeUninitializedCapacity: 2 * utf8.count + 2) { target, count in
          count = target.baseAddress.map { writeField(utf8, opensRow: opensRow, to: $0) } ?? 0
        }
      }
      entries.append(utf8: field)
      width = max(width, field.count)
    }
  }

  private mutating func prepare(_ values: SetStorage) {
    for (index, option) in values.options.enumerated() where index < 64 {
      var option = option
      option.withUTF8 { utf8 in
        if needsQuotes(utf8, opensRow: false) { quotedOptions |= 1 << UInt64(index) }
        if needsQuotes(utf8, opensRow: opensRow) { quotedFirst |= 1 << UInt64(index) }
        entries.append(
          utf8: [UInt8](unsafeUninitializedCapacity: 2 * utf8.count + 1) { target, count in
            count = target.baseAddress.map { writeDoublingQuotes(utf8, to: $0) } ?? 0
          })
      }
    }
    // A bar between options, two quotes around them.
    width = entries.bytes.count + entries.count + 2
  }

  /// The most bytes that the fields of these rows take.
  func room(_ rows: Range<Int>) -> Int {
    guard case .text(let values) = column.storage else { return rows.count * width }
    return 2 * (values.offsets[rows.upperBound] - values.offsets[rows.lowerBound]) + 2 * rows.count
  }

  /// Writes one field a row; nothing for missing cells.
  func write(_ rows: Range<Int>, to cursor: inout FieldCursor) {
    switch column.storage {
    case .bool(let values): each(rows, &cursor) { writeBool(values[$0], to: $1) }
    case .int8(let values): each(rows, &cursor) { writeInteger(Int64(values[$0]), to: $1) }
    case .int16(let values): each(rows, &cursor) { writeInteger(Int64(values[$0]), to: $1) }
    case .int32(let values): each(rows, &cursor) { writeInteger(Int64(values[$0]), to: $1) }
    case .int64(let values): each(rows, &cursor) { writeInteger(values[$0], to: $1) }
    case .double(let values): each(rows, &cursor) { writeShortest(values[$0], to: $1) }
    case .date(let values): each(rows, &cursor) { writeDate(days: values[$0], to: $1) }
    case .dateTime(let values): each(rows, &cursor) { writeDateTime(seconds: values[$0], to: $1) }
    case .category(let values):
      switch values.codes {
      case .uint8(let codes): each(rows, &cursor) { writeEntry(Int(codes[$0]), to: $1) }
      case .uint16(let codes): each(rows, &cursor) { writeEntry(Int(codes[$0]), to: $1) }
      case .uint32(let codes): each(rows, &cursor) { writeEntry(Int(codes[$0]), to: $1) }
      }
    case .set(let values): each(rows, &cursor) { writeSet(values.masks[$0], to: $1) }
    case .text(let values):
      values.bytes.withUnsafeBufferPointer { bytes in
        each(rows, &cursor) { row, target in
          let text = UnsafeBufferPointer(rebasing: bytes[values.offsets[row]..<values.offsets[row + 1]])
          return writeField(text, opensRow: opensRow, to: target)
        }
      }
    }
  }

  @inline(__always)
  private func each(
    _ rows: Range<Int>, _ cursor: inout FieldCursor, _ write: (Int, UnsafeMutablePointer<UInt8>) -> Int
  ) {
    let missing = column.missing
    if missing.isEmpty {
      for row in rows { cursor.end(write(row, cursor.next)) }
    } else {
      for row in rows { cursor.end(missing[row] == .present ? write(row, cursor.next) : 0) }
    }
  }

  @inline(__always)
  private func writeEntry(_ entry: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let start = entries.offsets[entry]
    let count = entries.offsets[entry + 1] - start
    entries.bytes.withUnsafeBufferPointer { bytes in
      if let base = bytes.baseAddress { memcpy(target, base + start, count) }
    }
    return count
  }

  private func writeSet(_ mask: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let first = mask & (0 &- mask)
    let isQuoted = mask & quotedOptions | first & quotedFirst != 0
    var count = 0
    if isQuoted {
      target[0] = 0x22
      count = 1
    }
    var rest = mask
    var isFirst = true
    while rest != 0, rest.trailingZeroBitCount < entries.count {
      if !isFirst {
        target[count] = UInt8(ascii: "|")
        count += 1
      }
      isFirst = false
      count += writeEntry(rest.trailingZeroBitCount, to: target + count)
      rest &= rest - 1
    }
    if isQuoted {
      target[count] = 0x22
      count += 1
    }
    return count
  }
}

private func writeBool(_ value: Bool, to target: UnsafeMutablePointer<UInt8>) -> Int {
  let text: StaticString = value ? "true" : "false"
  memcpy(target, text.utf8Start, text.utf8CodeUnitCount)
  return text.utf8CodeUnitCount
}
