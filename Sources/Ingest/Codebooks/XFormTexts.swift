import SurveyModel

/// The texts of a form in its languages.
struct XFormTexts {
  let languages: [String]
  private var byID: [String: LocalizedText] = [:]

  /// - Parameter itext: the element that holds the translations; nil for a form without.
  init(_ itext: XMLNode?) {
    let translations = itext?.all("translation") ?? []
    languages = translations.compactMap { $0["lang"] }
    let first = translations.first { $0["default"] != nil } ?? translations.first
    func of(_ language: Language) -> XMLNode? {
      translations.first { Self.language($0["lang"] ?? "") == language }
    }
    let (fallback, chinese, english) = (Self.texts(first), Self.texts(of(.zh)), Self.texts(of(.en)))
    for id in Set(fallback.keys).union(chinese.keys).union(english.keys) {
      let plain = fallback[id] ?? chinese[id] ?? english[id] ?? ""
      byID[id] = LocalizedText(zh: chinese[id] ?? plain, en: english[id] ?? plain)
    }
  }

  subscript(id: String) -> LocalizedText? { byID[id] }

  /// A label's own text, or the one that its `ref` names: `jr:itext('/data/q:label')`.
  func label(_ node: XMLNode) -> LocalizedText {
    if let reference = node["ref"] {
      let id = reference.split(separator: "'").dropFirst().first.map(String.init)
      if reference.hasPrefix("jr:itext("), let id { return byID[id] ?? LocalizedText("") }
    }
    return LocalizedText(Self.shown(node))
  }

  private static func texts(_ translation: XMLNode?) -> [String: String] {
    var texts: [String: String] = [:]
    for text in translation?.all("text") ?? [] {
      // Values with a form are images, sounds and short texts.
      guard let id = text["id"], let value = text.all("value").first(where: { $0["form"] == nil }) else { continue }
      texts[id] = shown(value)
    }
    return texts
  }

  /// The text, answers to other questions in it as `${field}`.
  private static func shown(_ node: XMLNode) -> String {
    var text = node.text
    for child in node.children {
      if child.name == "output" {
        let path = child["value"] ?? child["ref"] ?? ""
        text += "${\(path.split(separator: "/").last.map { String($0).trimmed } ?? "")}"
      } else {
        text += shown(child)
      }
      text += child.tail
    }
    return text.trimmed
  }

  /// `English (en)`, `zh-CN`, `中文`.
  static func language(_ name: String) -> Language? {
    let lower = name.lowercased()
    func isCode(_ code: String) -> Bool {
      lower == code || lower.hasPrefix(code + "-") || lower.hasPrefix(code + "_") || lower.contains("(" + code)
    }
    if isCode("zh") || ["chinese", "中文", "汉语", "简体"].contains(where: { lower.contains($0) }) { return .zh }
    if isCode("en") || ["english", "英文", "英语"].contains(where: { lower.contains($0) }) { return .en }
    return nil
  }
}

/// A list of options by reference: `instance('choices')/root/item[type='a']`.
struct XFormItemset {
  /// The list's name; nil when it is not one of the form.
  private(set) var list: String?
  private(set) var value = "value"
  private(set) var label = "label"
  /// The field of an item that names its translated text.
  private(set) var textKey: String?
  /// Condition of the kind `[field='literal']`; others depend on answers, and every item may be an option.
  private var condition: (field: String, literal: String)?

  init(_ node: XMLNode) {
    let nodeset = node["nodeset"] ?? ""
    if nodeset.hasPrefix("instance(") {
      list = nodeset.dropFirst("instance(".count).split(whereSeparator: { $0 == "'" || $0 == "\"" || $0 == ")" })
        .first.map { String($0).trimmed }
    }
    if let reference = node.child("value")?["ref"] { value = reference }
    if let reference = node.child("label")?["ref"] {
      if reference.hasPrefix("jr:itext(") {
        textKey = String(reference.dropFirst("jr:itext(".count).prefix { $0 != ")" }).trimmed
      } else {
        label = reference
      }
    }
    if let open = nodeset.firstIndex(of: "["), let close = nodeset.lastIndex(of: "]"), open < close {
      condition = Self.condition(nodeset[nodeset.index(after: open)..<close])
    }
  }

  private static func condition(_ text: Substring) -> (field: String, literal: String)? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard parts.count == 2, let field = parts.first, let quoted = parts.last, quoted.count >= 2,
      let quote = quoted.first, quote == "'" || quote == "\"", quoted.last == quote,
      field.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
    else { return nil }
    let literal = quoted.dropFirst().dropLast()
    return literal.contains(quote) ? nil : (field, String(literal))
  }

  /// The items that can be options.
  func items(of list: XMLNode) -> [XMLNode] {
    var items: [XMLNode] = []
    list.forEach { if $0.child(value) != nil { items.append($0) } }
    guard let condition else { return items }
    return items.filter { $0.child(condition.field)?.fullText.trimmed == condition.literal }
  }
}

/// An absolute path for one that may be relative to `context`: `../field`, `field`.
func resolvePath(_ path: String, in context: String) -> String {
  let trimmed = path.trimmed
  if trimmed.hasPrefix("/") { return trimmed }
  var steps = context.split(separator: "/").map(String.init)
  for step in trimmed.split(separator: "/") {
    switch step {
    case ".": continue
    case "..": steps = Array(steps.dropLast())
    default: steps.append(String(step))
    }
  }
  return "/" + steps.joined(separator: "/")
}

/// The bounds in `. >= 0 and . <= 100`; nil for any other condition.
func numericBounds(_ constraint: String) -> ClosedRange<Double>? {
  var (low, high): (Double?, Double?)
  for part in constraint.replacing("(", with: " ").replacing(")", with: " ").replacing(" and ", with: "&")
    .split(separator: "&")
  {
    let condition = String(part).trimmed
    guard condition.hasPrefix(".") else { return nil }
    let rest = String(condition.dropFirst()).trimmed
    if rest.hasPrefix(">="), let bound = Double(String(rest.dropFirst(2)).trimmed) {
      low = bound
    } else if rest.hasPrefix("<="), let bound = Double(String(rest.dropFirst(2)).trimmed) {
      high = bound
    } else {
      return nil
    }
  }
  guard let low, let high, low <= high else { return nil }
  return low...high
}
