import Diagnostics

/// What an XML document is, by its root and first elements.
enum XMLDocumentKind: Hashable {
  /// Filled-in forms of ODK, KoBoToolbox, Ona: at these steps from the root; nil is whatever the root is called.
  case submissions(steps: [String?])
  /// Submissions that only the form's private key opens.
  case encrypted(line: Int)
  /// An XForms definition.
  case form
  /// An SDMX data message.
  case statisticalMessage
  case other(root: String)

  private static let extensible = "http://www.w3.org/1999/xhtml"
  /// A submission has its instanceID within so many elements; a longer document is not read to its end to tell.
  private static let examined = 20_000

  /// Reads as much of a document as it takes to tell.
  ///
  /// - Parameters:
  ///   - stream: the document.
  ///   - byID: whether a root element with an `id` is enough for a submission.
  /// - Throws: ``DiagnosticError`` when it is not well-formed that far.
  init(_ stream: XMLStream, byID: Bool = true) throws(DiagnosticError) {
    let (key, encrypted) = (stream.intern("base64EncryptedKey"), stream.intern("encrypted"))
    let (instance, meta) = (stream.intern("instanceID"), stream.intern("meta"))
    var open: [XMLStream.Name?] = []
    var root = XMLNode()
    for _ in 0..<Self.examined * 4 {
      switch try stream.next() {
      case .start:
        if open.isEmpty {
          root = try startedNode(stream)
          if let kind = Self.kind(ofRoot: root) {
            self = kind
            return
          }
        }
        var isEncrypted = stream.name == key
        if stream.depth <= 4, stream.hasAttributes {
          try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
            if name == encrypted, value.elementsEqual("yes".utf8) { isEncrypted = true }
          }
        }
        if isEncrypted {
          self = .encrypted(line: stream.line)
          return
        }
        if stream.name == instance, open.count >= 2, open[open.count - 1] == meta {
          let steps = open.dropLast()
          self = .submissions(steps: steps.count == 1 ? [nil] : steps.map { $0.map { String(cString: $0) } })
          return
        }
        open.append(stream.name)
      case .end: open.removeLast()
      case .text: continue
      case .finished:
        self = byID && root["id"] != nil ? .submissions(steps: [nil]) : .other(root: root.name)
        return
      }
    }
    self = .other(root: root.name)
  }

  private static func kind(ofRoot root: XMLNode) -> XMLDocumentKind? {
    if root.namespace == extensible, root.name == "html" { return .form }
    return root.namespace.lowercased().contains("sdmx.org/resources/sdmxml/schemas") ? .statisticalMessage : nil
  }
}
