import SurveyModel

/// One language of the report while it is written: its chapters, their contents, and the running numbers.
struct LanguageTree: Sendable {
  struct Entry: Sendable {
    var id: String
    var title: String
    var children: [Entry] = []
  }

  let language: Language
  let data: ReportData
  let words: ReportWords
  let downloads: Downloads
  /// Whether this is a sheet of its own, beside the report.
  let isSheet: Bool
  var body = Markup()
  var contents: [Entry] = []
  private var figures = 0
  private var tables = 0
  private var dataTables = 0
  /// Published tables that a figure of this tree carries.
  private(set) var carried: Set<String> = []

  init(_ language: Language, data: ReportData, words: ReportWords, downloads: Downloads, isSheet: Bool = false) {
    self.language = language
    self.data = data
    self.words = words
    self.downloads = downloads
    self.isSheet = isSheet
  }

  // MARK: Words

  /// The words in the language of this tree.
  func say(_ zh: String, _ en: String) -> String { exchanged(language == .zh ? zh : en) }
  /// A text of the configuration, in Chinese with full-width marks.
  func say(_ text: LocalizedText) -> String {
    exchanged(language == .zh ? fullWidthPunctuation(text.zh) : text.en)
  }

  /// A title without values of its own.
  func say(_ id: PassageID) -> String { say(words.heading(id)) }

  /// With the words of the pipeline in the place of the usual ones.
  private func exchanged(_ text: String) -> String {
    var text = text
    for entry in data.pipeline.report.words where entry.language == language && text.contains(entry.word) {
      text = text.replacing(entry.word, with: entry.replacement)
    }
    return text
  }

  /// An id of this tree: `zh-fig-1`.
  func id(_ name: String) -> String { language.rawValue + "-" + name }

  /// What units are called: districts, countries.
  var unitWord: String { say(words.wording.unitWord.zh, words.wording.unitWord.one.capitalizedFirst) }
  var unitsWord: String { say(words.wording.unitWord.zh, words.wording.unitWord.many) }

  /// `7 个区县`, `7 districts`.
  var unitCount: String {
    let count = NumberText.count(data.ranked.count)
    return say("\(count) 个\(unitsWord)", "\(count) \(unitsWord)")
  }

  var cityName: String { data.city.map { say($0.name) } ?? say("全部", "All") }

  /// Titles in Chinese may break only where a clause ends.
  func title(_ text: String) -> Markup {
    guard language == .zh else { return Markup(text: text) }
    var clauses: [String] = []
    var current = ""
    for character in text {
      current.append(character)
      if "，；：。？！".contains(character) {
        clauses.append(current)
        current = ""
      }
    }
    if !current.isEmpty { clauses.append(current) }
    guard clauses.count > 1 else { return Markup(text: text) }
    return clauses.map { "<span class=\"nb\">\($0)</span>" as Markup }.joined()
  }

  /// The title of the report in Chinese has no clauses: it may break around the terms of the field, never inside them.
  func headline(_ text: String) -> Markup {
    guard language == .zh else { return Markup(text: text) }
    let terms = ["营商环境", "民营经济", "综合评价", "互联互通", "问卷调查", "年度报告", "评价报告", "报告", "指数"]
    var parts: [String] = []
    var rest = Substring(text)
    var loose = ""
    while !rest.isEmpty {
      if let term = terms.first(where: { rest.hasPrefix($0) }) {
        if !loose.isEmpty { parts.append(loose) }
        loose = ""
        parts.append(term)
        rest = rest.dropFirst(term.count)
      } else {
        loose.append(rest.removeFirst())
      }
    }
    if !loose.isEmpty { parts.append(loose) }
    return parts.map { "<span class=\"nb\">\($0)</span>" as Markup }.joined()
  }

  /// A list of names: `高新区、云麓区`, `High-tech Zone, Yunlu`.
  func list(_ names: [String], most: Int = 3) -> String {
    let shown = names.prefix(most).joined(separator: say("、", ", "))
    guard names.count > most else { return shown }
    return say("\(shown)等 \(names.count) 个", "\(shown) and \(names.count - most) more")
  }

  // MARK: Numbers

  mutating func nextFigure() -> Int {
    figures += 1
    return figures
  }

  mutating func nextTable() -> Int {
    tables += 1
    return tables
  }

  mutating func nextDataTable() -> String {
    dataTables += 1
    return id("dt-\(dataTables)")
  }

  // MARK: Pieces

  /// The name of a unit or node, whatever a pipeline gives.
  func name(unit id: String) -> String { data.evaluation.units[id].map { say($0.name) } ?? id }
  func name(node id: String) -> String { data.framework[id].map { say($0.name) } ?? id }

  func key(_ items: [(KeyItem, String)]) -> Markup {
    guard !items.isEmpty else { return "" }
    return "<ul class=\"key\">\(items.map { "<li>\($0.0.icon)\($0.1)</li>" as Markup }.joined())</ul>"
  }

