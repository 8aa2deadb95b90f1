import Diagnostics
import Estimation
import Expressions
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Totals of amounts without telling on a firm")
struct SurveyTotalsTests {
  /// The small city, with the planned jobs of its firms added up; one large firm of the east plans nearly all jobs of its kind there.
  private func evaluate(_ change: (inout TotalsPlan) -> Void = { _ in }) throws -> Evaluation {
    var city = SmallCity()
    city.replicates = 0
    city.perCell = 20
    var datasets = city.datasets()
    for wave in [1, 2] {
      guard let survey = datasets[wave]?["survey"], let units = survey.table["unit_id"],
        let sizes = survey.table["size"]
      else { continue }
      var planned = survey.table["planned"]?.numericValues ?? []
      let giant = try #require(
        planned.indices.first { units.label(at: $0) == "E" && sizes.label(at: $0) == "large" && planned[$0] > 0 })
      planned[giant] = 3_000
      let columns = survey.table.names.compactMap { name in
        survey.table[name].map { (name: name, column: name == "planned" ? Column(.double(planned)) : $0) }
      }
      datasets[wave]?["survey"] = Dataset(
        source: "survey", wave: wave, table: Table(columns, rowCount: survey.table.rowCount), codebook: survey.codebook,
        inputs: [])
    }
    var plan = TotalsPlan(variables: ["planned"], tables: [["unit_id", "size"], ["sector"]])
    // A firm of weight w stands for w firms of its size, unless it is known to be one holder.
    plan.holder = "uscc"
    plan.rules = ConfidentialityRules(minimumContributors: 3, dominance: .init(count: 1, share: 0.9))
    change(&plan)
    var pipeline = city.pipeline
    pipeline.totals = plan
    return try aggregate(datasets, pipeline: pipeline, threads: 2)
  }

  private func total(_ evaluation: Evaluation, _ wave: Int, _ codes: [String]) -> SurveyTotal? {
    evaluation.totals.first { $0.estimate.wave == wave && $0.codes == codes }
  }

  @Test("every margin is there in every wave, with the union of districts, and parts add up to their total")
  func margins() throws {
    let evaluation = try evaluate()
    for wave in [1, 2] {
      let whole = try #require(total(evaluation, wave, [])?.estimate.value)
      for parts in [["N", "S", "E"], ["large", "small", "micro"], ["IND", "SER", "CON"]] {
        let sum = try parts.map { try #require(total(evaluation, wave, [$0])?.estimate.value) }.reduce(0, +)
        #expect(abs(sum - whole) < 1e-9 * whole)
      }
      let both = try #require(total(evaluation, wave, ["NS", "micro"])?.estimate.value)
      let each = try ["N", "S"].map { try #require(total(evaluation, wave, [$0, "micro"])?.estimate.value) }
      #expect(abs(both - each.reduce(0, +)) < 1e-9 * both)
      #expect((total(evaluation, wave, ["N", "micro"])?.estimate.standardError ?? 0) > 0)
    }
  }

  @Test("the total that one firm makes up is withheld with others, and none can be told to within the margin")
  func withholding() throws {
    let evaluation = try evaluate()
    for wave in [1, 2] {
      #expect(total(evaluation, wave, ["E", "large"])?.withholding == .confidential)
      let withheld = evaluation.totals.filter { $0.estimate.wave == wave && $0.withholding != nil }
      #expect(withheld.contains { $0.withholding == .complementary }, "one alone is the total less the others")
      for own in withheld {
        let value = try #require(own.estimate.value)
        let feasible = try #require(own.feasible)
        #expect(
          feasible.lowerBound <= 0.85 * value + 1e-6 && feasible.upperBound >= 1.15 * value - 1e-6, "\(own.codes)")
      }
      #expect(evaluation.totals.filter { $0.withholding == nil }.allSatisfy { $0.feasible == nil })
    }
    let told = evaluation.notes.contains { $0.en.contains("can be worked out") }
    #expect(!told)
  }

  @Test("without rules nothing is withheld, and a holder of several firms counts as one")
  func rules() throws {
    let open = try evaluate { $0.rules = ConfidentialityRules(minimumContributors: nil) }
    #expect(!open.totals.isEmpty && open.totals.allSatisfy { $0.withholding == nil })
    // Each sector under one holder: no sector has three contributors, whatever its number of firms.
    let held = try evaluate { plan in
      plan.tables = [["sector"]]
      plan.holder = "sector"
      plan.rules = ConfidentialityRules(minimumContributors: 3)
    }
    for sector in ["IND", "SER", "CON"] { #expect(total(held, 2, [sector])?.withholding == .confidential) }
  }

  @Test("amounts below 0 and texts are refused, not added up")
  func refusals() throws {
    for (name, code) in [("uscc", "E-190"), ("below", "E-191")] {
      var city = SmallCity()
      city.replicates = 0
      var datasets = city.datasets()
      if name == "below", let survey = datasets[2]?["survey"] {
        let count = survey.table.rowCount
        var columns = survey.table.names.compactMap { name in survey.table[name].map { (name: name, column: $0) } }
        columns.append((name: "below", column: Column(.double((0..<count).map { $0 == 3 ? -1 : 2 }))))
        datasets[2]?["survey"] = Dataset(
          source: "survey", wave: 2, table: Table(columns, rowCount: count), codebook: survey.codebook, inputs: [])
        datasets[1] = nil
      }
      var pipeline = city.pipeline
      if name == "below" { pipeline.previousWave = nil }
      pipeline.totals = TotalsPlan(variables: [name], tables: [["size"]])
      do {
        _ = try aggregate(datasets, pipeline: pipeline, threads: 2)
        Issue.record("\(name) was added up")
      } catch {
        #expect(error.diagnostics.map(\.code) == [code])
      }
    }
  }

  @Test(
    "amounts, counts, shares and their ratios have a true zero; balances, ratings and shifted values have none",
    arguments: [
      ("SUM(amount)", true), ("MEAN(amount) * 12", true), ("100 * SHARE(yes)", true), ("COUNT(*)", true),
      ("SUM(amount) / COUNT(*)", true), ("100 * SHARE(yes) - 100 * SHARE(no)", false), ("MEAN(rating)", false),
      ("100 - MEAN(amount)", false), ("LN(MEAN(amount))", false), ("MEDIAN(amount)", true),
    ])
  func scales(_ text: String, _ isRatio: Bool) throws {
    var schema = ExpressionSchema()
    schema.columns = ["amount": .double, "yes": .bool, "no": .bool, "rating": .integer]
    let expression = try AggregateExpression(text, schemas: ["s": schema], defaultSource: "s")
    let codebook = Codebook([
      SurveyVariable(name: "rating", question: "Q", kind: .likert, text: LocalizedText("rating")),
      SurveyVariable(name: "amount", question: "A", kind: .numeric, text: LocalizedText("amount")),
    ])
    #expect(expression.isRatioScale(codebook) == isRatio)
  }
}
