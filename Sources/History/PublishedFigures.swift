public import Diagnostics
import Tables

/// All that the history keeps of a publication.
public struct PublishedFigures: Sendable, Hashable {
  /// By the name of the table, in the order of the run's files.
  var rows: [String: [[HistoryCell]]]

  init(rows: [String: [[HistoryCell]]]) { self.rows = rows }

  /// Reads the tables of a run.
  ///
  /// - Parameters:
  ///   - folder: the run's.
  ///   - files: those that the run has, as its manifest names them; a table whose file is not among them is empty.
  ///   - inputs: what the run read.
  /// - Throws: kind `missingInput` when a file is not there, `content` when it is not what a run writes.
  public init(ofRunIn folder: String, files: Set<String>, inputs: [PublishedInput]) throws(DiagnosticError) {
    rows = [
      HistoryTable.input.name: inputs.map {
        [.text($0.source), .integer($0.wave), .text($0.path), .text($0.sha256)]
      }
    ]
    var problems: [Diagnostic] = []
    for table in HistoryTable.all {
      guard let file = table.file, files.contains(file) else { continue }
      let path = folder + "/" + file
      let grid = try CSVReader.read(try readFile(path, shownAs: path), file: path).grid
      rows[table.name] = Self.rows(table, grid, path, &problems)
    }
    guard problems.isEmpty else { throw DiagnosticError(.content, problems) }
    try markPublished(folder, files)
  }

  /// Marks the scores that stand in the published tables.
  private mutating func markPublished(_ folder: String, _ files: Set<String>) throws(DiagnosticError) {
    guard let mark = HistoryTable.score.index("published") else { return }
    var published: Set<[String]> = []
    if files.contains(HistoryTable.publishedScores) {
      let path = folder + "/" + HistoryTable.publishedScores
      let grid = try CSVReader.read(try readFile(path, shownAs: path), file: path).grid
      let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
      let keys = HistoryTable.score.columns.filter(\.isKey).compactMap { header.firstIndex(of: $0.header) }
      if let estimate = header.firstIndex(of: "estimate") {
        for row in 1..<max(1, grid.rowCount) where !grid.text(row, estimate).isEmpty {
          published.insert(keys.map { grid.text(row, $0) })
        }
      }
    }
    let keys = HistoryTable.score.columns.indices.filter { HistoryTable.score.columns[$0].isKey }
    for (place, row) in rows(of: .score).enumerated() {
      let isPublished = published.contains(keys.map { row[$0].plain })
      rows[HistoryTable.score.name]?[place][mark] = .text(isPublished ? "true" : "false")
    }
  }

  private static func rows(
    _ table: HistoryTable, _ grid: CellGrid, _ path: String, _ problems: inout [Diagnostic]
  ) -> [[HistoryCell]] {
    let header = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    let places = table.columns.map { column in column.header.isEmpty ? nil : header.firstIndex(of: column.header) }
    for (column, place) in zip(table.columns, places) where column.isKey && place == nil {
      problems.append(
        unreadable(path, 1, "has no column \(column.header)"))
    }
    guard problems.isEmpty else { return [] }
    return (1..<max(1, grid.rowCount)).map { row in
      zip(table.columns, places).map { column, place in
        guard let place else { return .none }
        let text = grid.text(row, place)
        guard let cell = HistoryCell(text, column.kind) else {
          problems.append(
            unreadable(path, Int(grid.lines[row]), "“\(text)” is no number of the column \(column.header)"))
          return .none
        }
        return cell
      }
    }
  }

  private static func unreadable(_ path: String, _ line: Int, _ what: String) -> Diagnostic {
    Diagnostic(
      .error, code: "O-043", at: SourceLocation(file: path, line: line),
      what + ", so the run cannot be kept in the history",
      advice: "Make the run again with bizclimate run --force report")
  }

  func rows(of table: HistoryTable) -> [[HistoryCell]] { rows[table.name] ?? [] }

  /// What the run read.
  public var inputs: [PublishedInput] {
    rows(of: .input).compactMap { cells in
      guard cells.count == 4, case .text(let source) = cells[0], let wave = cells[1].integer,
        case .text(let path) = cells[2], case .text(let sha256) = cells[3]
      else { return nil }
      return PublishedInput(source: source, wave: wave, path: path, sha256: sha256)
    }
  }
}

/// The numbers of a table, by what they are about.
public struct FigureTable: Sendable {
  public struct Row: Sendable {
    public var key: [String]
    /// nil: there is none.
    public var numbers: [Double?]
  }

  public var name: String
  /// The names of the numbers.
  public var columns: [String]
  public var rows: [Row]
}

extension PublishedFigures {
  /// The numbers that two publications are compared by.
  ///
  /// - Parameter wave: only the rows of this wave, without it in their keys; nil: all waves.
  /// - Returns: scores, ranks, estimates and comparisons.
  public func tables(ofWave wave: Int? = nil) -> [FigureTable] {
    HistoryTable.compared.map { table in
      let keys = table.columns.indices.filter {
        table.columns[$0].isKey && (wave == nil || table.columns[$0].name != "wave")
      }
      let numbers = table.columns.indices.filter { !table.columns[$0].isKey && table.columns[$0].kind != .text }
      let place = table.index("wave")
      let rows = rows(of: table).filter { row in wave == nil || place.flatMap { row[$0].integer } == wave }
      return FigureTable(
        name: table.name, columns: numbers.map { table.columns[$0].name },
        rows: rows.map { row in
          FigureTable.Row(key: keys.map { row[$0].plain }, numbers: numbers.map { row[$0].number })
        })
    }
  }
}
