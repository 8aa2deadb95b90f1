import Tables

/// The column with every value replaced by a keyed hash: equal values stay equal, across waves too, and none can be read.
///
/// The first 16 hexadecimal digits of HMAC-SHA-256 (RFC 2104) under the key. Who does not have the key cannot try values
/// one by one, as they could with the few million credit codes of a province.
func hashedIdentity(_ column: Column, key: [UInt8]) -> Column {
  let hash = KeyedHash(key: key)
  var texts = TextStorage()
  var known: [String: String] = [:]
  for row in 0..<column.count {
    guard !column.isMissing(at: row) else {
      texts.append("")
      continue
    }
    let value = column.codeText(at: row)
    if let hash = known[value] {
      texts.append(hash)
    } else {
      let hash = hash.digits(of: [UInt8](value.utf8))
      known[value] = hash
      texts.append(hash)
    }
  }
  return Column(.text(texts), missing: column.missing)
}

/// HMAC-SHA-256 (RFC 2104), its first 64 bits.
struct KeyedHash {
  private let inner: [UInt8]
  private let outer: [UInt8]

  init(key: [UInt8]) {
    let block = 64
    let short = key.count > block ? bytes(sha256Hex(key)) : key
    let padded = short + [UInt8](repeating: 0, count: block - short.count)
    inner = padded.map { $0 ^ 0x36 }
    outer = padded.map { $0 ^ 0x5C }
  }

  func digits(of message: [UInt8]) -> String {
    String(sha256Hex(outer + bytes(sha256Hex(inner + message))).prefix(16))
  }
}

/// The bytes that hexadecimal digits stand for.
private func bytes(_ digits: String) -> [UInt8] {
  let values = digits.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
  return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}
