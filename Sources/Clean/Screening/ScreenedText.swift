/// A text as screening reads it: one plain character a scalar, full-width forms made narrow, and where each stood.
///
/// The buffers are reused from text to text.
struct ScreenedText {
  /// Scalars; full-width letters, digits and signs as their ASCII forms, every kind of blank as a space, every kind of
  /// dash as `-`.
  private(set) var scalars: [UInt32] = []
  /// The offset in UTF-8 of each scalar, and at the end the length of the text.
  private(set) var offsets: [Int] = []
  private(set) var hasDigit = false
  private(set) var hasAt = false

  var count: Int { scalars.count }

  /// - Precondition: the bytes are UTF-8, as those of every text column are.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    scalars.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    hasDigit = false
    hasAt = false
    var position = 0
    while position < bytes.count {
      offsets.append(position)
      let first = UInt32(bytes[position])
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      var scalar = length == 1 ? first : first & (0x7F >> UInt32(length))
      for next in position + 1..<max(position + 1, min(position + length, bytes.count)) {
        scalar = scalar << 6 | UInt32(bytes[next] & 0x3F)
      }
      position += length
      scalar = Self.plain(scalar)
      if Self.isDigit(scalar) { hasDigit = true } else if scalar == 0x40 { hasAt = true }
      scalars.append(scalar)
    }
    offsets.append(bytes.count)
  }

  @inline(__always)
  private static func plain(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar == 0x09 ? 0x20 : scalar }
    switch scalar {
    case 0xFF01...0xFF5E: return scalar - 0xFEE0
    case 0xA0, 0x2000...0x200B, 0x202F, 0x3000, 0xFEFF: return 0x20
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return 0x2D
    default: return scalar
    }
  }

  @inline(__always)
  static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

  @inline(__always)
  static func isLetter(_ scalar: UInt32) -> Bool { (scalar | 0x20) >= 0x61 && (scalar | 0x20) <= 0x7A }

  @inline(__always)
  static func isAlphanumeric(_ scalar: UInt32) -> Bool { isDigit(scalar) || isLetter(scalar) }

  /// The plain character at a place; 0 outside the text.
  @inline(__always)
  subscript(place: Int) -> UInt32 { place >= 0 && place < scalars.count ? scalars[place] : 0 }
}

/// Digits and letters that belong together, read on from one place: what stands between groups is left out.
struct CharacterGroups {
  /// Digits and capitals.
  private(set) var characters: [UInt8] = []
  /// The length of each group.
  private(set) var sizes: [Int] = []
  /// Where, in the text, each group begins.
  private(set) var starts: [Int] = []
  /// Where, in the text, each group ends.
  private(set) var ends: [Int] = []

  /// More than any number that is looked for, with its prefix.
  private static let most = 26

  /// Reads groups of digits, or of digits and letters, from `start`, up to the first that runs too long.
  ///
  /// Between groups at most three of blank, `-`, `.`, `_`, `·` and brackets may stand.
  mutating func read(_ text: ScreenedText, from start: Int, letters: Bool) {
    characters.removeAll(keepingCapacity: true)
    sizes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var place = start
    while true {
      let first = place
      while characters.count <= Self.most, letters ? isAlphanumeric(text[place]) : ScreenedText.isDigit(text[place]) {
        let character = UInt8(truncatingIfNeeded: text[place])
        characters.append(character >= 0x61 ? character - 0x20 : character)
        place += 1
      }
      guard place > first else { return }
      sizes.append(place - first)
      starts.append(first)
      ends.append(place)
      guard characters.count <= Self.most else { return }
      var between = 0
      while between < 3, Self.isSeparator(text[place]) {
        place += 1
        between += 1
      }
      guard between > 0 else { return }
    }
  }

  private func isAlphanumeric(_ scalar: UInt32) -> Bool { ScreenedText.isAlphanumeric(scalar) }

  @inline(__always)
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x28, 0x29, 0x2D, 0x2E, 0x5F, 0xB7: true
    default: false
    }
  }
}
