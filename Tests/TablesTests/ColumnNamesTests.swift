import Diagnostics
import Testing

@testable import Tables

@Suite struct ColumnNamesTests {
  private func names(_ cells: [String]) -> [String] { columnNames(cells, file: "a.csv", line: 3).names }

  @Test("white space and byte order marks around a name are dropped, inside it they stay")
  func trimmed() {
    let cells = ["\u{FEFF}序号", " 企业 名称\t", "\u{3000}得分\r\n", "a\nb", "\u{FEFF}\u{A0}c\u{FEFF}"]
    let (names, diagnostics) = columnNames(cells, file: "a.csv", line: 1)
    #expect(names.map { Array($0.utf8) } == ["序号", "企业 名称", "得分", "a\nb", "c"].map { Array($0.utf8) })
    #expect(diagnostics.isEmpty)
  }

  @Test("an empty name is the column's number, with a warning that names file, line and column")
  func empty() {
    let (names, diagnostics) = columnNames(["id", " ", "age", "\u{FEFF}"], file: "a.csv", line: 3)
    #expect(names == ["id", "column_2", "age", "column_4"])
    #expect(diagnostics.map(\.code) == ["T-011", "T-011"])
    #expect(
      diagnostics.first?.description == "a.csv:3: warning: column 2 has no name in the header; it is called column_2. "
        + "Name the column in line 3 [T-011]")
  }

  @Test("of equal names the first stays, the others are numbered, with a warning")
  func duplicates() {
    let (names, diagnostics) = columnNames(["id", "name", "id ", "age", "id"], file: "a.csv", line: 1)
    #expect(names == ["id", "name", "id_2", "age", "id_3"])
    #expect(diagnostics.map(\.code) == ["T-012", "T-012"])
    #expect(
      diagnostics.last?.description == "a.csv:1: warning: column 5 is called id like column 1; it is read as id_3. "
        + "Give the columns different names in line 1 [T-012]")
  }

  @Test("a made-up name is never one that the file has, before or after it")
  func collisions() {
    #expect(names(["a", "a", "a_2", "a_3", "a"]) == ["a", "a_4", "a_2", "a_3", "a_5"])
    #expect(names(["column_2", "", "column_2_2"]) == ["column_2", "column_2_3", "column_2_2"])
    #expect(names(["", "column_1", "column_1"]) == ["column_1_2", "column_1", "column_1_3"])
    // Two ways to write é are the same name to a table.
    #expect(names(["e\u{301}", "\u{E9}"]).last == "\u{E9}_2")
  }

  @Test("names are unique, never empty, the same every time, and their own names again", arguments: 0..<100)
  func properties(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let pieces = ["", "a", "a_2", "a_3", "_2", "column_1", "column_2", " ", "b\u{FEFF}", "column_1_2"]
    let cells = (0..<random.number(0...30)).map { _ in
      random.oneIn(4) ? random.hostileText() : random.pick(pieces, else: "")
    }
    let found = columnNames(cells, file: "a.csv", line: 1)
    #expect(found.names.count == cells.count)
    #expect(Set(found.names).count == cells.count)
    #expect(!found.names.contains(""))
    #expect(found == columnNames(cells, file: "a.csv", line: 1))
    let again = columnNames(found.names, file: "a.csv", line: 1)
    #expect(again.names == found.names)
    #expect(again.diagnostics.isEmpty)
  }

  @Test("a header of many equal names is no quadratic work", .timeLimit(.minutes(1)))
  func many() {
    let found = names([String](repeating: "x", count: 50_000))
    #expect(found.last == "x_50000")
  }
}
