import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Imputations of replicates")
struct ImputationsOfReplicatesTests {
  /// Employees of 40 firms, every fourth of which did not say; derived from them is whether a firm is large.
  private func survey() -> SmallSurvey {
    var survey = SmallSurvey([
      ("record_id", texts((0..<40).map { "r\($0)" })),
      ("staff", doubles((0..<40).map { $0 % 4 == 0 ? nil : Double($0) })),
    ])
    survey.variables = [variable("staff", .numeric)]
    survey.imputations = [ImputationRule(variable: "staff", method: .hotDeck, minimumDonors: 1, limit: 0.5)]
    survey.derived = [DerivedVariable(name: "large", expression: "staff >= 20", label: LocalizedText("large"))]
    return survey
  }

  @Test("with every record drawn once and the number of the published draw, the published columns come again")
  func published() throws {
    let result = try survey().cleaned()
    let imputation = try #require(result.dataset.imputation)
    #expect(imputation.variables == ["staff", "large"])
    let again = try imputation.columns(RecordCopies(each: 40), draw: 0)
    for (name, column) in again {
      let cleaned = try #require(result.dataset.table[name])
      #expect((0..<40).allSatisfy { column.codeText(at: $0) == cleaned.codeText(at: $0) }, "\(name)")
    }
  }

  @Test("a replicate takes donors that it drew, as often as it drew them, and derives from what they gave")
  func replicates() throws {
    let imputation = try #require(try survey().cleaned().dataset.imputation)
    // Only the firms 21 and 22 are drawn, the first three times.
    let copies = RecordCopies(multiplicities: (0..<40).map { $0 == 21 ? 3 : $0 == 22 ? 1 : 0 })
    #expect(copies.rows.count == 42 && copies.isDrawn.count { $0 } == 4)
    var counts: [String: Int] = [:]
    for draw in 1...100 {
      let columns = try imputation.columns(copies, draw: draw)
      let (staff, large) = (columns[0].column, columns[1].column)
      for (place, row) in copies.rows.enumerated() where row % 4 == 0 {
        counts[staff.codeText(at: place), default: 0] += 1
        #expect(large.codeText(at: place) == "true")
      }
    }
    #expect(counts.keys.sorted() == ["21", "22"])
    // Three quarters of 1,000, with a standard deviation of 13.7.
    #expect(abs((counts["21"] ?? 0) - 750) < 69, "\(counts)")
  }

  @Test("copies of a record have draws of their own")
  func copies() throws {
    let imputation = try #require(try survey().cleaned().dataset.imputation)
    let copies = RecordCopies(multiplicities: [Int](repeating: 2, count: 40))
    let staff = try imputation.columns(copies, draw: 1)[0].column
    let pairs = stride(from: 0, to: 80, by: 8).map { (staff.codeText(at: $0), staff.codeText(at: $0 + 1)) }
    #expect(pairs.contains { $0.0 != $0.1 })
  }

  @Test("medians and ratios are those of the records drawn, and what nobody can give stays missing")
  func otherMethods() throws {
    var own = survey()
    own.imputations = [ImputationRule(variable: "staff", method: .median, minimumDonors: 1, limit: 0.5)]
    let imputation = try #require(try own.cleaned().dataset.imputation)
    let copies = RecordCopies(multiplicities: (0..<40).map { $0 == 1 ? 2 : $0 == 39 ? 1 : 0 })
    let drawn = try imputation.columns(copies, draw: 1)[0].column
    #expect(drawn.codeText(at: copies.rows.firstIndex(of: 4) ?? 0) == "1")
    let nobody = RecordCopies(multiplicities: [Int](repeating: 0, count: 40))
    #expect(try imputation.columns(nobody, draw: 1)[0].column.isMissing(at: 4))
  }

  @Test("without imputations there is nothing to do anew")
  func none() throws {
    var own = survey()
    own.imputations = []
    #expect(try own.cleaned().dataset.imputation == nil)
  }
}
