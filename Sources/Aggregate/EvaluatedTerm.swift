internal import Estimation
internal import Expressions
internal import SurveyModel
internal import Tables

/// One aggregate of an expression, evaluated row by row.
struct EvaluatedTerm: Sendable {
  let function: AggregateFunction
  /// By record of a sampled source, or by table row of a counted one; 0 where not usable.
  let values: [Double]
  let isUsable: [Bool]
  /// Asked, and no usable answer came.
  let isUnanswered: [Bool]

  /// Evaluates over the table; `rows` are the rows that become records, in order, nil for all.
  init(_ term: AggregateExpression.Term, table: Table, rows: [Int]?) {
    function = term.function
    let wanted = rows ?? Array(0..<table.rowCount)
    let passes = term.filter.map { $0.mask(table) }
    guard let argument = term.argument else {
      isUsable = wanted.map { passes?[$0] ?? true }
      values = isUsable.map { $0 ? 1 : 0 }
      isUnanswered = Array(repeating: false, count: wanted.count)
      return
    }
    var (numbers, isPresent): ([Double], [Bool])
    if case .count = term.function {
      // Of any type: only presence counts.
      let column = argument.evaluate(table)
      numbers = Array(repeating: 1, count: table.rowCount)
      isPresent = (0..<table.rowCount).map { !column.isMissing(at: $0) }
    } else {
      (numbers, isPresent) = argument.doubles(table)
    }
    let read = argument.columnsRead.compactMap { table[$0] }.filter { !$0.missing.isEmpty }
    var usable: [Bool] = []
    var unanswered: [Bool] = []
    var picked: [Double] = []
    for row in wanted {
      let counts = passes?[row] ?? true
      let isThere = counts && isPresent[row] && !numbers[row].isNaN
      usable.append(isThere)
      picked.append(isThere ? numbers[row] : 0)
      unanswered.append(counts && !isThere && !read.contains { $0.missing[row] == .notAsked })
    }
    values = picked
    isUsable = usable
    isUnanswered = unanswered
  }
}

extension AggregateFunction {
  /// p and the rule of a quantile; days and visits are heaped, so the rule interpolates.
  var quantile: (p: Double, rule: QuantileRule)? {
    switch self {
    case .median: (0.5, .hf7)
    case .quantile(let p): (p, .hf7)
    default: nil
    }
  }
}

extension WeightedSample {
  /// The estimate of a term over the records of a domain; nil where there is none to be had.
  func estimate(_ term: EvaluatedTerm, over records: [Int]) -> LinearisedEstimate? {
    let usable = records.filter { term.isUsable[$0] }
    if let (p, rule) = term.function.quantile { return quantile(term.values, p: p, rule: rule, over: usable) }
    switch term.function {
    case .sum: return total(term.values, over: usable)
    case .count: return count(over: usable)
    case .mean, .share: return mean(term.values, over: usable)
    case .standardDeviation: return standardDeviation(term.values, over: usable)
    case .minimum, .maximum:
      let values = usable.map { term.values[$0] }
      let end = term.function == .minimum ? values.min() : values.max()
      return end.map { LinearisedEstimate(value: $0, linearised: []) }
    case .medianAbsoluteDeviation: return medianAbsoluteDeviation(term.values, rule: .hf7, over: usable)
    case .median, .quantile: return nil
    }
  }
}

extension EvaluatedTerm {
  /// The aggregate over rows of complete figures; nil where no row has a value, except for sums and counts of nothing.
  func value(over rows: [Int]) -> Double? {
    let usable = rows.filter { isUsable[$0] }
    if case .count = function { return Double(usable.count) }
    guard !usable.isEmpty else { return nil }
    let design = ClusterDesign(stratumOfRecord: usable.map { _ in 0 }, names: [""])
    let sample = WeightedSample(unweighted: design)
    let term = EvaluatedTerm(
      function: function, values: usable.map { values[$0] }, isUsable: usable.map { _ in true },
      isUnanswered: usable.map { _ in false })
    return sample.estimate(term, over: Array(usable.indices))?.value
  }

  private init(function: AggregateFunction, values: [Double], isUsable: [Bool], isUnanswered: [Bool]) {
    self.function = function
    self.values = values
    self.isUsable = isUsable
    self.isUnanswered = isUnanswered
  }
}
