import Diagnostics
import Foundation
import Testing

@testable import Tables

@Suite struct CSVTableReaderTests {
  private func read(
    _ text: String, _ options: CSVTableOptions = CSVTableOptions(), chunkSize: Int = 1 << 20
  ) throws(DiagnosticError) -> CSVTableReading {
    var options = options
    options.chunkSize = chunkSize
    return try CSVTableReader.read(bytes: Array(text.utf8), file: "f.csv", options: options)
  }

  @Test("each column gets the narrowest type that all its cells can be read as")
  func types() throws {
    let table = try read(
      """
      small,wide,decimal,day,moment,word,phone,mixed,long
      1,70000,1.5,2025-03-01,2025-03-01 09:30,好,0519,1,123456789012345678901
      -2,-1,2,2025-03-02,2025-03-02,差,0520,x,1

      """
    ).table
    #expect(table["small"]?.storage == .int8([1, -2]))
    #expect(table["wide"]?.storage == .int32([70000, -1]))
    #expect(table["decimal"]?.storage == .double([1.5, 2]))
    #expect(table["day"]?.type == .date)
    #expect(table["moment"]?.type == .dateTime)
    #expect(table["word"]?.type == .category)
    // Leading zeros and numbers too long for 64 bits are codes.
    #expect(table["phone"]?.type == .category)
    #expect(table["mixed"]?.type == .category)
    #expect(table["long"]?.type == .category)
  }

  @Test(
    "whole numbers become decimal, and numbers become text, wherever in the file that shows", arguments: [64, 4096])
  func laterTypes(chunkSize: Int) throws {
    let count = 2000
    var text = "a,b,c,d\n"
    for row in 0..<count {
      let isLast = row == count - 1
      text +=
        "\(row),\(isLast ? "0.5" : "\(row)"),\(isLast ? "n" : "7"),\(isLast ? "2025-01-01 10:00" : "2025-01-01")\n"
    }
    let table = try read(text, chunkSize: chunkSize).table
    #expect(table["a"]?.storage == .int16((0..<count).map { Int16($0) }))
    #expect(table["b"]?.storage == .double((0..<count - 1).map { Double($0) } + [0.5]))
    #expect(table["c"]?.type == .category)
    #expect(table["d"]?.type == .dateTime)
  }

  @Test("a type is found out from the first value however far down it stands")
  func lateFirstValue() throws {
    let empty = String(repeating: "1,,,\n", count: 600)
    let table = try read("a,b,c,d\n" + empty + "2,2025-03-01,x,2025-03-01\n3,,,2025-03-01 10:00\n").table
    #expect(table["b"]?.type == .date)
    #expect(table["c"]?.type == .category)
    #expect(table["d"]?.type == .dateTime)
  }

  @Test("empty cells are missing, as are the texts that stand for it, with their kind")
  func missing() throws {
    var options = CSVTableOptions()
    options.missing = ["-9": .refused, "不清楚": .dontKnow]
    let table = try read("a,b\n1,x\n-9,不清楚\n ,\n5, x \n", options).table
    #expect(table["a"]?.missing == [.present, .refused, .empty, .present])
    #expect(table["a"]?.storage == .int8([1, 0, 0, 5]))
    #expect(table["b"]?.missing == [.present, .dontKnow, .empty, .present])
    guard case .category(let words)? = table["b"]?.storage else {
      Issue.record("not a category")
      return
    }
    #expect(words.dictionary == ["x"])
  }

  @Test("cells that cannot be read as declared are missing, and their rows are told", arguments: [8, 1 << 20])
  func unreadable(chunkSize: Int) throws {
    var options = CSVTableOptions()
    options.columns = ["a": .init(.integer), "b": .init(.category, codes: ["x", "y"]), "c": .init(.bool)]
    let reading = try read("a,b,c\n1,y,TRUE\nq,x,0\n3,z,maybe\n", options, chunkSize: chunkSize)
    #expect(reading.unreadable == ["a": [1], "b": [2], "c": [2]])
    #expect(reading.table["a"]?.missing == [.present, .unreadable, .present])
    guard case .category(let words)? = reading.table["b"]?.storage else {
      Issue.record("not a category")
      return
    }
    #expect(words.dictionary == ["x", "y"])
    #expect(reading.table["c"]?.storage == .bool([true, false, false]))
  }

  @Test("rows with another number of cells are set aside with their lines; empty ones too many are none")
  func oddRows() throws {
    let reading = try read("a,b\n1,2\n3\n\n4,5,6\n7,8,,\n\"9\n9\",10\n11,12\n", chunkSize: 4)
    #expect(reading.setAside == [.init(line: 3, cells: 1), .init(line: 5, cells: 3)])
    #expect(reading.table.origins.line == [2, 6, 7, 9])
    #expect(reading.diagnostics.map(\.code) == ["T-008"])
  }

