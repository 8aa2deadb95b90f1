/// Reads the element that has just started (`si` or `is`) to its end: its `t` elements, those of rich text runs
/// included, without the phonetic guides (`rPh`).
func readRichText(
  _ tokens: inout some SheetTokens & ~Copyable, into text: inout [UInt8], _ piece: inout [UInt8]
) throws(TokenStop) {
  let outer = tokens.depth - 1
  while true {
    switch try tokens.next() {
    case .start where tokens.element == .phonetic: try tokens.skipElement()
    case .start where tokens.element == .text:
      var keepsSpace = false
      try tokens.forEachAttribute { (name, value) throws(TokenStop) in
        if name == .space { keepsSpace = value.elementsEqual("preserve".utf8) }
      }
      piece.removeAll(keepingCapacity: true)
      try tokens.readContent(into: &piece)
      appendText(piece, keepsSpace: keepsSpace, to: &text)
    case .end where tokens.depth == outer: return
    case .finished: return
    default: continue
    }
  }
}

/// White space at the ends of a text element counts only where the element says so.
private func appendText(_ piece: [UInt8], keepsSpace: Bool, to text: inout [UInt8]) {
  var kept = piece[...]
  if !keepsSpace {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
    let end = piece.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
    kept = piece[..<end].drop(while: isSpace)
  }
  if kept.contains(UInt8(ascii: "_")) {
    text.append(contentsOf: decodingEscapes(kept))
  } else {
    text.append(contentsOf: kept)
  }
}

/// Characters that XML cannot hold are written `_xHHHH_`, a UTF-16 unit each (ECMA-376 part 1, 22.4.2.4).
func decodingEscapes(_ text: ArraySlice<UInt8>) -> [UInt8] {
  guard let first = text.firstIndex(of: UInt8(ascii: "_")) else { return Array(text) }
  var decoded = Array(text[..<first])
  var position = first
  while position < text.endIndex {
    guard let unit = escapedUnit(text, at: position) else {
      decoded.append(text[position])
      position += 1
      continue
    }
    position += 7
    var units = [unit]
    if (0xD800..<0xDC00).contains(unit), let low = escapedUnit(text, at: position), (0xDC00..<0xE000).contains(low) {
      units.append(low)
      position += 7
    }
    decoded.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
  }
  return decoded
}

private func escapedUnit(_ text: ArraySlice<UInt8>, at position: Int) -> UInt16? {
  guard position + 7 <= text.endIndex, text[position] == UInt8(ascii: "_"),
    text[position + 1] == UInt8(ascii: "x"), text[position + 6] == UInt8(ascii: "_")
  else { return nil }
  var unit: UInt16 = 0
  for digit in text[position + 2..<position + 6] {
    switch digit {
    case 0x30...0x39: unit = unit << 4 | UInt16(digit - 0x30)
    case 0x41...0x46: unit = unit << 4 | UInt16(digit - 0x37)
    case 0x61...0x66: unit = unit << 4 | UInt16(digit - 0x57)
    default: return nil
    }
  }
  return unit
}
