import Diagnostics

/// An element of a small document that is in memory as a whole: a form definition, the head of a message.
struct XMLNode: Sendable, Hashable {
  struct Attribute: Sendable, Hashable {
    var name: String
    var namespace: String
    var value: String
  }

  var name = ""
  var namespace = ""
  var line = 1
  var attributes: [Attribute] = []
  var children: [XMLNode] = []
  /// The text before the first child, as it stands.
  var text = ""

  subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

  func child(_ name: String) -> XMLNode? { children.first { $0.name == name } }

  func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

  /// Every element below, in document order, itself first.
  func forEach(_ body: (XMLNode) -> Void) {
    body(self)
    for child in children { child.forEach(body) }
  }

  /// The text of this element and all below it.
  var fullText: String { text + children.map { $0.fullText + $0.tail }.joined() }

  /// The text between this element and the next.
  var tail = ""
}

/// Reads a whole document.
///
/// - Throws: ``DiagnosticError`` for whatever the document's own form is at fault.
func readXMLTree(_ stream: XMLStream) throws(DiagnosticError) -> XMLNode {
  var open: [XMLNode] = []
  var root = XMLNode()
  while true {
    switch try stream.next() {
    case .start: open.append(try startedNode(stream))
    case .text:
      guard let last = open.indices.last else { continue }
      let piece = String(decoding: stream.text, as: UTF8.self)
      if let child = open[last].children.indices.last {
        open[last].children[child].tail += piece
      } else {
        open[last].text += piece
        if open[last].text.utf8.count > stream.limits.valueBytes { throw stream.longValue() }
      }
    case .end:
      guard let node = open.popLast() else { continue }
      if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
    case .finished: return root
    }
  }
}

/// The element that has just started, without what is in it.
func startedNode(_ stream: XMLStream) throws(DiagnosticError) -> XMLNode {
  var node = XMLNode()
  node.name = stream.name.map { String(cString: $0) } ?? ""
  node.namespace = stream.namespace.map { String(cString: $0) } ?? ""
  node.line = stream.line
  let namespaces = stream.attributeNamespaces
  try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
    let namespace = namespaces[node.attributes.count].map { String(cString: $0) } ?? ""
    node.attributes.append(
      XMLNode.Attribute(
        name: String(cString: name), namespace: namespace, value: String(decoding: value, as: UTF8.self)))
  }
  return node
}
