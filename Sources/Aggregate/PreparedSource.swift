internal import Estimation
internal import SurveyModel
internal import Tables

/// A source whose rows are a sample: survey responses, or records of a register seen as draws.
struct SampledSource: Sendable {
  let name: String
  private(set) var table: Table
  /// The table row of each record.
  private(set) var rows: [Int]
  /// The block of each record.
  private(set) var blocks: [Int]
  private(set) var sample: WeightedSample
  let isSurvey: Bool
  let stream: DrawStream
  /// The firm of each record of a survey, where the design names it.
  let firms: [String?]
  /// The records of each domain.
  private(set) var recordsOfDomain: [[Int]]

  init(
    name: String, wave: Int, table: Table, rows: [Int], blocks: [Int], sample: WeightedSample, isSurvey: Bool,
    firms: [String?], domains: AssessedDomains
  ) {
    self.name = name
    self.table = table
    self.rows = rows
    self.blocks = blocks
    self.sample = sample
    self.isSurvey = isSurvey
    self.firms = firms
    stream = DrawStream(wave: wave, source: name)
    var recordsOfBlock = [[Int]](repeating: [], count: domains.blockIDs.count)
    for (record, block) in blocks.enumerated() { recordsOfBlock[block].append(record) }
    recordsOfDomain = domains.domains.map { domain in
      domain.blocks.count == 1
        ? recordsOfBlock[domain.blocks[0]] : domain.blocks.flatMap { recordsOfBlock[$0] }.sorted()
    }
  }
}

extension SampledSource {
  /// The totals by sampling unit that stand for an estimate.
  ///
  /// - Parameters:
  ///   - linearised: weighted linearised values of a domain's records, in their order; 0 for all others.
  ///   - domain: the domain.
  /// - Returns: one total a sampling unit of the first stage. Where weights were adjusted, residuals reach units outside the
  ///   domain too, so the totals are made when they are needed and not kept.
  func influence(_ linearised: [Double], domain: Int) -> [Double] {
    let records = recordsOfDomain[domain]
    if sample.adjustments.isEmpty {
      let units = sample.design.psuOfRecord
      var totals = [Double](repeating: 0, count: sample.design.psuCount)
      for (record, value) in zip(records, linearised) { totals[Int(units[record])] += value }
      return totals
    }
    var values = [Double](repeating: 0, count: sample.weights.count)
    for (record, value) in zip(records, linearised) { values[record] = value }
    return sample.influence(values)
  }

  /// The source with its records in other domains.
  func inDomains(_ records: [[Int]]) -> SampledSource {
    var copy = self
    copy.recordsOfDomain = records
    return copy
  }

  /// The source as a replicate has it: records drawn more than once more than once, for values without their errors.
  ///
  /// - Parameters:
  ///   - records: the record of each copy.
  ///   - weights: the weight of each copy.
  ///   - names: the columns that are wanted.
  ///   - columns: columns to put in their place, a row a copy.
  /// - Returns: the source, whose records are the copies.
  func replicate(
    _ records: [Int], weights: [Double], reading names: [String], with columns: [(name: String, column: Column)]
  ) -> SampledSource {
    let own = columns.map(\.name)
    var copy = self
    copy.table = table.selecting(names.filter { !own.contains($0) }).gather(records.map { rows[$0] })
    for (name, column) in columns where names.contains(name) { copy.table.set(name, column) }
    copy.rows = Array(records.indices)
    copy.blocks = records.map { blocks[$0] }
    let design = ClusterDesign(stratumOfRecord: [Int](repeating: 0, count: records.count), names: [""])
    copy.sample = WeightedSample(design: design, weights: weights)
    var places = [[Int]](repeating: [], count: rows.count)
    for (place, record) in records.enumerated() { places[record].append(place) }
    copy.recordsOfDomain = recordsOfDomain.map { $0.flatMap { places[$0] } }
    return copy
  }
}

/// A source of complete figures: statistics, the frame, published figures.
struct CountedSource: Sendable {
  let table: Table
  /// The table rows of each unit id.
  let rowsOfUnit: [String: [Int]]
  /// One row a unit, where a unit may have a row of its own beside its members'.
  let isStatistics: Bool

  init(_ dataset: Dataset, isStatistics: Bool) {
    table = dataset.table
    self.isStatistics = isStatistics
    var rows: [String: [Int]] = [:]
    if let column = dataset.table[unitColumnName] {
      for row in 0..<dataset.table.rowCount {
        if let unit = column.label(at: row) { rows[unit, default: []].append(row) }
      }
    }
    rowsOfUnit = rows
  }
}

/// The sources of one wave, ready for estimation.
struct PreparedSources: Sendable {
  var sampled: [String: SampledSource] = [:]
  var counted: [String: CountedSource] = [:]
}
