/// What expressions mean where it is not plain. This is the one table of defined results.
///
/// **Missing values** behave as SQL's NULL, whatever their kind:
///
/// | expression | result |
/// |---|---|
/// | any operator or function with a missing operand, unless it is listed here | missing |
/// | `FALSE AND missing`, `missing AND FALSE` | FALSE |
/// | `TRUE OR missing`, `missing OR TRUE` | TRUE |
/// | `NOT missing`, `TRUE AND missing`, `FALSE OR missing` | missing |
/// | `x IN (list)`, `x BETWEEN a AND b` | as the `OR` and the `AND` of the comparisons they stand for |
/// | `x IS MISSING`, `x IS NULL`, `IS NOT …`, `x IS TRUE`, `x IS FALSE` | TRUE or FALSE, never missing |
/// | `CASE` | the first branch whose condition is TRUE; without one and without `ELSE`: missing |
/// | `COALESCE` | the first that is not missing |
/// | `MISSING_KIND(q)` | the kind's name, `'present'` for a value: the only functions that tell kinds apart are it and |
/// | `N_MISSING(…)` | counts all kinds, or those that are named; never missing |
/// | `N_VALID`, `N_VISIBLE`, `N_DISTINCT`, `LONGEST_RUN` | never missing; 0 where there is nothing to count |
/// | `LONGEST_RUN` | missing values are passed over, they do not end a run |
/// | `ROW_MEAN`, `ROW_SD` | of the values that are not missing; missing with none, for `ROW_SD` with fewer than two |
/// | `FLAGGED(rule)` | FALSE where no rule of that id has run |
/// | `VISIBLE(q)` | the `show_if` of q: missing where that is; visible needs TRUE |
/// | a mask, a rule, a `FILTER (WHERE …)` | TRUE strikes; FALSE and missing do not |
/// | a comparison with the literal `NULL` | an error: it would never be TRUE |
///
/// **Numbers.** Whole numbers have 64 bits, others are IEEE 754 double precision.
///
/// | expression | result |
/// |---|---|
/// | `x / y` | a decimal number, also of whole numbers: `7 / 2` is 3.5 |
/// | `x / 0`, `x % 0` | missing |
/// | `x % y` | the remainder with the sign of x |
/// | `+ - *` and the sign beyond 64 bits | missing; with one decimal number the result is one |
/// | any result that is infinite or not a number, such as `EXP(1000)`, `POWER(-8, 0.5)` | missing |
/// | `LN(x)` of zero or less, `SQRT(x)` below zero | missing |
/// | an infinite or not-a-number cell of a column | reads as missing |
/// | whole numbers compared with decimal ones | as decimal numbers; exact up to 2^53 |
/// | `ROUND(x, d)` | halves away from zero, on x times 10^d as double precision has it |
/// | `FLOOR`, `CEIL`, `ROUND` of a decimal number | a decimal number without decimals |
/// | `LEAST`, `GREATEST` | missing if one operand is |
/// | a whole number too long for 64 bits in the text | a decimal number; an error when that is infinite |
///
/// **Categories, sets, texts, dates**
///
/// | expression | result |
/// |---|---|
/// | category `=`, `<>`, `IN` a code | by the code's text; a whole number stands for its text; a code that is not known is an error |
/// | category `<` … | an error: categories have no order |
/// | text `=`, `<` … | byte by byte, which is by code point; capitals differ from small letters |
/// | `LIKE` | `%` any text, `_` any one code point; capitals differ from small letters; no escape |
/// | a literal, or a `CASE` of literals | a category whose codes are the literals in order of appearance |
/// | `LENGTH`, `SUBSTR` | count code points; `SUBSTR` takes the places p from 1 with start ≤ p < start + length |
/// | `SUBSTR` with a negative length | missing |
/// | `HAS(q, code)` | FALSE where the answer does not hold it, missing where the answer is missing |
/// | `LIKERT(q)` | missing for a code without a score |
/// | `VALID_MIN`, `VALID_MAX` at an infinite bound | missing |
/// | `USCC_VALID(text)` | after undoing full-width characters, small letters and blanks |
/// | a date where a date with time stands beside it | midnight; where a date is needed, a date with time is its day |
/// | `WORKDAYS(a, b)` | working days after a up to and including b; 0 on the same day, negative when b is before a |
///
/// **Aggregates** in a row's expression are unweighted and run over all rows of the table, or with `OVER (PARTITION BY …)`
/// over those with the same keys, where missing keys are equal to each other. They may be nested.
///
/// | expression | result |
/// |---|---|
/// | `COUNT(*)`, `COUNT(x)` | 0 of no rows |
/// | `SUM`, `MEAN`, `SHARE`, `MEDIAN`, `QUANTILE`, `MIN`, `MAX` of no values, `STDDEV` of fewer than two | missing |
/// | `SUM` of whole numbers beyond 64 bits | missing |
/// | `SUM`, `MEAN`, `STDDEV` of a condition | TRUE counts 1, FALSE 0 |
/// | `SHARE(condition)` | TRUE / (TRUE + FALSE); rows where it is missing are left out |
/// | `QUANTILE(x, p)`, `MEDIAN` | linear between order statistics, h = (n - 1) p (Hyndman and Fan 1996, type 7) |
///
/// **Bounds of the text.** At most 100,000 characters and 200 levels of nesting; chains of `AND` and `OR` and lists are one
/// level however long.
public enum ExpressionSemantics {}
