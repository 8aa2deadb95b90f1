import Diagnostics
import Foundation

@testable import Tables

/// How a file is to be read: the `.expected.json` beside it.
///
/// Readers of whole tables judge more than the cells of a file: which rows are titles, totals or notes. Here those rows
/// must come out as cells, each at its line, so that the layer above can tell them apart.
struct CSVExpectation: Decodable {
  var basis: String
  /// `read`, `reject`, `read-or-reject` or `read-with-quarantine`; none: read, unless the basis is `none`.
  var verdict: String?
  var encoding: String?
  var delimiter: String?
  /// All rows; a blank line is a row without cells.
  var rows: [[String]]?
  var nrows: Int?
  /// Of the rows as compact JSON.
  var sha256_of_compact_json: String?
  /// No quoted cell goes on after its closing quote.
  var rfc4180_strict: Bool?
  var ragged: Ragged?
  var reading: Reading?

  struct Ragged: Decodable {
    var header_cells: Int
    var lines_with_other_width: [Int]
  }

  struct Reading: Decodable {
    var encoding: String?
    var rows: [[String]]?
    /// The line at fault of a file that is refused.
    var line: Int?
    /// The header, the records below it, and what each other line is; a `blank` one is left out by the reader.
    var header_line: Int?
    var records: [[String]]?
    var quarantined_lines: [String: String]?
    /// Rows as wide as the header, and the width of the others by line: `4 cells, 3 expected`.
    var ok: [[String]]?
    var quarantine: [String: String]?
    /// Rows below the header, and those of them that repeat it.
    var rows_kept: Int?
    var quarantined: [String]?
  }

  /// The keys that are read above, and those that say how other programs read the file or explain.
  static let keys: Set<String> = [
    "basis", "verdict", "encoding", "delimiter", "rows", "nrows", "sha256_of_compact_json", "rfc4180_strict", "ragged",
    "reading", "header_cells", "lines_with_other_width", "line", "header_line", "records", "quarantined_lines", "ok",
    "quarantine", "rows_kept", "quarantined", "note", "pandas_same", "pandas_error", "duckdb_same", "duckdb_error",
  ]

  var mustBeRefused: Bool { verdict == "reject" || verdict == nil && basis == "none" }
  var mayBeRefused: Bool { mustBeRefused || verdict == "read-or-reject" }
}

/// A file of `Fixtures/csv` and what was expected of it.
struct CSVFixture {
  /// Relative to `Fixtures/csv`.
  var name: String
  var bytes: [UInt8]
  var expectation: CSVExpectation
  /// Keys of the expectation that nothing here interprets.
  var unknownKeys: [String]

  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/csv")
  }

  /// Every file below the folder, in order of names.
  ///
  /// - Throws: when a file has no expectation, or one that cannot be read.
  static func all() throws -> [CSVFixture] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try names.compactMap { name in
      let path = folder.appending(path: name)
      if name.hasSuffix(".expected.json") || path.lastPathComponent.hasPrefix(".") { return nil }
      if try path.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { return nil }
      return try CSVFixture(name)
    }
  }

  init(_ name: String) throws {
    self.name = name
    let path = Self.folder.appending(path: name)
    bytes = Array(try Data(contentsOf: path))
    let json = try Data(contentsOf: path.appendingPathExtension("expected.json"))
    expectation = try JSONDecoder().decode(CSVExpectation.self, from: json)
    let object = try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
    var keys = Set(object.keys)
    for key in ["ragged", "reading"] { keys.formUnion((object[key] as? [String: Any] ?? [:]).keys) }
    unknownKeys = keys.subtracting(CSVExpectation.keys).sorted()
  }
}
