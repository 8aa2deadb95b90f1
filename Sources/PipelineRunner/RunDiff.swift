public import Diagnostics
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A published number that two runs give differently.
public struct NumberChange: Sendable, Hashable, Encodable {
  /// The table's file name without `.csv`.
  public var table: String
  /// The values of the table's key columns.
  public var key: [String]
  public var column: String
  /// nil: withheld, or not given.
  public var old: Double?
  public var new: Double?
}

/// What differs between the published numbers of two runs.
public struct RunDiff: Sendable, Encodable {
  /// A row that only one of the runs has.
  public struct Row: Sendable, Hashable, Encodable {
    public var table: String
    public var key: [String]
  }

  public var old: String
  public var new: String
  public var changes: [NumberChange] = []
  public var added: [Row] = []
  public var removed: [Row] = []
  /// Tables that only one of the runs has.
  public var tablesAdded: [String] = []
  public var tablesRemoved: [String] = []
  /// How many numbers both have, and with the same value or within the threshold.
  public var same = 0

  public var isEmpty: Bool {
    changes.isEmpty && added.isEmpty && removed.isEmpty && tablesAdded.isEmpty && tablesRemoved.isEmpty
  }
}

/// The published tables of a run as their metadata describe them.
private struct TableGroup: Decodable {
  struct Table: Decodable {
    struct Schema: Decodable {
      var columns: [Column]
      var primaryKey: [String]
    }
    var url: String
    var tableSchema: Schema
  }

  struct Column: Decodable {
    enum CodingKeys: String, CodingKey { case name, datatype }
    struct Limited: Decodable { var base: String }
    var name: String
    var isNumber: Bool

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      // A data type is a word, or a mapping with limits.
      let base =
        try (try? container.decode(String.self, forKey: .datatype))
        ?? container.decode(Limited.self, forKey: .datatype).base
      isNumber = ["integer", "decimal", "number", "double"].contains(base)
    }
  }

  var tables: [Table]
}

extension RunStore {
  /// Compares the published numbers of two runs, row by row after the keys of the tables.
  ///
  /// - Parameters:
  ///   - old: a run's whole name.
  ///   - new: another's.
  ///   - threshold: differences up to this are none.
  /// - Returns: every number that differs, in the order of the tables of the new run.
  /// - Throws: kind `missingInput` or `content` when tables of a run cannot be read.
  public func diff(_ old: String, _ new: String, threshold: Double = 0) throws(DiagnosticError) -> RunDiff {
    let (before, after) = (try tables(of: old), try tables(of: new))
    var diff = RunDiff(old: old, new: new)
    diff.tablesAdded = after.map(\.name).filter { name in !before.contains { $0.name == name } }
    diff.tablesRemoved = before.map(\.name).filter { name in !after.contains { $0.name == name } }
    for table in after {
      guard let earlier = before.first(where: { $0.name == table.name }) else { continue }
      diff.compare(earlier, table, threshold: threshold)
    }
    return diff
  }

  private func tables(of run: String) throws(DiagnosticError) -> [KeyedTable] {
    let folder = folder(of: run) + "/tables"
    let path = folder + "/csv-metadata.json"
    let bytes = try readFile(path, shownAs: path)
    guard let group = try? JSONDecoder().decode(TableGroup.self, from: Data(bytes)) else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "O-024", at: SourceLocation(file: path), "does not describe tables with keys",
          advice: "Make the run again with bizclimate run"))
    }
    var tables: [KeyedTable] = []
    for table in group.tables {
      let file = folder + "/" + table.url
      tables.append(
        KeyedTable(
          name: table.url.hasSuffix(".csv") ? String(table.url.dropLast(4)) : table.url,
          key: table.tableSchema.primaryKey,
          numbers: table.tableSchema.columns.filter(\.isNumber).map(\.name)
            .filter { !table.tableSchema.primaryKey.contains($0) },
          grid: try CSVReader.read(try readFile(file, shownAs: file), file: file).grid))
    }
    return tables
  }
}

/// A table with the place of each row by its key.
private struct KeyedTable {
  let name: String
  let numbers: [String]
  let grid: CellGrid
  let columns: [String: Int]
  /// Keys in the order of rows; of rows with the same key, the first.
  private(set) var keys: [[String]] = []
  private(set) var rows: [[String]: Int] = [:]

  init(name: String, key: [String], numbers: [String], grid: CellGrid) {
    self.name = name
    self.numbers = numbers
    self.grid = grid
    let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    columns = Dictionary(zip(header, header.indices), uniquingKeysWith: { first, _ in first })
    let places = key.compactMap { columns[$0] }
    for row in 1..<max(1, grid.rowCount) {
      let key = places.map { grid.text(row, $0) }
      if rows[key] == nil {
        rows[key] = row
        keys.append(key)
      }
    }
  }

  func number(_ row: Int, _ column: String) -> Double? {
    columns[column].flatMap { Double(grid.text(row, $0)) }
  }
}

extension RunDiff {
  fileprivate mutating func compare(_ old: KeyedTable, _ new: KeyedTable, threshold: Double) {
    let columns = new.numbers + old.numbers.filter { !new.numbers.contains($0) }
    for key in new.keys {
      guard let after = new.rows[key] else { continue }
      guard let before = old.rows[key] else {
        added.append(Row(table: new.name, key: key))
        continue
      }
      for column in columns {
        let (was, now) = (old.number(before, column), new.number(after, column))
        let isSame =
          if let was, let now { abs(now - was) <= threshold } else { was == nil && now == nil }
        if !isSame {
          changes.append(NumberChange(table: new.name, key: key, column: column, old: was, new: now))
        } else if was != nil {
          same += 1
        }
      }
    }
    removed += old.keys.filter { new.rows[$0] == nil }.map { Row(table: old.name, key: $0) }
  }
}
