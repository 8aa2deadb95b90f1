import Testing

@testable import Tables

@Suite("Rows numbered by what they hold")
struct DistinctRowsTests {
  /// By a dictionary, row by row.
  private func reference(_ texts: [String?]) -> (codes: [Int32], firstRows: [Int32]) {
    var known: [[UInt8]: Int32] = [:]
    var firstRows: [Int32] = []
    let codes = texts.enumerated().map { row, text -> Int32 in
      guard let text else { return -1 }
      if let code = known[Array(text.utf8)] { return code }
      let code = Int32(firstRows.count)
      known[Array(text.utf8)] = code
      firstRows.append(Int32(row))
      return code
    }
    return (codes, firstRows)
  }

  @Test("texts are numbered in order of first appearance, few rows and many", arguments: [0, 1, 300, 70_000])
  func texts(rows: Int) {
    var random = SeededGenerator(state: UInt64(rows))
    let texts = (0..<rows).map { _ -> String? in
      if random.oneIn(9) { return nil }
      return random.oneIn(3) ? random.hostileText(pieces: 0...2) : "key \(random.number(0...rows / 2 + 1))"
    }
    let column = Column(
      .text(TextStorage(texts.map { $0 ?? "" })), missing: texts.map { $0 == nil ? .refused : .present })
    guard case .text(let storage) = column.storage else { return }
    let found = DistinctRows(storage, missing: column.missing)
    let wanted = reference(texts)
    #expect(found.codes == wanted.codes)
    #expect(found.firstRows == wanted.firstRows)
  }

  @Test("rows of the same hash are told apart, and hash 0 holds nothing")
  func collisions() {
    let values = (0..<50_000).map { $0 % 7 == 0 ? -1 : $0 * $0 % 1009 }
    // Seventeen hashes for a thousand values.
    let found = DistinctRows(hashes: values.map { $0 < 0 ? 0 : UInt32($0 % 17 + 1) }) { values[$0] == values[$1] }
    let wanted = reference(values.map { $0 < 0 ? nil : String($0) })
    #expect(found.codes == wanted.codes)
    #expect(found.firstRows == wanted.firstRows)
  }
}
