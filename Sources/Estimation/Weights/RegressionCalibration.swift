internal import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far calibrated weights may be from the weights before: g as a function of u = x'λ (Deville & Särndal 1992).
public enum CalibrationDistance: Sendable, Hashable {
  /// g = 1 + u, generalised regression.
  case linear
  /// g = 1 + u, cut at the bounds.
  case truncatedLinear(lower: Double, upper: Double)
  /// g = exp u, which never is negative.
  case raking
  /// g between the bounds along a logistic curve.
  case logit(lower: Double, upper: Double)

  /// g and its derivative at u.
  func factor(_ u: Double) -> (value: Double, slope: Double) {
    switch self {
    case .linear: return (1 + u, 1)
    case .truncatedLinear(let lower, let upper):
      let g = 1 + u
      if g < lower { return (lower, 0) }
      if g > upper { return (upper, 0) }
      return (g, 1)
    case .raking:
      let g = exp(u)
      return (g, g)
    case .logit(let lower, let upper):
      let a = (upper - lower) / ((1 - lower) * (upper - 1))
      // Of e^{au} and its inverse the one that does not overflow.
      let decay = exp(-abs(a * u))
      let (low, high) = u > 0 ? (decay, 1.0) : (1.0, decay)
      let divisor = (upper - 1) * low + (1 - lower) * high
      let g = (lower * (upper - 1) * low + upper * (1 - lower) * high) / divisor
      return (g, a * (upper - lower) * (upper - 1) * (1 - lower) * low * high / (divisor * divisor))
    }
  }
}

/// Totals of numbers that weights are made to meet.
public struct RegressionCalibration: Sendable {
  /// The names of the variables, for messages.
  public var names: [String]
  /// One column a variable, one value a record; a column of ones for the number of records.
  public var columns: [[Double]]
  /// The totals in the population.
  public var totals: [Double]
  /// How g follows from the variables.
  public var distance: CalibrationDistance
  /// The cluster of each record where g is to be the same inside clusters; nil where it need not.
  public var clusterOfRecord: [Int32]?
  /// The largest distance from a total, as a share of 1 + |total|, that counts as met.
  public var tolerance: Double
  /// Where Newton's method gives up.
  public var maximumIterations: Int

  /// - Parameters:
  ///   - names: the names of the variables.
  ///   - columns: one column a variable, one value a record.
  ///   - totals: the totals in the population.
  ///   - distance: how g follows from the variables.
  ///   - clusterOfRecord: clusters that share their g.
  ///   - tolerance: what counts as met.
  ///   - maximumIterations: where to give up.
  public init(
    names: [String], columns: [[Double]], totals: [Double], distance: CalibrationDistance = .linear,
    clusterOfRecord: [Int32]? = nil, tolerance: Double = 1e-12, maximumIterations: Int = 200
  ) {
    self.names = names
    self.columns = columns
    self.totals = totals
    self.distance = distance
    self.clusterOfRecord = clusterOfRecord
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// g by record, with the variables and weights that it was found for.
  struct Solution {
    var factors: [Double]
    /// The variables: means by cluster where clusters share their g.
    var columns: [[Double]]
    var weights: [Double]
  }

  /// - Parameter weights: weights before, one a record.
  /// - Returns: what each is multiplied by.
  /// - Throws: the total that cannot be met.
  func factors(for weights: [Double]) throws(DiagnosticError) -> Solution {
    var columns = columns
    var own = weights
    if let clusterOfRecord {
      columns = columns.map { Self.clusterMeans($0, clusters: clusterOfRecord) }
      own = Self.clusterMeans(weights, clusters: clusterOfRecord)
    }
    let search = CalibrationSearch(self, columns: columns, weights: own)
    return Solution(factors: try search.solve(), columns: columns, weights: own)
  }

  private static func clusterMeans(_ values: [Double], clusters: [Int32]) -> [Double] {
    var sums = [Double](repeating: 0, count: Int(clusters.max() ?? -1) + 1)
    var counts = sums
    for (record, cluster) in clusters.enumerated() {
      sums[Int(cluster)] += values[record]
      counts[Int(cluster)] += 1
    }
    return clusters.map { sums[Int($0)] / counts[Int($0)] }
  }
}

/// Newton's method for λ: the totals less what the weights times g give are driven to 0.
private struct CalibrationSearch {
  let model: RegressionCalibration
  let columns: [[Double]]
  let weights: [Double]
  /// What a column is divided by, so that all are of one size.
  let sizes: [Double]

