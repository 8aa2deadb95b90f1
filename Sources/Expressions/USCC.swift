/// The Chinese unified social credit code 统一社会信用代码 of an organisation (GB 32100-2015).
///
/// 18 characters of digits and capitals without I, O, S, V and Z, the last a check character: with the values 0 to 30 of
/// the characters in that order, it is (31 - Σ value(i) · 3^(i-1) mod 31) mod 31 over the first 17 (section 5.6).
public enum USCC {
  /// The code in its normal form, or nil when it is not a valid code.
  ///
  /// Full-width characters become plain, small letters capitals, and blanks are taken out; these are slips of typing
  /// that lose nothing. Wrong characters, a wrong length and a wrong check character are not mended.
  public static func normalized(_ text: String) -> String? {
    var copy = text
    return copy.withUTF8 { bytes in
      var characters: [UInt8] = []
      guard normalize(bytes, into: &characters), isValid(characters) else { return nil }
      return String(decoding: characters, as: UTF8.self)
    }
  }

  /// Whether the text is a valid code once slips of typing are undone; see ``normalized(_:)``.
  static func isValid(utf8 bytes: UnsafeBufferPointer<UInt8>, scratch: inout [UInt8]) -> Bool {
    if let isValid = isValid(plain: bytes) { return isValid }
    scratch.removeAll(keepingCapacity: true)
    return normalize(bytes, into: &scratch) && isValid(scratch)
  }

  /// Whether a code of 18 characters without slips is valid; nil for any other text.
  @inline(__always)
  private static func isValid(plain bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard bytes.count == 18 else { return nil }
    let values = plainValues.utf8Start
    var wrong: UInt8 = 0
    var sum: UInt64 = 0
    // Σ value(i) · 3^(i-1) from the last on; below 2^33.
    for place in stride(from: 16, through: 0, by: -1) {
      let value = values[Int(bytes[place] & 0x7F)] &- 0x30
      wrong |= value & 0x40 | bytes[place] & 0x80
      sum = sum &* 3 &+ UInt64(value & 0x1F)
    }
    let check = values[Int(bytes[17] & 0x7F)] &- 0x30
    wrong |= check & 0x40 | bytes[17] & 0x80
    return wrong == 0 ? UInt64(check) == (31 - sum % 31) % 31 : nil
  }

  /// By ASCII code: the value of a character + 48, `p` for what is none.
  private static let plainValues: StaticString = """
    pppppppppppppppppppppppppppppppppppppppppppppppp0123456789ppppppp\
    :;<=>?@ApBCDEFpGHIpJKpLMNp\
    ppppppppppppppppppppppppppppppppppppp
    """

  private static func isValid(_ characters: [UInt8]) -> Bool {
    guard characters.count == 18 else { return false }
    var sum = 0
    var weight = 1
    for index in 0..<17 {
      guard let value = value(of: characters[index]) else { return false }
      sum += value * weight
      weight = weight * 3 % 31
    }
    return value(of: characters[17]) == (31 - sum % 31) % 31
  }

  private static func value(of character: UInt8) -> Int? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return Int(character - UInt8(ascii: "0"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      let skipped = "IOSVZ".utf8.reduce(0) { $0 + ($1 < character ? 1 : 0) }
      return "IOSVZ".utf8.contains(character) ? nil : 10 + Int(character - UInt8(ascii: "A")) - skipped
    default: return nil
    }
  }

  /// False when a character cannot be part of a code, or there are too many.
  private static func normalize(_ bytes: UnsafeBufferPointer<UInt8>, into characters: inout [UInt8]) -> Bool {
    var decoder = UTF8.ForwardParser()
    var input = bytes.makeIterator()
    while true {
      switch decoder.parseScalar(from: &input) {
      case .valid(let encoded):
        let scalar = UTF8.decode(encoded)
        if isBlank(scalar) { continue }
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        if (0x61...0x7A).contains(value) { value -= 0x20 }
        guard value < 0x80, characters.count < 18 else { return false }
        characters.append(UInt8(value))
      case .emptyInput: return true
      case .error: return false
      }
    }
  }
}

/// Whether a scalar is white space or stands for nothing: what TRIM takes off and a code does not hold.
@inline(__always)
func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
  default: false
  }
}
