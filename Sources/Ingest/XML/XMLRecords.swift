import Diagnostics
import Tables

/// The path of the elements that are records: `/ledger/case`.
struct RecordPath: Hashable {
  let steps: [String]

  /// nil when it is not absolute or has an empty step.
  init?(_ text: String) {
    guard text.hasPrefix("/") else { return nil }
    let steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !steps.isEmpty, !steps.contains("") else { return nil }
    self.steps = steps
  }
}

/// The records of a document: one row each.
struct XMLRecordReading {
  /// `kind`, `times/received`, `@id`, `times/@zone`; `.` is the record's own text. In order of first appearance.
  var columns: [String] = []
  /// One row a record, its line that of the record's start tag; a record that lacks the last columns is shorter.
  var grid = CellGrid()
}

/// Reads the records at `path`: each attribute, child element and nested element without children is a column.
///
/// - Throws: ``DiagnosticError`` when an element repeats inside one record, when there is no record at the path, and
///   for whatever the document's own form is at fault.
func readXMLRecords(
  _ source: any XMLSource, file: String, path: RecordPath, limits: IngestLimits = IngestLimits()
) throws(DiagnosticError) -> XMLRecordReading {
  let stream = try XMLStream(source, file: file, limits: limits, notedDepth: path.steps.count)
  var reader = XMLRecordReader(stream, path: path, limits: limits)
  return try reader.read()
}

/// A place inside a record: an element or an attribute, found by its interned name from its parent.
private struct PathNode {
  var children: [(name: XMLStream.Name, isAttribute: Bool, node: Int)] = []
  var path: String
  /// The column; nil until it holds a value.
  var column: Int?
  /// The record that last had this element, to see repetition.
  var lastRecord = -1
}

private struct XMLRecordReader {
  private let stream: XMLStream
  private let path: RecordPath
  private let steps: [XMLStream.Name?]
  private let limits: IngestLimits
  private var reading = XMLRecordReading()
  /// Node 0 is the record itself.
  private var nodes = [PathNode(path: ".")]
  private var record = 0
  private var recordLine = 1
  /// The value of each column in the record at hand, as a range of `values`; nil: absent.
  private var slots: [Range<Int>?] = []
  private var values: [UInt8] = []
  /// Paths seen down to the depth of the record, to say what there is instead.
  private var seenPaths: [String] = []

  init(_ stream: XMLStream, path: RecordPath, limits: IngestLimits) {
    self.stream = stream
    self.path = path
    self.limits = limits
    steps = path.steps.map { stream.intern($0) }
  }

  mutating func read() throws(DiagnosticError) -> XMLRecordReading {
    // How many of the open elements are on the path.
    var matched = 0
    var open: [String] = []
    while true {
      switch try stream.next() {
      case .start:
        if stream.depth <= steps.count {
          if matched == stream.depth - 1, stream.name == steps[stream.depth - 1] { matched += 1 }
          if record == 0 { note(stream.name, in: &open) }
        }
        let line = stream.depth == steps.count ? stream.nextNotedLine() : nil
        if matched == steps.count, stream.depth == steps.count {
          recordLine = line ?? stream.approximateLine
          try readRecord()
          matched -= 1
        }
      case .end:
        matched = min(matched, stream.depth)
        if open.count > stream.depth { open.removeLast(open.count - stream.depth) }
      case .text: continue
      case .finished:
        if record == 0 { throw noRecords() }
        return reading
      }
    }
  }

  private mutating func note(_ name: XMLStream.Name?, in open: inout [String]) {
    guard let name, seenPaths.count < 50 else { return }
    if open.count >= stream.depth { open.removeLast(open.count - stream.depth + 1) }
    open.append(String(cString: name))
    let path = "/" + open.joined(separator: "/")
    if !seenPaths.contains(path) { seenPaths.append(path) }
  }

  private func noRecords() -> DiagnosticError {
    let wanted = "/" + path.steps.joined(separator: "/")
    let nearest = nearestName(to: wanted, among: seenPaths).map { "Did you mean \($0)? " } ?? ""
    return stream.problem(
      "I-211", line: nil, "there is no element \(wanted)",
      advice: "\(nearest)The file has: \(seenPaths.joined(separator: ", "))")
  }
}

// MARK: - One record

extension XMLRecordReader {
  /// Reads the record that has just started, to its end.
  private mutating func readRecord() throws(DiagnosticError) {
    record += 1
    values.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = nil }
    try readAttributes(of: 0)
    try readElement(0)
    for slot in slots {
      if let slot, !slot.isEmpty {
        reading.grid.append(values[slot], kind: .text)
      } else {
        reading.grid.append(EmptyCollection(), kind: .empty)
      }
    }
    if reading.grid.kinds.count > limits.cells {
      throw stream.problem("I-306", line: recordLine, "more than \(limits.cells) cells")
    }
    reading.grid.endRow(line: recordLine)
  }

  /// Reads an element to its end; its text is a value unless it has children and the text is blank.
  private mutating func readElement(_ node: Int) throws(DiagnosticError) {
    var text: [UInt8] = []
    var hasChildren = false
    loop: while true {
      switch try stream.next() {
      case .text:
        if !(hasChildren && stream.textIsBlank) { try stream.appendText(to: &text) }
      case .start:
        hasChildren = true
        let child = try enterChild(of: node)
        try readAttributes(of: child)
        try readElement(child)
      case .end, .finished: break loop
      }
    }
    let value = trimmingSpaces(text[...])
    if !hasChildren || !value.isEmpty {
      // The record's own text, and the text beside children, make a column only when there is some.
      if value.isEmpty, node == 0 { return }
      store(value, in: node)
    }
  }

  private mutating func enterChild(of parent: Int) throws(DiagnosticError) -> Int {
    guard let name = stream.name else { return parent }
    let child = node(named: name, isAttribute: false, in: parent)
    if nodes[child].lastRecord == record {
      throw stream.problem(
        "I-212", line: recordLine,
        "the element \(nodes[child].path) comes more than once in record \(record), "
          + "so it cannot be one column",
        advice: "Make the repeated element the record (record: …/\(nodes[child].path)), or export one value a record")
    }
    nodes[child].lastRecord = record
    return child
  }

  private mutating func readAttributes(of node: Int) throws(DiagnosticError) {
    // Collected first: the closure may not change this reader while the stream lends its buffers.
    var found: [(name: XMLStream.Name, value: [UInt8])] = []
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in found.append((name, Array(value))) }
    for (name, value) in found {
      store(value[...], in: self.node(named: name, isAttribute: true, in: node))
    }
  }

  private mutating func node(named name: XMLStream.Name, isAttribute: Bool, in parent: Int) -> Int {
    for child in nodes[parent].children where child.name == name && child.isAttribute == isAttribute {
      return child.node
    }
    let prefix = parent == 0 ? "" : nodes[parent].path + "/"
    nodes.append(PathNode(path: prefix + (isAttribute ? "@" : "") + String(cString: name)))
    nodes[parent].children.append((name, isAttribute, nodes.count - 1))
    return nodes.count - 1
  }

  private mutating func store(_ value: ArraySlice<UInt8>, in node: Int) {
    let column: Int
    if let known = nodes[node].column {
      column = known
    } else {
      column = slots.count
      slots.append(nil)
      reading.columns.append(nodes[node].path)
      nodes[node].column = column
    }
    let start = values.count
    values.append(contentsOf: value)
    slots[column] = start..<values.count
  }
}
