import CLibXML2
import Diagnostics
import Tables

/// Reads the elements of XML documents into tables.
///
/// Each attribute, child element and nested element without children is a column of the record; an element that
/// repeats inside one parent is a table of its own. That it repeats shows only at its second occurrence, so documents
/// may have to be read twice: ``foundRepeats`` says so, and goes into the reader of the second pass.
struct XMLTableReader {
  /// An element or attribute by its place: plain fields only, since the reader looks at one for every tag.
  private struct Node {
    /// Interned by the document at hand; nil until that document has the element.
    var name: XMLStream.Name?
    var isAttribute = false
    var firstChild: Int32 = -1
    var lastChild: Int32 = -1
    var nextSibling: Int32 = -1
    /// The child found last: documents repeat their order, so its neighbour comes next.
    var hint: Int32 = -1
    /// The table whose row holds its value.
    var table: Int32
    /// Whether each occurrence is a row of `table`.
    var isRow = false
    /// Inside a record, not around it.
    var isInRecord: Bool
    var column: Int32 = -1
    /// The occurrence of the parent that last had it.
    var lastParent = -1
  }

  private struct Open {
    var node: Int
    var occurrence: Int
    var textStart: Int
    var hasChildren: Bool
    /// Its value is in its row already.
    var isStored = false
    var depth: Int
  }

  /// The row of a table that is being read.
  private struct Row {
    var slots: [Range<Int32>] = []
    var values: [UInt8] = []
    var line = 1
    /// How many rows the parent's present row has so far.
    var count: Int32 = 0
    var children: [Int] = []

    mutating func set(column: Int, _ value: UnsafeBufferPointer<UInt8>) {
      while slots.count <= column { slots.append(0..<0) }
      let start = Int32(values.count)
      values.append(contentsOf: value)
      slots[column] = start..<start + Int32(value.count)
    }

    mutating func clear() {
      values.removeAll(keepingCapacity: true)
      for slot in slots.indices { slots[slot] = 0..<0 }
    }
  }

  private(set) var found = XMLTables()
  /// Paths below the record of elements that repeat and were not known to.
  private(set) var foundRepeats: Set<String> = []
  private let repeats: Set<String>
  private let keepsAncestors: Bool
  private let limits: IngestLimits
  /// Who takes the records whenever there are so many.
  private let sink: (any XMLRecordSink)?
  private let batchRows: Int

  private var nodes: [Node] = []
  /// The name of each node, and its path below the element whose row holds it.
  private var names: [[UInt8]] = []
  private var paths: [String] = []
  private var rows: [Row] = []
  /// The nodes on the way to the record, which is the last; -1 where ancestors are not kept.
  private var pathNodes: [Int] = []
  private var open: [Open] = []
  private var text: [UInt8] = []
  private var occurrences = 0
  private var document: Int32 = 0
  private var cellCount = 0

  /// - Parameters:
  ///   - depth: how many elements deep the records are; the root element is 1.
  ///   - repeats: paths below the record known to repeat.
  ///   - keepsAncestors: whether the elements around the records get tables too.
  ///   - limits: `cells` and `valueBytes` count here.
  ///   - sink: takes the records batch by batch, the rest excepted; nil: they all stay here.
  init(
    depth: Int, repeats: Set<String>, keepsAncestors: Bool, limits: IngestLimits, sink: (any XMLRecordSink)? = nil
  ) {
    self.sink = sink
    batchRows = sink?.batchRows ?? .max
    self.repeats = repeats
    self.keepsAncestors = keepsAncestors
    self.limits = limits
    for level in 1...max(depth, 1) {
      guard level == depth || keepsAncestors else { continue }
      if level == depth { found.records = found.tables.count }
      let parent = found.tables.isEmpty ? nil : found.tables.count - 1
      let table = addTable(path: "", parent: parent)
      nodes.append(Node(table: Int32(table), isRow: true, isInRecord: level == depth))
      names.append([])
      paths.append("")
      pathNodes.append(nodes.count - 1)
    }
  }

