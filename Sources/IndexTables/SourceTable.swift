internal import Diagnostics
internal import Tables

/// A plain table with a header, its cells still text, and the problems found in it.
struct SourceTable {
  let file: String
  let names: [String]
  let positions: [String: Int]
  /// Rows below the header that hold anything; spreadsheets leave rows of nothing but separators.
  let rows: [Int]
  private(set) var problems: [Problem] = []
  let warnings: [Diagnostic]
  private let bytes: [UInt8]
  private let grid: CellGrid
  private let separator: UInt8
  private let isUTF8: Bool

  /// What is wrong with a cell, with a row, or (without a row) with the header.
  struct Problem {
    var code: String
    var row: Int
    var column: Int?
    var message: String
    var advice: String
  }

  /// - Parameter path: a CSV file, as the analyst wrote it.
  /// - Throws: when the file is missing or is no delimited text.
  init(_ path: String) throws(DiagnosticError) {
    file = path
    bytes = try readFile(path, shownAs: path)
    let reading = try CSVReader.read(bytes, file: path)
    grid = reading.grid
    separator = reading.separator
    isUTF8 = reading.encoding == .utf8
    warnings = reading.diagnostics
    let cells = grid
    rows = (0..<grid.rowCount).dropFirst().filter { row in
      (0..<cells.cellCount(row: row)).contains { cells.kind(row, $0) != .empty }
    }
    names = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { trimmed(cells.text(0, $0)) } : []
    positions = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    checkShape()
  }

  private mutating func checkShape() {
    if rows.isEmpty {
      add("X-901", row: 0, "there are no rows below the header", advice: "export the table with its rows")
    }
    for (column, name) in names.enumerated() where !name.isEmpty && positions[name] != column {
      add(
        "X-902", row: 0, column: column, "more than one column is called \(name)", advice: "keep one of them")
    }
    for row in rows where grid.cellCount(row: row) != names.count {
      let isLonger = grid.cellCount(row: row) > names.count
      add(
        "X-903", row: row, column: isLonger ? names.count : 0,
        "the row has \(grid.cellCount(row: row)) cells, but the header has \(names.count)",
        advice: isLonger ? "put cells that hold the separator in quotes" : "add the missing cells, empty if need be")
    }
  }

  mutating func add(_ code: String, row: Int, column: Int? = nil, _ message: String, advice: String) {
    problems.append(Problem(code: code, row: row, column: column, message: message, advice: advice))
  }

  /// The position of a column; one that is missing is a problem.
  mutating func require(_ name: String, as purpose: String) -> Int? {
    if let position = positions[name] { return position }
    let near = nearestName(to: name, among: names).map { "did you mean \($0)?" }
    add("X-904", row: 0, "there is no column \(name), \(purpose)", advice: near ?? "add it")
    return nil
  }

  /// A cell's text without space around it; nil for an empty one and for `NA`.
  func text(_ row: Int, _ column: Int?) -> String? {
    guard let column else { return nil }
    let text = trimmed(grid.text(row, column))
    return text.isEmpty || text == "NA" ? nil : text
  }

  /// A cell's text without space around it; nil for an empty one. `NA` is a code, as that of Namibia.
  func code(_ row: Int, _ column: Int) -> String? {
    let text = trimmed(grid.text(row, column))
    return text.isEmpty ? nil : text
  }

  /// What a cell says as a number.
  enum Number {
    case missing
    case value(Double)
    case text(String)
  }

  /// A cell as a finite number; empty and `NA` are missing.
  func number(_ row: Int, _ column: Int) -> Number {
    let range = grid.range(row, column)
    if range.isEmpty { return .missing }
    // Most cells are bare numbers and need no text.
    if let value = parseDouble(grid.bytes[range]), value.isFinite { return .value(value) }
    guard let text = text(row, column) else { return .missing }
    guard let value = parseDouble(text), value.isFinite else { return .text(text) }
    return .value(value)
  }

  func line(_ row: Int) -> Int { Int(grid.lines[row]) }

  /// The problems, in the order of the file.
  var diagnostics: [Diagnostic] {
    guard !problems.isEmpty else { return [] }
    let places = CellPlaces(bytes, separator: separator, countsCharacters: isUTF8)
    let ordered = problems.enumerated().sorted {
      ($0.element.row, $0.element.column ?? -1, $0.offset) < ($1.element.row, $1.element.column ?? -1, $1.offset)
    }
    return ordered.map { _, problem in
      var location = SourceLocation(file: file)
      if grid.rowCount > problem.row {
        location.line = line(problem.row)
        let column = min(problem.column ?? 0, grid.cellCount(row: problem.row) - 1)
        if let place = places[grid.rowStarts[problem.row] + column] {
          (location.line, location.column) = (place.line, place.column)
        }
      }
      return Diagnostic(.error, code: problem.code, at: location, problem.message, advice: problem.advice)
    }
  }
}

/// Without spaces and tabs around it.
private func trimmed(_ text: String) -> String {
  let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" || $0 == "\u{3000}" }
  var rest = Substring(text)
  while let first = rest.first, isSpace(first) { rest.removeFirst() }
  while let last = rest.last, isSpace(last) { rest.removeLast() }
  return String(rest)
}
