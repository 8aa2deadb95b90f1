import Diagnostics
import SurveyModel

/// The form of ODK, KoboToolbox and Ona: sheets `survey`, `choices`, `settings` in a workbook, or in one CSV.
enum XLSFormCodebook {
  static func read(
    _ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()
  ) throws(DiagnosticError) -> PlatformCodebook {
    let sheets = try XLSFormSheets(bytes, file: file, limits: limits)
    let settings = sheets["settings"].rows.first?.fields ?? [:]
    var reader = XLSFormReader(
      file: file, choices: XLSFormChoices(sheets["choices"]),
      book: PlatformCodebook(title: settings["form_title"] ?? settings["form_id"] ?? file))
    for name in ["survey", "choices"] {
      for header in sheets[name].repeatedHeaders {
        reader.book.notes.append("warning: \(file): the sheet \(name) has several columns \(header); the first counts")
      }
    }
    reader.read(sheets["survey"])
    if !reader.problems.isEmpty { throw DiagnosticError(.content, reader.problems) }
    return reader.book
  }
}

/// The lists of choices by name.
private struct XLSFormChoices {
  private(set) var lists: [String: [AnswerOption]] = [:]

  init(_ sheet: XLSFormSheet) {
    for (row, words) in zip(sheet.rows, sheet.words) {
      guard let list = row.fields["list_name"], let code = row.fields["name"] ?? row.fields["value"] else { continue }
      // A choice may come again under another filter.
      if lists[list, default: []].contains(where: { $0.code == code }) { continue }
      let label = localized(words["label"] ?? [:], or: code)
      lists[list, default: []].append(AnswerOption(code: code, label: label))
    }
  }
}

private struct XLSFormReader {
  let file: String
  let choices: XLSFormChoices
  var book: PlatformCodebook
  var problems: [Diagnostic] = []
  /// Names of the groups, repeats and loops that are open.
  private var open: [(kind: String, name: String, shown: ShownCondition?)] = []
  /// The choices that the innermost loop runs over.
  private var loop: [AnswerOption]?

  init(file: String, choices: XLSFormChoices, book: PlatformCodebook) {
    self.file = file
    self.choices = choices
    self.book = book
  }

  mutating func read(_ sheet: XLSFormSheet) {
    for (row, words) in zip(sheet.rows, sheet.words) {
      guard let type = row.fields["type"] else { continue }
      let parts = type.split(whereSeparator: \.isWhitespace).map { String($0) }
      let verb = (parts.first ?? "").lowercased().replacing("_", with: " ")
      if verb.hasPrefix("begin") || verb.hasPrefix("end") {
        nest(verb, parts, row.fields, line: row.line)
      } else {
        question(type, row.fields, words, line: row.line)
      }
    }
    if let last = open.last { book.notes.append("warning: \(file): the \(last.kind) \(last.name) is never ended") }
  }

  private mutating func nest(_ verb: String, _ parts: [String], _ fields: [String: String], line: Int) {
    let name = fields["name"] ?? ""
    let words = parts.joined(separator: " ").lowercased().replacing("_", with: " ").split(separator: " ")
    let kind = words.count > 1 ? String(words[1]) : "group"
    guard verb.hasPrefix("begin") else {
      if open.popLast() == nil { book.notes.append("warning: \(file):\(line): an end without a begin") }
      if kind == "loop" { loop = nil }
      return
    }
    open.append((kind, name, condition(fields)))
    if kind == "repeat" {
      book.notes.append("\(file):\(line): \(name) is a repeat; its answers are child records")
    } else if kind == "loop", let list = parts.last {
      loop = choices.lists[list] ?? []
    }
  }

  /// The condition of a row, with those of the groups around it.
  private func condition(_ fields: [String: String]) -> ShownCondition? {
    let own = fields["relevant"] ?? fields["bind:relevant"] ?? fields["relevance"]
    return ShownCondition.adding(own, .xpath, to: open.last?.shown)
  }

