import Diagnostics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Any JSON, for codebooks whose shape differs from version to version.
enum CodebookJSON: Sendable, Hashable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([CodebookJSON])
  case object([String: CodebookJSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let items = try? container.decode([CodebookJSON].self) {
      self = .array(items)
    } else {
      self = .object(try container.decode([String: CodebookJSON].self))
    }
  }

  /// - Throws: kind `content` when the bytes are no JSON.
  static func read(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> CodebookJSON {
    do {
      return try JSONDecoder().decode(CodebookJSON.self, from: Data(bytes))
    } catch {
      throw PlatformCodebook.refused(
        file, "the file is no whole JSON document", advice: "Export the survey again (Tools, Import/Export)")
    }
  }

  subscript(key: String) -> CodebookJSON {
    if case .object(let members) = self { members[key] ?? .null } else { .null }
  }

  var items: [CodebookJSON] { if case .array(let items) = self { items } else { [] } }
  var members: [String: CodebookJSON] { if case .object(let members) = self { members } else { [:] } }
  var isNull: Bool { self == .null }

  /// A string as it is, a whole number as its digits; nil for anything else.
  var text: String? {
    switch self {
    case .string(let text): text
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    default: nil
    }
  }

  /// The values of an array, or of an object in the order of its keys as numbers.
  var values: [CodebookJSON] { items.isEmpty ? sortedKeys.map { self[$0] } : items }

  /// The keys of an object: numbers by size, then words.
  var sortedKeys: [String] {
    members.keys.sorted { first, second in
      switch (Int(first), Int(second)) {
      case (let a?, let b?): a < b
      case (_?, nil): true
      case (nil, _?): false
      default: first < second
      }
    }
  }
}
