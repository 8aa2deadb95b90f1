import Tables

/// The column with every value replaced by a keyed hash: equal values stay equal, across waves too, and none can be read.
///
/// The first 16 hexadecimal digits of HMAC-SHA-256 (RFC 2104) under the key. Who does not have the key cannot try values
/// one by one, as they could with the few million credit codes of a province.
func hashedIdentity(_ column: Column, key: [UInt8]) -> Column {
  let hash = KeyedSHA256(key: key)
  var dictionary: [UInt64] = []
  if case .category(let values) = column.storage {
    var hash = hash
    dictionary = values.dictionary.map { code in hash.prefix(of: code) }
  }
  let known = dictionary
  let size = 1 << 14
  let pieces = parallelMap(count: (column.count + size - 1) / size, threads: availableCores()) {
    piece in
    var hash = hash
    var digits: [UInt8] = []
    digits.reserveCapacity(16 * size)
    for row in piece * size..<min((piece + 1) * size, column.count) where !column.isMissing(at: row) {
      let value: UInt64 =
        switch column.storage {
        case .category(let values): known[values[row]]
        case .text(let texts):
          texts.bytes.withUnsafeBufferPointer { bytes in
            hash.prefix(
              of: UnsafeBufferPointer(rebasing: bytes[texts.offsets[row]..<texts.offsets[row + 1]]))
          }
        default: hash.prefix(of: column.codeText(at: row))
        }
      appendDigits(value, to: &digits)
    }
    return digits
  }
  var texts = TextStorage()
  texts.bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
  for piece in pieces { texts.bytes.append(contentsOf: piece) }
  texts.offsets.reserveCapacity(column.count + 1)
  var end = 0
  for row in 0..<column.count {
    if !column.isMissing(at: row) { end += 16 }
    texts.offsets.append(end)
  }
  return Column(.text(texts), missing: column.missing)
}

extension KeyedSHA256 {
  fileprivate mutating func prefix(of text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { prefix(of: $0) }
  }
}

/// Appends sixteen hexadecimal digits.
private func appendDigits(_ value: UInt64, to bytes: inout [UInt8]) {
  for shift in stride(from: UInt64(60), through: 0, by: -4) {
    let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
    bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
  }
}
