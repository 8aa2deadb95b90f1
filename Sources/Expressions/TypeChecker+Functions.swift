import Diagnostics
import Tables

extension TypeChecker {
  mutating func function(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    guard let declaration = Functions.named(call.name) else {
      throw ExpressionError(
        offset, "no function is called `\(shortened(call.name))`", advice: Functions.suggestion(for: call.name))
    }
    if case .aggregate(let name) = declaration.rule {
      return try aggregate(call, name, declaration, at: offset)
    }
    if call.filter != nil || call.partition != nil {
      let word = call.filter != nil ? "FILTER" : "OVER"
      throw ExpressionError(
        offset, "\(word) follows only aggregates such as SUM, and \(call.name) is none")
    }
    if call.isOfRows {
      throw ExpressionError(offset, "`*` stands only in COUNT(*)", advice: "write \(declaration.signature)")
    }
    try checkArity(call, declaration, at: offset)
    if totals != nil, declaration.rule.isOfRow {
      throw ExpressionError(
        offset, "\(call.name) has a value for each row, and an indicator has one for all",
        advice: "put it into an aggregate, such as MEAN(\(call.name)(…))")
    }
    switch declaration.rule {
    case .plain(let types, let operation, let result):
      var operands: [Int] = []
      for (argument, type) in zip(call.arguments, types) {
        operands.append(try checkedArgument(argument, type, call.name))
      }
      return value(operation, operands, result, offset)
    case .has, .countOf, .likert, .missingKind, .visible, .flagged, .validBound:
      return try columnFunction(call, declaration.rule, at: offset)
    case .validCount, .visibleCount, .missingCount, .rowStatistic:
      return try setFunction(call, declaration.rule, at: offset)
    case .numeric(let numeric): return try numericFunction(numeric, call, at: offset)
    case .round: return try round(call, at: offset)
    case .leastGreatest(let isLeast): return try leastGreatest(isLeast, call, at: offset)
    case .coalesce: return try coalesce(call, at: offset)
    case .nullIf: return try nullIf(call, at: offset)
    case .substring: return try substring(call, at: offset)
    case .uscc:
      let argument = try check(call.arguments[0])
      switch argument.type {
      case .category?, .text?: return bool(.usccValid, [argument.register], offset)
      case nil: return missing(.bool, offset)
      default: throw wrongArgument(argument, .text, call.name)
      }
    case .aggregate: throw ExpressionError(offset, "this cannot stand here")
    }
  }

  func checkArity(
    _ call: Syntax.Call, _ declaration: FunctionDeclaration, at offset: Int
  ) throws(ExpressionError) {
    let count = call.arguments.count
    guard !declaration.arity.contains(count) else { return }
    throw ExpressionError(
      offset, "\(call.name) is given \(count) argument\(count == 1 ? "" : "s")",
      advice: "write \(declaration.signature)")
  }

  /// The register of an argument that must be of a type, or can become it.
  mutating func checkedArgument(
    _ syntax: Syntax, _ type: ColumnType, _ function: String
  ) throws(ExpressionError) -> Int {
    let argument = try check(syntax)
    guard let register = coerce(argument, to: type) else { throw wrongArgument(argument, type, function) }
    return register
  }

  private func wrongArgument(_ argument: Value, _ type: ColumnType, _ function: String) -> ExpressionError {
    if type.isNumeric { return notNumber(argument, function) }
    let advice = type == .date && argument.literal != nil ? "write a date as DATE '2025-03-31'" : nil
    return ExpressionError(
      argument.offset, "\(function) needs \(type.shown), found \(argument.type?.shown ?? "NULL")", advice: advice)
  }

  // MARK: Numbers

  private mutating func number(_ syntax: Syntax, _ function: String) throws(ExpressionError) -> Value {
    let argument = try check(syntax)
    guard let type = argument.type else { return missing(.double, argument.offset) }
    guard type.isNumeric else { throw notNumber(argument, function) }
    return argument
  }

