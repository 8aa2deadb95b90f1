import Diagnostics
import Tables

/// The texts that cells of a workbook refer to by number.
struct SharedStrings {
  private var texts = TextStorage()

  /// - Throws: ``DiagnosticError`` when the part is damaged or holds more than the limits allow.
  init(_ archive: ZipArchive, part: String, limits: IngestLimits) throws(DiagnosticError) {
    guard archive.contains(part) else { return }
    texts = try archive.read(part, shownAs: part, by: SharedStringsReader(limits: limits))
  }

  var count: Int { texts.count }
  /// Bytes of all texts.
  var byteCount: Int { texts.bytes.count }

  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    texts.bytes[texts.offsets[index]..<texts.offsets[index + 1]]
  }
}

/// Reads the table of texts, an `si` each.
private struct SharedStringsReader: TokenReader {
  let limits: IngestLimits

  func read(_ tokens: inout some SheetTokens & ~Copyable) throws(TokenStop) -> TextStorage {
    var texts = TextStorage()
    var text: [UInt8] = []
    var piece: [UInt8] = []
    while true {
      switch try tokens.next() {
      case .start where tokens.element == .item:
        text.removeAll(keepingCapacity: true)
        try readRichText(&tokens, into: &text, &piece)
        texts.append(utf8: text)
        if texts.bytes.count > limits.textBytes { throw exceeded(.textBytes, tokens) }
        if texts.count > limits.cells { throw exceeded(.cells, tokens) }
      case .finished: return texts
      default: continue
      }
    }
  }

  private func exceeded(_ name: IngestLimits.Name, _ tokens: borrowing some SheetTokens & ~Copyable) -> TokenStop {
    .problem(
      tokens.problem(
        "I-310", "the table of texts exceeds the \(limits.clause(name))",
        advice: IngestLimits.advice(name, instead: "Look where the workbook comes from")))
  }
}
