import Expressions
import Tables

/// Evaluates the cleaning rules of a file, one expression a line, over a table in memory; how many rows each strikes.
func rulesTask(_ file: String, rules: String) throws -> Measured {
  let table = try CSVTableReader.read(file, shownAs: file).table
  let schema = SurveyFile.schema(of: table)
  let texts = try ruleTexts(rules)
  return try Measured {
    try texts.map { text in
      let mask = try RowExpression(text, schema: schema, expecting: .bool).mask(table)
      return Double(mask.count { $0 })
    }
  }
}

/// The milliseconds of each rule, the best of three.
func eachRule(_ file: String, rules: String) throws {
  let table = try CSVTableReader.read(file, shownAs: file).table
  let schema = SurveyFile.schema(of: table)
  for text in try ruleTexts(rules) {
    let times = try (0..<3).map { _ in
      try Measured { [Double(try RowExpression(text, schema: schema, expecting: .bool).mask(table).count { $0 })] }
    }
    let wall = times.map(\.wall).min() ?? 0
    let cpu = times.map(\.cpu).min() ?? 0
    print("\(formatFixed(wall * 1000, decimals: 1)) ms, cpu \(formatFixed(cpu * 1000, decimals: 1)) ms: \(text)")
  }
}

private func ruleTexts(_ file: String) throws -> [String] {
  try readFile(file, shownAs: file).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    .filter { !$0.hasPrefix("--") }
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
