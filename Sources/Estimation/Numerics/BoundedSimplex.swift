/// Maximises linear functions over { x : A x = 0, lower ≤ x ≤ upper }, of which x = 0 is a point.
///
/// The simplex method for bounded variables (Dantzig 1963, chapter 18). Variables outside the basis may lie between their
/// bounds, so that the known point is a start and no first phase is needed; one function after the other starts from where
/// the last one ended. Bland's rule (1977) takes over where steps of length 0 go on, so that there is no circle.
struct BoundedSimplex: Sendable {
  private(set) var values: [Double]
  private var lower: [Double]
  private var upper: [Double]
  /// The variable of each row, and of each column of the tableau.
  private var inside: [Int] = []
  private var outside: [Int] = []
  /// By variable, its row if it is inside, else -1 less its column.
  private var place: [Int]
  /// x[inside] = tableau · x[outside].
  private var tableau: [Double] = []

  /// How a search ended.
  enum Ending: Sendable, Hashable {
    /// No larger value is possible.
    case optimum
    /// The value that was asked for is reached.
    case reached
    /// There is no largest value.
    case unbounded
  }

  /// - Parameters:
  ///   - rows: the non-zero coefficients of each equation.
  ///   - lower: 0 or less.
  ///   - upper: 0 or more.
  init(rows: [[(variable: Int, coefficient: Double)]], lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
    let count = lower.count
    values = [Double](repeating: 0, count: count)
    place = [Int](repeating: -1, count: count)
    var system = rows.map { row in
      var dense = [Double](repeating: 0, count: count)
      for term in row { dense[term.variable] += term.coefficient }
      return dense
    }
    // Variables of few equations first, so that elimination leaves zeros where they are.
    var uses = [Int](repeating: 0, count: count)
    for row in system {
      for variable in 0..<count where row[variable] != 0 { uses[variable] += 1 }
    }
    var kept: [Int] = []
    for row in system.indices {
      let largest = system[row].reduce(0) { max($0, abs($1)) }
      guard largest > 1e-9 else { continue }
      var pivot = -1
      for variable in 0..<count where abs(system[row][variable]) > 0.5 * largest {
        if pivot < 0 || uses[variable] < uses[pivot] { pivot = variable }
      }
      let factor = 1 / system[row][pivot]
      for variable in 0..<count { system[row][variable] *= factor }
      let own = system[row]
      for other in system.indices where other != row && system[other][pivot] != 0 {
        let times = system[other][pivot]
        for variable in 0..<count where own[variable] != 0 {
          let left = system[other][variable] - times * own[variable]
          system[other][variable] = abs(left) < 1e-12 ? 0 : left
        }
        system[other][pivot] = 0
      }
      place[pivot] = inside.count
      inside.append(pivot)
      kept.append(row)
    }
    for variable in 0..<count where place[variable] < 0 {
      place[variable] = -1 - outside.count
      outside.append(variable)
    }
    tableau = kept.flatMap { row in outside.map { -system[row][$0] } }
  }

  /// Goes back to x = 0; the basis stays.
  mutating func reset() {
    for variable in values.indices { values[variable] = 0 }
  }

  /// Sets the bounds of a variable, between which its present value must lie.
  mutating func bound(_ variable: Int, lower: Double, upper: Double) {
    self.lower[variable] = lower
    self.upper[variable] = upper
  }

  /// Sets the bounds of all variables and goes back to x = 0; the basis stays.
  mutating func bound(lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
    reset()
  }

