/// A table of an appendix with its words.
struct AppendixTable {
  var table: DataTable
  /// What was found; nil where the appendix says it.
  var title: String?
  /// How to read it.
  var note: String
  /// Published tables that hold it, the first that exists is offered.
  var tables: [String] = []
}

extension LanguageTree {
  /// An appendix: its line in the contents, its heading, and what it holds.
  ///
  /// - Parameters:
  ///   - letter: the letter it is cited by.
  ///   - name: its id within this language.
  ///   - title: its title without the letter.
  ///   - flows: whether on paper it follows what is before it, rather than begin a sheet.
  ///   - note: what to know before reading it, in small print below the heading.
  ///   - content: all the rest.
  mutating func writeAppendix(
    _ letter: String, _ name: String, _ title: String, flows: Bool = false, note: String = "", _ content: Markup
  ) {
    let target = id(name)
    contents.append(Entry(id: target, title: say("附录 \(letter) \(title)", "Appendix \(letter) \(title)")))
    let style: Markup = flows ? "chap flow" : "chap"
    body += "<section class=\"\(style)\" id=\"\(attribute: target)\">"
    body += heading(letter, title, above: say("附录 \(letter)", "Appendix \(letter)"))
    if !note.isEmpty { body += "<p class=\"fs\">\(note)</p>\n" }
    body += content
    body += "</section>\n"
  }

  /// The tables of an appendix that have rows, numbered in their order.
  mutating func tableFigures(_ tables: [AppendixTable?]) -> Markup {
    var out = Markup()
    for case let shown? in tables where !shown.table.rows.isEmpty {
      out += tableFigure(shown.table, title: shown.title, subtitle: Markup(text: shown.note), tables: shown.tables)
    }
    return out
  }
}
