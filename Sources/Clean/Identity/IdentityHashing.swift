import Tables

/// The column with every value replaced by a keyed hash: equal values stay equal, across waves too, and none can be read.
///
/// The first 16 hexadecimal digits of HMAC-SHA-256 (RFC 2104) under the key. Who does not have the key cannot try values
/// one by one, as they could with the few million credit codes of a province.
///
/// - Parameters:
///   - column: the identities.
///   - key: the secret.
///   - even: where the hashes of a column without missing cells begin; columns share it.
/// - Returns: a column of texts, its missing cells as they were.
func hashedIdentity(_ column: Column, key: [UInt8], even: inout [Int]) -> Column {
  let hash = KeyedSHA256(key: key)
  var dictionary: [UInt64] = []
  if case .category(let values) = column.storage {
    var hash = hash
    dictionary = values.dictionary.map { code in hash.prefix(of: code) }
  }
  let known = dictionary
  var texts = TextStorage()
  if column.missing.isEmpty {
    if even.count != column.count + 1 { even = offsets(of: column) }
    texts.offsets = even
  } else {
    texts.offsets = offsets(of: column)
  }
  let (offsets, size) = (texts.offsets, 1 << 12)
  texts.bytes = [UInt8](unsafeUninitializedCapacity: offsets[column.count]) { bytes, count in
    // Each piece writes the digits of its own rows.
    nonisolated(unsafe) let base = bytes.baseAddress
    _ = parallelMap(count: (column.count + size - 1) / size, threads: availableCores()) { piece in
      let rows = piece * size..<min((piece + 1) * size, column.count)
      let values = hashes(of: column, rows, dictionary: known, hash)
      for row in rows where offsets[row] < offsets[row + 1] {
        if let base { writeDigits(values[row - rows.lowerBound], to: base + offsets[row]) }
      }
      return true
    }
    count = offsets[column.count]
  }
  return Column(.text(texts), missing: column.missing)
}

/// Where the digits of each hash begin, and the end of the last.
private func offsets(of column: Column) -> [Int] {
  [Int](unsafeUninitializedCapacity: column.count + 1) { offsets, count in
    offsets.initializeElement(at: 0, to: 0)
    for row in 0..<column.count {
      offsets.initializeElement(at: row + 1, to: offsets[row] + (column.isMissing(at: row) ? 0 : 16))
    }
    count = column.count + 1
  }
}

/// The hashes of some cells; those of missing ones mean nothing.
private func hashes(
  of column: Column, _ rows: Range<Int>, dictionary: [UInt64], _ keyed: KeyedSHA256
) -> [UInt64] {
  var hash = keyed
  switch column.storage {
  case .text(let texts): return hash.prefixes(of: texts, rows: rows)
  case .category(let values): return rows.map { column.isMissing(at: $0) ? 0 : dictionary[values[$0]] }
  default: return rows.map { column.isMissing(at: $0) ? 0 : hash.prefix(of: column.codeText(at: $0)) }
  }
}

extension KeyedSHA256 {
  fileprivate mutating func prefix(of text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { prefix(of: $0) }
  }
}

/// Writes sixteen hexadecimal digits.
private func writeDigits(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) {
  for place in 0..<16 {
    let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * place) & 15)
    target[place] = digit + (digit < 10 ? 0x30 : 0x57)
  }
}
