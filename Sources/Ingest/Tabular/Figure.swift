import Tables

/// What a cell of a table of figures says.
enum Figure: Hashable {
  /// A number, and what follows it (`万元`, `%`), empty if nothing does.
  case number(Double, suffix: String)
  /// A mark for "no figure": `—`, `/`, `-`, `…`, `n.a.`, `不详`.
  case none
  case unreadable
}

/// Reads a figure as people write it: full-width digits, thousands separators, a unit or a footnote mark behind it.
///
/// `12,34`, `10万左右` and `100-200` are not guessed at: they are unreadable, or have a suffix that is no unit.
func readFigure(_ cell: String) -> Figure {
  let text = droppingFootnoteMarks(foldingWidth(cell).replacing(" ", with: "").replacing("\t", with: ""))
  if missingMarks.contains(text.lowercased()) { return .none }
  var digits: [UInt8] = []
  let scalars = Array(text.unicodeScalars)
  var position = 0
  if position < scalars.count, scalars[position] == "-" || scalars[position] == "+" {
    if scalars[position] == "-" { digits.append(UInt8(ascii: "-")) }
    position += 1
  }
  guard let whole = wholePart(scalars, &position) else { return .unreadable }
  digits += whole
  if position < scalars.count, scalars[position] == "." {
    var fraction: [UInt8] = []
    var next = position + 1
    while next < scalars.count, let digit = asciiDigit(scalars[next]) {
      fraction.append(digit)
      next += 1
    }
    guard !fraction.isEmpty else { return .unreadable }
    digits += [UInt8(ascii: ".")] + fraction
    position = next
  }
  digits += exponent(scalars, &position)
  guard let value = parseDouble(digits[...]), value.isFinite else { return .unreadable }
  var suffix = String.UnicodeScalarView()
  suffix.append(contentsOf: scalars[position...])
  return .number(value, suffix: String(suffix))
}

private let missingMarks: Set<String> = [
  "", "-", "--", "---", "—", "——", "–", "―", "─", "/", "\\", "…", "……", "...", "n.a.", "na", "n/a", "#n/a", "不详", "无数据",
  "缺", "(空)", "(跳过)", "*", "x",
]

/// Digits, or groups of three behind a first of one to three.
private func wholePart(_ scalars: [Unicode.Scalar], _ position: inout Int) -> [UInt8]? {
  var digits: [UInt8] = []
  while position < scalars.count, let digit = asciiDigit(scalars[position]) {
    digits.append(digit)
    position += 1
  }
  guard !digits.isEmpty else { return nil }
  guard position < scalars.count, scalars[position] == "," else { return digits }
  guard digits.count <= 3 else { return nil }
  while position < scalars.count, scalars[position] == "," {
    let group = scalars[(position + 1)...].prefix(3).compactMap(asciiDigit)
    guard group.count == 3 else { return nil }
    digits += group
    position += 4
  }
  // A fourth digit would make it no group.
  return position < scalars.count && asciiDigit(scalars[position]) != nil ? nil : digits
}

private func exponent(_ scalars: [Unicode.Scalar], _ position: inout Int) -> [UInt8] {
  guard position < scalars.count, scalars[position] == "e" || scalars[position] == "E" else { return [] }
  var text: [UInt8] = [UInt8(ascii: "e")]
  var next = position + 1
  if next < scalars.count, scalars[next] == "-" || scalars[next] == "+" {
    text.append(UInt8(scalars[next].value))
    next += 1
  }
  let digits = scalars[next...].prefix { asciiDigit($0) != nil }.compactMap(asciiDigit)
  guard !digits.isEmpty else { return [] }
  position = next + digits.count
  return text + digits
}

private func asciiDigit(_ scalar: Unicode.Scalar) -> UInt8? {
  scalar.value >= 0x30 && scalar.value <= 0x39 ? UInt8(scalar.value) : nil
}

/// Without the marks behind a name or figure that point to a footnote: `①`, `¹`, `*`, `[1]`, `注1`.
func droppingFootnoteMarks(_ text: String) -> String {
  var scalars = Array(text.unicodeScalars)
  func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2460...0x2473, 0x00B9, 0x00B2, 0x00B3, 0x2070...0x2079, 0x203B, 0x2020, 0x2021: true
    default: scalar == "*" || scalar == "#"
    }
  }
  while scalars.count > 1, let last = scalars.last {
    if isMark(last), !(last.value == 0x00B2 && scalars[scalars.count - 2] == "m") {
      scalars.removeLast()
    } else if last == "]", let open = scalars.lastIndex(of: "["), open > 0,
      scalars[(open + 1)..<(scalars.count - 1)].allSatisfy({ asciiDigit($0) != nil || $0 == "注" })
    {
      scalars.removeSubrange(open...)
    } else {
      break
    }
  }
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return String(view)
}
