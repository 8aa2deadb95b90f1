internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// What measures that read imputed answers are in bootstrap replicates whose spread holds the error of imputation.
///
/// Either every replicate imputes anew (Shao & Sitter 1996), or several imputations of the published data are drawn by the
/// approximate Bayesian bootstrap, and replicates of the published data are shifted by them so that their variance is that of
/// sampling and (1 + 1/M) times that between imputations (Rubin 1987; Rubin & Schenker 1986).
struct Reimputation: Sendable {
  /// By measure, its values by replicate and domain, NaN where a replicate has none; only measures that read an imputed
  /// answer.
  let values: [Int: [[Double]]]

  /// - Parameters:
  ///   - estimators: the measures.
  ///   - sources: their sources.
  ///   - imputations: by source, how it is imputed anew.
  ///   - pipeline: the number of replicates, the seed, and the number of multiple imputations.
  ///   - threads: the values do not depend on them.
  /// - Throws: what makes an imputation impossible.
  init(
    _ estimators: [MeasureEstimator], sources: PreparedSources, imputations: [String: any RepeatedImputation],
    pipeline: PipelineDefinition, threads: Int
  ) throws(DiagnosticError) {
    let affected = estimators.indices.filter { estimators[$0].reads(imputations) }
    guard !affected.isEmpty, pipeline.replicates > 1 else {
      values = [:]
      return
    }
    let again = ImputedAgain(affected.map { estimators[$0] }, sources: sources, imputations: imputations, pipeline.seed)
    let several = pipeline.multipleImputations
    let replicates = try again.values(pipeline.replicates, threads: threads) { replicate in
      (replicate, several == nil ? replicate + 1 : nil)
    }
    let between = try several.map { count throws(DiagnosticError) in
      try again.values(count, threads: threads) { (nil, $0 + 1) }
    }
    var values: [Int: [[Double]]] = [:]
    for (place, position) in affected.enumerated() {
      let own = replicates.map { $0[place] }
      values[position] = between.map { Self.shifted(own, by: $0.map { $0[place] }) } ?? own
    }
    self.values = values
  }

  /// Replicates shifted by imputations in turn, by their distance from the mean of all.
  private static func shifted(_ replicates: [[Double]], by imputations: [[Double]]) -> [[Double]] {
    let count = Double(imputations.count)
    // In turn, their spread has divisor M.
    let scale = ((1 + 1 / count) * count / (count - 1)).squareRoot()
    let means = (imputations.first ?? []).indices.map { domain in
      imputations.reduce(0) { $0 + $1[domain] } / count
    }
    return replicates.enumerated().map { replicate, own in
      let imputed = imputations[replicate % imputations.count]
      return own.indices.map { own[$0] + scale * (imputed[$0] - means[$0]) }
    }
  }

  /// What the standard error of a measure is to be multiplied by in each domain: the deviation of its replicates over the
  /// error that takes imputed values for answers; 1 where either is not known.
  func inflation(_ position: Int, of estimates: [MeasureEstimate]) -> [Double]? {
    guard let replicates = values[position] else { return nil }
    return estimates.indices.map { domain in
      guard let error = estimates[domain].estimate.standardError, error > 0,
        let deviation = standardDeviation(replicates.map { $0[domain] }.filter(\.isFinite))
      else { return 1 }
      return deviation / error
    }
  }

  private func standardDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}

/// Measures over a replicate of their sources, or an imputation of them, or both.
private struct ImputedAgain: Sendable {
  private let estimators: [MeasureEstimator]
  private let sources: PreparedSources
  private let imputations: [String: any RepeatedImputation]
  private let seed: UInt64
  private let names: [String]
  /// By source, how it is drawn from, and the columns that are read.
  private let plans: [ReplicatePlan]
  private let read: [[String]]

  init(
    _ estimators: [MeasureEstimator], sources: PreparedSources, imputations: [String: any RepeatedImputation],
    _ seed: UInt64
  ) {
    self.estimators = estimators
    self.sources = sources
    self.imputations = imputations
    self.seed = seed
    let names = Set(estimators.flatMap(\.sampledSources)).filter { sources.sampled[$0] != nil }.sorted()
    self.names = names
    plans = names.compactMap { name in
      sources.sampled[name].map { source in
        ReplicatePlan(
          sample: source.sample, blockOfRecord: Array(repeating: 0, count: source.rows.count), blockCount: 1,
          columns: [])
      }
    }
    read = names.map { name in Set(estimators.flatMap { $0.columnsRead(of: name) }).sorted() }
  }

