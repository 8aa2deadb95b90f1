import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Numbers and dates. Overflow and results that are not finite are missing.
extension Machine {
  func calculate(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    let first = slot(instruction.operands[0])
    let second = instruction.operands.count > 1 ? slot(instruction.operands[1]) : first
    let isDouble = instruction.type == .double
    switch instruction.operation {
    case .integerToDouble:
      for row in 0..<count {
        out.doubles[row] = Double(first.integers[row])
        out.present[row] = first.present[row]
      }
    case .arithmetic(let operation):
      isDouble
        ? calculateDoubles(operation, first, second, count, out)
        : calculateIntegers(operation, first, second, count, out)
    case .negate:
      isDouble
        ? map(first, count, out) { 0 - $0 }
        : mapIntegers(first, count, out) { Int64(0).subtractingReportingOverflow($0) }
    case .absolute:
      isDouble
        ? map(first, count, out) { $0.magnitude }
        : mapIntegers(first, count, out) { $0 < 0 ? Int64(0).subtractingReportingOverflow($0) : ($0, false) }
    case .math(let function): apply(function, first, count, out)
    case .power: combine(first, second, count, out) { pow($0, $1) }
    case .round(let decimals): map(first, count, out) { rounded($0, decimals: decimals) }
    case .least:
      isDouble
        ? combine(first, second, count, out) { $1 < $0 ? $1 : $0 }
        : combineIntegers(first, second, count, out) { (min($0, $1), false) }
    case .greatest:
      isDouble
        ? combine(first, second, count, out) { $1 > $0 ? $1 : $0 }
        : combineIntegers(first, second, count, out) { (max($0, $1), false) }
    case .likert: score(instruction, binding.scores, count, out)
    default: calculateDates(instruction.operation, first, second, count, out)
    }
  }

  private func calculateDates(_ operation: Operation, _ first: Slot, _ second: Slot, _ count: Int, _ out: Slot) {
    switch operation {
    case .dayToSecond: mapIntegers(first, count, out) { $0.multipliedReportingOverflow(by: 86_400) }
    case .secondToDay: mapIntegers(first, count, out) { (flooredQuotient($0, 86_400), false) }
    case .year: mapIntegers(first, count, out) { (Int64(CivilDay.year(of: Int($0))), false) }
    case .month: mapIntegers(first, count, out) { (Int64(CivilDay.month(of: Int($0))), false) }
    case .day: mapIntegers(first, count, out) { (Int64(CivilDay.dayOfMonth(of: Int($0))), false) }
    case .dayDifference: combineIntegers(first, second, count, out) { $1.subtractingReportingOverflow($0) }
    case .workdays:
      combineIntegers(first, second, count, out) {
        (Int64(workdays.count(after: Int($0), through: Int($1))), false)
      }
    case .countOf: mapIntegers(first, count, out) { (Int64($0.nonzeroBitCount), false) }
    default: break
    }
  }

  // MARK: Loops

  @inline(__always)
  private func map(_ first: Slot, _ count: Int, _ out: Slot, _ body: (Double) -> Double) {
    let (a, pa, o, p) = (first.doubles, first.present, out.doubles, out.present)
    for row in 0..<count { o[row] = body(a[row]) }
    p.update(from: pa, count: count)
    Self.dropUndefined(out, count)
  }

  @inline(__always)
  private func combine(
    _ first: Slot, _ second: Slot, _ count: Int, _ out: Slot, _ body: (Double, Double) -> Double
  ) {
    let (a, b, o) = (first.doubles, second.doubles, out.doubles)
    let (pa, pb, p) = (first.present, second.present, out.present)
    for row in 0..<count { o[row] = body(a[row], b[row]) }
    for row in 0..<count { p[row] = pa[row] & pb[row] }
    Self.dropUndefined(out, count)
  }

  @inline(__always)
  private func mapIntegers(
    _ first: Slot, _ count: Int, _ out: Slot, _ body: (Int64) -> (partialValue: Int64, overflow: Bool)
  ) {
    let (a, pa, o, p) = (first.integers, first.present, out.integers, out.present)
    for row in 0..<count {
      let (value, overflow) = body(a[row])
      let present = pa[row] & (overflow ? 0 : 1)
      p[row] = present
      o[row] = value & (0 &- Int64(present))
    }
  }

  @inline(__always)
  private func combineIntegers(
    _ first: Slot, _ second: Slot, _ count: Int, _ out: Slot,
    _ body: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) {
    let (a, b, o) = (first.integers, second.integers, out.integers)
    let (pa, pb, p) = (first.present, second.present, out.present)
    for row in 0..<count {
      let (value, overflow) = body(a[row], b[row])
      let present = pa[row] & pb[row] & (overflow ? 0 : 1)
      p[row] = present
      o[row] = value & (0 &- Int64(present))
    }
  }

  // MARK: Operations

  private func calculateDoubles(
    _ operation: Arithmetic, _ first: Slot, _ second: Slot, _ count: Int, _ out: Slot
  ) {
    switch operation {
    case .add: combine(first, second, count, out) { $0 + $1 }
    case .subtract: combine(first, second, count, out) { $0 - $1 }
    case .multiply: combine(first, second, count, out) { $0 * $1 }
    case .divide: combine(first, second, count, out) { $0 / $1 }
    case .remainder: combine(first, second, count, out) { fmod($0, $1) }
    }
  }

  private func calculateIntegers(
    _ operation: Arithmetic, _ first: Slot, _ second: Slot, _ count: Int, _ out: Slot
  ) {
    switch operation {
    case .add: combineIntegers(first, second, count, out) { $0.addingReportingOverflow($1) }
    case .subtract: combineIntegers(first, second, count, out) { $0.subtractingReportingOverflow($1) }
    case .multiply: combineIntegers(first, second, count, out) { $0.multipliedReportingOverflow(by: $1) }
    case .divide: break
    case .remainder:
      combineIntegers(first, second, count, out) { $1 == -1 ? (0, false) : $1 == 0 ? (0, true) : ($0 % $1, false) }
    }
  }

  private func apply(_ function: MathFunction, _ first: Slot, _ count: Int, _ out: Slot) {
    switch function {
    case .naturalLogarithm: map(first, count, out) { log($0) }
    case .exponential: map(first, count, out) { exp($0) }
    case .squareRoot: map(first, count, out) { $0.squareRoot() }
    case .floor: map(first, count, out) { $0.rounded(.down) }
    case .ceiling: map(first, count, out) { $0.rounded(.up) }
    }
  }

  private func score(_ instruction: Instruction, _ scores: ScoreTable, _ count: Int, _ out: Slot) {
    let first = slot(instruction.operands[0])
    let isCode = program.instructions[instruction.operands[0]].type == .category
    for row in 0..<count {
      let code = isCode ? Int64(first.codes[row]) : first.integers[row]
      let score = first.present[row] == 1 ? scores.score(code) : nil
      out.doubles[row] = score ?? 0
      out.present[row] = score == nil ? 0 : 1
    }
  }
}

/// Halves away from zero, on the value times a power of ten; a value too large to have such decimals stays as it is.
func rounded(_ value: Double, decimals: Int) -> Double {
  if decimals < 0 {
    let unit = powerOfTen(-decimals)
    return (value / unit).rounded(.toNearestOrAwayFromZero) * unit
  }
  let unit = powerOfTen(decimals)
  let scaled = value * unit
  guard scaled.magnitude < 0x1p52 else { return value }
  return scaled.rounded(.toNearestOrAwayFromZero) / unit
}

private func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<exponent { power *= 10 }
  return power
}
