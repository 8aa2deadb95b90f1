import Diagnostics
import Tables

/// Functions whose arguments are columns themselves, not values: what is known about a question.
extension TypeChecker {
  mutating func columnFunction(
    _ call: Syntax.Call, _ rule: FunctionDeclaration.Rule, at offset: Int
  ) throws(ExpressionError) -> Value {
    if case .flagged = rule { return try flagged(call, at: offset) }
    let (name, type) = try column(call.arguments[0], call.name)
    switch rule {
    case .has: return try has(name, type, call, at: offset)
    case .countOf:
      try expectSet(name, type, call)
      let register = builder.emit(.load(index(of: name, type)), [], .set)
      return value(.countOf, [register], .integer, offset)
    case .likert:
      guard let scores = schema.scaleScores[name] else {
        throw ExpressionError(
          call.arguments[0].offset, "`\(name)` has no scale", advice: "give the question a `scale:` with scores")
      }
      guard type == .integer || type == .category else {
        throw ExpressionError(
          call.arguments[0].offset, "LIKERT needs a question with one answer, and `\(name)` is \(type.shown)")
      }
      let register = builder.emit(.load(index(of: name, type)), [], type)
      return value(.likert(scores), [register], .double, offset)
    case .validBound(let isLower):
      guard let range = schema.validRanges[name] else {
        throw ExpressionError(
          call.arguments[0].offset, "`\(name)` has no valid range", advice: "give the question a `validate:`")
      }
      return constant(isLower ? range.lowerBound : range.upperBound, offset)
    case .missingKind:
      var kind = value(.missingKind(index(of: name, type)), [], .category, offset)
      kind.codes = MissingKind.allCases.map(\.name)
      return kind
    default: return Value(register: try visible(name, at: offset), type: .bool, offset: offset)
    }
  }

  /// The column that an argument names.
  func column(_ syntax: Syntax, _ function: String) throws(ExpressionError) -> (name: String, type: ColumnType) {
    guard case .name(let source, let name) = syntax.kind else {
      throw ExpressionError(syntax.offset, "\(function) needs the name of a column here")
    }
    try checkSource(source, at: syntax.offset)
    guard let type = schema.columns[name] else {
      guard schema.sets[name] != nil else { throw unknownName(name, at: syntax.offset) }
      throw ExpressionError(
        syntax.offset, "\(function) needs the name of one column, and `\(name)` is a set of columns",
        advice: function == "VISIBLE" ? "write N_VISIBLE(\(name)) for how many of them are visible" : nil)
    }
    return (name, type)
  }

  private func expectSet(_ name: String, _ type: ColumnType, _ call: Syntax.Call) throws(ExpressionError) {
    guard type != .set else { return }
    let advice = call.name == "HAS" ? "write \(name) = code" : nil
    throw ExpressionError(
      call.arguments[0].offset, "\(call.name) needs a multiple answer, and `\(name)` is \(type.shown)",
      advice: advice)
  }

  private mutating func has(
    _ name: String, _ type: ColumnType, _ call: Syntax.Call, at offset: Int
  ) throws(ExpressionError) -> Value {
    try expectSet(name, type, call)
    let code: String
    switch call.arguments[1].kind {
    case .integer(let whole): code = String(whole)
    case .text(let text): code = text.string
    default:
      throw ExpressionError(call.arguments[1].offset, "HAS needs a code here, such as 3 or 'other'")
    }
    if let codes = schema.codes[name], !codes.contains(code) {
      throw unknownCode(code, of: name, codes, at: call.arguments[1].offset)
    }
    let register = builder.emit(.load(index(of: name, type)), [], .set)
    return bool(.has(ExactText(code)), [register], offset)
  }

  private mutating func flagged(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    let rule: String
    switch call.arguments[0].kind {
    case .name(nil, let name): rule = name
    case .text(let text): rule = text.string
    default: throw ExpressionError(call.arguments[0].offset, "FLAGGED needs the id of a rule, such as R02")
    }
    return bool(.loadFlag(index(of: "flag:" + rule, .bool)), [], offset)
  }

  // MARK: Visibility

  /// The register of the column's `show_if`; TRUE without one.
  private mutating func visible(_ name: String, at offset: Int) throws(ExpressionError) -> Int {
    if let known = builder.visible[name] { return known }
    guard let text = schema.visibility[name] else { return constant(.bool(true), .bool, offset).register }
    do throws(ExpressionError) {
      let syntax = try Parser.parse(text)
      try checkCycle(from: name)
      let register = try condition(syntax, "show_if")
      builder.visible[name] = register
      return register
    } catch {
      throw ExpressionError(
        offset, "in the show_if of `\(name)`, `\(shortened(text, to: 60))`: \(error.message)", advice: error.advice)
    }
  }

  /// Throws when the visibility of a column depends on the column itself, directly or through others.
  private mutating func checkCycle(from name: String) throws(ExpressionError) {
    // The path from `name`, each column with those its condition reads that are still to be followed.
    var path: [(name: String, next: [String])] = [(name, dependencies(of: name))]
    while let last = path.last {
      guard let next = last.next.last else {
        acyclic.insert(last.name)
        path.removeLast()
        continue
      }
      path[path.count - 1].next.removeLast()
      if acyclic.contains(next) { continue }
      if let start = path.firstIndex(where: { $0.name == next }) {
        let cycle = (path[start...].map(\.name) + [next]).joined(separator: " → ")
        throw ExpressionError(0, "whether it is shown depends on itself: \(shortened(cycle, to: 200))")
      }
      path.append((next, dependencies(of: next)))
    }
  }

