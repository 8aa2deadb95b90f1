import Diagnostics
import Tables

/// What the checker of an indicator collects: its terms, each a column of numbers to the arithmetic around them.
struct TotalsContext: Sendable {
  let schemas: [String: ExpressionSchema]
  let defaultSource: String
  var terms: [AggregateExpression.Term] = []
  private var known: [Key: Int] = [:]

  private struct Key: Hashable {
    var source: String
    var call: Syntax.Call
  }

  init(schemas: [String: ExpressionSchema], defaultSource: String) {
    self.schemas = schemas
    self.defaultSource = defaultSource
  }

  func place(of call: Syntax.Call, _ source: String) -> Int? { known[Key(source: source, call: call)] }

  mutating func add(_ term: AggregateExpression.Term, for call: Syntax.Call) -> Int {
    terms.append(term)
    known[Key(source: term.source, call: call)] = terms.count - 1
    return terms.count - 1
  }
}

extension TypeChecker {
  /// An aggregate call of an indicator.
  mutating func term(
    _ call: Syntax.Call, _ function: AggregateFunction, at offset: Int
  ) throws(ExpressionError) -> Value {
    guard let context = totals else { throw ExpressionError(offset, "this cannot stand here") }
    if call.partition != nil {
      throw ExpressionError(
        offset, "OVER cannot follow an aggregate of an indicator",
        advice: "an indicator is computed for each unit; leave OVER out")
    }
    let source = try source(of: call, context, at: offset)
    if let place = context.place(of: call, source) { return termValue(place, offset) }
    guard let schema = context.schemas[source] else { throw unknownSource(source, context, at: offset) }
    var argument: RowExpression?
    if let syntax = call.arguments.first {
      try rejectNestedAggregates(in: syntax, call.name)
      var checker = TypeChecker(schema: schema, source: source)
      let value = try checker.check(syntax)
      _ = try checker.aggregated(value, .aggregate(function), call.name)
      argument = try RowExpression(syntax, schema: schema, source: source, expecting: function == .share ? .bool : nil)
    }
    var filter: RowExpression?
    if let syntax = call.filter {
      try rejectNestedAggregates(in: syntax, "FILTER")
      filter = try RowExpression(syntax, schema: schema, source: source, expecting: .bool)
    }
    let term = AggregateExpression.Term(function: function, source: source, argument: argument, filter: filter)
    return termValue(totals?.add(term, for: call) ?? 0, offset)
  }

  private mutating func termValue(_ place: Int, _ offset: Int) -> Value {
    Value(register: builder.emit(.load(place), [], .double), type: .double, offset: offset)
  }

  private func rejectNestedAggregates(in syntax: Syntax, _ place: String) throws(ExpressionError) {
    var pending = [syntax]
    while let next = pending.popLast() {
      if case .call(let call) = next.kind, call.partition == nil,
        case .aggregate? = Functions.named(call.name)?.rule
      {
        if case .aggregate(.rank)? = Functions.named(call.name)?.rule {
          throw ExpressionError(
            next.offset, "RANK stands inside \(place)", advice: "write RANK(…) OVER (PARTITION BY …), or OVER ()")
        }
        throw ExpressionError(
          next.offset, "\(call.name) stands inside \(place)",
          advice: "aggregates do not nest; \(call.name)(…) OVER () is the unweighted value over all rows")
      }
      pending.append(contentsOf: next.children)
    }
  }

  /// The one source that the columns in an aggregate belong to.
  private func source(
    of call: Syntax.Call, _ context: TotalsContext, at offset: Int
  ) throws(ExpressionError) -> String {
    var named: (source: String, offset: Int)?
    if let rows = call.rowSource { named = (rows, offset) }
    var bare: (name: String, offset: Int)?
    var pending = Array((call.arguments + (call.filter.map { [$0] } ?? [])).reversed())
    while let next = pending.popLast() {
      if case .name(let source, let name) = next.kind {
        if let source {
          guard context.schemas[source] != nil else { throw unknownSource(source, context, at: next.offset) }
          if let named, named.source != source {
            throw ExpressionError(
              next.offset, "one aggregate reads both `\(named.source)` and `\(source)`",
              advice: "an aggregate runs over the rows of one source")
          }
          named = named ?? (source, next.offset)
        } else if bare == nil, context.schemas[context.defaultSource]?.constants[name] == nil {
          bare = (name, next.offset)
        }
      }
      pending.append(contentsOf: next.children.reversed())
    }
    guard let named else {
      if let bare { try checkBareName(bare.name, context, at: bare.offset) }
      return context.defaultSource
    }
    if let bare, named.source != context.defaultSource {
      throw ExpressionError(
        bare.offset, "one aggregate reads both `\(named.source)` and, without a source, `\(shortened(bare.name))`",
        advice: "write \(named.source).\(bare.name)")
    }
    return named.source
  }

  /// A name that only another source knows is told where it is.
  private func checkBareName(
    _ name: String, _ context: TotalsContext, at offset: Int
  ) throws(ExpressionError) {
    guard let schema = context.schemas[context.defaultSource], schema.columns[name] == nil, schema.sets[name] == nil
    else { return }
    let owners = context.schemas.keys.sorted().filter { context.schemas[$0]?.columns[name] != nil }
    guard let owner = owners.first else { return }
    throw ExpressionError(
      offset, "`\(context.defaultSource)` has no column `\(shortened(name))`", advice: "write \(owner).\(name)")
  }

  private func unknownSource(_ source: String, _ context: TotalsContext, at offset: Int) -> ExpressionError {
    let names = context.schemas.keys.sorted()
    let near = nearestName(to: source, among: names)
    return ExpressionError(
      offset, "no source is called `\(shortened(source))`",
      advice: near.map { "did you mean `\($0)`?" } ?? "the sources are \(names.joined(separator: ", "))")
  }

  /// Only constants can stand around the aggregates of an indicator.
  mutating func nameOutsideAggregates(
    _ name: String, source: String?, at offset: Int
  ) throws(ExpressionError) -> Value {
    if source == nil, let number = schema.constants[name] { return constant(number, offset) }
    let written = source.map { "\($0).\(name)" } ?? name
    if let source, let context = totals, context.schemas[source] == nil {
      throw unknownSource(source, context, at: offset)
    }
    let owner = source.map { totals?.schemas[$0] ?? schema } ?? schema
    guard owner.columns[name] != nil else { throw unknownName(name, at: offset) }
    throw ExpressionError(
      offset, "`\(shortened(written))` has a value for each row, and an indicator has one for all",
      advice: "put it into an aggregate, such as MEAN(\(written))")
  }
}
