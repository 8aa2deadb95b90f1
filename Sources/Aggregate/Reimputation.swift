internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// What measures that read imputed answers are in bootstrap replicates that impute anew (Shao & Sitter 1996).
struct Reimputation: Sendable {
  /// By measure, its values by replicate and domain, NaN where a replicate has none; only measures that read an imputed
  /// answer.
  let values: [Int: [[Double]]]

  /// - Parameters:
  ///   - estimators: the measures.
  ///   - sources: their sources.
  ///   - imputations: by source, how it is imputed anew.
  ///   - count: the number of replicates.
  ///   - seed: the seed of the replicates of the index, whose draws these are.
  ///   - threads: the values do not depend on them.
  /// - Throws: what makes an imputation impossible.
  init(
    _ estimators: [MeasureEstimator], sources: PreparedSources, imputations: [String: any RepeatedImputation],
    count: Int, seed: UInt64, threads: Int
  ) throws(DiagnosticError) {
    let affected = estimators.indices.filter { estimators[$0].reads(imputations) }
    guard !affected.isEmpty, count > 1 else {
      values = [:]
      return
    }
    let names = Set(affected.flatMap { estimators[$0].sampledSources }).sorted()
    let plans = names.compactMap { name in
      sources.sampled[name].map { source in
        ReplicatePlan(
          sample: source.sample, blockOfRecord: Array(repeating: 0, count: source.rows.count), blockCount: 1,
          columns: [])
      }
    }
    let read = names.map { name in Set(affected.flatMap { estimators[$0].columnsRead(of: name) }).sorted() }
    let drawn = parallelMap(count: count, threads: threads) { replicate -> Result<[[Double]], DiagnosticError> in
      var redrawn = sources
      for (place, name) in names.enumerated() {
        guard let source = sources.sampled[name] else { continue }
        let draw = plans[place].draw(replicate: replicate, seed: seed, stream: source.stream)
        let copies = RecordCopies(multiplicities: draw.multiplicities)
        var columns: [(name: String, column: Column)] = []
        if let imputation = imputations[name] {
          let rows = RecordCopies(rows: copies.rows.map { source.rows[$0] }, isDrawn: copies.isDrawn)
          do throws(DiagnosticError) {
            columns = try imputation.columns(rows, draw: replicate + 1)
          } catch {
            return .failure(error)
          }
        }
        let weights = copies.rows.map { draw.weights[$0] / Double(max(1, draw.multiplicities[$0])) }
        redrawn.sampled[name] = source.replicate(copies.rows, weights: weights, reading: read[place], with: columns)
      }
      return .success(
        affected.map { position in
          let own = estimators[position]
          let again = MeasureEstimator(own.measure, wave: own.wave, sources: redrawn, domains: own.domains)
          return own.domains.domains.indices.map { again.value(domain: $0) ?? .nan }
        })
    }
    var values: [Int: [[Double]]] = [:]
    for replicate in drawn {
      let found = try replicate.get()
      for (place, position) in affected.enumerated() { values[position, default: []].append(found[place]) }
    }
    self.values = values
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

  /// The value for a domain, without its error.
  func value(domain: Int) -> Double? {
    guard let expression = measure.expression, terms.count == expression.terms.count else { return nil }
    let values = expression.terms.indices.compactMap { termEstimate($0, domain: domain)?.value }
    return values.count == terms.count ? expression.value(values) : nil
  }
}

/// What the reader must know of imputed answers.
func imputationNotes(_ datasets: [String: Dataset], replicates: Int) -> [LocalizedText] {
  datasets.sorted { $0.key < $1.key }.compactMap { _, dataset in
    guard let names = dataset.imputation?.variables, !names.isEmpty else { return nil }
    let (zh, en) = (names.joined(separator: "、"), names.joined(separator: ", "))
    return replicates > 1
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
