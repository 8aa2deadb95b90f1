import Tables
import Testing

@testable import Clean

@Suite("straight_lining: the same answer down a matrix")
struct StraightLiningTests {
  /// Two matrices of four items.
  private let data = table([
    ("a1", integers([3, 3, 1, 4, nil, 2])), ("a2", integers([3, 3, 2, nil, nil, 2])),
    ("a3", integers([3, 3, 2, 4, nil, 2])), ("a4", integers([3, 1, 2, 4, 5, nil])),
    ("b1", integers([3, 5, 1, 1, 1, 1])), ("b2", integers([3, 5, 2, 2, 2, 2])),
    ("b3", integers([3, 5, 3, 3, 3, 3])), ("b4", integers([3, 5, 4, 4, 4, 4])),
  ])
  private let matrices = [["a1", "a2", "a3", "a4"], ["b1", "b2", "b3", "b4"]]

  @Test("all answers equal in one matrix; empty items are passed over, too few answers are not judged")
  func allEqual() throws {
    let check = StraightLining(matrices: matrices, minimumAnswered: 3)
    #expect(
      try check.check(data).struck == [
        StruckRow(0, figure: 4), StruckRow(1, figure: 4), StruckRow(3, figure: 3), StruckRow(5, figure: 3),
      ])
    let whole = StraightLining(matrices: matrices, minimumAnswered: 4)
    #expect(try whole.check(data).rows == [0, 1])
    let both = StraightLining(matrices: matrices, minimumAnswered: 3, minimumMatrices: 2)
    #expect(try both.check(data).rows == [0])
  }

  @Test("a run of so many, wherever it stands")
  func run() throws {
    let check = StraightLining(matrices: matrices, criterion: .run(3), minimumAnswered: 3)
    #expect(try check.check(data).rows == [0, 1, 2, 3, 5])
    // 3 of 4 answers are three quarters.
    let share = StraightLining(matrices: [matrices[0]], criterion: .shareOfAnswers(0.75), minimumAnswered: 4)
    #expect(try share.check(data).struck.map(\.row) == [0, 1, 2])
  }

  @Test("intra-individual response variability is the standard deviation of the answers")
  func variability() throws {
    // 1 2 2 2: mean 1.75, squares 0.5625 + 3 x 0.0625 = 0.75, over 3 = 0.25, root 0.5.
    let check = StraightLining(matrices: [matrices[0]], criterion: .variability(0.5), minimumAnswered: 3)
    #expect(
      try check.check(data).struck == [
        StruckRow(0, figure: 0), StruckRow(2, figure: 0.5), StruckRow(3, figure: 0), StruckRow(5, figure: 0),
      ])
  }

  @Test("items of codes are compared by code, whatever order their codes are listed in")
  func codes() throws {
    let coded = table([
      ("x", categories(["A", "B"], of: ["A", "B"])), ("y", categories(["A", "A"], of: ["B", "A"])),
      ("z", texts(["A", "A"])),
    ])
    let check = StraightLining(matrices: [["x", "y", "z"]], minimumAnswered: 3)
    #expect(try check.check(coded).rows == [0])
  }
}
