import Foundation
import Testing

/// A comma-separated reference table: a header and rows, fields quoted where they hold commas.
struct ReferenceTable {
  let header: [String]
  let rows: [[String]]

  /// A table of the fixtures, by its path below `Fixtures/composite`.
  init(_ name: String) throws {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/composite")
    try self.init(url: folder.appendingPathComponent(name))
  }

  init(url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { Self.fields($0.utf8) }
    header = try #require(lines.first, "\(url.lastPathComponent) is empty")
    rows = Array(lines.dropFirst())
  }

  private static func fields(_ line: Substring.UTF8View) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ",") && !isQuoted {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
      } else {
        field.append(byte)
      }
    }
    return fields + [String(decoding: field, as: UTF8.self)]
  }

  /// The column of a name, one text a row.
  func texts(_ name: String) throws -> [String] {
    let position = try #require(header.firstIndex(of: name), "no column \(name)")
    return rows.map { $0[position] }
  }

  /// The column of a name as numbers, nil for `NA`.
  func numbers(_ name: String) throws -> [Double?] { try texts(name).map { Self.number($0) } }

  /// One number by the key in the first column.
  func numbersByKey(_ name: String) throws -> [String: Double?] {
    Dictionary(uniqueKeysWithValues: zip(rows.map { $0[0] }, try numbers(name)))
  }

  /// A finite number; nil for `NA`, empty, and what is no number.
  static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
