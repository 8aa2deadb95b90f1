import Expressions
import Tables
import Testing

@Suite struct MissingTests {
  /// Missing of every type, without a NULL in sight.
  static let unknown = "(NULLIF(1, 1) = 1)"

  @Test(
    "conditions follow three-valued logic",
    arguments: [
      ("T", "T", "T", "T"), ("T", "F", "F", "T"), ("T", "·", "·", "T"),
      ("F", "T", "F", "T"), ("F", "F", "F", "F"), ("F", "·", "F", "·"),
      ("·", "T", "·", "T"), ("·", "F", "F", "·"), ("·", "·", "·", "·"),
    ])
  func truthTables(left: String, right: String, and: String, or: String) throws {
    func operand(_ shown: String) -> String { shown == "T" ? "TRUE" : shown == "F" ? "FALSE" : Self.unknown }
    #expect(try constant("\(operand(left)) AND \(operand(right))") == and)
    #expect(try constant("\(operand(left)) OR \(operand(right))") == or)
  }

  @Test(
    "NOT and the tests for truth",
    arguments: [
      ("NOT TRUE", "F"), ("NOT FALSE", "T"), ("NOT (NULLIF(1, 1) = 1)", "·"),
      ("(NULLIF(1, 1) = 1) IS MISSING", "T"), ("TRUE IS MISSING", "F"), ("NULL IS NULL", "T"),
      ("(NULLIF(1, 1) = 1) IS TRUE", "F"), ("(NULLIF(1, 1) = 1) IS NOT TRUE", "T"),
      ("(NULLIF(1, 1) = 1) IS FALSE", "F"), ("FALSE IS FALSE", "T"), ("FALSE IS NOT TRUE", "T"),
      ("NULL AND FALSE", "F"), ("NULL OR TRUE", "T"), ("NULL AND TRUE", "·"), ("NOT NULL", "·"),
    ])
  func negation(text: String, expected: String) throws {
    #expect(try constant(text) == expected)
  }

  @Test(
    "missing goes through operators and functions",
    arguments: [
      ("Q02 + 1", "2 3 4 5 6 7 · 9"),
      ("Q02 > 3", "F F F T T T · T"),
      ("3 < Q02", "F F F T T T · T"),
      ("Q02 IN (1, 3, 5)", "T F T F T F · F"),
      ("Q02 NOT IN (1, 3, 5)", "F T F T F T · T"),
      ("Q02 BETWEEN 2 AND 4", "F T T T F F · F"),
      ("Q02 NOT BETWEEN 2 AND Q06", "T F F F · F · T"),
      ("Q05 = 'IND'", "T F · F T T F ·"),
      ("Q05 <> 'IND'", "F T · T F F T ·"),
      ("note LIKE 'a%'", "F T F F · F F T"),
      ("is_new", "T F T F · T F T"),
      ("Q02 IS MISSING", "F F F F F F T F"),
      ("note IS NOT NULL", "T T T T F T T T"),
      ("Q12 IS MISSING", "F F F T F F F F"),
      ("COALESCE(Q02, Q06, 99)", "1 2 3 4 5 6 5 8"),
      ("COALESCE(Q06, 0.5)", "0 10 20 300 0.5 1000 5 6"),
      ("NULLIF(Q02, 3)", "1 2 · 4 5 6 · 8"),
      ("CASE WHEN Q02 > 3 THEN 'many' WHEN Q02 <= 1 THEN 'one' END", "'one' · · 'many' 'many' 'many' · 'many'"),
      ("CASE WHEN Q02 > 3 THEN Q06 ELSE -1.5 END", "-1.5 -1.5 -1.5 300 · 1000 -1.5 6"),
      ("CASE Q05 WHEN 'IND' THEN 1 WHEN 'CON' THEN 2 ELSE 3 END", "1 2 3 3 1 1 2 3"),
    ])
  func propagation(text: String, expected: String) throws {
    #expect(try show(text) == expected)
  }