  init(_ model: RegressionCalibration, columns: [[Double]], weights: [Double]) {
    self.model = model
    self.columns = columns
    self.weights = weights
    sizes = columns.map { column in
      let largest = column.reduce(0) { max($0, abs($1)) }
      return largest > 0 ? largest : 1
    }
  }

  func solve() throws(DiagnosticError) -> [Double] {
    var lambda = [Double](repeating: 0, count: columns.count)
    var misfit = misfit(lambda)
    for _ in 0..<model.maximumIterations {
      let error = size(misfit)
      if error < model.tolerance {
        // One more step costs little and takes the totals to rounding.
        let polished = step(lambda, misfit: misfit)
        return factors(polished.map { size(self.misfit($0)) <= error ? $0 : lambda } ?? lambda)
      }
      guard let next = step(lambda, misfit: misfit) else { break }
      var (share, candidate) = (1.0, next)
      var trial = self.misfit(candidate)
      // A step that overshoots is halved; the truncated distance may need small detours, which a few halvings leave open.
      while !(size(trial) < 10 * error) && share > 1e-3 {
        share /= 2
        candidate = zip(lambda, next).map { $0 + share * ($1 - $0) }
        trial = self.misfit(candidate)
      }
      lambda = candidate
      misfit = trial
    }
    if size(misfit) < model.tolerance { return factors(lambda) }
    throw DiagnosticError(.content, problem(misfit))
  }

  private func argument(_ record: Int, _ lambda: [Double]) -> Double {
    var u = 0.0
    for index in columns.indices { u += columns[index][record] / sizes[index] * lambda[index] }
    return u
  }

  private func factors(_ lambda: [Double]) -> [Double] {
    weights.indices.map { model.distance.factor(argument($0, lambda)).value }
  }

  private func misfit(_ lambda: [Double]) -> [Double] {
    var rest = model.totals
    let g = factors(lambda)
    for index in columns.indices {
      var sum = 0.0
      for record in weights.indices { sum += weights[record] * g[record] * columns[index][record] }
      rest[index] -= sum
    }
    return rest
  }

  private func size(_ misfit: [Double]) -> Double {
    var largest = 0.0
    for (rest, total) in zip(misfit, model.totals) {
      let share = abs(rest) / (1 + abs(total))
      largest = share.isNaN ? .infinity : max(largest, share)
    }
    return largest
  }

  private func step(_ lambda: [Double], misfit: [Double]) -> [Double]? {
    let count = columns.count
    var information = Matrix(rowCount: count, columnCount: count)
    for record in weights.indices where weights[record] != 0 {
      let slope = weights[record] * model.distance.factor(argument(record, lambda)).slope
      if slope == 0 { continue }
      for row in 0..<count {
        let part = slope * columns[row][record] / sizes[row]
        for column in 0...row { information[row, column] += part * columns[column][record] / sizes[column] }
      }
    }
    for row in 0..<count {
      for column in 0..<row { information[column, row] = information[row, column] }
    }
    let right = Matrix(rows: zip(misfit, sizes).map { [$0 / $1] })
    guard let change = information.solving(right) else { return nil }
    return lambda.indices.map { lambda[$0] + change[$0, 0] }
  }

  private func problem(_ misfit: [Double]) -> Diagnostic {
    let shares = zip(misfit, model.totals).map { abs($0) / (1 + abs($1)) }
    let worst = shares.indices.max { shares[$0] < shares[$1] } ?? 0
    let name = worst < model.names.count ? model.names[worst] : "\(worst + 1)"
    let got = worst < misfit.count ? model.totals[worst] - misfit[worst] : .nan
    return Diagnostic(
      .error, code: "E-132",
      "the weights cannot be calibrated to the total \(worst < model.totals.count ? model.totals[worst] : .nan) of "
        + "\(name): they come to \(got)",
      advice: "Widen the bounds, or take out a variable that says what others say already")
  }
}
