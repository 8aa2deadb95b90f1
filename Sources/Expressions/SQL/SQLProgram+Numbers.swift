import Tables

/// Numbers. What is out of range or undefined becomes NULL.
extension SQLProgram {
  func number(_ instruction: Instruction) throws(SQLUnsupported) -> SQLFragment {
    let operands = instruction.operands
    let isWhole = instruction.type == .integer
    switch instruction.operation {
    case .arithmetic(let operation):
      return isWhole
        ? wholeArithmetic(operation, operands[0], operands[1])
        : try decimalArithmetic(operation, operands[0], operands[1])
    case .negate: return isWhole ? wholeNegation(operands[0]) : decimalNegation(operands[0])
    case .absolute where isWhole:
      // The least number has no positive counterpart.
      let least = dialect.integer(.min).text
      return SQLFragment("ABS(NULLIF(\(wide(value(operands[0])).text), \(least)))", isWide: true)
    case .absolute: return SQLFragment("ABS(\(text(operands[0])))")
    case .math(let function): return math(function, text(operands[0]))
    case .power: return power(value(operands[0]), value(operands[1]))
    case .round(let decimals): return rounded(value(operands[0]), decimals)
    case .likert(let scores): return try score(operands[0], scores)
    // A conversion to decimal numbers.
    default: return SQLFragment("CAST(\(text(operands[0])) AS \(dialect.typeName(.double)))")
    }
  }

  /// The number in 64 bits, so that a narrow column does not make a narrow result.
  func wide(_ fragment: SQLFragment) -> SQLFragment {
    fragment.isWide || dialect == .sqlite ? fragment : SQLFragment("CAST(\(fragment.text) AS BIGINT)", isWide: true)
  }

  // MARK: Whole numbers

  private func wholeArithmetic(_ operation: Arithmetic, _ left: Int, _ right: Int) -> SQLFragment {
    if operation == .remainder {
      let (first, second) = (value(left), value(right))
      let divided = second.isWide ? first : wide(first)
      return SQLFragment("\(divided.text(from: .product)) % NULLIF(\(second.text), 0)", .product, isWide: true)
    }
    switch dialect {
    // Too large a result becomes a decimal number, and stays one in sums and products.
    case .sqlite: return joined(operation, raw(left), raw(right), isUnbounded: true)
    case .duckdb:
      let result = "CAST(\(text(left)) AS HUGEINT) \(operation.rawValue) \(text(right, .atom))"
      return SQLFragment("TRY_CAST(\(result) AS BIGINT)", isWide: true)
    case .postgresql:
      let (first, second) = (value(left), value(right))
      return joined(operation, second.isWide ? first : wide(first), second, isUnbounded: false)
    }
  }

  private func wholeNegation(_ operand: Int) -> SQLFragment {
    switch dialect {
    case .sqlite: SQLFragment("-\(raw(operand).text(from: .atom))", .sign, isUnbounded: true)
    case .duckdb: SQLFragment("TRY_CAST(-CAST(\(text(operand)) AS HUGEINT) AS BIGINT)", isWide: true)
    case .postgresql: SQLFragment("-\(wide(value(operand)).text(from: .atom))", .sign, isWide: true)
    }
  }

  /// `left operation right`, where only what follows needs parentheses at equal binding.
  private func joined(
    _ operation: Arithmetic, _ left: SQLFragment, _ right: SQLFragment, isUnbounded: Bool
  ) -> SQLFragment {
    let isSum = operation == .add || operation == .subtract
    let first = left.text(from: isSum ? .sum : .product)
    // A sign on the right is put in parentheses: two of them would begin a comment.
    let second = right.binding == .sign ? "(\(right.text))" : right.text(from: isSum ? .product : .atom)
    return SQLFragment(
      "\(first) \(operation.rawValue) \(second)", isSum ? .sum : .product, isUnbounded: isUnbounded, isWide: true)
  }

  // MARK: Decimal numbers

  /// PostgreSQL refuses what overflows, so that only an infinite cell can make an infinite result.
  private func isUnbounded(_ operands: SQLFragment...) -> Bool {
    dialect != .postgresql || operands.contains { $0.isUnbounded }
  }

  private func decimalArithmetic(
    _ operation: Arithmetic, _ left: Int, _ right: Int
  ) throws(SQLUnsupported) -> SQLFragment {
    switch operation {
    case .add, .subtract, .multiply:
      let (first, second) = (raw(left), raw(right))
      return joined(operation, first, second, isUnbounded: isUnbounded(first, second))
    case .divide:
      // An infinite divisor would give 0, so it is made missing first.
      let (first, second) = (raw(left), SQLFragment("NULLIF(\(text(right)), 0)"))
      return joined(operation, first, second, isUnbounded: isUnbounded(first))
    case .remainder:
      switch dialect {
      case .sqlite: return SQLFragment("MOD(\(text(left)), \(text(right)))")
      case .duckdb: return SQLFragment("\(text(left, .product)) % NULLIF(\(text(right)), 0)", .product)
      case .postgresql:
        throw SQLUnsupported(
          "cannot express `%` of decimal numbers", advice: "write x - y * FLOOR(x / y) where both are positive")
      }
    }
  }

  private func decimalNegation(_ operand: Int) -> SQLFragment {
    let fragment = raw(operand)
    return SQLFragment("-\(fragment.text(from: .atom))", .sign, isUnbounded: fragment.isUnbounded)
  }

