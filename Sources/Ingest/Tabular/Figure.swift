import Tables

/// What a cell of a table of figures says.
enum Figure: Hashable {
  /// A number, and what follows it (`万元`, `%`), empty if nothing does.
  case number(Double, suffix: String)
  /// A mark for "no figure": `—`, `/`, `-`, `…`, `n.a.`, `不详`.
  case none
  case unreadable
}

/// Reads a figure as people write it: full-width digits, thousands separators, Chinese numerals, a negative in
/// brackets, a unit or a footnote mark behind it.
///
/// `12,34`, `10万左右`, `100-200` and `2024年` are not guessed at: they are unreadable, or have a suffix that is no unit.
func readFigure(_ cell: String) -> Figure {
  let text = droppingFootnoteMarks(closingUp(foldingWidth(cell)))
  if missingMarks.contains(text.lowercased()) { return .none }
  var scalars = Array(text.unicodeScalars)
  var isNegative = false
  if let first = scalars.first, first == "-" || first == "+" || first == "负" {
    isNegative = first != "+"
    scalars.removeFirst()
  } else if let inner = bracketed(scalars) {
    // Accountants write a loss in brackets; (一) is the number of a chapter.
    isNegative = true
    scalars = inner
  }
  guard let first = scalars.first else { return .unreadable }
  if asciiDigit(first) == nil { return chineseFigure(scalars, isNegative) }
  let figure = plainFigure(scalars, isNegative)
  // 3万5千: the digits are only the first part of the number.
  if case .number(_, let suffix) = figure, let mark = suffix.unicodeScalars.first,
    "万亿千百十".unicodeScalars.contains(mark),
    suffix.unicodeScalars.contains(where: { asciiDigit($0) != nil || "一二三四五六七八九零".unicodeScalars.contains($0) })
  {
    return chineseFigure(scalars, isNegative)
  }
  return figure
}

/// A figure that starts with a digit.
private func plainFigure(_ scalars: [Unicode.Scalar], _ isNegative: Bool) -> Figure {
  var digits: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
  var position = 0
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
  let suffix = withoutBrackets(ChineseNumeral.text(scalars[position...]))
  // A year of the calendar is no duration, and what is about a figure is none.
  if suffix == "年", (1900...2100).contains(value) { return .unreadable }
  if approximations.contains(where: { suffix.contains($0) }) { return .unreadable }
  return .number(value, suffix: suffix)
}

private func chineseFigure(_ scalars: [Unicode.Scalar], _ isNegative: Bool) -> Figure {
  guard let numeral = ChineseNumeral(scalars), let value = parseDouble(numeral.decimal) else { return .unreadable }
  let suffix = withoutBrackets(numeral.suffix)
  // 六合区 is no six of anything, and 十百 no number.
  guard !["十", "百", "千"].contains(where: { suffix.hasPrefix($0) }) else { return .unreadable }
  guard suffix.isEmpty || MeasurementUnit(suffix) != nil || MeasurementUnit.multiplier(suffix) != nil else {
    return .unreadable
  }
  return .number(isNegative ? -value : value, suffix: suffix)
}

/// What is inside the brackets around a figure, with the sign behind them: `(12.5)%` gives `12.5%`.
private func bracketed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
  guard scalars.first == "(", let close = scalars.firstIndex(of: ")"), close > 1, asciiDigit(scalars[1]) != nil else {
    return nil
  }
  return Array(scalars[1..<close] + scalars[(close + 1)...])
}

private func withoutBrackets(_ suffix: String) -> String {
  suffix.hasPrefix("(") && suffix.hasSuffix(")") && suffix.count > 2 ? String(suffix.dropFirst().dropLast()) : suffix
}

/// Without white space, which between two digits stands for a thousands separator.
private func closingUp(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.properties.isWhitespace }) else { return text }
  var closed = String.UnicodeScalarView()
  var isAfterSpace = false
  for scalar in text.unicodeScalars {
    if scalar.properties.isWhitespace {
      isAfterSpace = true
      continue
    }
    if isAfterSpace, asciiDigit(scalar) != nil, let last = closed.last, asciiDigit(last) != nil { closed.append(",") }
    isAfterSpace = false
    closed.append(scalar)
  }
  return String(closed)
}

private let approximations = ["多", "余", "左右", "上下", "以上", "以下", "以内", "几", "来", "约", "近", "许"]

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
