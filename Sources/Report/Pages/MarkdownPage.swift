import CCMark
import Diagnostics
import SurveyModel

/// A chapter that an analyst wrote in Markdown (CommonMark), as headings and blocks of markup. The page is self-contained
/// and safe, so raw HTML, pictures and links that leave it are refused.
struct MarkdownPage {
  enum Block {
    case markup(Markup)
    case figure(String)
  }

  private(set) var title = ""
  private(set) var blocks: [Block] = []
  private(set) var problems: [Diagnostic] = []
  private let file: String
  private var level = 1
  /// Numbers shown by reference, in the order of their marks.
  private var numbers: [ReferredNumber] = []
  /// What stands around the place of a number while Markdown is read: characters that no text may have.
  private static let mark: (open: Unicode.Scalar, close: Unicode.Scalar) = ("\u{1}", "\u{2}")

  /// - Parameters:
  ///   - text: the file's text.
  ///   - file: its name, for messages.
  ///   - value: what a reference leads to; nil: nothing, and the reference has been told of.
  init(_ text: String, file: String, value: (ReportReference) -> Referred?) {
    self.file = file
    var chunk = ""
    var start = 1
    let references = Dictionary(grouping: ReportReference.all(in: text), by: \.line)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let own = references[index + 1] ?? []
      if own.count == 1, own[0].kind == .figure, Self.isAlone(own[0], line) {
        read(chunk, from: start)
        if case .figure(let name) = value(own[0]) { blocks.append(.figure(name)) }
        (chunk, start) = ("", index + 2)
        continue
      }
      var words = String(String.UnicodeScalarView(line.unicodeScalars.filter { !Self.isMark($0) }))
      for reference in own {
        guard reference.kind != .figure else {
          problem(
            index + 1, reference.column, "the figure `{{\(reference.text)}}` stands among words",
            "Put it on a line of its own")
          continue
        }
        var place = ""
        if case .number(let number) = value(reference) {
          place = "\(Self.mark.open)\(numbers.count)\(Self.mark.close)"
          numbers.append(number)
        }
        words = words.replacing("{{\(reference.text)}}", with: place, maxReplacements: 1)
      }
      chunk += words + "\n"
    }
    read(chunk, from: start)
    if title.isEmpty { problem(1, nil, "the chapter has no title", "Begin it with a line `# Title`") }
  }

  private static func isAlone(_ reference: ReportReference, _ line: Substring) -> Bool {
    let rest = line.replacing("{{\(reference.text)}}", with: "")
    return rest.allSatisfy(\.isWhitespace)
  }

  /// A text in pieces: what the author wrote, and the numbers that stand at marks.
  private func pieces(_ text: String) -> [(words: String, number: ReferredNumber?)] {
    let parts = text.unicodeScalars.split(separator: Self.mark.open, omittingEmptySubsequences: false)
    return parts.enumerated().flatMap { offset, part -> [(words: String, number: ReferredNumber?)] in
      guard offset > 0, let end = part.firstIndex(of: Self.mark.close), let place = Int(String(part[..<end])),
        numbers.indices.contains(place)
      else { return [(words: String(part), number: nil)] }
      return [(words: "", number: numbers[place]), (words: String(part[part.index(after: end)...]), number: nil)]
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { scalar == mark.open || scalar == mark.close }

  private func plain(_ text: String) -> String { pieces(text).map { $0.number?.words ?? $0.words }.joined() }

  private func marked(_ text: String) -> Markup {
    pieces(text).map { $0.number?.markup ?? Markup(text: $0.words) }.joined()
  }

  private mutating func problem(_ line: Int, _ column: Int?, _ message: String, _ advice: String) {
    problems.append(
      Diagnostic(
        .error, code: "R-040", at: SourceLocation(file: file, line: line, column: column), message, advice: advice))
  }

  private mutating func read(_ chunk: String, from start: Int) {
    guard !chunk.allSatisfy(\.isWhitespace) else { return }
    let bytes = Array(chunk.utf8)
    let document = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_VALIDATE_UTF8)
      }
    }
    guard let document else { return }
    defer { cmark_node_free(document) }
    var node = cmark_node_first_child(document)
    while let current = node {
      block(current, offset: start - 1)
      node = cmark_node_next(current)
    }
  }

  private mutating func block(_ node: OpaquePointer, offset: Int) {
    if cmark_node_get_type(node) == CMARK_NODE_HEADING {
      heading(node, offset: offset)
      return
    }
    if title.isEmpty {
      problem(
        offset + Int(cmark_node_get_start_line(node)), nil, "words stand before the title",
        "Begin the chapter with a line `# Title`")
    }
    blocks.append(.markup(markup(node, offset: offset)))
  }

  /// `#` is the chapter's title; what is below it is one level deeper on the page.
  private mutating func heading(_ node: OpaquePointer, offset: Int) {
    let line = offset + Int(cmark_node_get_start_line(node))
    let own = Int(cmark_node_get_heading_level(node))
    let words = children(node, offset: offset)
    if own == 1 {
      guard title.isEmpty else {
        problem(line, nil, "a second title, `#`", "A file is one chapter; write `##` for its sections")
        return
      }
      title = text(node)
    } else if own > level + 1 || own > 4 {
      problem(line, nil, "a heading of level \(own) below one of level \(level)", "Leave no level out")
    } else {
      level = own
      blocks.append(
        .markup(own == 2 ? "<h3 class=\"h\">\(words)</h3>\n" : own == 3 ? "<h4>\(words)</h4>\n" : "<h5>\(words)</h5>\n")
      )
      return
    }
    level = 1
  }

  private mutating func children(_ node: OpaquePointer, offset: Int) -> Markup {
    var out = Markup()
    var child = cmark_node_first_child(node)
    while let current = child {
      out += markup(current, offset: offset)
      child = cmark_node_next(current)
    }
    return out
  }

  private func literal(_ node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  /// The words of a node without their markup.
  private func text(_ node: OpaquePointer) -> String {
    var out = plain(literal(node))
    var child = cmark_node_first_child(node)
    while let current = child {
      out += text(current)
      child = cmark_node_next(current)
    }
    return out
  }

  private mutating func markup(_ node: OpaquePointer, offset: Int) -> Markup {
    let line = offset + Int(cmark_node_get_start_line(node))
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: return marked(literal(node))
    case CMARK_NODE_SOFTBREAK: return "\n"
    case CMARK_NODE_LINEBREAK: return "<br>\n"
    case CMARK_NODE_CODE: return "<code>\(marked(literal(node)))</code>"
    case CMARK_NODE_CODE_BLOCK: return "<pre><code>\(marked(literal(node)))</code></pre>\n"
    case CMARK_NODE_EMPH: return "<em>\(children(node, offset: offset))</em>"
    case CMARK_NODE_STRONG: return "<strong>\(children(node, offset: offset))</strong>"
    case CMARK_NODE_BLOCK_QUOTE: return "<blockquote>\(children(node, offset: offset))</blockquote>\n"
    case CMARK_NODE_ITEM: return "<li>\(children(node, offset: offset))</li>"
    case CMARK_NODE_THEMATIC_BREAK: return "<hr>\n"
    case CMARK_NODE_LIST:
      let items = children(node, offset: offset)
      return cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "<ol>\(items)</ol>\n" : "<ul>\(items)</ul>\n"
    case CMARK_NODE_PARAGRAPH:
      let words = children(node, offset: offset)
      let isTight = cmark_node_parent(node).flatMap { cmark_node_parent($0) }.map { cmark_node_get_list_tight($0) != 0 }
      return isTight == true ? words : "<p>\(words)</p>\n"
    case CMARK_NODE_LINK:
      let target = cmark_node_get_url(node).map { plain(String(cString: $0)) } ?? ""
      let words = children(node, offset: offset)
      problem(
        line, nil, "a link to `\(target)`", "The report is one file and leads nowhere; cite the document in words")
      return words
    case CMARK_NODE_IMAGE:
      problem(line, nil, "a picture", "Only the logo is embedded; name a figure of the report, `{{figure:heat}}`")
      return ""
    case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
      problem(line, nil, "raw HTML: `\(plain(literal(node)).prefix(40))`", "Write it in Markdown")
      return ""
    default: return children(node, offset: offset)
    }
  }
}