  /// The measures in every repetition.
  ///
  /// - Parameters:
  ///   - count: how many repetitions.
  ///   - threads: the values do not depend on them.
  ///   - which: the replicate of a repetition, nil for the full sample, and the draw of its imputation, nil for the published
  ///     values.
  /// - Returns: by repetition, measure and domain.
  /// - Throws: what makes an imputation impossible.
  func values(
    _ count: Int, threads: Int, _ which: @Sendable (Int) -> (replicate: Int?, draw: Int?)
  ) throws(DiagnosticError) -> [[[Double]]] {
    let found = parallelMap(count: count, threads: threads) { repetition -> Result<[[Double]], DiagnosticError> in
      let (replicate, draw) = which(repetition)
      do throws(DiagnosticError) {
        return .success(try self.values(replicate: replicate, draw: draw))
      } catch {
        return .failure(error)
      }
    }
    var values: [[[Double]]] = []
    for own in found { values.append(try own.get()) }
    return values
  }

  private func values(replicate: Int?, draw: Int?) throws(DiagnosticError) -> [[Double]] {
    var redrawn = sources
    for (place, name) in names.enumerated() {
      guard let source = sources.sampled[name] else { continue }
      let drawn = replicate.map { plans[place].draw(replicate: $0, seed: seed, stream: source.stream) }
      let copies =
        drawn.map { RecordCopies(multiplicities: $0.multiplicities) } ?? RecordCopies(each: source.rows.count)
      var columns: [(name: String, column: Column)] = []
      if let draw, let imputation = imputations[name] {
        let rows = RecordCopies(rows: copies.rows.map { source.rows[$0] }, isDrawn: copies.isDrawn)
        columns = try imputation.columns(rows, draw: draw, isApproximateBayesian: replicate == nil)
      }
      let weights = copies.rows.map { record in
        drawn.map { $0.weights[record] / Double(max(1, $0.multiplicities[record])) } ?? source.sample.weights[record]
      }
      redrawn.sampled[name] = source.replicate(copies.rows, weights: weights, reading: read[place], with: columns)
    }
    return estimators.map { own in
      let again = MeasureEstimator(own.measure, wave: own.wave, sources: redrawn, domains: own.domains)
      return own.domains.domains.indices.map { again.value(domain: $0) ?? .nan }
    }
  }
}

extension MeasureEstimator {
  /// Whether it reads a variable that holds imputed values.
  func reads(_ imputations: [String: any RepeatedImputation]) -> Bool {
    (measure.expression?.terms ?? []).contains { term in
      guard let imputed = imputations[term.source]?.variables else { return false }
      return ((term.argument?.columnsRead ?? []) + (term.filter?.columnsRead ?? [])).contains(where: imputed.contains)
    }
  }

  /// The columns of a source that it reads.
  func columnsRead(of source: String) -> [String] {
    (measure.expression?.terms ?? []).filter { $0.source == source }.flatMap { term in
      (term.argument?.columnsRead ?? []) + (term.filter?.columnsRead ?? [])
    }
  }
}

/// What the reader must know of imputed answers.
func imputationNotes(_ datasets: [String: Dataset], pipeline: PipelineDefinition) -> [LocalizedText] {
  datasets.sorted { $0.key < $1.key }.compactMap { _, dataset in
    guard let names = dataset.imputation?.variables, !names.isEmpty else { return nil }
    let (zh, en) = (names.joined(separator: "、"), names.joined(separator: ", "))
    if let count = pipeline.multipleImputations, pipeline.replicates > 1 {
      return LocalizedText(
        zh: "\(dataset.wave) 年 \(zh) 的缺失回答经过插补；标准误含有 \(count) 次多重插补之间的差异。",
        en:
          "\(dataset.wave): missing answers of \(en) were imputed; standard errors hold the variance between \(count) multiple imputations."
      )
    }
    return pipeline.replicates > 1
      ? LocalizedText(
        zh: "\(dataset.wave) 年 \(zh) 的缺失回答经过插补；每次重抽样都重新插补，标准误因此含有插补的误差。",
        en:
          "\(dataset.wave): missing answers of \(en) were imputed, and anew in every re-draw, so that standard errors hold the error of imputation."
      )
      : LocalizedText(
        zh: "\(dataset.wave) 年 \(zh) 的缺失回答经过插补；没有重抽样，标准误把插补值当作回答，因而偏小。",
        en:
          "\(dataset.wave): missing answers of \(en) were imputed; without re-draws, standard errors take them for answers and are too small."
      )
  }
}
