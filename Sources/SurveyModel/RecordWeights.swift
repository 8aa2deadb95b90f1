/// One class of a margin: what weights were to meet, and what they come to.
public struct MarginFit: Sendable, Hashable, Codable {
  /// Such as `unit_id × size`.
  public var margin: String
  /// Such as `GX × micro`.
  public var label: String
  public var population: Double
  public var respondents: Int
  /// Σ of the final weights.
  public var weighted: Double

  public init(margin: String, label: String, population: Double, respondents: Int, weighted: Double) {
    self.margin = margin
    self.label = label
    self.population = population
    self.respondents = respondents
    self.weighted = weighted
  }
}

/// The weight of every record of a survey, and how it came about.
public struct RecordWeights: Sendable, Hashable, Codable {
  public var source: String
  public var wave: Int
  /// The record's number in its export, one a record, as are the following.
  public var records: [String]
  public var units: [String]
  public var strata: [String]
  /// The primary sampling unit; empty where each record is one.
  public var clusters: [String]
  /// The sampling weight, before it was trimmed and margins were met.
  public var base: [Double]
  public var final: [Double]
  /// Records whose weight was trimmed.
  public var trimmed: Int
  public var margins: [MarginFit]

  public init(
    source: String, wave: Int, records: [String], units: [String], strata: [String], clusters: [String],
    base: [Double], final: [Double], trimmed: Int, margins: [MarginFit]
  ) {
    self.source = source
    self.wave = wave
    self.records = records
    self.units = units
    self.strata = strata
    self.clusters = clusters
    self.base = base
    self.final = final
    self.trimmed = trimmed
    self.margins = margins
  }
}
