public import Diagnostics
public import SurveyModel

/// Calibration to totals of numbers (Deville & Särndal 1992) of rows that only an engine sees: Newton's method for λ, a round
/// of cells at a time, λ written into the next round's expressions.
public struct RoundCalibration: Sendable {
  /// The variables, expressions over one row that have a value in every row; `1` for the number of rows.
  public var variables: [String]
  /// Their totals in the population.
  public var totals: [Double]
  /// How g follows from the variables.
  public var distance: CalibrationDistance
  /// The largest distance from a total, as a share of 1 + |total|, that counts as met.
  public var tolerance: Double
  /// Where Newton's method gives up.
  public var maximumRounds: Int

  /// - Parameters:
  ///   - variables: expressions over one row.
  ///   - totals: their totals in the population.
  ///   - distance: how g follows from the variables.
  ///   - tolerance: what counts as met.
  ///   - maximumRounds: where to give up.
  public init(
    variables: [String], totals: [Double], distance: CalibrationDistance = .linear, tolerance: Double = 1e-12,
    maximumRounds: Int = 50
  ) {
    self.variables = variables
    self.totals = totals
    self.distance = distance
    self.tolerance = tolerance
    self.maximumRounds = maximumRounds
  }

  /// Finds λ.
  ///
  /// - Parameters:
  ///   - engine: what answers the rounds.
  ///   - plan: the design and the domains; its items do not matter.
  ///   - lonelyPolicy: what a stratum with one unit adds to a variance.
  /// - Returns: estimators with the calibrated weights.
  /// - Throws: the total that cannot be met, rows in which a variable has no value, and what the engine throws.
  public func calibrated<Engine: AggregationEngine>(
    _ engine: Engine, plan: ReductionPlan, lonelyPolicy: LonelyPolicy = .fail
  ) async throws(DiagnosticError) -> CalibratedRounds<Engine> {
    guard variables.count == totals.count, !variables.isEmpty else {
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "E-184", "\(variables.count) variables of calibration have \(totals.count) totals",
          advice: "Give one total for each, and at least one"))
    }
    var lambda = [Double](repeating: 0, count: variables.count)
    var current = try await round(engine, plan, lambda)
    let atStart = current
    var rounds = 1
    while current.error >= tolerance {
      guard rounds < maximumRounds, let change = current.step else { throw notMet(current) }
      var share = 1.0
      while true {
        let next = zip(lambda, change).map { $0 + share * $1 }
        let trial = try await round(engine, plan, next)
        rounds += 1
        if trial.error < current.error || trial.error < tolerance {
          (lambda, current) = (next, trial)
          break
        }
        share /= 2
        guard share > 1e-6, rounds < maximumRounds else { throw notMet(current) }
      }
    }
    // One more step costs a round and takes the totals to rounding.
    if current.error > 0, let change = current.step {
      let next = zip(lambda, change).map(+)
      if try await round(engine, plan, next).error <= current.error { lambda = next }
    }
    return CalibratedRounds(
      engine: engine, plan: plan, calibration: self, lambda: lambda, products: atStart.products,
      lonelyPolicy: lonelyPolicy)
  }

  private struct Round {
    var misfit: [Double]
    var error: Double
    /// Σ w x x', and the same times the derivative of g.
    var products: Matrix
    var information: Matrix

    /// Newton's step; nil where variables say the same.
    var step: [Double]? {
      information.solving(Matrix(rows: misfit.map { [$0] }))?.elements
    }
  }

  private func round(
    _ engine: some AggregationEngine, _ plan: ReductionPlan, _ lambda: [Double]
  ) async throws(DiagnosticError) -> Round {
    var (g, slope) = factor(lambda)
    if lambda.allSatisfy({ $0 == 0 }) {
      // Without the variables in it, so that each is told alone if rows lack it.
      let atZero = distance.factor(0)
      (g, slope) = ("\(atZero.value)", "\(atZero.slope)")
    }
    var own = plan
    own.domains = []
    own.items = variables.map { .init(name: $0, expression: "(\(g)) * (\($0))") }
    for (row, first) in variables.enumerated() {
      for second in variables[...row] {
        own.items.append(
          .init(
            name: "\(first), \(second)", expression: "(\(slope)) * (\(first)) * (\(second))",
            denominator: "(\(first)) * (\(second))"))
      }
    }
    own.shifts = own.items.map { _ in .init() }
    let table = try await engine.cells(own)
    let sums = own.items.indices.map { item in
      table.keys.indices.reduce(into: MonomialSums()) { $0.add(table[item: item, cell: $1].weighted) }
    }
    try checkComplete(table, itemCount: own.items.count)
    let misfit = totals.indices.map { totals[$0] - sums[$0].y }
    var products = Matrix(rowCount: totals.count, columnCount: totals.count)
    var information = products
    var position = totals.count
    for row in totals.indices {
      for column in 0...row {
        (products[row, column], products[column, row]) = (sums[position].x, sums[position].x)
        (information[row, column], information[column, row]) = (sums[position].y, sums[position].y)
        position += 1
      }
    }
    let error = zip(misfit, totals).reduce(0) { worst, own in
      let share = abs(own.0) / (1 + abs(own.1))
      return share.isNaN ? .infinity : max(worst, share)
    }
    return Round(misfit: misfit, error: error, products: products, information: information)
  }

  private func checkComplete(_ table: CellTable, itemCount: Int) throws(DiagnosticError) {
    let rows = table.rowCounts.reduce(0, +)
    var problems: [Diagnostic] = []
    for (item, name) in variables.enumerated() {
      let n = table.keys.indices.reduce(0) { $0 + table[item: item, cell: $1].n }
      if Int(n) != rows {
        problems.append(
          Diagnostic(
            .error, code: "E-185",
            "\(rows - Int(n)) of \(rows) rows have no value of \(name)",
            advice: "Calibrate to variables that every row has, or impute them"))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  private func notMet(_ round: Round) -> DiagnosticError {
    let shares = zip(round.misfit, totals).map { abs($0) / (1 + abs($1)) }
    let worst = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    return DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "E-132",
        "the weights cannot be calibrated to the total \(totals[worst]) of \(variables[worst]): they come to "
          + "\(totals[worst] - round.misfit[worst])",
        advice: "Widen the bounds, or take out a variable that says what others say already"))
  }

  /// g and its derivative at u = x'λ, as expressions.
  func factor(_ lambda: [Double]) -> (value: String, slope: String) {
    let u = zip(lambda, variables).map { "(\($0)) * (\($1))" }.joined(separator: " + ")
    switch distance {
    case .linear: return ("1 + \(u)", "1")
    case .truncatedLinear(let lower, let upper):
      return (
        "LEAST(\(upper), GREATEST(\(lower), 1 + \(u)))",
        "CASE WHEN 1 + \(u) BETWEEN \(lower) AND \(upper) THEN 1 ELSE 0 END"
      )
    case .raking: return ("EXP(\(u))", "EXP(\(u))")
    case .logit(let lower, let upper):
      let a = (upper - lower) / ((1 - lower) * (upper - 1))
      let decay = "EXP(LEAST(700.0, GREATEST(-700.0, -\(a) * (\(u)))))"
      let divisor = "(\(upper - 1) * \(decay) + \(1 - lower))"
      return (
        "(\(lower * (upper - 1)) * \(decay) + \(upper * (1 - lower))) / \(divisor)",
        "\(a * (upper - lower) * (upper - 1) * (1 - lower)) * \(decay) / (\(divisor) * \(divisor))"
      )
    }
  }
}

