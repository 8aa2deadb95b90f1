/// Margins met by weights that change by no more than bounds (Deville & Särndal 1992, logit), over cells of records that are in
/// the same classes: so little work that replicates do it again.
///
/// The factor of a record follows from its classes alone, whatever its weight before.
public struct BoundedCalibration: Sendable {
  /// Records that are in the same class of every margin.
  public let cells: CalibrationCells
  private let distance: CalibrationDistance
  /// The variables of each cell: classes of which none follows from the others.
  private let variablesOfCell: [[Int]]
  /// The population of each variable.
  private let totals: [Double]
  /// λ for the weights of the full sample, where the search of a replicate starts.
  private var start: [Double]

  /// - Parameters:
  ///   - margins: the margins.
  ///   - classes: those that are met; the others follow from them.
  ///   - bounds: the least and the greatest factor.
  ///   - weights: those of the full sample before.
  init(
    margins: [Margin], classes: [(margin: Int, own: Int)], bounds: ClosedRange<Double>, weights: [Double]
  ) {
    let cells = CalibrationCells(baseWeights: weights.map { _ in 1 }, margins: margins)
    var variables = margins.map { $0.classes.map { _ in -1 } }
    for (variable, place) in classes.enumerated() { variables[place.margin][place.own] = variable }
    self.cells = cells
    distance = .logit(lower: bounds.lowerBound, upper: bounds.upperBound)
    variablesOfCell = (0..<cells.count).map { cell in
      margins.indices.map { variables[$0][Int(cells.classOfCell[$0][cell])] }.filter { $0 >= 0 }
    }
    totals = classes.map { margins[$0.margin].population[$0.own] }
    start = totals.map { _ in 0 }
    start = search(cells.totals(weights)).lambda
  }

  /// What the weights of each cell are multiplied by.
  ///
  /// - Parameter cellTotals: Σ of weights of each cell before; a replicate may have none of some.
  /// - Returns: factors inside the bounds, and whether all margins are met. Where they cannot be, the factors are those that come
  ///   nearest in the sum of relative distances.
  func factors(_ cellTotals: [Double]) -> (values: [Double], isMet: Bool) {
    let found = search(cellTotals)
    return (variablesOfCell.map { factor($0, found.lambda).value }, found.distance < Self.tolerance)
  }

  /// Far below the Monte Carlo error of replicates.
  private static let tolerance = 1e-9

  private func factor(_ variables: [Int], _ lambda: [Double]) -> (value: Double, slope: Double) {
    distance.factor(variables.reduce(0) { $0 + lambda[$1] })
  }

  /// Newton's method, steps halved where they lead away.
  private func search(_ cellTotals: [Double]) -> (lambda: [Double], distance: Double) {
    var lambda = start
    var rest = misfit(cellTotals, lambda)
    var best = (lambda: lambda, distance: size(rest))
    for _ in 0..<50 where best.distance >= Self.tolerance {
      guard let step = step(cellTotals, lambda, rest) else { break }
      let before = size(rest)
      var (share, candidate) = (1.0, zip(lambda, step).map { $0 + $1 })
      var trial = misfit(cellTotals, candidate)
      while !(size(trial) < 2 * before), share > 1e-3 {
        share /= 2
        candidate = zip(lambda, step).map { $0 + share * $1 }
        trial = misfit(cellTotals, candidate)
      }
      (lambda, rest) = (candidate, trial)
      let distance = size(rest)
      if distance < best.distance { best = (lambda, distance) }
      // A class that cannot be reached takes its λ ever further away and changes nothing any more.
      if distance >= Self.tolerance, abs(distance - before) < 1e-12 * before { break }
    }
    return best
  }

  private func misfit(_ cellTotals: [Double], _ lambda: [Double]) -> [Double] {
    var rest = totals
    for (cell, variables) in variablesOfCell.enumerated() where cellTotals[cell] != 0 {
      let weight = cellTotals[cell] * factor(variables, lambda).value
      for variable in variables { rest[variable] -= weight }
    }
    return rest
  }

  /// The sum of relative distances from the totals.
  private func size(_ misfit: [Double]) -> Double {
    let sum = zip(misfit, totals).reduce(0) { $0 + abs($1.0) / (1 + abs($1.1)) }
    return sum.isNaN ? .infinity : sum
  }

  private func step(_ cellTotals: [Double], _ lambda: [Double], _ misfit: [Double]) -> [Double]? {
    let count = totals.count
    var information = Matrix(rowCount: count, columnCount: count)
    for (cell, variables) in variablesOfCell.enumerated() where cellTotals[cell] != 0 {
      let slope = cellTotals[cell] * factor(variables, lambda).slope
      for row in variables { for column in variables { information[row, column] += slope } }
    }
    let largest = information.diagonal.max() ?? 0
    guard largest > 0 else { return nil }
    var right = Matrix(rows: misfit.map { [$0] })
    for variable in 0..<count where information[variable, variable] <= 1e-12 * largest {
      // Nobody of the class, or all of it at a bound: its λ stays.
      for other in 0..<count {
        information[variable, other] = 0
        information[other, variable] = 0
      }
      information[variable, variable] = largest
      right[variable, 0] = 0
    }
    if information.solving(right) == nil {
      // Classes that no record tells apart in this replicate share what is to be done.
      for variable in 0..<count { information[variable, variable] += 1e-9 * largest }
    }
    guard let solved = information.solving(right) else { return nil }
    return (0..<count).map { solved[$0, 0] }
  }
}
