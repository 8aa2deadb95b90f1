import CompositeIndex
import Estimation
import Expressions
import SurveyModel
import Testing

@testable import Aggregate

@Suite("Linearised scores, kept by the records of a domain")
struct LinearisedScoreTests {
  /// With margins the survey's weights are raked, and residuals reach sampling units outside the domain.
  private func wave(margins: Bool, number: Int = 2) throws -> EvaluatedWave {
    var city = SmallCity()
    city.perCell = 25
    city.replicates = 0
    city.indicators =
      SmallCity.standard + [
        ("B", SmallCity.leaf("B4", "STDDEV(hired)", score: .goalpost(worst: 0, best: 9))),
        ("B", SmallCity.leaf("B5", "MAX(days) - MIN(hired)", score: .goalpost(worst: 0, best: 90))),
        ("B", SmallCity.leaf("B6", "MAD(days) + COUNT(rating) / 100")),
        ("B", SmallCity.leaf("B7", "SUM(tax) + QUANTILE(rate, 0.3) + MAD(land) + MAX(rate)", source: "economy")),
      ]
    var pipeline = city.pipeline
    if !margins { pipeline.design?.margins = [] }
    return try EvaluatedWave(
      try #require(city.datasets()[number]), wave: number, pipeline: pipeline,
      domains: AssessedDomains(pipeline.units), threads: 2)
  }

  /// Totals by sampling unit from the definition: all records, 0 outside the domain.
  private func influence(_ done: EvaluatedWave, leaf: Int, domain: Int, source: String) throws -> [Double] {
    let sampled = try #require(done.prepared.sources.sampled[source])
    let estimator = done.estimators[leaf]
    let expression = try #require(estimator.measure.expression)
    let terms = expression.terms.indices.map { estimator.termEstimate($0, domain: domain) }
    let gradient = expression.gradient(try terms.map { try #require($0).value })
    var z = [Double](repeating: 0, count: sampled.sample.weights.count)
    for position in terms.indices where expression.terms[position].source == source {
      for (record, value) in (terms[position]?.linearised ?? []).enumerated() {
        z[record] += gradient[position] * value
      }
    }
    return sampled.sample.influence(z)
  }

  @Test("an estimate's totals by sampling unit are those of the definition, to the bit", arguments: [true, false])
  func leaves(margins: Bool) throws {
    let done = try wave(margins: margins)
    let scores = done.table.wave
    var checked = 0
    for leaf in scores.leaves.indices {
      for domain in scores.domains.domains.indices {
        for part in scores.leaves[leaf][domain].parts {
          let sampled = try #require(scores.sampled[part.source])
          #expect(part.linearised.count == sampled.recordsOfDomain[domain].count)
          let wanted = try influence(done, leaf: leaf, domain: domain, source: part.source)
          #expect(sampled.influence(part.linearised, domain: domain) == wanted)
          let city = try influence(
            done, leaf: leaf, domain: try #require(scores.domains.city), source: part.source)
          #expect(part.withCity?.variance == sampled.sample.design.variance(wanted))
          #expect(part.withCity?.covariance == sampled.sample.design.covariance(wanted, city))
          checked += 1
        }
      }
    }
    #expect(checked >= 5 * 6)
  }

  @Test("a score's totals are the weighted sum of its indicators'", arguments: [true, false])
  func nodes(margins: Bool) throws {
    let done = try wave(margins: margins)
    let scores = done.table.wave
    for node in scores.framework.nodes.indices where !scores.framework.nodes[node].children.isEmpty {
      for domain in scores.domains.domains.indices {
        let weights = scores.weights(node: node, domain: domain)
        for part in scores.linearised(weights, domain: domain) {
          let design = try #require(scores.sampled[part.source]?.sample.design)
          var wanted = [Double](repeating: 0, count: design.psuCount)
          for (leaf, weight) in weights {
            let estimate = scores.leaves[leaf][domain]
            guard estimate.parts.contains(where: { $0.source == part.source && $0.df != nil }),
              let value = estimate.estimate.value
            else { continue }
            let own = try influence(done, leaf: leaf, domain: domain, source: part.source)
            for unit in own.indices { wanted[unit] += weight * scores.scorers[leaf].derivative(value) * own[unit] }
          }
          let found = scores.influence(part, domain: domain)
          let size = wanted.reduce(0) { max($0, abs($1)) }
          #expect(size > 0)
          for (a, b) in zip(found, wanted) { #expect(abs(a - b) <= 1e-10 * size) }
          #expect(abs(scores.variance(part, domain: domain) / design.variance(wanted) - 1) < 1e-9)
        }
      }
    }
  }

  @Test("a difference from the city has the variance of the difference of totals", arguments: [true, false])
  func city(margins: Bool) throws {
    let done = try wave(margins: margins)
    let scores = done.table.wave
    let city = try #require(scores.domains.city)
    var checked = 0
    for item in done.table.cityDifferences() {
      guard let error = item.standardError,
        let domain = scores.domains.domains.firstIndex(where: { $0.unit.id == item.unitID }),
        let node = scores.framework.nodes.firstIndex(where: { $0.id == item.nodeID }),
        let leaf = scores.leafNodes.firstIndex(of: node)
      else { continue }
      var variance = 0.0
      for part in scores.leaves[leaf][domain].parts {
        let totals = try [domain, city].map { place in
          let slope = scores.scorers[leaf].derivative(scores.leaves[leaf][place].estimate.value ?? .nan)
          return try influence(done, leaf: leaf, domain: place, source: part.source).map { slope * $0 }
        }
        let design = try #require(scores.sampled[part.source]?.sample.design)
        variance += design.variance(zip(totals[0], totals[1]).map { $0 - $1 })
      }
      #expect(abs(error / variance.squareRoot() - 1) < 1e-9, "\(item.unitID) \(item.nodeID)")
      checked += 1
    }
    #expect(checked > 15)
  }

  @Test("an estimate alone is the one that comes with an error, whatever the aggregate")
  func values() throws {
    var known = 0
    for estimator in try wave(margins: true).estimators {
      for (domain, estimate) in estimator.estimates().enumerated() {
        #expect(estimator.value(domain: domain) == estimate.estimate.value, "\(estimator.measure.id) \(domain)")
        if estimate.estimate.value != nil { known += 1 }
      }
    }
    // Only what does not add up is not known of a union.
    #expect(known == 10 * 5 - 1)
  }

  @Test("replicates are the same however many are drawn together")
  func batches() throws {
    let model = try #require(try wave(margins: true).model)
    let whole = model.scores(replicates: 0..<7, seed: 3)
    let parts = [0..<1, 1..<4, 4..<7].map { model.scores(replicates: $0, seed: 3) }
    // As bits: a score that is missing is NaN.
    #expect(!whole.scores.isEmpty)
    #expect(parts.flatMap(\.scores).map(\.bitPattern) == whole.scores.map(\.bitPattern))
    #expect(parts.reduce(0) { $0 + $1.empty } == whole.empty)
  }
}
