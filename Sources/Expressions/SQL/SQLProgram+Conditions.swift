import Tables

/// Conditions. SQL's three-valued logic is the language's own.
extension SQLProgram {
  mutating func condition(_ instruction: Instruction) throws(SQLUnsupported) -> SQLFragment {
    let operands = instruction.operands
    switch instruction.operation {
    case .and: return chain("AND", .and, operands)
    case .or: return chain("OR", .or, operands)
    case .not: return try negation(operands[0])
    case .compare(let comparison):
      return compare(comparison, value(operands[0]), value(operands[1]), program.instructions[operands[0]].type)
    case .compareColumn(let index, let comparison, let constant):
      let column = plan.columns[index]
      var cells = try load(column)
      if cells.isUnbounded { cells = SQLFragment(dialect.finite(cells.text)) }
      return compare(comparison, cells, try dialect.constant(constant, column.type), column.type)
    case .isPresent: return SQLFragment("\(text(operands[0], .atom)) IS NOT NULL", .comparison)
    case .isTruth(let wanted):
      return SQLFragment("\(text(operands[0], .atom)) IS \(wanted ? "TRUE" : "FALSE")", .comparison)
    case .isInIntegers(let list): return isIn(operands[0], list.map { dialect.integer($0).text })
    case .isInDoubles(let list): return isIn(operands[0], list.map { dialect.double($0).text })
    case .isInTexts(let list): return isIn(operands[0], try texts(list))
    case .like(let pattern): return try like(operands[0], pattern.string)
    case .has(let code): return try has(operands[0], code)
    default: throw SQLUnsupported("cannot express a condition of this expression")
    }
  }

  private mutating func chain(_ word: String, _ binding: SQLFragment.Binding, _ operands: [Int]) -> SQLFragment {
    let right = text(operands[1], binding == .or ? .and : .comparison)
    var left = take(operands[0]) ?? SQLFragment("NULL")
    if left.binding < binding { left.text = "(\(left.text))" }
    left.binding = binding
    left.text += " \(word) "
    left.text += right
    return left
  }

  private func negation(_ operand: Int) throws(SQLUnsupported) -> SQLFragment {
    let negated = program.instructions[operand]
    switch negated.operation {
    case .isPresent: return SQLFragment("\(text(negated.operands[0], .atom)) IS NULL", .comparison)
    case .not where isPresence(negated.operands[0]): return value(negated.operands[0])
    case .isInTexts(let list): return isIn(negated.operands[0], try texts(list), isNegated: true)
    // In parentheses as a whole, because dialects differ in how tightly NOT binds.
    default: return SQLFragment("(NOT \(text(operand, .atom)))")
    }
  }

  private func isPresence(_ register: Int) -> Bool {
    if case .isPresent = program.instructions[register].operation { return true }
    return false
  }

  private func compare(
    _ comparison: Comparison, _ left: SQLFragment, _ right: SQLFragment, _ type: ColumnType
  ) -> SQLFragment {
    var (first, second) = (left.text(from: .sum), right.text(from: .sum))
    // By bytes, whatever the order of the database's language is.
    if dialect == .postgresql, type == .text || type == .category, !comparison.isEquality {
      first = left.text(from: .atom) + " COLLATE \"C\""
      second = right.text(from: .atom) + " COLLATE \"C\""
    }
    return SQLFragment("\(first) \(comparison.rawValue) \(second)", .comparison)
  }

  private func texts(_ list: [ExactText]) throws(SQLUnsupported) -> [String] {
    var texts: [String] = []
    for text in list { texts.append(try dialect.text(text.string)) }
    return texts
  }

  private func isIn(_ operand: Int, _ list: [String], isNegated: Bool = false) -> SQLFragment {
    let subject = text(operand, .sum)
    if list.count == 1 { return SQLFragment("\(subject) \(isNegated ? "<>" : "=") \(list[0])", .comparison) }
    return SQLFragment("\(subject) \(isNegated ? "NOT IN" : "IN") (\(list.joined(separator: ", ")))", .comparison)
  }

  // MARK: LIKE

  private func like(_ operand: Int, _ pattern: String) throws(SQLUnsupported) -> SQLFragment {
    let subject = text(operand, .sum)
    switch dialect {
    // SQLite's LIKE takes capitals and small letters for equal; its GLOB does not.
    case .sqlite: return SQLFragment("\(subject) GLOB \(try dialect.text(Self.glob(pattern)))", .comparison)
    case .duckdb: return SQLFragment("\(subject) LIKE \(try dialect.text(pattern))", .comparison)
    case .postgresql: return SQLFragment("\(subject) LIKE \(try dialect.text(pattern)) ESCAPE ''", .comparison)
    }
  }

  private static func glob(_ pattern: String) -> String {
    var glob = String.UnicodeScalarView()
    for scalar in pattern.unicodeScalars {
      switch scalar {
      case "%": glob.append("*")
      case "_": glob.append("?")
      case "*", "?", "[": glob.append(contentsOf: ["[", scalar, "]"])
      default: glob.append(scalar)
      }
    }
    return String(glob)
  }

  // MARK: Multiple answers

  private func has(_ operand: Int, _ code: ExactText) throws(SQLUnsupported) -> SQLFragment {
    let codes = try codes(ofSet: operand, "HAS")
    guard let bit = codes.firstIndex(where: { ExactText($0) == code }) else {
      throw SQLUnsupported(function: "HAS", "cannot know which bit stands for '\(shortened(code.string))'")
    }
    let mask = dialect.integer(Int64(bitPattern: 1 << UInt64(bit))).text
    return SQLFragment("(\(text(operand, .atom)) & \(mask)) <> 0", .comparison)
  }

  /// The codes that the bits of a multiple answer stand for.
  func codes(ofSet operand: Int, _ function: String) throws(SQLUnsupported) -> [String] {
    guard case .load(let index) = program.instructions[operand].operation else {
      throw SQLUnsupported(function: function, "cannot express \(function) here")
    }
    let name = plan.columns[index].name
    guard let codes = settings.schema.codes[name], codes.count <= 64 else {
      throw SQLUnsupported(
        function: function, "cannot express \(function): the codes of `\(shortened(name))` are not known",
        advice: "give the question its options, at most 64")
    }
    return codes
  }
}
