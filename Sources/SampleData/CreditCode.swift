/// Unified social credit codes as GB 32100-2015 builds them, for firms that do not exist.
enum CreditCode {
  /// The 31 characters of the code: digits and capitals without I, O, S, V, Z.
  static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

  /// A valid code: registry and type `91`, the place, a subject code with the check character of GB 11714-1997, and the
  /// check character of the whole.
  static func valid(registryCode: String, stream: inout RandomStream) -> String {
    let subject = (0..<8).map { _ in alphabet[stream.integer(in: 0...30)] }
    let head = Array("91".utf8) + Array(registryCode.utf8) + subject + [subjectCheck(subject)]
    return String(decoding: head + [check(head)], as: UTF8.self)
  }

  /// The check character of the first 17 characters (GB 32100-2015, modulus 31, weights 3ⁱ mod 31).
  static func check(_ head: [UInt8]) -> UInt8 {
    var weight = 1
    var sum = 0
    for byte in head {
      sum += (alphabet.firstIndex(of: byte) ?? 0) * weight
      weight = weight * 3 % 31
    }
    return alphabet[(31 - sum % 31) % 31]
  }

  /// Whether a text is a code whose check character fits.
  static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 18, bytes.allSatisfy(alphabet.contains) else { return false }
    return check(Array(bytes.prefix(17))) == bytes[17]
  }

  /// The same code with another check character.
  static func spoiled(_ code: String) -> String {
    let bytes = Array(code.utf8)
    let wrong = ((alphabet.firstIndex(of: bytes[17]) ?? 0) + 7) % 31
    return String(decoding: bytes.prefix(17) + [alphabet[wrong]], as: UTF8.self)
  }

  private static func subjectCheck(_ subject: [UInt8]) -> UInt8 {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2]
    var sum = 0
    for (byte, weight) in zip(subject, weights) {
      let value = byte <= UInt8(ascii: "9") ? Int(byte) - 48 : Int(byte) - 55
      sum += value * weight
    }
    switch 11 - sum % 11 {
    case 10: return UInt8(ascii: "X")
    case 11: return UInt8(ascii: "0")
    case let digit: return UInt8(48 + digit)
    }
  }
}