  private func math(_ function: MathFunction, _ operand: String) -> SQLFragment {
    switch (function, dialect) {
    case (.floor, _): SQLFragment("FLOOR(\(operand))")
    case (.ceiling, _): SQLFragment("CEIL(\(operand))")
    case (.naturalLogarithm, .sqlite): SQLFragment("LN(\(operand))")
    case (.naturalLogarithm, _): SQLFragment("LN(CASE WHEN \(operand) > 0 THEN \(operand) END)")
    case (.squareRoot, .sqlite): SQLFragment("SQRT(\(operand))")
    case (.squareRoot, _): SQLFragment("SQRT(CASE WHEN \(operand) >= 0 THEN \(operand) END)")
    case (.exponential, .postgresql):
      // Beyond these arguments the result is 0 or infinite, which PostgreSQL refuses.
      SQLFragment(
        "CASE WHEN \(operand) < -745.13 THEN 0 WHEN \(operand) <= 709.782712893384 THEN EXP(\(operand)) END")
    case (.exponential, _): SQLFragment("EXP(\(operand))", isUnbounded: true)
    }
  }

  private func power(_ base: SQLFragment, _ exponent: SQLFragment) -> SQLFragment {
    let call = "POWER(\(base.text), \(exponent.text))"
    guard dialect == .postgresql else { return SQLFragment(call, isUnbounded: true) }
    // PostgreSQL refuses what is not defined.
    let (x, y) = (base.text(from: .sum), exponent.text(from: .sum))
    let undefined = "\(x) = 0 AND \(y) < 0 OR \(x) < 0 AND \(y) <> FLOOR(\(exponent.text))"
    return SQLFragment("CASE WHEN \(undefined) THEN NULL ELSE \(call) END")
  }

  /// Halves away from zero, on the value times a power of ten as double precision has it.
  private func rounded(_ value: SQLFragment, _ decimals: Int) -> SQLFragment {
    if decimals == 0 { return roundedToWhole(value) }
    var power = 1.0
    for _ in 0..<decimals.magnitude { power *= 10 }
    let unit = dialect.double(power).text
    if decimals < 0 {
      let scaled = SQLFragment("\(value.text(from: .product)) / \(unit)", .product)
      return SQLFragment(
        "\(roundedToWhole(scaled).text(from: .product)) * \(unit)", .product, isUnbounded: dialect != .postgresql)
    }
    let scaled = SQLFragment("\(value.text(from: .product)) * \(unit)", .product)
    let result = "\(roundedToWhole(scaled).text(from: .product)) / \(unit)"
    // From 2^52 on there are no decimals to round.
    return SQLFragment("CASE WHEN ABS(\(scaled.text)) < 4503599627370496 THEN \(result) ELSE \(value.text) END")
  }

  /// PostgreSQL's own ROUND takes halves to even, and SQLite's adds a half, which takes 0.49999999999999994 to 1. Twice
  /// the part after the point is exact, and its whole part is what is to be added.
  private func roundedToWhole(_ fragment: SQLFragment) -> SQLFragment {
    let text = fragment.text
    if dialect == .duckdb { return SQLFragment("ROUND(\(text))") }
    return SQLFragment("TRUNC(\(text)) + TRUNC(2 * (\(fragment.text(from: .sum)) - TRUNC(\(text))))", .sum)
  }

  // MARK: Scores

  private func score(_ operand: Int, _ scores: [String: Double]) throws(SQLUnsupported) -> SQLFragment {
    var branches = ""
    let isWhole = program.instructions[operand].type == .integer
    var seen: Set<Int64> = []
    for (code, score) in scores.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    where score.isFinite {
      var key = try dialect.text(code)
      if isWhole {
        guard let whole = Int64(code), seen.insert(whole).inserted else { continue }
        key = dialect.integer(whole).text
      }
      branches += " WHEN \(key) THEN \(dialect.double(score).text)"
    }
    guard !branches.isEmpty else { return try dialect.constant(.missing, .double) }
    return SQLFragment("CASE \(text(operand))\(branches) END")
  }

  // MARK: LEAST and GREATEST

  /// All the operands of nested `LEAST` or `GREATEST` in one list.
  mutating func extreme(_ instruction: Instruction) -> SQLFragment {
    var fragment = SQLFragment("")
    let (first, second) = (instruction.operands[0], instruction.operands[1])
    let next = text(second)
    if program.instructions[first].operation == instruction.operation, let taken = take(first) {
      fragment = taken
    } else {
      fragment.extremes = [text(first)]
    }
    fragment.extremes.append(next)
    return fragment
  }

  /// The finished `LEAST` or `GREATEST`, which is missing if one operand is.
  func completed(_ fragment: SQLFragment, _ instruction: Instruction) -> SQLFragment {
    let isLeast = instruction.operation == .least
    let list = fragment.extremes.joined(separator: ", ")
    // SQLite's have no value where one of the operands has none; the others pass over it.
    if dialect == .sqlite { return SQLFragment("\(isLeast ? "MIN" : "MAX")(\(list))") }
    let present = fragment.extremes.map { "(\($0)) IS NOT NULL" }.joined(separator: " AND ")
    return SQLFragment("CASE WHEN \(present) THEN \(isLeast ? "LEAST" : "GREATEST")(\(list)) END")
  }
}
