import Testing

@testable import Expressions

@Suite struct ParserTests {
  @Test(
    "operators bind as in SQL",
    arguments: [
      ("1 + 2 * 3", "(+ 1 (* 2 3))"),
      ("1 - 2 - 3", "(- (- 1 2) 3)"),
      ("(1 - 2) - 3", "(- (- 1 2) 3)"),
      ("1 - (2 - 3)", "(- 1 (- 2 3))"),
      ("8 / 4 / 2 % 3", "(% (/ (/ 8 4) 2) 3)"),
      ("-a * b", "(* (neg a) b)"),
      ("- -a", "(neg (neg a))"),
      ("+a", "a"),
      ("-7", "-7"),
      ("-7.5", "-7.5"),
      ("5--3", "(- 5 -3)"),
      ("-9223372036854775808", "-9223372036854775808"),
      ("- -9223372036854775808", "(neg -9223372036854775808)"),
      ("9223372036854775808", "9.223372036854776e+18"),
      (".5 + 1e3 + 2E-1", "(+ (+ 0.5 1000.0) 0.2)"),
      ("a = 1 AND b <> 2 OR NOT c", "(or (and (= a 1) (<> b 2)) (not c))"),
      ("NOT a = 1", "(not (= a 1))"),
      ("NOT NOT a", "(not (not a))"),
      ("a OR b AND c OR d", "(or a (and b c) d)"),
      ("a == 1 and b != 2", "(and (= a 1) (<> b 2))"),
      ("a < b + 1", "(< a (+ b 1))"),
      ("a BETWEEN 1 AND 2 AND b", "(and (between a 1 2) b)"),
      ("a NOT BETWEEN 1 + 1 AND 2 * 2", "(not (between a (+ 1 1) (* 2 2)))"),
      ("a NOT IN (1, 2)", "(not (in a 1 2))"),
      ("a in ('x')", "(in a 'x')"),
      ("a IS NOT MISSING", "(not (missing a))"),
      ("a IS NULL OR a IS TRUE", "(or (missing a) (is a true))"),
      ("a + b IS NOT FALSE", "(not (is (+ a b) false))"),
      ("a NOT LIKE '%x_'", "(not (like a '%x_'))"),
      ("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END", "(case a 1 b 2 3)"),
      ("CASE a WHEN 1 THEN 'x' END", "(case (= a 1) 'x')"),
      ("'it''s'", "'it's'"),
      ("`two words` + \"a\"\"b\"", "(+ two words a\"b)"),
      ("企业名称 = '甲'", "(= 企业名称 '甲')"),
      ("DATE '2024-02-29'", "date 19782"),
      ("date", "date"),
      ("economy.tax", "economy.tax"),
      ("economy.`land mu`", "economy.land mu"),
      ("count(*)", "COUNT(*)"),
      ("COUNT(ledger.*)", "COUNT(ledger.*)"),
      ("SUM(a) FILTER (WHERE b > 1) OVER (PARTITION BY c, d)", "SUM(a | filter (> b 1) | over c d)"),
      ("MEAN(a) OVER ()", "MEAN(a | over)"),
      ("filter + over + partition", "(+ (+ filter over) partition)"),
      ("  a\n\t+ b ", "(+ a b)"),
    ])
  func precedence(text: String, expected: String) throws {
    #expect(Self.render(try Parser.parse(text)) == expected)
  }

  @Test("where an expression stands does not make it a different one")
  func equality() throws {
    #expect(try Parser.parse("a+1") == Parser.parse("  a  +  1"))
    #expect(try Parser.parse("a+1") != Parser.parse("a+2"))
  }

