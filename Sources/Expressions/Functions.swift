import Diagnostics
import Tables

/// A function of the language, as the reference shows it.
public struct FunctionDeclaration: Sendable {
  /// How it is written, such as `ROUND(x [, decimals])`.
  public let signature: String
  /// What it gives, in one sentence.
  public let summary: String
  let name: String
  let arity: ClosedRange<Int>
  let rule: Rule

  /// How the type checker treats a call.
  enum Rule: Sendable {
    /// Arguments of these types, an operation, a result type.
    case plain([ColumnType], Operation, ColumnType)
    /// Numbers that stay whole numbers when they are.
    case numeric(Numeric)
    case leastGreatest(isLeast: Bool)
    case coalesce, nullIf, round, substring, uscc
    /// The argument is the name of a column.
    case has, countOf, likert, missingKind, visible, flagged
    case validBound(isLower: Bool)
    /// Any number of columns, sets of columns or values.
    case validCount, visibleCount, missingCount
    case rowStatistic(RowStatistic)
    case aggregate(AggregateName)

    /// Whether it looks into the cells of a row, so that it means nothing around the aggregates of an indicator.
    var isOfRow: Bool {
      switch self {
      case .has, .countOf, .likert, .missingKind, .visible, .flagged: true
      case .validCount, .visibleCount, .missingCount, .rowStatistic: true
      default: false
      }
    }
  }

  enum Numeric: Sendable { case absolute, sign, floor, ceiling }

  enum AggregateName: Sendable {
    case sum, mean, count, share, median, quantile, minimum, maximum, standardDeviation, medianAbsoluteDeviation, rank
  }

  init(_ signature: String, _ arity: ClosedRange<Int>, _ rule: Rule, _ summary: String) {
    self.signature = signature
    self.summary = summary
    self.arity = arity
    self.rule = rule
    name = String(signature.prefix { $0 != "(" })
  }
}

/// Every function of the language. A new function is a line here and a rule or an operation.
public enum Functions {
  private static let many = 1...Int.max

