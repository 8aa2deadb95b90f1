@testable import Tables

/// A seeded generator for random test data (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True once in so many times.
  mutating func oneIn(_ times: Int) -> Bool { number(1...times) == 1 }

  mutating func pick<T>(_ values: [T], else other: T) -> T { values.randomElement(using: &self) ?? other }
}

/// What breaks readers and writers of delimited text.
private let hostilePieces = [
  "", "a", "bc", ",", ";", "\t", "\"", "\"\"", "\"\"\"", "\r\n", "\n", "\r", " ", "\u{3000}", "\u{A0}", "岚江",
  "\u{FEFF}",
  "𠮷", "👩‍👩‍👧", "e\u{301}", "\u{301}", "\u{B}", "\u{7F}", "\u{85}", "\u{2028}", "=1+1", "@x", "+1", "-", "-3.5", "'", "|",
  "0", "\\", "\\\"", "NA", "null",
]

extension SeededGenerator {
  /// Text of hostile pieces, now and then as long as several blocks of a scanner.
  mutating func hostileText(pieces: ClosedRange<Int> = 0...5) -> String {
    var text = ""
    for _ in 0..<number(pieces) {
      text += pick(hostilePieces, else: "")
      if oneIn(12) { text += String(repeating: pick(["x", "\"", "\n", "岚"], else: "x"), count: number(50...140)) }
    }
    if oneIn(300) { text += String(repeating: "long ", count: number(1000...20_000)) }
    return text
  }

  /// Delimited text: well-formed, well-formed but for a few characters, or characters as they come.
  mutating func delimitedText(separator: String) -> String {
    if oneIn(3) { return hostileText(pieces: 0...40) }
    var text = ""
    for _ in 0..<number(0...12) {
      for column in 0..<number(1...5) {
        if column > 0 { text += separator }
        let cell = hostileText(pieces: 0...3)
        text +=
          oneIn(2) ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell.filter { !$0.isNewline && $0 != "\"" }
      }
      text += pick(["\n", "\r\n", "\r", "\n\n", ""], else: "\n")
    }
    if oneIn(3) {
      var scalars = Array(text.unicodeScalars)
      for _ in 0..<number(1...4) where !scalars.isEmpty {
        let place = number(0...(scalars.count - 1))
        if oneIn(2) {
          scalars.remove(at: place)
        } else {
          scalars.insert(pick(["\"", "\n", ","], else: "\""), at: place)
        }
      }
      text = String(String.UnicodeScalarView(scalars))
    }
    return text
  }

