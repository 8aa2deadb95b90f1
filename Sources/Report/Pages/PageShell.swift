import SurveyModel

/// The document around the language trees: bar, masthead, contents, main.
struct PageShell {
  let frame: PageFrame

  init(input: ReportInput, trees: [LanguageTree]) {
    frame = PageFrame(input: input, trees: trees)
  }

  private var input: ReportInput { frame.input }

  var html: String {
    let title = frame.both(input.pipeline.title)
    let content: Markup = """
      <header>\(frame.bar)
      \(masthead)
      </header>
      <div class="shell">
      \(contents)
      <main id="main" tabindex="-1">
      \(frame.bodies)</main>
      </div>
      """
    return frame.document(
      title: title + " " + String(input.evaluation.wave),
      style: StyleSheet.css(printTitle: title, palette: input.pipeline.report.palette), content: content)
  }

  private var masthead: Markup {
    var out: Markup = "<div class=\"mast\"><div class=\"mi\"><div class=\"mt\">"
    if let logo = input.pipeline.report.logo {
      let source = "data:\(logo.mediaType);base64,\(base64(logo.bytes))"
      out += "<img class=\"logo\" alt=\"\" src=\"\(attribute: source)\">"
    }
    out += "<p class=\"kick\">"
    out += frame.each("span") { tree in
      Markup(
        text: tree.say("\(input.evaluation.wave) 年度·\(tree.unitCount)", "\(input.evaluation.wave) · \(tree.unitCount)"))
    }
    out += "</p><h1>"
    out += frame.each("span") { tree in tree.headline(tree.say(input.pipeline.title)) }
    out += "</h1><p class=\"ml\">"
    out += frame.each("span") { tree in Markup(text: tree.say(tree.words.mastheadHeadline)) }
    out += "</p></div><div class=\"mh\">"
    out += frame.each("div") { $0.strip }
    return out + "</div></div></div>"
  }

  private var contents: Markup {
    var out: Markup = "<nav aria-label=\"\(attribute: frame.both(LocalizedText(zh: "目录", en: "Contents")))\">"
    out += frame.each("div") { tree in
      func item(_ entry: LanguageTree.Entry) -> Markup {
        guard !entry.children.isEmpty else {
          return "<li><a href=\"#\(attribute: entry.id)\">\(entry.title)</a></li>"
        }
        return
          "<li class=\"grp\"><span>\(entry.title)</span><ol>\(entry.children.map(item).joined())</ol></li>"
      }
      return """
        <details class="toc" open><summary>\(tree.say("目录", "Contents"))</summary>\
        <ol>\(tree.contents.map(item).joined())</ol></details>
        """
    }
    return out + "</nav>"
  }
}