/// Estimates with weights that rounds have calibrated. What calibration has fixed is taken out of variances: a round finds
/// the regression on the calibration variables, the next one sums what it leaves.
public struct CalibratedRounds<Engine: AggregationEngine>: Sendable {
  let engine: Engine
  let plan: ReductionPlan
  let calibration: RoundCalibration
  /// The multipliers of the calibration variables.
  public let lambda: [Double]
  /// Σ w x x'.
  let products: Matrix
  let lonelyPolicy: LonelyPolicy

  /// g as an expression over one row.
  public var factor: String { calibration.factor(lambda).value }

  /// Σ w g y / Σ w g over a domain.
  ///
  /// - Parameters:
  ///   - expression: the variable.
  ///   - domain: the cells of the domain.
  /// - Returns: nil over an empty domain.
  /// - Throws: what the engine throws, and under `fail` the strata with a single unit.
  public func mean(
    _ expression: String, over domain: @Sendable (CellKey) -> Bool = { _ in true }
  ) async throws(DiagnosticError) -> JointEstimate? {
    try await estimate(expression, domain, isMean: true)
  }

  /// Σ w g y over a domain.
  ///
  /// - Parameters:
  ///   - expression: the variable.
  ///   - domain: the cells of the domain.
  /// - Returns: the total over rows with a value; nil over an empty domain.
  /// - Throws: what the engine throws, and under `fail` the strata with a single unit.
  public func total(
    _ expression: String, over domain: @Sendable (CellKey) -> Bool = { _ in true }
  ) async throws(DiagnosticError) -> JointEstimate? {
    try await estimate(expression, domain, isMean: false)
  }

