import Diagnostics
import Foundation
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// A document handed out in pieces of at most so many bytes, which knows how much of it was asked for.
private final class PiecewiseSource: XMLSource {
  private let whole: MemoryXMLSource
  private let most: Int
  private(set) var handedOut = 0

  init(_ bytes: [UInt8], most: Int) {
    whole = MemoryXMLSource(bytes)
    self.most = most
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    let count = try whole.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(most, buffer.count)]))
    handedOut += count
    return count
  }
}

/// 张三 in GB18030, and a character of four bytes, 㐀.
private let chinese: [UInt8] = [0xD5, 0xC5, 0xC8, 0xFD, 0x81, 0x39, 0xEE, 0x39]

@Suite struct XMLPieceTests {
  enum Form: CaseIterable {
    case utf8, gb18030, utf16LittleEndian, utf16BigEndian
  }

  private static let records = 6000

  /// A ledger of some hundred thousand bytes, a record a line from line 3 on.
  private func ledger(_ form: Form, records count: Int = records) -> [UInt8] {
    let name = form == .gb18030 ? "GBK" : "UTF-8"
    let head =
      form == .gb18030 || form == .utf8 ? "<?xml version=\"1.0\" encoding=\"\(name)\"?>" : "<?xml version=\"1.0\"?>"
    func records(_ word: [UInt8]) -> [UInt8] {
      var bytes = Array("\(head)\n<l>\n".utf8)
      for number in 1...count {
        bytes += Array("<c n=\"\(number)\"><v>".utf8) + word + Array("</v><w>𠀀&amp;\(number * 7)</w></c>\n".utf8)
      }
      return bytes + Array("</l>\n".utf8)
    }
    let utf8 = records(Array("张三㐀".utf8))
    switch form {
    case .utf8: return utf8
    case .gb18030:
      // 𠀀, which stands outside the basic plane, is four bytes too.
      return records(chinese).split(separator: Array("𠀀".utf8)).map { Array($0) }.joined(separator: [
        0x95, 0x32, 0x82, 0x36,
      ]).map { $0 }
    case .utf16LittleEndian:
      return [0xFF, 0xFE] + String(decoding: utf8, as: UTF8.self).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian:
      return [0xFE, 0xFF] + String(decoding: utf8, as: UTF8.self).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
  }

  private func reading(_ bytes: [UInt8], most: Int) throws -> XMLRecordReading {
    let input = XMLInput(file: "f.xml", byteCount: bytes.count, start: Array(bytes.prefix(16))) {
      () throws(DiagnosticError) in PiecewiseSource(bytes, most: most)
    }
    return try readXMLRecords([input], path: try #require(RecordPath("/l/c")))
  }

  @Test("The table is the same whatever the pieces that its bytes come in", arguments: Form.allCases)
  func samePieces(form: Form) throws {
    let bytes = ledger(form)
    for most in [bytes.count, 65_537, 1021, 3] {
      let reading = try reading(bytes, most: most)
      #expect(reading.columns == ["@n", "v", "w"])
      #expect(reading.grid.rowCount == Self.records)
      let isRight = (0..<Self.records).allSatisfy { row in
        reading.grid.text(row, 0) == "\(row + 1)" && reading.grid.text(row, 1) == "张三㐀"
          && reading.grid.text(row, 2) == "𠀀&\((row + 1) * 7)" && Int(reading.grid.lines[row]) == row + 3
      }
      #expect(isRight, "pieces of \(most)")
    }
  }

  @Test("A fault far into a document has its place whatever the pieces", arguments: Form.allCases)
  func samePlaces(form: Form) throws {
    let bytes = ledger(form)
    let wide = form == .utf16BigEndian || form == .utf16LittleEndian
    // Behind the ninth tenth: a tag that closes another, and in the encodings that are converted a broken character.
    let middle = bytes.count / 10 * 9 / 4 * 4
    let line = bytes[..<middle].count { $0 == 0x0A } + 1
    for most in [bytes.count, 1021, 3] {
      let cut = problems { _ = try reading(Array(bytes[..<(middle + (wide ? 1 : 0))]), most: most) }
      #expect(cut.first?.code == (wide ? "I-204" : "I-209") || form == .gb18030, "\(cut)")
      #expect(cut.count == 1)
      guard form == .gb18030 else { continue }
      // 0xFF begins no character of GB18030; a record's tag begins with `<c`.
      let tag = try #require(bytes[middle...].firstRange(of: Array("<c".utf8))).lowerBound
      let faults = problems { _ = try reading(Array(bytes[..<tag]) + [0xFF, 0xFF] + Array(bytes[tag...]), most: most) }
      let at = bytes[..<tag].count { $0 == 0x0A } + 1
      #expect(at >= line)
      #expect(faults.first?.location?.line == at)
      #expect(faults.first?.message == "the byte at offset \(tag) is not GB18030 text, which the document declares")
    }
    guard !wide, let tag = bytes[middle...].firstRange(of: Array("</v>".utf8))?.lowerBound else { return }
    let wrong = Array(bytes[..<tag]) + Array("</x>".utf8) + Array(bytes[(tag + 4)...])
    let found = [bytes.count, 1021, 3].map { most in problems { _ = try reading(wrong, most: most) } }
    #expect(found[0].first?.code == "I-210")
    #expect(found[0].first?.location?.line == bytes[..<tag].count { $0 == 0x0A } + 1)
    #expect(found.allSatisfy { $0 == found[0] })
  }

  @Test("No more is taken from a source than the piece at hand", arguments: Form.allCases)
  func onlyOnePiece(form: Form) throws {
    let bytes = ledger(form)
    let source = PiecewiseSource(bytes, most: bytes.count)
    let stream = try XMLStream(source, file: "f.xml")
    for _ in 0..<3 { _ = try stream.next() }
    #expect(source.handedOut < bytes.count / 2)
    #expect(source.handedOut <= 1 << 18)
  }

  @Test("A gzip-packed document is read as the same unpacked, with its faults and limits", arguments: Form.allCases)
  func packedDocuments(form: Form) throws {
    let bytes = ledger(form, records: 2000)
    let gzip = gzipped(bytes)
    let whole = try reading(bytes, most: bytes.count)
    for file in [gzip, gzipped([]) + gzip + [UInt8](repeating: 0, count: 70_000)] {
      for most in [file.count, 1021] {
        let unpacked = try reading(file, most: most)
        #expect(unpacked.grid.bytes == whole.grid.bytes)
        #expect(unpacked.grid.lines == whole.grid.lines)
      }
    }
    for broken in [Array(gzip.dropLast(4)), Array(gzip[..<(gzip.count / 2)]), gzip + [0, 0, 7], gzip + [7]] {
      #expect(problems { _ = try reading(broken, most: 4096) }.map(\.code) == ["I-309"])
    }
    var limits = IngestLimits()
    limits.inflatedBytes = 50_000
    let input = XMLInput(file: "f.xml", bytes: gzip)
    let path = try #require(RecordPath("/l/c"))
    #expect(problems { _ = try readXMLRecords([input], path: path, limits: limits) }.map(\.code) == ["I-302"])
  }

  /// What comes of a document: its cells with their lines, or why it is refused.
  private struct Outcome: Equatable {
    var bytes: [UInt8] = []
    var offsets: [Int] = []
    var lines: [Int32] = []
    var problems: [Diagnostic] = []
  }

  private func outcome(_ bytes: [UInt8], most: Int) -> Outcome {
    var outcome = Outcome()
    outcome.problems = problems {
      let grid = try reading(bytes, most: most).grid
      (outcome.bytes, outcome.offsets, outcome.lines) = (grid.bytes, grid.offsets, grid.lines)
    }
    return outcome
  }

  @Test("Damaged bytes come to the same whatever the pieces, packed or not", arguments: Form.allCases)
  func damage(form: Form) {
    let bytes = ledger(form, records: 20)
    var state: UInt64 = 20_260_331
    func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var refused = 0
    for isPacked in [false, true] {
      let whole = isPacked ? gzipped(bytes) : bytes
      for _ in 0..<25 {
        var broken = whole
        broken[next(below: broken.count)] = UInt8(next(below: 256))
        if next(below: 3) == 0 { broken.removeLast(next(below: broken.count)) }
        let once = outcome(broken, most: max(broken.count, 1))
        #expect(outcome(broken, most: 3) == once)
        #expect(outcome(broken, most: 251) == once)
        #expect(once.problems.count <= 1)
        refused += once.problems.count
      }
    }
    #expect(refused > 10 && refused < 50)
  }

  @Test("A file is read as its bytes are, and refused when it changes between two readings")
  func files() throws {
    let folder = try ScratchFolder()
    let bytes = ledger(.utf8)
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/l.xml"))
    let files = try XMLFiles("l.xml", folder: folder.path)
    #expect(files.sha256 == sha256Hex(bytes))
    #expect(files.byteCount == bytes.count)
    let path = try #require(RecordPath("/l/c"))
    let (ofFile, ofBytes) = (try readXMLRecords(files.inputs, path: path), try reading(bytes, most: bytes.count))
    #expect(ofFile.grid.bytes == ofBytes.grid.bytes)
    #expect(ofFile.grid.offsets == ofBytes.grid.offsets)
    #expect(ofFile.grid.lines == ofBytes.grid.lines)
    try folder.write("<l><c/></l>", to: "l.xml")
    #expect(problems { _ = try readXMLRecords(files.inputs, path: path) }.first?.code == "F-004")
    #expect(problems { _ = try XMLFiles("m.xml", folder: folder.path) }.first?.advice == "Did you mean l.xml?")
  }
}
