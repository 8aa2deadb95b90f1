internal import CompositeIndex
public import Diagnostics
internal import Estimation
public import SurveyModel
internal import Tables

/// What points more or less at some nodes do to a unit: on the scored scale, for the full sample and in the same replicates.
///
/// - Parameters:
///   - datasets: cleaned data, wave -> source name -> data set; the wave that is reported is used.
///   - pipeline: the framework, the design and the seed.
///   - shifts: of the unit's scores; scores of goalposts and points stay within 0…100.
///   - unit: the id of a ranked unit.
/// - Returns: the shifted nodes and everything above them, the index first.
/// - Throws: when there is no such node or ranked unit, or the index cannot be built.
public func whatIf(
  _ datasets: [Int: [String: Dataset]], pipeline: PipelineDefinition, shifts: [WishedShift], unit: String
) throws(DiagnosticError) -> [ScoreChange] {
  let nodes = pipeline.framework.nodes
  var problems: [Diagnostic] = []
  var wanted: [Int] = []
  for shift in shifts {
    if let node = nodes.firstIndex(where: { $0.id == shift.nodeID }) {
      wanted.append(node)
    } else {
      let near = nearestName(to: shift.nodeID, among: nodes.map(\.id)).map { "Did you mean `\($0)`?" }
      problems.append(
        Diagnostic(
          .error, code: "I-411", "the framework has no node `\(shift.nodeID)`",
          advice: near ?? "Name an indicator, or a node above indicators"))
    }
    if !shift.points.isFinite {
      problems.append(
        Diagnostic(.error, code: "I-412", "the shift of `\(shift.nodeID)` is no number", advice: "Write `B21=+5`"))
    }
  }
  let ranked = pipeline.units.ranked.map(\.id)
  if !ranked.contains(unit) {
    let near = nearestName(to: unit, among: ranked).map { "Did you mean `\($0)`? " } ?? ""
    problems.append(
      Diagnostic(
        .error, code: "I-413", "there is no ranked unit `\(unit)`",
        advice: near + "Ranked units: \(ranked.prefix(40).joined(separator: ", "))"))
  }
  if Set(wanted).count < wanted.count {
    problems.append(
      Diagnostic(.error, code: "I-414", "a node is shifted twice", advice: "Give each node one shift"))
  }
  if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
  guard let sources = datasets[pipeline.wave] else { return [] }

  let domains = AssessedDomains(pipeline.units)
  let domain = domains.domains.firstIndex { $0.unit.id == unit } ?? 0
  let none = try EvaluatedWave(sources, wave: pipeline.wave, pipeline: pipeline, domains: domains, threads: 16)
  let after = try EvaluatedWave(
    sources, wave: pipeline.wave, pipeline: pipeline, domains: domains, threads: 16,
    shifts: zip(wanted, shifts).map { ScoreShift(node: $0, domain: domain, points: $1.points) })
  let (ranksBefore, ranksAfter) = (none.table.ranks(threads: 16), after.table.ranks(threads: 16))
  func rank(_ ranks: [UnitRank], _ node: Int) -> UnitRank? {
    ranks.first { $0.nodeID == nodes[node].id && $0.unitID == unit }
  }
  var touched: Set<Int> = []
  for node in wanted {
    var next: Int? = node
    while let current = next {
      touched.insert(current)
      next = nodes[current].parent
    }
  }
  return touched.sorted().map { node in
    var change = ScoreChange(
      nodeID: nodes[node].id, before: none.table.scores[domain][node].value,
      after: after.table.scores[domain][node].value, rankBefore: rank(ranksBefore, node),
      rankAfter: rank(ranksAfter, node))
    if change.rankBefore?.setLow != nil {
      change.shareBetter = shareBetter(none.table, after.table, node: node, domain: domain)
    }
    return change
  }
}

/// The share of replicates in which a domain's rank is smaller in the second table than in the first.
private func shareBetter(_ first: ScoreTable, _ second: ScoreTable, node: Int, domain: Int) -> Double? {
  let ranked = first.wave.domains.domainOfBlock
  guard let position = ranked.firstIndex(of: domain) else { return nil }
  let count = min(first.replicates.replicates, second.replicates.replicates)
  func rank(_ table: ScoreTable, _ replicate: Int) -> Int? {
    let scores = ranked.map { table.replicates.score(replicate: replicate, domain: $0, node: node) }
    return competitionRanks(scores.map { $0.isNaN ? nil : $0 })[position]
  }
  var (better, both) = (0, 0)
  for replicate in 0..<count {
    guard let before = rank(first, replicate), let after = rank(second, replicate) else { continue }
    both += 1
    if after < before { better += 1 }
  }
  return both > 0 ? Double(better) / Double(both) : nil
}
