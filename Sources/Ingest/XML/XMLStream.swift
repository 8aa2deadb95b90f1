import CLibXML2
import Diagnostics

/// An XML document as a stream of start tags, end tags and text, in constant memory.
///
/// Safe against hostile documents: no network, no external file, no DOCTYPE and so no entity, bounded depth, tags and
/// values; a document whose root element does not close is an error, with the line. Names are without their prefix and
/// interned: compare pointers from ``intern(_:)``.
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
  private let limits: IngestLimits
  private var source: any XMLSource
  private var gate: XMLGuard
  /// Bytes read to find the encoding, not yet handed to the parser.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var reader: xmlTextReaderPtr?
  private var failure: DiagnosticError?
  private var parserProblem: (message: String, line: Int, isCutOff: Bool)?
  private var rootClosed = false
  private var emptyElementToEnd = false

  /// The local name of the element that starts or ends; valid as long as the stream.
  private(set) var name: Name?
  /// Elements open, the one that starts or ends included.
  private(set) var depth = 0

  /// - Parameters:
  ///   - source: where the bytes come from.
  ///   - file: what messages name: a path, or a path and the part of a workbook.
  ///   - limits: what the document may cost.
  ///   - notedDepth: the depth at which ``nextNotedLine()`` tells the line of each start tag.
  /// - Throws: ``DiagnosticError`` when it is empty, or in an encoding that is not read here.
  init(
    _ source: any XMLSource, file: String, limits: IngestLimits = IngestLimits(), notedDepth: Int = 0
  ) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    self.source = source
    gate = XMLGuard(limits: limits, notedDepth: notedDepth)
    bizclimate_xml_silence()
    let encoding = try readStart()
    let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue)
    let ignoreDeclared = Int32(XML_PARSE_IGNORE_ENC.rawValue)
    let context = Unmanaged.passUnretained(self).toOpaque()
    reader =
      switch encoding {
      case .declared: xmlReaderForIO(Self.readBytes, nil, context, nil, nil, options)
      case .gb18030: xmlReaderForIO(Self.readBytes, nil, context, nil, "GB18030", options | ignoreDeclared)
      case .utf16: xmlReaderForIO(Self.readBytes, nil, context, nil, "UTF-8", options | ignoreDeclared)
      }
    guard let reader else { throw failure ?? problem("I-202", line: 1, "the document cannot be opened as XML") }
    xmlTextReaderSetStructuredErrorHandler(
      reader,
      { context, error in
        guard let context, let error else { return }
        Unmanaged<XMLStream>.fromOpaque(context).takeUnretainedValue().note(
          code: error.pointee.code, level: error.pointee.level, line: error.pointee.line, error.pointee.message)
      }, context)
  }

  deinit {
    if let reader { xmlFreeTextReader(reader) }
  }

  /// The interned form of a name, equal by pointer to ``name`` of every element so called.
  func intern(_ name: String) -> Name? {
    xmlTextReaderConstString(reader, name)
  }

  /// The line of the next start tag at the noted depth: call once for each such tag, in order.
  func nextNotedLine() -> Int? { gate.nextNotedLine() }

  /// About where the parser is; it reads ahead.
  var approximateLine: Int { max(1, Int(xmlTextReaderGetParserLineNumber(reader))) }

  func next() throws(DiagnosticError) -> Event {
    if emptyElementToEnd {
      emptyElementToEnd = false
      return end()
    }
    while true {
      let status = xmlTextReaderRead(reader)
      if let failure { throw failure }
      guard status == 1 else {
        if status == 0, rootClosed, parserProblem == nil { return .finished }
        throw malformed()
      }
      switch xmlTextReaderNodeType(reader) {
      case Int32(XML_READER_TYPE_ELEMENT.rawValue):
        depth += 1
        name = xmlTextReaderConstLocalName(reader)
        emptyElementToEnd = xmlTextReaderIsEmptyElement(reader) == 1
        return .start
      case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
        name = xmlTextReaderConstLocalName(reader)
        return end()
      case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
        Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue), Int32(XML_READER_TYPE_WHITESPACE.rawValue):
        return .text
      case Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue), Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue):
        throw documentType(line: approximateLine)
      default:
        continue
      }
    }
  }

  private func end() -> Event {
    depth -= 1
    if depth == 0 { rootClosed = true }
    return .end
  }

  /// Appends the text of the current event.
  func appendText(to bytes: inout [UInt8]) throws(DiagnosticError) {
    guard let value = xmlTextReaderConstValue(reader) else { return }
    let text = UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value)))
    bytes.append(contentsOf: text)
    if bytes.count > limits.valueBytes {
      throw problem(
        "I-206", line: approximateLine, "a value of more than \(limits.valueBytes) bytes",
        advice: "A cell or field of that size is no datum; look what is in it")
    }
  }

  /// Whether the current text is only white space.
  var textIsBlank: Bool {
    switch xmlTextReaderNodeType(reader) {
    case Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue), Int32(XML_READER_TYPE_WHITESPACE.rawValue): true
    default: false
    }
  }

  /// Calls `body` with each attribute's local name and value; on a start event.
  func forEachAttribute(_ body: (Name, UnsafeBufferPointer<UInt8>) throws(DiagnosticError) -> Void)
    throws(DiagnosticError)
  {
    guard xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return }
    repeat {
      guard xmlTextReaderIsNamespaceDecl(reader) != 1, let name = xmlTextReaderConstLocalName(reader),
        let value = xmlTextReaderConstValue(reader)
      else { continue }
      try body(name, UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
    } while xmlTextReaderMoveToNextAttribute(reader) == 1
    xmlTextReaderMoveToElement(reader)
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
  private static let readBytes: xmlInputReadCallback = { context, buffer, count in
    guard let context, let buffer, count > 0 else { return -1 }
    return Unmanaged<XMLStream>.fromOpaque(context).takeUnretainedValue().feed(
      UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)))
  }

  private func readStart() throws(DiagnosticError) -> XMLEncoding {
    var start = [UInt8](repeating: 0, count: 4096)
    var count = 0
    while count < start.count {
      let more = try Self.read(source, into: &start, from: count)
      if more == 0 { break }
      count += more
    }
    start.removeLast(start.count - count)
    if start.isEmpty { throw problem("I-203", line: 1, "the document is empty") }
    let encoding = try XMLEncoding(start: start[...], file: file)
    if case .utf16(let littleEndian) = encoding {
      start = try wholeAsUTF8(start, littleEndian: littleEndian)
    }
    pending = start
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

  private func wholeAsUTF8(_ start: [UInt8], littleEndian: Bool) throws(DiagnosticError) -> [UInt8] {
    var all = start
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try Self.read(source, into: &chunk, from: 0)
      if count == 0 { break }
      all.append(contentsOf: chunk[..<count])
    }
    guard let converted = utf8(fromUTF16: all, littleEndian: littleEndian) else {
      throw problem(
        "I-204", line: nil, "the UTF-16 text is broken or cut off", advice: "Export the file again, in UTF-8")
    }
    return converted
  }

  private func feed(_ buffer: UnsafeMutableRawBufferPointer) -> Int32 {
    if failure != nil { return -1 }
    var count = 0
    if pendingStart < pending.count {
      count = min(buffer.count, pending.count - pendingStart)
      let start = pendingStart
      pending.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
      }
      pendingStart += count
    } else {
      do {
        count = try source.read(into: buffer)
      } catch {
        failure = error
        return -1
      }
    }
    if let found = gate.scan(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
      failure = refusal(found)
      return -1
    }
    return Int32(count)
  }

  private func refusal(_ problem: XMLGuard.Problem) -> DiagnosticError {
    switch problem {
    case .documentType(let line): documentType(line: line)
    case .longTag(let line):
      self.problem(
        "I-207", line: line, "a tag of more than \(limits.tagBytes) bytes",
        advice: "Values belong into elements, not into thousands of attributes")
    case .deep(let line):
      self.problem("I-208", line: line, "elements nested more than \(limits.depth) deep")
    }
  }

  private func documentType(line: Int) -> DiagnosticError {
    problem(
      "I-205", line: line, "a DOCTYPE or an entity, which data files must not have",
      advice: "Remove the <!DOCTYPE …> and write the text of its entities in their place")
  }
}

