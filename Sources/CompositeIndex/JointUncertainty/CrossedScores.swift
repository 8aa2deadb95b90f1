public import Diagnostics

/// Scores and ranks of one node for every unit, combination of methods and sampling replicate.
public struct CrossedScores: Sendable {
  public let design: CrossedDesign
  public let unitCount: Int
  /// Unit by draw; a unit's draws are in the order that ``CrossedDesign`` gives them.
  private let scores: [Double]
  private let ranks: [Double]

  /// Evaluates the whole crossing, one draw after the other.
  ///
  /// - Parameters:
  ///   - design: methods and replicates.
  ///   - unitCount: number of ranked units.
  ///   - evaluate: scores of all units in a replicate with the given level of each factor, NaN for missing.
  /// - Throws: what `evaluate` throws, and when it does not give one score a unit.
  public init(
    design: CrossedDesign, unitCount: Int,
    evaluate: (_ replicate: Int, _ levels: [Int]) throws(DiagnosticError) -> [Double]
  ) throws(DiagnosticError) {
    let draws = design.combinations * design.replicates
    var scores = [Double](repeating: .nan, count: unitCount * draws)
    var ranks = scores
    for combination in 0..<design.combinations {
      let levels = design.levels(of: combination)
      for replicate in 0..<design.replicates {
        let found = try evaluate(replicate, levels)
        guard found.count == unitCount else {
          throw .index("X-821", "\(found.count) scores for \(unitCount) units", kind: .internalError)
        }
        let draw = combination * design.replicates + replicate
        let places = competitionRanks(found.map { $0.isNaN ? nil : $0 })
        for unit in 0..<unitCount {
          scores[unit * draws + draw] = found[unit]
          ranks[unit * draws + draw] = places[unit].map(Double.init) ?? .nan
        }
      }
    }
    self.design = design
    self.unitCount = unitCount
    self.scores = scores
    self.ranks = ranks
  }

  /// One unit's scores, draw by draw, NaN for missing; what ``CrossedDesign/varianceShares(of:bootstrap:seed:)`` takes.
  public func scores(of unit: Int) -> [Double] { draws(scores, unit) }

  /// One unit's ranks, draw by draw, NaN for missing.
  public func ranks(of unit: Int) -> [Double] { draws(ranks, unit) }

  /// The mean over units of how many places they move from the published ranks, draw by draw; NaN where no unit has
  /// both. The output to share out when the question is what moves the whole table.
  ///
  /// - Parameter nominal: the published ranks.
  /// - Returns: one value a draw.
  public func meanRankChanges(from nominal: [Int?]) -> [Double] {
    let count = design.combinations * design.replicates
    return (0..<count).map { draw in
      let places = (0..<unitCount).map { unit -> Int? in
        let rank = ranks[unit * count + draw]
        return rank.isNaN ? nil : Int(rank)
      }
      return meanRankChange(places, from: nominal) ?? .nan
    }
  }

  private func draws(_ values: [Double], _ unit: Int) -> [Double] {
    let count = design.combinations * design.replicates
    return Array(values[unit * count..<(unit + 1) * count])
  }
}
