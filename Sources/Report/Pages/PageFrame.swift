import SurveyModel

/// What every page of a run has in common: the policy, the style sheet, the bar with the switch of languages, the script.
struct PageFrame {
  let input: ReportInput
  let trees: [LanguageTree]

  private var isBilingual: Bool { trees.count > 1 }
  private var first: Language { trees.first?.language ?? .zh }

  private static func tag(_ language: Language) -> String { language == .zh ? "zh-Hans" : "en" }

  /// The attributes of an element in one language.
  func attributes(_ tree: LanguageTree) -> Markup {
    tree.language == .zh ? "class=\"zh\" lang=\"zh-Hans\"" : "class=\"en\" lang=\"en\""
  }

  /// The same element once a language.
  func each(_ element: Markup, _ content: (LanguageTree) -> Markup) -> Markup {
    trees.map { "<\(element) \(attributes($0))>\(content($0))</\(element)>" as Markup }.joined()
  }

  /// Both languages in one line, where they differ.
  func both(_ text: LocalizedText) -> String {
    let parts = trees.map { text[$0.language] }
    return parts.count == 2 && parts[0] != parts[1] ? parts.joined(separator: " · ") : parts.first ?? ""
  }

  /// The bodies of the language trees.
  var bodies: Markup { trees.map { "<div \(attributes($0))>\n\($0.body)</div>\n" as Markup }.joined() }

  /// The page's source around its content.
  ///
  /// - Parameters:
  ///   - title: of the window.
  ///   - style: the style sheet.
  ///   - content: everything between the link that skips to `#main`, which it must have, and the script.
  /// - Returns: a whole document.
  func document(title: String, style: String, content: Markup) -> String {
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
      \(content)
      <script>\(Markup(trusted: Script.source))</script>
      </body>
      </html>

      """
    return page.html
  }

  /// Name, notice, and the switch of languages where there are two.
  var bar: Markup {
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
}
