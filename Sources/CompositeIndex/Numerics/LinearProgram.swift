/// Maximise c · x subject to A x ≤ b and x ≥ 0, with b ≥ 0, so that x = 0 is a start.
///
/// The simplex method on a condensed tableau (Dantzig 1963); after a while Bland's rule (1977) takes over, which never cycles. The
/// numbers of the solution are then worked out afresh from the final basis, so that they carry no rounding of the pivots.
struct LinearProgram {
  let objective: [Double]
  /// One row a constraint.
  let rows: [[Double]]
  let bounds: [Double]

  struct Solution {
    let values: [Double]
    /// What one more unit of each bound is worth; 0 for a constraint that does not bind.
    let prices: [Double]
    let objective: Double
  }

  /// - Returns: an optimal solution; nil when the objective has no bound.
  func solved() -> Solution? {
    var tableau = Tableau(self)
    guard tableau.run() else { return nil }
    return tableau.solution(of: self)
  }
}

/// The basis and the coefficients of what is outside it.
private struct Tableau {
  let width: Int
  let height: Int
  /// Variables 0..<width are the program's, the others the slack of each row.
  var inside: [Int]
  var outside: [Int]
  var coefficients: [Double]
  var levels: [Double]
  var costs: [Double]
  var value = 0.0

  init(_ program: LinearProgram) {
    width = program.objective.count
    height = program.rows.count
    inside = (0..<program.rows.count).map { program.objective.count + $0 }
    outside = Array(program.objective.indices)
    coefficients = program.rows.flatMap { $0 }
    levels = program.bounds
    costs = program.objective
  }

  /// Whether an optimum was reached; false when the objective has no bound.
  mutating func run() -> Bool {
    let scale = costs.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { return true }
    let tolerance = 1e-11
    // More pivots than this without an end means a circle; Bland's rule leaves it.
    let patience = 20 * (width + height)
    var pivots = 0
    while pivots < 1000 * (width + height) {
      var entering = -1
      for column in 0..<width where costs[column] > tolerance * scale {
        let isBetter =
          entering < 0
          || (pivots < patience ? costs[column] > costs[entering] : outside[column] < outside[entering])
        if isBetter { entering = column }
      }
      if entering < 0 { return true }
      var leaving = -1
      var step = Double.infinity
      for row in 0..<height {
        let slope = coefficients[row * width + entering]
        guard slope > tolerance else { continue }
        let ratio = levels[row] / slope
        if leaving < 0 || ratio < step - 1e-15 || (ratio <= step && inside[row] < inside[leaving]) {
          leaving = row
          step = min(step, ratio)
        }
      }
      if leaving < 0 { return false }
      pivot(leaving, entering)
      pivots += 1
    }
    return true
  }

  private mutating func pivot(_ r: Int, _ e: Int) {
    let inverse = 1 / coefficients[r * width + e]
    for column in 0..<width { coefficients[r * width + column] *= inverse }
    coefficients[r * width + e] = inverse
    levels[r] *= inverse
    for row in 0..<height where row != r {
      let factor = coefficients[row * width + e]
      guard factor != 0 else { continue }
      for column in 0..<width where column != e {
        coefficients[row * width + column] -= factor * coefficients[r * width + column]
      }
      coefficients[row * width + e] = -factor * inverse
      levels[row] = max(levels[row] - factor * levels[r], 0)
    }
    let factor = costs[e]
    value += factor * levels[r]
    for column in 0..<width where column != e { costs[column] -= factor * coefficients[r * width + column] }
    costs[e] = -factor * inverse
    swap(&inside[r], &outside[e])
  }

  /// Solves for the variables inside the basis and for the prices of the rows that bind.
  func solution(of program: LinearProgram) -> LinearProgram.Solution {
    let variables = inside.filter { $0 < width }.sorted()
    let binding = outside.filter { $0 >= width }.map { $0 - width }.sorted()
    var values = [Double](repeating: 0, count: width)
    var prices = [Double](repeating: 0, count: height)
    for (row, variable) in inside.enumerated() where variable < width { values[variable] = levels[row] }
    for (column, variable) in outside.enumerated() where variable >= width { prices[variable - width] = -costs[column] }
    if variables.count == binding.count, !variables.isEmpty {
      let matrix = binding.flatMap { row in variables.map { program.rows[row][$0] } }
      let transposed = variables.flatMap { column in binding.map { program.rows[$0][column] } }
      if let exact = solveLinearSystem(matrix, [binding.map { program.bounds[$0] }])?.first {
        for (position, variable) in variables.enumerated() { values[variable] = max(exact[position], 0) }
      }
      if let exact = solveLinearSystem(transposed, [variables.map { program.objective[$0] }])?.first {
        for (position, row) in binding.enumerated() { prices[row] = max(exact[position], 0) }
      }
    }
    let objective = zip(program.objective, values).reduce(0) { $0 + $1.0 * $1.1 }
    return LinearProgram.Solution(values: values, prices: prices, objective: objective)
  }
}
