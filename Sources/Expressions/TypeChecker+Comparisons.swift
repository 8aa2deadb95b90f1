import Diagnostics
import Tables

extension TypeChecker {
  mutating func compare(
    _ comparison: Comparison, _ left: Value, _ right: Value, at offset: Int
  ) throws(ExpressionError) -> Value {
    guard let leftType = left.type, let rightType = right.type else {
      throw ExpressionError(
        offset, "a comparison with NULL is never TRUE", advice: "write IS MISSING or IS NOT MISSING")
    }
    if leftType == .set || rightType == .set { throw comparedSet(leftType == .set ? left : right) }
    switch (leftType, rightType) {
    case (.category, .category), (.category, .integer), (.integer, .category):
      return try compareCategories(comparison, left, right, at: offset)
    case (.bool, .bool) where comparison.isEquality:
      return bool(.compare(comparison), [left.register, right.register], offset)
    case (.bool, .bool):
      throw ExpressionError(offset, "conditions have no order", advice: "use = or <>")
    case (.integer, .double), (.double, .integer), (.integer, .integer), (.double, .double):
      return try compareNumbers(comparison, left, right, at: offset)
    case (.text, .text), (.text, .category), (.category, .text), (.date, .date), (.dateTime, .dateTime),
      (.date, .dateTime), (.dateTime, .date):
      guard let type = try commonType([left, right], "the comparison"), let first = coerce(left, to: type),
        let second = coerce(right, to: type)
      else { break }
      return bool(.compare(comparison), [first, second], offset)
    default: break
    }
    throw incomparable(left, right, at: offset)
  }

  private mutating func compareNumbers(
    _ comparison: Comparison, _ left: Value, _ right: Value, at offset: Int
  ) throws(ExpressionError) -> Value {
    let (left, right) = (asWhole(left, beside: right), asWhole(right, beside: left))
    if comparison.isEquality {
      for (subject, literal) in [(left, right), (right, left)] {
        if subject.type == .integer, let text = codeLiteral(literal) {
          try checkCode(text, of: subject, at: literal.offset)
        }
      }
    }
    if left.type == .integer, right.type == .integer {
      return bool(.compare(comparison), [left.register, right.register], offset)
    }
    let operands = [left, right].compactMap { coerce($0, to: .double) }
    return bool(.compare(comparison), operands, offset)
  }

  /// A literal such as `1.0` as a whole number, when it is compared with whole numbers.
  private mutating func asWhole(_ value: Value, beside other: Value) -> Value {
    guard other.type == .integer, case .double(let number)? = value.literal, number.magnitude < 9e15,
      let whole = Int64(exactly: number)
    else { return value }
    return constant(.integer(whole), .integer, value.offset)
  }

  /// Codes are equal or not; a whole number stands for the code of that text.
  private mutating func compareCategories(
    _ comparison: Comparison, _ left: Value, _ right: Value, at offset: Int
  ) throws(ExpressionError) -> Value {
    let texts = (codeLiteral(left), codeLiteral(right))
    if left.type != right.type, (left.type == .integer ? texts.0 : texts.1) == nil {
      throw incomparable(left, right, at: offset)
    }
    if let numeric = left.type == .integer ? (left, right) : right.type == .integer ? (right, left) : nil,
      numeric.1.literal != nil
    {
      throw incomparable(left, right, at: offset)
    }
    switch texts {
    case (nil, let text?), (let text?, nil):
      let subject = texts.0 == nil ? left : right
      let literal = texts.0 == nil ? right : left
      guard comparison.isEquality else {
        throw ExpressionError(
          offset, "categories have no order: `\(comparison.rawValue)` cannot compare them",
          advice: "use =, <> or IN with the codes")
      }
      try checkCode(text, of: subject, at: literal.offset)
      let isIn = bool(.isInTexts([ExactText(text)]), [subject.register], offset)
      return comparison == .equal ? isIn : bool(.not, [isIn.register], offset)
    case (.some, .some):
      let operands = [left, right].compactMap { coerce($0, to: .text) }
      return bool(.compare(comparison), operands, offset)
    default:
      guard comparison.isEquality else {
        throw ExpressionError(
          offset, "categories have no order: `\(comparison.rawValue)` cannot compare them", advice: "use = or <>")
      }
      return bool(.compare(comparison), [left.register, right.register], offset)
    }
  }

  /// The text of a literal that can stand for a code.
  private func codeLiteral(_ value: Value) -> String? {
    switch value.literal {
    case .text(let text)?: text.string
    case .integer(let whole)? where value.type == .integer: String(whole)
    default: nil
    }
  }

