extension DataTable {
  /// A column of a table with one row an item: its head, and what an item has under it. Heads and cells come from one
  /// list, so that they cannot part.
  struct Field<Item> {
    let column: Column
    let cell: (Item) -> Cell

    static func text(_ head: String, style: String = "", _ text: @escaping (Item) -> String) -> Field {
      Field(column: Column(head)) { Cell(text: text($0), style: style) }
    }

    /// A number in words; nil is shown as missing.
    static func number(_ head: String, _ text: @escaping (Item) -> String?) -> Field {
      Field(column: Column(head, numeric: true)) { Cell(text: text($0) ?? NumberText.missing) }
    }

    static func markup(_ head: String, _ content: @escaping (Item) -> Markup) -> Field {
      Field(column: Column(head)) { Cell(content($0)) }
    }
  }

  /// A table with one row an item.
  ///
  /// - Parameters:
  ///   - caption: what the table shows.
  ///   - items: in the order of the rows.
  ///   - style: classes of the sheet.
  ///   - isTotal: whether an item is the whole that the others are parts of.
  ///   - fields: its columns.
  init<Item>(
    caption: String, of items: [Item], style: String = "", total isTotal: (Item) -> Bool = { _ in false },
    _ fields: [Field<Item>]
  ) {
    self.init(
      caption: caption, columns: fields.map(\.column),
      rows: items.map { item in Row(fields.map { $0.cell(item) }, total: isTotal(item)) }, style: style)
  }
}
