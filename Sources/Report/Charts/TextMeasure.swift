/// Widths of text without font metrics, in ems: ideographs and full-width marks 1, capitals 0.62, small letters and
/// digits 0.54, thin marks 0.30. Anchors are chosen so that an error of a tenth does no harm.
enum TextMeasure {
  static func ems(_ text: String) -> Double {
    var sum = 0.0
    for scalar in text.unicodeScalars { sum += width(scalar) }
    return sum
  }

  static func width(_ text: String, size: Double) -> Double { ems(text) * size }

  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x20, 0x21, 0x27...0x2A, 0x2C, 0x2E, 0x3A, 0x3B, 0x49, 0x60, 0x66, 0x69...0x6A, 0x6C, 0x74, 0x7C, 0xA0, 0xB7,
      0x202F:
      0.30
    case 0x4D, 0x57, 0x6D, 0x77, 0x25, 0x40, 0x2014, 0x2026: 0.86
    case 0x41...0x5A, 0xC0...0xDE: 0.62
    case 0x1100...0x11FF, 0x2190...0x21FF, 0x25A0...0x27BF, 0x2E80...0xD7FF, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFFE6, 0x1F000...0x3FFFF:
      1
    default: 0.56
    }
  }

  /// The width of a column of names.
  ///
  /// - Parameters:
  ///   - names: each in up to so many lines.
  ///   - limit: the most that a line may take.
  ///   - size: by which names are broken into lines.
  ///   - drawn: by which lines are measured, somewhat more for the bold.
  ///   - most: the lines that a name may take.
  /// - Returns: that of the longest line.
  static func column(_ names: [String], within limit: Double, size: Double, drawn: Double, lines most: Int = 2)
    -> Double
  {
    let lines = names.flatMap { wrap($0, width: limit, size: size, lines: most) }
    return min(limit, lines.map { width($0, size: drawn) }.max() ?? 0)
  }

  /// Ideographs may be broken anywhere, other writing only at spaces.
  private static func isIdeographic(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    return width(scalar) == 1
  }

  /// Marks that must not begin a line.
  private static let clinging: Set<Character> = ["，", "。", "、", "；", "：", "）", "”", "’", "》", "！", "？", "％", "·"]

  /// `text` in at most `lines` lines of `width` units, about equally long; what does not fit ends in an ellipsis.
  static func wrap(_ text: String, width limit: Double, size: Double, lines: Int) -> [String] {
    let widest = broken(text, width: limit, size: size, lines: lines)
    guard widest.count > 1, !widest.contains(where: { $0.hasSuffix("…") }) else { return widest }
    var best = widest
    var narrower = limit
    while narrower > limit * 0.5 {
      narrower -= size * 0.5
      let next = broken(text, width: narrower, size: size, lines: lines)
      guard next.count == widest.count, !next.contains(where: { $0.hasSuffix("…") }) else { break }
      best = next
    }
    return best
  }

  private static func broken(_ text: String, width limit: Double, size: Double, lines: Int) -> [String] {
    if Self.width(text, size: size) <= limit { return [text] }
    var out: [String] = []
    var line = ""
    for piece in pieces(text) {
      let start = line.isEmpty ? String(piece.drop { $0 == " " }) : String(piece)
      if Self.width(trimmed(line + start), size: size) <= limit || line.isEmpty && out.count + 1 < lines {
        line += start
      } else {
        out.append(trimmed(line))
        line = String(piece.drop { $0 == " " })
      }
    }
    if !line.isEmpty { out.append(trimmed(line)) }
    if out.count > lines {
      let isJoined = isIdeographic(out[lines].first ?? " ") || out[lines - 1].hasSuffix("-")
      out[lines - 1] = out[(lines - 1)...].joined(separator: isJoined ? "" : " ")
      out = Array(out.prefix(lines))
    }
    return out.map { clipped($0, width: limit, size: size) }
  }

  /// `text`, shortened with an ellipsis when it is wider than `limit`.
  static func clipped(_ text: String, width limit: Double, size: Double) -> String {
    guard width(text, size: size) > limit else { return text }
    var kept = ""
    var used = 0.86 * size
    for character in text {
      used += width(String(character), size: size)
      if used > limit { break }
      kept.append(character)
    }
    return trimmed(kept) + "…"
  }

  private static func trimmed(_ text: String) -> String {
    var view = Substring(text)
    while view.last == " " { view.removeLast() }
    return String(view)
  }

  private static func pieces(_ text: String) -> [Substring] {
    var out: [Substring] = []
    var start = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if next < text.endIndex {
        let here = text[index]
        let there = text[next]
        let mayBreak =
          there == " " || here == "-" || (isIdeographic(here) || isIdeographic(there)) && !clinging.contains(there)
        if mayBreak {
          out.append(text[start..<next])
          start = next
        }
      }
      index = next
    }
    if start < text.endIndex { out.append(text[start...]) }
    return out
  }
}
