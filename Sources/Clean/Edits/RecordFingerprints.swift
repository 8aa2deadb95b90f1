import SurveyModel
import Tables

/// Twelve hexadecimal digits over the answers of a record: they change when an answer does, and only then.
///
/// Values are taken as the questionnaire calls them, so neither the width of a column nor the order of a dictionary matters.
/// Identifying variables are left out, since the digits are published beside the record.
struct RecordFingerprints {
  private let rows: [Int]
  private let hashes: [UInt64]

  /// - Parameters:
  ///   - table: the records.
  ///   - codebook: of the data set.
  ///   - originals: the cells as ingested of those that were changed since.
  ///   - rows: the rows wanted, in ascending order.
  init(_ table: Table, _ codebook: Codebook, originals: OriginalCells = OriginalCells(), rows: [Int]) {
    self.rows = rows
    let columns = codebook.variables
      .filter { !$0.isIdentifying && $0.kind != .paradata }
      .compactMap { variable in table[variable.name].map { (CellHashes($0), originals[variable.name]) } }
      .map { cells, changes in (cells, OriginalHashes(changes, rows)) }
    let size = 1 << 13
    hashes = parallelMap(count: (rows.count + size - 1) / size, threads: availableCores()) { piece in
      let range = piece * size..<min((piece + 1) * size, rows.count)
      let some = rows[range]
      var hashes = [UInt64](repeating: 0x6C62_272E_07BB_0142, count: some.count)
      for (cells, changed) in columns {
        var next = changed.first(from: range.lowerBound)
        for (place, row) in some.enumerated() {
          if next < changed.places.count, changed.places[next] == range.lowerBound + place {
            hashes[place] = mixed(hashes[place] ^ changed.hashes[next])
            next += 1
          } else {
            hashes[place] = mixed(hashes[place] ^ cells.hash(at: row))
          }
        }
      }
      return hashes
    }.flatMap(\.self)
  }

  /// nil for a row that was not wanted.
  subscript(row: Int) -> String? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low] == row ? self[place: low] : nil
  }

  /// Of the row at a place among those wanted.
  subscript(place place: Int) -> String {
    let digits = String(hashes[place] >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// The hashes of the cells as ingested of those wanted rows where a variable was changed.
private struct OriginalHashes: Sendable {
  /// Places among the rows wanted, ascending.
  private(set) var places: [Int] = []
  private(set) var hashes: [UInt64] = []

  init(_ changes: [OriginalCells.Part], _ rows: [Int]) {
    guard !changes.isEmpty, !rows.isEmpty else { return }
    var known: [Int: UInt64] = [:]
    // Backwards, so that the first change has the last word.
    for change in changes.reversed() {
      let cells = CellHashes(change.cells)
      var place = 0
      for (index, row) in change.rows.enumerated() {
        while place < rows.count, rows[place] < Int(row) { place += 1 }
        guard place < rows.count else { break }
        if rows[place] == Int(row) { known[place] = cells.hash(at: index) }
      }
    }
    places = known.keys.sorted()
    hashes = places.compactMap { known[$0] }
  }

  /// The first of the changed places that is not before one of those wanted.
  func first(from place: Int) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The hash of what a cell holds.
private struct CellHashes: Sendable {
  private let column: Column
  /// Of each category or option.
  private let codes: [UInt64]

  init(_ column: Column) {
    self.column = column
    switch column.storage {
    case .category(let values): codes = values.dictionary.map { textHash($0.utf8) }
    case .set(let values): codes = values.options.map { textHash($0.utf8) }
    default: codes = []
    }
  }

  func hash(at row: Int) -> UInt64 {
    let kind = column.missingKind(at: row)
    guard kind == .present else { return mixed(UInt64(kind.rawValue)) }
    switch column.storage {
    case .bool(let values): return values[row] ? 1 << 32 : 1 << 33
    case .int8(let values): return number(Int64(values[row]))
    case .int16(let values): return number(Int64(values[row]))
    case .int32(let values): return number(Int64(values[row]))
    case .int64(let values): return number(values[row])
    case .double(let values):
      return Int64(exactly: values[row]).map(number) ?? mixed(values[row].bitPattern)
    case .category(let values): return codes[values[row]]
    case .set(let values):
      return codes.indices.reduce(into: 1) { sum, place in
        if values.masks[row] >> UInt64(place) & 1 == 1 { sum &+= codes[place] }
      }
    case .text(let values):
      return textHash(values.bytes[values.offsets[row]..<values.offsets[row + 1]])
    case .date(let values): return number(Int64(values[row]))
    case .dateTime(let values): return number(values[row])
    }
  }

  private func number(_ value: Int64) -> UInt64 { mixed(UInt64(bitPattern: value) &+ 0x1000_0000_0001) }
}

/// FNV-1a (Fowler, Noll & Vo).
private func textHash(_ utf8: some Sequence<UInt8>) -> UInt64 {
  utf8.reduce(into: 0xCBF2_9CE4_8422_2325) { $0 = ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
private func mixed(_ value: UInt64) -> UInt64 {
  var z = value &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
