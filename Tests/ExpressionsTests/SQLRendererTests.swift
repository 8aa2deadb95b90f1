import Expressions
import Tables
import Testing

@Suite struct SQLRendererTests {
  private func sql(
    _ text: String, _ dialect: SQLDialect, schema: ExpressionSchema = Samples.schema, trusts: Bool = true
  ) throws -> String {
    var renderer = SQLRenderer(dialect, schema: schema)
    renderer.trustsDecimals = trusts
    return try renderer.render(text)
  }

  @Test(
    "expressions as SQLite's SQL",
    arguments: [
      ("Q02 + 1 - Q06 * 2", "CASE typeof(`Q02` + 1 - `Q06` * 2) WHEN 'integer' THEN `Q02` + 1 - `Q06` * 2 END"),
      ("Q02 - (Q06 - -1)", "CASE typeof(`Q02` - (`Q06` - (-1))) WHEN 'integer' THEN `Q02` - (`Q06` - (-1)) END"),
      ("Q02 % 3", "`Q02` % NULLIF(3, 0)"),
      ("Q07 % 2", "MOD(`Q07`, 2.0)"),
      ("Q02 / Q06", "NULLIF(NULLIF(CAST(`Q02` AS REAL) / NULLIF(CAST(`Q06` AS REAL), 0), 9e999), -9e999)"),
      ("LIKERT(Q05)", "CASE `Q05` WHEN 'CON' THEN 20.0 WHEN 'IND' THEN 10.0 END"),
      ("ABS(Q02)", "ABS(NULLIF(`Q02`, (-9223372036854775807 - 1)))"),
      ("Q02 > 5 AND (Q06 < 3 OR NOT Q28 = 2)", "`Q02` > 5 AND (`Q06` < 3 OR (NOT (`Q28` = 2)))"),
      ("Q05 <> 'IND'", "`Q05` <> 'IND'"),
      ("Q05 NOT IN ('IND', 'CON')", "`Q05` NOT IN ('IND', 'CON')"),
      ("Q02 BETWEEN 1 AND 3", "`Q02` >= 1 AND `Q02` <= 3"),
      ("note LIKE '%科_[x'", "`note` GLOB '*科?[[]x'"),
      ("note = 'it''s'", "`note` = 'it''s'"),
      ("Q02 IS MISSING", "`Q02` IS NULL"),
      ("Q02 IS NOT MISSING", "`Q02` IS NOT NULL"),
      ("is_new IS NOT TRUE", "(NOT (`is_new` IS TRUE))"),
      ("HAS(Q12, 2)", "(`Q12` & 4) <> 0"),
      ("COUNT_OF(Q14)", "(`Q14` >> 0 & 1) + (`Q14` >> 1 & 1) + (`Q14` >> 2 & 1)"),
      ("VISIBLE(Q13)", "(NOT ((`Q12` & 1) <> 0))"),
      ("VALID_MIN(Q06)", "0"),
      ("VALID_MAX(Q07)", "NULL"),
      ("N_VALID(Q02, Q05)", "CASE WHEN `Q02` IS NULL THEN 0 ELSE 1 END + CASE WHEN `Q05` IS NULL THEN 0 ELSE 1 END"),
      ("N_MISSING(Q02)", "CASE WHEN `Q02` IS NULL THEN 1 ELSE 0 END"),
      (
        "N_DISTINCT(Q15_a, Q15_b)",
        "CASE WHEN `Q15_a` IS NULL THEN 0 ELSE 1 END + "
          + "CASE WHEN `Q15_b` IS NULL OR `Q15_b` IN (`Q15_a`) THEN 0 ELSE 1 END"
      ),
      ("LEAST(Q02, Q06, 3)", "MIN(`Q02`, `Q06`, 3)"),
      ("ROUND(Q07)", "TRUNC(`Q07`) + TRUNC(2 * (`Q07` - TRUNC(`Q07`)))"),
      ("LN(Q07)", "LN(`Q07`)"),
      ("SUBSTR(note, -1, 3)", "SUBSTR(`note`, 1, 1)"),
      ("YEAR(received)", "CAST(SUBSTR(`received`, 1, 4) AS INTEGER)"),
      ("DATE_DIFF(received, closed)", "CAST(JULIANDAY(`closed`) - JULIANDAY(`received`) AS INTEGER)"),
      ("submitted_at >= DATE '2025-01-31'", "DATETIME(`submitted_at`) >= ('2025-01-31' || ' 00:00:00')"),
      ("FLAGGED(R02)", "COALESCE(`flag:R02`, FALSE)"),
      ("SHARE(is_new)", "NULLIF(NULLIF(AVG(`is_new`) OVER (), 9e999), -9e999)"),
      (
        "SUM(Q06) FILTER (WHERE Q02 > 1) OVER (PARTITION BY region, Q05)",
        "SUM(`Q06`) FILTER (WHERE `Q02` > 1) OVER (PARTITION BY `region`, `Q05`)"
      ),
    ])
  func sqlite(text: String, expected: String) throws {
    #expect(try sql(text, .sqlite) == expected)
  }

