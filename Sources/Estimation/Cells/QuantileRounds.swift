public import Diagnostics
public import SurveyModel

/// Weighted quantiles of rows that only an engine sees: the smallest value at which the weighted distribution reaches p, found
/// exactly by counting below cuts that close in on it, a round of cells at a time.
///
/// A round divides what is left of the range of numbers by 32 and tries the mean of what is left, so that there are at most
/// 13 rounds, and as many again for both ends of an interval. Rules that interpolate between rows (`hf4`, `hf7`) depend on the
/// order of rows with equal values and cannot be told from counts.
public struct QuantileRounds<Engine: AggregationEngine>: Sendable {
  private let engine: Engine
  private let plan: ReductionPlan
  private let expression: String
  private let lonelyPolicy: LonelyPolicy
  private let weigh: (@Sendable (CellTable, _ counting: Int) throws(DiagnosticError) -> CellWeighting)?

  /// - Parameters:
  ///   - engine: what answers the rounds.
  ///   - plan: the design and the domains; its items and shifts do not matter.
  ///   - expression: the variable.
  ///   - lonelyPolicy: what a stratum with one unit adds to a variance.
  ///   - weigh: adjusts the weights of the cells of a round, with the item that counts rows; nil for those of the rows.
  public init(
    engine: Engine, plan: ReductionPlan, expression: String, lonelyPolicy: LonelyPolicy = .fail,
    weigh: (@Sendable (CellTable, _ counting: Int) throws(DiagnosticError) -> CellWeighting)? = nil
  ) {
    self.engine = engine
    self.plan = plan
    self.expression = expression
    self.lonelyPolicy = lonelyPolicy
    self.weigh = weigh
  }

  /// A quantile with Woodruff's (1952) interval.
  ///
  /// - Parameters:
  ///   - p: which quantile.
  ///   - domain: the cells of the domain.
  ///   - method: how the interval of F is made.
  ///   - level: the confidence level.
  /// - Returns: nil over an empty domain and for p outside 0…1; without an interval where there are no degrees of freedom.
  /// - Throws: what the engine throws, and under `fail` the strata with a single unit.
  public func quantile(
    _ p: Double, over domain: @Sendable (CellKey) -> Bool = { _ in true }, method: ProportionIntervalMethod = .mean,
    level: Double = 0.95
  ) async throws(DiagnosticError) -> (value: Double, interval: QuantileInterval?)? {
    guard let value = try await smallest(reaching: [p], domain).first ?? nil else { return nil }
    let (estimator, table) = try await round([below(value)])
    let cells = table.cells(where: domain)
    guard let mean = estimator.mean(item: 1, over: cells) else { return nil }
    let share = try estimator.joint([mean])
    guard share.degreesOfFreedom > 0 else { return (value, nil) }
    let n = cells.reduce(0) { $0 + table[item: 1, cell: $1].n }
    let (ends, t) = WeightedOrder.woodruffShares(
      share: share.values[0], variance: share.covariance[0, 0], df: share.degreesOfFreedom, method: method,
      rowCount: weigh == nil ? Int(n) : table.rowCounts.reduce(0, +), level: level)
    guard let ends else { return (value, QuantileInterval(low: nil, high: nil, standardError: nil)) }
    let found = try await smallest(reaching: [ends.low, ends.high], domain)
    var interval = QuantileInterval(low: found[0], high: found[1], standardError: nil)
    if let low = found[0], let high = found[1] { interval.standardError = (high - low) / (2 * t) }
    return (value, interval)
  }

  private func below(_ cut: Double) -> ReductionPlan.Item {
    ReductionPlan.Item(name: "share", expression: "(\(expression)) <= \(Self.literal(cut))")
  }

  private static func literal(_ value: Double) -> String { value < 0 ? "(\(value))" : "\(value)" }

  /// One round; its first item counts rows.
  private func round(
    _ items: [ReductionPlan.Item]
  ) async throws(DiagnosticError) -> (CellEstimator, CellTable) {
    var plan = plan
    plan.items = [ReductionPlan.Item(name: "rows", expression: "1")] + items
    plan.shifts = nil
    let table = try await engine.cells(plan)
    let weighting = try weigh.map { (weigh) throws(DiagnosticError) in try weigh(table, 0) }
    return (try CellEstimator(table, weighting: weighting, lonelyPolicy: lonelyPolicy), table)
  }

  /// What is left of the range of numbers: F is below p at `low` and not at `high`.
  private struct Search {
    var p: Double
    var low = OrderedKey(-Double.greatestFiniteMagnitude).bits - 1
    var high = OrderedKey(Double.greatestFiniteMagnitude).bits
    /// The mean of the values left.
    var candidate: Double?

    var isFound: Bool { high - low <= 1 }

    /// Cuts between both ends, in order.
    var cuts: [UInt64] {
      var keys: Set<UInt64> = []
      let width = high - low
      for step in 1..<32 { keys.insert(low + UInt64(step) * (width / 32) + UInt64(step) * (width % 32) / 32) }
      if let candidate {
        let key = OrderedKey(candidate).bits
        keys.formUnion([key - 1, key])
      }
      return keys.filter { $0 > low && $0 < high }.sorted()
    }
  }

  private func smallest(
    reaching shares: [Double], _ domain: (CellKey) -> Bool
  ) async throws(DiagnosticError) -> [Double?] {
    var searches = shares.map { Search(p: $0) }
    var isEmpty = false
    func isOpen(_ search: Search) -> Bool { search.p >= 0 && search.p <= 1 && !search.isFound }
    while !isEmpty, searches.contains(where: isOpen) {
      var items: [ReductionPlan.Item] = []
      let open = searches.indices.filter { isOpen(searches[$0]) }
      let cuts = open.map { searches[$0].cuts }
      for (position, index) in open.enumerated() {
        let (low, high) = (OrderedKey(bits: searches[index].low).value, OrderedKey(bits: searches[index].high).value)
        let isAbove = low.isFinite ? "(\(expression)) > \(Self.literal(low)) AND " : ""
        items.append(
          .init(
            name: "left",
            expression: "CASE WHEN \(isAbove)(\(expression)) <= \(Self.literal(high)) THEN (\(expression)) END"))
        items += cuts[position].map { below(OrderedKey(bits: $0).value) }
      }
      let (estimator, table) = try await round(items)
      let cells = table.cells(where: domain)
      var item = 1
      for (position, index) in open.enumerated() {
        var left = MonomialSums()
        for cell in cells { left.add(table[item: item, cell: cell].plain) }
        searches[index].candidate = left.one > 0 ? table.shifts[item].value + left.y / left.one : nil
        item += 1
        for cut in cuts[position] {
          guard let share = estimator.mean(item: item, over: cells)?.value else {
            isEmpty = true
            break
          }
          // As with rows, the least value is reached by a p of 0.
          if share >= searches[index].p && share > 0 {
            searches[index].high = min(searches[index].high, cut)
          } else {
            searches[index].low = max(searches[index].low, min(cut, searches[index].high - 1))
          }
          item += 1
        }
      }
    }
    return searches.map { $0.isFound && !isEmpty ? OrderedKey(bits: $0.high).value : nil }
  }
}

/// Numbers as whole ones in the same order.
private struct OrderedKey {
  var bits: UInt64

  init(bits: UInt64) { self.bits = bits }

  init(_ value: Double) {
    let pattern = value.bitPattern
    bits = pattern >> 63 == 1 ? ~pattern : pattern | 1 << 63
  }

  var value: Double { Double(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits) }
}
