import Diagnostics

/// The tags of a part as a scanner reads them that knows only plain XML, and stops as irregular at everything else.
///
/// Plain is: UTF-8; no DOCTYPE, comment, CDATA section or processing instruction; names in
/// ASCII with a declared prefix or none. What it takes in is well-formed and within the limits, by the same rules as
/// the full parser's; so it need not tell what is wrong with anything.
struct ScannedTokens: SheetTokens, ~Copyable {
  private struct Attribute {
    var word: SheetWord
    var name: Range<Int>
    /// Where the name begins behind its prefix.
    var local: Int
    var value: Range<Int>
    /// White space or references, which stand for other text.
    var isPlain: Bool
  }

  private var bytes: ScanBuffer
  private let file: String
  private let limits: IngestLimits
  /// Where the next markup or text begins.
  private var position = 0
  /// Names of the open elements, one behind the other, and where each begins.
  private var openNames: [UInt8] = []
  private var openStarts: [Int] = []
  private var openWords: [SheetWord] = []
  private var attributes: [Attribute] = []
  private var prefixes = PrefixScope()
  private var rootIsClosed = false
  private var isEmptyElement = false
  private(set) var element = SheetWord.other

  init(_ source: any XMLSource, file: String, limits: IngestLimits) {
    bytes = ScanBuffer(source, tagBytes: limits.tagBytes)
    self.file = file
    self.limits = limits
  }

  var depth: Int { openStarts.count }

  borrowing func problem(_ code: String, _ message: String, advice: String?) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: code, at: SourceLocation(file: file), message, advice: advice))
  }

  mutating func next() throws(TokenStop) -> TokenEvent {
    if isEmptyElement {
      isEmptyElement = false
      endElement()
      return .end
    }
    try bytes.fill(&position)
    if bytes[position] != UInt8(ascii: "<") {
      if openStarts.isEmpty {
        try skipOutside()
        if position == bytes.end { return try finish() }
      } else {
        var none: [UInt8] = []
        try scanText(into: &none, keeps: false)
      }
      try bytes.fill(&position)
    }
    if bytes[position + 1] == UInt8(ascii: "/") {
      try endTag()
      return .end
    }
    try startTag()
    return .start
  }

  borrowing func forEachAttribute(_ body: (SheetWord, UnsafeBufferPointer<UInt8>) throws(TokenStop) -> Void)
    throws(TokenStop)
  {
    for attribute in attributes where attribute.word != .other {
      guard attribute.isPlain else { throw .irregular }
      try body(attribute.word, bytes[attribute.value])
    }
  }

  mutating func readContent(into text: inout [UInt8]) throws(TokenStop) {
    let outer = depth - 1
    while true {
      if !isEmptyElement {
        try bytes.fill(&position)
        try scanText(into: &text, keeps: true)
      }
      switch try next() {
      case .end where depth == outer: return
      case .finished: return
      default: continue
      }
    }
  }

  /// The end of the part: only after its root element.
  private func finish() throws(TokenStop) -> TokenEvent {
    guard rootIsClosed else { throw .irregular }
    return .finished
  }
}

// MARK: - Cells

extension ScannedTokens {
  mutating func plainCell() throws(TokenStop) -> PlainCell? {
    guard !isEmptyElement, openStarts.count + 2 <= limits.depth, !openStarts.isEmpty else { return nil }
    try bytes.fill(&position)
    var cursor = position
    guard bytes.skip("<c r=\"", &cursor), let reference = bytes.skipPlainValue(&cursor) else { return nil }
    var style = 0
    if bytes.skip(" s=\"", &cursor) {
      let start = cursor
      while bytes[cursor] &- 0x30 < 10, cursor - start < 9 {
        style = style * 10 + Int(bytes[cursor] - 0x30)
        cursor += 1
      }
      guard cursor > start, bytes.skip("\"", &cursor) else { return nil }
    }
    var type = cursor..<cursor
    if bytes.skip(" t=\"", &cursor) {
      guard let value = bytes.skipPlainValue(&cursor) else { return nil }
      type = value
    }
    guard bytes.skip("><v>", &cursor) else { return nil }
    let start = cursor
    while isNameByte(bytes[cursor]) || bytes[cursor] == UInt8(ascii: "+") { cursor += 1 }
    let end = cursor
    guard bytes.skip("</v></c>", &cursor), cursor - position < bytes.longestTag, end - start < limits.valueBytes else {
      return nil
    }
    position = cursor
    return PlainCell(reference: bytes[reference], style: style, type: bytes[type], text: bytes[start..<end])
  }
}

