import SurveyModel

/// All published tables in one workbook: a list of them in both languages, what their columns hold, then one sheet each.
///
/// A table of more rows than a sheet holds is named in the list and left to its CSV file.
///
/// - Parameters:
///   - tables: as they are published.
///   - input: the run that they are of.
/// - Returns: the workbook.
func tablesWorkbook(_ tables: [PublishedTable], of input: ReportInput) -> Workbook {
  let fits = tables.filter { $0.rows.count < WorkbookSheet.mostRows }
  let names = WorkbookSheetNames.names(["contents", "columns"] + fits.map(\.name))
  let places = Dictionary(zip(fits.map(\.name), names.dropFirst(2)), uniquingKeysWith: { first, _ in first })
  let sheets = zip(fits, names.dropFirst(2)).map { table, name in
    WorkbookSheet(name: name, header: table.columns.map(\.name), rows: table.rows)
  }
  return Workbook(
    sheets: [contents(names[0], tables, places, input), columns(names[1], tables, places)] + sheets)
}

private func contents(
  _ name: String, _ tables: [PublishedTable], _ places: [String: String], _ input: ReportInput
) -> WorkbookSheet {
  var sheet = WorkbookSheet(
    name: name, header: ["sheet", "file", "title_zh", "title_en", "rows", "columns", "key"], rows: [])
  for (position, table) in tables.enumerated() {
    if let place = places[table.name] { sheet.links[position] = place }
    sheet.rows.append([
      .text(places[table.name] ?? ""), .text("tables/\(table.name).csv"), .text(table.title.zh), .text(table.title.en),
      .integer(table.rows.count), .integer(table.columns.count), .text(table.key.joined(separator: " ")),
    ])
  }
  sheet.rows.append([])
  let pipeline = input.pipeline
  let facts = [
    ("report", pipeline.title.zh, pipeline.title.en), ("notice", pipeline.notice?.zh ?? "", pipeline.notice?.en ?? ""),
    ("wave", String(input.evaluation.wave), String(input.evaluation.wave)),
    ("edition", pipeline.edition, pipeline.edition), ("data_as_of", pipeline.asOf, pipeline.asOf),
    ("run", input.runID, input.runID),
  ]
  for (fact, zh, en) in facts where !zh.isEmpty || !en.isEmpty {
    sheet.rows.append([.text(fact), .empty, .text(zh), .text(en)])
  }
  return sheet
}

private func columns(_ name: String, _ tables: [PublishedTable], _ places: [String: String]) -> WorkbookSheet {
  var sheet = WorkbookSheet(
    name: name,
    header: ["table", "column", "title_zh", "title_en", "about_zh", "about_en", "type", "may_be_empty"], rows: [])
  for table in tables {
    for column in table.columns {
      if let place = places[table.name] { sheet.links[sheet.rows.count] = place }
      sheet.rows.append([
        .text(table.name), .text(column.name), .text(column.title.zh), .text(column.title.en), .text(column.about.zh),
        .text(column.about.en), .text(column.type.word), .boolean(!column.isRequired),
      ])
    }
  }
  return sheet
}

extension PublishedType {
  /// The datatype of the metadata without its limits.
  var word: String {
    switch self {
    case .text: "string"
    case .boolean: "boolean"
    case .integer: "integer"
    case .decimal: "decimal"
    }
  }
}
