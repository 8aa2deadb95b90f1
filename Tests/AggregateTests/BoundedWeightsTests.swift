import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Weights within bounds in the replicates of a pipeline")
struct BoundedWeightsTests {
  /// Two districts with sectors a and b, whose shares in the population are given, and the same answers in both sectors.
  private static func city(perCell: Int, shareOfA: Double, bounds: ClosedRange<Double>) -> DistrictCity {
    var city = DistrictCity(
      2,
      indicators: [
        SmallCity.leaf("A", "100 * SHARE(sector = 'a')"), SmallCity.leaf("B", "MEAN(answer)"),
      ])
    var (districts, sectors, answers) = ([Int](), [String?](), [Double]())
    var numbers = TestNumbers(4)
    for district in 0..<2 {
      for number in 0..<2 * perCell {
        districts.append(district)
        sectors.append(number % 2 == 0 ? "a" : "b")
        answers.append(100 * numbers.uniform())
      }
    }
    city.districts[2] = districts
    city.columns[2] = [("sector", DistrictCity.category(sectors)), ("answer", Column(.double(answers)))]
    city.design = SampleDesign(
      selection: .quota, strata: ["unit_id"], population: "frame", populationCount: "firms",
      margins: [["unit_id"], ["unit_id", "sector"]])
    city.design?.bounds = bounds
    city.frame = (
      [
        ("sector", DistrictCity.category(["a", "b", "a", "b"])),
        ("firms", Column(.double([shareOfA, 1 - shareOfA, shareOfA, 1 - shareOfA].map { 4000 * $0 }))),
      ], [0, 0, 1, 1]
    )
    return city
  }

  private func evaluate(_ city: DistrictCity) throws -> Evaluation {
    var pipeline = city.pipeline
    pipeline.replicates = 200
    return try aggregate(city.datasets, pipeline: pipeline, threads: 2)
  }

  @Test("what the margins fix does not vary over replicates, and what they leave does")
  func fixed() throws {
    var city = Self.city(perCell: 30, shareOfA: 0.6, bounds: 0.2...5)
    let both = try evaluate(city)
    city.indicators.removeLast()
    let fixed = try evaluate(city)
    for unit in ["CITY", "D0", "D1"] {
      func index(_ evaluation: Evaluation) throws -> Score {
        try #require(evaluation.scores.first { $0.unitID == unit && $0.nodeID == "INDEX" })
      }
      #expect(abs((try index(fixed).value ?? 0) - 60) < 1e-7)
      #expect((try index(fixed).standardError ?? 1) < 1e-6, "\(unit)")
      let error = try #require(try index(both).standardError)
      // Half of the score is the mean of uniform answers.
      #expect(error > 0.5 * 100 / 12.0.squareRoot() / 120.0.squareRoot() * 0.7 && error < 5)
    }
    #expect(!both.notes.contains { $0.en.contains("within the bounds of weights") })
  }

  @Test("replicates that cannot meet the margins are counted in the notes")
  func counted() throws {
    let evaluation = try evaluate(Self.city(perCell: 12, shareOfA: 0.55, bounds: 0.8...1.25))
    let notes = evaluation.notes.filter { $0.en.contains("within the bounds of weights") }
    #expect(notes.count == 1 && notes.first?.en.hasPrefix("In 2 ") == true, "\(evaluation.notes)")
    let score = try #require(evaluation.scores.first { $0.unitID == "CITY" && $0.nodeID == "INDEX" })
    #expect((score.standardError ?? 0) > 0)
  }
}
