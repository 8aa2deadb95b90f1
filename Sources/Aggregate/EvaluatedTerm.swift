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
    return usable.isEmpty ? nil : value(weights: nil, over: usable)
  }

  /// The aggregate alone, as `WeightedSample.estimate` has it, at the cost of the records it is taken over.
  ///
  /// - Parameters:
  ///   - weights: one a record; nil: all count the same.
  ///   - records: those with a usable value.
  /// - Returns: nil where there is none to be had.
  func value(weights: [Double]?, over records: [Int]) -> Double? {
    if let (p, rule) = function.quantile { return order(weights, records).quantile(p, rule: rule) }
    switch function {
    case .sum: return sum(weights, records) { values[$0] }
    case .count: return sum(weights, records) { _ in 1 }
    case .mean, .share: return mean(weights, records) { values[$0] }
    case .standardDeviation:
      guard records.count > 1, let center = mean(weights, records, of: { values[$0] }) else { return nil }
      let scale = Double(records.count) / Double(records.count - 1)
      return mean(weights, records) { scale * (values[$0] - center) * (values[$0] - center) }?.squareRoot()
    case .minimum: return records.map { values[$0] }.min()
    case .maximum: return records.map { values[$0] }.max()
    case .medianAbsoluteDeviation: return order(weights, records).medianAbsoluteDeviation(rule: .hf7)
    case .median, .quantile: return nil
    }
  }

  private func sum(_ weights: [Double]?, _ records: [Int], of figure: (Int) -> Double) -> Double {
    var sum = 0.0
    for record in records { sum += (weights?[record] ?? 1) * figure(record) }
    return sum
  }

  private func mean(_ weights: [Double]?, _ records: [Int], of figure: (Int) -> Double) -> Double? {
    let total = sum(weights, records) { _ in 1 }
    return total > 0 ? sum(weights, records, of: figure) / total : nil
  }

  private func order(_ weights: [Double]?, _ records: [Int]) -> WeightedOrder {
    WeightedOrder(
      values: records.map { values[$0] }, weights: records.map { weights?[$0] ?? 1 }, records: Array(records.indices))
  }
}
