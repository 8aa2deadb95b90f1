import Foundation

/// Any JSON, for reference files whose keys are part of the data.
indirect enum JSONValue: Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  init(url: URL) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: url)) }

  /// The members of an object in order of their keys; none for anything else.
  var members: [(key: String, value: JSONValue)] {
    if case .object(let members) = self { return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    return []
  }

  subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

  var double: Double? { if case .number(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var string: String? { if case .text(let value) = self { value } else { nil } }
  var isNull: Bool { if case .null = self { true } else { false } }

  /// A number, or the numbers of an array.
  var doubles: [Double] {
    if case .array(let values) = self { return values.compactMap(\.double) }
    return double.map { [$0] } ?? []
  }

  var rows: [[Double]] {
    if case .array(let values) = self { return values.map(\.doubles) }
    return []
  }
}
