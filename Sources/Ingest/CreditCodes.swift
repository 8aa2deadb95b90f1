import Expressions
import SurveyModel
import Tables

/// Whether a question or header asks for the 统一社会信用代码 of an organisation.
func asksForCreditCode(_ text: String) -> Bool { textKey(text).contains("信用代码") }

extension Table {
  /// Brings the valid credit codes of a column of texts into their normal form: capitals, half width, no blanks, so
  /// that one firm is one text. What is no valid code stays as it was written.
  ///
  /// - Parameter name: the column; nothing happens when it is none of texts.
  /// - Returns: how many cells changed, and the first of them before and after; nil when none did.
  mutating func normaliseCreditCodes(_ name: String) -> (count: Int, before: String, after: String)? {
    guard let column = self[name], case .text(let texts) = column.storage else { return nil }
    var normal: [Int: String] = [:]
    for row in 0..<texts.count where !isPlainCode(texts.bytes[texts.offsets[row]..<texts.offsets[row + 1]]) {
      let text = texts[row]
      if let code = USCC.normalized(text), code != text { normal[row] = code }
    }
    guard let first = normal.keys.min() else { return nil }
    var changed = TextStorage()
    for row in 0..<texts.count {
      if let code = normal[row] {
        changed.append(code)
      } else {
        changed.append(utf8: texts.bytes[texts.offsets[row]..<texts.offsets[row + 1]])
      }
    }
    set(name, Column(.text(changed), missing: column.missing))
    return (normal.count, texts[first], normal[first] ?? "")
  }
}

/// Whether a text has the shape of a code already; nearly all have.
private func isPlainCode(_ bytes: ArraySlice<UInt8>) -> Bool {
  bytes.isEmpty
    || bytes.count == 18
      && bytes.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
      }
}

extension IngestResult {
  /// The result with the credit codes of all columns that hold them in their normal form, and a note of each column.
  func withNormalCreditCodes() -> IngestResult {
    var copy = self
    for variable in dataset.codebook.variables where asksForCreditCode(variable.text.zh) {
      guard let change = copy.dataset.table.normaliseCreditCodes(variable.name) else { continue }
      let file = dataset.table.origins.files.first ?? dataset.source
      copy.notes.append(
        "\(file): \(variable.name): \(change.count) credit codes written in another form (first “\(change.before)” → "
          + "\(change.after))")
    }
    return copy
  }
}
