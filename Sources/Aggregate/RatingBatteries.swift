internal import Diagnostics
internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// The ratings of a survey as the framework and the questionnaire group them.
struct RatingBatteries {
  let source: SampledSource
  let wave: Int
  let codebook: Codebook
  /// Variables of questions with several ratings, by question.
  private let questions: [(id: String, items: [String])]
  /// Ratings that indicators of a dimension read, by dimension in framework order.
  let dimensions: [(id: String, items: [String])]
  /// The first indicator that is the mean of a rating and of nothing else, by rating.
  let indicators: [String: String]
  private let rootID: String

  init?(_ done: EvaluatedWave, pipeline: PipelineDefinition) {
    guard let source = done.prepared.sources.sampled.values.first(where: \.isSurvey),
      let questionnaire = pipeline.questionnaire
    else { return nil }
    self.source = source
    wave = done.table.wave.wave
    codebook = questionnaire.codebook
    let codebook = questionnaire.codebook
    let table = source.table
    func isRating(_ name: String) -> Bool { codebook[name]?.kind == .likert && table[name] != nil }
    questions = questionnaire.questions.map { ($0.id, $0.variables.filter(isRating)) }.filter { $0.items.count > 1 }
    let framework = pipeline.framework
    rootID = framework.nodes.first?.id ?? ""
    var read: [String: [String]] = [:]
    var indicators: [String: String] = [:]
    for estimator in done.estimators {
      let terms = estimator.measure.expression?.terms ?? []
      for term in terms where term.source == source.name {
        let columns = term.argument?.columnsRead ?? []
        read[estimator.measure.id, default: []] += columns.filter(isRating)
        if terms.count == 1, term.function == .mean, term.filter == nil, columns.count == 1, isRating(columns[0]),
          indicators[columns[0]] == nil
        {
          indicators[columns[0]] = estimator.measure.id
        }
      }
    }
    self.indicators = indicators
    dimensions = framework.dimensions.map { dimension in
      var items: [String] = []
      for leaf in framework.indicators(below: dimension.id) {
        for name in read[leaf.id] ?? [] where !items.contains(name) { items.append(name) }
      }
      return (dimension.id, items)
    }.filter { !$0.items.isEmpty }
  }

  /// The points of a rating by record, NaN without an answer.
  private func points(_ name: String) -> [Double] {
    guard let variable = codebook[name], let column = source.table[name] else { return [] }
    var scores: [String: Double] = [:]
    for (answer, score) in zip(variable.answers, variable.scaleScores) { scores[answer.code] = score }
    let plain = scores.isEmpty ? column.numericValues : nil
    return source.rows.map { row in
      if column.isMissing(at: row) { return .nan }
      return plain?[row] ?? scores[column.codeText(at: row)] ?? .nan
    }
  }

  private func complete(_ columns: [[Double]]) -> [Int] {
    source.rows.indices.filter { record in columns.allSatisfy { !$0[record].isNaN } }
  }

  func reliability() -> [BatteryReliability] {
    (questions + dimensions.filter { $0.items.count > 1 }).compactMap { battery in
      let columns = battery.items.map(points)
      let records = complete(columns)
      guard let found = source.sample.battery(columns, over: records) else { return nil }
      var result = BatteryReliability(
        wave: wave, battery: battery.id, items: battery.items, n: found.n, effectiveN: found.effectiveN)
      result.alpha = found.alpha
      let interval = source.sample.alphaInterval(columns, over: records)
      result.alphaLow = interval?.low
      result.alphaHigh = interval?.high
      result.omega = found.omega
      result.samplingAdequacy = found.samplingAdequacy?.overall
      result.bartlettPValue = found.bartlettTest?.pValue
      result.itemRestCorrelations = found.itemFits.map(\.itemRestCorrelation)
      result.alphaWithout = found.itemFits.map(\.alphaWithout)
      if let factor = found.factorModel { result.loadings = factor.loadings.map { $0 } }
      return result
    }
  }

  /// Shares of R² of the outcome: of the dimensions, each the mean of its ratings, then of the ratings of each dimension.
  ///
  /// - Throws: when a dimension has more than twelve ratings, whose sets are too many to fit.
  func importance(of outcome: String) throws(DiagnosticError) -> [DerivedImportance] {
    let explained = outcomeValues(outcome)
    guard !explained.isEmpty else { return [] }
    var rows: [DerivedImportance] = []
    func add(_ nodeID: String, _ names: [String], _ columns: [[Double]]) throws(DiagnosticError) {
      let records = complete([explained] + columns)
      guard names.count > 1, records.count > names.count + 1 else { return }
      let found = try source.sample.relativeImportance(for: explained, of: columns, over: records)
      guard found.rSquared > 0 else { return }
      for (name, share) in zip(names, found.shares) {
        rows.append(
          DerivedImportance(
            wave: wave, outcome: outcome, nodeID: nodeID, predictor: name, n: records.count,
            share: 100 * share / found.rSquared, rSquared: found.rSquared))
      }
    }
    let items = dimensions.map { $0.items.filter { $0 != outcome }.map(points) }
    let usable = dimensions.indices.filter { !items[$0].isEmpty }
    try add(rootID, usable.map { dimensions[$0].id }, usable.map { mean(items[$0]) })
    for place in usable {
      try add(dimensions[place].id, dimensions[place].items.filter { $0 != outcome }, items[place])
    }
    return rows
  }

  /// An outcome is a rating, or any variable of numbers such as a recommendation of 0 to 10.
  private func outcomeValues(_ name: String) -> [Double] {
    if codebook[name]?.kind == .likert { return points(name) }
    guard let values = source.table[name]?.numericValues else { return [] }
    return source.rows.map { values[$0] }
  }

  /// The mean over the ratings answered, where half of them or more are; the others would leave few records.
  private func mean(_ columns: [[Double]]) -> [Double] {
    source.rows.indices.map { record in
      let known = columns.compactMap { $0[record].isNaN ? nil : $0[record] }
      return 2 * known.count >= columns.count && !known.isEmpty
        ? known.reduce(0, +) / Double(known.count) : .nan
    }
  }
}
