import Diagnostics
import Tables

/// Resolves names, checks types and emits the instructions of an expression.
///
/// Rules that belong together are in the extensions: comparisons, functions, functions of columns, aggregates.
struct TypeChecker {
  /// An expression that has been checked: the register that will hold it and what is known about it.
  struct Value {
    /// -1 for the literal NULL, which gets its register with its type.
    var register: Int
    /// nil for the literal NULL.
    var type: ColumnType?
    var offset: Int
    var literal: Constant?
    /// The codes that a category can have, when they are known.
    var codes: [String]?
    /// The column, when the expression is just its name.
    var column: String?

    var isNull: Bool { type == nil }
  }

  /// Nesting of an expression with the `show_if` expressions inlined into it.
  static let depthLimit = 2 * Parser.depthLimit

  let schema: ExpressionSchema
  /// The source whose name may stand before a column's, as in `economy.tax`.
  let source: String?
  /// Set while the expression around the aggregates of an indicator is checked.
  var totals: TotalsContext?
  var columns: [ColumnReference] = []
  var columnIndex: [String: Int] = [:]
  var aggregates: [WindowAggregate] = []
  var knownAggregates: [Syntax.Call: (index: Int, type: ColumnType)] = [:]
  var builder = ProgramBuilder()
  /// Columns whose visibility is known not to depend on itself.
  var acyclic: Set<String> = []
  private var depth = 0

  init(schema: ExpressionSchema, source: String? = nil, totals: TotalsContext? = nil) {
    self.schema = schema
    self.source = source
    self.totals = totals
  }

