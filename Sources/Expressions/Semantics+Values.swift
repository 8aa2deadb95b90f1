extension ExpressionSemantics {
  static let missing: [Line] = [
    Line(
      "any operator or function with a missing operand, unless it is listed here", "missing",
      [Example("n + 1", "4, 2, missing, 4"), Example("LENGTH(t)", "2, 4, missing, 0")]),
    Line("`FALSE AND missing`, `missing AND FALSE`", "FALSE", [Example("n = 1 AND FALSE", "FALSE")]),
    Line("`TRUE OR missing`, `missing OR TRUE`", "TRUE", [Example("n = 1 OR TRUE", "TRUE")]),
    Line(
      "`NOT missing`, `TRUE AND missing`, `FALSE OR missing`", "missing",
      [
        Example("NOT n = 1", "TRUE, FALSE, missing, TRUE"), Example("TRUE AND n = 1", "FALSE, TRUE, missing, FALSE"),
        Example("FALSE OR n = 1", "FALSE, TRUE, missing, FALSE"),
      ]),
    Line(
      "`x IN (list)`, `x BETWEEN a AND b`", "as the `OR` and the `AND` of the comparisons they stand for",
      [
        Example("3 IN (1, n)", "TRUE, FALSE, missing, TRUE"),
        Example("n BETWEEN 5 AND x", "FALSE, FALSE, missing, FALSE"),
      ]),
    Line(
      "`x IS MISSING`, `x IS NULL`, `IS NOT …`, `x IS TRUE`, `x IS FALSE`", "TRUE or FALSE, never missing",
      [
        Example("n IS MISSING", "FALSE, FALSE, TRUE, FALSE"),
        Example("(n = 1) IS NOT TRUE", "TRUE, FALSE, TRUE, TRUE"),
      ]),
    Line(
      "`CASE`", "the first branch whose condition is TRUE; without one and without `ELSE`: missing",
      [Example("CASE WHEN n = 1 THEN 'one' END", "missing, 'one', missing, missing")]),
    Line(
      "`COALESCE`, `NULLIF(a, b)`", "the first that is not missing; a, or missing where a = b is TRUE",
      [Example("COALESCE(n, x)", "3, 1, 4, 3"), Example("NULLIF(n, 3)", "missing, 1, missing, missing")]),
    Line(
      "`MISSING_KIND(q)`",
      "the kind's name, `'present'` for a value; it and `N_MISSING` are the only functions that tell kinds apart",
      [
        Example("MISSING_KIND(n)", "'present', 'present', 'empty', 'present'"),
        Example("MISSING_KIND(c)", "'present', 'present', 'refused', 'present'"),
      ]),
    Line(
      "`N_MISSING(…)`", "counts all kinds, or those that are named; never missing",
      [Example("N_MISSING(n, c)", "0, 0, 2, 0"), Example("N_MISSING(n, c, 'refused')", "0, 0, 1, 0")]),
    Line(
      "`N_VALID`, `N_VISIBLE`, `N_DISTINCT`, `LONGEST_RUN`", "never missing; 0 where there is nothing to count",
      [
        Example("N_VALID(n)", "1, 1, 0, 1"), Example("N_VISIBLE(x)", "1, 0, 0, 1"),
        Example("N_DISTINCT(n, 3)", "1, 2, 1, 1"), Example("LONGEST_RUN(n)", "1, 1, 0, 1"),
      ]),
    Line(
      "`LONGEST_RUN`", "missing values are passed over, they do not end a run",
      [Example("LONGEST_RUN(3, n, 3)", "3, 1, 2, 3")]),
    Line(
      "`ROW_MEAN`, `ROW_SD`", "of the values that are not missing; missing with none, for `ROW_SD` with fewer than two",
      [
        Example("ROW_MEAN(n, x)", "2.75, 0, 4, 3"), Example("ROW_MEAN(n)", "3, 1, missing, 3"),
        Example("ROW_SD(n, n + 1, n + 2)", "1, 1, missing, 1"), Example("ROW_SD(n)", "missing"),
      ]),
    Line(
      "`FLAGGED(rule)`", "FALSE where no rule of that id has run",
      [Example("FLAGGED(R01)", "TRUE, FALSE, FALSE, FALSE"), Example("FLAGGED(R99)", "FALSE")]),
    Line(
      "`VISIBLE(q)`", "the `show_if` of q, TRUE without one: missing where that is; visible needs TRUE",
      [Example("VISIBLE(x)", "TRUE, FALSE, missing, TRUE"), Example("VISIBLE(n)", "TRUE")]),
    Line(
      "a rule, a `FILTER (WHERE …)`", "TRUE strikes; FALSE and missing do not",
      [Example("COUNT(*) FILTER (WHERE n > 1)", "2")]),
    Line("a comparison with the literal `NULL`", "an error: it would never be TRUE", [Example("n = NULL", "an error")]),
  ]

  static let numbers: [Line] = [
    Line("`x / y`", "a decimal number, also of whole numbers", [Example("7 / 2", "3.5")]),
    Line(
      "`x / 0`, `x % 0`", "missing",
      [Example("1 / 0", "missing"), Example("0.0 / 0", "missing"), Example("1 % 0", "missing")]),
    Line("`x % y`", "the remainder with the sign of x", [Example("-7 % 3", "-1"), Example("7.5 % -2", "1.5")]),
    Line(
      "`+ - *` and the sign beyond 64 bits", "missing; with one decimal number the result is one",
      [
        Example("9223372036854775807 + 1", "missing"), Example("ABS(-9223372036854775808)", "missing"),
        Example("9223372036854775807 + 1.0", "9.223372036854776e+18"),
      ]),
    Line(
      "any result that is infinite or not a number", "missing",
      [Example("EXP(1000)", "missing"), Example("1e308 * 10", "missing"), Example("POWER(-8, 0.5)", "missing")]),
    Line(
      "`LN(x)` of zero or less, `SQRT(x)` below zero", "missing",
      [Example("LN(0)", "missing"), Example("LN(-1)", "missing"), Example("SQRT(-1)", "missing")]),
    Line("`POWER(0, 0)`", "1", [Example("POWER(0, 0)", "1")]),
    Line(
      "an infinite or not-a-number cell of a column", "reads as missing",
      [Example("y + 0", "missing, missing, 1, 2"), Example("y IS MISSING", "TRUE, TRUE, FALSE, FALSE")]),
    Line(
      "whole numbers compared with decimal ones", "as decimal numbers; exact up to 2^53",
      [Example("1 = 1.0", "TRUE"), Example("9007199254740993 = 9007199254740992.0", "TRUE")]),
    Line(
      "`ROUND(x, d)`", "halves away from zero, on x times 10^d as double precision has it",
      [
        Example("ROUND(2.5)", "3"), Example("ROUND(-2.5)", "-3"), Example("ROUND(0.125, 2)", "0.13"),
        Example("ROUND(1.005, 2)", "1"), Example("ROUND(1250, -2)", "1300"),
      ]),
    Line(
      "`FLOOR`, `CEIL`, `ROUND` of a decimal number", "a decimal number without decimals, so without bounds",
      [Example("FLOOR(-1.5)", "-2"), Example("CEIL(1e300)", "1e+300")]),
    Line(
      "`SIGN(x)`", "a whole number; 0 of both zeros", [Example("SIGN(-2.5)", "-1"), Example("SIGN(-0.0)", "0")]),
    Line("`LEAST`, `GREATEST`", "missing if one operand is", [Example("LEAST(n, 2)", "2, 1, missing, 2")]),
    Line(
      "a whole number too long for 64 bits in the text", "a decimal number; an error when that is infinite",
      [
        Example("9223372036854775808", "9.223372036854776e+18"), Example("1e999", "an error"),
        Example("1" + String(repeating: "0", count: 400), "an error", shown: "1 followed by 400 zeros"),
      ]),
  ]

  static let bounds: [Line] = [
    Line(
      "more than 100,000 characters", "an error",
      [Example(String(repeating: " ", count: Lexer.lengthLimit) + "1", "an error", shown: "100,000 blanks and a 1")]),
    Line(
      "more than 200 levels of nesting, with those of a `show_if` 400", "an error",
      [
        Example(nested(199), "1", shown: "1 in 199 pairs of parentheses"),
        Example(nested(200), "an error", shown: "1 in 200 pairs of parentheses"),
      ]),
    Line(
      "chains of `AND` and `OR`, and lists", "one level, however long",
      [Example("TRUE" + String(repeating: " AND TRUE", count: 9_999), "TRUE", shown: "TRUE AND TRUE AND … of 10,000")]),
  ]

  private static func nested(_ levels: Int) -> String {
    String(repeating: "(", count: levels) + "1" + String(repeating: ")", count: levels)
  }
}