  @Test(
    "what cannot be read is told with its place",
    arguments: [
      ("", 0, "empty"),
      ("   ", 0, "empty"),
      ("1 +", 3, "found the end"),
      ("(1 + 2", 6, "`)`"),
      ("1 + 2)", 5, "without its `(`"),
      ("a b", 2, "expected an operator"),
      ("a < b < c", 6, "one comparison follows another"),
      ("a = b IS MISSING", 6, "one comparison follows another"),
      ("a IS 3", 5, "expected MISSING"),
      ("a IN 3", 5, "expected `(`"),
      ("a IN ()", 6, "empty"),
      ("a BETWEEN 1 OR 2", 12, "expected AND"),
      ("CASE a END", 7, "expected WHEN"),
      ("CASE WHEN a THEN 1", 18, "expected END"),
      ("CASE WHEN a 1 END", 12, "expected THEN"),
      ("'open", 0, "not closed"),
      ("a = `open", 4, "not closed"),
      ("a = ``", 4, "empty name"),
      ("12abc", 0, "neither a number nor a name"),
      ("1e999", 0, "too large"),
      ("a # b", 2, "`#`"),
      ("a && b", 2, "`&`"),
      ("a！=b", 1, "`！`"),
      ("a = （1)", 4, "full-width"),
      ("a ＝ 1", 2, "full-width"),
      ("a = “x”", 4, "full-width"),
      ("$ < 3", 0, "`$`"),
      ("a = １２", 4, "digit"),
      ("SUM(a) FILTER (b)", 15, "expected WHERE"),
      ("SUM(a) OVER (PARTITION a)", 23, "expected BY"),
      ("SUM(a", 5, "`)`"),
      ("DATE '2025-02-29'", 5, "not a date"),
      ("DATE '2025-2-1'", 5, "not a date"),
      ("a.", 2, "column's name"),
      ("AND a", 0, "found AND"),
      ("a + WHEN", 4, "found WHEN"),
    ])
  func errors(text: String, offset: Int, fragment: String) {
    let error = failure(text)
    #expect(error?.offset == offset, "\(String(describing: error))")
    #expect(error?.message.contains(fragment) == true, "\(String(describing: error))")
  }

  @Test("nesting has a limit, and a clear error beyond it")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "(", count: levels) + "1" + String(repeating: ")", count: levels)
    }
    #expect(throws: Never.self) { try Parser.parse(nested(150)) }
    for text in [
      nested(100_000 / 2 - 1), nested(1000), String(repeating: "NOT ", count: 20_000) + "TRUE",
      String(repeating: "-", count: 50_000) + "a", String(repeating: "ABS(", count: 20_000),
      String(repeating: "CASE WHEN ", count: 9000), Array(repeating: "1", count: 5000).joined(separator: "+"),
    ] {
      #expect(failure(text)?.message.contains("nests more than 200 levels") == true)
    }
  }

  @Test("long chains of AND and OR, and long lists, are no nesting")
  func chains() throws {
    let chain = Array(repeating: "TRUE", count: 10_000).joined(separator: " AND ")
    #expect(try constant(chain) == "T")
    let list = (0..<10_000).map(String.init).joined(separator: ",")
    #expect(try show("Q02 IN (\(list))") == "T T T T T T · T")
    #expect(try show("Q02 = 2 OR " + chain) == "T T T T T T T T")
  }

  @Test("a text beyond the limit is refused")
  func length() {
    let error = failure(String(repeating: "a", count: 100_001))
    #expect(error?.message.contains("the limit is 100000") == true)
  }

  /// The tree in prefix form.
  static func render(_ syntax: Syntax) -> String {
    func list(_ parts: [Syntax]) -> String { parts.map(render).joined(separator: " ") }
    switch syntax.kind {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .text(let value): return "'\(value.string)'"
    case .date(let day): return "date \(day)"
    case .name(let source, let name): return source.map { "\($0).\(name)" } ?? name
    case .negate(let operand): return "(neg \(render(operand)))"
    case .not(let operand): return "(not \(render(operand)))"
    case .arithmetic(let operation, let left, let right): return "(\(operation.rawValue) \(list([left, right])))"
    case .compare(let comparison, let left, let right): return "(\(comparison.rawValue) \(list([left, right])))"
    case .and(let operands): return "(and \(list(operands)))"
    case .or(let operands): return "(or \(list(operands)))"
    case .isMissing(let operand): return "(missing \(render(operand)))"
    case .isTruth(let operand, let value): return "(is \(render(operand)) \(value))"
    case .isIn(let operand, let items): return "(in \(list([operand] + items)))"
    case .between(let operand, let low, let high): return "(between \(list([operand, low, high])))"
    case .like(let operand, let pattern): return "(like \(list([operand, pattern])))"
    case .choose: return "(case \(list(syntax.children)))"
    case .call(let call):
      var text = call.isOfRows ? (call.rowSource.map { $0 + "." } ?? "") + "*" : list(call.arguments)
      if let filter = call.filter { text += " | filter \(render(filter))" }
      if let partition = call.partition { text += " | over" + partition.map { " " + render($0) }.joined() }
      return "\(call.name)(\(text))"
    }
  }
}