  /// A file of any bytes: noise, noise of the bytes that matter, text in several encodings, damaged text.
  mutating func fileBytes() -> [UInt8] {
    let count = number(0...400)
    switch number(0...5) {
    case 0: return (0..<count).map { _ in UInt8(number(0...255)) }
    case 1:
      let bytes: [UInt8] = [
        0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x09, 0x61, 0x20, 0xEF, 0xBB, 0xBF, 0xB0, 0xA1, 0x81, 0x30, 0x39,
      ]
      return (0..<count).map { _ in pick(bytes, else: 0) }
    case 2:
      let units = Array(delimitedText(separator: ",").utf16)
      return oneIn(2)
        ? [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        : [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case 3:
      // Chinese characters in two bytes, as GB18030 has them.
      return (0..<count).flatMap { _ -> [UInt8] in
        oneIn(4) ? [pick([0x22, 0x2C, 0x0A], else: 0x2C)] : [UInt8(number(0xB0...0xF7)), UInt8(number(0xA1...0xFE))]
      }
    case 4:
      var bytes = Array(delimitedText(separator: ",").utf8)
      for _ in 0..<number(1...3) where !bytes.isEmpty { bytes[number(0...(bytes.count - 1))] = UInt8(number(0...255)) }
      return bytes
    default: return Array(delimitedText(separator: pick([",", ";", "\t"], else: ",")).utf8)
    }
  }
}

extension SeededGenerator {
  /// A table of all column types with hostile names, codes and values, and cells missing for all reasons.
  mutating func table() -> Table {
    let rows = oneIn(20) ? number(1000...2600) : number(0...40)
    let columns = number(1...9)
    let (names, _) = columnNames((0..<columns).map { _ in hostileText() }, file: "", line: 1)
    return Table(names.map { (name: $0, column: column(rows)) }, rowCount: rows)
  }

  private mutating func column(_ rows: Int) -> Column {
    let share = pick([0, 0, 2, 10], else: 0)
    let missing = (0..<rows).map { _ -> MissingKind in
      share > 0 && oneIn(share) ? pick(MissingKind.allCases, else: .empty) : .present
    }
    let type = pick(ColumnType.allCases, else: .text)
    let storage = storage(type, missing.map { $0 == .present })
    return Column(storage, missing: missing)
  }

  /// Missing cells hold zero bits.
  private mutating func storage(_ type: ColumnType, _ present: [Bool]) -> ColumnStorage {
    switch type {
    case .bool: return .bool(present.map { $0 && oneIn(2) })
    case .integer:
      let bits = number(1...64)
      return narrowIntegers(present.map { $0 ? integer(bits) : 0 })
    case .double: return .double(present.map { $0 ? double() : 0 })
    case .date:
      let (first, last) = (
        Int(CivilDate.days(year: 1, month: 1, day: 1)), Int(CivilDate.days(year: 9999, month: 12, day: 31))
      )
      return .date(present.map { $0 ? Int32(number(first...last)) : 0 })
    case .dateTime:
      let first = Int(CivilDate.days(year: 1, month: 1, day: 1)) * 86_400
      let last = Int(CivilDate.days(year: 9999, month: 12, day: 31)) * 86_400 + 86_399
      return .dateTime(present.map { $0 ? Int64(oneIn(3) ? number(-100_000...100_000) : number(first...last)) : 0 })
    case .text: return .text(TextStorage(present.map { $0 ? hostileText() : "" }))
    case .category:
      let codes = codes(oneIn(10) ? 300 : number(1...9))
      return .category(
        CategoryStorage(codes: present.map { $0 ? number(0...(codes.count - 1)) : 0 }, dictionary: codes))
    case .set:
      let options = codes(oneIn(4) ? 64 : number(1...9))
      let all = options.count == 64 ? UInt64.max : (1 << UInt64(options.count)) - 1
      return .set(SetStorage(masks: present.map { $0 ? next() & all : 0 }, options: options))
    }
  }

  private mutating func integer(_ bits: Int) -> Int64 {
    if oneIn(20) { return pick([.min, .max, 0, -1, .min + 1], else: 0) }
    return Int64(bitPattern: next()) >> Int64(64 - bits)
  }

  /// Any finite number: subnormal ones, both zeros, 17 digits, and few digits as surveys have them.
  mutating func double() -> Double {
    switch number(0...6) {
    case 0:
      return pick([0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .ulpOfOne, 0x1p53, 1e15, 1e22], else: 0)
    case 1: return Double(bitPattern: next() & 0x800F_FFFF_FFFF_FFFF)
    case 2:
      let value = Double(bitPattern: next())
      return value.isFinite ? value : 0
    case 3: return Double(number(-1_000_000...1_000_000)) / 7
    case 4: return Double(integer(64))
    default:
      let powers = [1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e9]
      return Double(number(-10_000_000...10_000_000)) / pick(powers, else: 1)
    }
  }

  /// Different codes, none of them empty, without white space around them.
  private mutating func codes(_ count: Int) -> [String] {
    (0..<count).map { index in
      let text = hostileText(pieces: 1...3).replacing("|", with: "/")
      let trimmed = String(decoding: trimmingSpaces(Array(text.utf8)[...]), as: UTF8.self)
      return oneIn(2) ? "\(trimmed)#\(index)" : "\u{FEFF}#\(index)\(trimmed)."
    }
  }
}