  private mutating func addTable(path: String, parent: Int?) -> Int {
    found.tables.append(XMLTable(path: path, parent: parent))
    rows.append(Row())
    if let parent { rows[parent].children.append(rows.count - 1) }
    return rows.count - 1
  }
}

// MARK: - Documents

extension XMLTableReader {
  /// Reads one document; what it held is forgotten when it is refused.
  ///
  /// - Parameters:
  ///   - stream: the document.
  ///   - steps: the names on the way to its records, from the root; nil: whatever the name.
  ///   - number: what the rows say they come from.
  ///   - needsRecords: whether a document without records is refused.
  /// - Throws: ``DiagnosticError`` of kind `content`; I-211 when there is no record at the path.
  mutating func read(
    _ stream: XMLStream, steps: [String?], document number: Int, needsRecords: Bool = true
  ) throws(DiagnosticError) {
    let before = found.tables.map(\.grid.rowCount)
    let cellsBefore = cellCount
    do throws(DiagnosticError) {
      try readDocument(stream, steps, Int32(clamping: number), needsRecords)
    } catch {
      for table in found.tables.indices { found.tables[table].truncate(to: table < before.count ? before[table] : 0) }
      cellCount = cellsBefore
      throw error
    }
  }

  private mutating func readDocument(
    _ stream: XMLStream, _ steps: [String?], _ number: Int32, _ needsRecords: Bool
  ) throws(DiagnosticError) {
    document = number
    for node in nodes.indices { nodes[node].name = nil }
    open.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    for row in rows.indices { rows[row].count = 0 }
    let names = steps.map { step in step.flatMap { stream.intern($0) } }
    let firstRecord = found.tables[found.records].rowCount
    var seen = SeenPaths()
    // How many of the open elements are on the path.
    var matched = 0
    while true {
      switch try stream.next() {
      case .start:
        let depth = stream.depth
        if depth <= steps.count {
          if found.tables[found.records].rowCount == firstRecord { seen.note(stream.name, depth: depth) }
          if matched == depth - 1, steps[depth - 1] == nil || stream.name == names[depth - 1] {
            matched = depth
            let node = keepsAncestors ? pathNodes[depth - 1] : depth == steps.count ? pathNodes[0] : -1
            if let last = open.indices.last { open[last].hasChildren = true }
            if node >= 0 { try enter(node, stream) }
            continue
          }
        }
        if !open.isEmpty { try enterChild(stream) }
      case .text:
        // The white space between the children of a long document is no value.
        guard let last = open.last, !(last.hasChildren && stream.textIsBlank) else { continue }
        if text.count - last.textStart + stream.text.count > limits.valueBytes { throw stream.longValue() }
        if stream.endsNext, !last.hasChildren, last.textStart == text.count {
          // A plain value, by far the most frequent: straight into its row.
          let value = trimmed(stream.text)
          if value.count > 0 {
            store(value, in: last.node)
            open[open.count - 1].isStored = true
          }
        } else {
          text.append(contentsOf: stream.text)
        }
      case .end:
        let depth = stream.depth + 1
        if matched >= depth { matched = depth - 1 }
        if let last = open.last, last.depth == depth { try leave(last, stream) }
      case .finished:
        if needsRecords, found.tables[found.records].rowCount == firstRecord {
          throw noRecords(stream, steps, seen)
        }
        return
      }
    }
  }

  private func noRecords(_ stream: XMLStream, _ steps: [String?], _ seen: SeenPaths) -> DiagnosticError {
    let wanted = "/" + steps.map { $0 ?? "*" }.joined(separator: "/")
    let nearest = nearestName(to: wanted, among: seen.paths).map { "Did you mean \($0)? " } ?? ""
    return stream.problem(
      "I-211", line: nil, "there is no element \(wanted)",
      advice: "\(nearest)The file has: \(seen.paths.joined(separator: ", "))")
  }
}

