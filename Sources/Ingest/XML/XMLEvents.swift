import CLibXML2

/// What the parser has said of one chunk of a document, until the reader takes it.
///
/// Names are libxml2's own, interned for the life of the parser; texts and attribute values are copied into one arena,
/// since the parser's buffers move. Memory of its own instead of arrays: a ledger has ten events a line.
final class XMLEvents {
  enum Kind: UInt8 {
    case start, end, text
  }

  struct Item {
    var kind: Kind
    /// The line of the start tag's `<`; of other events, about where they end.
    var line: Int32
    /// In the arena (text), or of the attributes (start).
    var lower: Int32
    var upper: Int32
    var name: UnsafePointer<UInt8>?
    var namespace: UnsafePointer<UInt8>?
  }

  struct Attribute {
    var name: UnsafePointer<UInt8>
    var namespace: UnsafePointer<UInt8>?
    var lower: Int32
    var upper: Int32
  }

  /// A list that grows by doubling and is emptied without giving back its memory; of trivial types only.
  struct Storage<Element: BitwiseCopyable> {
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      start = .allocate(capacity: capacity)
    }

    /// Room for `more` elements behind the last.
    @inline(__always)
    mutating func reserve(_ more: Int) {
      if count + more > capacity { grow(more) }
    }

    private mutating func grow(_ more: Int) {
      capacity = max(2 * capacity, count + more)
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
      larger.update(from: start, count: count)
      start.deallocate()
      start = larger
    }

    @inline(__always)
    mutating func append(_ element: Element) {
      reserve(1)
      (start + count).initialize(to: element)
      count += 1
    }

    @inline(__always)
    mutating func append(_ elements: UnsafePointer<Element>, count more: Int) {
      reserve(more)
      (start + count).update(from: elements, count: more)
      count += more
    }

    mutating func removeAll() { count = 0 }

    func deallocate() { start.deallocate() }
  }

  private struct Lists {
    var items = Storage<Item>(capacity: 4096)
    var attributes = Storage<Attribute>(capacity: 256)
    var arena = Storage<UInt8>(capacity: 1 << 16)
  }

  /// Behind a pointer: the run-time checks on a class's variables took a sixth of the time.
  private let lists: UnsafeMutablePointer<Lists>

  var items: Storage<Item> { lists.pointee.items }
  var attributes: Storage<Attribute> { lists.pointee.attributes }
  var arena: Storage<UInt8> { lists.pointee.arena }

  init() {
    lists = .allocate(capacity: 1)
    lists.initialize(to: Lists())
  }

  deinit {
    items.deallocate()
    attributes.deallocate()
    arena.deallocate()
    lists.deallocate()
  }

  func removeAll() {
    lists.pointee.items.removeAll()
    lists.pointee.attributes.removeAll()
    lists.pointee.arena.removeAll()
  }

  func start(
    _ name: UnsafePointer<UInt8>, namespace: UnsafePointer<UInt8>?, line: Int32,
    attributes list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int
  ) {
    let first = Int32(attributes.count)
    if let list {
      for position in 0..<count {
        // Five pointers an attribute: name, prefix, namespace, and the value's two ends.
        let entry = list + position * 5
        guard let name = entry[0], let value = entry[3], let end = entry[4] else { continue }
        let lower = Int32(arena.count)
        lists.pointee.arena.append(value, count: end - value)
        lists.pointee.attributes.append(
          Attribute(name: name, namespace: entry[2], lower: lower, upper: Int32(arena.count)))
      }
    }
    lists.pointee.items.append(
      Item(
        kind: .start, line: line, lower: first, upper: Int32(attributes.count), name: name, namespace: namespace))
  }

  func end(_ name: UnsafePointer<UInt8>?, line: Int32) {
    lists.pointee.items.append(Item(kind: .end, line: line, lower: 0, upper: 0, name: name, namespace: nil))
  }

  func text(_ bytes: UnsafePointer<UInt8>, count: Int, line: Int32) {
    let lower = Int32(arena.count)
    lists.pointee.arena.append(bytes, count: count)
    // The parser hands out text in pieces around references and buffer ends.
    let last = items.start + (items.count - 1)
    if items.count > 0, last.pointee.kind == .text, last.pointee.upper == lower {
      last.pointee.upper = Int32(arena.count)
    } else {
      lists.pointee.items.append(
        Item(kind: .text, line: line, lower: lower, upper: Int32(arena.count), name: nil, namespace: nil))
    }
  }
}
