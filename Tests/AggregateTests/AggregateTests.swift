import Estimation
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite struct AggregateTests {
  private func evaluate(_ city: SmallCity = SmallCity(), threads: Int = 2) throws -> Evaluation {
    try aggregate(city.datasets(), pipeline: city.pipeline, threads: threads)
  }

  private func score(_ evaluation: Evaluation, _ unit: String, _ node: String, wave: Int = 2) throws -> Score {
    try #require(evaluation.scores.first { $0.wave == wave && $0.unitID == unit && $0.nodeID == node })
  }

  private func estimate(_ evaluation: Evaluation, _ unit: String, _ id: String, wave: Int = 2) throws -> Estimate {
    try #require(evaluation.estimates.first { $0.wave == wave && $0.unitID == unit && $0.indicatorID == id })
  }

  @Test("every indicator is estimated and every node scored for the city, each unit and union, in both waves")
  func complete() throws {
    let evaluation = try evaluate()
    let domains = 5
    #expect(evaluation.estimates.count == 2 * domains * 6)
    #expect(evaluation.scores.count == 2 * domains * 9)
    #expect(evaluation.estimates.allSatisfy { $0.value != nil })
    #expect(evaluation.scores.allSatisfy { $0.value != nil })
    #expect(evaluation.ranks.count == 2 * 3 * 3)
    #expect(evaluation.weighting.map(\.wave) == [1, 2])
    #expect(evaluation.replicates == 400)
    #expect(evaluation.selection == .quota)
    #expect(evaluation.respondents[2]?["CITY"] == 585)
    #expect(evaluation.respondents[2]?["NS"] == 390)
    #expect(evaluation.history.count == 2)
    #expect(
      evaluation.history[0]
        == PublishedScore(wave: 0, unitID: "N", nodeID: "INDEX", score: 51.5, rank: 2, rankLow: nil, rankHigh: nil))
    #expect(evaluation.notes.contains { $0.en.contains("resemble the others of their cell") })
  }

  @Test("weights meet the frame's margins, totals rows of city and union not counted")
  func weighting() throws {
    let summary = try #require(try evaluate().weighting.last)
    #expect(summary.population == 6210)
    #expect(summary.largestMarginError < 1e-12)
    #expect(summary.respondents == 585)
    #expect(summary.effectiveN < 585)
    #expect(abs(summary.kishDesignEffect * summary.effectiveN - 585) < 1e-9)
  }

  @Test("declared domains are estimated as the units are, from the same records and weights")
  func domains() throws {
    var pipeline = SmallCity().pipeline
    pipeline.domains = [["size"], ["unit_id", "size"], ["unit_id"]]
    let evaluation = try aggregate(SmallCity().datasets(), pipeline: pipeline)
    let own = evaluation.domainEstimates.filter { $0.estimate.wave == 2 }
    // Four measures of the survey; those of other sources are left to the units.
    #expect(own.count == 4 * (3 + 9 + 3))
    for unit in ["N", "S", "E"] {
      for measure in ["A1", "A2", "A3", "B1"] {
        var wanted = try estimate(evaluation, unit, measure)
        let found = try #require(
          own.first { $0.variables == ["unit_id"] && $0.codes == [unit] && $0.estimate.indicatorID == measure })
        wanted.unitID = ""
        #expect(found.estimate == wanted, "\(unit) \(measure)")
      }
    }
    let sizes = own.filter { $0.variables == ["size"] && $0.estimate.indicatorID == "A1" }
    let city = try estimate(evaluation, "CITY", "A1")
    #expect(sizes.reduce(0) { $0 + ($1.estimate.n ?? 0) } == city.n)
  }

  @Test("every record's weight is handed on, with the margins it meets")
  func recordWeights() throws {
    let weights = try #require(try evaluate().weights.last)
    #expect(weights.records.count == 585 && weights.final.count == 585 && weights.strata.count == 585)
    #expect(abs(weights.final.reduce(0, +) - 6210) < 1e-6)
    #expect(weights.margins.allSatisfy { abs($0.weighted - $0.population) < 1e-6 })
    #expect(weights.margins.contains { $0.margin == "sector" })
  }

  @Test("the city's score is the score of the pooled estimate")
  func pooled() throws {
    let evaluation = try evaluate()
    let city = try estimate(evaluation, "CITY", "A1")
    #expect(abs(try #require(try score(evaluation, "CITY", "A1").value) - 20 * (city.value ?? 0)) < 1e-12)
    // The city's own row is missing in the statistics: the sum of the districts' taxes over the sum of their land.
    #expect(try estimate(evaluation, "CITY", "B3").value == 160.0 / 30)
    #expect(try estimate(evaluation, "NS", "B3").value == 3.5)
    #expect(try estimate(evaluation, "N", "B3").standardError == nil)
    #expect(try estimate(evaluation, "N", "B3").n == nil)
  }

  @Test("the replicate error of composites is the linearised one in the interior")
  func linearised() throws {
    var city = SmallCity()
    city.replicates = 4000
    let pipeline = city.pipeline
    let wave = try EvaluatedWave(
      try #require(city.datasets()[2]), wave: 2, pipeline: pipeline, domains: AssessedDomains(pipeline.units),
      threads: 2)
    // The median's replicates follow its heaps, so dimension A alone is smooth; its Monte Carlo error is 1.1 %.
    let node = try #require(pipeline.framework.nodes.firstIndex { $0.id == "A" })
    for domain in 0..<5 {
      let scores = wave.table.wave
      let parts = scores.linearised(scores.weights(node: node, domain: domain), domain: domain)
      let linear = parts.reduce(0) { $0 + scores.variance($1, domain: domain) }.squareRoot()
      let replicate = try #require(wave.table.scores[domain][node].standardError)
      #expect(abs(replicate / linear - 1) < 0.06, "\(domain): \(replicate) against \(linear)")
    }
  }

  @Test("a unit's difference from its city has the variance of (1 - share)(unit - rest)")
  func partOfWhole() throws {
    var city = SmallCity()
    city.indicators = [("A", SmallCity.leaf("A1", "MEAN(hired)", score: .goalpost(worst: 0, best: 20)))]
    var pipeline = city.pipeline
    pipeline.design?.margins = []
    let evaluation = try aggregate(city.datasets(), pipeline: pipeline)
    let own = try estimate(evaluation, "N", "A1")
    let rest = try estimate(evaluation, "E", "A1")
    let found = try #require(
      evaluation.comparisons.first { $0.kind == .toCity && $0.unitID == "N" && $0.nodeID == "A1" })
    let south = try estimate(evaluation, "S", "A1")
    let counts = try frameTotals(city.frame(2))
    let total = counts.values.reduce(0, +)
    let shares = counts.mapValues { $0 / total }
    let weightRest = 1 - (shares["N"] ?? 0)
    let varianceRest =
      (pow2((shares["S"] ?? 0) / weightRest * (south.standardError ?? 0))
        + pow2((shares["E"] ?? 0) / weightRest * (rest.standardError ?? 0)))
    let wanted = 5 * weightRest * (pow2(own.standardError ?? 0) + varianceRest).squareRoot()
    #expect(abs((found.standardError ?? 0) - wanted) < 1e-9)
  }

  private func pow2(_ x: Double) -> Double { x * x }

  private func frameTotals(_ frame: Dataset) throws -> [String: Double] {
    var totals: [String: Double] = [:]
    let units = try #require(frame.table["unit_id"])
    let firms = try #require(frame.table["firms"])
    for row in 0..<frame.table.rowCount {
      guard let unit = units.label(at: row), unit.count == 1 else { continue }
      totals[unit, default: 0] += firms.number(at: row) ?? 0
    }
    return totals
  }

  @Test("the same bits on one, two and four threads")
  func threads() throws {
    var city = SmallCity()
    city.perCell = 25
    city.replicates = 70
    let one = try evaluate(city, threads: 1)
    for threads in [2, 4] {
      let other = try evaluate(city, threads: threads)
      #expect(one.estimates == other.estimates)
      #expect(one.scores == other.scores)
      #expect(one.ranks == other.ranks)
      #expect(one.comparisons == other.comparisons)
    }
  }

  @Test("a median absolute deviation has a value, an error and an interval, and its replicates vary as that error")
  func medianAbsoluteDeviation() throws {
    var city = SmallCity()
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MAD(hired)", score: .goalpost(worst: 0, best: 5))),
      ("B", SmallCity.leaf("B1", "MAD(tax)", source: "economy", score: .goalpost(worst: 0, best: 100))),
    ]
    let evaluation = try evaluate(city)
    for unit in ["CITY", "N", "S", "E"] {
      let own = try estimate(evaluation, unit, "A1")
      let value = try #require(own.value)
      let error = try #require(own.standardError)
      #expect(value > 0.5 && value < 3)
      #expect(try #require(own.ciLow) < value && #require(own.ciHigh) > value)
      let replicate = try 5.0 / 100 * #require(try score(evaluation, unit, "A1").standardError)
      #expect(abs(replicate / error - 1) < 0.35, "\(unit): \(replicate) against \(error)")
    }
    // Of 40, 30 and 90 the distances from 40 are 0, 10 and 50.
    #expect(try estimate(evaluation, "CITY", "B1").value == 10)
    #expect(try estimate(evaluation, "CITY", "B1").standardError == nil)
  }

  @Test("item non-response counts those asked, not those skipped")
  func nonResponse() throws {
    let city = SmallCity()
    let evaluation = try evaluate(city)
    let table = city.survey(2).table
    let kinds = try #require(table["days"]?.missing)
    let skipped = kinds.count { $0 == .notAsked }
    let empty = kinds.count { $0 == .empty }
    let median = try estimate(evaluation, "CITY", "B1")
    #expect(median.n == kinds.count - skipped - empty)
    #expect(median.itemNonResponse == Double(empty) / Double(kinds.count - skipped))
    #expect(try estimate(evaluation, "CITY", "A2").itemNonResponse == 0)
  }

  @Test("ranks carry simultaneous sets that hold the rank, and shares of re-draws that add up to 1")
  func ranks() throws {
    for rank in try evaluate().ranks {
      let (low, high) = try (#require(rank.setLow), #require(rank.setHigh))
      #expect(low <= rank.rank && rank.rank <= high)
      #expect(low == 1 + rank.clearlyBelow.count)
      #expect(high == 3 - rank.clearlyAbove.count)
      #expect(abs(rank.rankFrequency.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test("adjusted p-values are Holm's in each family, and clear means below 0.05")
  func families() throws {
    let evaluation = try evaluate()
    let heat = evaluation.comparisons.filter { $0.family == "to_city/heat" }
    #expect(heat.count == 3 * 3)
    let wanted = holmAdjusted(heat.compactMap(\.pValue))
    #expect(heat.compactMap(\.adjustedPValue) == wanted)
    for comparison in evaluation.comparisons {
      #expect(comparison.isClear == (comparison.adjustedPValue.map { $0 < 0.05 } ?? false))
      #expect((comparison.pValue == nil) == (comparison.ciLow == nil))
    }
    #expect(
      Set(evaluation.comparisons.map(\.family)).isSuperset(of: [
        "to_city/heat", "to_city/indicators/N", "to_previous/city", "to_previous/index", "to_previous/N",
        "to_reference",
      ]))
  }

  @Test("the reference is the latest published figure not after the wave, its error added")
  func reference() throws {
    let evaluation = try evaluate()
    let found = try #require(evaluation.comparisons.first { $0.kind == .toReference && $0.nodeID == "INDEX" })
    let own = try score(evaluation, "CITY", "INDEX")
    #expect(found.reference == 50)
    let error = try #require(own.standardError)
    #expect(abs((found.standardError ?? 0) - (error * error + 2.25).squareRoot()) < 1e-12)
  }

  @Test("the change of a mean is V1 + V2 - 2C over the common firms")
  func change() throws {
    var city = SmallCity()
    city.indicators = [("A", SmallCity.leaf("A1", "MEAN(rating)", score: .goalpost(worst: 0, best: 5)))]
    city.overlap = 1
    let paired = try evaluate(city)
    city.overlap = 0
    let apart = try evaluate(city)
    func error(_ evaluation: Evaluation) throws -> (change: Double, apart: Double) {
      let change = try #require(
        evaluation.comparisons.first { $0.kind == .toPreviousWave && $0.unitID == "CITY" && $0.nodeID == "A1" })
      let (now, before) = try (score(evaluation, "CITY", "A1"), score(evaluation, "CITY", "A1", wave: 1))
      let sum = pow2(now.standardError ?? 0) + pow2(before.standardError ?? 0)
      return (try #require(change.standardError), sum.squareRoot())
    }
    let (pairedError, pairedApart) = try error(paired)
    // Ratings of a firm correlate, so the same firms tell a change better than different ones.
    #expect(pairedError < 0.8 * pairedApart)
    let (otherError, otherApart) = try error(apart)
    #expect(otherError == otherApart)
  }

  @Test("an estimate on a goalpost is bounded: an interval, no standard error, no test")
  func bounded() throws {
    var city = SmallCity()
    city.indicators = [("A", SmallCity.leaf("A1", "MEAN(rating)", score: .goalpost(worst: 0, best: 2)))]
    let evaluation = try evaluate(city)
    let found = try score(evaluation, "N", "A1")
    #expect(found.isBounded)
    #expect(found.value == 100)
    #expect(found.standardError == nil)
    #expect(found.ciLow == 100)
    #expect(found.ciHigh == 100)
    let comparison = evaluation.comparisons.first { $0.kind == .toCity && $0.unitID == "N" && $0.nodeID == "A1" }
    #expect(comparison?.standardError == nil)
    #expect(comparison?.isClear == false)
  }

  @Test("an index of complete figures has ranks without sets and no standard errors")
  func pureIndex() throws {
    var city = SmallCity()
    city.selection = nil
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MEAN(tax)", source: "economy", score: .minMax(lower: 0, upper: 100))),
      (
        "A",
        SmallCity.leaf(
          "A2", "MEAN(rate)", source: "economy", direction: .negative, score: .minMax(lower: 0, upper: 100))
      ),
    ]
    var pipeline = city.pipeline
    pipeline.previousWave = nil
    pipeline.units.city = nil
    pipeline.sources = pipeline.sources.filter { $0.name == "economy" }
    pipeline.history = nil
    pipeline.reference = nil
    let datasets = [2: ["economy": city.economy(2)]]
    let evaluation = try aggregate(datasets, pipeline: pipeline)
    #expect(try score(evaluation, "E", "A1").value == 100)
    #expect(try score(evaluation, "E", "A2").value == 0)
    #expect(try score(evaluation, "N", "INDEX").value == (100.0 * 10 / 60 + 100) / 2)
    #expect(evaluation.scores.allSatisfy { $0.standardError == nil && $0.ciLow == nil })
    #expect(evaluation.ranks.allSatisfy { $0.setLow == nil && $0.setHigh == nil && $0.rankFrequency.isEmpty })
    #expect(evaluation.ranks.filter { $0.nodeID == "INDEX" }.map(\.rank) == [1, 3, 2])
    #expect(evaluation.replicates == 0)
    #expect(evaluation.comparisons.isEmpty)
    #expect(evaluation.selection == nil)
  }

  @Test("a rate of a union comes from its own row or not at all; sums come from its members")
  func unions() throws {
    var city = SmallCity()
    city.indicators = [
      ("A", SmallCity.leaf("A1", "MEAN(rate)", source: "economy")),
      ("A", SmallCity.leaf("A2", "SUM(tax)", source: "economy")),
      ("A", SmallCity.leaf("A3", "SUM(firms)", source: "frame", score: .goalpost(worst: 0, best: 5000))),
    ]
    let evaluation = try evaluate(city)
    #expect(try estimate(evaluation, "NS", "A1").value == nil)
    #expect(try estimate(evaluation, "NS", "A2").value == 70)
    #expect(try estimate(evaluation, "CITY", "A1").value == 5)
    let totals = try frameTotals(city.frame(2))
    #expect(try estimate(evaluation, "NS", "A3").value == (totals["N"] ?? 0) + (totals["S"] ?? 0))
    #expect(evaluation.notes.contains { $0.en.contains("A1") && $0.en.contains("North and South") })
    #expect(try score(evaluation, "NS", "A").value != nil)
  }

  @Test("a wave that lacks a source is evaluated without it, and says so")
  func missingSource() throws {
    let city = SmallCity()
    var datasets = city.datasets()
    datasets[1]?["ledger"] = nil
    let evaluation = try aggregate(datasets, pipeline: city.pipeline)
    #expect(try estimate(evaluation, "N", "B2", wave: 1).value == nil)
    #expect(try score(evaluation, "N", "B", wave: 1).value != nil)
    #expect(evaluation.notes.contains { $0.en.contains("In 1 a source of indicator B2") })
    #expect(!evaluation.comparisons.contains { $0.kind == .toPreviousWave && $0.nodeID == "B2" })
  }

  @Test("an indicator that nobody answered has no estimate and no score, and the index goes on without it")
  func allMissing() throws {
    let city = SmallCity()
    var datasets = city.datasets()
    for wave in [1, 2] {
      var table = try #require(datasets[wave]?["survey"]?.table)
      table.set(
        "rating",
        Column(
          .int8(Array(repeating: 0, count: table.rowCount)), missing: Array(repeating: .refused, count: table.rowCount))
      )
      datasets[wave]?["survey"]?.table = table
    }
    let evaluation = try aggregate(datasets, pipeline: city.pipeline)
    let found = try estimate(evaluation, "CITY", "A1")
    #expect(found.value == nil)
    #expect(found.n == 0)
    #expect(found.itemNonResponse == 1)
    #expect(try score(evaluation, "CITY", "A1").value == nil)
    #expect(try score(evaluation, "CITY", "A").value != nil)
  }

  @Test("a unit whose register has one clerk has no standard error there")
  func oneClerk() throws {
    let city = SmallCity()
    var datasets = city.datasets()
    var table = try #require(datasets[2]?["ledger"]?.table)
    let codes = (0..<table.rowCount).map { $0 < 150 ? 0 : 1 + $0 % 5 }
    table.set(
      "clerk", Column(.category(CategoryStorage(codes: codes, dictionary: ["a", "b", "c", "d", "e", "f"]))))
    datasets[2]?["ledger"]?.table = table
    let evaluation = try aggregate(datasets, pipeline: city.pipeline)
    #expect(try estimate(evaluation, "N", "B2").value != nil)
    #expect(try estimate(evaluation, "N", "B2").standardError == nil)
    #expect(try estimate(evaluation, "S", "B2").standardError != nil)
    #expect(evaluation.notes.contains { $0.en.contains("one sampling unit in N") })
  }

  @Test("an expression that does not fit the data is named with what is wrong")
  func wrongExpression() throws {
    var city = SmallCity()
    city.indicators = [("A", SmallCity.leaf("A1", "MEAN(ratings)")), ("A", SmallCity.leaf("A2", "MEAN(dayz)"))]
    #expect {
      try evaluate(city)
    } throws: { error in
      "\(error)".contains("ratings") && "\(error)".contains("dayz")
    }
  }
}
