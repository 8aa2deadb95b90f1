import CLibXML2
import Diagnostics

/// An XML document as a stream of start tags, end tags and text, in constant memory.
///
/// libxml2's push parser reads it chunk by chunk; what a chunk holds waits in ``XMLEvents``. Safe against hostile
/// documents: no network, no external file, no DOCTYPE and so no entity, bounded depth, tags and values; a document
/// whose root element does not close is an error, with the line. Names are without their prefix and interned: compare
/// pointers from ``intern(_:)``.
final class XMLStream {
  typealias Name = UnsafePointer<UInt8>

  enum Event {
    case start
    case end
    /// A piece of text; one text may come in several pieces.
    case text
    case finished
  }

  let file: String
  let limits: IngestLimits
  private var source: any XMLSource
  private var parser: xmlParserCtxtPtr?
  private let events = XMLEvents()
  private var position = 0
  /// Bytes not yet handed to the parser: `waiting[waitingStart..<waitingEnd]`.
  private var waiting: [UInt8] = []
  private var waitingStart = 0
  private var waitingEnd = 0
  private var sourceEnded = false
  private var isDrained = false
  /// Where the document is UTF-8, chunks end between characters.
  private var isUTF8 = true
  private var failure: DiagnosticError?
  private var fault: XMLFault?
  /// Elements open where the parser is, which runs ahead of the reader.
  private var parserDepth = 0
  private var rootClosed = false
  private var item = XMLEvents.Item(kind: .end, line: 1, lower: 0, upper: 0, name: nil, namespace: nil)

  /// Elements open, the one that starts or ends included.
  private(set) var depth = 0
  /// The local name of the element that starts or ends; valid as long as the stream.
  var name: Name? { item.name }
  /// The namespace of the element that starts.
  var namespace: Name? { item.namespace }
  /// The line of the `<` of the element that has just started; of other events, about where they end.
  var line: Int { Int(item.line) }

  /// - Parameters:
  ///   - source: where the bytes come from.
  ///   - file: what messages name: a path, or a path and the part of a workbook.
  ///   - limits: what the document may cost.
  /// - Throws: ``DiagnosticError`` when it is empty, or in an encoding that is not read here.
  init(_ source: any XMLSource, file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    self.source = source
    bizclimate_xml_silence()
    let encoding = try readStart()
    let context = Unmanaged.passUnretained(self).toOpaque()
    var handler = Self.handler
    parser = xmlCreatePushParserCtxt(&handler, context, nil, 0, nil)
    guard let parser else { throw problem("I-202", line: 1, "the document cannot be opened as XML") }
    var options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue)
    isUTF8 = encoding != .declared
    // What is handed over is UTF-8, whatever the declaration says.
    if isUTF8 { options |= Int32(XML_PARSE_IGNORE_ENC.rawValue) }
    xmlCtxtUseOptions(parser, options)
    parser.pointee.linenumbers = 1
  }

  deinit {
    if let parser { xmlFreeParserCtxt(parser) }
  }

  /// The interned form of a name, equal by pointer to ``name`` of every element so called.
  func intern(_ name: String) -> Name? {
    guard let parser else { return nil }
    return xmlDictLookup(parser.pointee.dict, name, -1)
  }

  func next() throws(DiagnosticError) -> Event {
    if position == events.items.count {
      guard try refill() else { return .finished }
    }
    item = events.items.start[position]
    position += 1
    switch item.kind {
    case .start:
      depth += 1
      return .start
    case .end:
      depth -= 1
      return .end
    case .text: return .text
    }
  }

  /// The text of the current event; good until the next.
  var text: UnsafeBufferPointer<UInt8> { bytes(item.lower, item.upper) }

  private func bytes(_ lower: Int32, _ upper: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: events.arena.start + Int(lower), count: Int(upper - lower))
  }

  /// Whether the element ends right behind the current text; false where that is not known yet.
  var endsNext: Bool { position < events.items.count && events.items.start[position].kind == .end }

  /// Appends the text of the current event.
  func appendText(to bytes: inout [UInt8]) throws(DiagnosticError) {
    bytes.append(contentsOf: text)
    if bytes.count > limits.valueBytes { throw longValue() }
  }

  func longValue() -> DiagnosticError {
    problem(
      "I-206", line: line, "a value of more bytes than the \(limits.clause(.valueBytes))",
      advice: IngestLimits.advice(.valueBytes, instead: "Look what is in it: a field of that size is no datum"))
  }

  /// Whether the current text is only white space.
  var textIsBlank: Bool { text.allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }

  /// Whether the element that has just started has attributes.
  var hasAttributes: Bool { item.upper > item.lower }

  /// Calls `body` with each attribute's local name and value; on a start event.
  func forEachAttribute(_ body: (Name, UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> Void)
    throws(DiagnosticError)
  {
    for position in Int(item.lower)..<Int(item.upper) {
      let attribute = events.attributes.start[position]
      try body(attribute.name, bytes(attribute.lower, attribute.upper))
    }
  }

  /// The namespaces of the attributes of the element that has just started, in the order of ``forEachAttribute(_:)``.
  var attributeNamespaces: [Name?] {
    (item.lower..<item.upper).map { events.attributes.start[Int($0)].namespace }
  }

  /// Reads on to the end of the element that has just started.
  func skipElement() throws(DiagnosticError) {
    let outer = depth - 1
    while true {
      switch try next() {
      case .end where depth == outer: return
      case .finished: return
      default: continue
      }
    }
  }

  /// An error at a line of this document.
  func problem(_ code: String, line: Int?, _ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: code, at: SourceLocation(file: file, line: line), message, advice: advice))
  }
}