// MARK: - The parser's complaints

extension XMLStream {
  private func note(code: Int32, level: xmlErrorLevel, line: Int32, _ message: UnsafePointer<CChar>?) {
    guard level != XML_ERR_WARNING, parserProblem == nil, failure == nil else { return }
    let text = message.map { String(cString: $0) } ?? "unknown problem"
    let firstLine = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    let cutOff = [XML_ERR_DOCUMENT_END, XML_ERR_DOCUMENT_EMPTY, XML_ERR_TAG_NOT_FINISHED, XML_ERR_GT_REQUIRED]
    parserProblem = (
      firstLine.trimmingSuffix { $0.isWhitespace || $0 == "." }, Int(line),
      cutOff.contains { Int32($0.rawValue) == code }
    )
  }

  private func malformed() -> DiagnosticError {
    guard let parserProblem else {
      return problem(
        "I-209", line: gate.currentLine, "the file is cut off: its root element is not closed",
        advice: "Export or copy the file again")
    }
    if parserProblem.isCutOff {
      return problem(
        "I-209", line: parserProblem.line, "the file is cut off or a tag is not closed (\(parserProblem.message))",
        advice: "Export or copy the file again")
    }
    let isEncoding = parserProblem.message.contains("UTF-8") || parserProblem.message.contains("conversion")
    return problem(
      "I-210", line: parserProblem.line, "not well-formed XML: \(parserProblem.message)",
      advice: isEncoding
        ? "The bytes are not in the declared encoding; save in UTF-8, or declare encoding=\"GB18030\""
        : "Correct that line, or export the file again")
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
