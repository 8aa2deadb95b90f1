/// Reads `2025-03-01`, `2025/3/1`, `2025.3.1` or `2025年3月1日` as days since 1970-01-01; nil for anything else and for
/// days that the calendar does not have.
public func parseDate(_ utf8: UnsafeBufferPointer<UInt8>) -> Int32? {
  var scanner = DateScanner(rest: utf8[...])
  guard let days = scanner.date(), scanner.rest.isEmpty else { return nil }
  return days
}

public func parseDate(_ utf8: ArraySlice<UInt8>) -> Int32? { utf8.withUnsafeBufferPointer { parseDate($0) } }

public func parseDate(_ text: String) -> Int32? {
  var text = text
  return text.withUTF8 { parseDate($0) }
}

/// Reads a date and, after a space or `T`, a time `9:05`, `09:05:30` or `09:05:30.5` as seconds since
/// 1970-01-01T00:00:00; a date alone is its midnight. Fractions of a second are cut off. A time zone is refused: times
/// are local civil times.
public func parseDateTime(_ utf8: UnsafeBufferPointer<UInt8>) -> Int64? {
  var scanner = DateScanner(rest: utf8[...])
  guard let days = scanner.date() else { return nil }
  let midnight = Int64(days) * 86_400
  if scanner.rest.isEmpty { return midnight }
  guard scanner.skip(UInt8(ascii: " ")) || scanner.skip(UInt8(ascii: "T")) else { return nil }
  while scanner.skip(UInt8(ascii: " ")) {}
  guard let seconds = scanner.time(), scanner.rest.isEmpty else { return nil }
  return midnight + Int64(seconds)
}

public func parseDateTime(_ utf8: ArraySlice<UInt8>) -> Int64? {
  utf8.withUnsafeBufferPointer { parseDateTime($0) }
}

public func parseDateTime(_ text: String) -> Int64? {
  var text = text
  return text.withUTF8 { parseDateTime($0) }
}

private struct DateScanner {
  var rest: Slice<UnsafeBufferPointer<UInt8>>

  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  mutating func skip(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard rest.starts(with: wanted) else { return false }
    rest.removeFirst(wanted.count)
    return true
  }

  /// A whole number of `digits` digits.
  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    var value = 0
    var count = 0
    while let byte = rest.first, byte >= 0x30, byte <= 0x39 {
      value = value * 10 + Int(byte - 0x30)
      count += 1
      guard count <= digits.upperBound else { return nil }
      rest.removeFirst()
    }
    return count >= digits.lowerBound ? value : nil
  }

  mutating func date() -> Int32? {
    guard let year = number(4...4) else { return nil }
    if skip("年") {
      guard let month = number(1...2), skip("月"), let day = number(1...2), skip("日") else { return nil }
      return CivilDate(year: year, month: month, day: day)?.days
    }
    guard let mark = rest.first, "-/.".utf8.contains(mark), skip(mark) else { return nil }
    guard let month = number(1...2), skip(mark), let day = number(1...2) else { return nil }
    return CivilDate(year: year, month: month, day: day)?.days
  }

  /// Seconds since midnight.
  mutating func time() -> Int? {
    let colon = UInt8(ascii: ":")
    guard let hour = number(1...2), hour < 24, skip(colon), let minute = number(2...2), minute < 60 else { return nil }
    guard skip(colon) else { return hour * 3600 + minute * 60 }
    guard let second = number(2...2), second < 60 else { return nil }
    if skip(UInt8(ascii: ".")), number(1...9) == nil { return nil }
    return hour * 3600 + minute * 60 + second
  }
}