// MARK: - Feeding the parser

extension XMLStream {
  /// Bytes handed to the parser at a time.
  private static let chunkBytes = 1 << 15
  /// Room for what is read from the source and not yet parsed.
  private static let waitingBytes = 1 << 17

  /// Parses on until there is an event; false at the end of the document.
  private func refill() throws(DiagnosticError) -> Bool {
    events.removeAll()
    position = 0
    while events.items.count == 0 {
      if isDrained {
        guard rootClosed, fault == nil else { throw malformed() }
        return false
      }
      try pump()
      if let failure { throw failure }
      // What came before the fault is of no use: the document is refused as a whole.
      if fault != nil { throw malformed() }
    }
    return true
  }

  private func pump() throws(DiagnosticError) {
    try fill()
    guard waitingStart < waitingEnd else {
      isDrained = true
      xmlParseChunk(parser, nil, 0, 1)
      return
    }
    let end = chunkEnd()
    let (start, count) = (waitingStart, Int32(end - waitingStart))
    waitingStart = end
    waiting.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      xmlParseChunk(parser, (base + start).assumingMemoryBound(to: CChar.self), count, 0)
    }
    if failure == nil, fault == nil { checkPending() }
  }

  /// Where the chunk at hand ends: behind its last tag, else between two characters.
  private func chunkEnd() -> Int {
    let limit = min(waitingEnd, waitingStart + Self.chunkBytes)
    if limit == waitingEnd, sourceEnded { return limit }
    return waiting.withUnsafeBufferPointer { bytes in
      var end = limit
      while end > waitingStart, bytes[end - 1] != UInt8(ascii: ">") { end -= 1 }
      if end > waitingStart { return end }
      end = limit
      guard isUTF8 else { return end }
      while end > waitingStart + 1, end > limit - 4, bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
      if end > waitingStart + 1, bytes[end - 1] >= 0xC0 { end -= 1 }
      return end
    }
  }

  private func fill() throws(DiagnosticError) {
    guard !sourceEnded, waitingEnd - waitingStart < Self.chunkBytes else { return }
    if waitingStart > 0 {
      let (start, end) = (waitingStart, waitingEnd)
      waiting.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
      (waitingStart, waitingEnd) = (0, end - start)
    }
    while waitingEnd < waiting.count {
      let count = try Self.read(source, into: &waiting, from: waitingEnd)
      if count == 0 {
        sourceEnded = true
        return
      }
      waitingEnd += count
    }
  }

  /// Refuses a tag, comment or instruction that is too long before the parser sees its end.
  private func checkPending() {
    guard let input = parser?.pointee.input, let current = input.pointee.cur, let end = input.pointee.end else {
      return
    }
    let pending = end - current
    guard pending > limits.tagBytes, current[0] == UInt8(ascii: "<") else { return }
    let isTag = current[1] != UInt8(ascii: "!") && current[1] != UInt8(ascii: "?")
    if isTag || pending > max(limits.valueBytes, limits.tagBytes) {
      failure = longTag(line: Int(input.pointee.line))
    }
  }

  private func readStart() throws(DiagnosticError) -> XMLEncoding {
    waiting = [UInt8](repeating: 0, count: Self.waitingBytes)
    while waitingEnd < 4096 {
      let more = try Self.read(source, into: &waiting, from: waitingEnd)
      if more == 0 {
        sourceEnded = true
        break
      }
      waitingEnd += more
    }
    if waitingEnd == 0 { throw problem("I-203", line: 1, "the document is empty") }
    let encoding = try XMLEncoding(start: waiting[..<waitingEnd], file: file)
    switch encoding {
    case .declared: break
    case .utf8:
      if waiting.starts(with: [0xEF, 0xBB, 0xBF]) { waitingStart = 3 }
    case .gb18030, .utf16:
      source = try TranscodedXMLSource(source, start: waiting[..<waitingEnd], from: encoding, file: file)
      (waitingEnd, sourceEnded) = (0, false)
    }
    return encoding
  }

  private static func read(
    _ source: any XMLSource, into bytes: inout [UInt8], from start: Int
  ) throws(DiagnosticError) -> Int {
    var result: Result<Int, DiagnosticError> = .success(0)
    bytes.withUnsafeMutableBytes { all in
      result = Result { () throws(DiagnosticError) in
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: all[start...]))
      }
    }
    return try result.get()
  }
}

