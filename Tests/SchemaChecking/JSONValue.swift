import Foundation

/// Any JSON.
public enum JSONValue: Sendable, Hashable, Decodable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let values = try? container.decode([JSONValue].self) {
      self = .array(values)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// - Parameter text: a document of JSON.
  /// - Throws: where it is none.
  public init(text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

  /// A member of an object, an item of an array; nil where there is none. Setting nil takes a member away.
  public subscript(key: String) -> JSONValue? {
    get {
      if case .object(let members) = self { return members[key] }
      return nil
    }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  public subscript(position: Int) -> JSONValue? {
    get {
      if case .array(let items) = self, items.indices.contains(position) { return items[position] }
      return nil
    }
    set {
      guard case .array(var items) = self, items.indices.contains(position), let newValue else { return }
      items[position] = newValue
      self = .array(items)
    }
  }

  public var members: [String: JSONValue] {
    if case .object(let members) = self { members } else { [:] }
  }

  public var items: [JSONValue] {
    if case .array(let items) = self { items } else { [] }
  }

  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }
}
