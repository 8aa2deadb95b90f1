/// Random numbers as a pure function of what they are for: seed, purpose, and whatever tells one draw from another. No
/// state, so they depend neither on the order of rows nor on threads.
///
/// Every part is folded in through the finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom
/// number generators"), texts eight bytes at a time and with their length, so that no two sequences of parts run together.
struct KeyedDraw: Sendable, Hashable {
  private var state: UInt64

  init(seed: UInt64) { state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  /// The key for what this one is for, further told apart by a number.
  func keyed(_ number: Int) -> KeyedDraw {
    var copy = self
    copy.fold(UInt64(bitPattern: Int64(number)))
    return copy
  }

  /// The key for what this one is for, further told apart by a text.
  func keyed(_ text: String) -> KeyedDraw {
    var copy = self
    copy.fold(UInt64(text.utf8.count))
    var word: UInt64 = 0
    var count = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count == 8 {
        copy.fold(word)
        word = 0
        count = 0
      }
    }
    if count > 0 { copy.fold(word) }
    return copy
  }

  /// A whole number from 0 up to but not including `bound`: the upper half of a product of 128 bits (Lemire 2019, "Fast
  /// random integer generation in an interval"), its unevenness below bound / 2⁶⁴.
  ///
  /// - Precondition: `bound` is at least 1.
  func index(below bound: Int) -> Int {
    Int(Self.mix(state).multipliedFullWidth(by: UInt64(bound)).high)
  }

  private mutating func fold(_ word: UInt64) {
    state = Self.mix((state ^ word) &+ 0x9E37_79B9_7F4A_7C15)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