// MARK: - Tags

extension ScannedTokens {
  private mutating func startTag() throws(TokenStop) {
    guard !rootIsClosed, openStarts.count < limits.depth else { throw .irregular }
    let start = position + 1
    guard let (local, end) = scanName(from: start) else { throw .irregular }
    var cursor = end
    attributes.removeAll(keepingCapacity: true)
    while true {
      let afterName = cursor
      while isSpace(bytes[cursor]) { cursor += 1 }
      let byte = bytes[cursor]
      if byte == UInt8(ascii: ">") {
        cursor += 1
        break
      }
      if byte == UInt8(ascii: "/") {
        guard bytes[cursor + 1] == UInt8(ascii: ">") else { throw .irregular }
        isEmptyElement = true
        cursor += 2
        break
      }
      guard cursor > afterName else { throw .irregular }
      cursor = try scanAttribute(from: cursor)
    }
    guard cursor - position < bytes.longestTag, cursor <= bytes.end else { throw .irregular }
    openStarts.append(openNames.count)
    openNames.append(contentsOf: bytes[start..<end])
    if local > start || !attributes.isEmpty { try checkNamespaces(elementPrefix: start..<max(start, local - 1)) }
    element = elementWord(bytes[local..<end])
    openWords.append(element)
    position = cursor
  }

  private mutating func endTag() throws(TokenStop) {
    guard let start = openStarts.last else { throw .irregular }
    var cursor = position + 2
    for index in start..<openNames.count {
      guard bytes[cursor] == openNames[index] else { throw .irregular }
      cursor += 1
    }
    while isSpace(bytes[cursor]) { cursor += 1 }
    guard bytes[cursor] == UInt8(ascii: ">"), cursor - position < bytes.longestTag, cursor < bytes.end else {
      throw .irregular
    }
    position = cursor + 1
    endElement()
  }

  private mutating func endElement() {
    if let start = openStarts.popLast() { openNames.removeLast(openNames.count - start) }
    element = openWords.popLast() ?? .other
    prefixes.leave(depth: depth + 1)
    if openStarts.isEmpty { rootIsClosed = true }
  }

  /// The end of a name, and where it begins behind its prefix.
  private func scanName(from start: Int) -> (local: Int, end: Int)? {
    guard isNameStart(bytes[start]) else { return nil }
    var (local, cursor) = (start, start + 1)
    while true {
      let byte = bytes[cursor]
      if isNameByte(byte) {
        cursor += 1
      } else if byte == UInt8(ascii: ":"), local == start, isNameStart(bytes[cursor + 1]) {
        local = cursor + 1
        cursor += 2
      } else {
        return byte == UInt8(ascii: ":") ? nil : (local, cursor)
      }
    }
  }

  private mutating func scanAttribute(from start: Int) throws(TokenStop) -> Int {
    guard let (local, end) = scanName(from: start), bytes[end] == UInt8(ascii: "=") else { throw .irregular }
    let quote = bytes[end + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw .irregular }
    var cursor = end + 2
    var isPlain = true
    while true {
      let byte = bytes[cursor]
      if byte == quote { break }
      switch byte {
      case UInt8(ascii: "<"): throw .irregular
      case UInt8(ascii: "&"):
        guard let reference = bytes.reference(at: cursor) else { throw .irregular }
        cursor += reference.length
        isPlain = false
      case 0x20...0x7F: cursor += 1
      case 0x09, 0x0A, 0x0D:
        cursor += 1
        isPlain = false
      default:
        guard let length = bytes.sequenceLength(at: cursor) else { throw .irregular }
        cursor += length
      }
    }
    // Tags of ordinary files have a few attributes; each is compared with those before it.
    guard attributes.count < 32 else { throw .irregular }
    for other in attributes where other.name.count == end - start {
      if bytes[other.name].elementsEqual(bytes[start..<end]) { throw .irregular }
    }
    var word = SheetWord.other
    if local == start {
      word = attributeWord(bytes[start..<end])
    } else if attributeWord(bytes[local..<end]) != .other {
      // Only `xml:space` is looked at with a prefix.
      guard bytes[start..<end].elementsEqual("xml:space".utf8) else { throw .irregular }
      word = .space
    }
    attributes.append(
      Attribute(word: word, name: start..<end, local: local, value: end + 2..<cursor, isPlain: isPlain))
    return cursor + 1
  }

