import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct CellStripTests {
  private func grid(rows: Int) -> CellGrid {
    var random = SeededGenerator(seed: 3)
    var grid = CellGrid()
    for row in 0..<rows {
      for _ in 0..<Int.random(in: 0...7, using: &random) {
        let text = ["", " a ", "(空)", "城东", "1", "\u{3000}", "xyz"].randomElement(using: &random) ?? ""
        let kind: CellKind = text == "xyz" ? .error : text.isEmpty ? .empty : .text
        grid.append(text.utf8, kind: kind)
      }
      grid.endRow(line: row + 1)
    }
    return grid
  }

  private func answers(_ reader: AnswerReader, _ column: Int) -> [String] {
    var found: [String] = []
    reader.forEachAnswer(column: column, marks: reader.commonMarks) { row, cell in
      switch cell {
      case .missing(let kind): found.append("\(row) \(kind.name)")
      case .answer(let text): found.append("\(row) = \(String(decoding: text, as: UTF8.self))")
      }
    }
    return found
  }

  @Test(
    "Columns put together, or copied by blocks of rows, have the answers of the grid, whatever is missing",
    arguments: [0..<1, 0..<3, 2..<5, 4..<12, 7..<9])
  func sameAnswers(columns: Range<Int>) throws {
    let grid = grid(rows: 400)
    var conventions = AnswerConventions(style: .labels, optionSeparators: [])
    conventions.missingMarks = AnswerConventions.wjxMarks
    let rows = (0..<400).filter { $0 % 7 != 3 }.reversed().map { $0 }
    let plain = AnswerReader(grid: grid, rows: rows, conventions: conventions, style: .labels)
    let strip = plain.with(columns: columns)
    var kinds: Set<String> = []
    for column in 0..<12 {
      let expected = rows.map { row -> String in
        if grid.kind(row, column) == .error { return "\(row) unreadable" }
        let text = grid.text(row, column).trimmed
        return text.isEmpty || text == "(空)" ? "\(row) empty" : "\(row) = \(text)"
      }
      #expect(answers(plain, column) == expected)
      #expect(answers(strip, column) == expected)
      kinds.formUnion(expected.map { String($0.split(separator: " ")[1]) })
    }
    #expect(kinds == ["=", "empty", "unreadable"])
  }
}