// MARK: - Elements

extension XMLTableReader {
  private mutating func enterChild(_ stream: XMLStream) throws(DiagnosticError) {
    guard let name = stream.name else { return }
    let last = open.count - 1
    let (parent, occurrence) = (open[last].node, open[last].occurrence)
    open[last].hasChildren = true
    let child = node(name, isAttribute: false, in: parent)
    if nodes[child].lastParent == occurrence, !nodes[child].isRow {
      guard nodes[child].isInRecord else {
        found.leftOut[paths[child], default: 1] += 1
        try stream.skipElement()
        return
      }
      foundRepeats.insert(absolutePath(child))
    }
    nodes[child].lastParent = occurrence
    try enter(child, stream)
  }

  private mutating func enter(_ node: Int, _ stream: XMLStream) throws(DiagnosticError) {
    if nodes[node].isRow { beginRow(Int(nodes[node].table), line: stream.line) }
    open.append(
      Open(node: node, occurrence: occurrences, textStart: text.count, hasChildren: false, depth: stream.depth))
    occurrences += 1
    guard stream.hasAttributes else { return }
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      let attribute = self.node(name, isAttribute: true, in: node)
      store(value, in: attribute)
    }
  }

  private mutating func leave(_ last: Open, _ stream: XMLStream) throws(DiagnosticError) {
    open.removeLast()
    let node = last.node
    let isRow = nodes[node].isRow
    if !last.isStored {
      let whole = Array(text[last.textStart...])
      text.removeLast(whole.count)
      whole.withUnsafeBufferPointer { all in
        let value = trimmed(all)
        // The text beside children, and a row's own, make a column only when there is some.
        if !(value.isEmpty && (last.hasChildren || isRow)) { store(value, in: node) }
      }
    }
    if isRow { try endRow(Int(nodes[node].table), stream) }
  }

  @inline(__always)
  private func trimmed(_ value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var (start, end) = (0, value.count)
    while start < end, isSpace(value[start]) { start += 1 }
    while end > start, isSpace(value[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: value[start..<end])
  }

  private mutating func store(_ value: UnsafeBufferPointer<UInt8>, in node: Int) {
    let table = Int(nodes[node].table)
    rows[table].set(column: claimColumn(of: node), value)
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  /// The column of a node, new when it holds its first value.
  private mutating func claimColumn(of node: Int) -> Int {
    let table = Int(nodes[node].table)
    if nodes[node].column < 0 {
      nodes[node].column = Int32(found.tables[table].columns.count)
      found.tables[table].columns.append(paths[node].isEmpty ? "." : paths[node])
    }
    return Int(nodes[node].column)
  }
}

// MARK: - Rows

extension XMLTableReader {
  private mutating func beginRow(_ table: Int, line: Int) {
    rows[table].line = line
    rows[table].count += 1
    rows[table].clear()
    for child in rows[table].children { rows[child].count = 0 }
    found.tables[table].positions.append(rows[table].count)
    // The parent's row is written when it ends, so its number is the number of rows before it.
    let parent = found.tables[table].parent
    found.tables[table].parentRows.append(parent.map { Int32(clamping: found.tables[$0].grid.rowCount) } ?? -1)
    found.tables[table].documents.append(document)
  }

  private mutating func endRow(_ table: Int, _ stream: XMLStream) throws(DiagnosticError) {
    cellCount += rows[table].slots.count
    if cellCount > limits.cells {
      throw stream.problem(
        "I-306", line: rows[table].line, "more cells than the \(limits.clause(.cells))",
        advice: IngestLimits.advice(.cells, instead: "Split the file"))
    }
    found.tables[table].grid.append(rows[table].values, slots: rows[table].slots, line: rows[table].line)
    if table == found.records, found.tables[table].grid.rowCount >= batchRows { try handOver() }
  }

  /// At the end of a record, when none of its elements is open.
  private mutating func handOver() throws(DiagnosticError) {
    let records = found.tables[found.records]
    try sink?.take(columns: records.columns, records.grid, documents: records.documents)
    for table in found.records..<found.tables.count { found.tables[table].handOver() }
  }
}

// MARK: - Nodes

extension XMLTableReader {
  private mutating func node(_ name: XMLStream.Name, isAttribute: Bool, in parent: Int) -> Int {
    let hint = nodes[parent].hint
    let expected = hint >= 0 ? nodes[Int(hint)].nextSibling : nodes[parent].firstChild
    if expected >= 0, nodes[Int(expected)].name == name, nodes[Int(expected)].isAttribute == isAttribute {
      nodes[parent].hint = expected
      return Int(expected)
    }
    let node = search(name, isAttribute, in: parent, expected) ?? add(name, isAttribute, to: parent)
    nodes[node].name = name
    nodes[parent].hint = Int32(node)
    return node
  }

  private func search(_ name: XMLStream.Name, _ isAttribute: Bool, in parent: Int, _ expected: Int32) -> Int? {
    var child = nodes[parent].firstChild
    while child >= 0 {
      if nodes[Int(child)].name == name, nodes[Int(child)].isAttribute == isAttribute { return Int(child) }
      child = nodes[Int(child)].nextSibling
    }
    // The document's first: names of earlier documents are known by their letters.
    let letters = UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
    if expected >= 0, isUnclaimed(Int(expected), letters, isAttribute) { return Int(expected) }
    child = nodes[parent].firstChild
    while child >= 0 {
      if isUnclaimed(Int(child), letters, isAttribute) { return Int(child) }
      child = nodes[Int(child)].nextSibling
    }
    return nil
  }

  private func isUnclaimed(_ node: Int, _ letters: UnsafeBufferPointer<UInt8>, _ isAttribute: Bool) -> Bool {
    nodes[node].name == nil && nodes[node].isAttribute == isAttribute && names[node].elementsEqual(letters)
  }

  private mutating func add(_ name: XMLStream.Name, _ isAttribute: Bool, to parent: Int) -> Int {
    let letters = UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name)))
    let word = (isAttribute ? "@" : "") + String(decoding: letters, as: UTF8.self)
    let holder = Int(nodes[parent].table)
    let path = nodes[parent].isRow || paths[parent].isEmpty ? word : paths[parent] + "/" + word
    var node = Node(name: name, isAttribute: isAttribute, table: Int32(holder), isInRecord: nodes[parent].isInRecord)
    names.append(Array(letters))
    paths.append(path)
    let absolute = Self.joined(found.tables[holder].path, path)
    if !isAttribute, node.isInRecord, repeats.contains(absolute) {
      node.isRow = true
      node.table = Int32(addTable(path: absolute, parent: holder))
      paths[paths.count - 1] = ""
    }
    nodes.append(node)
    let number = Int32(nodes.count - 1)
    let last = nodes[parent].lastChild
    if last >= 0 { nodes[Int(last)].nextSibling = number } else { nodes[parent].firstChild = number }
    nodes[parent].lastChild = number
    return Int(number)
  }

  private func absolutePath(_ node: Int) -> String {
    Self.joined(found.tables[Int(nodes[node].table)].path, paths[node])
  }

  private static func joined(_ outer: String, _ inner: String) -> String {
    outer.isEmpty ? inner : inner.isEmpty ? outer : outer + "/" + inner
  }
}

/// The paths down to the depth of the records, to say what there is instead.
private struct SeenPaths {
  private(set) var paths: [String] = []
  private var open: [String] = []

  mutating func note(_ name: XMLStream.Name?, depth: Int) {
    guard let name, paths.count < 50 else { return }
    if open.count >= depth { open.removeLast(open.count - depth + 1) }
    open.append(String(cString: name))
    let path = "/" + open.joined(separator: "/")
    if !paths.contains(path) { paths.append(path) }
  }
}
