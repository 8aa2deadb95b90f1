import Expressions
import Tables
import Testing

@Suite struct VisibilityTests {
  @Test("VISIBLE is the question's show_if, TRUE without one, missing where that is")
  func visible() throws {
    #expect(try show("VISIBLE(Q02)") == "T T T T T T T T")
    #expect(try show("VISIBLE(Q13)") == "F T T · F T T T")
    #expect(try show("VISIBLE(Q15_b)") == "F F T · F T F F")
    #expect(try show("NOT VISIBLE(Q13) AND Q13 IS NOT MISSING") == "T F F F F F F F")
    #expect(try show("N_VISIBLE(required)") == "2 3 3 2 2 3 3 3")
    #expect(try show("N_VISIBLE(Q15_b, Q13)") == "0 1 2 0 0 2 1 1")
    #expect(
      try show("N_MISSING(required, 'empty', 'dont_know') > 0.2 * N_VISIBLE(required)") == "F F T T F F T T")
  }

  @Test("a condition that depends on its own question is an error that names the way round")
  func cycles() {
    func message(_ visibility: [String: String], _ text: String = "VISIBLE(a)") -> String? {
      var schema = ExpressionSchema()
      schema.columns = ["a": .integer, "b": .integer, "c": .integer]
      schema.visibility = visibility
      schema.sets = ["all": ["a", "b", "c"]]
      return failure(text, schema: schema)?.message
    }
    #expect(message(["a": "a > 0"])?.contains("depends on itself: a → a") == true)
    #expect(message(["a": "VISIBLE(b)", "b": "VISIBLE(c)", "c": "VISIBLE(a)"])?.contains("a → b → c → a") == true)
    #expect(message(["a": "b > 1", "b": "N_VALID(all) > 1"])?.contains("depends on itself") == true)
    #expect(message(["a": "b > 1", "b": "c = 1", "c": "b = 1"])?.contains("b → c → b") == true)
    #expect(message(["a": "VISIBLE(b) AND VISIBLE(c)", "b": "VISIBLE(c)", "c": "1 = 1"]) == nil)
  }

  @Test("an error in a show_if is told with the question it belongs to")
  func errorsInside() {
    var schema = Samples.schema
    schema.visibility["Q13"] = "Q112 = 3"
    let error = failure("Q02 = 1 AND VISIBLE(Q13)", schema: schema)
    #expect(error?.offset == 12)
    #expect(error?.message.contains("in the show_if of `Q13`, `Q112 = 3`: no column is called `Q112`") == true)
    #expect(error?.advice == "did you mean `Q12`?")
    schema.visibility["Q13"] = "Q02 +"
    #expect(failure("VISIBLE(Q13)", schema: schema)?.message.contains("show_if of `Q13`") == true)
    schema.visibility["Q13"] = "Q02"
    #expect(failure("VISIBLE(Q13)", schema: schema)?.message.contains("show_if needs a condition") == true)
  }

  @Test("long chains of conditions neither overflow nor multiply")
  func chains() throws {
    var schema = ExpressionSchema()
    var columns: [(name: String, column: Column)] = []
    for index in 0..<300 {
      schema.columns["q\(index)"] = .integer
      columns.append(("q\(index)", Samples.integers([index == 299 ? 1 : 5])))
      schema.visibility["q\(index)"] = "VISIBLE(q\(index + 1)) AND VISIBLE(q\(index + 1)) OR VISIBLE(q\(index + 1))"
    }
    schema.visibility["q299"] = "q0 > 1 OR TRUE"
    #expect(failure("VISIBLE(q0)", schema: schema)?.message.contains("depends on itself") == true)
    schema.visibility["q299"] = nil
    #expect(failure("VISIBLE(q0)", schema: schema)?.message.contains("nest too deeply") == true)
    #expect(try show("VISIBLE(q250)", schema: schema, table: Table(columns, rowCount: 1)) == "T")
  }
}
