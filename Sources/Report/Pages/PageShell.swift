import SurveyModel

/// The document around the language trees: head, policy, bar, masthead, contents, main.
struct PageShell {
  let input: ReportInput
  let trees: [LanguageTree]

  private var isBilingual: Bool { trees.count > 1 }
  private var first: Language { trees.first?.language ?? .zh }

  private static func tag(_ language: Language) -> String { language == .zh ? "zh-Hans" : "en" }

  /// The attributes of an element in one language.
  private func attributes(_ tree: LanguageTree) -> Markup {
    tree.language == .zh ? "class=\"zh\" lang=\"zh-Hans\"" : "class=\"en\" lang=\"en\""
  }

  /// The same element once a language.
  private func each(_ element: Markup, _ content: (LanguageTree) -> Markup) -> Markup {
    trees.map { "<\(element) \(attributes($0))>\(content($0))</\(element)>" as Markup }.joined()
  }

  private func both(_ text: LocalizedText) -> String {
    let parts = trees.map { text[$0.language] }
    return parts.count == 2 && parts[0] != parts[1] ? parts.joined(separator: " · ") : parts.first ?? ""
  }

  var html: String {
    let title = both(input.pipeline.title) + " " + String(input.evaluation.wave)
    let style = StyleSheet.css(
      printTitle: both(input.pipeline.title), palette: input.pipeline.report.palette)
    let policy =
      "default-src 'none'; style-src 'sha256-\(sha256Base64(style))'; script-src 'sha256-\(sha256Base64(Script.source))'; "
      + "img-src data:; base-uri 'none'; form-action 'none'"
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="\(Self.tag(first))">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Markup(trusted: policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>\(Markup(trusted: style))</style>
      </head>
      <body>
      <a class="skip" href="#main">\(each("span") { Markup(text: $0.say("跳到正文", "Skip to content")) })</a>
      <header>\(bar)
      \(masthead)
      </header>
      <div class="shell">
      \(contents)
      <main id="main" tabindex="-1">
      \(trees.map { "<div \(attributes($0))>\n\($0.body)</div>\n" as Markup }.joined())</main>
      </div>
      <script>\(Markup(trusted: Script.source))</script>
      </body>
      </html>

      """
    return page.html
  }

  private var bar: Markup {
    var out: Markup = "<div class=\"bar\"><p class=\"bt\">"
    out += each("span") { tree in
      let name = (tree.data.city?.aliases.first).map { alias in tree.say(alias, tree.say(input.pipeline.title)) }
      return "\(name ?? tree.say(input.pipeline.title)) · \(input.evaluation.wave)"
    }
    out += "</p><p class=\"mk\">"
    if let notice = input.pipeline.notice { out += each("span") { Markup(text: $0.say(notice)) } }
    out += "</p>"
    if isBilingual {
      out += "<fieldset class=\"ls\"><legend class=\"vh\">语言 Language</legend>"
      for tree in trees {
        let code = Markup(text: tree.language.rawValue)
        let checked: Markup = tree.language == first ? " checked" : ""
        out += "<input type=\"radio\" name=\"lang\" id=\"lang-\(code)\"\(checked)>"
        out += "<label for=\"lang-\(code)\" lang=\"\(Self.tag(tree.language))\">"
        out += tree.language == .zh ? "中文</label>" : "English</label>"
      }
      out += "</fieldset>"
    }
    return out + "</div>"
  }

  private var masthead: Markup {
    var out: Markup = "<div class=\"mast\"><div class=\"mi\"><div class=\"mt\">"
    if let logo = input.pipeline.report.logo {
      let source = "data:\(logo.mediaType);base64,\(base64(logo.bytes))"
      out += "<img class=\"logo\" alt=\"\" src=\"\(attribute: source)\">"
    }
    out += "<p class=\"kick\">"
    out += each("span") { tree in
      Markup(
        text: tree.say("\(input.evaluation.wave) 年度·\(tree.unitCount)", "\(input.evaluation.wave) · \(tree.unitCount)"))
    }
    out += "</p><h1>"
    out += each("span") { tree in tree.headline(tree.say(input.pipeline.title)) }
    out += "</h1><p class=\"ml\">"
    out += each("span") { tree in Markup(text: tree.say(tree.words.mastheadHeadline)) }
    out += "</p></div><div class=\"mh\">"
    out += each("div") { $0.strip }
    return out + "</div></div></div>"
  }

  private var contents: Markup {
    var out: Markup = "<nav aria-label=\"\(attribute: both(LocalizedText(zh: "目录", en: "Contents")))\">"
    out += each("div") { tree in
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
