internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// Estimates of the survey's measures for the combinations of variables that the pipeline declares as domains.
///
/// Codes are in the order of the questionnaire or of the derived variable, else of their numbers; records that lack a variable are in none of its domains.
/// Domains of one variable also have scores of dimensions.
func domainEstimates(
  _ estimators: [MeasureEstimator], scores: WaveScores, datasets: [String: Dataset], prepared: PreparedWave,
  pipeline: PipelineDefinition, threads: Int
) throws(DiagnosticError) -> (estimates: [DomainEstimate], scores: [GroupScore]) {
  let crossings = pipeline.domains
  guard !crossings.isEmpty, let survey = prepared.sources.sampled.values.first(where: \.isSurvey),
    let dataset = datasets[survey.name]
  else { return ([], []) }
  let own = estimators.filter { estimator in
    estimator.measure.expression?.terms.allSatisfy { $0.source == survey.name } ?? false
  }
  var estimates: [DomainEstimate] = []
  var groups = GroupScores(scores, survey: survey, estimators: own)
  for crossing in crossings {
    let columns = crossing.compactMap { dataset.table[$0] }
    guard columns.count == crossing.count else { continue }
    let order = crossing.map { name in
      let derived = pipeline.cleaning.derived.first { $0.name == name }?.answers ?? []
      return (derived.isEmpty ? dataset.codebook[name]?.answers ?? [] : derived).map(\.code)
    }
    let (codes, records) = combinations(columns, inOrder: order, rows: survey.rows)
    var sources = PreparedSources()
    sources.sampled[survey.name] = survey.inDomains(records)
    let (domains, finished) = (AssessedDomains(count: records.count), sources)
    var found = parallelMap(count: own.count, threads: threads) { index in
      let estimator = MeasureEstimator(own[index], sources: finished, domains: domains)
      return (estimator: estimator, estimates: estimator.estimates())
    }
    let reimputed = try Reimputation(
      found.map(\.estimator), sources: finished, imputations: datasets.compactMapValues(\.imputation),
      pipeline: pipeline,
      threads: threads)
    for index in found.indices {
      guard let inflation = reimputed.inflation(index, of: found[index].estimates) else { continue }
      found[index].estimates = found[index].estimator.estimates(inflation: inflation)
    }
    for domain in records.indices {
      for measure in found {
        estimates.append(
          DomainEstimate(variables: crossing, codes: codes[domain], estimate: measure.estimates[domain].estimate))
      }
      if crossing.count == 1 {
        groups?.add(
          found.map { $0.estimates[domain] }, variable: crossing[0], code: codes[domain][0], records: records[domain])
      }
    }
  }
  return (estimates, groups?.adjusted() ?? [])
}

/// The combinations that occur, in order, and the records of each.
private func combinations(
  _ columns: [Column], inOrder declared: [[String]], rows: [Int]
) -> (codes: [[String]], records: [[Int]]) {
  var number: [[String]: Int] = [:]
  var codes: [[String]] = []
  var records: [[Int]] = []
  for (record, row) in rows.enumerated() {
    if columns.contains(where: { $0.isMissing(at: row) }) { continue }
    let own = columns.map { $0.codeText(at: row) }
    if let known = number[own] {
      records[known].append(record)
    } else {
      number[own] = codes.count
      codes.append(own)
      records.append([record])
    }
  }
  let places = declared.map { codes in
    Dictionary(codes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
  func key(_ column: Int, _ code: String) -> (Int, Double, String) {
    (places[column][code] ?? Int.max, parseDouble(code) ?? .infinity, code)
  }
  let order = codes.indices.sorted { a, b in
    for column in columns.indices where codes[a][column] != codes[b][column] {
      return key(column, codes[a][column]) < key(column, codes[b][column])
    }
    return a < b
  }
  return (order.map { codes[$0] }, order.map { records[$0] })
}