  func checkCode(_ code: String, of subject: Value, at offset: Int) throws(ExpressionError) {
    guard subject.type != .text, let codes = subject.codes, !codes.contains(code) else { return }
    throw unknownCode(code, of: subject.column, codes, at: offset)
  }

  func unknownCode(_ code: String, of column: String?, _ codes: [String], at offset: Int) -> ExpressionError {
    let owner = column.map { "`\($0)` has" } ?? "this has"
    let advice: String
    if let near = nearestName(to: code, among: codes) {
      advice = "did you mean '\(near)'?"
    } else {
      let shown = codes.prefix(12).map { shortened($0) }.joined(separator: ", ")
      advice = codes.isEmpty ? "it has no codes" : "its codes are \(shown)\(codes.count > 12 ? ", …" : "")"
    }
    return ExpressionError(offset, "\(owner) no code '\(shortened(code))'", advice: advice)
  }

  private func comparedSet(_ value: Value) -> ExpressionError {
    ExpressionError(
      value.offset, "`\(value.column ?? "this")` is a multiple answer and cannot be compared",
      advice: "write HAS(\(value.column ?? "q"), code) or COUNT_OF(\(value.column ?? "q"))")
  }

  private func incomparable(_ left: Value, _ right: Value, at offset: Int) -> ExpressionError {
    let (leftShown, rightShown) = (left.type?.shown ?? "NULL", right.type?.shown ?? "NULL")
    var advice: String?
    var place = offset
    for (subject, literal) in [(left, right), (right, left)] {
      switch (subject.type, literal.literal) {
      case (.integer?, .text(let text)?), (.double?, .text(let text)?):
        place = literal.offset
        advice = Double(text.string) == nil ? "it holds numbers" : "write \(text.string) without quotes"
      case (.text?, .integer(let whole)?) where literal.type == .integer:
        place = literal.offset
        advice = "write '\(whole)' in quotes"
      case (.date?, .text?), (.dateTime?, .text?):
        place = literal.offset
        advice = "write a date as DATE '2025-03-31'"
      case (.bool?, .integer?):
        place = literal.offset
        advice = "a condition is TRUE or FALSE; use it as it is, or with NOT"
      default: break
      }
    }
    return ExpressionError(place, "\(leftShown) cannot be compared with \(rightShown)", advice: advice)
  }

  // MARK: IN and LIKE

  mutating func membership(
    of subject: Value, in list: [Syntax], at offset: Int
  ) throws(ExpressionError) -> Value {
    var items: [Value] = []
    var tests: [Value] = []
    for syntax in list {
      let item = try check(syntax)
      items.append(item)
      // Every item is checked as a comparison; the tests are dropped again where one table lookup does for all.
      tests.append(try compare(.equal, subject, item, at: item.offset))
    }
    if let lookup = lookup(of: subject, in: items, at: offset) { return lookup }
    var register = tests[0].register
    for test in tests.dropFirst() { register = builder.emit(.or, [register, test.register], .bool) }
    return Value(register: register, type: .bool, offset: offset)
  }

  private mutating func lookup(of subject: Value, in items: [Value], at offset: Int) -> Value? {
    guard items.count > 1, subject.literal == nil else { return nil }
    switch subject.type {
    case .category?, .text?:
      let texts = items.compactMap { codeLiteral($0) }
      guard texts.count == items.count else { return nil }
      return bool(.isInTexts(texts.map { ExactText($0) }), [subject.register], offset)
    case .integer?, .double?:
      var numbers: [Double] = []
      var wholes: [Int64] = []
      for item in items {
        switch item.literal {
        case .integer(let whole)?:
          wholes.append(whole)
          numbers.append(Double(whole))
        case .double(let number)?: numbers.append(number)
        default: return nil
        }
      }
      if subject.type == .integer, wholes.count == items.count {
        return bool(.isInIntegers(Array(Set(wholes)).sorted()), [subject.register], offset)
      }
      guard let register = coerce(subject, to: .double) else { return nil }
      return bool(.isInDoubles(Array(Set(numbers)).sorted()), [register], offset)
    default: return nil
    }
  }

  mutating func like(_ subject: Value, _ pattern: Syntax, at offset: Int) throws(ExpressionError) -> Value {
    guard case .text(let text) = pattern.kind else {
      throw ExpressionError(pattern.offset, "LIKE needs a pattern in quotes", advice: "such as LIKE '%科技%'")
    }
    switch subject.type {
    case .category?, .text?: return bool(.like(text), [subject.register], offset)
    case nil: return missing(.bool, offset)
    default:
      throw ExpressionError(subject.offset, "LIKE needs a text, found \(subject.type?.shown ?? "NULL")")
    }
  }
}
