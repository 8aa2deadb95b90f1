public import Diagnostics
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The history as one file that other programs read and another output root takes in: JSON Lines, a row a line. The first
/// line names the form; a line of the table `publication` is followed by all rows that belong to it.
public struct HistoryBundle: Sendable {
  static let schema = "bizclimate-history/1"

  /// A publication, with the line of every row.
  struct Entry: Sendable {
    var publication: Publication
    var figures: PublishedFigures
    var line: Int
    var lines: [String: [Int]] = [:]
  }

  /// As the messages name it.
  let file: String
  private(set) var entries: [Entry] = []
}

extension HistoryStore {
  /// Everything that is kept, in full precision and always in the same order.
  ///
  /// - Returns: the bytes of a bundle; its first line alone where nothing was published.
  /// - Throws: as ``publications()``.
  public func export() throws(DiagnosticError) -> [UInt8] {
    let lines = try database.read(empty: [String]()) { database in
      var lines: [String] = []
      for entry in try Self.entries(database) {
        lines.append(HistoryBundle.line(.publication, entry.publication.cells))
        let figures = try Self.figures(entry.id, database)
        for table in HistoryTable.all {
          for row in figures.rows(of: table) { lines.append(HistoryBundle.line(table, row)) }
        }
      }
      return lines
    }
    let head = "{\"schema\":\(jsonText(HistoryBundle.schema))}"
    return Array(([head] + lines).joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
  }
}

extension HistoryBundle {
  /// A row; cells without a value are left out.
  fileprivate static func line(_ table: HistoryTable, _ cells: [HistoryCell]) -> String {
    var text = "{\"table\":\"\(table.name)\""
    for (column, cell) in zip(table.columns, cells) where cell != .none {
      text += ",\"\(column.name)\":\(cell.json)"
    }
    return text + "}"
  }

  /// Reads a bundle.
  ///
  /// - Parameters:
  ///   - bytes: of the file.
  ///   - file: the path that messages name.
  /// - Throws: kind `content` with every line that is no row of a bundle.
  public init(_ bytes: [UInt8], file: String) throws(DiagnosticError) {
    self.file = file
    var problems: [Diagnostic] = []
    let decoder = JSONDecoder()
    for (index, bytes) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = index + 1
      guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { continue }
      guard let row = try? decoder.decode([String: Value].self, from: Data(bytes)) else {
        problems.append(problem(line, "is no line of JSON with plain values"))
        continue
      }
      if line == 1 {
        guard row["schema"] == .text(Self.schema) else {
          throw DiagnosticError(
            .content,
            problem(1, "is no history: the first line must be {\"schema\":\"\(Self.schema)\"}"))
        }
        continue
      }
      take(row, line, &problems)
    }
    if bytes.isEmpty { problems.append(problem(1, "the file is empty")) }
    guard problems.isEmpty else { throw DiagnosticError(.content, problems) }
  }

  func problem(_ line: Int, _ what: String) -> Diagnostic {
    Diagnostic(
      .error, code: "O-045", at: SourceLocation(file: file, line: line), what,
      advice: "Import what bizclimate history export wrote, as it is; nothing was imported")
  }

  /// A value of a line.
  private enum Value: Decodable, Equatable {
    case null
    case integer(Int)
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let integer = try? container.decode(Int.self) {
        self = .integer(integer)
      } else {
        self = .number(try container.decode(Double.self))
      }
    }

    /// nil: it is none of that kind.
    func cell(_ kind: HistoryKind) -> HistoryCell? {
      switch (self, kind) {
      case (.null, _): HistoryCell.none
      case (.integer(let value), .integer): .integer(value)
      case (.integer(let value), .number): HistoryCell(Double(value))
      case (.number(let value), .number): HistoryCell(value)
      case (.text(let text), .text): .text(text)
      case (.text(let text), .number) where text == "INF" || text == "-INF": HistoryCell(text, .number)
      default: nil
      }
    }
  }

  private mutating func take(_ row: [String: Value], _ line: Int, _ problems: inout [Diagnostic]) {
    let tables = [HistoryTable.publication] + HistoryTable.all
    guard case .text(let name)? = row["table"], let table = tables.first(where: { $0.name == name }) else {
      problems.append(problem(line, "names no table of the history"))
      return
    }
    let unknown = Set(row.keys).subtracting(table.columns.map(\.name) + ["table"]).sorted()
    for key in unknown { problems.append(problem(line, "the table \(name) has no column \(key)")) }
    var cells: [HistoryCell] = []
    for column in table.columns {
      guard let cell = (row[column.name] ?? .null).cell(column.kind), cell != .none || !Self.isNeeded(column, table)
      else {
        problems.append(problem(line, "the column \(column.name) of \(name) is missing or of another kind"))
        return
      }
      cells.append(cell)
    }
    guard unknown.isEmpty else { return }
    if table.name == HistoryTable.publication.name {
      guard let publication = Publication(cells), publication.revision > 0 else {
        problems.append(problem(line, "the publication lacks a column, or its revision is not 1 or more"))
        return
      }
      if entries.contains(where: { $0.publication.city == publication.city && $0.publication.name == publication.name })
      {
        problems.append(problem(line, "\(publication.name) is there twice"))
      }
      entries.append(Entry(publication: publication, figures: PublishedFigures(rows: [:]), line: line))
    } else if entries.isEmpty {
      problems.append(problem(line, "the row belongs to no publication: none is above it"))
    } else {
      entries[entries.count - 1].figures.rows[name, default: []].append(cells)
      entries[entries.count - 1].lines[name, default: []].append(line)
    }
  }

  /// A finding may be about no unit; what names a publication or a file is always there.
  private static func isNeeded(_ column: HistoryTable.Column, _ table: HistoryTable) -> Bool {
    column.isKey && (table.file == nil || column.name == "wave")
  }
}
