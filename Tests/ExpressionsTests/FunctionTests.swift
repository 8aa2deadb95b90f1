import Expressions
import Tables
import Testing

@Suite struct FunctionTests {
  @Test(
    "numbers",
    arguments: [
      ("7 / 2", "3.5"), ("1 / 0", "·"), ("0.0 / 0", "·"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("7 % 0", "·"),
      ("7.5 % 2", "1.5"), ("-9223372036854775808 % -1", "0"), ("9223372036854775807 + 1", "·"),
      ("9223372036854775807 + 1.0", "9.223372036854776e+18"), ("-9223372036854775808 - 1", "·"),
      ("9223372036854775807 * 2", "·"), ("- -9223372036854775808", "·"), ("ABS(-9223372036854775808)", "·"),
      ("1e308 * 10", "·"), ("-1e308 - 1e308", "·"), ("ABS(-3)", "3"), ("ABS(-3.5)", "3.5"), ("LN(1)", "0"),
      ("LN(0)", "·"), ("LN(-1)", "·"), ("EXP(0)", "1"), ("EXP(1000)", "·"), ("EXP(-1000)", "0"),
      ("POWER(2, 10)", "1024"),
      ("POWER(-8, 0.5)", "·"), ("POWER(0, -1)", "·"), ("POWER(0, 0)", "1"), ("SQRT(16)", "4"), ("SQRT(-1)", "·"),
      ("SIGN(-3)", "-1"), ("SIGN(0)", "0"), ("SIGN(9223372036854775807)", "1"), ("SIGN(-1e-300)", "-1"),
      ("SIGN(0.0)", "0"), ("SIGN(2.5)", "1"), ("SIGN(1 / 0)", "·"), ("SIGN(NULL)", "·"),
      ("ROUND(2.5)", "3"), ("ROUND(-2.5)", "-3"), ("ROUND(0.125, 2)", "0.13"), ("ROUND(1234.5, -2)", "1200"),
      ("ROUND(1250, -2)", "1300"), ("ROUND(7, 2)", "7"), ("ROUND(1e300, 2)", "1e+300"), ("FLOOR(-1.5)", "-2"),
      ("CEIL(-1.5)", "-1"), ("FLOOR(7)", "7"), ("LEAST(3, 1, 2)", "1"), ("LEAST(3, 1.5)", "1.5"),
      ("GREATEST(3, NULLIF(1, 1))", "·"), ("GREATEST(1, 2, 3)", "3"), ("1 = 1.0", "T"), ("1 < 1.5", "T"),
      ("0.1 + 0.2 = 0.3", "F"), ("2 IN (1, 2.0)", "T"), ("2.5 IN (1, 2.5)", "T"),
      ("GREATEST(DATE '2024-01-01', DATE '2025-01-01') = DATE '2025-01-01'", "T"),
    ])
  func numbers(text: String, expected: String) throws {
    #expect(try constant(text) == expected)
  }

  @Test(
    "texts",
    arguments: [
      ("LENGTH('')", "0"), ("LENGTH('税务局')", "3"), ("LENGTH('😀a')", "2"), ("TRIM('  a b ')", "'a b'"),
      ("TRIM('　中　')", "'中'"), ("TRIM('   ')", "''"), ("UPPER('aBc1')", "'ABC1'"), ("LOWER('ÄB')", "'äb'"),
      ("UPPER('straße')", "'STRASSE'"), ("SUBSTR('税务局', 2)", "'务局'"), ("SUBSTR('税务局', 2, 1)", "'务'"),
      ("SUBSTR('abc', 0, 2)", "'a'"), ("SUBSTR('abc', -5)", "'abc'"), ("SUBSTR('abc', 9)", "''"),
      ("SUBSTR('abc', 1, 0)", "''"), ("SUBSTR('abc', 1, -1)", "·"), ("SUBSTR('abc', 2, 9223372036854775807)", "'bc'"),
      ("SUBSTR('abc', -9223372036854775808, 9223372036854775807)", "''"),
      ("'b' > 'a'", "T"), ("'B' < 'a'", "T"), ("'a' = 'A'", "F"), ("'é' = 'e\u{301}'", "F"),
      ("'é' IN ('e\u{301}', 'x')", "F"), ("'中' > 'z'", "T"),
      ("'abc' LIKE 'a%'", "T"), ("'abc' LIKE 'b%'", "F"), ("'税务局' LIKE '_务_'", "T"), ("'abc' LIKE '%'", "T"),
      ("'' LIKE '%'", "T"), ("'' LIKE '_'", "F"), ("'aab' LIKE '%ab'", "T"), ("'mississippi' LIKE '%iss%ip%'", "T"),
      ("'mississippi' LIKE '%iss%ipx%'", "F"), ("'abc' LIKE 'abc'", "T"), ("'abc' LIKE 'ABC'", "F"),
      ("'a.c' LIKE 'a.c'", "T"), ("'abc' NOT LIKE '%d%'", "T"),
    ])
  func texts(text: String, expected: String) throws {
    #expect(try constant(text) == expected)
  }

  @Test("texts of columns, plain and categories alike")
  func textColumns() throws {
    #expect(try show("UPPER(note)") == "'' 'A' '  税务 ' '100%' · 'ABC' '中文字' 'A_B'")
    #expect(try show("TRIM(note) = '税务'") == "F F T F · F F F")
    #expect(try show("LENGTH(Q05)") == "3 3 · 3 3 3 3 ·")
    #expect(try show("LOWER(region) LIKE '%x'") == "T T F F · · T F")
    #expect(try show("region LIKE 'G_'") == "T T F F · · T F")
    #expect(try show("note IN ('a', '中文字', 'zz')") == "F T F F · F T F")
    #expect(try show("企业名称 = '甲' OR `two words` > 7") == "T F F · F F F T")
    #expect(try show("COALESCE(note, region)") == "'' 'a' '  税务 ' '100%' · 'Abc' '中文字' 'a_b'")
    #expect(try show("note > 'a'") == "F F F F · F T T")
  }

  @Test("categories of different dictionaries are compared and joined by their codes' texts")
  func categories() throws {
    let table = Table(
      [
        ("Q05", Samples.categories(["IND", "CON", nil, "REA"], ["IND", "CON", "REA"])),
        ("region", Samples.categories(["CON", "CON", "IND", nil], ["CON", "IND"])),
      ], rowCount: 4)
    #expect(try show("Q05 = region", table: table) == "F T · ·")
    #expect(try show("Q05 <> region", table: table) == "T F · ·")
    let joined = try RowExpression("COALESCE(Q05, region)", schema: Samples.schema).evaluate(table)
    #expect(
      joined.storage
        == .category(CategoryStorage(codes: [0, 1, 0, 2], dictionary: ["IND", "CON", "REA"])))
    #expect(
      try show("CASE WHEN Q05 = 'IND' THEN 'x' WHEN Q05 = 'CON' THEN Q05 ELSE region END", table: table)
        == "'x' 'CON' 'IND' ·")
    #expect(try show("N_DISTINCT(Q05, region)", table: table) == "2 1 1 1")
    #expect(try show("Q05 = 3", schema: numbered, table: numberedTable) == "F T ·")
  }

  private var numbered: ExpressionSchema {
    var schema = ExpressionSchema()
    schema.columns = ["Q05": .category]
    schema.codes = ["Q05": ["1", "3", "OTH"]]
    return schema
  }

  private var numberedTable: Table {
    Table([("Q05", Samples.categories(["1", "3", nil], ["1", "3", "OTH"]))], rowCount: 3)
  }

  @Test("a derived category has its codes in the order they are written")
  func derivedCategory() throws {
    let size = try RowExpression(
      "CASE WHEN Q06 >= 1000 THEN 'large' WHEN Q06 >= 300 THEN 'medium' WHEN Q06 >= 20 THEN 'small' ELSE 'micro' END",
      schema: Samples.schema, expecting: .category)
    #expect(size.type == .category)
    #expect(size.codes == ["large", "medium", "small", "micro"])
    let column = size.evaluate(Samples.table)
    #expect(
      column.storage
        == .category(
          CategoryStorage(codes: [3, 3, 2, 1, 3, 0, 3, 3], dictionary: ["large", "medium", "small", "micro"])))
    let trimmed = try RowExpression("TRIM(note)", schema: Samples.schema, expecting: .category)
    #expect(trimmed.evaluate(Samples.table).type == .category)
    #expect(trimmed.codes == nil)
    #expect(try RowExpression("Q05", schema: Samples.schema, expecting: .text).evaluate(Samples.table).type == .text)
  }

  @Test("dates and dates with time")
  func dates() throws {
    #expect(try show("YEAR(received)") == "1970 2024 2024 2024 · 1969 2025 2024")
    #expect(try show("YEAR(submitted_at)") == "1970 1970 1970 1969 2025 · 1970 1970")
    #expect(try show("DATE_DIFF(received, closed)") == "1 3 0 -1 · 6 7 ·")
    #expect(try show("DATE_DIFF(DATE '1970-01-01', submitted_at)") == "0 0 1 -1 20089 · 0 0")
    #expect(try show("submitted_at >= DATE '1970-01-02'") == "F F T F T · F F")
    #expect(try show("closed > received") == "T T F F · T T ·")
    #expect(try show("received IN (DATE '1970-01-01', DATE '2024-10-04')") == "T F F T · F F T")
    #expect(try show("COALESCE(closed, received)", expecting: .date).hasPrefix("day 1 day 19785") == true)
    for (text, year) in [
      ("1600-02-29", 1600), ("1900-03-01", 1900), ("2000-12-31", 2000), ("2024-01-01", 2024), ("0001-01-01", 1),
      ("9999-12-31", 9999),
    ] {
      #expect(try constant("YEAR(DATE '\(text)')") == "\(year)")
    }
    #expect(try show("MONTH(received)") == "1 2 3 10 · 12 1 10")
    #expect(try show("DAY(submitted_at)") == "1 1 2 31 1 · 1 1")
    for (text, month, day) in [
      ("1600-02-29", 2, 29), ("1900-02-28", 2, 28), ("1900-03-01", 3, 1), ("2000-12-31", 12, 31), ("2024-01-01", 1, 1),
      ("0001-01-01", 1, 1), ("9999-11-30", 11, 30),
    ] {
      #expect(try constant("MONTH(DATE '\(text)')") == "\(month)")
      #expect(try constant("DAY(DATE '\(text)')") == "\(day)")
    }
    #expect(try constant("DATE_DIFF(DATE '1999-12-31', DATE '2000-03-01')") == "61")
    #expect(try constant("DATE_DIFF(DATE '1970-01-01', DATE '2026-03-31')") == "20543")
  }

  @Test("multiple answers")
  func sets() throws {
    #expect(try show("HAS(Q12, 0)") == "T F F · T F F F")
    #expect(try show("NOT HAS(Q12, '0')") == "F T T · F T T T")
    #expect(try show("COUNT_OF(Q12)") == "1 2 0 · 2 1 1 1")
    #expect(try show("COUNT_OF(Q12) > 1 AND HAS(Q12, 0)") == "F F F · T F F F")
    let other = Table([("Q12", Samples.sets([["1"], ["2"]], ["2", "1"]))], rowCount: 2)
    #expect(try show("HAS(Q12, 1)", table: other) == "T F")
    #expect(try show("HAS(Q12, 3)", table: other) == "F F")
  }

  @Test("scores, ranges, constants")
  func codebook() throws {
    #expect(try show("LIKERT(Q15_a)") == "0 25 50 75 100 · · 0")
    #expect(try show("LIKERT(Q05)") == "10 20 · · 10 10 20 ·")
    #expect(try show("Q06 < VALID_MIN(Q06) OR Q06 > VALID_MAX(Q06)") == "F F F F · F F F")
    #expect(try show("Q07 < VALID_MIN(Q07) OR Q07 > VALID_MAX(Q07)") == "· T · · · · · ·")
    #expect(try show("survey_year - Q02") == "2024 2023 2022 2021 2020 2019 · 2017")
    #expect(try RowExpression("survey_year - Q02", schema: Samples.schema).type == .integer)
    #expect(try show("rate * Q02") == "0.5 1 1.5 2 2.5 3 · 4")
  }

  @Test("functions over sets of columns")
  func rowFunctions() throws {
    #expect(try show("N_VALID(likert_rows)") == "3 3 3 2 2 3 0 3")
    #expect(try show("N_VALID(likert_rows, Q07, Q02 + 1)") == "5 5 4 4 4 5 1 5")
    #expect(try show("N_DISTINCT(likert_rows)") == "1 1 2 1 1 2 0 2")
    #expect(try show("LONGEST_RUN(likert_rows)") == "3 3 2 2 2 2 0 1")
    #expect(try show("ROW_MEAN(Q15_a, Q15_b)") == "1 2 3 4 5 5.5 · 1.5")
    #expect(try show("ROW_SD(Q15_a, Q15_b)") == "0 0 0 0 · 0.7071067811865476 · 0.7071067811865476")
    #expect(try show("ROW_MEAN(LIKERT(Q15_a), 100)") == "50 62.5 75 87.5 100 100 100 50")
    #expect(try show("N_DISTINCT(note, 企业名称)") == "2 2 2 1 1 2 2 2")
    #expect(try show("N_DISTINCT(Q02, Q06, 100, 200, 100)") == "4 4 4 4 3 4 3 4")
    #expect(try show("LONGEST_RUN(note, note, 企业名称)") == "2 2 2 2 1 2 2 2")
    #expect(try show("N_DISTINCT(is_new, TRUE)") == "1 2 1 2 1 1 2 1")
    #expect(try constant("N_DISTINCT(0.0, -0.0, 1.5)") == "2")
  }

  @Test("every function of the reference is known and says how it is written")
  func reference() {
    for function in Functions.all {
      #expect(function.signature.contains("("))
      #expect(!function.summary.isEmpty && !function.summary.hasSuffix("."))
    }
    #expect(Set(Functions.all.map(\.signature)).count == Functions.all.count)
  }

  @Test("what an expression reads is listed in order of appearance")
  func columnsRead() throws {
    let rule = try RowExpression(
      "VISIBLE(Q13) AND Q02 > MEAN(Q06) OVER (PARTITION BY region) OR FLAGGED(R02)", schema: Samples.schema)
    #expect(rule.columnsRead == ["Q12", "Q02", "Q06", "region", "flag:R02"])
    #expect(rule.readsOtherRows)
    #expect(try !RowExpression("Q02 > 1", schema: Samples.schema).readsOtherRows)
  }

  @Test("values as numbers")
  func doubles() throws {
    func doubles(_ text: String) throws -> (values: [Double], isPresent: [Bool]) {
      try RowExpression(text, schema: Samples.schema).doubles(Samples.table)
    }
    let truth = try doubles("Q02 > 3")
    #expect(truth.values == [0, 0, 0, 1, 1, 1, 0, 1])
    #expect(truth.isPresent == [true, true, true, true, true, true, false, true])
    #expect(try doubles("Q02").values == [1, 2, 3, 4, 5, 6, 0, 8])
    #expect(try doubles("Q02 / 2").values == [0.5, 1, 1.5, 2, 2.5, 3, 0, 4])
    #expect(try doubles("Q05").isPresent == [true, true, false, true, true, true, true, false])
    #expect(try doubles("Q12").isPresent == [true, true, true, false, true, true, true, true])
  }
}
