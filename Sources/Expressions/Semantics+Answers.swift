extension ExpressionSemantics {
  static let answers: [Line] = [
    Line(
      "category `=`, `<>`, `IN` a code",
      "by the code's text; a whole number stands for its text; a code that is not known is an error",
      [
        Example("c = 'A'", "TRUE, FALSE, missing, FALSE"), Example("c = 7", "FALSE, FALSE, missing, TRUE"),
        Example("c IN ('A', 'Z')", "an error"),
      ]),
    Line("category `<` …", "an error: categories have no order", [Example("c < 'B'", "an error")]),
    Line(
      "text `=`, `<` …", "byte by byte, which is by code point; capitals differ from small letters",
      [Example("'a' = 'A'", "FALSE"), Example("'B' < 'a'", "TRUE"), Example("'税' > 'z'", "TRUE")]),
    Line(
      "`LIKE`", "`%` any text, `_` any one code point; capitals differ from small letters; no escape",
      [Example("'税务局' LIKE '_务%'", "TRUE"), Example("'abc' LIKE 'ABC'", "FALSE")]),
    Line(
      "a literal, or a `CASE` of literals", "a category whose codes are the literals in order of appearance",
      [
        Example("CASE WHEN n > 1 THEN 'many' ELSE 'few' END", "'many', 'few', 'few', 'many'"),
        Example("CASE WHEN n > 1 THEN 'many' ELSE 'few' END = 'lots'", "an error"),
      ]),
    Line(
      "`LENGTH`, `SUBSTR`", "count code points; `SUBSTR` takes the places p from 1 with start ≤ p < start + length",
      [
        Example("LENGTH('税务')", "2"), Example("SUBSTR('税务局', 2)", "'务局'"), Example("SUBSTR('abc', 0, 2)", "'a'"),
        Example("SUBSTR('abc', 9)", "''"),
      ]),
    Line("`SUBSTR` with a negative length", "missing", [Example("SUBSTR('abc', 1, -1)", "missing")]),
    Line(
      "`HAS(q, code)`, `COUNT_OF(q)`", "FALSE where the answer does not hold it; both missing where the answer is",
      [Example("HAS(q, 2)", "FALSE, TRUE, FALSE, missing"), Example("COUNT_OF(q)", "1, 2, 0, missing")]),
    Line("`LIKERT(q)`", "missing for a code without a score", [Example("LIKERT(c)", "0, 100, missing, missing")]),
    Line(
      "`VALID_MIN`, `VALID_MAX` at an infinite bound", "missing",
      [Example("VALID_MIN(x)", "-1"), Example("VALID_MAX(x)", "missing")]),
    Line(
      "`USCC_VALID(text)`", "after undoing full-width characters, small letters and blanks",
      [Example("USCC_VALID('９１５１０２０２gtcbfp 0F1F')", "TRUE"), Example("USCC_VALID(t)", "FALSE, FALSE, missing, FALSE")]),
    Line(
      "a date where a date with time stands beside it", "midnight; where a date is needed, a date with time is its day",
      [
        Example("m = DATE '2025-03-31'", "TRUE, FALSE, missing, FALSE"),
        Example("DATE_DIFF(DATE '2025-03-31', m)", "0, 0, missing, 1"),
      ]),
    Line(
      "a date that the calendar does not have", "an error",
      [Example("DATE '2025-02-29'", "an error"), Example("DAY(DATE '2024-02-29')", "29")]),
    Line(
      "`WORKDAYS(a, b)`",
      "working days after a up to and including b; 0 on the same day, negative when b is before a",
      [
        Example("WORKDAYS(DATE '2025-03-28', DATE '2025-03-31')", "1"),
        Example("WORKDAYS(DATE '2025-03-31', DATE '2025-03-28')", "-1"),
        Example("WORKDAYS(DATE '2025-03-29', DATE '2025-03-30')", "0"),
      ]),
  ]

  static let aggregates: [Line] = [
    Line(
      "`COUNT(*)`, `COUNT(x)`", "0 of no rows",
      [Example("COUNT(n)", "3"), Example("COUNT(*) FILTER (WHERE FALSE)", "0")]),
    Line(
      "`SUM`, `MEAN`, `SHARE`, `MEDIAN`, `QUANTILE`, `MIN`, `MAX`, `MAD` of no values, `STDDEV` of fewer than two",
      "missing",
      ["SUM(n)", "MEAN(n)", "SHARE(n > 1)", "MEDIAN(n)", "QUANTILE(n, 0.9)", "MIN(n)", "MAX(n)", "MAD(n)"].map {
        Example($0 + " FILTER (WHERE FALSE)", "missing")
      } + [Example("STDDEV(n) FILTER (WHERE n = 1)", "missing")]),
    Line(
      "`SUM` of whole numbers beyond 64 bits", "missing",
      [Example("SUM(9223372036854775807)", "missing"), Example("SUM(1e18)", "4e+18")]),
    Line("`SUM`, `MEAN`, `STDDEV` of a condition", "TRUE counts 1, FALSE 0", [Example("SUM(n > 1)", "2")]),
    Line(
      "`SHARE(condition)`", "TRUE / (TRUE + FALSE); rows where it is missing are left out",
      [Example("SHARE(x > 3 OR x < 0 OR x = 2.5)", "1"), Example("ROUND(SHARE(n = 1), 3)", "0.333")]),
    Line(
      "`QUANTILE(x, p)`, `MEDIAN`", "linear between order statistics, h = (n - 1) p (Hyndman and Fan 1996, type 7)",
      [Example("QUANTILE(n, 0.25)", "2"), Example("MEDIAN(x)", "2.5")]),
    Line(
      "`MAD(x)`",
      "the median of |x - MEDIAN(x)|, both medians as above, without the factor 1.4826 that would estimate a normal σ",
      [Example("MAD(x)", "1.5"), Example("MAD(n) FILTER (WHERE n = 1)", "0")]),
    Line(
      "`RANK(x)`",
      "1 + the number of rows of the partition that pass the `FILTER` and have a smaller x, so ties share the smallest "
        + "rank; missing where x is; a row that does not pass has the rank it would have among those that do",
      [
        Example("RANK(n)", "2, 1, missing, 2"), Example("RANK(-n)", "1, 3, missing, 1"),
        Example("RANK(n) FILTER (WHERE n > 1)", "1, 1, missing, 1"),
        Example("RANK(x) OVER (PARTITION BY n)", "1, 1, 1, missing"),
      ]),
    Line(
      "missing keys of `PARTITION BY`", "are equal to each other",
      [Example("COUNT(*) OVER (PARTITION BY n)", "2, 1, 1, 2")]),
    Line(
      "`RANK(x)`, a column or a function of a row around the aggregates of an indicator", "an error",
      [
        Example("RANK(n)", "an error", shown: "indicator RANK(n)", isIndicator: true),
        Example("MEAN(n) + n", "an error", shown: "indicator MEAN(n) + n", isIndicator: true),
        Example("MEAN(n) / N_VALID(n)", "an error", shown: "indicator MEAN(n) / N_VALID(n)", isIndicator: true),
      ]),
  ]
}