  /// A link to the published table. The first figure of a tree that shows a small table carries it; the others lead to
  /// the list of tables, so that no file is in the page over and over.
  mutating func download(_ names: [String], carrying: Bool = true) -> Markup {
    guard let file = downloads.file(names) else { return "" }
    let hidden: Markup = "<span class=\"vh\"> \(file.name).csv</span>"
    let mayCarry =
      carrying && carried.count < Downloads.mostFiles && file.bytes.count <= Downloads.mostBytesInFigure
    if mayCarry, !carried.contains(file.name), let link = downloads.carried(file) {
      carried.insert(file.name)
      return "<a class=\"dl\" \(link)>\(say("下载 CSV", "Download CSV"))\(hidden)</a>"
    }
    let label = say("CSV 在附录 \(tablesLetter)", "CSV in Appendix \(tablesLetter)")
    return "<a class=\"dl\" href=\"#\(attribute: tableAnchor(file.name))\">\(label)\(hidden)</a>"
  }

  /// The letter of the appendix that lists the published tables.
  var tablesLetter: String { data.letter(of: .tables) }

  func tableAnchor(_ name: String) -> String { id("csv-" + anchor(name)) }

  /// The figures of a key strip.
  func keyFigures(_ items: [KeyFigure], style: String = "kf") -> Markup {
    let parts = items.map { item -> Markup in
      var value = Markup(text: item.value)
      if let before = item.before { value = "<i>\(before)</i>" + value }
      if let after = item.after { value += "<i>\(after)</i>" }
      let number: Markup = item.isQuiet ? "<b class=\"dim\">\(value)</b>" : "<b>\(value)</b>"
      return "<div><dt>\(item.term)</dt><dd>\(number)<span>\(item.note)</span></dd></div>"
    }
    return "<dl class=\"\(attribute: style)\">\(parts.joined())</dl>\n"
  }

  /// A figure: number, title that says what was found, how to read it, drawings, key, source, data table, download.
  mutating func figure(_ figure: Figure) -> Markup {
    let number = nextFigure()
    let id = self.id("fig-\(number)")
    let style: Markup = figure.mayBreak ? " class=\"mb\"" : ""
    var out: Markup = "<figure id=\"\(attribute: id)\"\(style)><figcaption><p class=\"fno\">"
    out += "\(say("图 \(number)", "Figure \(number)"))</p><h3>\(title(figure.title))</h3>"
    if !figure.subtitle.isEmpty { out += "<p class=\"fs\">\(figure.subtitle)</p>" }
    out += "</figcaption>"
    var drawn: [ChartLayout: Int] = [:]
    for drawing in figure.drawings {
      let earlier = drawn[drawing.layout, default: 0]
      drawn[drawing.layout] = earlier + 1
      let place = earlier == 0 ? "" : String(earlier + 1)
      switch drawing.layout {
      case .wide: out += drawing.svg(id: id + "-w" + place, style: "w")
      case .narrow: out += drawing.svg(id: id + "-n" + place, style: "n")
      case .half: out += drawing.svg(id: id + "-h" + place, style: "f")
      }
    }
    out += key(figure.key)
    if let source = figure.source { out += "<p class=\"src\">\(source)</p>" }
    if let table = figure.table {
      out += "<details class=\"dt\"><summary>\(say("查看数据表", "Show data table"))</summary>"
      out += table.html(id: nextDataTable())
      let link = download(figure.tables)
      if !link.isEmpty { out += "<p>\(link)</p>" }
      out += "</details>"
    }
    return out + "</figure>\n"
  }

  /// A numbered table with a title that says what was found.
  mutating func tableFigure(
    _ table: DataTable, title words: String?, subtitle: Markup = "", below: Markup = "", tables names: [String] = [],
    carrying: Bool = true, style: String = "tabfig"
  ) -> Markup {
    let number = nextTable()
    var table = table
    table.caption = say("表 \(number) ", "Table \(number). ") + table.caption
    // A section must have a heading; a table without one stands in a plain box.
    let element: Markup = words == nil ? "div" : "section"
    // Short tables stay on one sheet; a dense one, or one of tall rows, may break, or it would leave the sheet before it
    // half empty.
    let isKept = table.rows.count <= 14 && !["dense", "ind"].contains(where: table.style.contains)
    let classes = isKept ? style + " keep" : style
    var out: Markup = "<\(element) class=\"\(attribute: classes)\">"
    if let words { out += "<h3>\(title(words))</h3>" }
    if !subtitle.isEmpty { out += "<p class=\"fs\">\(subtitle)</p>" }
    out += table.html(id: id("tb-\(number)"))
    out += below
    let link = names.isEmpty ? "" : download(names, carrying: carrying)
    if !link.isEmpty { out += "<p class=\"after\">\(link)</p>" }
    return out + "</\(element)>\n"
  }
}

/// One number of a key strip.
struct KeyFigure: Sendable {
  var term: String
  var value: String
  var before: String?
  var after: String?
  var note: String
  /// Grey: not a clear difference.
  var isQuiet = false
}

/// What a figure is made of.
struct Figure: Sendable {
  var title: String
  var subtitle = ""
  var drawings: [Drawing]
  var key: [(KeyItem, String)] = []
  var source: String?
  var table: DataTable?
  /// Names of published tables, the first that exists is offered.
  var tables: [String] = []
  /// On paper it may break between its drawings.
  var mayBreak = false
}

/// A code as part of an id: letters, digits and hyphens, the rest by code point.
func anchor(_ code: String) -> String {
  var out = ""
  for scalar in code.unicodeScalars {
    let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    if isPlain || scalar == "-" || scalar == "_" {
      out.unicodeScalars.append(scalar)
    } else {
      out += "." + String(scalar.value, radix: 16)
    }
  }
  return out
}
