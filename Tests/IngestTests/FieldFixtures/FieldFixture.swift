import Foundation

/// One file from the field, with what the manifest and its `.expected.json` say of it.
struct FieldFixture: Sendable {
  /// Relative to the folder of the manifest, such as `xlsx/own/one.xlsx`.
  var path: String
  var folder: String
  /// `read`, `reject`, `read-with-quarantine`, `read-or-reject`, `table`; nil: read.
  var verdict: String?
  /// The right reading, as JSON; nil when there is none.
  var expectation: JSONValue?

  /// The first part of the path: `xlsx`, `sav`.
  var group: String { path.split(separator: "/").first.map(String.init) ?? path }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  var ending: String { name.split(separator: ".").last.map { $0.lowercased() } ?? "" }
  var absolutePath: String { "\(folder)/\(path)" }

  func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: absolutePath))) }

  /// The folder: the copy here, or the one that the environment names (same layout).
  static var root: String {
    ProcessInfo.processInfo.environment["BIZCLIMATE_FIXTURES"] ?? "\(fixtures)/field"
  }

  /// Every file of the manifest, in its order.
  static func all() throws -> [FieldFixture] {
    let folder = root
    let manifest = try JSONValue.read("\(folder)/MANIFEST.json")
    return try manifest.array.map { entry in
      let path = entry["path"].string ?? ""
      var expectation: JSONValue?
      if let name = entry["expected"].string { expectation = try JSONValue.read("\(folder)/\(name)") }
      var verdict = entry["verdict"].string ?? expectation?["verdict"].string
      // No reader could make sense of it.
      if verdict == nil, expectation?["basis"].string == "none" { verdict = "reject" }
      // What the reader of the expectation could not judge for want of the encoding says nothing about the document.
      if expectation?["expat_error"].string == "multi-byte encodings are not supported" { verdict = "read" }
      return FieldFixture(path: path, folder: folder, verdict: verdict, expectation: expectation)
    }
  }
}

/// How a reader fared with a file.
enum FixtureOutcome: Sendable {
  /// Read as expected.
  case read
  /// Read as expected, with rows set aside as expected.
  case quarantined
  /// Refused, with this message; right only where the verdict allows it, which the driver looks at.
  case rejected(String)
  /// Read otherwise than expected.
  case wrong([String])
}

/// Any JSON, for expectations whose shape differs from file to file.
enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  static func read(_ path: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: URL(filePath: path)))
  }

  subscript(key: String) -> JSONValue { if case .object(let members) = self { members[key] ?? .null } else { .null } }
  subscript(index: Int) -> JSONValue {
    if case .array(let items) = self, items.indices.contains(index) { items[index] } else { .null }
  }
  var array: [JSONValue] { if case .array(let items) = self { items } else { [] } }
  var object: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
  var string: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var isNull: Bool { self == .null }
  /// Strings as they are, numbers in their shortest form: for comparison with the text of a cell.
  var text: String {
    switch self {
    case .string(let text): text
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    case .bool(let value): value ? "TRUE" : "FALSE"
    case .null: ""
    case .array, .object: "\(self)"
    }
  }
}

extension JSONValue: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }
}
