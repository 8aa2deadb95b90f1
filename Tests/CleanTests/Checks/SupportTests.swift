import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("What checks stand on")
struct SupportTests {
  @Test("numbers are put in order, however many", arguments: [0, 1, 511, 512, 5000])
  func ordered(count: Int) {
    var random = KeyedTestGenerator(count)
    let values = (0..<count).map { place -> Double in
      switch place % 4 {
      case 0: Double(Int.random(in: -9...9, using: &random))
      case 1: Double.random(in: -1e-300...1e-300, using: &random)
      case 2: Double.random(in: -1e300...1e300, using: &random)
      default: place % 8 == 3 ? .infinity : -.greatestFiniteMagnitude
      }
    }
    #expect(OrderedValues(values).values == values.sorted())
  }

  @Test("values are numbered in order of first appearance, close together or far apart")
  func codes() {
    let values: [Int64?] = [5, nil, 1 << 40, 5, -3, 1 << 40, nil, 7]
    let far = ValueCodes(integers(values))
    #expect(far.codes == [0, -1, 1, 0, 2, 1, -1, 3])
    #expect(far.firstRows == [0, 2, 4, 7])
    let near = ValueCodes(integers([5, nil, 6, 5, -3, 6, nil, 7]))
    #expect(near.codes == far.codes)
    #expect(ValueCodes(doubles([0.5, -0.0, 0, nil, 0.5])).codes == [0, 1, 1, -1, 0])
    #expect(ValueCodes(integers([nil, nil])).codes == [-1, -1])
  }

  @Test("groups are those of all columns; large ones can be had alone")
  func partition() {
    let keys = RowPartition([texts(["a", "b", "a", "c", "b", "a"]), integers([1, 1, 1, 1, 2, 1])], rowCount: 6)
    #expect(keys.ids == [0, 1, 0, 2, 3, 0])
    let all = keys.grouped(Array(0..<6))
    let large = keys.grouped([0, 1, 2, 3, 4], moreThan: 1)
    #expect((0..<all.count).map { Array(all[$0]) } == [[0, 2, 5], [1], [3], [4]])
    #expect((0..<large.count).map { Array(large[$0]) } == [[0, 2]])
    #expect(RowPartition([texts(["a", nil, "a", nil])], rowCount: 4).ids == [0, 1, 0, 1])
  }

  @Test("the longest run of narrow columns is that of their texts: the number 1 and the code 1 agree")
  func narrowRuns() throws {
    let columns = [
      integers([1, 2, nil, -1, 1]), categories(["1", "2", "1", "1", nil], of: ["2", "1"]),
      integers([1, 3, 1, -1, nil]), Column(.bool([true, false, true, true, false])),
    ]
    let answers = try #require(NarrowAnswers(columns))
    let found = answers.longestRuns(0..<5)
    #expect(found.longest == [3, 2, 2, 1, 1])
    #expect(found.answered == [4, 4, 3, 4, 2])
    #expect(answers.longestRuns(1..<3).longest == [2, 2])
    #expect(NarrowAnswers(columns + [integers([1, 2, 3, 4, 500])]) == nil)
  }

  @Test("the fingerprint of a record is that of its answers as ingested, whatever was changed since")
  func fingerprints() {
    let ingested = table([("a", integers([1, 2, 3, 4])), ("b", texts(["w", "x", "y", "z"]))])
    let codebook = Codebook(
      ["a", "b"].map { SurveyVariable(name: $0, question: $0, kind: .numeric, text: LocalizedText("")) })
    var changed = ingested
    var originals = OriginalCells()
    originals.note("a", rows: [1, 3], cells: integers([2, 4]))
    changed.set("a", integers([1, 900, 3, nil]))
    originals.note("a", rows: [1, 2], cells: integers([900, 3]))
    changed.set("a", integers([1, 70, 71, nil]))
    for rows in [[0, 1, 2, 3], [1], [2, 3]] {
      let before = RecordFingerprints(ingested, codebook, rows: rows)
      let after = RecordFingerprints(changed, codebook, originals: originals, rows: rows)
      #expect(rows.map { before[$0] } == rows.map { after[$0] })
    }
    #expect(RecordFingerprints(ingested, codebook, rows: [1])[1] != RecordFingerprints(changed, codebook, rows: [1])[1])
  }
}
