import Tables

/// Writes one compiled program as SQL: each instruction in order, from the SQL of its operands.
///
/// The order makes recursion needless, so that a long chain of `AND` costs no stack.
struct SQLProgram {
  let plan: Plan
  let program: Program
  let settings: SQLRenderer
  /// Whether it is computed inside an aggregate, where SQL allows no other.
  let isInAggregate: Bool
  /// By register; emptied when the last instruction that needs it takes it over.
  private var fragments: [SQLFragment?] = []
  private var usesLeft: [Int]

  var dialect: SQLDialect { settings.dialect }

  /// Conditions that other conditions repeat can double the text at every step: longer texts are refused.
  static let lengthLimit = 1_000_000

  static func render(_ plan: Plan, _ settings: SQLRenderer) throws(SQLUnsupported) -> String {
    var program = SQLProgram(plan, plan.program, settings, isInAggregate: false)
    let text = try program.result().text
    try program.checkLength(text.utf8.count)
    return text
  }

  init(_ plan: Plan, _ program: Program, _ settings: SQLRenderer, isInAggregate: Bool) {
    self.plan = plan
    self.program = program
    self.settings = settings
    self.isInAggregate = isInAggregate
    usesLeft = [Int](repeating: 0, count: program.instructions.count)
    for instruction in program.instructions {
      for operand in instruction.operands { usesLeft[operand] += 1 }
    }
  }

  mutating func result() throws(SQLUnsupported) -> SQLFragment {
    try run()
    return value(program.result)
  }

  /// What `COUNT` counts: the value whose presence the program asks for.
  mutating func countedResult() throws(SQLUnsupported) -> SQLFragment {
    guard case .isPresent = program.instructions[program.result].operation else { return try result() }
    try run()
    return value(program.instructions[program.result].operands[0])
  }

  private mutating func run() throws(SQLUnsupported) {
    for instruction in program.instructions {
      let fragment = try render(instruction)
      try checkLength(fragment.text.utf8.count)
      fragments.append(fragment)
    }
  }

  func checkLength(_ bytes: Int) throws(SQLUnsupported) {
    guard bytes > Self.lengthLimit else { return }
    throw SQLUnsupported(
      "would be given more than \(Self.lengthLimit) bytes of SQL", advice: "split the expression into derived variables"
    )
  }

  // MARK: Operands

  /// The SQL of a register as it stands, which may be unbounded.
  func raw(_ register: Int) -> SQLFragment {
    guard let fragment = fragments[register] else { return SQLFragment("NULL") }
    return fragment.extremes.isEmpty ? fragment : completed(fragment, program.instructions[register])
  }

  /// The SQL of a register, with missing for what is infinite or out of range.
  func value(_ register: Int) -> SQLFragment {
    let fragment = raw(register)
    guard fragment.isUnbounded else { return fragment }
    let text = fragment.text
    if program.instructions[register].type == .double { return SQLFragment(dialect.finite(text)) }
    // SQLite's whole numbers turn into decimal ones beyond 64 bits.
    return SQLFragment("CASE typeof(\(text)) WHEN 'integer' THEN \(text) END", isWide: true)
  }

  /// The text of an operand that must bind at least so tightly.
  func text(_ register: Int, _ minimum: SQLFragment.Binding = .or) -> String { value(register).text(from: minimum) }

  /// The fragment itself when this is its last use, so that appending to it copies nothing.
  mutating func take(_ register: Int) -> SQLFragment? {
    usesLeft[register] -= 1
    guard usesLeft[register] == 0 else { return fragments[register] }
    let fragment = fragments[register]
    fragments[register] = nil
    return fragment
  }

  // MARK: Instructions

  private mutating func render(_ instruction: Instruction) throws(SQLUnsupported) -> SQLFragment {
    let operands = instruction.operands
    switch instruction.operation {
    case .constant(let constant): return try dialect.constant(constant, instruction.type)
    case .load(let index): return try load(plan.columns[index])
    case .loadFlag(let index): return SQLFragment("COALESCE(\(try name(plan.columns[index])), FALSE)")
    case .aggregate(let index): return try window(plan.aggregates[index])
    case .integerToDouble, .arithmetic, .negate, .absolute, .math, .power, .round, .likert:
      return try number(instruction)
    case .least, .greatest: return extreme(instruction)
    case .compare, .compareColumn, .isInIntegers, .isInDoubles, .isInTexts, .like, .and, .or, .not, .isPresent,
      .isTruth, .has:
      return try condition(instruction)
    case .choose: return choice(operands)
    case .coalesce: return coalesce(operands)
    case .codeToText: return value(operands[0])
    case .length, .trim, .changeCase, .substring: return try words(instruction)
    case .dayToSecond, .secondToDay, .year, .month, .day, .dayDifference: return day(instruction)
    case .countOf: return try countOf(operands[0])
    case .countKinds(let columns, let kinds): return try countKinds(columns, kinds)
    case .countPresent, .countTrue, .rowStatistic: return try across(instruction)
    // Those that no dialect has, and those that are not yet written as SQL.
    default: throw Self.unsupported(instruction.operation)
    }
  }

  private static func unsupported(_ operation: Operation) -> SQLUnsupported {
    switch operation {
    case .missingKind: .function("MISSING_KIND", "its tables do not hold why a cell is empty")
    case .usccValid: .function("USCC_VALID", "it has no such check digits")
    case .workdays: .function("WORKDAYS", "it does not know the calendar")
    default: SQLUnsupported("cannot express a function of this expression")
    }
  }

  private func choice(_ operands: [Int]) -> SQLFragment {
    var sql = "CASE"
    for branch in stride(from: 0, to: operands.count - 1, by: 2) {
      sql += " WHEN \(text(operands[branch])) THEN \(text(operands[branch + 1]))"
    }
    return SQLFragment(sql + " ELSE \(text(operands[operands.count - 1])) END")
  }

  private func coalesce(_ operands: [Int]) -> SQLFragment {
    // SQLite's needs two arguments.
    if operands.count == 1 { return value(operands[0]) }
    return SQLFragment("COALESCE(\(operands.map { text($0) }.joined(separator: ", ")))")
  }

  // MARK: Columns

  func name(_ column: ColumnReference) throws(SQLUnsupported) -> String {
    let name = try dialect.identifier(column.name)
    guard let table = settings.table else { return name }
    return "\(try dialect.identifier(table)).\(name)"
  }

  func load(_ column: ColumnReference) throws(SQLUnsupported) -> SQLFragment {
    let name = try name(column)
    switch column.type {
    case .double where !settings.trustsDecimals:
      return SQLFragment("CAST(\(name) AS \(dialect.typeName(.double)))", isUnbounded: true)
    // Brings `T` and a blank between date and time to one form.
    case .dateTime where dialect == .sqlite: return SQLFragment("DATETIME(\(name))")
    default: return SQLFragment(name)
    }
  }
}
