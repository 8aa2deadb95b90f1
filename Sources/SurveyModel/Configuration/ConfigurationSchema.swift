internal import Diagnostics
public import Tables

extension ConfigurationReference {
  /// The files of a pipeline, each called after the section that its keys are in: pipeline.yaml, then those that it names.
  public static let files: [String] = ["pipeline"] + ConfigurationFiles.keys

  /// The JSON Schema (draft 2020-12) of a pipeline's files, for editors and other programs.
  ///
  /// It is made from the table of keys that decoders are held against: what they read it accepts, and unknown keys, missing
  /// keys and values of another type it refuses. What depends on other keys, files or data is for
  /// ``loadPipeline(folder:overrides:)`` to tell.
  ///
  /// - Parameter file: one of ``files``, the one that the document as a whole describes; all are under `$defs`.
  /// - Returns: the document, its keys always in the same order.
  public static func schema(of file: String = "pipeline") -> JSONText {
    let definitions = sections.map { (ConfigurationForm.name($0.name), ConfigurationForm.mapping($0)) }
    return .object([
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("bizclimate configuration: \(file)")),
      ("$ref", ConfigurationForm.reference(file)),
      ("$defs", .object(definitions + [ConfigurationForm.localizedText])),
    ])
  }
}

/// Values of the reference of keys as forms of JSON Schema.
private enum ConfigurationForm {
  typealias Members = [(String, JSONText)]

  static func name(_ section: String) -> String { section.replacing(" ", with: "_") }

  static func reference(_ section: String) -> JSONText { .string("#/$defs/" + name(section)) }

  static func mapping(_ section: ConfigurationSection) -> JSONText {
    var members: Members = [
      ("description", .string(section.documentation)), ("type", .string("object")),
      ("properties", .object(section.keys.map { ($0.name, property($0)) })),
    ]
    let required = section.keys.filter(\.isRequired).map { JSONText.string($0.name) }
    if !required.isEmpty { members.append(("required", .array(required))) }
    return .object(members + [("additionalProperties", .boolean(false))])
  }

  private static let localizedName = "localized_text"

  static let localizedText: (String, JSONText) = (
    localizedName,
    .object([
      ("description", .string("`{zh: …, en: …}`, or one text for both.")),
      (
        "anyOf",
        .array([
          .object(text),
          .object([
            ("type", .string("object")), ("properties", .object([("zh", .object(text)), ("en", .object(text))])),
            ("required", .array([.string("zh"), .string("en")])), ("additionalProperties", .boolean(false)),
          ]),
        ])
      ),
    ])
  )

  /// What is written without quotes may look like a number or a truth value and is a text all the same.
  private static let text: Members = [("type", words(["string", "number", "boolean"]))]

  private static func words(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }

  private static func property(_ key: ConfigurationKey) -> JSONText {
    let standard = key.defaultText.map { " Default: \($0)." } ?? ""
    var members: Members = [("description", .string(key.documentation + standard))]
    // A key without a value counts as not given.
    members += form(key.isRequired ? key.value : .either([key.value, .nothing]))
    if let value = key.defaultText.flatMap({ defaultValue($0, key.value) }) { members.append(("default", value)) }
    return .object(members)
  }

  private static func form(_ value: ConfigurationValue) -> Members {
    var forms = alternatives(value).filter { $0 != .nothing }.map(single)
    guard alternatives(value).contains(.nothing) else { return combined(forms) }
    if forms.count == 1, let form = withNull(forms[0]) { return form }
    forms.append([("type", .string("null"))])
    return combined(forms)
  }

  private static func combined(_ forms: [Members]) -> Members {
    if forms.count == 1 { return forms[0] }
    return [("anyOf", .array(forms.map(JSONText.object)))]
  }

  private static func alternatives(_ value: ConfigurationValue) -> [ConfigurationValue] {
    if case .either(let values) = value { return values.flatMap(alternatives) }
    return [value]
  }

  /// The form with null beside its types or words; nil for a reference, which takes none.
  private static func withNull(_ form: Members) -> Members? {
    guard let position = form.firstIndex(where: { ["type", "enum"].contains($0.0) }) else { return nil }
    var form = form
    let null: JSONText = form[position].0 == "type" ? .string("null") : .null
    if case .array(let items) = form[position].1 {
      form[position].1 = .array(items + [null])
    } else {
      form[position].1 = .array([form[position].1, null])
    }
    return form
  }

  private static func single(_ value: ConfigurationValue) -> Members {
    switch value {
    case .text, .expression, .path: text
    case .localizedText: [("$ref", reference(localizedName))]
    case .integer: [("type", .string("integer"))]
    case .number: [("type", .string("number"))]
    case .boolean: [("type", .string("boolean"))]
    case .date:
      [
        ("type", .string("string")), ("format", .string("date")),
        ("pattern", .string("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
      ]
    case .word(let allowed): [("enum", words(allowed))]
    case .list(let item): [("type", .string("array")), ("items", .object(form(item)))]
    case .named(let item): [("type", .string("object")), ("additionalProperties", .object(form(item)))]
    case .section(let section): [("$ref", reference(section))]
    case .nothing: [("type", .string("null"))]
    case .either: form(value)
    }
  }

  /// The default as a value; nil where the reference says it in words, or a text could be either.
  private static func defaultValue(_ text: String, _ value: ConfigurationValue) -> JSONText? {
    parseYAML(Array(text.utf8), file: "default", log: ConfigurationLog()).flatMap { json($0, as: value) }
  }

  private static func json(_ node: ConfigurationNode, as value: ConfigurationValue) -> JSONText? {
    switch (value, node.value) {
    case (.word(let allowed), .scalar(let word, _)): allowed.contains(word) ? .string(word) : nil
    case (.integer, .scalar(let digits, .plain)): Int(digits).map(JSONText.integer)
    case (.number, .scalar(let digits, .plain)):
      Double(digits).flatMap { $0.isFinite ? JSONText.number($0) : nil }
    case (.boolean, .scalar(let word, .plain)): Bool(word).map(JSONText.boolean)
    case (.list(let item), .sequence(let nodes)): all(nodes.map { json($0, as: item) }).map(JSONText.array)
    case (.named(let item), .mapping(let entries)): members(entries) { _ in item }
    case (.section(let name), .mapping(let entries)):
      members(entries) { ConfigurationReference.section(name)[$0]?.value }
    case (.either(let values), _): values.lazy.compactMap { json(node, as: $0) }.first
    default: nil
    }
  }

  private static func members(
    _ entries: [ConfigurationNode.Entry], _ value: (String) -> ConfigurationValue?
  ) -> JSONText? {
    all(entries.map { entry in value(entry.key).flatMap { json(entry.value, as: $0) }.map { (entry.key, $0) } })
      .map(JSONText.object)
  }

  private static func all<Value>(_ values: [Value?]) -> [Value]? {
    let found = values.compactMap(\.self)
    return found.count == values.count ? found : nil
  }
}
