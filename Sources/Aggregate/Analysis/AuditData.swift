internal import CompositeIndex
internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel

/// The scores that the statistical audit of the framework looks at.
struct AuditData {
  /// `regions` or `firms`.
  let basis: String
  /// Scores of all nodes, NaN for missing; columns by node.
  let scores: IndicatorMatrix
  /// The nodes that have columns, in the framework's order.
  let nodes: [Int]

  /// With fewer units than this correlations between them say little, so firms are looked at.
  static let leastRegions = 30
  /// The most firms that are looked at; of more, evenly spaced ones.
  static let mostFirms = 20_000

  /// Regions where there are enough of them, else the firms of the survey; regions again where there is no survey.
  ///
  /// - Parameter done: the wave.
  /// - Throws: when units share a name.
  init(_ done: EvaluatedWave) throws(DiagnosticError) {
    let wave = done.table.wave
    let survey = done.prepared.sources.sampled.values.filter(\.isSurvey).min { $0.name < $1.name }
    if wave.domains.blockIDs.count < Self.leastRegions, let survey,
      let firms = try Self.firms(wave, done.estimators, survey)
    {
      self = firms
    } else {
      nodes = Array(wave.framework.nodes.indices)
      scores = try wave.rankedScores(of: nodes)
      basis = "regions"
    }
  }

  private init(basis: String, scores: IndicatorMatrix, nodes: [Int]) {
    self.basis = basis
    self.scores = scores
    self.nodes = nodes
  }

  func column(_ node: Int) -> [Double] {
    nodes.firstIndex(of: node).map { scores.column($0) } ?? []
  }

  /// Each firm's own answers scored like the units' estimates, and added up by declared weights; nil where no indicator has a
  /// value of a single firm.
  private static func firms(
    _ wave: WaveScores, _ estimators: [MeasureEstimator], _ survey: SampledSource
  ) throws(DiagnosticError) -> AuditData? {
    let count = survey.rows.count
    let picked =
      count <= mostFirms ? Array(0..<count) : (0..<mostFirms).map { $0 * count / mostFirms }
    let leaves = estimators.indices.map { leaf -> [Double]? in
      guard let expression = estimators[leaf].measure.expression,
        expression.terms.allSatisfy({ $0.source == survey.name && $0.function.hasValueOfOne })
      else { return nil }
      let terms = estimators[leaf].terms
      return picked.map { record in
        guard terms.allSatisfy({ $0.isUsable[record] || $0.function == .count }),
          let value = expression.value(terms.map { $0.values[record] })
        else { return .nan }
        return wave.scorers[leaf].score(orNaN: value)
      }
    }
    let used = leaves.indices.filter { leaves[$0]?.contains { !$0.isNaN } ?? false }
    guard used.count > 1, picked.count >= leastRegions else { return nil }
    let width = leaves.count
    var rows = [Double](repeating: .nan, count: picked.count * width)
    for leaf in used {
      for (firm, score) in (leaves[leaf] ?? []).enumerated() { rows[firm * width + leaf] = score }
    }
    let all = ScoreTree(framework: wave.framework).scores(rows: rows)
    let total = wave.framework.nodes.count
    let nodes = (0..<total).filter { node in picked.indices.contains { !all[$0 * total + node].isNaN } }
    let scores = try IndicatorMatrix(
      units: picked.map { "\($0)" }, columns: nodes.map { wave.framework.nodes[$0].id },
      values: nodes.flatMap { node in picked.indices.map { all[$0 * total + node] } })
    return AuditData(basis: "firms", scores: scores, nodes: nodes)
  }
}

extension AggregateFunction {
  /// Whether a single record has a value of it: its own.
  fileprivate var hasValueOfOne: Bool {
    switch self {
    case .standardDeviation, .medianAbsoluteDeviation: false
    default: true
    }
  }
}
