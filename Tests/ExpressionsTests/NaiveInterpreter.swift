import Foundation
import Tables

@testable import Expressions

/// Evaluates a syntax tree row by row, by the words of the semantics and with no thought of speed: what the engine is
/// tested against. It shares the parser with the engine and nothing else.
struct NaiveInterpreter {
  let schema: ExpressionSchema
  let table: Table

  func value(_ syntax: Syntax, _ row: Int) -> Cell {
    let result = untyped(syntax, row)
    // A whole number where the expression as a whole is decimal, as in CASE WHEN a THEN 1 ELSE 1.5 END.
    if case .whole(let whole) = result, isDecimal(syntax) { return .decimal(Double(whole)) }
    return result
  }

  private func untyped(_ syntax: Syntax, _ row: Int) -> Cell {
    switch syntax.kind {
    case .null: return .missing
    case .bool(let value): return .truth(value)
    case .integer(let value): return .whole(value)
    case .number(let value): return .decimal(value)
    case .text(let text): return .text(text.string)
    case .date(let day): return .day(day)
    case .name(_, let name): return table[name].map { Cell($0, row) } ?? .missing
    case .negate(let operand):
      switch value(operand, row) {
      case .whole(let number): return number == .min ? .missing : .whole(-number)
      case .decimal(let number): return .decimal(-number)
      default: return .missing
      }
    case .not(let operand): return truth(operand, row).map { .truth(!$0) } ?? .missing
    case .and(let operands):
      let truths = operands.map { truth($0, row) }
      return truths.contains(false) ? .truth(false) : truths.contains(nil) ? .missing : .truth(true)
    case .or(let operands):
      let truths = operands.map { truth($0, row) }
      return truths.contains(true) ? .truth(true) : truths.contains(nil) ? .missing : .truth(false)
    case .arithmetic(let operation, let left, let right): return arithmetic(operation, left, right, row)
    case .compare(let comparison, let left, let right):
      return compare(comparison, value(left, row), value(right, row))
    case .isMissing(let operand): return .truth(value(operand, row) == .missing)
    case .isTruth(let operand, let wanted): return .truth(truth(operand, row) == wanted)
    case .isIn(let operand, let items):
      let truths = items.map { compare(.equal, value(operand, row), value($0, row)) }
      return truths.contains(.truth(true)) ? .truth(true) : truths.contains(.missing) ? .missing : .truth(false)
    case .between(let operand, let low, let high):
      let above = compare(.greaterOrEqual, value(operand, row), value(low, row))
      let below = compare(.lessOrEqual, value(operand, row), value(high, row))
      if above == .truth(false) || below == .truth(false) { return .truth(false) }
      return above == .missing || below == .missing ? .missing : .truth(true)
    case .like(let operand, let pattern):
      guard case .text(let text) = value(operand, row), case .text(let wanted) = pattern.kind else { return .missing }
      return .truth(
        Self.isLike(Array(text.unicodeScalars)[...], Array(wanted.string.unicodeScalars)[...]))
    case .choose(let branches, let otherwise):
      for branch in branches where truth(branch.condition, row) == true { return value(branch.result, row) }
      return otherwise.map { value($0, row) } ?? .missing
    case .call(let call): return self.call(call, row)
    }
  }

  private func truth(_ syntax: Syntax, _ row: Int) -> Bool? {
    if case .truth(let value) = value(syntax, row) { return value }
    return nil
  }

  private func finite(_ number: Double) -> Cell { number.isFinite ? .decimal(number) : .missing }

  private func arithmetic(_ operation: Arithmetic, _ left: Syntax, _ right: Syntax, _ row: Int) -> Cell {
    let (left, right) = (value(left, row), value(right, row))
    if case .whole(let first) = left, case .whole(let second) = right, operation != .divide {
      let result: (partialValue: Int64, overflow: Bool)
      switch operation {
      case .add: result = first.addingReportingOverflow(second)
      case .subtract: result = first.subtractingReportingOverflow(second)
      case .multiply: result = first.multipliedReportingOverflow(by: second)
      default: result = second == 0 ? (0, true) : second == -1 ? (0, false) : (first % second, false)
      }
      return result.overflow ? .missing : .whole(result.partialValue)
    }
    guard let first = left.number, let second = right.number else { return .missing }
    switch operation {
    case .add: return finite(first + second)
    case .subtract: return finite(first - second)
    case .multiply: return finite(first * second)
    case .divide: return finite(first / second)
    case .remainder: return finite(first.truncatingRemainder(dividingBy: second))
    }
  }

