import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("Figures of quality")
struct QualityFigureTests {
  private func figures(_ values: [Int64?], _ kind: VariableKind = .numeric) throws -> [QualityFigure] {
    var survey = SmallSurvey([records(values.count), ("x", integers(values))])
    survey.variables = [variable("x", kind)]
    return try survey.cleaned().quality.filter { $0.measure.isInformation }
  }

  @Test("tell the share of round numbers, of the numbers that could be round")
  func heaping() throws {
    // 150 multiples of 10 and 50 numbers that are multiples of no base, and one answer missing.
    var values: [Int64?] = (1...150).map { Int64($0) * 10 }
    for place in 1...50 { values.append(Int64(place) * 20 + 1) }
    values.append(nil)
    let found = try figures(values).filter { $0.measure == .heaping }
    // Of the 52 numbers from 1,000 on too few are there to speak of a base of 1,000.
    #expect(found.map(\.kind) == ["5", "10", "100"])
    #expect(found.map(\.denominator) == [200, 200, 187])
    #expect(found[1].value == 0.75)
    #expect(found[2].numerator == 15)
    #expect(found.allSatisfy { $0.subject == "x" && $0.unitID.isEmpty })
  }

  @Test("look at first digits where amounts span orders of magnitude, and only there")
  func firstDigits() throws {
    let narrow = (0..<200).map { Int64(500 + $0) }
    #expect(try figures(narrow).contains { $0.measure == .firstDigits } == false)
    // All begin with 5: the share of 5 is off by 1 - log10(1.2), the others by their whole share.
    let fives = (0..<200).map { [Int64(5), 50, 500, 5_000, 50_000][$0 % 5] }
    let found = try #require(try figures(fives).first { $0.measure == .firstDigits })
    #expect(abs((found.value ?? 0) - 2 * (1 - 0.07918124604762482) / 9) < 1e-12)
    #expect(found.denominator == nil)
  }

  @Test("are given of questions of numbers with enough answers only")
  func scope() throws {
    #expect(try figures((0..<99).map { Int64($0 * 10) }).isEmpty)
    #expect(try figures((0..<200).map { Int64($0 % 5) }, .likert).isEmpty)
  }
}
