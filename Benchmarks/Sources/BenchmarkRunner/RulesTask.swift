import Expressions
import Tables

/// Evaluates the cleaning rules of a file, one expression a line, over a table in memory; how many rows each strikes.
func rulesTask(_ file: String, rules: String) throws -> Measured {
  let table = try CSVTableReader.read(file, shownAs: file).table
  let schema = SurveyFile.schema(of: table)
  let texts = try readFile(rules, shownAs: rules).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    .filter { !$0.hasPrefix("--") }
  return try Measured {
    try texts.map { text in
      let mask = try RowExpression(text, schema: schema, expecting: .bool).mask(table)
      return Double(mask.count { $0 })
    }
  }
}

extension SurveyFile {
  static func schema(of table: Table) -> ExpressionSchema {
    var schema = ExpressionSchema()
    for (name, column) in zip(table.names, table.columns) {
      schema.columns[name] = column.type
      if case .category(let storage) = column.storage { schema.codes[name] = storage.dictionary }
    }
    schema.sets["items"] = items
    schema.sets["scales"] = Array(items.prefix(10))
    return schema
  }

  /// Near the mean of an item, so that its variance loses no digits.
  static func shift(_ item: String) -> Double { item.hasPrefix("q") ? 3 : item.hasPrefix("n") ? 1000 : 5000 }
}