  mutating func check(_ syntax: Syntax) throws(ExpressionError) -> Value {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      throw ExpressionError(syntax.offset, "the conditions it depends on nest too deeply")
    }
    let offset = syntax.offset
    switch syntax.kind {
    case .null: return Value(register: -1, type: nil, offset: offset)
    case .bool(let value): return constant(.bool(value), .bool, offset)
    case .integer(let value): return constant(.integer(value), .integer, offset)
    case .number(let value): return constant(.double(value), .double, offset)
    case .date(let day): return constant(.integer(Int64(day)), .date, offset)
    case .text(let text):
      var value = constant(.text(text), .category, offset)
      value.codes = [text.string]
      return value
    case .name(let source, let name): return try resolve(name, source: source, at: offset)
    case .negate(let operand): return try negation(of: try check(operand), at: offset)
    case .arithmetic(let operation, let left, let right):
      return try arithmetic(operation, try check(left), try check(right), at: offset)
    case .call(let call): return try function(call, at: offset)
    case .choose(let branches, let otherwise): return try choice(branches, otherwise, at: offset)
    default: return try truth(syntax)
    }
  }

  /// Conditions: what gives TRUE, FALSE or missing.
  private mutating func truth(_ syntax: Syntax) throws(ExpressionError) -> Value {
    let offset = syntax.offset
    switch syntax.kind {
    case .not(let operand):
      return bool(.not, [try condition(operand, "NOT")], offset)
    case .and(let operands): return try chain(.and, operands, "AND", at: offset)
    case .or(let operands): return try chain(.or, operands, "OR", at: offset)
    case .compare(let comparison, let left, let right):
      return try compare(comparison, try check(left), try check(right), at: offset)
    case .isMissing(let operand):
      let value = try check(operand)
      if value.isNull { return constant(.bool(true), .bool, offset) }
      return bool(.not, [builder.emit(.isPresent, [value.register], .bool)], offset)
    case .isTruth(let operand, let wanted):
      return bool(.isTruth(wanted), [try condition(operand, "IS")], offset)
    case .isIn(let operand, let list): return try membership(of: try check(operand), in: list, at: offset)
    case .between(let operand, let low, let high):
      let value = try check(operand)
      let above = try compare(.greaterOrEqual, value, try check(low), at: offset)
      let below = try compare(.lessOrEqual, value, try check(high), at: offset)
      return bool(.and, [above.register, below.register], offset)
    case .like(let operand, let pattern): return try like(try check(operand), pattern, at: offset)
    default: throw ExpressionError(offset, "this cannot stand here")
    }
  }

  // MARK: Making values

  mutating func constant(_ constant: Constant, _ type: ColumnType, _ offset: Int) -> Value {
    Value(register: builder.emit(.constant(constant), [], type), type: type, offset: offset, literal: constant)
  }

  /// A number from the schema: a whole number when it is one.
  mutating func constant(_ number: Double, _ offset: Int) -> Value {
    if number.magnitude < 9e15, let whole = Int64(exactly: number) {
      return constant(.integer(whole), .integer, offset)
    }
    return number.isFinite ? constant(.double(number), .double, offset) : missing(.double, offset)
  }

  mutating func missing(_ type: ColumnType, _ offset: Int) -> Value {
    Value(register: builder.emit(.constant(.missing), [], type), type: type, offset: offset)
  }

  mutating func bool(_ operation: Operation, _ operands: [Int], _ offset: Int) -> Value {
    Value(register: builder.emit(operation, operands, .bool), type: .bool, offset: offset)
  }

  mutating func value(_ operation: Operation, _ operands: [Int], _ type: ColumnType, _ offset: Int) -> Value {
    Value(register: builder.emit(operation, operands, type), type: type, offset: offset)
  }

  // MARK: Names

  private mutating func resolve(_ name: String, source: String?, at offset: Int) throws(ExpressionError) -> Value {
    if totals != nil { return try nameOutsideAggregates(name, source: source, at: offset) }
    try checkSource(source, at: offset)
    if let type = schema.columns[name] { return column(name, type, at: offset) }
    if source == nil, let number = schema.constants[name] { return constant(number, offset) }
    if source == nil, schema.sets[name] != nil {
      throw ExpressionError(
        offset, "`\(name)` is a set of columns", advice: "use it in a function such as N_VALID(\(name))")
    }
    throw unknownName(name, at: offset)
  }

  func checkSource(_ source: String?, at offset: Int) throws(ExpressionError) {
    guard let source, source != self.source else { return }
    let advice = self.source.map { "only columns of `\($0)` can stand here" } ?? "write the column's name alone"
    throw ExpressionError(offset, "`\(shortened(source))` is not a source of this expression", advice: advice)
  }

  mutating func column(_ name: String, _ type: ColumnType, at offset: Int) -> Value {
    Value(
      register: builder.emit(.load(index(of: name, type)), [], type), type: type, offset: offset,
      codes: schema.codes[name], column: name)
  }

  /// The column's place in the plan's list.
  mutating func index(of name: String, _ type: ColumnType) -> Int {
    if let index = columnIndex[name] { return index }
    columns.append(ColumnReference(name: name, type: type))
    columnIndex[name] = columns.count - 1
    return columns.count - 1
  }

  func unknownName(_ name: String, at offset: Int, sets: Bool = false) -> ExpressionError {
    var candidates = Array(schema.columns.keys) + Array(schema.constants.keys)
    if sets { candidates += Array(schema.sets.keys) }
    let near = nearestName(to: name, among: candidates)
    var advice = near.map { "did you mean `\($0)`?" }
    if near == nil, Functions.named(name.uppercased()) != nil {
      advice = "\(name.uppercased()) is a function: write its arguments in parentheses"
    }
    return ExpressionError(
      offset, "no column is called `\(shortened(name))`",
      advice: advice ?? "a text is written in single quotes, a name with signs in it in back quotes")
  }

  // MARK: Types

  /// The register with the value as `type`, or nil where it cannot be one.
  mutating func coerce(_ value: Value, to type: ColumnType) -> Int? {
    guard let from = value.type else { return missing(type, value.offset).register }
    if from == type { return value.register }
    switch (from, type) {
    case (.integer, .double):
      if case .integer(let whole)? = value.literal {
        return constant(.double(Double(whole)), .double, value.offset).register
      }
      return builder.emit(.integerToDouble, [value.register], .double)
    case (.category, .text): return builder.emit(.codeToText, [value.register], .text)
    case (.date, .dateTime): return builder.emit(.dayToSecond, [value.register], .dateTime)
    case (.dateTime, .date): return builder.emit(.secondToDay, [value.register], .date)
    default: return nil
    }
  }

  /// The type that can hold all the values; nil when they are all NULL.
  func commonType(_ values: [Value], _ place: String) throws(ExpressionError) -> ColumnType? {
    var common: ColumnType?
    for value in values {
      guard let type = value.type else { continue }
      guard type != .set else {
        throw ExpressionError(
          value.offset, "\(place) cannot hold a multiple answer", advice: "use HAS(\(value.column ?? "q"), code)")
      }
      switch (common, type) {
      case (nil, _): common = type
      case (let held?, _) where held == type: break
      case (.integer?, .double), (.double?, .integer): common = .double
      case (.category?, .text), (.text?, .category): common = .text
      case (.date?, .dateTime), (.dateTime?, .date): common = .dateTime
      default:
        throw ExpressionError(
          value.offset, "\(place) mixes \(common?.shown ?? "nothing") with \(type.shown)",
          advice: "all of them must have one type")
      }
    }
    return common
  }

  mutating func condition(_ syntax: Syntax, _ place: String) throws(ExpressionError) -> Int {
    try condition(try check(syntax), place)
  }

  mutating func condition(_ value: Value, _ place: String) throws(ExpressionError) -> Int {
    if let type = value.type, type != .bool {
      throw ExpressionError(
        value.offset, "\(place) needs a condition, found \(type.shown)",
        advice: value.column.map { "compare it with something, or ask `\($0) IS NOT MISSING`" })
    }
    return coerce(value, to: .bool) ?? value.register
  }

  // MARK: Operators

  private mutating func chain(
    _ operation: Operation, _ operands: [Syntax], _ place: String, at offset: Int
  ) throws(ExpressionError) -> Value {
    var register: Int?
    for operand in operands {
      let next = try condition(operand, place)
      register = register.map { builder.emit(operation, [$0, next], .bool) } ?? next
    }
    return Value(register: register ?? 0, type: .bool, offset: offset)
  }

  private mutating func negation(of value: Value, at offset: Int) throws(ExpressionError) -> Value {
    guard let type = value.type else { return value }
    guard type.isNumeric else { throw notNumber(value, "a minus sign") }
    return self.value(.negate, [value.register], type, offset)
  }

  func notNumber(_ value: Value, _ place: String) -> ExpressionError {
    let advice: String? =
      switch value.type {
      case .bool: "write CASE WHEN … THEN 1 ELSE 0 END to make a number of a condition"
      case .date, .dateTime: "write DATE_DIFF(a, b) for the days between two dates"
      case .category: value.column.map { "write LIKERT(\($0)) for the score of an answer" }
      case .set: value.column.map { "write COUNT_OF(\($0)) for the number of answers" }
      default: nil
      }
    return ExpressionError(
      value.offset, "\(place) needs a number, found \(value.type?.shown ?? "NULL")", advice: advice)
  }

  private mutating func arithmetic(
    _ operation: Arithmetic, _ left: Value, _ right: Value, at offset: Int
  ) throws(ExpressionError) -> Value {
    for operand in [left, right] where operand.type.map({ !$0.isNumeric }) ?? false {
      throw notNumber(operand, "`\(operation.rawValue)`")
    }
    let isWhole = operation != .divide && left.type != .double && right.type != .double
    let type: ColumnType = isWhole ? .integer : .double
    guard let first = coerce(left, to: type), let second = coerce(right, to: type) else {
      throw notNumber(left, "`\(operation.rawValue)`")
    }
    return value(.arithmetic(operation), [first, second], type, offset)
  }

  private mutating func choice(
    _ branches: [Syntax.Branch], _ otherwise: Syntax?, at offset: Int
  ) throws(ExpressionError) -> Value {
    var conditions: [Int] = []
    var results: [Value] = []
    for branch in branches {
      conditions.append(try condition(branch.condition, "WHEN"))
      results.append(try check(branch.result))
    }
    results.append(
      try otherwise.map { syntax throws(ExpressionError) in try check(syntax) }
        ?? Value(register: -1, type: nil, offset: offset))
    guard let type = try commonType(results, "CASE") else { return Value(register: -1, type: nil, offset: offset) }
    var operands: [Int] = []
    for (index, result) in results.enumerated() {
      if index < conditions.count { operands.append(conditions[index]) }
      operands.append(coerce(result, to: type) ?? result.register)
    }
    var chosen = value(.choose, operands, type, offset)
    chosen.codes = Self.mergedCodes(results)
    return chosen
  }

  /// The codes of all the values in order of appearance, or nil when one is not known.
  static func mergedCodes(_ values: [Value]) -> [String]? {
    var merged: [String] = []
    var seen: Set<String> = []
    for value in values where !value.isNull {
      guard let codes = value.codes else { return nil }
      for code in codes where seen.insert(code).inserted { merged.append(code) }
    }
    return merged
  }
}

extension ColumnType {
  /// The type as messages name it.
  var shown: String {
    switch self {
    case .bool: "a condition"
    case .integer: "a whole number"
    case .double: "a number"
    case .category: "a category or a text"
    case .set: "a multiple answer"
    case .text: "a text"
    case .date: "a date"
    case .dateTime: "a date with time"
    }
  }
}
