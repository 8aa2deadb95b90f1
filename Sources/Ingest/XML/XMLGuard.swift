/// Looks at the markup of an XML document before the parser does.
///
/// The parser would read a DOCTYPE with its entities before anyone can say no, and takes quadratic time over the
/// attributes of one tag; both are refused here, with the line. The guard also notes the line of every tag that opens
/// at one depth, since the parser, which reads ahead, does not know it exactly. Works on any encoding whose bytes
/// below 0x40 are ASCII wherever they stand (UTF-8, GB18030, ISO 8859).
struct XMLGuard {
  enum Problem: Hashable {
    case documentType(line: Int)
    case longTag(line: Int)
    case deep(line: Int)
  }

  private enum State {
    case text
    /// After `<`.
    case opened
    /// After `<!`, with what followed so far.
    case declaration
    case startTag
    case endTag
    case comment
    case characterData
    case instruction
  }

  private let tagBytes: Int
  private let maximumDepth: Int
  /// The depth (the root is 1) whose start tags' lines are noted; 0: none.
  private let notedDepth: Int
  private var notedLines: [Int32] = []
  private var notedHead = 0

  private var state = State.text
  private var line = 1
  private var depth = 0
  private var tagLength = 0
  private var tagLine = 1
  private var quote: UInt8 = 0
  private var declaration: [UInt8] = []
  /// The last two bytes, for `-->`, `]]>`, `?>` and `/>`.
  private var last: UInt8 = 0
  private var beforeLast: UInt8 = 0

  init(limits: IngestLimits, notedDepth: Int = 0) {
    tagBytes = limits.tagBytes
    maximumDepth = limits.depth
    self.notedDepth = notedDepth
  }

  /// The line of the next start tag at the noted depth, in document order.
  mutating func nextNotedLine() -> Int? {
    guard notedHead < notedLines.count else { return nil }
    defer {
      notedHead += 1
      if notedHead == notedLines.count {
        notedLines.removeAll(keepingCapacity: true)
        notedHead = 0
      }
    }
    return Int(notedLines[notedHead])
  }

  /// The line reached so far.
  var currentLine: Int { line }

  mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Problem? {
    var position = 0
    let end = bytes.count
    while position < end {
      if state == .text {
        while position < end, bytes[position] != UInt8(ascii: "<") {
          if bytes[position] == UInt8(ascii: "\n") { line += 1 }
          position += 1
        }
        guard position < end else { break }
        position += 1
        state = .opened
        tagLength = 1
        tagLine = line
        continue
      }
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if let problem = step(byte) { return problem }
      beforeLast = last
      last = byte
    }
    return nil
  }

  private mutating func step(_ byte: UInt8) -> Problem? {
    let closes = byte == UInt8(ascii: ">")
    switch state {
    case .text: break
    case .opened:
      quote = 0
      last = 0
      beforeLast = 0
      switch byte {
      case UInt8(ascii: "!"):
        state = .declaration
        declaration.removeAll(keepingCapacity: true)
      case UInt8(ascii: "?"): state = .instruction
      case UInt8(ascii: "/"): state = .endTag
      default: state = closes ? .text : .startTag
      }
    case .declaration: return stepDeclaration(byte)
    case .startTag: return stepStartTag(byte)
    case .endTag:
      if closes {
        depth -= 1
        state = .text
      }
    case .comment:
      if closes, last == UInt8(ascii: "-"), beforeLast == UInt8(ascii: "-") { state = .text }
    case .characterData:
      if closes, last == UInt8(ascii: "]"), beforeLast == UInt8(ascii: "]") { state = .text }
    case .instruction:
      if closes, last == UInt8(ascii: "?") { state = .text }
    }
    return nil
  }

  private mutating func stepDeclaration(_ byte: UInt8) -> Problem? {
    declaration.append(byte)
    if declaration == Array("--".utf8) {
      state = .comment
    } else if declaration == Array("[CDATA[".utf8) {
      state = .characterData
    } else if !"--".utf8.starts(with: declaration), !"[CDATA[".utf8.starts(with: declaration) {
      return .documentType(line: tagLine)
    } else {
      return nil
    }
    // The opening's own dashes and brackets are not part of a closing.
    last = 0
    beforeLast = 0
    return nil
  }

  private mutating func stepStartTag(_ byte: UInt8) -> Problem? {
    tagLength += 1
    if tagLength > tagBytes { return .longTag(line: tagLine) }
    if quote != 0 {
      if byte == quote { quote = 0 }
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      quote = byte
    } else if byte == UInt8(ascii: ">") {
      state = .text
      depth += 1
      if depth == notedDepth { notedLines.append(Int32(clamping: tagLine)) }
      if depth > maximumDepth { return .deep(line: tagLine) }
      if last == UInt8(ascii: "/") { depth -= 1 }
    }
    return nil
  }
}
