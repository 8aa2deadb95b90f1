import CLibXML2

/// Why the parser takes a document for none, in an analyst's words.
struct XMLFault {
  let code: String
  let line: Int
  let text: String
  let advice: String

  private static let exportAgain = "Export or copy the file again"

  /// A document that ends within its root element.
  init(unclosedAt line: Int) {
    self.line = line
    (code, text) = ("I-209", "the file is cut off: its root element is not closed")
    advice = Self.exportAgain
  }

  /// What the parser says.
  init(_ error: xmlError) {
    line = Int(error.line)
    let full = error.message.map { String(cString: $0) } ?? "unknown problem"
    let first = full.split(whereSeparator: \.isNewline).first.map(String.init) ?? full
    let message = first.trimmingSuffix { $0.isWhitespace || $0 == "." }
    let cutOff = [XML_ERR_DOCUMENT_END, XML_ERR_DOCUMENT_EMPTY, XML_ERR_TAG_NOT_FINISHED, XML_ERR_GT_REQUIRED]
    if cutOff.contains(where: { Int32($0.rawValue) == error.code }) {
      (code, text) = ("I-209", "the file is cut off or a tag is not closed (\(message))")
      advice = Self.exportAgain
      return
    }
    (code, text) = ("I-210", "not well-formed XML: \(message)")
    advice =
      message.contains("UTF-8") || message.contains("conversion")
      ? "The bytes are not in the declared encoding; save in UTF-8, or declare encoding=\"GB18030\""
      : "Correct that line, or export the file again"
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
