/// Numbers the distinct texts of a column, and remembers the short ones as they stand in the file.
///
/// A cell of up to 32 bytes is four machine words and a length: two multiplications find its place in a small table,
/// and equality is equality of the words. What the table does not know goes to ``ByteInterner`` after white space is taken
/// off; its answer, be it a number or a kind of missing, is then remembered for the cell as written.
struct WordInterner: ~Copyable {
  /// The number of a text, or what else a cell stands for.
  enum Answer {
    /// Codes from here on are kinds of missing: this plus the raw value.
    static let missing: UInt32 = 0xFFFF_FF00
    /// The text is not among those given.
    static let unknown: UInt32 = 0xFFFF_FE00
    /// The bytes are not well-formed UTF-8, or hold NUL.
    static let malformed: UInt32 = 0xFFFF_FD00
    static let firstSpecial: UInt32 = malformed
  }

  private struct Slot {
    /// The first 16 bytes and the last 16, which overlap; the last are zero where the first hold all.
    var words: SIMD4<UInt64>
    /// 0: the slot is free.
    var length: UInt32
    var answer: UInt32

    static let free = Slot(words: .zero, length: 0, answer: 0)
  }

  private(set) var words: ByteInterner
  private let isClosed: Bool
  private let missing: MissingTexts
  private var slots: UnsafeMutablePointer<Slot>
  private var slotBits: UInt64 = 8
  private var used = 0
  /// Beyond this many different short cells the table would leave the cache, and new ones are not remembered.
  private static let limit = 1 << 16

  /// - Parameters:
  ///   - codes: texts known beforehand; if there are any, others are unknown.
  ///   - missing: what stands for missing values.
  init(_ codes: [String], missing: MissingTexts) {
    words = ByteInterner(codes)
    isClosed = !codes.isEmpty
    self.missing = missing
    slots = .allocate(capacity: 1 << 8)
    slots.initialize(repeating: .free, count: 1 << 8)
  }

  deinit { slots.deallocate() }

  /// The answer for a cell that is not empty. Eight bytes behind it can be read.
  @inline(__always)
  mutating func answer(_ cell: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    guard length <= 32 else { return longAnswer(cell, length) }
    let words = Self.words(cell, length)
    var place = Self.hash(words, length) >> (64 &- slotBits)
    while true {
      let slot = slots + Int(truncatingIfNeeded: place)
      if slot.pointee.length == UInt32(truncatingIfNeeded: length), slot.pointee.words == words {
        return slot.pointee.answer
      }
      if slot.pointee.length == 0 { break }
      place = (place &+ 1) & ((1 &<< slotBits) &- 1)
    }
    let answer = longAnswer(cell, length)
    if used < Self.limit { remember(Slot(words: words, length: UInt32(length), answer: answer)) }
    return answer
  }

  @inline(__always)
  private static func words(_ cell: UnsafePointer<UInt8>, _ length: Int) -> SIMD4<UInt64> {
    let raw = UnsafeRawPointer(cell)
    var words = SIMD4<UInt64>.zero
    words[0] = raw.loadUnaligned(as: UInt64.self)
    if length < 8 {
      words[0] = words[0].littleEndian & ((1 &<< UInt64(8 * length)) &- 1)
    } else if length <= 16 {
      words[1] = (raw + (length - 8)).loadUnaligned(as: UInt64.self)
    } else {
      words[1] = (raw + 8).loadUnaligned(as: UInt64.self)
      words[2] = (raw + (length - 16)).loadUnaligned(as: UInt64.self)
      words[3] = (raw + (length - 8)).loadUnaligned(as: UInt64.self)
    }
    return words
  }

  @inline(__always)
  private static func hash(_ words: SIMD4<UInt64>, _ length: Int) -> UInt64 {
    let near = (words[0] ^ words[2] &<< 1) &* 0x9E37_79B9_7F4A_7C15
    let far = (words[1] ^ words[3] &<< 1 ^ UInt64(truncatingIfNeeded: length)) &* 0xD6E8_FEB8_6659_FD93
    let mixed = near ^ far
    return (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
  }

  @inline(never)
  private mutating func longAnswer(_ cell: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let inner = trimmingSpaces(UnsafeBufferPointer(start: cell, count: length))
    if inner.isEmpty { return Answer.missing + UInt32(MissingKind.empty.rawValue) }
    if let kind = missing.kind(inner) { return Answer.missing + UInt32(kind.rawValue) }
    if let known = words.index(of: inner) { return UInt32(known) }
    guard isWellFormed(inner) else { return Answer.malformed }
    if isClosed { return Answer.unknown }
    return UInt32(words.intern(inner))
  }

  private mutating func remember(_ slot: Slot) {
    used += 1
    if UInt64(2 * used) > 1 << slotBits { grow() }
    insert(slot)
  }

  private mutating func grow() {
    let old = slots
    let oldCount = 1 << Int(slotBits)
    slotBits += 1
    slots = .allocate(capacity: 2 * oldCount)
    slots.initialize(repeating: .free, count: 2 * oldCount)
    for index in 0..<oldCount where old[index].length != 0 { insert(old[index]) }
    old.deallocate()
  }

  private func insert(_ slot: Slot) {
    var place = Self.hash(slot.words, Int(slot.length)) >> (64 - slotBits)
    while slots[Int(place)].length != 0 { place = (place + 1) & ((1 << slotBits) - 1) }
    slots[Int(place)] = slot
  }
}

/// The texts that stand for a missing value, such as `不清楚` or `-`.
struct MissingTexts: Sendable {
  private let texts: ByteInterner
  private let kinds: [MissingKind]
  /// Whether one of them is a number, so that no cell may be read as a number before it is looked up.
  let holdNumbers: Bool

  init(_ kinds: [String: MissingKind]) {
    let sorted = kinds.sorted { $0.key < $1.key }
    texts = ByteInterner(sorted.map(\.key))
    self.kinds = sorted.map(\.value)
    holdNumbers = sorted.contains { parseDouble($0.key) != nil }
  }

  func kind(_ cell: UnsafeBufferPointer<UInt8>) -> MissingKind? {
    kinds.isEmpty ? nil : texts.index(of: cell).map { kinds[$0] }
  }
}

/// Whether the bytes are well-formed UTF-8 without NUL.
func isWellFormed(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
  scanUTF8(cell, counting: false).firstError == nil && !cell.contains(0)
}