  @Test(
    "expressions as DuckDB's SQL",
    arguments: [
      ("Q02 + 1", "TRY_CAST(CAST(\"Q02\" AS HUGEINT) + 1 AS BIGINT)"),
      ("-Q02", "TRY_CAST(-CAST(\"Q02\" AS HUGEINT) AS BIGINT)"),
      ("Q07 > 0.5", "\"Q07\" > 0.5e0"),
      ("Q07 > 1e300", "\"Q07\" > 1e+300"),
      ("Q07 % 2", "\"Q07\" % NULLIF(2.0e0, 0)"),
      ("LEAST(Q02, Q06)", "CASE WHEN (\"Q02\") IS NOT NULL AND (\"Q06\") IS NOT NULL THEN LEAST(\"Q02\", \"Q06\") END"),
      ("ROUND(Q07)", "ROUND(\"Q07\")"),
      ("LN(Q07)", "LN(CASE WHEN \"Q07\" > 0 THEN \"Q07\" END)"),
      ("note LIKE 'a\\_'", "\"note\" LIKE 'a\\_'"),
      ("NULLIF(Q02, 9)", "CASE WHEN \"Q02\" = 9 THEN CAST(NULL AS BIGINT) ELSE \"Q02\" END"),
      ("COUNT_OF(Q14)", "BIT_COUNT(CAST(\"Q14\" AS BIGINT))"),
      ("received > DATE '2025-01-31'", "\"received\" > DATE '2025-01-31'"),
      ("YEAR(received)", "CAST(EXTRACT(YEAR FROM \"received\") AS BIGINT)"),
      ("SUM(Q06)", "TRY_CAST(SUM(CAST(\"Q06\" AS BIGINT)) OVER () AS BIGINT)"),
      (
        "STDDEV(Q07)",
        "NULLIF(NULLIF(NULLIF(STDDEV_SAMP(\"Q07\") OVER (), CAST('Infinity' AS DOUBLE)), "
          + "CAST('-Infinity' AS DOUBLE)), CAST('NaN' AS DOUBLE))"
      ),
      (
        "QUANTILE(Q07, 0.9) OVER (PARTITION BY region)",
        "NULLIF(NULLIF(NULLIF(QUANTILE_CONT(\"Q07\", 0.9e0) OVER (PARTITION BY \"region\"), "
          + "CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE)), CAST('NaN' AS DOUBLE))"
      ),
    ])
  func duckdb(text: String, expected: String) throws {
    #expect(try sql(text, .duckdb) == expected)
  }

  @Test(
    "expressions as PostgreSQL's SQL",
    arguments: [
      ("Q02 + 1 - Q06 * 2", "CAST(\"Q02\" AS BIGINT) + 1 - CAST(\"Q06\" AS BIGINT) * 2"),
      (
        "Q07 / 0.5",
        "\"Q07\" / NULLIF(CAST(0.5 AS DOUBLE PRECISION), 0)"
      ),
      ("note < 'a'", "\"note\" COLLATE \"C\" < 'a' COLLATE \"C\""),
      ("note LIKE 'a\\b_'", "\"note\" LIKE E'a\\\\b_' ESCAPE ''"),
      ("UPPER(note)", "UPPER(\"note\" COLLATE \"und-x-icu\")"),
      ("SUBSTR(note, 0, 3)", "SUBSTR(\"note\", 1, 2)"),
      ("DATE_DIFF(received, closed)", "CAST(\"closed\" - \"received\" AS BIGINT)"),
      ("COUNT_OF(Q14)", "BIT_COUNT(CAST(CAST(\"Q14\" AS BIGINT) AS BIT(64)))"),
      ("STDDEV(Q07)", "STDDEV_SAMP(\"Q07\") OVER ()"),
      ("MEAN(Q02)", "AVG(CAST(\"Q02\" AS DOUBLE PRECISION)) OVER ()"),
      ("COUNT(note) OVER (PARTITION BY region)", "COUNT(\"note\") OVER (PARTITION BY \"region\")"),
    ])
  func postgresql(text: String, expected: String) throws {
    #expect(try sql(text, .postgresql) == expected)
  }