  /// Goes from the present point to one with the largest value of a linear function.
  ///
  /// - Parameters:
  ///   - terms: the function, each variable once.
  ///   - target: a value with which the search may end.
  /// - Returns: the value reached, infinite without a largest one, and how the search ended.
  mutating func maximise(
    _ terms: [(variable: Int, coefficient: Double)], until target: Double = .infinity
  ) -> (value: Double, ending: Ending) {
    let (height, width) = (inside.count, outside.count)
    var costs = [Double](repeating: 0, count: width)
    for term in terms {
      let position = place[term.variable]
      if position < 0 {
        costs[-1 - position] += term.coefficient
      } else {
        for column in 0..<width { costs[column] += term.coefficient * tableau[position * width + column] }
      }
    }
    func value() -> Double { terms.reduce(0) { $0 + $1.coefficient * values[$1.variable] } }
    let scale = terms.reduce(0) { max($0, abs($1.coefficient)) }
    var stalled = 0
    var pivots = 0
    while pivots < 200 * (width + height + 10) {
      if value() >= target { return (value(), .reached) }
      guard let entering = choose(costs, tolerance: 1e-10 * scale, byIndex: stalled > width + height) else { break }
      let direction = costs[entering] > 0 ? 1.0 : -1.0
      let (step, leaving, atUpper) = length(entering, direction)
      if step == .infinity { return (.infinity, .unbounded) }
      move(entering, by: direction * step)
      stalled = step > 0 ? 0 : stalled + 1
      if leaving >= 0 {
        let variable = inside[leaving]
        values[variable] = atUpper ? upper[variable] : lower[variable]
        pivot(leaving, entering, costs: &costs)
      }
      pivots += 1
    }
    return (value(), value() >= target ? .reached : .optimum)
  }

  /// The column that gains most, or the one of the first variable that gains; nil if none does.
  private func choose(_ costs: [Double], tolerance: Double, byIndex: Bool) -> Int? {
    var best: Int?
    for column in costs.indices where abs(costs[column]) > tolerance {
      let variable = outside[column]
      guard costs[column] > 0 ? values[variable] < upper[variable] : values[variable] > lower[variable] else {
        continue
      }
      guard let before = best else {
        best = column
        continue
      }
      if byIndex ? variable < outside[before] : abs(costs[column]) > abs(costs[before]) { best = column }
    }
    return best
  }

  /// How far a variable can go until it or one of the basis meets a bound.
  private func length(_ entering: Int, _ direction: Double) -> (step: Double, leaving: Int, atUpper: Bool) {
    let width = outside.count
    let variable = outside[entering]
    var step = direction > 0 ? upper[variable] - values[variable] : values[variable] - lower[variable]
    var leaving = -1
    var atUpper = false
    for row in inside.indices {
      let slope = tableau[row * width + entering] * direction
      guard abs(slope) > 1e-10 else { continue }
      let own = inside[row]
      let bound = slope > 0 ? upper[own] : lower[own]
      guard bound.isFinite else { continue }
      let room = max(0, (bound - values[own]) / slope)
      if room < step || (room == step && leaving >= 0 && own < inside[leaving]) {
        step = room
        leaving = row
        atUpper = slope > 0
      }
    }
    return (step, leaving, atUpper)
  }

  private mutating func move(_ entering: Int, by distance: Double) {
    guard distance != 0 else { return }
    let (width, variable) = (outside.count, outside[entering])
    values[variable] = min(upper[variable], max(lower[variable], values[variable] + distance))
    for row in inside.indices {
      let slope = tableau[row * width + entering]
      if slope == 0 { continue }
      let own = inside[row]
      values[own] = min(upper[own], max(lower[own], values[own] + slope * distance))
    }
  }

  private mutating func pivot(_ row: Int, _ entering: Int, costs: inout [Double]) {
    let (height, width) = (inside.count, outside.count)
    tableau.withUnsafeMutableBufferPointer { tableau in
      let inverse = 1 / tableau[row * width + entering]
      for column in 0..<width { tableau[row * width + column] *= -inverse }
      tableau[row * width + entering] = inverse
      for other in 0..<height where other != row {
        let factor = tableau[other * width + entering]
        if factor == 0 { continue }
        tableau[other * width + entering] = 0
        for column in 0..<width {
          let sum = tableau[other * width + column] + factor * tableau[row * width + column]
          tableau[other * width + column] = abs(sum) < 1e-12 ? 0 : sum
        }
      }
      let factor = costs[entering]
      costs[entering] = 0
      for column in 0..<width { costs[column] += factor * tableau[row * width + column] }
    }
    place[outside[entering]] = row
    place[inside[row]] = -1 - entering
    swap(&inside[row], &outside[entering])
  }
}
