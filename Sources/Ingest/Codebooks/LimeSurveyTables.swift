import Diagnostics
import Tables

/// The tables of a LimeSurvey structure file: `<questions><rows><row><qid>1</qid>…`.
struct LimeSurveyTables {
  /// The rows of each table, fields by name; empty fields are absent.
  private(set) var rows: [String: [[String: String]]] = [:]
  private(set) var documentType = ""

  /// - Throws: ``DiagnosticError`` when it is no whole XML document, or no structure file.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) {
    let stream = try XMLStream(MemoryXMLSource(bytes), file: file, limits: limits)
    let (row, type) = (stream.intern("row"), stream.intern("LimeSurveyDocType"))
    var table = ""
    var field: String?
    var record: [String: String]?
    var text: [UInt8] = []
    while true {
      switch try stream.next() {
      case .start:
        text = []
        if stream.depth == 1, stream.name != stream.intern("document") {
          throw PlatformCodebook.refused(
            file, line: stream.line, "the document's root is not that of a LimeSurvey structure",
            advice: "Export the survey as .lss (Display/Export, Survey structure)")
        }
        if stream.depth == 2 { table = Self.text(stream.name) }
        if stream.depth == 4, stream.name == row { record = [:] }
        if stream.depth == 5, record != nil { field = Self.text(stream.name) }
      case .text: try stream.appendText(to: &text)
      case .end:
        // The depth is that outside the element that ends.
        if stream.depth == 4, let name = field {
          if !text.isEmpty { record?[name] = String(decoding: text, as: UTF8.self) }
          field = nil
        } else if stream.depth == 3, let finished = record {
          rows[table, default: []].append(finished)
          record = nil
        } else if stream.depth == 1, stream.name == type {
          documentType = String(decoding: text, as: UTF8.self).trimmed
        }
        text = []
      case .finished: return
      }
    }
  }

  private static func text(_ name: XMLStream.Name?) -> String {
    name.map { String(cString: $0) } ?? ""
  }

  func table(_ name: String) -> [[String: String]] { rows[name] ?? [] }

  /// The words of each item by language: from a table of translations, or in old files from the item's own rows.
  ///
  /// - Parameters:
  ///   - table: the table of translations, such as `question_l10ns`.
  ///   - old: the table that has the words in old files.
  ///   - key: the field that identifies the item, such as `qid`.
  ///   - field: the field of the words.
  /// - Returns: by identifier, the words by language.
  func words(_ table: String, old: [String], key: String, field: String) -> [String: [String: String]] {
    var words: [String: [String: String]] = [:]
    for row in self.table(table) + old.flatMap({ self.table($0) }) {
      guard let id = row[key], let text = row[field] else { continue }
      words[id, default: [:]][row["language"] ?? ""] = text
    }
    return words
  }
}
