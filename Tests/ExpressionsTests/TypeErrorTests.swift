import Diagnostics
import Expressions
import Tables
import Testing

@Suite struct TypeErrorTests {
  @Test(
    "what does not fit is told with its place and what to do",
    arguments: [
      ("Q2 < 3", 0, "no column is called `Q2`", "did you mean `Q02`?"),
      ("Q02 + Q70", 6, "no column is called `Q70`", "did you mean `Q07`?"),
      ("Region = 'GX'", 0, "no column is called `Region`", "did you mean `region`?"),
      ("survey_yaer - 1", 0, "no column is called `survey_yaer`", "did you mean `survey_year`?"),
      ("COUNT > 3", 0, "no column is called `COUNT`", "parentheses"),
      ("Q28 = other_thing_entirely", 6, "no column is called", "single quotes"),
      ("likert_rows > 3", 0, "is a set of columns", "N_VALID(likert_rows)"),
      ("economy.Q02 = 1", 0, "`economy` is not a source", "alone"),
      ("LENGHT(note)", 0, "no function is called `LENGHT`", "did you mean LENGTH?"),
      ("Q02 + XYZZY(1)", 6, "no function is called `XYZZY`", ""),
      ("Q02 + MDA(Q06)", 6, "no function is called `MDA`", "did you mean MAD?"),
      ("RNAK(Q06) = 1", 0, "no function is called `RNAK`", "did you mean RANK?"),
      ("Q02 > AVG(Q02)", 6, "no function is called `AVG`", "write MEAN"),
      ("IF(is_new, 1, 2)", 0, "no function is called `IF`", "CASE WHEN"),
      ("MAD > 3", 0, "no column is called `MAD`", "MAD is a function"),
      ("MAD(Q05)", 4, "MAD needs a number", "LIKERT(Q05)"),
      ("MAD(received)", 4, "MAD needs a number", "DATE_DIFF"),
      ("MAD(is_new)", 4, "MAD needs a number", "CASE WHEN"),
      ("MAD(Q02, 0.5)", 0, "MAD is given 2 arguments", "write MAD(x)"),
      ("MAD(*)", 0, "`*` stands only in COUNT(*)", "write MAD(x)"),
      ("Q02 > 1 AND RANK(note) = 1", 17, "RANK needs a number", ""),
      ("RANK(is_new)", 5, "RANK needs a number", ""),
      ("RANK(Q02, Q06)", 0, "RANK is given 2 arguments", "write RANK(x)"),
      ("RANK() = 1", 0, "RANK is given 0 arguments", "write RANK(x)"),
      ("RANK(NULL)", 5, "RANK of NULL", ""),
      ("RANK(Q02) OVER (PARTITION BY region ORDER BY Q02)", 36, "OVER takes no ORDER BY", "RANK(-x)"),
      ("RANK() OVER (ORDER BY Q02)", 13, "OVER takes no ORDER BY", "RANK(x)"),
      ("VISIBLE(required)", 8, "`required` is a set of columns", "N_VISIBLE(required)"),
      ("SIGN(note)", 5, "SIGN needs a number", ""),
      ("MONTH(Q02)", 6, "MONTH needs a date", ""),
      ("Q05 = 'INN'", 6, "`Q05` has no code 'INN'", "did you mean 'IND'?"),
      ("'CONN' = Q05", 0, "`Q05` has no code 'CONN'", "did you mean 'CON'?"),
      ("Q05 IN ('IND', 'COM')", 15, "`Q05` has no code 'COM'", "did you mean 'CON'?"),
      ("Q05 <> 7", 7, "`Q05` has no code '7'", "its codes are IND, CON, REA"),
      ("CASE Q05 WHEN 'XYZ' THEN 1 END", 14, "`Q05` has no code 'XYZ'", "its codes are"),
      ("HAS(Q12, 4)", 9, "`Q12` has no code '4'", "did you mean"),
      ("CASE WHEN is_new THEN 'small' ELSE 'large' END = 'smal'", 49, "no code 'smal'", "did you mean 'small'?"),
      ("MISSING_KIND(Q13) = 'dont_now'", 20, "no code 'dont_now'", "did you mean 'dont_know'?"),
      ("N_MISSING(required, 'emty')", 20, "'emty' is not a kind of missing", "did you mean 'empty'?"),
      ("Q05 < 'IND'", 4, "categories have no order", "IN"),
      ("Q05 < region", 4, "categories have no order", ""),
      ("Q12 = 1", 0, "multiple answer and cannot be compared", "HAS(Q12, code)"),
      ("HAS(Q02, 1)", 4, "needs a multiple answer", "Q02 = code"),
      ("HAS(Q12, Q02)", 9, "needs a code", ""),
      ("COUNT_OF(Q05)", 9, "needs a multiple answer", ""),
      ("LIKERT(Q13)", 7, "`Q13` has no scale", "scale"),
      ("VALID_MAX(Q13)", 10, "`Q13` has no valid range", "validate"),
      ("VISIBLE(Q13 + 1)", 12, "needs the name of a column", ""),
      ("Q28 = '2'", 6, "a whole number cannot be compared with", "write 2 without quotes"),
      ("note = 12", 7, "a text cannot be compared with a whole number", "write '12' in quotes"),
      ("received > '2025-01-01'", 11, "a date cannot be compared", "DATE '2025-03-31'"),
      ("is_new = 1", 9, "a condition cannot be compared", "TRUE or FALSE"),
      ("is_new < TRUE", 7, "conditions have no order", ""),
      ("Q02 = NULL", 4, "never TRUE", "IS MISSING"),
      ("Q02 AND is_new", 0, "AND needs a condition, found a whole number", "IS NOT MISSING"),
      ("NOT Q07", 4, "NOT needs a condition", ""),
      ("CASE WHEN Q02 THEN 1 END", 10, "WHEN needs a condition", ""),
      ("CASE WHEN is_new THEN 1 ELSE 'x' END", 29, "CASE mixes a whole number with", "one type"),
      ("COALESCE(Q02, note)", 14, "COALESCE mixes", ""),
      ("Q05 + 1", 0, "`+` needs a number", "LIKERT(Q05)"),
      ("1 + Q12", 4, "`+` needs a number", "COUNT_OF(Q12)"),
      ("received - closed", 0, "`-` needs a number", "DATE_DIFF"),
      ("1 + is_new", 4, "`+` needs a number", "CASE WHEN"),
      ("-note", 1, "minus sign needs a number", ""),
      ("LN(note)", 3, "LN needs a number", ""),
      ("LENGTH(Q02)", 7, "LENGTH needs a text", ""),
      ("YEAR('2024-01-01')", 5, "YEAR needs a date", "DATE '2025-03-31'"),
      ("ROUND(Q07, Q02)", 11, "ROUND needs the number of decimals", ""),
      ("ROUND(Q07, 99)", 11, "ROUND needs the number of decimals", ""),
      ("LN(1, 2)", 0, "LN is given 2 arguments", "LN(x)"),
      ("NULLIF(1)", 0, "NULLIF is given 1 argument", "NULLIF(a, b)"),
      ("LN()", 0, "LN is given 0 arguments", ""),
      ("LN(*)", 0, "`*` stands only in COUNT(*)", ""),
      ("SUM(*)", 0, "`*` stands only in COUNT(*)", ""),
      ("COUNT()", 0, "COUNT is given no argument", "COUNT(*)"),
      ("ABS(1) OVER ()", 0, "OVER follows only aggregates", ""),
      ("ABS(1) FILTER (WHERE TRUE)", 0, "FILTER follows only aggregates", ""),
      ("MEAN(note)", 5, "MEAN needs a number", ""),
      ("MAX(Q05)", 4, "MAX needs a number", ""),
      ("SHARE(Q02)", 6, "SHARE needs a condition", ""),
      ("SUM(Q02) FILTER (WHERE Q06)", 23, "FILTER needs a condition", ""),
      ("QUANTILE(Q02, 1.5)", 14, "a share from 0 to 1", ""),
      ("Q02 LIKE 'a'", 0, "LIKE needs a text", ""),
      ("note LIKE note", 10, "LIKE needs a pattern", ""),
      ("ROW_MEAN(required)", 0, "ROW_MEAN mixes", ""),
      ("ROW_SD(note, note)", 0, "ROW_SD needs numbers", ""),
      ("N_VALID(liket_rows)", 8, "no column is called `liket_rows`", "did you mean `likert_rows`?"),
      ("N_VALID(broken)", 8, "lists `Q15_x`", "did you mean `Q15_a`?"),
      ("N_VISIBLE(Q02 + 1)", 0, "needs names", ""),
    ])
  func errors(text: String, offset: Int, fragment: String, advice: String) {
    let error = failure(text)
    #expect(error?.offset == offset, "\(String(describing: error))")
    #expect(error?.message.contains(fragment) == true, "\(String(describing: error))")
    #expect(advice.isEmpty || error?.advice?.contains(advice) == true, "\(String(describing: error))")
  }

