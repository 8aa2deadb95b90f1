import Tables

/// SDMX-CSV, versions 1.0 and 2.0: delimited text whose header names the structure, dimensions, value and attributes.
struct SDMXDelimited {
  private(set) var columns: [String] = []
  private(set) var grid = CellGrid()
  /// How many values the file gives as missing.
  private(set) var missing = 0

  /// The file's cells with code and label apart; nil when the header is not of SDMX-CSV.
  ///
  /// With labels `both`, headers and cells are `code: label`; the label goes into a column of its own behind that of
  /// the code, where it says more than the code, as it stands there with labels `name`.
  init?(_ cells: CellGrid) {
    guard cells.rowCount > 0 else { return nil }
    let header = (0..<cells.cellCount(row: 0)).map { Label(cells.text(0, $0)) }
    let first = header.first?.code ?? ""
    guard ["DATAFLOW", "STRUCTURE"].contains(first),
      header.contains(where: { $0.code == SDMXTable.value })
        || (first == "STRUCTURE" && header.dropFirst().first?.code == "STRUCTURE_ID")
    else { return nil }
    let isSplit = header.contains { $0.label != nil }
    let labelled = header.indices.filter { isSplit && Self.saysMore($0, in: cells) }
    for (column, name) in header.enumerated() {
      columns.append(name.code)
      if labelled.contains(column) { columns.append(Self.labelName(name)) }
    }
    for row in 1..<max(cells.rowCount, 1) {
      // Rows of another width keep it, so that they are told of as in any delimited file.
      for column in 0..<cells.cellCount(row: row) {
        let text = cells.text(row, column)
        let cell = isSplit ? Label(text) : Label(code: text, label: nil)
        append(cell.code)
        if labelled.contains(column) { append(cell.label ?? "") }
      }
      grid.endRow(line: Int(cells.lines[row]))
    }
  }

  private mutating func append(_ text: String) {
    if SDMXTable.isMissing(text.utf8) {
      missing += 1
      grid.append(EmptyCollection(), kind: .empty)
    } else {
      grid.append(text: text.utf8)
    }
  }

  private struct Label {
    var code: String
    var label: String?

    init(code: String, label: String?) {
      self.code = code
      self.label = label
    }

    init(_ text: String) {
      guard let cut = text.firstRange(of: ": ") else {
        self.init(code: text, label: nil)
        return
      }
      self.init(code: String(text[..<cut.lowerBound]), label: String(text[cut.upperBound...]))
    }
  }

  private static func saysMore(_ column: Int, in cells: CellGrid) -> Bool {
    (1..<max(cells.rowCount, 1)).contains { row in
      let cell = Label(cells.text(row, column))
      return cell.label.map { $0 != cell.code } ?? false
    }
  }

  private static func labelName(_ header: Label) -> String {
    guard let label = header.label, label != header.code else { return "\(header.code) label" }
    return label
  }
}
