public import Diagnostics
public import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The pairwise judgements of a panel of experts: what each says, how consistent it is, and how far they agree.
public struct PanelJudgements: Sendable {
  public let panel: ExpertPanel
  /// One matrix an expert.
  public let judgements: [PairwiseJudgements]
  /// What follows from the judgements of each expert.
  public let priorities: [Priorities]
  /// Weights of the panel's consensus, in the order of what it compares.
  public let weights: [Double]
  /// How far the experts agree, from 0 to 1; nil for a single one.
  public let agreement: Double?

  /// - Parameter panel: experts who were asked for judgements.
  /// - Throws: judgements that make no matrix of comparisons.
  public init(_ panel: ExpertPanel) throws(DiagnosticError) {
    var matrices: [PairwiseJudgements] = []
    for expert in panel.experts {
      matrices.append(
        try PairwiseJudgements(
          names: panel.compared, rows: Self.square(expert.judgements ?? [], panel.compared.count)))
    }
    self.panel = panel
    judgements = matrices
    priorities = matrices.map { $0.priorities() }
    weights = try PairwiseJudgements.consensus(matrices, weights: panel.experts.map(\.weight)).priorities().weights
    agreement = priorities.count > 1 ? Self.agreement(priorities.map(\.weights)) : nil
  }

  /// The experts whose consistency ratio is above 0.1 (Saaty 1980), with the judgement that fits the others least and what would
  /// mend it.
  public var contradictions: [Diagnostic] {
    judgements.indices.filter { !priorities[$0].isConsistent }.map { place in
      let expert = panel.experts[place]
      let found = priorities[place]
      let repair = judgements[place].mostInconsistentJudgement().map { repair in
        "The least fitting one is \(repair.rowName) against \(repair.columnName): judged \(rounded(repair.judged)), the "
          + "weights imply \(rounded(repair.implied)); with \(onScale(repair.suggested)) the ratio would be "
          + "\(rounded(repair.consistencyRatioAfter ?? 0))"
      }
      return Diagnostic(
        .error, code: "I-402", at: expert.location,
        "the judgements of \(expert.name) contradict each other: consistency index \(rounded(found.consistencyIndex)), "
          + "consistency ratio \(rounded(found.consistencyRatio ?? 0)), expected 0.1 or less",
        advice: repair ?? "Ask again")
    }
  }

  /// The panel in a line: the range of consistency ratios and the agreement.
  public var summary: String {
    let ratios = priorities.compactMap(\.consistencyRatio)
    let range = (ratios.min() ?? 0, ratios.max() ?? 0)
    var text = "panel \(panel.id): \(panel.experts.count) experts, consistency ratio "
    text += range.0 == range.1 ? rounded(range.0) : "\(rounded(range.0)) to \(rounded(range.1))"
    if let agreement { text += ", agreement \(Int((agreement * 100).rounded())) %" }
    return text
  }

  /// The matrix of an upper triangle, row by row.
  private static func square(_ upper: [Double], _ count: Int) -> [[Double]] {
    var rows = [[Double]](repeating: [Double](repeating: 1, count: count), count: count)
    var next = 0
    for i in 0..<count {
      for j in (i + 1)..<max(count, i + 1) where upper.indices.contains(next) {
        rows[i][j] = upper[next]
        rows[j][i] = 1 / upper[next]
        next += 1
      }
    }
    return rows
  }

  /// The consensus indicator of K. D. Goepel, "Implementing the Analytic Hierarchy Process as a standard method for
  /// multi-criteria decision making in corporate enterprises", Proceedings of the International Symposium on the AHP (2013).
  ///
  /// Shannon's entropies of the experts' weights (α) and of their mean (γ) give the similarity exp(Hα - Hγ), which is brought
  /// to 0…1 by the least that judgements up to 9 allow.
  private static func agreement(_ weights: [[Double]]) -> Double {
    let (experts, names) = (Double(weights.count), Double(weights[0].count))
    func part(_ share: Double) -> Double { share > 0 ? -share * log(share) : 0 }
    let alpha = weights.reduce(0) { $0 + $1.reduce(0) { $0 + part($1) } } / experts
    let gamma = weights[0].indices.reduce(0) { sum, name in
      sum + part(weights.reduce(0) { $0 + $1[name] } / experts)
    }
    // Each expert has one name 9 times as important as all others, and no two the same while there are names left.
    let all = names + 8
    let least = part(9 / all) + (names - 1) * part(1 / all)
    let most =
      experts >= names ? log(names) : (names - experts) * part(1 / all) + experts * part((experts + 8) / experts / all)
    let floor = exp(least - most)
    return floor < 1 ? max(0, (exp(alpha - gamma) - floor) / (1 - floor)) : 1
  }
}

extension Framework {
  /// The panels whose pairwise judgements make weights, each once, in the framework's order.
  ///
  /// - Returns: what they say.
  /// - Throws: every expert whose judgements contradict each other.
  public func judgedPanels() throws(DiagnosticError) -> [PanelJudgements] {
    var found: [PanelJudgements] = []
    var problems: [Diagnostic] = []
    for panel in nodes.flatMap({ $0.method.weighting.judgedPanels })
    where !found.contains(where: { $0.panel.id == panel.id }) {
      let judged = try PanelJudgements(panel)
      problems += judged.contradictions
      found.append(judged)
    }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
    return found
  }
}

extension WeightingScheme {
  fileprivate var judgedPanels: [ExpertPanel] {
    switch self {
    case .analyticHierarchy(let panel): [panel]
    case .combined(let parts, _): parts.flatMap(\.judgedPanels)
    default: []
    }
  }
}

/// Two decimals for messages, and never a negative 0.
private func rounded(_ x: Double) -> String { "\((x * 100).rounded() / 100 + 0)" }

/// A judgement as it is written: a whole number or its reciprocal.
private func onScale(_ x: Double) -> String { x >= 1 ? "\(Int(x.rounded()))" : "1/\(Int((1 / x).rounded()))" }
