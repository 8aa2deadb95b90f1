internal import Diagnostics
internal import Expressions
internal import Ingest
internal import Tables

/// The records of a file with what is asked of its columns; problems are gathered and told together.
struct PromptData: Sendable {
  let file: DataFile
  var table: Table { file.table }
  private let schema: ExpressionSchema
  /// What does not fit the file, and what is wrong with its cells.
  private(set) var requestProblems: [Diagnostic] = []
  private(set) var contentProblems: [Diagnostic] = []

  init(_ file: DataFile) {
    self.file = file
    var schema = ExpressionSchema()
    for (name, column) in zip(file.table.names, file.table.columns) {
      schema.columns[name] = column.type
      if case .category(let values) = column.storage { schema.codes[name] = values.dictionary }
    }
    self.schema = schema
  }

  /// - Throws: everything that was found, if anything; what does not fit the file first.
  func finish() throws(DiagnosticError) {
    if !requestProblems.isEmpty { throw DiagnosticError(.configuration, requestProblems + contentProblems) }
    if !contentProblems.isEmpty { throw DiagnosticError(.content, contentProblems) }
  }

  func location(row: Int? = nil) -> SourceLocation {
    let lines = table.origins.line
    return SourceLocation(file: file.file, line: row.flatMap { lines.indices.contains($0) ? Int(lines[$0]) : nil })
  }

  mutating func refuse(_ code: String, _ message: String, advice: String? = nil) {
    requestProblems.append(Diagnostic(.error, code: code, at: location(), message, advice: advice))
  }

  mutating func complain(_ code: String, row: Int? = nil, _ message: String, advice: String? = nil) {
    contentProblems.append(Diagnostic(.error, code: code, at: location(row: row), message, advice: advice))
  }

  mutating func add(_ diagnostics: [Diagnostic]) { contentProblems += diagnostics }

  /// The column of this name, wanted for something.
  mutating func column(_ name: String, for purpose: String) -> Column? {
    if let column = table[name] { return column }
    let near = nearestName(to: name, among: table.names).map { "Did you mean \($0)?" }
    refuse(
      "P-101", "there is no column \(name), which \(purpose) names",
      advice: near ?? "The columns are " + shortList(table.names))
    return nil
  }

  /// The classes of the rows by these columns; of designs, every row must have one.
  mutating func classes(_ names: [String], for purpose: String, isComplete: Bool) -> ClassColumn? {
    var columns: [ClassColumn] = []
    for name in names {
      guard let column = column(name, for: purpose) else { continue }
      if isComplete { requireAll(column, name, purpose) }
      columns.append(ClassColumn(column))
    }
    guard columns.count == names.count else { return nil }
    return ClassColumn(crossing: columns, rowCount: table.rowCount)
  }

  private mutating func requireAll(_ column: Column, _ name: String, _ purpose: String) {
    guard !column.missing.isEmpty else { return }
    let rows = column.missing.indices.filter { column.missing[$0] != .present }
    tell(rows, "P-102", "the record has no \(name), which \(purpose) needs", advice: "Give every record its \(name)")
  }

  /// Up to ten records with the same fault, and how many more there are.
  mutating func tell(_ rows: [Int], _ code: String, _ message: String, advice: String) {
    for row in rows.prefix(10) { complain(code, row: row, message, advice: advice) }
    if rows.count > 10 { complain(code, "and \(rows.count - 10) more records: \(message)") }
  }

  /// The numbers of a column of which every row must hold one above 0.
  mutating func positiveNumbers(_ name: String, for purpose: String) -> [Double]? {
    guard let column = column(name, for: purpose) else { return nil }
    guard column.type.isNumeric, let expression = try? RowExpression("`\(name)`", schema: schema) else {
      let row = (0..<column.count).first { !column.isMissing(at: $0) && parseDouble(column.codeText(at: $0)) == nil }
      complain(
        "P-103", row: row,
        "the column \(name), which \(purpose) names, holds \(row.map { "“\(column.codeText(at: $0))”" } ?? "no number")",
        advice: "Correct it to a number, or name its code with --missing")
      return nil
    }
    let (values, isPresent) = expression.doubles(table)
    let bad = values.indices.filter { !(isPresent[$0] && values[$0] > 0 && values[$0].isFinite) }
    for row in bad.prefix(10) {
      complain(
        "P-104", row: row,
        "the record has \(isPresent[row] ? "\(name) = \(shortestText(values[row]))" : "no \(name)"), which \(purpose) "
          + "needs as a number above 0", advice: "Give it one, or take the record out of the file")
    }
    if bad.count > 10 { complain("P-104", "and \(bad.count - 10) more records without a \(name) above 0") }
    return bad.isEmpty ? values : nil
  }

  /// A column or an expression as a number for each row; not present where there is none.
  mutating func numbers(_ text: String, for purpose: String) -> (values: [Double], isPresent: [Bool])? {
    guard let expression = expression(text, for: purpose) else { return nil }
    guard expression.type.isNumeric || expression.type == .bool else {
      refuse(
        "P-105", "\(purpose) \(text) is no number but \(expression.type.rawValue)",
        advice: "Ask for its --proportion, or write a condition such as \(text) = 'A'")
      return nil
    }
    var (values, isPresent) = expression.doubles(table)
    for row in values.indices where isPresent[row] && !values[row].isFinite { isPresent[row] = false }
    for row in values.indices where !isPresent[row] { values[row] = 0 }
    return (values, isPresent)
  }

  /// A condition: 1 where it is TRUE, 0 where it is FALSE, not present where it is unknown.
  mutating func condition(_ text: String, for purpose: String) -> (values: [Double], isPresent: [Bool])? {
    guard let expression = expression(text, for: purpose) else { return nil }
    guard expression.type == .bool else {
      refuse("P-106", "\(purpose) \(text) is no condition", advice: "Compare it with something, such as \(text) = 1")
      return nil
    }
    return expression.doubles(table)
  }

  /// The name of a column stands for it, whatever letters it has; anything else is an expression.
  private mutating func expression(_ text: String, for purpose: String) -> RowExpression? {
    do throws(ExpressionError) {
      let isName = table[text] != nil && !text.contains("`")
      return try RowExpression(isName ? "`\(text)`" : text, schema: schema)
    } catch {
      var diagnostic = error.diagnostic(in: text, at: location())
      diagnostic.message = "\(purpose): " + diagnostic.message
      requestProblems.append(diagnostic)
      return nil
    }
  }
}

/// Names for a message, not too many.
func shortList(_ names: [String]) -> String {
  names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count))" : "")
}