  /// In the order of the reference: values, numbers, texts, dates, answers, sets, aggregates.
  public static let all: [FunctionDeclaration] = [
    .init("COALESCE(a, b, …)", many, .coalesce, "the first value that is not missing"),
    .init("NULLIF(a, b)", 2...2, .nullIf, "a, or missing where a = b"),

    .init("ABS(x)", 1...1, .numeric(.absolute), "the absolute value"),
    .init("SIGN(x)", 1...1, .numeric(.sign), "-1, 0 or 1 as x is below, at or above 0"),
    .init("LN(x)", 1...1, .plain([.double], .math(.naturalLogarithm), .double), "the natural logarithm"),
    .init("EXP(x)", 1...1, .plain([.double], .math(.exponential), .double), "e to the power x"),
    .init("POWER(x, y)", 2...2, .plain([.double, .double], .power, .double), "x to the power y"),
    .init("SQRT(x)", 1...1, .plain([.double], .math(.squareRoot), .double), "the square root"),
    .init("ROUND(x [, decimals])", 1...2, .round, "rounded to -15 to 15 decimals, halves away from zero"),
    .init("FLOOR(x)", 1...1, .numeric(.floor), "the largest whole number not above x"),
    .init("CEIL(x)", 1...1, .numeric(.ceiling), "the smallest whole number not below x"),
    .init("LEAST(a, b, …)", many, .leastGreatest(isLeast: true), "the smallest; missing if one is"),
    .init("GREATEST(a, b, …)", many, .leastGreatest(isLeast: false), "the largest; missing if one is"),

    .init("LENGTH(text)", 1...1, .plain([.text], .length, .integer), "the number of characters (code points)"),
    .init("TRIM(text)", 1...1, .plain([.text], .trim, .text), "without white space at both ends, full-width too"),
    .init("UPPER(text)", 1...1, .plain([.text], .changeCase(toUpper: true), .text), "in capital letters"),
    .init("LOWER(text)", 1...1, .plain([.text], .changeCase(toUpper: false), .text), "in small letters"),
    .init("SUBSTR(text, start [, length])", 2...3, .substring, "the part from character `start`, counted from 1"),
    .init("USCC_VALID(text)", 1...1, .uscc, "whether it is a valid 统一社会信用代码 (GB 32100-2015)"),

    .init("YEAR(date)", 1...1, .plain([.date], .year, .integer), "the calendar year"),
    .init("MONTH(date)", 1...1, .plain([.date], .month, .integer), "the month, 1 to 12"),
    .init("DAY(date)", 1...1, .plain([.date], .day, .integer), "the day of the month, 1 to 31"),
    .init("DATE_DIFF(a, b)", 2...2, .plain([.date, .date], .dayDifference, .integer), "days from a to b"),
    .init(
      "WORKDAYS(a, b)", 2...2, .plain([.date, .date], .workdays, .integer),
      "working days after a up to and including b; negative when b is before a"),

    .init("HAS(q, code)", 2...2, .has, "whether the multiple answer holds the code"),
    .init("COUNT_OF(q)", 1...1, .countOf, "how many codes the multiple answer holds"),
    .init("LIKERT(q)", 1...1, .likert, "the score of the answer on its scale, 0 to 100"),
    .init("VALID_MIN(q)", 1...1, .validBound(isLower: true), "the lower bound of the valid range"),
    .init("VALID_MAX(q)", 1...1, .validBound(isLower: false), "the upper bound of the valid range"),
    .init("VISIBLE(q)", 1...1, .visible, "whether the question was to be shown: its show_if, TRUE without one"),
    .init("MISSING_KIND(q)", 1...1, .missingKind, "'present', 'not_asked', 'empty', 'dont_know', 'refused', …"),
    .init("FLAGGED(rule)", 1...1, .flagged, "whether the rule of that id flagged the record"),

    .init("N_VALID(set | columns …)", many, .validCount, "how many are not missing"),
    .init("N_MISSING(set | columns … [, 'kind' …])", many, .missingCount, "how many are missing, of these kinds"),
    .init("N_VISIBLE(set | columns …)", many, .visibleCount, "how many are visible"),
    .init("N_DISTINCT(set | columns …)", many, .rowStatistic(.distinct), "how many different values, not missing"),
    .init("LONGEST_RUN(set | columns …)", many, .rowStatistic(.longestRun), "longest run of the same value in a row"),
    .init("ROW_MEAN(set | columns …)", many, .rowStatistic(.mean), "the mean of those not missing"),
    .init("ROW_SD(set | columns …)", many, .rowStatistic(.standardDeviation), "standard deviation, n - 1, of those"),

    .init("SUM(x)", 1...1, .aggregate(.sum), "the total of the values not missing"),
    .init("MEAN(x)", 1...1, .aggregate(.mean), "their mean"),
    .init("COUNT(* | x)", 0...1, .aggregate(.count), "the number of rows, or of rows where x is not missing"),
    .init("SHARE(condition)", 1...1, .aggregate(.share), "the share of TRUE among TRUE and FALSE, 0 to 1"),
    .init("MEDIAN(x)", 1...1, .aggregate(.median), "the middle value"),
    .init("QUANTILE(x, p)", 2...2, .aggregate(.quantile), "the value below which a share p lies"),
    .init("MIN(x)", 1...1, .aggregate(.minimum), "the smallest value"),
    .init("MAX(x)", 1...1, .aggregate(.maximum), "the largest value"),
    .init("STDDEV(x)", 1...1, .aggregate(.standardDeviation), "standard deviation, n - 1"),
    .init(
      "MAD(x)", 1...1, .aggregate(.medianAbsoluteDeviation),
      "median absolute deviation, the median of |x - MEDIAN(x)|, not scaled (times 1.4826 it estimates a normal σ)"),
    .init(
      "RANK(x)", 1...1, .aggregate(.rank),
      "the rank of the row's x: 1 for the smallest, ties share the smallest rank; not in indicators"),
  ]

  /// What people who come from other languages write.
  private static let otherNames: [String: String] = [
    "AVERAGE": "MEAN", "AVG": "MEAN", "CEILING": "CEIL", "COUNTIF": "COUNT(*) FILTER (WHERE …)",
    "DATEDIFF": "DATE_DIFF", "IF": "CASE WHEN … THEN … ELSE … END", "IFNULL": "COALESCE",
    "IIF": "CASE WHEN … THEN … ELSE … END", "ISNULL": "x IS MISSING", "LEN": "LENGTH", "LOG": "LN", "MED": "MEDIAN",
    "NVL": "COALESCE", "PERCENTILE": "QUANTILE", "PERCENTILE_CONT": "QUANTILE", "POW": "POWER", "SD": "STDDEV",
    "STD": "STDDEV", "STDDEV_SAMP": "STDDEV", "STDEV": "STDDEV", "SUBSTRING": "SUBSTR",
    "SUMIF": "SUM(x) FILTER (WHERE …)",
  ]

  /// What is probably meant by a name that no function has.
  static func suggestion(for name: String) -> String? {
    if let other = otherNames[name] { return "write \(other)" }
    return nearestName(to: name, among: all.map(\.name)).map { "did you mean \($0)?" }
  }

  private static let byName: [String: FunctionDeclaration] =
    Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The function of a name in capitals.
  static func named(_ name: String) -> FunctionDeclaration? { byName[name] }
}
