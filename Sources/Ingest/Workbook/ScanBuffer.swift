import Diagnostics

/// A window on the bytes of a part, with zeros behind its end, so that a scan that no zero passes needs no other bound.
struct ScanBuffer: ~Copyable {
  /// Bytes of a tag, at most; as many are in the window from any position that ``fill(_:)`` returns, or the part ends.
  let longestTag: Int
  private static let padding = 16

  private let source: any XMLSource
  private let base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  /// Behind the last byte read.
  private(set) var end = 0
  /// Whether the window holds the part's last byte.
  private(set) var isAtEnd = false
  private var hasStarted = false

  init(_ source: any XMLSource, tagBytes: Int) {
    self.source = source
    longestTag = min(tagBytes, 64 << 10)
    capacity = 256 << 10
    base = .allocate(capacity: capacity + Self.padding)
    base.initialize(repeating: 0, count: capacity + Self.padding)
  }

  deinit { base.deallocate() }

  subscript(position: Int) -> UInt8 {
    @inline(__always) get { base[position] }
  }

  subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    @inline(__always) get { UnsafeBufferPointer(start: base + range.lowerBound, count: range.count) }
  }

  /// Moves the window when little is left in it; positions before `position` are lost.
  @inline(__always)
  mutating func fill(_ position: inout Int) throws(TokenStop) {
    if end - position < longestTag + Self.padding, !isAtEnd { try move(&position) }
  }

  private mutating func move(_ position: inout Int) throws(TokenStop) {
    let rest = end - position
    base.update(from: base + position, count: rest)
    (position, end) = (0, rest)
    while end < capacity {
      let count: Int
      do throws(DiagnosticError) {
        count = try source.read(into: UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
      } catch {
        throw .problem(error)
      }
      if count == 0 {
        isAtEnd = true
        break
      }
      end += count
    }
    (base + end).update(repeating: 0, count: Self.padding)
    if !hasStarted {
      hasStarted = true
      guard let start = declarationLength else { throw .irregular }
      position = start
    }
  }

  /// Bytes of the byte order mark and XML declaration at the window's beginning; nil when it is not of the plain form.
  private var declarationLength: Int? {
    func follows(_ text: StaticString, at position: Int) -> Bool {
      (0..<text.utf8CodeUnitCount).allSatisfy { base[position + $0] == text.utf8Start[$0] }
    }
    let start = base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
    guard follows("<?", at: start) else { return start }
    guard follows("<?xml version=\"1.0\"", at: start) else { return nil }
    var position = start + 19
    for form in [" encoding=\"UTF-8\"", " encoding=\"utf-8\""] as [StaticString] where follows(form, at: position) {
      position += form.utf8CodeUnitCount
      break
    }
    for form in [" standalone=\"yes\"", " standalone=\"no\""] as [StaticString] where follows(form, at: position) {
      position += form.utf8CodeUnitCount
      break
    }
    while isSpace(base[position]), position < 100 { position += 1 }
    return follows("?>", at: position) ? position + 2 : nil
  }

  /// Moves a position behind a text, if that is what stands there.
  @inline(__always)
  func skip(_ text: StaticString, _ position: inout Int) -> Bool {
    for index in 0..<text.utf8CodeUnitCount where base[position + index] != text.utf8Start[index] { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  /// Moves a position behind letters and digits and the quote after them; where those stand, nil without any.
  @inline(__always)
  func skipPlainValue(_ position: inout Int) -> Range<Int>? {
    let start = position
    while isNameByte(base[position]) { position += 1 }
    guard position > start, base[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    return start..<position - 1
  }

  /// The character that the reference at a position stands for, and the bytes it takes; nil when it is none of the
  /// five named ones or a number of a character that XML allows.
  func reference(at position: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    func follows(_ text: StaticString) -> Bool {
      (0..<text.utf8CodeUnitCount).allSatisfy { base[position + 1 + $0] == text.utf8Start[$0] }
    }
    if follows("amp;") { return ("&", 5) }
    if follows("lt;") { return ("<", 4) }
    if follows("gt;") { return (">", 4) }
    if follows("quot;") { return ("\"", 6) }
    if follows("apos;") { return ("'", 6) }
    guard follows("#") else { return nil }
    let isHexadecimal = follows("#x")
    var cursor = position + (isHexadecimal ? 3 : 2)
    var value: UInt32 = 0
    let first = cursor
    while base[cursor] != UInt8(ascii: ";"), cursor - first < 7 {
      let byte = base[cursor]
      let digit: UInt32
      switch byte {
      case 0x30...0x39: digit = UInt32(byte - 0x30)
      case 0x41...0x46 where isHexadecimal: digit = UInt32(byte - 0x37)
      case 0x61...0x66 where isHexadecimal: digit = UInt32(byte - 0x57)
      default: return nil
      }
      value = value * (isHexadecimal ? 16 : 10) + digit
      cursor += 1
    }
    guard cursor > first, base[cursor] == UInt8(ascii: ";"), let scalar = Unicode.Scalar(value),
      value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D, value != 0xFFFE, value != 0xFFFF
    else { return nil }
    return (scalar, cursor + 1 - position)
  }

  /// Bytes of the UTF-8 sequence of several bytes at a position; nil when there is none, or not of a character that
  /// XML allows.
  func sequenceLength(at position: Int) -> Int? {
    func isContinuation(_ offset: Int) -> Bool { base[position + offset] & 0xC0 == 0x80 }
    let (first, second) = (base[position], base[position + 1])
    switch first {
    case 0xC2...0xDF: return isContinuation(1) ? 2 : nil
    case 0xE0...0xEF:
      guard isContinuation(1), isContinuation(2) else { return nil }
      if first == 0xE0, second < 0xA0 { return nil }
      if first == 0xED, second > 0x9F { return nil }
      if first == 0xEF, second == 0xBF, base[position + 2] >= 0xBE { return nil }
      return 3
    case 0xF0...0xF4:
      guard isContinuation(1), isContinuation(2), isContinuation(3) else { return nil }
      if first == 0xF0, second < 0x90 { return nil }
      if first == 0xF4, second > 0x8F { return nil }
      return 4
    default: return nil
    }
  }
}

@inline(__always)
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

@inline(__always)
func isNameStart(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") }

@inline(__always)
func isNameByte(_ byte: UInt8) -> Bool {
  isNameStart(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
}