  @Test("an unclosed quote is an error with the line where it opened", arguments: [4, 16, 1 << 20])
  func unclosedQuote(chunkSize: Int) {
    let text = "a,b\n1,2\n3,\"x\n4,5\n6,7\n"
    #expect(throws: DiagnosticError.self) { try read(text, chunkSize: chunkSize) }
    do throws(DiagnosticError) {
      _ = try read(text, chunkSize: chunkSize)
    } catch {
      #expect(error.diagnostics.first?.location?.line == 3)
      #expect(error.diagnostics.first?.code == "T-004")
    }
  }

  @Test("bytes that are not text are refused with their line, and GB18030 is understood")
  func encodings() throws {
    let chinese: [UInt8] = Array("a,b\n1,".utf8) + [0xBA, 0xC3, 0x0A]
    let reading = try CSVTableReader.read(bytes: chinese, file: "f.csv")
    #expect(reading.encoding == .gb18030)
    guard case .category(let words)? = reading.table["b"]?.storage else {
      Issue.record("not a category")
      return
    }
    #expect(words.dictionary == ["好"])
    for bad in [[UInt8(0)], [0xFF, 0x20]] {
      do throws(DiagnosticError) {
        _ = try CSVTableReader.read(bytes: Array("a,b\n1,2\nx,".utf8) + bad + [0x0A], file: "f.csv")
        Issue.record("read \(bad)")
      } catch {
        #expect(error.diagnostics.first?.location?.line == 3)
      }
    }
  }

  @Test("of bad bytes and an unclosed quote the bytes are told first, whatever the chunks", arguments: [1, 8, 1 << 20])
  func severalProblems(chunkSize: Int) {
    var options = CSVTableOptions()
    options.chunkSize = chunkSize
    // The first column is found to be no number before the bad bytes, so that it is not looked at where they are.
    let bytes: [UInt8] = Array("a,b\n1,2\nx,2\n".utf8) + [0xFF, 0xFC] + Array(",.\n\"h\nend".utf8)
    do throws(DiagnosticError) {
      _ = try CSVTableReader.read(bytes: bytes, file: "f.csv", options: options)
      Issue.record("read")
    } catch {
      #expect(error.diagnostics.map(\.code) == ["T-001"])
      #expect(error.diagnostics.first?.location?.line == 4)
    }
  }

  @Test("a file without a row is refused; a header alone is a table without rows")
  func noRows() throws {
    #expect(throws: DiagnosticError.self) { try read("") }
    #expect(throws: DiagnosticError.self) { try read("\n\r\n") }
    let reading = try read("a,b")
    #expect(reading.table.names == ["a", "b"])
    #expect(reading.table.rowCount == 0)
  }

  @Test("a workbook is refused, and so is a folder or a file that is not there")
  func noText() {
    for bytes in [[0x50, 0x4B, 0x03, 0x04], [0xD0, 0xCF, 0x11, 0xE0]] as [[UInt8]] {
      do throws(DiagnosticError) {
        _ = try CSVTableReader.read(bytes: bytes, file: "f.csv")
        Issue.record("read")
      } catch {
        #expect(error.diagnostics.map(\.code) == ["T-010"])
      }
    }
    for path in ["/", "/no/such/file.csv"] {
      do throws(DiagnosticError) {
        _ = try CSVTableReader.read(path, shownAs: "f.csv")
        Issue.record("read")
      } catch {
        #expect(error.kind == .missingInput)
      }
    }
  }

  @Test("a file on disk reads as its bytes do")
  func mappedFile() throws {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    for name in ["csv/frictionless/doublequote.csv", "csv/own/mixed_newlines.csv", "csv/own/gb18030_no_bom.csv"] {
      let path = "\(folder)/Fixtures/\(name)"
      let mapped = try CSVTableReader.read(path, shownAs: name)
      let read = try CSVTableReader.read(bytes: try readFile(path, shownAs: name), file: name)
      #expect(mapped.table.names == read.table.names)
      #expect(mapped.table.columns == read.table.columns)
      #expect(mapped.table.rowCount > 0)
    }
  }

  @Test("pieces hold the rows of the table in order, and the types of the whole", arguments: [16, 300, 1 << 20])
  func pieces(chunkSize: Int) throws {
    var text = "a,b,c,d\n"
    for row in 0..<200 {
      text += "\(row),\(row == 150 ? "x" : "\(row)"),\"w\(row % 3)\n\",\(row == 160 ? "0.5" : "1")\n"
    }
    text += "1,2\n"
    let path = try TemporaryFile(Array(text.utf8))
    var options = CSVTableOptions()
    options.chunkSize = chunkSize
    let whole = try CSVTableReader.read(path.path, shownAs: "f.csv", options: options)
    let pieces = try CSVTableReader.mapPieces(path.path, shownAs: "f.csv", options: options) { $0 }
    #expect(pieces.made.reduce(0) { $0 + $1.rowCount } == whole.table.rowCount)
    #expect(pieces.setAside == whole.setAside)
    #expect(pieces.diagnostics == whole.diagnostics)
    for name in ["a", "b", "c", "d"] {
      let cells = pieces.made.flatMap { piece in (0..<piece.rowCount).map { shown(piece[name], $0) } }
      #expect(cells == (0..<whole.table.rowCount).map { shown(whole.table[name], $0) })
    }
  }