  private func compare(_ comparison: Comparison, _ left: Cell, _ right: Cell) -> Cell {
    func result<Value: Comparable>(_ first: Value, _ second: Value) -> Cell {
      switch comparison {
      case .equal: .truth(first == second)
      case .notEqual: .truth(first != second)
      case .less: .truth(first < second)
      case .lessOrEqual: .truth(first <= second)
      case .greater: .truth(first > second)
      case .greaterOrEqual: .truth(first >= second)
      }
    }
    switch (left, right) {
    case (.missing, _), (_, .missing): return .missing
    case (.truth(let first), .truth(let second)): return result(first ? 1 : 0, second ? 1 : 0)
    case (.whole(let first), .whole(let second)): return result(first, second)
    case (.text(let first), .text(let second)):
      let (a, b) = (Array(first.utf8), Array(second.utf8))
      return result(a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1, 0)
    case (.text(let first), .whole(let second)): return compare(comparison, .text(first), .text(String(second)))
    case (.day(let first), .day(let second)): return result(first, second)
    case (.second(let first), .second(let second)): return result(first, second)
    case (.day(let first), .second(let second)): return result(Int64(first) * 86_400, second)
    case (.second(let first), .day(let second)): return result(first, Int64(second) * 86_400)
    default:
      guard let first = left.number, let second = right.number else { return .missing }
      return result(first, second)
    }
  }

