import Diagnostics
import Tables

/// A sheet of an XLSForm: rows as fields by header.
struct XLSFormSheet {
  /// Fields by header, and the row's number in the file.
  var rows: [(line: Int, fields: [String: String])] = []
  /// Headers that stand twice: the first column counts.
  var repeatedHeaders: [String] = []
  /// The words by language of fields such as `label::English`, row by row.
  private(set) var words: [[String: [String: String]]] = []

  /// - Parameter grid: rows of texts with their numbers, the header first.
  init(_ grid: [(line: Int, cells: [String])]) {
    guard let header = grid.first else { return }
    var keys: [(key: String, language: String)] = []
    var seen: Set<String> = []
    for cell in header.cells {
      let parts = Self.splitting(cell)
      let full = "\(parts.key)::\(parts.language)"
      if !parts.key.isEmpty, !seen.insert(full).inserted {
        repeatedHeaders.append(cell)
        keys.append(("", ""))
      } else {
        keys.append(parts)
      }
    }
    for row in grid.dropFirst() where row.cells.contains(where: { !$0.isEmpty }) {
      var fields: [String: String] = [:]
      var texts: [String: [String: String]] = [:]
      for (place, text) in row.cells.enumerated() where place < keys.count && !text.isEmpty {
        let (key, language) = keys[place]
        if key.isEmpty { continue }
        if fields[key] == nil { fields[key] = text }
        texts[key, default: [:]][language] = text
      }
      rows.append((row.line, fields))
      words.append(texts)
    }
  }

  /// `label::English (en)`, `label:English` and `bind:relevant` in key and language; spaces and `_` are the same.
  private static func splitting(_ header: String) -> (key: String, language: String) {
    let text = header.trimmed
    let lowered = text.lowercased()
    guard let mark = text.firstIndex(of: ":") else {
      return (lowered.split { $0 == " " || $0 == "_" }.joined(separator: "_"), "")
    }
    let key = String(text[..<mark]).trimmed.lowercased()
    let rest = String(text[mark...].drop { $0 == ":" }).trimmed
    if ["bind", "body", "control", "instance", "media"].contains(key) { return ("\(key):\(rest.lowercased())", "") }
    return (key, rest)
  }
}

/// The sheets of an XLSForm, from a workbook or from a CSV whose first column names the sheets.
struct XLSFormSheets {
  private var sheets: [String: XLSFormSheet] = [:]

  init(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) {
    if file.lowercased().hasSuffix(".csv") {
      try readDelimited(bytes, file: file)
    } else {
      let workbook = try Workbook(bytes, file: file, limits: limits)
      for sheet in workbook.sheets where ["survey", "choices", "settings"].contains(sheet.name.lowercased()) {
        let grid = try workbook.read(sheet).grid
        sheets[sheet.name.lowercased()] = XLSFormSheet(Self.rows(grid, 0..<grid.rowCount, from: 0))
      }
    }
    if sheets["survey"] == nil {
      throw PlatformCodebook.refused(
        file, "it has no sheet survey, so it is no XLSForm", advice: "Give the form's workbook, or its CSV")
    }
  }

  private mutating func readDelimited(_ bytes: [UInt8], file: String) throws(DiagnosticError) {
    let grid = try CSVReader.read(bytes, file: file).grid
    let starts = (0..<grid.rowCount).filter { !grid.text($0, 0).trimmed.isEmpty }
    for (place, start) in starts.enumerated() {
      let end = place + 1 < starts.count ? starts[place + 1] : grid.rowCount
      let name = grid.text(start, 0).trimmed.lowercased()
      sheets[name] = XLSFormSheet(Self.rows(grid, (start + 1)..<end, from: 1))
    }
  }

  private static func rows(
    _ grid: CellGrid, _ rows: Range<Int>, from column: Int
  ) -> [(line: Int, cells: [String])] {
    rows.map { row in
      (Int(grid.lines[row]), (column..<max(column, grid.cellCount(row: row))).map { grid.text(row, $0).trimmed })
    }
  }

  subscript(name: String) -> XLSFormSheet { sheets[name] ?? XLSFormSheet([]) }
}