  @Test("columns of decimal numbers are made double precision and finite unless they are trusted")
  func decimals() throws {
    #expect(try sql("Q07 > 5", .sqlite) == "`Q07` > 5.0")
    #expect(
      try sql("Q07 > 5", .sqlite, trusts: false) == "NULLIF(NULLIF(CAST(`Q07` AS REAL), 9e999), -9e999) > 5.0")
    #expect(
      try sql("Q07 + 1", .postgresql, trusts: false)
        == "NULLIF(NULLIF(NULLIF(CAST(\"Q07\" AS DOUBLE PRECISION) + CAST(1.0 AS DOUBLE PRECISION), "
        + "CAST('Infinity' AS DOUBLE PRECISION)), CAST('-Infinity' AS DOUBLE PRECISION)), "
        + "CAST('NaN' AS DOUBLE PRECISION))")
  }

  @Test("columns can be put under the name of their table")
  func table() throws {
    let renderer = SQLRenderer(.duckdb, schema: Samples.schema, table: "t \"1\"")
    #expect(try renderer.render("Q02 > `two words`") == "\"t \"\"1\"\"\".\"Q02\" > \"t \"\"1\"\"\".\"two words\"")
    #expect(try renderer.identifier("a\"b") == "\"a\"\"b\"")
  }

  @Test(
    "what a dialect cannot say is refused with the function, the dialect and the place",
    arguments: [
      ("1 = 1 AND MISSING_KIND(Q02) = 'empty'", SQLDialect.duckdb, "DuckDB cannot express MISSING_KIND", 10),
      ("USCC_VALID(note)", .postgresql, "PostgreSQL cannot express USCC_VALID", 0),
      ("WORKDAYS(received, closed) > 1", .sqlite, "SQLite cannot express WORKDAYS", 0),
      ("N_MISSING(required, 'empty')", .sqlite, "SQLite cannot express N_MISSING", 0),
      ("LENGTH(UPPER(note))", .sqlite, "SQLite cannot express UPPER", 7),
      ("MEDIAN(Q06)", .sqlite, "SQLite cannot express MEDIAN", 0),
      ("MAD(Q06)", .postgresql, "PostgreSQL cannot express MAD", 0),
      ("Q06 > QUANTILE(Q06, 0.9)", .postgresql, "PostgreSQL cannot express QUANTILE", 6),
      ("STDDEV(Q06)", .sqlite, "SQLite cannot express STDDEV", 0),
      ("Q07 % 2", .postgresql, "PostgreSQL cannot express `%` of decimal numbers", 0),
      ("MAX(Q02 - MEAN(Q02))", .duckdb, "DuckDB cannot compute an aggregate inside an aggregate", 0),
      ("note = 'a\0b'", .sqlite, "SQLite cannot hold the character U+0000", 0),
    ])
  func refusals(text: String, dialect: SQLDialect, message: String, offset: Int) {
    do throws(ExpressionError) {
      let sql = try SQLRenderer(dialect, schema: Samples.schema).render(text)
      Issue.record("\(text) became \(sql)")
    } catch {
      #expect(error.message.hasPrefix(message))
      #expect(error.offset == offset)
      #expect(error.advice != nil)
    }
  }

  @Test("an expression that is wrong is refused before any SQL is written")
  func checked() {
    #expect(throws: ExpressionError.self) { try sql("Q99 > 1", .sqlite) }
    #expect(throws: ExpressionError.self) { try sql("Q05 = 'XYZ'", .sqlite) }
    #expect(throws: ExpressionError.self) {
      try SQLRenderer(.sqlite, schema: Samples.schema).render("Q02 + 1", expecting: .bool)
    }
  }

  @Test("multiple answers need their codes")
  func unknownCodes() {
    var schema = Samples.schema
    schema.codes["Q12"] = nil
    #expect(throws: ExpressionError.self) { try sql("HAS(Q12, 1)", .duckdb, schema: schema) }
  }

  @Test("long chains are written in linear time, and what would double at each step is refused")
  func bounds() throws {
    let terms = (0..<6_000).map { "Q02 = \($0)" }
    let chain = try sql(terms.joined(separator: " OR "), .postgresql)
    #expect(chain == terms.map { $0.replacing("Q02", with: "\"Q02\"") }.joined(separator: " OR "))
    let least = try sql("LEAST(" + Array(repeating: "Q02", count: 8_000).joined(separator: ", ") + ")", .sqlite)
    #expect(least == "MIN(" + Array(repeating: "`Q02`", count: 8_000).joined(separator: ", ") + ")")
    var schema = ExpressionSchema()
    schema.columns["x"] = .integer
    for index in 0...40 {
      schema.columns["q\(index)"] = .integer
      schema.visibility["q\(index)"] = "VISIBLE(q\(index + 1)) AND x > \(index) OR NOT VISIBLE(q\(index + 1))"
    }
    schema.visibility["q40"] = "x = 1"
    #expect(try sql("VISIBLE(q36)", .sqlite, schema: schema).utf8.count < 10_000)
    do throws(ExpressionError) {
      _ = try SQLRenderer(.sqlite, schema: schema).render("VISIBLE(q0)")
      Issue.record("2^40 conditions were written")
    } catch {
      #expect(error.message.contains("more than 1000000 bytes of SQL"))
    }
  }
}
