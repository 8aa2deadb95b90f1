#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The whole table as CSV, lossless: category and set cells as codes (sets joined by `|`), dates in ISO 8601, numbers in
/// shortest round-trip form.
///
/// Read back with the same column types and codes, every value is the same, but for what the form cannot say:
/// - A missing cell is empty; its kind is not kept. A text of nothing but white space and a set of no options read back
///   as missing too, and so do codes that are empty.
/// - White space around codes, and `|` in the codes of sets, are read as what they stand for.
/// - `NaN` and infinities, and dates outside the years 1 to 9999, are written but not read.
public func writeCSV(_ table: Table) -> [UInt8] { writeCSV(table.slice(0..<table.rowCount)) }

/// Some rows of a table as CSV, under its header; as ``writeCSV(_:)-(Table)`` otherwise.
public func writeCSV(_ slice: TableSlice) -> [UInt8] {
  var csv = CSVWriter()
  for name in slice.names { csv.field(name) }
  csv.endRow()
  // Pieces are written on all cores and put together in order; they do not depend on the number of threads.
  let columns = slice.base.columns.enumerated().map { FieldColumn($1, opensRow: $0 == 0) }
  let size = 1 << 16
  let pieces = parallelMap(count: (slice.rowCount + size - 1) / size, threads: availableCores()) { piece in
    var writer = RowWriter(columns, slice[piece * size..<min((piece + 1) * size, slice.rowCount)].rows)
    writer.writeAll()
    return writer.result
  }
  var result = csv.bytes
  result.reserveCapacity(pieces.reduce(result.count) { $0 + $1.count })
  for piece in pieces { result.append(contentsOf: piece) }
  return result
}

/// Writes rows in blocks: first the fields of each column one after another, so that the type of a column is looked at
/// once a block, then all of them row by row.
private struct RowWriter {
  private let columns: [FieldColumn]
  private let rows: Range<Int>
  private let rowsPerBlock: Int
  /// The fields of a block, column by column.
  private var fields: [UInt8] = []
  /// Where each field of a block begins in `fields`, and where the last one ends.
  private var starts: [Int]
  private var block: [UInt8] = []
  private(set) var result: [UInt8] = []

  init(_ columns: [FieldColumn], _ rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
    // Blocks stay in the cache, and stay small where codes are very long.
    let width = columns.reduce(1) { $0 + $1.width + 1 }
    rowsPerBlock = max(1, min(1024, (1 << 20) / width))
    starts = [Int](repeating: 0, count: columns.count * rowsPerBlock + 1)
  }

  mutating func writeAll() {
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerBlock) {
      let some = first..<min(first + rowsPerBlock, rows.upperBound)
      let size = writeFields(some)
      writeRows(some.count, size)
      // The first block tells how much all of them will take.
      if first == rows.lowerBound, some.count < rows.count {
        result.reserveCapacity(result.count + result.count / 16 + result.count * (rows.count / some.count))
      }
    }
  }

  /// - Returns: the bytes of all fields.
  private mutating func writeFields(_ rows: Range<Int>) -> Int {
    let room = columns.reduce(0) { $0 + $1.room(rows) } + copySlack
    if fields.count < room { fields = [UInt8](repeating: 0, count: room + room / 4) }
    return fields.withUnsafeMutableBufferPointer { fields in
      starts.withUnsafeMutableBufferPointer { starts in
        guard let target = fields.baseAddress, let ends = starts.baseAddress else { return 0 }
        var cursor = FieldCursor(target: target, ends: ends + 1)
        for column in columns { column.write(rows, to: &cursor) }
        return cursor.size
      }
    }
  }

  private mutating func writeRows(_ count: Int, _ size: Int) {
    // A separator or a line end after each field, and `""` in rows of one empty cell.
    let (room, columns) = (size + count * (columns.count + 4) + copySlack, columns.count)
    if block.count < room { block = [UInt8](repeating: 0, count: room + room / 4) }
    let written = block.withUnsafeMutableBytes { block in
      fields.withUnsafeBytes { fields in
        starts.withUnsafeBufferPointer { starts in
          guard let target = block.baseAddress, let source = fields.baseAddress else { return 0 }
          return interleave(rows: count, columns: columns, starts, from: source, to: target)
        }
      }
    }
    block.withUnsafeBufferPointer { result.append(contentsOf: $0[..<written]) }
  }
}

/// Writes the fields, which lie column by column, row by row.
///
/// - Returns: the bytes written.
private func interleave(
  rows: Int, columns: Int, _ starts: UnsafeBufferPointer<Int>, from source: UnsafeRawPointer,
  to target: UnsafeMutableRawPointer
) -> Int {
  var position = 0
  for row in 0..<rows {
    let rowStart = position
    for field in stride(from: row, to: row + columns * rows, by: rows) {
      let start = starts[field]
      let length = starts[field + 1] - start
      copyShort(from: source + start, to: target + position, length)
      target.storeBytes(of: 0x2C, toByteOffset: position + length, as: UInt8.self)
      position += length + 1
    }
    // The last separator is none; a row of one empty cell would be a blank line.
    position = max(rowStart, position - 1)
    if position == rowStart {
      target.storeBytes(of: 0x22, toByteOffset: position, as: UInt8.self)
      target.storeBytes(of: 0x22, toByteOffset: position + 1, as: UInt8.self)
      position += 2
    }
    target.storeBytes(of: 0x0D, toByteOffset: position, as: UInt8.self)
    target.storeBytes(of: 0x0A, toByteOffset: position + 1, as: UInt8.self)
    position += 2
  }
  return position
}

/// Bytes that may be read and written beyond the end of a field.
private let copySlack = 16

/// Copies a field; a short one with a single load and store, which go beyond its end.
@inline(__always)
private func copyShort(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ length: Int) {
  if length <= copySlack {
    target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
  } else {
    memcpy(target, source, length)
  }
}
