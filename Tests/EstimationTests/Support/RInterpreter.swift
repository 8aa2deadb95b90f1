import Diagnostics
import Estimation
import SurveyModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the R calls of reference cases: R's own arithmetic here, everything statistical by the library under test.
struct RInterpreter {
  var variables: [String: RValue] = [:]
  var lonelyPolicy = LonelyPolicy.fail
  var adjustsLonelyInDomains = false
  /// Population tables and population files, looked up when a call names one that nothing is bound to.
  var populations = RPopulations()
  /// The files of the case: the data, then replicate weights. A name of data that nothing is bound to means the one in its
  /// place.
  var files: [RFrame] = []
  /// The columns that names mean first, inside formulas and conditions.
  var scope: RFrame?

  mutating func evaluate(_ expression: RExpression) throws -> RValue {
    switch expression {
    case .number(let value): return .vector(RVector([value]))
    case .text(let value): return .vector(RVector(texts: [value]))
    case .name(let name): return try value(of: name)
    case .call(let function, let arguments): return try call(function, arguments)
    }
  }

  private func value(of name: String) throws -> RValue {
    switch name {
    case "TRUE", "T": return .vector(RVector([1], isLogical: true))
    case "FALSE", "F": return .vector(RVector([0], isLogical: true))
    case "NULL": return .null
    case "NA", "NaN": return .vector(RVector([.nan]))
    case "Inf": return .vector(RVector([.infinity]))
    case "pi": return .vector(RVector([.pi]))
    default:
      if let column = scope?.columns[name] { return .vector(column) }
      return variables[name] ?? .unbound(name)
    }
  }

  private mutating func call(_ function: String, _ arguments: [RArgument]) throws -> RValue {
    switch function {
    case "{":
      var last = RValue.null
      for argument in arguments { last = try evaluate(argument.value) }
      return last
    case "<-":
      guard case .name(let name) = arguments[0].value else { throw NotUnderstood("assignment to an expression") }
      variables[name] = try evaluate(arguments[1].value)
      return variables[name] ?? .null
    case "(": return try evaluate(arguments[0].value)
    case "~": return .formula(.call(function, arguments))
    case "quote": return .quoted(arguments[0].value)
    default: break
    }
    if let value = try surveyCall(function, RArguments(arguments)) { return value }
    var values: [(name: String?, value: RValue)] = []
    for argument in arguments { values.append((argument.name, try evaluate(argument.value))) }
    if let value = try baseCall(function, arguments: arguments, values: values) { return value }
    throw NotUnderstood("function \(function)")
  }

  /// A vector, or why it is none.
  mutating func vector(_ expression: RExpression) throws -> RVector {
    let value = try evaluate(expression)
    guard case .vector(let vector) = value else { throw NotUnderstood("\(expression.deparsed) is no vector") }
    return vector
  }

  mutating func vector(_ expression: RExpression, in frame: RFrame) throws -> RVector {
    let outer = scope
    scope = frame
    defer { scope = outer }
    var value = try vector(expression)
    if value.count == 1, frame.rowCount > 1 {
      value = value.selecting([Int](repeating: 0, count: frame.rowCount))
    }
    return value
  }

  /// A data frame, or the file in its place.
  mutating func frame(_ expression: RExpression?, file position: Int) throws -> RFrame {
    guard let expression else { throw NotUnderstood("no data") }
    switch try evaluate(expression) {
    case .frame(let frame): return frame
    case .unbound where position < files.count: return files[position]
    default: throw NotUnderstood("\(expression.deparsed) is no data")
    }
  }

  mutating func design(_ expression: RExpression?) throws -> RDesign {
    guard let expression else { throw NotUnderstood("no design") }
    switch try evaluate(expression) {
    case .design(let design), .weights(let design): return design
    default: throw NotUnderstood("\(expression.deparsed) is no design")
    }
  }
}

/// Arguments matched to the parameters of a function as R does: by name, by the beginning of a name, by position.
struct RArguments {
  let all: [RArgument]

  init(_ all: [RArgument]) { self.all = all }

  /// Those of the named parameters, in order; what is left over stays in `rest`.
  func matched(_ parameters: [String]) throws -> (values: [String: RExpression], rest: [RArgument]) {
    var values: [String: RExpression] = [:]
    var unnamed: [RExpression] = []
    var rest: [RArgument] = []
    for argument in all {
      guard let name = argument.name else {
        unnamed.append(argument.value)
        continue
      }
      if parameters.contains(name) {
        values[name] = argument.value
      } else if let whole = parameters.first(where: { $0.hasPrefix(name) && values[$0] == nil }) {
        values[whole] = argument.value
      } else {
        rest.append(argument)
      }
    }
    for parameter in parameters where values[parameter] == nil && !unnamed.isEmpty {
      values[parameter] = unnamed.removeFirst()
    }
    return (values, rest + unnamed.map { RArgument(name: nil, value: $0) })
  }
}