  private mutating func numericFunction(
    _ numeric: FunctionDeclaration.Numeric, _ call: Syntax.Call, at offset: Int
  ) throws(ExpressionError) -> Value {
    let argument = try number(call.arguments[0], call.name)
    let isWhole = argument.type == .integer
    switch numeric {
    case .absolute: return value(.absolute, [argument.register], argument.type ?? .double, offset)
    case .sign: return sign(argument, at: offset)
    case .floor: return isWhole ? argument : value(.math(.floor), [argument.register], .double, offset)
    case .ceiling: return isWhole ? argument : value(.math(.ceiling), [argument.register], .double, offset)
    }
  }

  private mutating func sign(_ argument: Value, at offset: Int) -> Value {
    let type = argument.type ?? .double
    let zero = coerce(constant(.integer(0), .integer, offset), to: type) ?? argument.register
    var operands: [Int] = []
    for (comparison, result) in [(Comparison.less, Int64(-1)), (.equal, 0), (.greater, 1)] {
      operands.append(builder.emit(.compare(comparison), [argument.register, zero], .bool))
      operands.append(constant(.integer(result), .integer, offset).register)
    }
    operands.append(missing(.integer, offset).register)
    return value(.choose, operands, .integer, offset)
  }

  private mutating func round(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    let argument = try number(call.arguments[0], call.name)
    var decimals = 0
    if call.arguments.count == 2 {
      guard case .integer(let wanted) = call.arguments[1].kind, (-15...15).contains(wanted) else {
        throw ExpressionError(
          call.arguments[1].offset, "ROUND needs the number of decimals as a number from -15 to 15")
      }
      decimals = Int(wanted)
    }
    if argument.type == .integer, decimals >= 0 { return argument }
    guard let register = coerce(argument, to: .double) else { throw notNumber(argument, call.name) }
    return value(.round(decimals: decimals), [register], .double, offset)
  }

  private mutating func leastGreatest(
    _ isLeast: Bool, _ call: Syntax.Call, at offset: Int
  ) throws(ExpressionError) -> Value {
    var arguments: [Value] = []
    for syntax in call.arguments { arguments.append(try check(syntax)) }
    guard let type = try commonType(arguments, call.name) else { return missing(.double, offset) }
    guard type != .bool, type != .category, type != .text else {
      throw ExpressionError(offset, "\(call.name) needs numbers or dates, found \(type.shown)")
    }
    var register: Int?
    for argument in arguments {
      let next = coerce(argument, to: type) ?? argument.register
      register = register.map { builder.emit(isLeast ? .least : .greatest, [$0, next], type) } ?? next
    }
    return Value(register: register ?? 0, type: type, offset: offset)
  }

  // MARK: Missing

  private mutating func coalesce(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    var arguments: [Value] = []
    for syntax in call.arguments { arguments.append(try check(syntax)) }
    guard let type = try commonType(arguments, call.name) else {
      return Value(register: -1, type: nil, offset: offset)
    }
    let operands = arguments.compactMap { coerce($0, to: type) }
    var first = value(.coalesce, operands, type, offset)
    first.codes = Self.mergedCodes(arguments)
    return first
  }

  private mutating func nullIf(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    let kept = try check(call.arguments[0])
    let other = try check(call.arguments[1])
    guard let type = kept.type, !other.isNull else { return kept }
    let isSame = try compare(.equal, kept, other, at: other.offset)
    let nothing = missing(type, offset)
    var result = value(.choose, [isSame.register, nothing.register, kept.register], type, offset)
    result.codes = kept.codes
    return result
  }

  private mutating func substring(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    var operands = [try checkedArgument(call.arguments[0], .text, call.name)]
    for syntax in call.arguments.dropFirst() {
      operands.append(try checkedArgument(syntax, .integer, call.name))
    }
    return value(.substring, operands, .text, offset)
  }
}