  private mutating func question(
    _ type: String, _ fields: [String: String], _ words: [String: [String: String]], line: Int
  ) {
    guard let name = fields["name"] else {
      if !Self.paradata.contains(type.lowercased()) {
        book.notes.append("warning: \(file):\(line): a question of type \(type) without a name")
      }
      return
    }
    let select = Selection(type)
    let kind = select?.verb ?? type.lowercased()
    let isAsked = !Self.unasked.contains(kind) && !Self.paradata.contains(kind)
    book.questions.append(
      PlatformCodebook.Question(id: name, code: name, type: kind, subtype: select?.list ?? "", isAsked: isAsked))
    guard isAsked else {
      if kind.hasPrefix("include") {
        book.notes.append("warning: \(file):\(line): the form \(name) is included from another file, and is not read")
      }
      return
    }
    var model = SurveyVariable(
      name: name, question: name, kind: .open, text: localized(words["label"] ?? [:], or: name))
    model.isRequired = ["yes", "true", "true()"].contains(
      (fields["required"] ?? fields["bind:required"] ?? "").lowercased())
    switch kind {
    case "integer", "int", "decimal", "range":
      model.kind = .numeric
      if kind == "integer" || kind == "int" {
        model.validRange = ValidRange(minimum: -1e9, maximum: 1e9, isInteger: true)
      }
    default: break
    }
    add(model, select, shown: condition(fields), line: line)
  }

  private mutating func add(
    _ model: SurveyVariable, _ select: Selection?, shown condition: ShownCondition?, line: Int
  ) {
    var model = model
    if let select {
      var options = choices.lists[select.list] ?? []
      // Lists from a field or a file are known only to the device.
      if options.isEmpty, select.list.hasPrefix("${") || select.isFromFile {
        book.notes.append("\(file):\(line): the choices of \(model.name) come from \(select.list)")
      } else if options.isEmpty {
        problems.append(
          Diagnostic(
            .error, code: "I-451", at: SourceLocation(file: file, line: line),
            "\(model.name) chooses from the list \(select.list), which the sheet choices does not have",
            advice: nearestName(to: select.list, among: choices.lists.keys.sorted()).map { "Did you mean \($0)?" }))
      }
      if select.hasOther, !options.contains(where: { $0.code == "other" }) {
        options.append(AnswerOption(code: "other", label: LocalizedText(zh: "其他", en: "Other")))
      }
      if select.verb == "rank" {
        book.addRanking(model, options: options, shown: condition)
        return
      }
      model.kind = select.verb == "select_multiple" ? .multi : .single
      if model.kind == .multi, options.count > 64 {
        book.notes.append("warning: \(file):\(line): \(model.name) has \(options.count) options; only 64 can be read")
      }
      model.options = options
    }
    guard let loop else {
      let name = book.add(model, shown: condition)
      book.shown.define(model.name, as: .variable(name))
      return
    }
    for choice in loop {
      var variable = model
      variable.name = "\(choice.code)_\(model.name)"
      variable.text = LocalizedText(
        zh: model.text.zh.replacing("%(label)s", with: choice.label.zh).replacing("%(name)s", with: choice.code),
        en: model.text.en.replacing("%(label)s", with: choice.label.en).replacing("%(name)s", with: choice.code))
      variable.rowText = choice.label
      book.add(variable, shown: condition)
    }
  }

  private static let unasked: Set<String> = [
    "note", "calculate", "hidden", "include", "xml-external", "csv-external", "background-audio", "trigger",
  ]
  private static let paradata: Set<String> = [
    "start", "end", "today", "deviceid", "device id", "subscriberid", "simserial", "phonenumber", "phone number",
    "username", "email", "audit", "start-geopoint", "imei", "start time", "end time", "get today",
  ]
}

/// A choice question's type in its parts: `select_one yes_no`, `select all that apply from colours or specify other`.
private struct Selection {
  /// `select_one`, `select_multiple` or `rank`.
  var verb: String
  var list: String
  var hasOther = false
  var isFromFile = false

  init?(_ type: String) {
    let words = type.split(whereSeparator: \.isWhitespace).map(String.init)
    let lowered = words.map { $0.lowercased() }
    let starts: [(words: [String], verb: String)] = [
      (["select_one_from_file"], "select_one"), (["select_multiple_from_file"], "select_multiple"),
      (["select_one"], "select_one"), (["select_multiple"], "select_multiple"), (["rank"], "rank"),
      (["select", "one", "from"], "select_one"), (["select", "one"], "select_one"), (["select1"], "select_one"),
      (["select", "all", "that", "apply", "from"], "select_multiple"),
      (["select", "multiple", "from"], "select_multiple"), (["select", "multiple"], "select_multiple"),
      (["add", "select", "one", "prompt", "using"], "select_one"),
      (["add", "select", "multiple", "prompt", "using"], "select_multiple"),
    ]
    guard let start = starts.first(where: { lowered.starts(with: $0.words) }), words.count > start.words.count else {
      return nil
    }
    verb = start.verb
    list = words[start.words.count]
    isFromFile = start.words.first?.hasSuffix("from_file") ?? false
    let rest = lowered.dropFirst(start.words.count + 1).joined(separator: " ")
    hasOther = rest == "or_other" || rest == "or specify other" || rest == "or other"
  }
}