  private func shown(_ column: Column?, _ row: Int) -> String {
    switch column?.storage {
    case .int8(let values)?: "\(Double(values[row]))"
    case .int16(let values)?: "\(Double(values[row]))"
    case .double(let values)?: "\(values[row])"
    case .category(let words)?: words.dictionary[words[row]]
    case .text(let texts)?: texts[row]
    default: "?"
    }
  }

  @Test("only the wanted columns are read")
  func projection() throws {
    var options = CSVTableOptions()
    options.only = ["b"]
    #expect(try read("a,b,c\n1,2,3\n", options).table.names == ["b"])
  }

  @Test(
    "random text reads as the grid of its cells does, for chunks of any size and any number of threads",
    arguments: 0..<60)
  func equalsGrid(seed: Int) throws {
    var random = Words(state: UInt64(seed) + 77)
    let width = 1 + random.below(4)
    var text = (0..<width).map { "c\($0)" }.joined(separator: ",") + "\n"
    let pieces = seed % 2 == 0 ? Words.plain : Words.plain + Words.hostile
    for _ in 0..<random.below(120) {
      text += (0..<width).map { _ in pieces[random.below(pieces.count)] }.joined(separator: ",")
      text += ["\n", "\r\n", "\n", "\r", "\n\n"][random.below(seed % 3 == 0 ? 1 : 5)]
    }
    let bytes = Array(text.utf8)
    let csv = CSVOptions(separator: UInt8(ascii: ","), encoding: .utf8)
    var expected: CSVReading?
    do throws(DiagnosticError) { expected = try CSVReader.read(bytes, file: "f.csv", options: csv) } catch {}
    for chunkSize in [3, 40, 500, 1 << 20] {
      var reading: CSVTableReading?
      var options = CSVTableOptions(csv: csv, threads: 1 + random.below(2))
      options.chunkSize = chunkSize
      do throws(DiagnosticError) {
        reading = try CSVTableReader.read(bytes: bytes, file: "f.csv", options: options)
      } catch {}
      #expect((reading == nil) == (expected == nil), "seed \(seed), chunks of \(chunkSize)")
      guard let reading, let grid = expected?.grid else { continue }
      // Blank cells of a single column are blank lines to both.
      let isEven = (1..<grid.rowCount).map { row in
        grid.cellCount(row: row) == width
          || (grid.cellCount(row: row) > width
            && (width..<grid.cellCount(row: row)).allSatisfy { grid.range(row, $0).isEmpty })
      }
      let rows = (1..<grid.rowCount).filter { isEven[$0 - 1] }
      #expect(reading.table.origins.line == rows.map { grid.lines[$0] }, "seed \(seed), chunks of \(chunkSize)")
      #expect(
        reading.setAside.map(\.line) == (1..<grid.rowCount).filter { !isEven[$0 - 1] }.map { Int(grid.lines[$0]) })
      for column in 0..<width {
        let typed = grid.typed(column: column, rows: rows, as: nil).column
        let isSame = reading.table.columns[column] == typed
        #expect(isSame, "seed \(seed), chunks of \(chunkSize), column \(column)")
      }
    }
  }
}

/// Cells that make trouble, drawn from a seed.
private struct Words {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  static let plain = [
    "", "1", "2", "3", "77", "12345678", "123456789", "-5", "1.5", "0.25", "12345.678", "x", "好", "经开区", "007", "1",
    "4", "100", "-0.5", "9", "8", "6", "0", "",
  ]
  static let hostile = [
    "\"q\"", "\"a,b\"", "\"two\nlines\"", "\"say \"\"x\"\"\"", "\"\"", " 3 ", "a\"b", "\"1\"", "\u{FEFF}", "1e3", "+1",
    "\"\r\n\"", "2025-03-01", "2025-3-1 10:00", "一个比三十二个字节还要长得多的单元格，用来测试长文本", "\"x\"y", ",", "9223372036854775808",
    "\"unclosed", ".", "-", "5.", ".5", "1.2.3", "\u{3000}4\u{3000}",
  ]
}

/// A file that is removed with the value that stands for it.
private final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    let folder = FileManager.default.temporaryDirectory
    path = folder.appendingPathComponent("pieces-\(UUID().uuidString).csv").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