  private func estimate(
    _ expression: String, _ domain: (CellKey) -> Bool, isMean: Bool
  ) async throws(DiagnosticError) -> JointEstimate? {
    var own = plan
    let (g, y) = ("(\(factor))", "(\(expression))")
    own.items = [.init(name: expression, expression: "\(g) * \(y)", denominator: g)]
    own.shifts = [.init()]
    let table = try await engine.cells(own)
    let cells = table.cells(where: domain)
    func sum(_ table: CellTable, _ item: Int) -> MonomialSums {
      cells.reduce(into: MonomialSums()) { $0.add(table[item: item, cell: $1].weighted) }
    }
    let (top, bottom) = (sum(table, 0).y, sum(table, 0).x)
    guard bottom > 0 else { return nil }
    // z / (w g), centred before it is multiplied, so that large numbers keep their digits.
    let value = isMean ? top / bottom : top
    let z = isMean ? "(\(y) - (\(value))) / (\(bottom))" : y
    own.items = calibration.variables.map { .init(name: $0, expression: "(\($0)) * \(z)") }
    own.shifts = own.items.map { _ in .init() }
    let moments = try await engine.cells(own)
    let right = Matrix(rows: own.items.indices.map { [sum(moments, $0).y] })
    let fitted = (products.solving(right)?.elements ?? []).enumerated()
      .map { "(\($0.element)) * (\(calibration.variables[$0.offset]))" }.joined(separator: " + ")
    own.items = [
      .init(
        name: "inside",
        expression: "\(g) * (COALESCE(\(z), 0.0) - (\(fitted)))"),
      .init(name: "outside", expression: "\(g) * -(\(fitted))"),
    ]
    own.shifts = own.items.map { _ in .init() }
    let residuals = try await engine.cells(own)
    let isInside = residuals.keys.map(domain)
    let merged = CellTable(
      keys: residuals.keys, rowCounts: residuals.rowCounts, items: ["residual"], shifts: [.init()],
      sums: [residuals.keys.indices.map { residuals[item: isInside[$0] ? 0 : 1, cell: $0] }],
      populations: residuals.populations)
    let estimator = try CellEstimator(merged, lonelyPolicy: lonelyPolicy)
    let variance = try estimator.joint([estimator.total(item: 0)]).covariance
    let df = try CellEstimator(table, lonelyPolicy: .certainty)
      .joint([CellEstimate(value: 0, item: 0, cells: cells, form: LinearForm())]).degreesOfFreedom
    return JointEstimate(values: [value], covariance: variance, degreesOfFreedom: df)
  }
}
