import Expressions
import Tables
import Testing

@Suite struct AggregateExpressionTests {
  static let schemas: [String: ExpressionSchema] = {
    var economy = ExpressionSchema()
    economy.columns = ["tax": .double, "land_mu": .double, "kind": .category, "Q02": .integer]
    economy.codes = ["kind": ["a", "b"]]
    return ["survey": Samples.schema, "economy": economy]
  }()

  static func indicator(_ text: String) throws -> AggregateExpression {
    try AggregateExpression(text, schemas: schemas, defaultSource: "survey")
  }

  @Test("terms are listed in order of appearance, the same one only once, each with its source")
  func terms() throws {
    let expression = try Self.indicator(
      """
      SUM(economy.tax) / SUM( economy.tax ) + MEAN(Q02) FILTER (WHERE Q05 = 'IND') - MEAN(Q02)
        + COUNT(economy.*) / COUNT(*) FILTER (WHERE economy.kind = 'a') + QUANTILE(Q07, 0.9) + SHARE(Q02 > 3)
        + COUNT(note) + sum(economy.tax)
      """)
    #expect(
      expression.terms.map(\.function) == [
        .sum, .mean, .mean, .count, .count, .quantile(0.9), .share, .count,
      ])
    #expect(
      expression.terms.map(\.source) == [
        "economy", "survey", "survey", "economy", "economy", "survey", "survey", "survey",
      ])
    #expect(expression.terms[0].argument?.columnsRead == ["tax"])
    #expect(expression.terms[1].filter?.columnsRead == ["Q05"])
    #expect(expression.terms[2].filter == nil)
    #expect(expression.terms[3].argument == nil)
    #expect(expression.terms[4].filter?.columnsRead == ["kind"])
    #expect(expression.terms[6].argument?.type == .bool)
    #expect(
      expression.terms[7].argument?.doubles(Samples.table).isPresent == [
        true, true, true, true, false, true, true, true,
      ])
    #expect(expression.terms[6].argument?.doubles(Samples.table).values == [0, 0, 0, 1, 1, 1, 0, 1])
  }

  @Test(
    "values around the aggregates",
    arguments: [
      ("100 * SHARE(HAS(Q12, 1))", [0.25], 25.0),
      ("SUM(Q02) / COUNT(Q02)", [10, 4], 2.5),
      ("VALID_MAX(Q06) - MEAN(Q06)", [1], 199_999),
      ("SUM(Q02) / COUNT(Q02)", [10, 0], nil),
      ("MEAN(Q02)", [Double.nan], nil),
      ("COALESCE(MEAN(Q02), 7)", [Double.nan], 7),
      ("LN(SUM(Q02))", [0], nil),
      ("SQRT(SUM(Q02))", [-1], nil),
      ("EXP(SUM(Q02))", [1000], nil),
      ("CASE WHEN COUNT(*) < 30 THEN NULL ELSE MEAN(Q02) END", [29, 5], nil),
      ("CASE WHEN COUNT(*) < 30 THEN NULL ELSE MEAN(Q02) END", [30, 5], 5),
      ("CASE WHEN MEAN(Q02) IS MISSING OR MEAN(Q02) IN (1, 2) THEN 0 ELSE 1 END", [2], 0),
      ("CASE WHEN MEAN(Q02) IS MISSING OR MEAN(Q02) IN (1, 2) THEN 0 ELSE 1 END", [.nan], 0),
      ("CASE WHEN MEAN(Q02) BETWEEN 1 AND 2 AND NOT SUM(Q02) = 3 THEN 1 END", [1.5, 3], nil),
      ("CASE WHEN MEAN(Q02) BETWEEN 1 AND 2 AND NOT SUM(Q02) = 3 THEN 1 END", [1.5, 4], 1),
      ("LEAST(100, GREATEST(0, MEAN(Q02)))", [120], 100),
      ("LEAST(100, GREATEST(0, MEAN(Q02)))", [-3], 0),
      ("ROUND(MEAN(Q02), 1) + FLOOR(MEAN(Q02)) + CEIL(MEAN(Q02)) + ABS(-MEAN(Q02))", [2.25], 9.55),
      ("NULLIF(SUM(Q02), 0)", [0], nil),
      ("MEAN(Q02) % 3", [7.5], 1.5),
      ("survey_year - MEAN(Q02)", [5], 2020),
      ("0.4 * MEAN(Q02) + 0.6 * (MEAN(Q06) - 1)", [10, 20], 15.4),
      ("POWER(MEAN(Q02), 2)", [3], 9),
      ("2 * 3 + SUM(Q02)", [1], 7),
      ("SUM(Q02 > 3)", [4], 4),
      ("1.4826 * MAD(Q02)", [2], 2.9652),
      ("SIGN(MEAN(Q02) - 3)", [2.5], -1),
      ("SIGN(MEAN(Q02) - 3)", [3], 0),
      ("SIGN(MEAN(Q02) - 3)", [Double.nan], nil),
    ] as [(String, [Double], Double?)])
  func values(text: String, terms: [Double], expected: Double?) throws {
    let value = try Self.indicator(text).value(terms)
    if let expected {
      #expect(((value ?? .nan) - expected).magnitude <= 1e-12 * expected.magnitude)
    } else {
      #expect(value == nil)
    }
  }

  @Test(
    "gradients equal central differences",
    arguments: [
      "SUM(Q02) / SUM(Q06)", "100 * SUM(Q02) / (SUM(Q06) + COUNT(*))", "LN(SUM(Q02)) - EXP(-MEAN(Q06))",
      "POWER(SUM(Q02) / SUM(Q06), 1.7)", "POWER(2, MEAN(Q02))", "POWER(MEAN(Q02), MEAN(Q06))", "SQRT(SUM(Q02) * 3)",
      "ABS(MEAN(Q02) - 100)", "LEAST(MEAN(Q02), 2 * MEAN(Q06))", "GREATEST(MEAN(Q02), MEAN(Q06), -1)",
      "CASE WHEN MEAN(Q02) > 1 THEN MEAN(Q02) * MEAN(Q06) ELSE MEAN(Q06) END",
      "COALESCE(SUM(Q02) / 0, SUM(Q02) * SUM(Q06))", "SUM(Q02) % 2.5 * SUM(Q06)", "-SUM(Q02) - SUM(Q06) * SUM(Q02)",
      "MEDIAN(Q02) / STDDEV(Q06)", "SUM(Q02) % SUM(Q06)", "NULLIF(SUM(Q02), 0) * SHARE(Q02 > 3)",
    ])
  func gradients(text: String) throws {
    let expression = try Self.indicator(text)
    let points = [[3.7, 1.3, 2.2], [11.2, 4.9, 0.4], [1.9, 2.6, 5.5]]
    for point in points {
      let terms = Array(point.prefix(expression.terms.count))
      let gradient = expression.gradient(terms)
      #expect(gradient.count == terms.count)
      for index in terms.indices {
        let step = 1e-6 * terms[index]
        var (low, high) = (terms, terms)
        low[index] -= step
        high[index] += step
        let difference = try (#require(expression.value(high)) - #require(expression.value(low))) / (2 * step)
        #expect((gradient[index] - difference).magnitude <= 1e-7 * max(1, difference.magnitude), "\(terms) \(index)")
      }
    }
  }

  @Test("exact derivatives")
  func exactGradients() throws {
    #expect(try Self.indicator("SUM(Q02) / SUM(Q06)").gradient([6, 4]) == [0.25, -0.375])
    #expect(try Self.indicator("POWER(SUM(Q02), 2)").gradient([0]) == [0])
    #expect(try Self.indicator("ROUND(MEAN(Q02))").gradient([2.2]) == [0])
    #expect(try Self.indicator("SUM(Q02) / SUM(Q06)").gradient([6, 0]).allSatisfy(\.isNaN))
  }

  @Test(
    "only smooth functions of totals are smooth",
    arguments: [
      ("SUM(Q02) / SUM(Q06)", true), ("MEAN(Q02)", true), ("100 * SHARE(Q02 > 3)", true),
      ("LN(SUM(Q02)) + EXP(COUNT(*)) - POWER(STDDEV(Q02), 2) * SQRT(MEAN(Q06))", true),
      ("-MEAN(LIKERT(Q15_a)) + survey_year", true), ("SUM(CASE WHEN Q02 > 3 THEN 1 ELSE 0 END) / COUNT(*)", true),
      ("MEDIAN(Q02)", false), ("MAD(Q02)", false), ("SIGN(MEAN(Q02))", false), ("QUANTILE(Q02, 0.5)", false),
      ("MIN(Q02)", false), ("MAX(Q02) / SUM(Q02)", false),
      ("ABS(MEAN(Q02))", false), ("LEAST(MEAN(Q02), 3)", false), ("ROUND(MEAN(Q02))", false),
      ("CASE WHEN COUNT(*) > 3 THEN MEAN(Q02) END", false), ("MEAN(Q02) % 3", false), ("COALESCE(MEAN(Q02), 0)", false),
      ("MEAN(Q02 - MEAN(Q02) OVER ())", false), ("COUNT(*) FILTER (WHERE Q02 > MEAN(Q02) OVER ())", false),
    ])
  func smoothness(text: String, expected: Bool) throws {
    #expect(try Self.indicator(text).isSmooth == expected)
  }

  @Test(
    "what does not fit is told with its place",
    arguments: [
      ("Q13", 0, "has a value for each row", "MEAN(Q13)"),
      ("MEAN(Q02) + Q13", 12, "has a value for each row", "MEAN(Q13)"),
      ("MEAN(Q02) / N_VALID(Q02, Q06)", 12, "has a value for each row", "MEAN(N_VALID(…))"),
      ("MEAN(Q02) - ROW_MEAN(Q02, Q06)", 12, "has a value for each row", "MEAN(ROW_MEAN(…))"),
      ("CASE WHEN FLAGGED(R02) THEN MEAN(Q02) END", 10, "has a value for each row", "aggregate"),
      ("economy.tax / 2", 0, "has a value for each row", "MEAN(economy.tax)"),
      ("MEAN(tax)", 5, "`survey` has no column `tax`", "economy.tax"),
      ("SUM(economy.tax * rat)", 18, "reads both `economy` and", "economy.rat"),
      ("SUM(economy.tax * survey.Q02)", 18, "reads both `economy` and `survey`", "one source"),
      ("SUM(econmy.tax)", 4, "no source is called `econmy`", "did you mean `economy`?"),
      ("SUM(zzz.tax)", 4, "no source is called `zzz`", "economy, survey"),
      ("zzz.tax + 1", 0, "no source is called `zzz`", ""),
      ("SUM(economy.taxs)", 4, "no column is called `taxs`", "did you mean `tax`?"),
      ("MEAN(Q2)", 5, "no column is called `Q2`", "did you mean `Q02`?"),
      ("MEAN(Q02) + RANK(Q02)", 12, "RANK has a value for each row", "derive a variable"),
      ("SHARE(RANK(Q02) <= 3)", 6, "RANK stands inside SHARE", "RANK(…) OVER"),
      ("MEAN(MAD(Q02))", 5, "MAD stands inside MEAN", "MAD(…) OVER ()"),
      ("MAD(Q05)", 4, "MAD needs a number", "LIKERT"),
      ("MEAN(MEAN(Q02))", 5, "MEAN stands inside MEAN", "do not nest"),
      ("SUM(Q02) FILTER (WHERE Q02 > MEAN(Q02))", 29, "MEAN stands inside FILTER", "OVER ()"),
      ("MEAN(Q02) OVER (PARTITION BY Q05)", 0, "OVER cannot follow", ""),
      ("1 + 2", 0, "needs an aggregate", ""),
      ("survey_year", 0, "needs an aggregate", ""),
      ("SHARE(Q02 > 3) > 0.5", 15, "an indicator is a number", "SHARE"),
      ("CASE WHEN COUNT(*) > 3 THEN 'many' ELSE 'few' END", 0, "an indicator is a number", ""),
      ("CASE WHEN 'a' = 'b' THEN 0 ELSE COUNT(*) END", 0, "only numbers can stand", ""),
      ("MEAN(Q05)", 5, "MEAN needs a number", "LIKERT"),
      ("COUNT(*) FILTER (WHERE economy.kind = 'c')", 38, "has no code 'c'", ""),
      ("NULL", 0, "an indicator is a number", ""),
    ])
  func errors(text: String, offset: Int, fragment: String, advice: String) {
    do throws(ExpressionError) {
      _ = try AggregateExpression(text, schemas: Self.schemas, defaultSource: "survey")
      Issue.record("no error for \(text)")
    } catch {
      #expect(error.offset == offset, "\(error)")
      #expect(error.message.contains(fragment), "\(error)")
      #expect(advice.isEmpty || error.advice?.contains(advice) == true, "\(error)")
    }
  }

  @Test("constants can stand inside an aggregate of another source")
  func constants() throws {
    let expression = try Self.indicator("SUM(economy.Q02 - economy.tax)")
    #expect(expression.terms[0].source == "economy")
    var schemas = Self.schemas
    schemas["economy"]?.constants["survey_year"] = 2025
    let year = try AggregateExpression("MEAN(survey_year - economy.tax)", schemas: schemas, defaultSource: "survey")
    #expect(year.terms[0].source == "economy")
  }
}
