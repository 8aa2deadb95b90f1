import Tables

/// Writes configuration nodes in one fixed form of YAML.
struct CanonicalYAML {
  private var text = ""

  var bytes: [UInt8] { Array(text.utf8) }

  /// One node alone.
  static func text(of node: ConfigurationNode) -> String {
    var writer = CanonicalYAML()
    writer.write(node, indent: 0)
    return writer.text
  }

  mutating func write(file: String, _ node: ConfigurationNode) {
    text += "--- # \(file)\n"
    write(node, indent: 0)
  }

  /// A file that is no YAML, by its digest.
  mutating func write(file: String, digest: String) { text += "--- # \(file)\nsha256: \(digest)\n" }

  private mutating func write(_ node: ConfigurationNode, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    switch node.value {
    case .scalar: text += margin + inline(node) + "\n"
    case .sequence(let items):
      if items.isEmpty { text += margin + "[]\n" }
      for item in items {
        if isInline(item) {
          text += margin + "- " + inline(item) + "\n"
        } else {
          text += margin + "-\n"
          write(item, indent: indent + 2)
        }
      }
    case .mapping(let entries):
      if entries.isEmpty { text += margin + "{}\n" }
      for entry in entries {
        text += margin + quoted(entry.key) + ":"
        if isInline(entry.value) {
          text += " " + inline(entry.value) + "\n"
        } else {
          text += "\n"
          write(entry.value, indent: indent + 2)
        }
      }
    }
  }

  private func isInline(_ node: ConfigurationNode) -> Bool {
    switch node.value {
    case .scalar: true
    case .sequence(let items): items.isEmpty
    case .mapping(let entries): entries.isEmpty
    }
  }

  /// Numbers, `true`, `false` and null stay bare, since they would mean something else in quotes; all other text is quoted.
  private func inline(_ node: ConfigurationNode) -> String {
    switch node.value {
    case .sequence: return "[]"
    case .mapping: return "{}"
    case .scalar(let text, let style):
      if node.isNull { return "null" }
      if style == .plain, text == "true" || text == "false" || Double(text) != nil { return text }
      return quoted(text)
    }
  }

  private func quoted(_ text: String) -> String {
    quotedText(text) { scalar in
      switch scalar {
      case "\r": "\\r"
      case "\u{85}": "\\N"
      case "\u{2028}": "\\L"
      case "\u{2029}": "\\P"
      default: nil
      }
    }
  }
}