  @Test("the kinds of missing stay readable, and only through their functions")
  func kinds() throws {
    #expect(
      try show("MISSING_KIND(Q13)")
        == "'present' 'not_asked' 'empty' 'dont_know' 'refused' 'not_applicable' 'unreadable' 'set_missing'")
    #expect(try show("MISSING_KIND(Q13) IN ('refused', 'dont_know')") == "F F F T T F F F")
    #expect(try show("N_MISSING(Q13)") == "0 1 1 1 1 1 1 1")
    #expect(try show("N_MISSING(Q13, 'empty', 'dont_know')") == "0 0 1 1 0 0 0 0")
    #expect(try show("N_MISSING(required)") == "0 1 2 1 1 1 2 2")
    #expect(try show("N_MISSING(required, Q06, 'empty')") == "0 0 2 0 1 0 1 1")
    #expect(try show("Q13 IS MISSING") == "F T T T T T T T")
  }

  @Test("a mask is TRUE only where the condition is")
  func masks() throws {
    let rule = try RowExpression("Q02 > 3", schema: Samples.schema, expecting: .bool)
    #expect(rule.mask(Samples.table) == [false, false, false, true, true, true, false, true])
    let negated = try RowExpression("NOT Q02 > 3", schema: Samples.schema, expecting: .bool)
    #expect(negated.mask(Samples.table) == [true, true, true, false, false, false, false, false])
    #expect(try RowExpression("Q02", schema: Samples.schema).mask(Samples.table) == Array(repeating: false, count: 8))
  }

  @Test("a bare column keeps its kinds; a computed cell without a value is empty")
  func kindsOfResults() throws {
    let bare = try RowExpression("Q13", schema: Samples.schema).evaluate(Samples.table)
    #expect(bare == Samples.table["Q13"])
    let computed = try RowExpression("Q13 + 0", schema: Samples.schema).evaluate(Samples.table)
    #expect(computed.missing == [.present] + Array(repeating: .empty, count: 7))
    #expect(computed.storage == .int8([3, 0, 0, 0, 0, 0, 0, 0]))
  }

  @Test("columns that the table does not have read as missing, flags as FALSE")
  func absentColumns() throws {
    let table = Table([("Q02", Samples.integers([1, 2]))], rowCount: 2)
    #expect(try show("Q06 > 3 OR Q02 = 1", table: table) == "T ·")
    #expect(try show("Q05 = 'IND'", table: table) == "· ·")
    #expect(try show("note", table: table) == "· ·")
    #expect(try show("Q05", table: table) == "· ·")
    #expect(try show("Q12", table: table) == "· ·")
    #expect(try show("HAS(Q12, 1)", table: table) == "· ·")
    #expect(try show("LENGTH(note)", table: table) == "· ·")
    #expect(try show("UPPER(Q05)", table: table) == "· ·")
    #expect(try show("Q05 = region", table: table) == "· ·")
    #expect(try show("COALESCE(Q05, 'none')", table: table) == "'none' 'none'")
    #expect(try show("FLAGGED(R02)", table: table) == "F F")
    #expect(try show("N_MISSING(Q06, Q02)", table: table) == "1 1")
    #expect(try show("FLAGGED('R02')") == "T F T F F T F T")
    #expect(try show("FLAGGED(R03) OR FLAGGED(R02)") == "T F T F F T F T")
  }

  @Test("a column of another type than declared is read as the declared one where it can be")
  func convertedColumns() throws {
    let table = Table(
      [
        ("Q02", Samples.decimals([1, 2.5])), ("Q07", Samples.integers([3, nil])),
        ("Q05", Samples.texts(["IND", "CON"])), ("note", Samples.categories(["x", nil], ["x"])),
        ("received", Column(.dateTime([86_400, -1]))), ("submitted_at", Column(.date([1, 2]))),
        ("is_new", Samples.integers([1, 0])),
      ], rowCount: 2)
    #expect(try show("Q02 + 1", table: table) == "2 ·")
    #expect(try show("Q07 / 2", table: table) == "1.5 ·")
    #expect(try show("Q05 = 'CON'", table: table) == "F T")
    #expect(try show("LENGTH(note)", table: table) == "1 ·")
    #expect(try show("DATE_DIFF(received, DATE '1970-01-01')", table: table) == "-1 1")
    #expect(try show("submitted_at > DATE '1970-01-02'", table: table) == "F T")
    #expect(try show("is_new", table: table) == "· ·")
  }
}
