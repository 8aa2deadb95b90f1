/// The terms of a formula.
extension RExpression {
  /// Both sides of a formula; the left side is nil where there is none.
  var formulaSides: (left: RExpression?, right: RExpression)? {
    guard case .call("~", let arguments) = self, let last = arguments.last else { return nil }
    return (arguments.count == 2 ? arguments[0].value : nil, last.value)
  }

  /// The terms that `+` joins, brackets opened.
  var terms: [RExpression] {
    switch self {
    case .call("+", let arguments) where arguments.count == 2: arguments.flatMap { $0.value.terms }
    case .call("(", let arguments): arguments[0].value.terms
    default: [self]
    }
  }
}

/// Columns of numbers, as `model.matrix` makes them without an intercept.
struct RColumns {
  var names: [String] = []
  /// By row; NaN where missing.
  var columns: [[Double]] = []

  /// The rows in which all columns have a value.
  func usable(_ records: [Int]) -> [Int] {
    records.filter { row in columns.allSatisfy { !$0[row].isNaN } }
  }
}

extension RInterpreter {
  /// The right side of a one-sided formula.
  mutating func formulaTerms(_ expression: RExpression?) throws -> [RExpression] {
    guard let expression, case .formula(let formula) = try evaluate(expression), let sides = formula.formulaSides
    else { throw NotUnderstood("no formula") }
    return sides.right.terms
  }

  /// A column for a number, a column for each level of a factor or truth value.
  mutating func columns(_ terms: [RExpression], in frame: RFrame) throws -> RColumns {
    var result = RColumns()
    for term in terms {
      let vector = try vector(term, in: frame)
      if vector.kind == .numbers {
        result.names.append(term.deparsed)
        result.columns.append(vector.numbers)
        continue
      }
      let labels = vector.labels
      for level in vector.kind == .logicals ? ["FALSE", "TRUE"] : vector.sortedLevels {
        result.names.append(term.deparsed + level)
        result.columns.append(labels.map { label in label.map { $0 == level ? 1 : 0 } ?? .nan })
      }
    }
    return result
  }

  /// A column for each term, truth values as 0 and 1.
  mutating func numericColumns(_ terms: [RExpression], in frame: RFrame) throws -> RColumns {
    var result = RColumns()
    for term in terms {
      let vector = try vector(term, in: frame)
      guard vector.kind != .texts else { throw NotUnderstood("\(term.deparsed) is not numeric") }
      result.names.append(term.deparsed)
      result.columns.append(vector.numbers)
    }
    return result
  }

  /// The columns of a regression with intercept and treatment contrasts.
  mutating func modelColumns(_ terms: [RExpression], in frame: RFrame) throws -> RColumns {
    var result = RColumns()
    result.names = ["(Intercept)"]
    result.columns = [[Double](repeating: 1, count: frame.rowCount)]
    for term in terms {
      if term == .number(1) { continue }
      if term == .number(0) || term == .number(-1) { throw NotUnderstood("model without intercept") }
      if term.function == ":" || term.function == "*" { throw NotUnderstood("interaction in a model") }
      var own = try columns([term], in: frame)
      if try vector(term, in: frame).kind != .numbers {
        own.names.removeFirst()
        own.columns.removeFirst()
      }
      result.names += own.names
      result.columns += own.columns
    }
    return result
  }

  /// Classes of records by one factor or the crossing of several, classes without a record left out.
  mutating func crossing(
    _ terms: [RExpression], in frame: RFrame
  ) throws -> (levels: [[String]], classOfRow: [Int?]) {
    var vectors: [RVector] = []
    for term in terms { vectors.append(try vector(term, in: frame)) }
    let order = vectors.map { vector in
      Dictionary(vector.sortedLevels.enumerated().map { ($1, $0) }) { first, _ in first }
    }
    let labels = vectors.map(\.labels)
    let keys: [[Int]?] = (0..<frame.rowCount).map { row in
      let own = labels.indices.compactMap { index in labels[index][row].flatMap { order[index][$0] } }
      return own.count == labels.count ? own : nil
    }
    let present = Set(keys.compactMap(\.self)).sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
    let place = Dictionary(present.enumerated().map { ($1, $0) }) { first, _ in first }
    let levels = present.map { key in key.enumerated().map { vectors[$0].sortedLevels[$1] } }
    return (levels, keys.map { $0.flatMap { place[$0] } })
  }
}
