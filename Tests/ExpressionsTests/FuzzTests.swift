import Expressions
import Tables
import Testing

@Suite struct FuzzTests {
  @Test("random bytes are read or refused, and what is read can be evaluated", arguments: 0..<8)
  func randomBytes(seed: Int) {
    var random = Randomness(state: UInt64(seed) + 100)
    for _ in 0..<800 {
      let bytes = (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      attempt(String(decoding: bytes, as: UTF8.self))
      let printable = (0..<random.below(60)).map { _ in UInt8(32 + random.below(95)) }
      attempt(String(decoding: printable, as: UTF8.self))
    }
  }

  @Test("random sequences of words are read or refused, and what is read can be evaluated", arguments: 0..<8)
  func randomWords(seed: Int) {
    let words =
      Functions.all.map { $0.signature.prefix { $0 != "(" } + "(" }
      + Samples.schema.columns.keys.sorted().map { "`\($0)`" }
      + [
        "AND", "OR", "NOT", "IN", "(", ")", "(", ")", ",", "=", "<", "+", "-", "*", "/", "%", "1", "0", "2.5", "'IND'",
        "''", "NULL", "IS", "MISSING", "CASE", "WHEN", "THEN", "ELSE", "END", "BETWEEN", "LIKE", "DATE '2024-02-29'",
        "OVER ()", "OVER (PARTITION BY", "FILTER (WHERE", "9223372036854775807", "-9223372036854775808", "likert_rows",
        "1e308", ".", "*", "survey_year",
      ].map { Substring($0) }.map(String.init)
    var random = Randomness(state: UInt64(seed) + 1000)
    for _ in 0..<500 {
      attempt((0..<random.below(24)).map { _ in String(random.pick(words)) }.joined(separator: " "))
    }
  }

  @Test("mutations of good expressions are read or refused, and what is read can be evaluated", arguments: 0..<8)
  func mutations(seed: Int) {
    var random = Randomness(state: UInt64(seed) + 5000)
    var (schema, table) = PropertyTests.sample(rows: 9, &random)
    schema.calendar = Samples.schema.calendar
    var generator = ExpressionGenerator(random: random)
    for _ in 0..<200 {
      var characters = Array(generator.any(3))
      for _ in 0...random.below(3) where !characters.isEmpty {
        let place = random.below(characters.count)
        switch random.below(4) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(random.pick(characters), at: place)
        case 2: characters.swapAt(place, random.below(characters.count))
        default: characters[place] = random.pick(Array("()'`-9e.,%税"))
        }
      }
      attempt(String(characters), schema: schema, table: table)
    }
  }

  /// Parses, checks and evaluates in every way there is; an error must point into the text.
  private func attempt(
    _ text: String, schema: ExpressionSchema = Samples.schema, table: Table = Samples.table
  ) {
    do throws(ExpressionError) {
      let expression = try RowExpression(text, schema: schema)
      #expect(expression.evaluate(table).count == table.rowCount)
      #expect(expression.evaluate(table).type == expression.type)
      _ = expression.mask(table)
      _ = expression.doubles(table)
    } catch {
      #expect((0...text.count).contains(error.offset), "\(text)")
      #expect(!error.message.isEmpty)
    }
    do throws(ExpressionError) {
      let expression = try AggregateExpression(text, schemas: ["survey": schema], defaultSource: "survey")
      let terms = expression.terms.indices.map { Double($0) - 0.5 }
      _ = expression.value(terms)
      #expect(expression.gradient(terms).count == terms.count)
    } catch {
      #expect((0...text.count).contains(error.offset), "\(text)")
    }
  }
}
