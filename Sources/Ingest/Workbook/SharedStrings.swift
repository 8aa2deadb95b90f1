import Diagnostics
import Tables

/// The texts that cells of a workbook refer to by number.
struct SharedStrings {
  private(set) var texts = TextStorage()

  init(_ archive: ZipArchive, part: String, limits: IngestLimits) throws(DiagnosticError) {
    guard let opened = try archive.open(part) else { return }
    let stream = try XMLStream(opened, file: "\(archive.file)!\(part)", limits: limits)
    let item = stream.intern("si")
    let names = TextNames(stream)
    var text: [UInt8] = []
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      guard case .start = event, stream.name == item else { continue }
      text.removeAll(keepingCapacity: true)
      try readRichText(stream, names, into: &text)
      texts.append(utf8: text)
    }
  }

  var count: Int { texts.count }

  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    texts.bytes[texts.offsets[index]..<texts.offsets[index + 1]]
  }
}

/// Interned names of the elements that make up a text.
struct TextNames {
  fileprivate let text: XMLStream.Name?
  fileprivate let phonetic: XMLStream.Name?
  fileprivate let space: XMLStream.Name?

  init(_ stream: XMLStream) {
    text = stream.intern("t")
    phonetic = stream.intern("rPh")
    space = stream.intern("space")
  }
}

/// Reads the element that has just started (`si` or `is`) to its end: its `t` elements, those of rich text runs
/// included, without the phonetic guides (`rPh`).
func readRichText(_ stream: XMLStream, _ names: TextNames, into text: inout [UInt8]) throws(DiagnosticError) {
  let outer = stream.depth - 1
  while true {
    switch try stream.next() {
    case .start where stream.name == names.phonetic: try stream.skipElement()
    case .start where stream.name == names.text:
      var keepsSpace = false
      try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
        if name == names.space { keepsSpace = value.elementsEqual("preserve".utf8) }
      }
      try readText(stream, keepsSpace: keepsSpace, into: &text)
    case .end where stream.depth == outer: return
    default: continue
    }
  }
}

/// Reads the text element that has just started; white space at its ends counts only where the element says so.
private func readText(_ stream: XMLStream, keepsSpace: Bool, into text: inout [UInt8]) throws(DiagnosticError) {
  var piece: [UInt8] = []
  try readContent(stream, into: &piece)
  if keepsSpace {
    text.append(contentsOf: decodingEscapes(piece[...]))
  } else {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
    let end = piece.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
    text.append(contentsOf: decodingEscapes(piece[..<end].drop(while: isSpace)))
  }
}

/// Reads the text of the element that has just started, up to its end.
func readContent(_ stream: XMLStream, into text: inout [UInt8]) throws(DiagnosticError) {
  let outer = stream.depth - 1
  while true {
    switch try stream.next() {
    case .text: try stream.appendText(to: &text)
    case .end where stream.depth == outer: return
    default: continue
    }
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
