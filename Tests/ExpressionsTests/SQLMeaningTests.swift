import Tables
import Testing

@testable import Expressions

@Suite struct SQLMeaningTests {
  @Test(
    "what the functions give in SQLite is what the engine gives",
    arguments: [
      "LIKERT(Q15_a)", "LIKERT(Q05)", "VISIBLE(Q13)", "VISIBLE(Q15_b)", "N_VISIBLE(required)", "N_VALID(required, Q07)",
      "N_MISSING(required)", "N_DISTINCT(likert_rows)", "LONGEST_RUN(likert_rows)", "LONGEST_RUN(note, note, 企业名称)",
      "ROW_MEAN(likert_rows, Q07)", "ROW_SD(likert_rows)", "HAS(Q12, 0)", "HAS(Q12, '3')", "NOT HAS(Q14, 2)",
      "COUNT_OF(Q12)", "COUNT_OF(Q14) > 1", "FLAGGED(R02)", "NOT FLAGGED(R02)", "Q06 > VALID_MAX(Q06)",
      "Q07 < VALID_MIN(Q07) OR Q07 > VALID_MAX(Q07)", "survey_year - Q02", "rate * Q02", "LN(Q07)", "LN(Q06 - 20)",
      "EXP(Q06)", "EXP(-Q06)", "POWER(Q02, Q15_a)", "POWER(Q07, 0.5)", "POWER(Q06, -1)", "SQRT(Q07)", "Q07 * Q07",
      "Q07 * Q07 - Q07 * Q07", "1 / (Q07 * Q07)", "Q02 / (Q06 - 10)", "ROUND(Q07 / 3, 2)", "ROUND(Q07 * 1.005, 2)",
      "ROUND(-Q02 / 2)", "ROUND(Q02 / 8, 1)", "ROUND(Q06, -2)", "ROUND(0.49999999999999994 + 0 * Q02)",
      "ROUND(Q07, 15)", "FLOOR(-Q02 / 2)", "CEIL(-Q02 / 2)", "Q07 % 2", "-Q06 % 7", "Q02 % 0",
      "Q02 * 9223372036854775807", "Q02 + 9223372036854775807 - 9223372036854775807", "-(-9223372036854775807 - Q02)",
      "ABS(-9223372036854775807 - Q02)", "Q02 - -1", "LENGTH(note)", "TRIM(note)", "LENGTH(TRIM(note))",
      "SUBSTR(note, 2)", "SUBSTR(note, Q02)", "SUBSTR(note, -1, 3)", "SUBSTR(note, Q02 - 3, 3)", "SUBSTR(note, 1, Q06)",
      "SUBSTR(note, Q02 - 4, 5 - Q02)", "SUBSTR(note, 4294967297)", "SUBSTR(note, Q02 + 4294967296, 1)",
      "SUBSTR(note, 1, Q02 + 4294967296)", "SUBSTR(note, -9223372036854775807, Q02 + 9223372036854775799)",
      "note LIKE 'a%'", "note LIKE 'A%'", "note LIKE '%务%'", "note LIKE '___'", "note LIKE '%_b'", "note LIKE '[a]%'",
      "note < 'a'", "note >= '中'", "note = 'Abc'", "note <> region", "Q05 = region", "region IN ('GX')",
      "region NOT IN ('GX', 'YL')", "COALESCE(Q05, region)", "NULLIF(region, 'GX')", "NOT NOT Q02 > 3",
      "YEAR(received)", "YEAR(submitted_at)", "DATE_DIFF(received, closed)", "DATE_DIFF(received, submitted_at)",
      "DATE_DIFF(DATE '0001-01-01', received)", "YEAR(DATE '9999-12-31')", "received = DATE '2024-10-04'",
      "submitted_at >= DATE '1970-01-02'", "COALESCE(submitted_at, received)", "GREATEST(received, closed)",
      "LEAST(Q02, Q06, 3)", "GREATEST(Q02, Q07)", "is_new", "is_new IS FALSE", "is_new = (Q02 > 2)",
      "Q02 BETWEEN 2 AND Q06",
      "CASE Q02 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", "CASE WHEN Q02 > 3 THEN 1 ELSE 0.5 END",
      "Q02 > 1 AND (Q06 > 5 OR NOT Q28 = 2)", "Q02 IN (1, 2.5, 4)", "Q07 IN (1.5, -2)",
      "COUNT(*) OVER (PARTITION BY region)", "SUM(Q02) FILTER (WHERE Q05 = 'IND')", "COUNT(note)", "COUNT(Q12)",
      "SHARE(Q02 > 3) OVER (PARTITION BY region)", "MEAN(is_new)", "SUM(is_new)", "MAX(received)", "MIN(Q07)",
      "MEAN(Q02) OVER (PARTITION BY region, Q05)", "SUM(Q07) FILTER (WHERE Q07 < 200)",
      "COUNT(*) OVER (PARTITION BY Q12)",
      "Q02 < 0.5 * MEAN(Q02)", "SUM(Q02 > 3)", "SUM(Q07 * Q07)",
    ])
  func sqliteEqualsEngine(text: String) throws {
    let (schema, table) = (Samples.schema, Samples.table)
    let database = try SQLiteDatabase("answers", table)
    let wanted = try RowExpression(text, schema: schema).evaluate(table)
    let sql = try SQLRenderer(.sqlite, schema: schema).render(text)
    let found = try database.column("SELECT \(sql) FROM answers ORDER BY position")
    for row in 0..<table.rowCount {
      #expect(
        found[row].isSame(as: Cell(wanted, row)), "row \(row): \(found[row]), engine \(Cell(wanted, row)): \(sql)")
    }
  }

  private static let hostile = [
    "a' OR '1'='1", "x`; DROP TABLE answers; --", "\"", "``", "'\u{301}'", "`\u{301}`", "\"\u{301}--", "\\'; --", "\\",
    "/* */", "%s", "?1", ":name", "$$", "\n--\n", "\u{2028}", "税务；'", "[a]", "*", "\u{FEFF}'",
  ]

  @Test("whatever names and texts contain, they stay names and texts", arguments: hostile)
  func injection(text: String) throws {
    var schema = ExpressionSchema()
    schema.columns = [text: .text, "other": .text]
    let column = Samples.texts([text, "other", nil, text + text])
    let table = Table([(text, column), ("other", column)], rowCount: 4)
    let database = try SQLiteDatabase("answers", table)
    // As the lexer reads them: characters, of which a quote with a mark on it is another.
    let name = "`" + text.map { $0 == "`" ? "``" : String($0) }.joined() + "`"
    let literal = "'" + text.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    for expression in ["\(name) = \(literal)", "\(name) IN (\(literal), 'other')", "COALESCE(\(name), \(literal))"] {
      let wanted = try RowExpression(expression, schema: schema).evaluate(table)
      let sql = try SQLRenderer(.sqlite, schema: schema, table: "answers").render(expression)
      let found = try database.column("SELECT \(sql) FROM answers ORDER BY position")
      for row in 0..<4 { #expect(found[row].isSame(as: Cell(wanted, row)), "\(sql) row \(row)") }
    }
    #expect(try database.column("SELECT COUNT(*) FROM answers") == [.integer(4)])
    for dialect in SQLDialect.allCases {
      let sql = try SQLRenderer(dialect, schema: schema).render("other = \(literal)")
      let quote = dialect == .sqlite ? "`" : "\""
      let rest = sql.unicodeScalars.dropFirst("\(quote)other\(quote) = ".unicodeScalars.count)
      #expect(Self.literal(rest) == text, "\(sql)")
    }
  }

  /// The value of a text literal of SQL that is all of a text; nil where it ends early.
  private static func literal(_ sql: Substring.UnicodeScalarView) -> String? {
    var rest = sql
    let isEscaped = rest.first == "E"
    if isEscaped { rest.removeFirst() }
    guard rest.popFirst() == "'" else { return nil }
    var value = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "'":
        guard let next = rest.popFirst() else { return String(value) }
        guard next == "'" else { return nil }
      case "\\" where isEscaped: guard rest.popFirst() == "\\" else { return nil }
      default: break
      }
      value.append(scalar)
    }
    return nil
  }

  @Test("a column that the table does not have is an error, not a text of its name")
  func unknownColumn() throws {
    var schema = Samples.schema
    schema.columns["absent"] = .text
    let database = try SQLiteDatabase("answers", Samples.table)
    let sql = try SQLRenderer(.sqlite, schema: schema).render("absent = 'absent'")
    #expect(throws: SQLiteDatabase.Failure.self) { try database.column("SELECT \(sql) FROM answers") }
  }

  @Test("an infinite cell of a column reads as missing")
  func infinite() throws {
    var schema = ExpressionSchema()
    schema.columns = ["x": .double]
    let table = Table([("x", Column(.double([.infinity, 1, -.infinity])))], rowCount: 3)
    let database = try SQLiteDatabase("answers", table)
    let renderer = SQLRenderer(.sqlite, schema: schema)
    for (text, expected) in [
      ("x > 0", [.null, .integer(1), .null]), ("1 / x", [.null, .real(1), .null]),
      ("SUM(x)", Array(repeating: .real(1), count: 3)),
      ("x IS MISSING", [.integer(1), .integer(0), .integer(1)]),
    ] as [(String, [SQLiteDatabase.Value])] {
      #expect(try database.column("SELECT \(renderer.render(text)) FROM answers ORDER BY position") == expected)
    }
  }
}
