internal import Diagnostics
internal import Estimation
internal import SurveyModel
internal import Tables

/// Tests of association between variables of the survey: Rao and Scott's (1984) second-order correction, adjusted after Holm
/// (1979) over all that are declared.
struct Associations {
  /// More cells than this are no table that can be tested.
  private static let mostCells = 400

  private let settings: [AssociationSettings]
  private let wave: Int
  private let survey: SampledSource

  /// nil where nothing is declared, and without a survey.
  init?(_ done: EvaluatedWave, pipeline: PipelineDefinition) {
    guard !pipeline.associations.isEmpty, let survey = done.prepared.sources.sampled.values.first(where: \.isSurvey)
    else { return nil }
    settings = pipeline.associations
    wave = done.table.wave.wave
    self.survey = survey
  }

  /// One row an association whose variables the wave has.
  ///
  /// - Throws: every table with too many cells, and strata with a single unit under `fail`.
  func rows() throws(DiagnosticError) -> [Association] {
    var problems: [Diagnostic] = []
    var rows: [Association] = []
    for own in settings {
      guard let first = survey.table[own.rows], let second = survey.table[own.columns] else { continue }
      do throws(DiagnosticError) {
        rows.append(try test(own, first, second))
      } catch {
        problems += error.diagnostics
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let tested = rows.indices.filter { rows[$0].pValue != nil }
    let adjusted = holmAdjusted(tested.compactMap { rows[$0].pValue })
    for (row, p) in zip(tested, adjusted) { rows[row].adjustedPValue = p }
    return rows
  }

  private func test(
    _ own: AssociationSettings, _ first: Column, _ second: Column
  ) throws(DiagnosticError) -> Association {
    var (rowClasses, columnClasses) = (Classes(), Classes())
    var records: [Int] = []
    var places: [(row: Int, column: Int)] = []
    for (record, row) in survey.rows.enumerated() {
      guard let a = first.label(at: row), let b = second.label(at: row), survey.sample.weights[record] > 0 else {
        continue
      }
      records.append(record)
      places.append((rowClasses.number(of: a), columnClasses.number(of: b)))
    }
    var result = Association(
      wave: wave, rows: own.rows, columns: own.columns, rowCount: rowClasses.count, columnCount: columnClasses.count,
      n: records.count, leftOut: survey.rows.count - records.count)
    guard rowClasses.count * columnClasses.count <= Self.mostCells else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "E-192", at: own.location,
          "the table of `\(own.rows)` and `\(own.columns)` has \(rowClasses.count) × \(columnClasses.count) cells in "
            + "\(wave), and at most \(Self.mostCells) can be tested",
          advice: "Derive fewer classes from them in cleaning"))
    }
    guard rowClasses.count > 1, columnClasses.count > 1 else { return result }
    let cellOf = places.map { $0.column * rowClasses.count + $0.row }
    let shares = try shares(records, cellOf, count: rowClasses.count * columnClasses.count)
    // Calibration ties all records together; without it the domain has the degrees of freedom of its own units.
    let counted = survey.sample.adjustments.isEmpty ? records : Array(survey.rows.indices)
    let table = ShareTable(
      rowCount: rowClasses.count, columnCount: columnClasses.count, shares: shares, totals: shares,
      n: Double(records.count), designDF: Double(survey.sample.survey.degreesOfFreedom(over: counted)))
    result.pearson = table.pearson
    result.cramersV = table.cramersV
    result.smallestExpected = table.smallestExpected
    result.meanDesignEffect = table.meanDesignEffect
    if table.designDF > 0, let found = table.raoScottF, found.statistic.isFinite, found.pValue.isFinite {
      result.statistic = found.statistic
      result.numeratorDF = found.numeratorDF
      result.denominatorDF = found.denominatorDF
      result.pValue = found.pValue
    }
    return result
  }

  /// The shares of the cells among the records, with their covariance.
  private func shares(_ records: [Int], _ cellOf: [Int], count: Int) throws(DiagnosticError) -> JointEstimate {
    let weights = survey.sample.weights
    let total = records.reduce(0) { $0 + weights[$1] }
    var sums = [Double](repeating: 0, count: count)
    for (place, record) in records.enumerated() { sums[cellOf[place]] += weights[record] }
    let estimates = (0..<count).map { cell in
      let share = sums[cell] / total
      var z = [Double](repeating: 0, count: weights.count)
      for (place, record) in records.enumerated() {
        z[record] = weights[record] * ((cellOf[place] == cell ? 1 : 0) - share) / total
      }
      return LinearisedEstimate(value: share, linearised: z)
    }
    return try survey.sample.joint(estimates, over: records)
  }

  /// Labels numbered in order of first appearance.
  private struct Classes {
    private var numbers: [String: Int] = [:]
    var count: Int { numbers.count }

    mutating func number(of label: String) -> Int {
      if let known = numbers[label] { return known }
      numbers[label] = numbers.count
      return numbers.count - 1
    }
  }
}
