import Tables

/// Texts and dates.
extension SQLProgram {
  func words(_ instruction: Instruction) throws(SQLUnsupported) -> SQLFragment {
    let operand = instruction.operands[0]
    switch instruction.operation {
    case .length: return SQLFragment("LENGTH(\(text(operand)))")
    case .trim:
      let name = dialect == .postgresql ? "BTRIM" : "TRIM"
      return SQLFragment("\(name)(\(text(operand)), \(try dialect.text(Self.blanks)))")
    case .changeCase(let toUpper):
      let name = toUpper ? "UPPER" : "LOWER"
      switch dialect {
      case .sqlite: throw .function(name, "it knows capitals of ASCII letters only")
      case .duckdb: return SQLFragment("\(name)(\(text(operand)))")
      // By Unicode, whatever the language of the database is.
      case .postgresql: return SQLFragment("\(name)(\(text(operand, .atom)) COLLATE \"und-x-icu\")")
      }
    default: return try substring(instruction.operands)
    }
  }

  /// All that ``isBlank(_:)`` takes for white space.
  private static let blanks: String = {
    var blanks = String.UnicodeScalarView()
    for value in UInt32(0)...0xFFFF {
      if let scalar = Unicode.Scalar(value), isBlank(scalar) { blanks.append(scalar) }
    }
    return String(blanks)
  }()

  // MARK: SUBSTR

  /// Longer than any text. SQLite takes only 32 bits of a place, and PostgreSQL has no other.
  private static let longest: Int64 = 2_147_483_647

  /// The places p with start ≤ p < start + length, counted from 1. Dialects read places below 1 in different ways, so
  /// those before the first character are taken off the length here.
  private func substring(_ operands: [Int]) throws(SQLUnsupported) -> SQLFragment {
    let subject = text(operands[0])
    let start = value(operands[1])
    if operands.count == 2 {
      if let literal = literal(operands[1]) {
        return SQLFragment("SUBSTR(\(subject), \(min(max(literal, 1), Self.longest)))")
      }
      return whenPresent([start], "SUBSTR(\(subject), \(place(start.text, atLeast: "1")))")
    }
    let length = value(operands[2])
    if let start = literal(operands[1]), let length = literal(operands[2]) {
      guard length >= 0 else { return try dialect.constant(.missing, .text) }
      let (sum, overflow) = start.addingReportingOverflow(length)
      let (first, end) = (max(start, 1), overflow ? .max : max(sum, 1))
      let count = max(0, end - first)
      return SQLFragment("SUBSTR(\(subject), \(min(first, Self.longest)), \(min(count, Self.longest)))")
    }
    // How many places there are before the first, negative; the bound keeps the difference in range.
    let before = "\(least(greatest(start.text, "-9223372036854775807"), "1")) - 1"
    let count = place("\(wide(length).text(from: .sum)) + (\(before))", atLeast: "0")
    let call = "SUBSTR(\(subject), \(place(start.text, atLeast: "1")), \(count))"
    return whenPresent([start], call, and: " AND \(length.text(from: .sum)) >= 0")
  }

  /// Dialects differ in what LEAST and GREATEST give for missing operands, so that these are asked for first.
  private func whenPresent(_ operands: [SQLFragment], _ call: String, and condition: String = "") -> SQLFragment {
    let present = operands.map { "\($0.text(from: .atom)) IS NOT NULL" }.joined(separator: " AND ")
    return SQLFragment("CASE WHEN \(present)\(condition) THEN \(call) END")
  }

  private func place(_ text: String, atLeast lowest: String) -> String {
    let bounded = least(greatest(text, lowest), "\(Self.longest)")
    return dialect == .postgresql ? "CAST(\(bounded) AS INTEGER)" : bounded
  }

  private func least(_ first: String, _ second: String) -> String {
    "\(dialect == .sqlite ? "MIN" : "LEAST")(\(first), \(second))"
  }

  private func greatest(_ first: String, _ second: String) -> String {
    "\(dialect == .sqlite ? "MAX" : "GREATEST")(\(first), \(second))"
  }

  private func literal(_ register: Int) -> Int64? {
    if case .constant(.integer(let value)) = program.instructions[register].operation { return value }
    return nil
  }

  // MARK: Dates

  func day(_ instruction: Instruction) -> SQLFragment {
    let operands = instruction.operands
    let first = value(operands[0])
    switch (instruction.operation, dialect) {
    case (.dayToSecond, _): return dialect.dateTime(ofDay: first)
    case (.secondToDay, .sqlite): return SQLFragment("SUBSTR(\(first.text), 1, 10)")
    case (.secondToDay, _): return SQLFragment("CAST(\(first.text) AS DATE)")
    case (.year, .sqlite): return SQLFragment("CAST(SUBSTR(\(first.text), 1, 4) AS INTEGER)")
    case (.month, .sqlite): return SQLFragment("CAST(SUBSTR(\(first.text), 6, 2) AS INTEGER)")
    case (.day, .sqlite): return SQLFragment("CAST(SUBSTR(\(first.text), 9, 2) AS INTEGER)")
    case (.year, _): return SQLFragment("CAST(EXTRACT(YEAR FROM \(first.text)) AS BIGINT)", isWide: true)
    case (.month, _): return SQLFragment("CAST(EXTRACT(MONTH FROM \(first.text)) AS BIGINT)", isWide: true)
    case (.day, _): return SQLFragment("CAST(EXTRACT(DAY FROM \(first.text)) AS BIGINT)", isWide: true)
    case (_, .sqlite):
      return SQLFragment("CAST(JULIANDAY(\(text(operands[1]))) - JULIANDAY(\(first.text)) AS INTEGER)")
    default:
      let difference = "\(text(operands[1], .atom)) - \(first.text(from: .atom))"
      return SQLFragment("CAST(\(difference) AS BIGINT)", isWide: true)
    }
  }
}