  @Test("an expression of the wrong type is refused")
  func expecting() {
    #expect(failure("Q02", expecting: .bool)?.advice?.contains("Q02 = 1") == true)
    #expect(failure("Q02 > 1", expecting: .double)?.message.contains("a number is wanted") == true)
    #expect(failure("Q07", expecting: .integer) != nil)
    #expect(failure("submitted_at", expecting: .date) != nil)
    #expect(failure("Q02", expecting: .category) != nil)
    #expect(failure("NULL")?.message.contains("NULL for every row") == true)
    #expect(failure("Q02", expecting: .double) == nil)
    #expect(failure("Q05", expecting: .text) == nil)
    #expect(failure("note", expecting: .category) == nil)
    #expect(failure("NULL", expecting: .bool) == nil)
  }

  @Test("a code of a whole-number question is checked where the codes are known")
  func codesOfNumbers() {
    var schema = Samples.schema
    schema.codes["Q02"] = ["1", "2", "3", "4", "5", "6"]
    #expect(failure("Q02 IN (1, 9)", schema: schema)?.offset == 11)
    #expect(failure("Q02 = 7", schema: schema)?.message.contains("no code '7'") == true)
    #expect(failure("Q02 < 7 AND Q02 = 6", schema: schema) == nil)
  }

  @Test("a diagnostic points at the character where the expression is one line")
  func diagnostics() throws {
    let text = "Q02 + Q70 > 1"
    let error = try #require(failure(text))
    let place = SourceLocation(file: "cleaning.yaml", line: 7, column: 12)
    let diagnostic = error.diagnostic(in: text, at: place)
    #expect(diagnostic.location == SourceLocation(file: "cleaning.yaml", line: 7, column: 18))
    #expect(
      diagnostic.description == """
        cleaning.yaml:7:18: error: no column is called `Q70`, at character 7 of `Q02 + Q70 > 1`. \
        Did you mean `Q07`? [E-001]
        """)
    #expect(error.diagnostic(in: "Q02 +\nQ70", at: place).location == place)
    #expect(error.diagnostic(in: text, at: nil).location == nil)
  }
}
