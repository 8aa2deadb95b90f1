import Diagnostics
public import Tables

/// An expression with one value for each row of a table: checked and compiled once, evaluated over whole columns.
///
/// What every operation gives for missing values and at the edges of numbers is in ``ExpressionSemantics``.
///
/// ```swift
/// let rule = try RowExpression("duration_s < 0.35 * MEDIAN(duration_s)", schema: schema, expecting: .bool)
/// let struck = rule.mask(table)
/// ```
public struct RowExpression: Sendable {
  /// The type of the values.
  public let type: ColumnType
  /// The columns whose cells the value depends on, in order of first appearance, with those of inlined `show_if`
  /// expressions and of aggregates.
  public let columnsRead: [String]
  /// For a category: the codes it can give, in order, when they are known from literals and the schema.
  public let codes: [String]?
  /// Whether an aggregate over rows is part of it, so that a row's value depends on the other rows.
  public let readsOtherRows: Bool
  let plan: Plan

  /// Parses, checks and compiles.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - schema: what its names stand for.
  ///   - expecting: the type that the values must have. Whole numbers serve as `double`, categories and texts as each
  ///     other; anything else must fit. Without it the expression's own type stands.
  /// - Throws: the first problem, with its place and what to do.
  public init(
    _ text: String, schema: ExpressionSchema, expecting: ColumnType? = nil
  ) throws(ExpressionError) {
    try self.init(try Parser.parse(text), schema: schema, expecting: expecting)
  }

  init(
    _ syntax: Syntax, schema: ExpressionSchema, source: String? = nil, expecting: ColumnType? = nil
  ) throws(ExpressionError) {
    var checker = TypeChecker(schema: schema, source: source)
    let value = try checker.check(syntax)
    try self.init(checker, value, schema: schema, expecting: expecting)
  }

  /// From a value and the checker that has checked it.
  private init(
    _ checked: TypeChecker, _ value: TypeChecker.Value, schema: ExpressionSchema, expecting: ColumnType?
  ) throws(ExpressionError) {
    var checker = checked
    guard let wanted = expecting ?? value.type else {
      throw ExpressionError(value.offset, "the expression is NULL for every row")
    }
    // A text becomes a category once it is computed.
    let computed = wanted == .category && value.type == .text ? ColumnType.text : wanted
    guard let register = checker.coerce(value, to: computed), value.type != .dateTime || computed == .dateTime else {
      let advice =
        wanted == .bool && value.column != nil
        ? "compare it with something, such as `\(value.column ?? "x") = 1`" : nil
      throw ExpressionError(
        value.offset, "\(wanted.shown) is wanted here, and the expression gives \(value.type?.shown ?? "NULL")",
        advice: advice)
    }
    type = wanted
    codes = wanted == .category ? value.codes : nil
    columnsRead = checker.columns.map(\.name)
    readsOtherRows = !checker.aggregates.isEmpty
    plan = Plan(
      columns: checker.columns, aggregates: checker.aggregates,
      program: checker.builder.program(result: register, fused: true),
      workdays: WorkdayCounter(schema.calendar))
  }

  /// One value a row.
  ///
  /// A bare column comes back as it is, with its kinds of missing; computed cells without a value are missing of kind
  /// `empty`. A column of the schema that the table does not have, or has in a type that cannot be read as the one
  /// declared, reads as missing.
  public func evaluate(_ table: Table) -> Column {
    let column = Evaluation(plan, table).column(plan.program)
    let typed = column.type == type ? column : column.converted(to: type) ?? column
    return isBareColumn ? typed : typed.narrowed()
  }

  private var isBareColumn: Bool { bareColumn != nil }

  /// The column of which the expression is no more than the name, read as ``type``; nil for anything else.
  public var bareColumn: String? {
    guard case .load(let index) = plan.program.instructions[plan.program.result].operation else { return nil }
    return plan.columns[index].name
  }

  /// Where the condition is TRUE: not FALSE and not missing. False everywhere for an expression that is no condition.
  public func mask(_ table: Table) -> [Bool] {
    var mask = [Bool](repeating: false, count: table.rowCount)
    guard type == .bool else { return mask }
    mask.withUnsafeMutableBytes { mask in
      guard let address = mask.baseAddress else { return }
      // A condition's bytes are 1 and 0, as those of Bool are. Each block writes its own rows.
      nonisolated(unsafe) let base = address
      Evaluation(plan, table).runInParallel(plan.program) { _, start, count, slot in
        (base + start).copyMemory(from: slot.values, byteCount: count)
      }
    }
    return mask
  }

  /// The values as numbers: conditions as 1 and 0, dates as days and date-times as seconds since 1970-01-01. For
  /// categories, sets and texts only the presence means something; their values are 0.
  public func doubles(_ table: Table) -> (values: [Double], isPresent: [Bool]) {
    var values = [Double](repeating: 0, count: table.rowCount)
    var presence = [UInt8](repeating: 0, count: table.rowCount)
    let kind = Representation(plan.program.type)
    let isSet = plan.program.type == .set
    values.withUnsafeMutableBufferPointer { values in
      // Each block writes its own rows.
      nonisolated(unsafe) let values = values
      Evaluation(plan, table).runInParallel(plan.program, &presence) { _, start, count, slot in
        switch kind {
        case .bool: for row in 0..<count { values[start + row] = Double(slot.bools[row]) }
        case .integer where !isSet: for row in 0..<count { values[start + row] = Double(slot.integers[row]) }
        case .double: for row in 0..<count { values[start + row] = slot.doubles[row] }
        case .integer, .code, .text: break
        }
      }
    }
    return (values, presence.map { $0 == 1 })
  }
}
