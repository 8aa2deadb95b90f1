internal import CompositeIndex
internal import Diagnostics
internal import SurveyModel

/// The statistical audit of a framework after the Joint Research Centre's practice: does the structure that was decided on show
/// in the data?
///
/// OECD and JRC, Handbook on Constructing Composite Indicators (2008); correlation limits as the COIN Tool marks them; floor and
/// ceiling effects from 15 % after Terwee and others, Journal of Clinical Epidemiology 60 (2007). Flags are for a
/// reviewer to look at and no verdict.
struct FrameworkAudit {
  private let wave: WaveScores
  private let data: AuditData
  private var rows: [FrameworkAuditRow] = []

  /// - Parameter done: the wave.
  /// - Returns: every figure of the audit.
  /// - Throws: when units share a name.
  static func rows(_ done: EvaluatedWave) throws(DiagnosticError) -> [FrameworkAuditRow] {
    var audit = FrameworkAudit(wave: done.table.wave, data: try AuditData(done))
    audit.lookAtIndicators()
    audit.lookAtCorrelations()
    try audit.lookAtGroups()
    audit.removeIndicators()
    return audit.rows
  }

  private init(wave: WaveScores, data: AuditData) {
    self.wave = wave
    self.data = data
  }

  private var nodes: [FrameworkNode] { wave.framework.nodes }

  private mutating func add(
    _ check: String, _ node: Int, _ value: Double?, other: String? = nil, flag: String? = nil, cases: Int? = nil,
    basis: String? = nil
  ) {
    rows.append(
      FrameworkAuditRow(
        wave: wave.wave, basis: basis ?? data.basis, cases: cases ?? data.scores.units.count, check: check,
        nodeID: nodes[node].id, other: other, value: value, flag: flag))
  }

  /// Missing values, floor and ceiling.
  private mutating func lookAtIndicators() {
    for node in nodes.indices where nodes[node].children.isEmpty && data.nodes.contains(node) {
      let column = data.column(node)
      let present = column.filter { !$0.isNaN }
      let missing = column.isEmpty ? nil : 1 - Double(present.count) / Double(column.count)
      add("missing_share", node, missing, flag: (missing ?? 0) > 0.35 ? "sparse" : nil)
      guard nodes[node].indicator?.score.isBounded ?? false, !present.isEmpty else { continue }
      for (check, end, flag) in [("floor_share", 0.0, "floor"), ("ceiling_share", 100, "ceiling")] {
        let share = Double(present.count { $0 == end }) / Double(present.count)
        add(check, node, share, flag: share >= 0.15 ? flag : nil, cases: present.count)
      }
    }
  }

  /// Correlations among the indicators of a dimension, of each node with all above it, and among dimensions.
  private mutating func lookAtCorrelations() {
    for dimension in nodes[0].children {
      let leaves = below(dimension).filter { nodes[$0].children.isEmpty && data.nodes.contains($0) }
      for (position, first) in leaves.enumerated() {
        for second in leaves.dropFirst(position + 1) { correlate("correlation", first, second) }
      }
    }
    for node in nodes.indices where data.nodes.contains(node) {
      var above = nodes[node].parent
      while let ancestor = above {
        if data.nodes.contains(ancestor) { correlate("correlation_with_parent", node, ancestor) }
        above = nodes[ancestor].parent
      }
    }
    let dimensions = nodes[0].children.filter { data.nodes.contains($0) && !nodes[$0].children.isEmpty }
    for (position, first) in dimensions.enumerated() {
      for second in dimensions.dropFirst(position + 1) { correlate("correlation_across", first, second) }
    }
  }

  private mutating func correlate(_ check: String, _ first: Int, _ second: Int) {
    let (x, y) = (data.column(first), data.column(second))
    let pairs = zip(x, y).count { !$0.isNaN && !$1.isNaN }
    let r = pearsonCorrelation(x, y)
    let flag: String? =
      switch r {
      case let r? where r <= -0.4: "negative"
      case let r? where r >= 0.92 && check != "correlation_with_parent": "redundant"
      case let r? where r < 0.3: "weak"
      case nil: "constant"
      default: nil
      }
    add(check, first, r, other: nodes[second].id, flag: flag, cases: pairs)
  }

  /// Consistency, components and effective weights of the children of each node.
  private mutating func lookAtGroups() throws(DiagnosticError) {
    for node in nodes.indices where !nodes[node].children.isEmpty {
      let children = nodes[node].children.filter { data.nodes.contains($0) }
      guard children.count > 1 else { continue }
      let matrix = try data.scores.selecting(children.map { nodes[$0].id })
      let alpha = cronbachAlpha(matrix)
      add("alpha", node, alpha, flag: (alpha ?? 1) < 0.7 ? "low" : nil)
      if let components = try? PrincipalComponents(matrix) {
        for (position, share) in components.explained.enumerated() {
          let eigenvalue = components.standardDeviations[position] * components.standardDeviations[position]
          add(
            "component_share", node, share, other: "\(position + 1)",
            flag: position == 1 && eigenvalue > 1 ? "second_dimension" : nil, cases: components.units.count)
        }
      }
      if let adequacy = try? SamplingAdequacy(matrix) {
        add("sampling_adequacy", node, adequacy.overall, flag: adequacy.overall < 0.6 ? "low" : nil)
      }
      let used = wave.usedWeights
      let total = children.reduce(0) { $0 + used[$1] }
      guard total > 0, data.nodes.contains(node) else { continue }
      for (child, influence) in zip(children, try columnInfluences(matrix, on: data.column(node))) {
        let nominal = used[child] / total
        guard nominal > 0 else { continue }
        let ratio = influence.effectiveWeight.map { $0 / nominal }
        add(
          "effective_to_nominal", child, ratio, other: nodes[node].id,
          flag: ratio.map { $0 < 0.5 ? "counts_less" : $0 > 2 ? "counts_more" : nil } ?? nil)
      }
    }
  }

  /// What leaving out each indicator does to the ranks of the ranked units.
  private mutating func removeIndicators() {
    let ranked = wave.domains.domainOfBlock
    let estimates = wave.leaves.map { leaf in ranked.map { leaf[$0].estimate.value ?? .nan } }
    let nominal = competitionRanks(ranked.map { wave.values[$0][0] })
    for (leaf, node) in wave.leafNodes.enumerated() where !wave.tree.droppedLeaves.contains(leaf) {
      let rule = IndexRule(
        framework: wave.framework, domains: wave.domains, dropped: wave.tree.droppedLeaves + [leaf], isRankedOnly: true)
      guard let worked = try? rule.work(estimates) else { continue }
      let ranks = competitionRanks(worked.scores[0].map { $0.isNaN ? nil : $0 })
      let largest = zip(ranks, nominal).compactMap { new, old in new.flatMap { n in old.map { abs(n - $0) } } }.max()
      add(
        "removal_mean_rank_change", node, meanRankChange(ranks, from: nominal), cases: ranked.count, basis: "regions")
      add("removal_largest_rank_change", node, largest.map(Double.init), cases: ranked.count, basis: "regions")
    }
  }

  private func below(_ node: Int) -> [Int] { [node] + nodes[node].children.flatMap(below) }
}
