/// A table of the report before it is markup.
struct DataTable: Sendable {
  struct Column: Sendable {
    enum Sorting: Sendable { case none, text, number }

    var head: String
    var isNumeric: Bool
    var sorting: Sorting

    init(_ head: String, numeric: Bool = false, sorting: Sorting = .none) {
      self.head = head
      isNumeric = numeric
      self.sorting = sorting
    }
  }

  struct Cell: Sendable {
    var content: Markup
    var style: String

    init(_ content: Markup, style: String = "") {
      self.content = content
      self.style = style
    }

    init(text: String, style: String = "") { self.init(Markup(text: text), style: style) }
  }

  struct Row: Sendable {
    var cells: [Cell]
    /// The city's row: stays on top when the table is sorted.
    var isTotal = false
    /// A heading over the rows that follow; its only cell spans the table.
    var isHeading = false
    /// The id of the row, for links that lead to it.
    var anchor: String?

    init(_ cells: [Cell], total: Bool = false) {
      self.cells = cells
      isTotal = total
    }

    static func heading(_ words: Markup) -> Row {
      var row = Row([Cell(words)])
      row.isHeading = true
      return row
    }
  }

  var caption: String
  var captionIsHidden = false
  var columns: [Column]
  var rows: [Row]
  var style = ""

  var isSortable: Bool { columns.contains { $0.sorting != .none } && !rows.contains(where: \.isHeading) }

  /// In a box that scrolls by itself, reachable by keyboard.
  func html(id: String) -> Markup {
    var out: Markup = """
      <div class="tw" role="region" aria-labelledby="\(attribute: id)-c" tabindex="0"><table id="\(attribute: id)"
      """
    if !style.isEmpty { out += " class=\"\(attribute: style)\"" }
    if isSortable { out += " data-sortable" }
    let words = Markup(text: caption)
    out += "><caption id=\"\(attribute: id)-c\">"
    out += captionIsHidden ? "<span class=\"vh\">\(words)</span>" : words
    out += "</caption><thead><tr>"
    for column in columns {
      out += "<th scope=\"col\""
      if column.isNumeric { out += " class=\"num\"" }
      if isSortable {
        switch column.sorting {
        case .none: break
        case .text: out += " data-s=\"t\""
        case .number: out += " data-s=\"n\""
        }
      }
      out += ">\(column.head)</th>"
    }
    out += "</tr></thead><tbody>"
    for (index, row) in rows.enumerated() {
      if row.isHeading {
        out += "<tr class=\"gr\"><th scope=\"colgroup\" colspan=\"\(columns.count)\">\(row.cells[0].content)</th></tr>"
        continue
      }
      // The last rows stay together on paper, so that no sheet is left with one line.
      let anchor: Markup = row.anchor.map { " id=\"\(attribute: $0)\"" } ?? ""
      out += rows.count > 16 && index >= rows.count - 9 ? "<tr\(anchor) class=\"kt\">" : "<tr\(anchor)>"
      for (position, cell) in row.cells.enumerated() {
        var classes: [String] = []
        if position > 0, columns.indices.contains(position), columns[position].isNumeric { classes.append("num") }
        if !cell.style.isEmpty { classes.append(cell.style) }
        if row.isTotal { classes.append("tot") }
        let attribute: Markup =
          classes.isEmpty ? "" : " class=\"\(attribute: classes.joined(separator: " "))\""
        if position == 0 {
          out += "<th scope=\"row\"\(attribute)>\(cell.content)</th>"
        } else {
          // On a phone the rows of such a table are cards, and each cell says what it is.
          let label: Markup =
            style == "act" && columns.indices.contains(position)
            ? " data-l=\"\(attribute: columns[position].head)\"" : ""
          out += "<td\(attribute)\(label)>\(cell.content)</td>"
        }
      }
      out += "</tr>"
    }
    out += "</tbody></table></div>"
    return out
  }
}