  private static func isLike(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "%":
      return isLike(text, pattern.dropFirst()) || (!text.isEmpty && isLike(text.dropFirst(), pattern))
    case "_": return !text.isEmpty && isLike(text.dropFirst(), pattern.dropFirst())
    default: return text.first == first && isLike(text.dropFirst(), pattern.dropFirst())
    }
  }

  // MARK: Functions

  private func call(_ call: Syntax.Call, _ row: Int) -> Cell {
    switch call.name {
    case "SUM", "MEAN", "COUNT", "SHARE", "MEDIAN", "QUANTILE", "MIN", "MAX", "STDDEV", "MAD", "RANK":
      return window(call, row)
    case "COALESCE":
      return call.arguments.lazy.map { value($0, row) }.first { $0 != .missing } ?? .missing
    case "NULLIF":
      let (first, second) = (value(call.arguments[0], row), value(call.arguments[1], row))
      return compare(.equal, first, second) == .truth(true) ? .missing : first
    case "N_VALID": return .whole(Int64(present(call, row).count))
    case "N_DISTINCT":
      var seen: [Cell] = []
      for cell in present(call, row) where !seen.contains(where: { compare(.equal, $0, cell) == .truth(true) }) {
        seen.append(cell)
      }
      return .whole(Int64(seen.count))
    case "LONGEST_RUN":
      var (longest, run) = (0, 0)
      var last: Cell?
      for cell in present(call, row) {
        run = last.map { compare(.equal, $0, cell) == .truth(true) } == true ? run + 1 : 1
        longest = max(longest, run)
        last = cell
      }
      return .whole(Int64(longest))
    case "ROW_MEAN", "ROW_SD":
      let numbers = present(call, row).compactMap(\.number)
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      if call.name == "ROW_MEAN" { return finite(mean) }
      guard numbers.count > 1 else { return .missing }
      return finite(
        (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)).squareRoot())
    case "HAS":
      guard case .codes(let codes) = value(call.arguments[0], row) else { return .missing }
      switch call.arguments[1].kind {
      case .integer(let code): return .truth(codes.contains(String(code)))
      case .text(let code): return .truth(codes.contains(code.string))
      default: return .missing
      }
    case "COUNT_OF":
      guard case .codes(let codes) = value(call.arguments[0], row) else { return .missing }
      return .whole(Int64(codes.count))
    case "MISSING_KIND":
      guard case .name(_, let name) = call.arguments[0].kind, let column = table[name] else { return .missing }
      return .text(column.missingKind(at: row).name)
    default: break
    }
    let arguments = call.arguments.map { value($0, row) }
    if arguments.contains(.missing) { return .missing }
    switch call.name {
    case "ABS":
      if case .whole(let number) = arguments[0] { return number == .min ? .missing : .whole(abs(number)) }
      return finite(abs(arguments[0].number ?? .nan))
    case "FLOOR", "CEIL":
      guard case .decimal(let number) = arguments[0] else { return arguments[0] }
      return finite(number.rounded(call.name == "FLOOR" ? .down : .up))
    case "ROUND":
      guard case .decimal(let number) = arguments[0] else { return arguments[0] }
      return finite(number.rounded(.toNearestOrAwayFromZero))
    case "SIGN":
      let number = arguments[0].number ?? .nan
      return number.isNaN ? .missing : .whole(number < 0 ? -1 : number > 0 ? 1 : 0)
    case "SQRT": return finite((arguments[0].number ?? .nan).squareRoot())
    case "LN": return finite(log(arguments[0].number ?? .nan))
    case "EXP": return finite(exp(arguments[0].number ?? .nan))
    case "POWER": return finite(pow(arguments[0].number ?? .nan, arguments[1].number ?? .nan))
    case "LEAST", "GREATEST":
      return arguments.dropFirst().reduce(arguments[0]) { best, next in
        compare(call.name == "LEAST" ? .less : .greater, next, best) == .truth(true) ? next : best
      }
    default: return textOrDate(call.name, arguments)
    }
  }

  private func textOrDate(_ name: String, _ arguments: [Cell]) -> Cell {
    func day(_ cell: Cell) -> Int? {
      switch cell {
      case .day(let day): day
      case .second(let second): Int((Double(second) / 86_400).rounded(.down))
      default: nil
      }
    }
    switch (name, arguments[0]) {
    case ("LENGTH", .text(let text)): return .whole(Int64(text.unicodeScalars.count))
    case ("UPPER", .text(let text)): return .text(text.uppercased())
    case ("LOWER", .text(let text)): return .text(text.lowercased())
    case ("TRIM", .text(let text)):
      let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
      var kept = String.UnicodeScalarView(scalars)
      while kept.last?.properties.isWhitespace == true { kept.removeLast() }
      return .text(String(kept))
    case ("SUBSTR", .text(let text)):
      guard case .whole(let start) = arguments[1] else { return .missing }
      var length = Int64.max
      if arguments.count > 2, case .whole(let wanted) = arguments[2] { length = wanted }
      if length < 0 { return .missing }
      var kept = String.UnicodeScalarView()
      for (index, scalar) in text.unicodeScalars.enumerated() {
        let place = Double(index + 1)
        if place >= Double(start), place < Double(start) + Double(length) { kept.append(scalar) }
      }
      return .text(String(kept))
    case ("YEAR", _), ("MONTH", _), ("DAY", _):
      guard let day = day(arguments[0]) else { return .missing }
      let (year, month, dayOfMonth) = Self.calendarDay(day)
      return .whole(Int64(name == "YEAR" ? year : name == "MONTH" ? month : dayOfMonth))
    case ("DATE_DIFF", _):
      guard let first = day(arguments[0]), let second = day(arguments[1]) else { return .missing }
      return .whole(Int64(second - first))
    default: return .missing
    }
  }

  /// Counts through the years and months from 1970.
  private static func calendarDay(_ day: Int) -> (year: Int, month: Int, day: Int) {
    var (year, left) = (1970, day)
    func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
    while left < 0 {
      year -= 1
      left += isLeap(year) ? 366 : 365
    }
    while left >= (isLeap(year) ? 366 : 365) {
      left -= isLeap(year) ? 366 : 365
      year += 1
    }
    for (index, length) in [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30].enumerated() {
      if left < length { return (year, index + 1, left + 1) }
      left -= length
    }
    return (year, 12, left + 1)
  }

  private func present(_ call: Syntax.Call, _ row: Int) -> [Cell] {
    var cells: [Cell] = []
    for argument in call.arguments {
      if case .name(_, let name) = argument.kind, let members = schema.sets[name] {
        cells += members.compactMap { table[$0].map { Cell($0, row) } }
      } else {
        cells.append(value(argument, row))
      }
    }
    return cells.filter { $0 != .missing }
  }

  // MARK: Aggregates

  private func window(_ call: Syntax.Call, _ row: Int) -> Cell {
    func key(_ row: Int) -> [Cell] { (call.partition ?? []).map { value($0, row) } }
    let own = key(row)
    let rows = (0..<table.rowCount).filter { other in
      zip(key(other), own).allSatisfy { $0 == $1 } && (call.filter.map { truth($0, other) == true } ?? true)
    }
    if call.isOfRows { return .whole(Int64(rows.count)) }
    if call.name == "RANK" {
      let mine = value(call.arguments[0], row)
      if mine == .missing { return .missing }
      return .whole(1 + Int64(rows.count { compare(.less, value(call.arguments[0], $0), mine) == .truth(true) }))
    }
    let cells = rows.map { value(call.arguments[0], $0) }.filter { $0 != .missing }
    if call.name == "COUNT" { return .whole(Int64(cells.count)) }
    guard !cells.isEmpty else { return .missing }
    let numbers = cells.map { cell -> Double in
      if case .truth(let value) = cell { return value ? 1 : 0 }
      return cell.number ?? .nan
    }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    switch call.name {
    case "SUM":
      if isDecimal(call.arguments[0]) { return finite(numbers.reduce(0, +)) }
      var total: Int128 = 0
      for (cell, number) in zip(cells, numbers) {
        var whole = Int64(number.magnitude < 2 ? number : 0)
        if case .whole(let exact) = cell { whole = exact }
        total += Int128(whole)
      }
      return Int64(exactly: total).map { .whole($0) } ?? .missing
    case "MEAN", "SHARE": return finite(mean)
    case "MIN": return cells.dropFirst().reduce(cells[0]) { compare(.less, $1, $0) == .truth(true) ? $1 : $0 }
    case "MAX": return cells.dropFirst().reduce(cells[0]) { compare(.greater, $1, $0) == .truth(true) ? $1 : $0 }
    case "STDDEV":
      guard numbers.count > 1 else { return .missing }
      return finite(
        (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)).squareRoot())
    case "MAD":
      let middle = Self.quantile(numbers, 0.5)
      return middle.isFinite ? finite(Self.quantile(numbers.map { abs($0 - middle) }, 0.5)) : .missing
    default:
      var share = 0.5
      if call.name == "QUANTILE", case .number(let wanted) = call.arguments[1].kind { share = wanted }
      return finite(Self.quantile(numbers, share))
    }
  }

  private static func quantile(_ numbers: [Double], _ share: Double) -> Double {
    let sorted = numbers.sorted()
    let place = Double(sorted.count - 1) * share
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }

  // MARK: Types

  /// Whether an expression gives decimal numbers, as far as numbers of several types meet in it.
  private func isDecimal(_ syntax: Syntax) -> Bool {
    switch syntax.kind {
    case .number: return true
    case .name(_, let name): return schema.columns[name] == .double
    case .negate(let operand): return isDecimal(operand)
    case .arithmetic(let operation, let left, let right):
      return operation == .divide || isDecimal(left) || isDecimal(right)
    case .choose(let branches, let otherwise):
      return branches.contains { isDecimal($0.result) } || (otherwise.map { isDecimal($0) } ?? false)
    case .call(let call):
      switch call.name {
      case "COALESCE", "LEAST", "GREATEST": return call.arguments.contains { isDecimal($0) }
      case "NULLIF", "ABS", "FLOOR", "CEIL", "ROUND", "SUM", "MIN", "MAX": return isDecimal(call.arguments[0])
      case "SQRT", "LN", "EXP", "POWER", "ROW_MEAN", "ROW_SD", "MEAN", "SHARE", "MEDIAN", "QUANTILE", "STDDEV", "MAD":
        return true
      default: return false
      }
    default: return false
    }
  }
}
