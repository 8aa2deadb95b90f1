import Tables

private let braces: [(word: String, character: String)] = [
  ("{newline}", "\n"), ("{cr}", "\r"), ("{tab}", "\t"), ("{quote}", "\""), ("{lbrace}", "{"),
]

/// The text with the words that a VV file has for characters which would break it.
///
/// One pass from left to right: what `{lbrace}` gives is not read again.
func withoutBraceEscapes(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var plain: [UInt8] = []
  plain.reserveCapacity(text.count)
  var rest = text
  while let byte = rest.first {
    if byte == UInt8(ascii: "{"), let brace = braces.first(where: { rest.starts(with: $0.word.utf8) }) {
      plain.append(contentsOf: brace.character.utf8)
      rest = rest.dropFirst(brace.word.utf8.count)
    } else {
      plain.append(byte)
      rest = rest.dropFirst()
    }
  }
  return plain
}

/// The address of `=Hyperlink("address","name")`; nil for any other text.
func hyperlinkAddress(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
  let start = Array("=hyperlink(\"".utf8)
  guard text.count > start.count, zip(text, start).allSatisfy({ ($0.0 | 0x20) == ($0.1 | 0x20) }) else { return nil }
  let rest = text.dropFirst(start.count)
  guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
  return rest[..<end]
}

/// A point in time as a platform writes it: the civil time, and its offset from UTC in seconds where it names one.
struct PlatformTime: Hashable {
  var seconds: Int64
  var offset: Int64?

  /// - Parameters:
  ///   - text: `2025-03-01 08:00:00`, `2013-02-14T15:37:21+00:00`, or month first `12/31/2025 11:59:59 PM`.
  ///   - isMonthFirst: whether `3/4/2025` is the 4th of March; otherwise such a date is refused.
  init?(_ text: ArraySlice<UInt8>, isMonthFirst: Bool) {
    if let seconds = parseDateTime(text) {
      self.seconds = seconds
      return
    }
    if let (front, offset) = Self.splittingOffset(text), let seconds = parseDateTime(front) {
      (self.seconds, self.offset) = (seconds, offset)
      return
    }
    guard isMonthFirst, let seconds = Self.monthFirst(text) else { return nil }
    self.seconds = seconds
  }

  /// Splits `…Z`, `…+08:00`, `…+0800` behind a time.
  private static func splittingOffset(_ text: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Int64)? {
    if text.last == UInt8(ascii: "Z") { return (text.dropLast(), 0) }
    for length in [6, 5] where text.count > length + 10 {
      let tail = text.suffix(length)
      guard let sign = tail.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { continue }
      let digits = tail.dropFirst().filter { $0 != UInt8(ascii: ":") }
      guard digits.count == 4, let value = parseInteger(digits[...]), value % 100 < 60 else { return nil }
      let seconds = (value / 100 * 60 + value % 100) * 60
      return (text.dropLast(length), sign == UInt8(ascii: "-") ? -seconds : seconds)
    }
    return nil
  }

  /// `MM/DD/YYYY`, a time and possibly `AM` or `PM`.
  private static func monthFirst(_ text: ArraySlice<UInt8>) -> Int64? {
    let parts = text.split(separator: UInt8(ascii: " "))
    guard let date = parts.first, parts.count <= 3 else { return nil }
    let numbers = date.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard numbers.count == 3, let month = parseInteger(numbers[0]), let day = parseInteger(numbers[1]),
      let year = parseInteger(numbers[2]), (1000...9999).contains(year), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    let isoDay = "\(year)-\(month)-\(day)"
    guard parts.count > 1 else { return parseDateTime(isoDay) }
    guard let base = parseDateTime("\(isoDay) " + String(decoding: parts[1], as: UTF8.self)) else { return nil }
    guard parts.count == 3 else { return base }
    let hour = (base - (parseDateTime(isoDay) ?? base)) / 3600
    switch String(decoding: parts[2], as: UTF8.self).uppercased() {
    case "AM" where (1...12).contains(hour): return hour == 12 ? base - 12 * 3600 : base
    case "PM" where (1...12).contains(hour): return hour == 12 ? base : base + 12 * 3600
    default: return nil
    }
  }
}
