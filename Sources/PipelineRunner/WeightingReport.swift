import Diagnostics
import SurveyModel

/// `weighting.json`: what an analyst looks at before trusting weights.
struct WeightingReport: Encodable {
  struct Survey: Encodable {
    var source: String
    var wave: Int
    var respondents: Int
    var population: Double
    var sumOfWeights: Double
    /// Kish's (Σw)² / Σw² and n Σw² / (Σw)².
    var effectiveN: Double
    var kishDesignEffect: Double
    var minimum: Double
    var maximum: Double
    /// Of the final weights, unweighted.
    var quantiles: [Quantile]
    /// Final over sampling weight.
    var leastFactor: Double
    var greatestFactor: Double
    var trimmed: Int
    var rakingPasses: Int
    var mergedCells: [String]
    /// The records with the greatest weights.
    var largestContributors: [Contributor]
    var largestMarginError: Double
    var margins: [MarginClass]
  }

  struct Quantile: Encodable {
    var p: Double
    var weight: Double
  }

  struct Contributor: Encodable {
    var record: String
    var unit: String
    var stratum: String
    var weight: Double
    /// Of the sum of all weights.
    var share: Double
  }

  struct MarginClass: Encodable {
    var margin: String
    var label: String
    var population: Double
    var respondents: Int
    var weighted: Double
  }

  var schema = "bizclimate-weighting/1"
  var surveys: [Survey]

  init(_ evaluation: Evaluation) {
    surveys = evaluation.weights.compactMap { weights in
      evaluation.weighting.first { $0.wave == weights.wave }.map { Self.survey(weights, $0) }
    }
  }

  private static func survey(_ weights: RecordWeights, _ summary: WeightingSummary) -> Survey {
    let final = weights.final
    let sorted = final.sorted()
    let total = final.reduce(0, +)
    let factors = zip(final, weights.base).map { $0 / $1 }
    let greatest = final.indices.sorted { (final[$1], $0) < (final[$0], $1) }.prefix(10)
    return Survey(
      source: weights.source, wave: weights.wave, respondents: final.count, population: summary.population,
      sumOfWeights: total, effectiveN: summary.effectiveN, kishDesignEffect: summary.kishDesignEffect,
      minimum: summary.minimumWeight, maximum: summary.maximumWeight,
      quantiles: [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].compactMap { p in
        quantile(sorted, p).map { Quantile(p: p, weight: $0) }
      },
      leastFactor: factors.min() ?? 1, greatestFactor: factors.max() ?? 1, trimmed: weights.trimmed,
      rakingPasses: summary.rakingIterations, mergedCells: summary.collapsedCells,
      largestContributors: greatest.map { record in
        Contributor(
          record: weights.records[record], unit: weights.units[record], stratum: weights.strata[record],
          weight: final[record], share: final[record] / total)
      },
      largestMarginError: summary.largestMarginError,
      margins: weights.margins.map {
        MarginClass(
          margin: $0.margin, label: $0.label, population: $0.population, respondents: $0.respondents,
          weighted: $0.weighted)
      })
  }

  /// Between order statistics, h = (n - 1) p (Hyndman & Fan 1996, type 7).
  private static func quantile(_ sorted: [Double], _ p: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let position = Double(sorted.count - 1) * p
    let below = Int(position)
    guard below + 1 < sorted.count else { return sorted[below] }
    return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// The bytes of the file.
  func encoded() throws(DiagnosticError) -> [UInt8] {
    do {
      return try jsonDocument(self)
    } catch {
      throw DiagnosticError(
        .internalError, Diagnostic(.error, code: "B-004", "weighting.json could not be written: \(error)"))
    }
  }
}
