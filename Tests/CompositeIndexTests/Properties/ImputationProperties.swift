import CompositeIndex
import Diagnostics
import SurveyModel
import Testing

@Suite struct ImputationProperties {
  @Test("Column and group averages fill every gap that has something to be filled from")
  func columns() {
    #expect(imputeColumn([1, .nan, 4, 10], .mean) == [1, 5, 4, 10])
    #expect(imputeColumn([1, .nan, 4, 10], .median) == [1, 4, 4, 10])
    let grouped = imputeColumn([1, .nan, .nan, 10, 3], .mean, groups: ["a", "a", "c", "b", "a"])
    #expect(grouped[1] == 2 && grouped[2].isNaN)
    #expect(imputeColumn([.nan, .nan], .mean).allSatisfy { $0.isNaN })
  }

  @Test("A unit that is everywhere at the same share of the way is imputed at that share, whatever the direction")
  func rows() throws {
    let model = try IndexModel(nodes: [
      IndexNode(code: "I", parent: nil), IndexNode(code: "G", parent: "I"), IndexNode(code: "H", parent: "I"),
      IndexNode(code: "A", parent: "G"), IndexNode(code: "B", parent: "G", direction: .negative),
      IndexNode(code: "C", parent: "G"), IndexNode(code: "D", parent: "H"), IndexNode(code: "K", parent: "G"),
    ])
    // The third unit is a quarter of the way up in A and B; K is constant.
    let data = try IndicatorMatrix(
      units: ["best", "worst", "third", "gone"], columns: ["A", "B", "C", "D", "K"],
      values: [100, 0, 25, .nan, 1, 5, 4, .nan, 80, 40, .nan, .nan, 7, 9, 9, .nan, 3, 3, .nan, 3])
    let filled = try impute(data, model: model, by: .row(.mean, level: 2))
    #expect(filled.matrix[2, 2] == 50)
    #expect(filled.matrix[2, 4] == 3)
    #expect(filled.matrix[3, 0] == nil)
    #expect(filled.imputed.map(\.value) == [50, 3])
    #expect(throws: DiagnosticError.self) { try impute(data, model: model, by: .row(.mean, level: 9)) }
    #expect(throws: DiagnosticError.self) { try impute(data, model: model, by: .group(.mean, groups: ["a"])) }
  }

  @Test("Time series are filled from before, from both sides, or not at all")
  func series() {
    let times: [Double] = [2018, 2019, 2020, 2022, 2023]
    let values: [Double] = [.nan, 4, .nan, 10, .nan]
    func filled(_ method: PanelImputation) -> [Double?] {
      imputeSeries(values, times: times, by: method).map { $0.isNaN ? nil : $0 }
    }
    #expect(filled(.latest(maximumSteps: nil)) == [nil, 4, 4, 10, 10])
    #expect(filled(.constant) == [4, 4, 4, 10, 10])
    #expect(filled(.linear) == [4, 4, 6, 10, 10])
    #expect(imputeSeries([1, .nan, .nan], times: [1, 2, 3], by: .latest(maximumSteps: 1))[1] == 1)
    #expect(imputeSeries([1, .nan, .nan], times: [1, 2, 3], by: .latest(maximumSteps: 1))[2].isNaN)
    #expect(imputeSeries([.nan, .nan], times: [1, 2], by: .linear).allSatisfy { $0.isNaN })
  }

  @Test("Growth rates of exact series are exact; where there is no rate there is none")
  func growth() throws {
    let times: [Double] = [2018, 2019, 2020, 2022]
    let compound = times.map {
      100 * (1...Int($0 - 2017)).reduce(1.0) { value, year in year > 1 ? value * 1.05 : value }
    }
    #expect(isClose(compoundAnnualGrowth(compound, times: times), 0.05))
    #expect(compoundAnnualGrowth([0, 0], times: [1, 2]) == 0)
    #expect(compoundAnnualGrowth([0, 4], times: [1, 2]) == nil)
    #expect(compoundAnnualGrowth([-1, 4], times: [1, 2]) == nil)
    #expect(compoundAnnualGrowth([.nan, 4], times: [1, 2]) == nil)
    #expect(isClose(percentageChange(times.map { 50 + 2 * ($0 - 2018) }, times: times), 4))
    #expect(isClose(percentageChange([50, .nan, .nan, 58], times: times), 4))
    #expect(isClose(percentageChange([50, .nan, .nan, 58], times: times, per: 10), 40))
    #expect(percentageChange([5, 5, 5, 5], times: times) == 0)
    #expect(percentageChange([0, .nan, .nan, 58], times: times) == nil)
  }

  @Test("Denominators that are 0, absent or of other units are refused")
  func denominators() throws {
    let model = try IndexModel(nodes: [
      IndexNode(code: "I", parent: nil), IndexNode(code: "A", parent: "I", denominator: "Pop"),
      IndexNode(code: "B", parent: "I", denominator: "Area"),
    ])
    let data = try IndicatorMatrix(units: ["u", "v"], columns: ["A", "B"], values: [10, 20, 6, .nan])
    func divided(_ columns: [String], _ values: [Double]) throws -> IndicatorMatrix {
      try denominate(data, model: model, by: IndicatorMatrix(units: ["u", "v"], columns: columns, values: values))
    }
    let result = try divided(["Pop", "Area"], [5, .nan, 2, 2])
    #expect(result[0, 0] == 2 && result[1, 0] == nil && result[0, 1] == 3 && result[1, 1] == nil)
    let error = try #require(throws: DiagnosticError.self) { try divided(["Pop", "Aera"], [5, 0, 2, 2]) }
    #expect(error.diagnostics.map(\.code) == ["X-323", "X-322"])
    #expect(error.description.contains("Did you mean Aera?"))
  }

  @Test("A unit at the threshold is kept, one below is left out, one without values has no share of zeros")
  func screening() throws {
    let half = UnitAvailability([1, 0, .nan, .nan])
    #expect(half.passes(Screening(.availability, availability: 0.5)))
    #expect(!half.passes(Screening(.availability, availability: 0.51)))
    #expect(half.passes(Screening(.nonZero, nonZero: 0.5)) && !half.passes(Screening(.nonZero, nonZero: 0.6)))
    #expect(!half.passes(Screening(.both, availability: 0.5, nonZero: 0.6)))
    #expect(UnitAvailability([.nan]).nonZeroShare == nil)
  }
}
