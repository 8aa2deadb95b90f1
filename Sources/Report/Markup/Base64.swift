import Tables

/// Base 64 (RFC 4648, section 4) for links that carry their file in themselves.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var out: [UInt8] = []
  out.reserveCapacity((bytes.count + 2) / 3 * 4)
  var index = 0
  while index < bytes.count {
    let left = bytes.count - index
    let word =
      UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
      | (left > 2 ? UInt32(bytes[index + 2]) : 0)
    out.append(alphabet[Int(word >> 18 & 63)])
    out.append(alphabet[Int(word >> 12 & 63)])
    out.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : 0x3D)
    out.append(left > 2 ? alphabet[Int(word & 63)] : 0x3D)
    index += 3
  }
  return String(decoding: out, as: UTF8.self)
}

/// The SHA-256 hash of a text as a content security policy writes it.
func sha256Base64(_ text: String) -> String {
  var hash = SHA256()
  hash.update(Array(text.utf8))
  return base64(hash.finalize())
}
