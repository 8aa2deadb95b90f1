import Diagnostics
import Expressions
import SurveyModel
import Tables
import Testing

@testable import Aggregate

/// A hot deck over all rows of a column with missing cells.
struct PlainDeck: RepeatedImputation {
  var variable: String
  var column: Column
  var variables: [String] { [variable] }

  func columns(
    _ copies: RecordCopies, draw: Int, isApproximateBayesian: Bool
  ) throws(DiagnosticError) -> [(name: String, column: Column)] {
    let own = column.gather(copies.rows)
    let values = own.numericValues ?? []
    var donors = values.indices.filter { !own.isMissing(at: $0) && copies.isDrawn[$0] }
    var numbers = TestNumbers(UInt64(draw) &* 7919 &+ 3)
    if isApproximateBayesian { donors = donors.indices.map { _ in donors[numbers.below(donors.count)] } }
    let filled = values.indices.map { place in
      own.isMissing(at: place) && !donors.isEmpty ? values[donors[numbers.below(donors.count)]] : values[place]
    }
    return [(variable, Column(.double(filled)))]
  }
}

@Suite("Imputing anew in every replicate")
struct ReimputationTests {
  private static let respondents = 240
  private static let records = 400

  /// One district of 400 records without a design, 160 of which did not give the amount that A1 averages; A2 is the same of
  /// those who did, imputed by nothing.
  private func city(replicates: Int, isImputed: Bool) throws -> (pipeline: PipelineDefinition, survey: Dataset) {
    var city = SmallCity()
    city.selection = nil
    city.replicates = replicates
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MEAN(amount)")), ("B", SmallCity.leaf("B1", "MEAN(other)")),
    ]
    var numbers = TestNumbers(11)
    let amounts = (0..<Self.records).map { _ in 100 * numbers.uniform() }
    let missing: [MissingKind] = (0..<Self.records).map { $0 % 5 < 3 ? .present : .empty }
    let deck = PlainDeck(variable: "amount", column: Column(.double(amounts), missing: missing))
    let published = try deck.columns(RecordCopies(each: Self.records), draw: 0)[0].column
    let units = Column(
      .category(CategoryStorage(codes: [Int](repeating: 0, count: Self.records), dictionary: ["N"])))
    let table = Table(
      [
        (name: "unit_id", column: units), (name: "amount", column: isImputed ? published : deck.column),
        (name: "other", column: Column(.double(amounts.map { $0 / 2 }))),
      ], rowCount: Self.records)
    var survey = Dataset(source: "survey", wave: 2, table: table, codebook: Codebook(), inputs: [])
    if isImputed { survey.imputation = deck }
    var pipeline = city.pipeline
    pipeline.previousWave = nil
    pipeline.units = UnitRegistry(
      city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
      units: [AssessedUnit(id: "N", name: LocalizedText("North"), level: "district")])
    pipeline.sources = pipeline.sources.filter { $0.name == "survey" }
    pipeline.history = nil
    pipeline.reference = nil
    return (pipeline, survey)
  }

  private func evaluate(replicates: Int, isImputed: Bool, multiple: Int? = nil) throws -> Evaluation {
    var (pipeline, survey) = try city(replicates: replicates, isImputed: isImputed)
    pipeline.multipleImputations = multiple
    return try aggregate([2: ["survey": survey]], pipeline: pipeline, threads: 2)
  }

  @Test(
    "the standard error of a mean of imputed answers is that of respondents and of random donors, not of all records")
  func variance() throws {
    let evaluation = try evaluate(replicates: 2_000, isImputed: true)
    let estimate = try #require(evaluation.estimates.first { $0.unitID == "N" && $0.indicatorID == "A1" })
    let error = try #require(estimate.standardError)
    let answered = try evaluate(replicates: 0, isImputed: false)
    let own = try #require(answered.estimates.first { $0.unitID == "N" && $0.indicatorID == "A1" })
    let ofRespondents = try #require(own.standardError)
    // S²/r + (1 - r/n) S²/n for random donors of equal chance (Särndal 1992); S² from the respondents' S²/r.
    let (r, n) = (Double(Self.respondents), Double(Self.records))
    let expected = ofRespondents * (1 + r * (1 - r / n) / n).squareRoot()
    // The standard deviation of a variance from 2,000 replicates is 3.2 % of it; three of them, and 3 % for the finite pool.
    #expect(abs(error * error / (expected * expected) - 1) < 0.13, "\(error) against \(expected)")
    let naive = try #require(
      try evaluate(replicates: 0, isImputed: true).estimates.first { $0.unitID == "N" && $0.indicatorID == "A1" }?
        .standardError)
    #expect(error > 1.25 * naive)
    #expect(evaluation.notes.contains { $0.en.contains("imputed, and anew in every re-draw") })
  }

  @Test("multiple imputations add the variance between them to that of sampling")
  func multiple() throws {
    func error(_ evaluation: Evaluation) throws -> Double {
      try #require(evaluation.estimates.first { $0.unitID == "N" && $0.indicatorID == "A1" }?.standardError)
    }
    let several = try evaluate(replicates: 2_000, isImputed: true, multiple: 500)
    let naive = try error(try evaluate(replicates: 0, isImputed: true))
    let ofRespondents = try error(try evaluate(replicates: 0, isImputed: false))
    // Between imputations: of (n - r)/n times a mean of n - r values from a pool of r of r respondents, S²/r being known.
    let (r, n) = (Double(Self.respondents), Double(Self.records))
    let squared = r * ofRespondents * ofRespondents
    let between = (n - r) * (n - r) / (n * n) * squared * (1 / (n - r) + 1 / r)
    let expected = naive * naive + (1 + 1.0 / 500) * between
    // Of both parts the standard deviation is a few percent.
    #expect(abs(try error(several) * error(several) / expected - 1) < 0.12)
    #expect(several.notes.contains { $0.en.contains("500 multiple imputations") })
  }

  @Test("scores and the index take the error of imputation over, and what reads no imputed answer stays as it was")
  func index() throws {
    let imputed = try evaluate(replicates: 400, isImputed: true)
    let plain = try evaluate(replicates: 400, isImputed: false)
    func error(_ evaluation: Evaluation, _ node: String) throws -> Double {
      try #require(evaluation.scores.first { $0.unitID == "N" && $0.nodeID == node }?.standardError)
    }
    #expect(try error(imputed, "B1") == error(plain, "B1"))
    #expect(try error(imputed, "A") > 0.9 * error(imputed, "A1"), "a group of one indicator")
    #expect(abs(try error(imputed, "A") / error(imputed, "A1") - 1) < 0.02)
    let estimate = try #require(imputed.estimates.first { $0.unitID == "N" && $0.indicatorID == "A1" })
    let (low, high) = (try #require(estimate.ciLow), try #require(estimate.ciHigh))
    let half = try #require(estimate.standardError) * 1.966
    #expect(abs((high - low) / 2 - half) < 0.01 * half)
  }

  @Test("the same numbers on any number of threads")
  func threads() throws {
    let (pipeline, survey) = try city(replicates: 100, isImputed: true)
    let one = try aggregate([2: ["survey": survey]], pipeline: pipeline, threads: 1)
    let four = try aggregate([2: ["survey": survey]], pipeline: pipeline, threads: 4)
    #expect(one.scores == four.scores && one.estimates == four.estimates)
  }
}
