import Diagnostics
import Estimation
import Tables
import Testing

@Suite struct QuantileRoundsTests {
  private func design(_ data: RandomDesign) -> ReductionPlan {
    var plan = data.plan
    plan.items = []
    return plan
  }

  @Test(
    "quantiles and their intervals by rounds are those of the rows",
    arguments: [(true, ProportionIntervalMethod.mean), (false, .mean), (true, .logit), (false, .beta)])
  func matchesRows(hasUnits: Bool, method: ProportionIntervalMethod) async throws {
    for seed in UInt64(1)...2 {
      var data = try RandomDesign(
        rows: 300, strata: 4, seed: seed, hasUnits: hasUnits, hasPopulation: true, center: seed == 1 ? 0 : -3e6)
      if seed == 2 {
        // Heaped, so that rows tie.
        data.y = data.y.map { ($0 * 2).rounded() / 2 }
        data.table.set(
          "y", Column(.double(data.y), missing: data.hasY.map { $0 ? .present : .empty }))
      }
      let rounds = QuantileRounds(engine: EmbeddedEngine(data.table), plan: design(data), expression: "y")
      for domain in [nil, "north"] as [String?] {
        let records = data.records(domain, data.hasY)
        for p in [0.1, 0.5, 0.77] {
          let own = try #require(
            try await rounds.quantile(p, over: { key in domain == nil || key.domain == [domain] }, method: method))
          let wanted = try #require(
            data.sample.quantile(data.y, p: p, rule: .math, over: records, method: method))
          let place = "seed \(seed) \(domain ?? "all") \(p)"
          #expect(own.value == wanted.value, "\(place)")
          #expect(own.interval?.low == wanted.interval?.low && own.interval?.high == wanted.interval?.high, "\(place)")
          #expect(own.interval?.standardError == wanted.interval?.standardError, "\(place)")
        }
      }
    }
  }

  @Test("the ends of the distribution and domains without rows")
  func ends() async throws {
    let data = try RandomDesign(rows: 120, strata: 3, seed: 5, hasUnits: false, hasPopulation: false)
    let rounds = QuantileRounds(engine: EmbeddedEngine(data.table), plan: design(data), expression: "y")
    let records = data.records(nil, data.hasY)
    let values = records.map { data.y[$0] }
    #expect(try await rounds.quantile(0)?.value == values.min())
    #expect(try await rounds.quantile(1)?.value == values.max())
    #expect(try await rounds.quantile(1.2) == nil)
    #expect(try await rounds.quantile(0.5, over: { $0.domain == ["nowhere"] }) == nil)
  }

  @Test("pieces that are streamed give the quantile of one table, adjusted weights those of adjusted rows")
  func pieces() async throws {
    var data = try RandomDesign(rows: 240, strata: 3, seed: 8, hasUnits: false, hasPopulation: true)
    let own = (0..<240).map { $0 % 3 }
    data.table.set("class", Column(.text(TextStorage(own.map { "c\($0)" }))))
    data.plan.domains.append("class")
    let margin = Margin(name: "class", classes: ["c0", "c1", "c2"], population: [900, 300, 200], classOfRecord: own)
    let pieces = [Array(0..<50), Array(50..<180), Array(180..<240)].map { data.table.gather($0) }
    let rounds = QuantileRounds(
      engine: EmbeddedEngine(pieces: pieces), plan: design(data), expression: "y",
      weigh: { (table, counting) throws(DiagnosticError) in
        try CellWeighting.poststratified(
          table, counting: counting,
          margin: table.margin(column: 1, name: "class", population: ["c0": 900, "c1": 300, "c2": 200]))
      })
    let found = try #require(try await rounds.quantile(0.5, over: { $0.domain[0] == "south" }))
    let wanted = try #require(
      data.sample.poststratified(to: margin).quantile(
        data.y, p: 0.5, rule: .math, over: data.records("south", data.hasY)))
    #expect(found.value == wanted.value)
    #expect(found.interval?.low == wanted.interval?.low && found.interval?.high == wanted.interval?.high)
  }
}
