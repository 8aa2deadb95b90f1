import Foundation

/// Holds JSON against a schema of the keywords that the program writes (draft 2020-12); any other keyword is refused, since to
/// overlook it would be to accept anything.
public struct SchemaChecker: Sendable {
  /// A schema that cannot be used.
  public struct BadSchema: Error, CustomStringConvertible {
    public var description: String
  }

  private static let keywords: Set<String> = [
    "$schema", "$ref", "$defs", "title", "description", "default", "format", "type", "enum", "const", "pattern",
    "minimum", "properties", "required", "additionalProperties", "items", "anyOf",
  ]
  private static let types: Set<String> = ["null", "boolean", "integer", "number", "string", "array", "object"]

  private let root: JSONValue

  /// - Parameter schema: the document.
  /// - Throws: ``BadSchema`` where it has an unknown keyword, an unknown type, a pattern that is none, or a reference that leads
  ///   nowhere.
  public init(_ schema: JSONValue) throws {
    root = schema
    try examine(schema, at: "#")
  }

  // MARK: The schema itself

  private func examine(_ schema: JSONValue, at place: String) throws {
    if case .boolean = schema { return }
    guard case .object(let members) = schema else { throw BadSchema(description: "\(place) is no schema") }
    let unknown = Set(members.keys).subtracting(Self.keywords).sorted()
    guard unknown.isEmpty else { throw BadSchema(description: "\(place) has unknown keywords: \(unknown)") }
    for type in names(members["type"]) where !Self.types.contains(type) {
      throw BadSchema(description: "\(place) has the type \(type)")
    }
    if let pattern = members["pattern"] {
      guard let text = pattern.text, (try? NSRegularExpression(pattern: text)) != nil else {
        throw BadSchema(description: "\(place) has a pattern that is none")
      }
    }
    if let reference = members["$ref"], resolved(reference) == nil {
      throw BadSchema(description: "\(place) refers to \(reference), which is not there")
    }
    for keyword in ["properties", "$defs"] {
      for (name, inner) in members[keyword]?.members ?? [:] { try examine(inner, at: "\(place)/\(keyword)/\(name)") }
    }
    for keyword in ["items", "additionalProperties"] {
      if let inner = members[keyword] { try examine(inner, at: "\(place)/\(keyword)") }
    }
    for (index, inner) in (members["anyOf"]?.items ?? []).enumerated() {
      try examine(inner, at: "\(place)/anyOf/\(index)")
    }
  }

  private func resolved(_ reference: JSONValue) -> JSONValue? {
    guard let text = reference.text, text.hasPrefix("#/$defs/") else { return nil }
    return root["$defs"]?[String(text.dropFirst("#/$defs/".count))]
  }

  private func names(_ type: JSONValue?) -> [String] {
    type.map { $0.text.map { [$0] } ?? $0.items.compactMap(\.text) } ?? []
  }

  // MARK: A value

  /// What is wrong with a value.
  ///
  /// - Parameter value: the document.
  /// - Returns: each problem with its place, such as `/sources/survey: unknown key pth`; none for a value that fits.
  public func problems(of value: JSONValue) -> [String] { problems(value, root, "") }

  /// What is wrong with a value at one place of the schema: for defaults.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - schema: the schema there, whose references are those of the whole.
  /// - Returns: as ``problems(of:)``.
  public func problems(of value: JSONValue, under schema: JSONValue) -> [String] { problems(value, schema, "") }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    if case .boolean(let isAllowed) = schema { return isAllowed ? [] : ["\(place): not allowed"] }
    let members = schema.members
    var found: [String] = []
    if let target = members["$ref"].flatMap(resolved) { found += problems(value, target, place) }
    let types = names(members["type"])
    if !types.isEmpty, !types.contains(where: { fits(value, $0) }) {
      found.append("\(place): must be \(types.joined(separator: " or "))")
    }
    if let allowed = members["enum"]?.items, !allowed.contains(value) { found.append("\(place): no such word") }
    if let only = members["const"], only != value { found.append("\(place): must be \(only)") }
    if let least = members["minimum"], case .number(let bound) = least, case .number(let number) = value, number < bound
    {
      found.append("\(place): below \(bound)")
    }
    if let pattern = members["pattern"]?.text, let text = value.text,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      found.append("\(place): does not match \(pattern)")
    }
    if let options = members["anyOf"]?.items {
      let attempts = options.map { problems(value, $0, place) }
      if !attempts.contains([]) { found.append("\(place): none of \(attempts)") }
    }
    return found + insides(value, members, place)
  }

  private func insides(_ value: JSONValue, _ schema: [String: JSONValue], _ place: String) -> [String] {
    var found: [String] = []
    if case .array(let items) = value, let inner = schema["items"] {
      for (index, item) in items.enumerated() { found += problems(item, inner, "\(place)/\(index)") }
    }
    guard case .object(let entries) = value else { return found }
    for name in (schema["required"]?.items ?? []).compactMap(\.text) where entries[name] == nil {
      found.append("\(place): \(name) is missing")
    }
    let properties = schema["properties"]?.members ?? [:]
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      if let inner = properties[name] {
        found += problems(entry, inner, "\(place)/\(name)")
      } else if schema["additionalProperties"] == .boolean(false) {
        found.append("\(place): unknown key \(name)")
      } else if let inner = schema["additionalProperties"] {
        found += problems(entry, inner, "\(place)/\(name)")
      }
    }
    return found
  }

  private func fits(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }
}
