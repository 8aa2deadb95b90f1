public import Diagnostics
internal import SurveyModel

/// An indicator on which a unit stands out.
public struct RankedIndicator: Sendable, Hashable {
  public let code: String
  /// 1 for the best value; ties share the smallest rank.
  public let rank: Int
  /// As measured.
  public let value: Double
  /// The code of the indicator's group of the level asked for; nil where there is none.
  public let group: String?
}

/// The indicators on which a unit ranks best and worst among all units.
public struct UnitProfile: Sendable, Hashable {
  /// Best first.
  public let strengths: [RankedIndicator]
  /// The worst ones, best of them first.
  public let weaknesses: [RankedIndicator]

  /// Indicators without a value for the unit, and those on which it is at the worst rank of all (where, with many ties, everyone
  /// would have the same weakness), are left out.
  ///
  /// - Parameters:
  ///   - unit: the unit's name.
  ///   - data: indicators as measured.
  ///   - model: directions and groups.
  ///   - count: how many of each.
  ///   - groupLevel: level of the group to be named.
  /// - Throws: when there is no such unit, or an indicator has no column.
  public init(
    of unit: String, data: IndicatorMatrix, model: IndexModel, count: Int = 5, groupLevel: Int = 2
  ) throws(DiagnosticError) {
    guard let row = data.units.firstIndex(of: unit) else {
      throw .index(
        "X-621", "there is no unit \(unit)",
        advice: nearestName(to: unit, among: data.units).map { "did you mean \($0)?" }, kind: .configuration)
    }
    let indicators = try data.selecting(model.indicatorCodes)
    var ranked: [RankedIndicator] = []
    for (position, node) in model.indicators.enumerated() {
      let values = indicators.column(position)
      let sign = model.nodes[node].direction.sign
      let ranks = competitionRanks(values.map { $0.isNaN ? nil : sign * $0 })
      guard let rank = ranks[row], let worst = ranks.compactMap({ $0 }).max(), rank != worst else { continue }
      var above: Int? = node
      while let current = above, model.levels[current] < groupLevel { above = model.parents[current] }
      ranked.append(
        RankedIndicator(
          code: model.nodes[node].code, rank: rank, value: values[row],
          group: above.flatMap { model.levels[$0] == groupLevel ? model.nodes[$0].code : nil }))
    }
    let order = ranked.indices.sorted {
      ranked[$0].rank != ranked[$1].rank ? ranked[$0].rank < ranked[$1].rank : $0 < $1
    }
    strengths = order.prefix(count).map { ranked[$0] }
    weaknesses = order.suffix(count).map { ranked[$0] }
  }
}
