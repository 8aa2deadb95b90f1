import Expressions
import Tables
import Testing

@Suite("Defined results are what the program gives")
struct SemanticsTests {
  static let examples = ExpressionSemantics.sections.flatMap(\.lines).flatMap(\.examples)

  @Test("every line of the reference has an example")
  func examplesEverywhere() {
    for section in ExpressionSemantics.sections {
      #expect(!section.lines.isEmpty)
      for line in section.lines { #expect(!line.examples.isEmpty, "\(line.subject)") }
    }
    #expect(Set(Self.examples.map(\.shown)).count == Self.examples.count)
  }

  @Test("every example gives what the reference says", arguments: examples.indices)
  func evaluates(index: Int) {
    let example = Self.examples[index]
    #expect(Self.result(example) == example.result, "\(example.shown)")
  }

  /// The result of an example in the words of the reference.
  private static func result(_ example: ExpressionSemantics.Example) -> String {
    let schema = ExpressionSemantics.exampleSchema
    do throws(ExpressionError) {
      if example.isIndicator {
        _ = try AggregateExpression(example.expression, schemas: ["s": schema], defaultSource: "s")
        return "no error"
      }
      let column = try RowExpression(example.expression, schema: schema).evaluate(ExpressionSemantics.exampleTable)
      let cells = (0..<column.count).map { written(Cell(column, $0)) }
      return Set(cells).count == 1 ? cells[0] : cells.joined(separator: ", ")
    } catch {
      return "an error"
    }
  }

  static func written(_ cell: Cell) -> String {
    switch cell {
    case .missing: "missing"
    case .truth(let value): value ? "TRUE" : "FALSE"
    default: cell.description
    }
  }
}
