import Tables
import Testing

@testable import Expressions

@Suite struct SQLPropertyTests {
  @Test("random expressions give in SQLite what the engine gives, row by row", arguments: 0..<40)
  func sqliteEqualsEngine(seed: Int) throws {
    var random = Randomness(state: UInt64(1000 + seed))
    var (schema, table) = PropertyTests.sample(rows: 37, &random)
    schema.codes["s"] = ["1", "2", "x"]
    let database = try SQLiteDatabase("answers", table)
    let renderer = SQLRenderer(.sqlite, schema: schema, table: "answers")
    var generator = ExpressionGenerator(random: random)
    var compared = 0
    for _ in 0..<60 {
      let text = generator.any(4)
      // The checker sees when literals can never be equal.
      guard let expression = try? RowExpression(text, schema: schema) else { continue }
      let sql: String
      do throws(ExpressionError) {
        sql = try renderer.render(text)
      } catch {
        let isExpected = Self.refused.contains { error.message.contains($0) }
        if !isExpected { Issue.record("\(text): \(error)") }
        continue
      }
      let found: [SQLiteDatabase.Value]
      do {
        found = try database.column("SELECT \(sql) FROM answers ORDER BY position")
      } catch let error as SQLiteDatabase.Failure {
        // A total beyond 64 bits is an error of the query: see SQLDialect.
        if !(error.message == "integer overflow" && text.contains("SUM(")) {
          Issue.record("\(text)\n\(sql)\n\(error.message)")
        }
        continue
      }
      compared += 1
      let column = expression.evaluate(table)
      for row in 0..<table.rowCount where !found[row].isSame(as: Cell(column, row)) {
        Issue.record("\(text)\n\(sql)\nrow \(row): SQLite \(found[row]), engine \(Cell(column, row))")
        break
      }
    }
    #expect(compared >= 25)
  }

  private static let refused = [
    "UPPER", "LOWER", "MISSING_KIND", "MEDIAN", "MAD", "QUANTILE", "STDDEV", "an aggregate inside an aggregate",
  ]
}