// MARK: - What the parser says

extension XMLStream {
  /// Hands over what the parser says to the stream, which is alive while it parses: to count references to it took a
  /// tenth of the time.
  @inline(__always)
  private static func tell(_ context: UnsafeMutableRawPointer?, _ what: (XMLStream) -> Void) {
    guard let context else { return }
    Unmanaged<XMLStream>.fromOpaque(context)._withUnsafeGuaranteedRef(what)
  }

  /// The callbacks; what is not among them (comments, instructions) is read past.
  private static var handler: xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.internalSubset = { context, _, _, _ in XMLStream.tell(context) { $0.refuseDocumentType() } }
    handler.reference = { context, _ in XMLStream.tell(context) { $0.refuseDocumentType() } }
    handler.startElementNs = { context, name, _, namespace, _, _, count, _, attributes in
      guard let name else { return }
      XMLStream.tell(context) { $0.started(name, namespace, attributes, Int(count)) }
    }
    handler.endElementNs = { context, name, _, _ in XMLStream.tell(context) { $0.ended(name) } }
    let text: charactersSAXFunc = { context, bytes, count in
      guard let bytes else { return }
      XMLStream.tell(context) { $0.said(bytes, Int(count)) }
    }
    handler.characters = text
    handler.ignorableWhitespace = text
    handler.cdataBlock = text
    handler.serror = { context, error in
      guard let error else { return }
      XMLStream.tell(context) { $0.note(error.pointee) }
    }
    return handler
  }

  private func started(
    _ name: Name, _ namespace: Name?, _ attributes: UnsafeMutablePointer<Name?>?, _ count: Int
  ) {
    guard failure == nil, let input = parser?.pointee.input else { return }
    // The parser stands at the end of the tag. No attribute value holds a `<`, so the nearest one opens the tag.
    var line = input.pointee.line
    if let current = input.pointee.cur, let base = input.pointee.base {
      var open = current
      while open > base, open[0] != UInt8(ascii: "<") {
        if open[0] == UInt8(ascii: "\n") { line -= 1 }
        open -= 1
      }
      if current - open >= limits.tagBytes { return stop(longTag(line: Int(line))) }
    }
    parserDepth += 1
    if parserDepth > limits.depth {
      return stop(
        problem(
          "I-208", line: Int(line), "elements nested deeper than the \(limits.clause(.depth))",
          advice: IngestLimits.advice(.depth, instead: "Look what this file is: data nest a few levels")))
    }
    events.start(name, namespace: namespace, line: line, attributes: attributes, count: count)
  }

  private func ended(_ name: Name?) {
    parserDepth -= 1
    if parserDepth == 0 { rootClosed = true }
    events.end(name, line: parser?.pointee.input?.pointee.line ?? 1)
  }

  private func said(_ text: Name, _ count: Int) {
    events.text(text, count: count, line: parser?.pointee.input?.pointee.line ?? 1)
  }

  private func stop(_ error: DiagnosticError) {
    if failure == nil { failure = error }
    xmlStopParser(parser)
  }

  private func longTag(line: Int) -> DiagnosticError {
    problem(
      "I-207", line: line, "a tag of more bytes than the \(limits.clause(.tagBytes))",
      advice: IngestLimits.advice(.tagBytes, instead: "Write values as elements, not as thousands of attributes"))
  }

  private func refuseDocumentType() {
    stop(
      problem(
        "I-205", line: Int(parser?.pointee.input?.pointee.line ?? 1),
        "a DOCTYPE or an entity, which data files must not have",
        advice: "Remove the <!DOCTYPE …> and write the text of its entities in their place"))
  }

  private func note(_ error: xmlError) {
    guard error.level != XML_ERR_WARNING, fault == nil, failure == nil else { return }
    fault = XMLFault(error)
  }

  private func malformed() -> DiagnosticError {
    let fault = fault ?? XMLFault(unclosedAt: Int(parser?.pointee.input?.pointee.line ?? 1))
    return problem(fault.code, line: fault.line, fault.text, advice: fault.advice)
  }
}