  /// The columns with a condition of their own that a column's condition reads, last first.
  private func dependencies(of name: String) -> [String] {
    guard let text = schema.visibility[name], let syntax = try? Parser.parse(text) else { return [] }
    var found: [String] = []
    var pending = [syntax]
    while let next = pending.popLast() {
      if case .name(_, let read) = next.kind {
        let columns = schema.columns[read] == nil ? schema.sets[read] ?? [] : [read]
        for column in columns where schema.visibility[column] != nil && !found.contains(column) {
          found.append(column)
        }
      }
      pending.append(contentsOf: next.children)
    }
    return found.sorted(by: >)
  }

  // MARK: Functions over sets of columns

  private enum SetItem {
    case column(String, ColumnType)
    case value(Value)
  }

  mutating func setFunction(
    _ call: Syntax.Call, _ rule: FunctionDeclaration.Rule, at offset: Int
  ) throws(ExpressionError) -> Value {
    switch rule {
    case .missingCount: return try missingCount(call, at: offset)
    case .validCount:
      var columns: [Int] = []
      var registers: [Int] = []
      for item in try items(call.arguments, call.name) {
        switch item {
        case .column(let name, let type) where type != .double: columns.append(index(of: name, type))
        case .column(let name, let type): registers.append(column(name, type, at: offset).register)
        case .value(let value): registers.append(coerce(value, to: value.type ?? .double) ?? value.register)
        }
      }
      let present = UInt8(1) << MissingKind.present.rawValue
      let count = value(.countKinds(columns, present), [], .integer, offset)
      if registers.isEmpty { return count }
      let others = value(.countPresent, registers, .integer, offset)
      return columns.isEmpty
        ? others : value(.arithmetic(.add), [count.register, others.register], .integer, offset)
    case .visibleCount:
      var registers: [Int] = []
      for item in try items(call.arguments, call.name) {
        guard case .column(let name, _) = item else {
          throw ExpressionError(offset, "N_VISIBLE needs names of columns or sets")
        }
        registers.append(try visible(name, at: offset))
      }
      return value(.countTrue, registers, .integer, offset)
    case .rowStatistic(let statistic): return try rowStatistic(statistic, call, at: offset)
    default: throw ExpressionError(offset, "this cannot stand here")
    }
  }

  /// The columns and values that the arguments name, sets taken apart.
  private mutating func items(_ arguments: [Syntax], _ function: String) throws(ExpressionError) -> [SetItem] {
    var items: [SetItem] = []
    for argument in arguments {
      guard case .name(let source, let name) = argument.kind else {
        items.append(.value(try check(argument)))
        continue
      }
      try checkSource(source, at: argument.offset)
      if let type = schema.columns[name] {
        items.append(.column(name, type))
      } else if let members = schema.sets[name] {
        for member in members {
          guard let type = schema.columns[member] else {
            let near = nearestName(to: member, among: schema.columns.keys)
            throw ExpressionError(
              argument.offset, "the set `\(name)` lists `\(member)`, and no column is called so",
              advice: near.map { "did you mean `\($0)`?" })
          }
          items.append(.column(member, type))
        }
      } else if let number = schema.constants[name] {
        items.append(.value(constant(number, argument.offset)))
      } else {
        throw unknownName(name, at: argument.offset, sets: true)
      }
    }
    return items
  }

  private mutating func missingCount(_ call: Syntax.Call, at offset: Int) throws(ExpressionError) -> Value {
    var kinds: UInt8 = 0
    var names: [Syntax] = []
    for argument in call.arguments {
      guard case .text(let literal) = argument.kind else {
        names.append(argument)
        continue
      }
      let text = literal.string
      guard let kind = MissingKind(name: text), kind != .present else {
        let all = MissingKind.allCases.dropFirst().map(\.name)
        let near = nearestName(to: text, among: all)
        throw ExpressionError(
          argument.offset, "'\(shortened(text))' is not a kind of missing",
          advice: near.map { "did you mean '\($0)'?" } ?? "the kinds are \(all.joined(separator: ", "))")
      }
      kinds |= 1 << kind.rawValue
    }
    if kinds == 0 { kinds = ~(1 << MissingKind.present.rawValue) }
    var columns: [Int] = []
    for item in try items(names, call.name) {
      guard case .column(let name, let type) = item else {
        throw ExpressionError(offset, "N_MISSING needs names of columns or sets")
      }
      columns.append(index(of: name, type))
    }
    return value(.countKinds(columns, kinds), [], .integer, offset)
  }

  private mutating func rowStatistic(
    _ statistic: RowStatistic, _ call: Syntax.Call, at offset: Int
  ) throws(ExpressionError) -> Value {
    var values: [Value] = []
    for item in try items(call.arguments, call.name) {
      switch item {
      case .column(let name, let type):
        var value = column(name, type, at: offset)
        value.offset = offset
        values.append(value)
      case .value(let value): values.append(value)
      }
    }
    var type = try commonType(values, call.name) ?? .double
    let isNumberNeeded = statistic == .mean || statistic == .standardDeviation
    if isNumberNeeded {
      guard type.isNumeric else {
        throw ExpressionError(offset, "\(call.name) needs numbers, found \(type.shown)")
      }
      type = .double
    }
    let registers = values.compactMap { coerce($0, to: type) }
    return value(.rowStatistic(statistic), registers, isNumberNeeded ? .double : .integer, offset)
  }
}
