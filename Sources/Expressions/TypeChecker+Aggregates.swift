import Diagnostics
import Tables

extension TypeChecker {
  mutating func aggregate(
    _ call: Syntax.Call, _ name: FunctionDeclaration.AggregateName, _ declaration: FunctionDeclaration,
    at offset: Int
  ) throws(ExpressionError) -> Value {
    if call.isOfRows {
      guard name == .count else {
        throw ExpressionError(offset, "`*` stands only in COUNT(*)", advice: "write \(declaration.signature)")
      }
    } else if name == .count, call.arguments.isEmpty {
      throw ExpressionError(offset, "COUNT is given no argument", advice: "write COUNT(*) to count rows")
    }
    try checkArity(call, declaration, at: offset)
    let function = try Self.windowFunction(name, call, schema)
    if totals != nil {
      guard case .aggregate(let function) = function else {
        throw ExpressionError(
          offset, "\(call.name) has a value for each row, and an indicator has one for all",
          advice: "derive a variable from \(call.name)(x) OVER (PARTITION BY …) and put that into an aggregate")
      }
      return try term(call, function, at: offset)
    }
    if call.rowSource != nil { try checkSource(call.rowSource, at: offset) }
    if let known = knownAggregates[call] {
      return value(.aggregate(known.index), [], known.type, offset)
    }
    var argument: Program?
    var type = ColumnType.integer
    if let syntax = call.arguments.first {
      let (program, argumentType) = try subprogram { (checker) throws(ExpressionError) in
        let value = try checker.check(syntax)
        let checked = try checker.aggregated(value, function, call.name)
        return (checked.register, checked.type)
      }
      argument = program
      type = Self.resultType(function, argumentType)
    }
    let filter = try call.filter.map { (syntax) throws(ExpressionError) in
      try subprogram { (checker) throws(ExpressionError) in (try checker.condition(syntax, "FILTER"), .bool) }.program
    }
    var partition: [Program] = []
    for key in call.partition ?? [] {
      let (program, _) = try subprogram { (checker) throws(ExpressionError) in
        let value = try checker.check(key)
        return (checker.coerce(value, to: value.type ?? .bool) ?? 0, value.type ?? .bool)
      }
      partition.append(program)
    }
    aggregates.append(
      WindowAggregate(function: function, argument: argument, filter: filter, partition: partition, type: type))
    knownAggregates[call] = (aggregates.count - 1, type)
    return value(.aggregate(aggregates.count - 1), [], type, offset)
  }

  private static func windowFunction(
    _ name: FunctionDeclaration.AggregateName, _ call: Syntax.Call, _ schema: ExpressionSchema
  ) throws(ExpressionError) -> WindowFunction {
    switch name {
    case .sum: return .aggregate(.sum)
    case .mean: return .aggregate(.mean)
    case .count: return .aggregate(.count)
    case .share: return .aggregate(.share)
    case .median: return .aggregate(.median)
    case .minimum: return .aggregate(.minimum)
    case .maximum: return .aggregate(.maximum)
    case .standardDeviation: return .aggregate(.standardDeviation)
    case .medianAbsoluteDeviation: return .aggregate(.medianAbsoluteDeviation)
    case .rank: return .rank
    case .quantile:
      let share: Double? =
        switch call.arguments[1].kind {
        case .number(let number): number
        case .integer(let whole): Double(whole)
        case .name(nil, let name): schema.constants[name]
        default: nil
        }
      guard let share, (0...1).contains(share) else {
        throw ExpressionError(
          call.arguments[1].offset, "QUANTILE needs a share from 0 to 1 here", advice: "such as QUANTILE(x, 0.9)")
      }
      return .aggregate(.quantile(share))
    }
  }

  /// The argument in the type an aggregate works on: presence for COUNT, numbers, dates for MIN and MAX.
  mutating func aggregated(
    _ value: Value, _ function: WindowFunction, _ name: String
  ) throws(ExpressionError) -> (register: Int, type: ColumnType) {
    guard let type = value.type else {
      throw ExpressionError(value.offset, "\(name) of NULL has no meaning")
    }
    // What has a smallest value has ranks.
    guard case .aggregate(let function) = function else {
      return try aggregated(value, .aggregate(.minimum), name)
    }
    switch function {
    case .count: return (builder.emit(.isPresent, [value.register], .bool), .bool)
    case .share: return (try condition(value, name), .bool)
    case .minimum, .maximum:
      guard type.isNumeric || type == .date || type == .dateTime else { throw notNumber(value, name) }
    case .median, .quantile, .medianAbsoluteDeviation:
      guard type.isNumeric else { throw notNumber(value, name) }
    case .sum, .mean, .standardDeviation:
      guard type.isNumeric || type == .bool else { throw notNumber(value, name) }
    }
    return (value.register, type)
  }

  private static func resultType(_ function: WindowFunction, _ argument: ColumnType) -> ColumnType {
    guard case .aggregate(let function) = function else { return .integer }
    return switch function {
    case .count: .integer
    case .sum: argument == .double ? .double : .integer
    case .minimum, .maximum: argument
    case .mean, .share, .median, .quantile, .standardDeviation, .medianAbsoluteDeviation: .double
    }
  }

  /// Checks with instructions of its own: what an aggregate needs is computed before the rows are.
  private mutating func subprogram(
    _ body: (inout TypeChecker) throws(ExpressionError) -> (register: Int, type: ColumnType)
  ) throws(ExpressionError) -> (program: Program, type: ColumnType) {
    let outer = builder
    builder = ProgramBuilder()
    let (register, type) = try body(&self)
    let program = builder.program(result: register, fused: true)
    builder = outer
    return (program, type)
  }
}