  /// Declares the prefixes of the tag, and looks whether those that it uses are declared.
  private mutating func checkNamespaces(elementPrefix: Range<Int>) throws(TokenStop) {
    var prefixed = 0
    for attribute in attributes {
      let isDefault = bytes[attribute.name].elementsEqual("xmlns".utf8)
      guard attribute.local > attribute.name.lowerBound || isDefault else { continue }
      prefixed += 1
      let prefix = bytes[attribute.name.lowerBound..<max(attribute.name.lowerBound, attribute.local - 1)]
      guard isDefault || prefix.elementsEqual("xmlns".utf8) else { continue }
      let name = isDefault ? bytes[0..<0] : bytes[attribute.local..<attribute.name.upperBound]
      guard attribute.isPlain, prefixes.declare(name, as: bytes[attribute.value], depth: depth) else {
        throw .irregular
      }
    }
    if !elementPrefix.isEmpty, !prefixes.isDeclared(bytes[elementPrefix]) { throw .irregular }
    guard prefixed > 0 else { return }
    for (index, attribute) in attributes.enumerated() where attribute.local > attribute.name.lowerBound {
      let prefix = bytes[attribute.name.lowerBound..<attribute.local - 1]
      if prefix.elementsEqual("xmlns".utf8) { continue }
      if prefix.elementsEqual("xml".utf8) {
        guard bytes[attribute.name].elementsEqual("xml:space".utf8) else { throw .irregular }
        continue
      }
      guard prefixes.isDeclared(prefix) else { throw .irregular }
      // Two prefixes may stand for one namespace, and two attributes of one name in it are an error.
      for other in attributes[..<index] where other.local > other.name.lowerBound {
        let (a, b) = (bytes[other.local..<other.name.upperBound], bytes[attribute.local..<attribute.name.upperBound])
        if a.elementsEqual(b) { throw .irregular }
      }
    }
  }
}

// MARK: - Text

extension ScannedTokens {
  /// White space before and after the root element, and the XML declaration.
  private mutating func skipOutside() throws(TokenStop) {
    while true {
      while isSpace(bytes[position]) { position += 1 }
      guard position == bytes.end, !bytes.isAtEnd else { break }
      try bytes.fill(&position)
    }
    guard bytes[position] == UInt8(ascii: "<") || position == bytes.end else { throw .irregular }
  }

  /// Text up to the next tag.
  private mutating func scanText(into text: inout [UInt8], keeps: Bool) throws(TokenStop) {
    var length = 0
    var start = position
    while true {
      var cursor = position
      while true {
        let byte = bytes[cursor]
        guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "&"),
          byte != UInt8(ascii: "]")
        else { break }
        cursor += 1
      }
      position = cursor
      let byte = bytes[cursor]
      if byte == UInt8(ascii: "<") { break }
      if bytes.end - cursor < 16, !bytes.isAtEnd {
        length += cursor - start
        if keeps { text.append(contentsOf: bytes[start..<cursor]) }
        try bytes.fill(&position)
        start = position
        guard length < limits.valueBytes else { throw .irregular }
        continue
      }
      switch byte {
      case 0x09, 0x0A: position += 1
      case UInt8(ascii: "&"):
        guard let reference = bytes.reference(at: cursor) else { throw .irregular }
        length += cursor - start
        if keeps {
          text.append(contentsOf: bytes[start..<cursor])
          text.append(contentsOf: String(reference.scalar).utf8)
        }
        position += reference.length
        start = position
      case UInt8(ascii: "]"):
        if bytes[cursor + 1] == UInt8(ascii: "]"), bytes[cursor + 2] == UInt8(ascii: ">") { throw .irregular }
        position += 1
      case 0x0D:
        length += cursor - start + 1
        if keeps {
          text.append(contentsOf: bytes[start..<cursor])
          if bytes[cursor + 1] != 0x0A { text.append(0x0A) }
        }
        position += 1
        start = position
      default:
        guard let sequence = bytes.sequenceLength(at: cursor) else { throw .irregular }
        position += sequence
      }
    }
    length += position - start
    if keeps { text.append(contentsOf: bytes[start..<position]) }
    guard length < limits.valueBytes, text.count < limits.valueBytes else { throw .irregular }
  }
}
