import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The arithmetic around the aggregates of an indicator, run on single numbers with their derivative along one direction.
struct ScalarProgram: Sendable {
  private let instructions: [Instruction]
  private let steps: [Step]
  let isSmooth: Bool

  /// The common instructions without anything to allocate or count references of; the others are looked up.
  /// Indicators are evaluated for every unit and replicate.
  private struct Step {
    enum Code { case constant, term, copy, add, subtract, multiply, divide, other }

    var code: Code
    var first = 0
    var second = 0
    var number = 0.0

    init(_ instruction: Instruction) {
      first = instruction.operands.first ?? 0
      second = instruction.operands.last ?? 0
      switch instruction.operation {
      case .constant(.integer(let value)):
        code = .constant
        number = Double(value)
      case .constant(.double(let value)):
        code = .constant
        number = value
      case .load(let place):
        code = .term
        first = place
      case .integerToDouble: code = .copy
      case .arithmetic(.add): code = .add
      case .arithmetic(.subtract): code = .subtract
      case .arithmetic(.multiply): code = .multiply
      case .arithmetic(.divide): code = .divide
      default: code = .other
      }
    }
  }

  /// A number, its derivative, and whether it is present. A condition is 1 or 0.
  private struct Dual {
    var value: Double
    var tangent: Double
    var isPresent: Bool

    static let missing = Dual(value: 0, tangent: 0, isPresent: false)

    init(value: Double, tangent: Double, isPresent: Bool) {
      self.value = value
      self.tangent = tangent
      self.isPresent = isPresent
    }

    init(_ value: Double, _ tangent: Double = 0) {
      self = value.isFinite ? Dual(value: value, tangent: tangent, isPresent: true) : .missing
    }

    init(_ condition: Bool) { self.init(condition ? 1 : 0) }

    var isTrue: Bool { isPresent && value == 1 }
  }

  init(_ program: Program, at offset: Int) throws(ExpressionError) {
    instructions = program.instructions
    steps = program.instructions.map { Step($0) }
    for instruction in instructions {
      switch instruction.type {
      case .bool, .integer, .double: break
      case .category, .set, .text, .date, .dateTime:
        throw ExpressionError(
          offset, "around aggregates only numbers can stand, and this has \(instruction.type.shown)")
      }
    }
    isSmooth = instructions.allSatisfy { instruction in
      switch instruction.operation {
      case .constant, .load, .integerToDouble, .negate, .power: true
      case .arithmetic(let arithmetic): arithmetic != .remainder
      case .math(let function):
        function == .naturalLogarithm || function == .exponential || function == .squareRoot
      default: false
      }
    }
  }

  func value(_ terms: [Double]) -> Double? {
    let result = run(terms, direction: -1)
    return result.isPresent ? result.value : nil
  }

  func gradient(_ terms: [Double]) -> [Double] {
    terms.indices.map { direction in
      let result = run(terms, direction: direction)
      return result.isPresent ? result.tangent : .nan
    }
  }

  private func run(_ terms: [Double], direction: Int) -> Dual {
    withUnsafeTemporaryAllocation(of: Dual.self, capacity: steps.count) { registers in
      registers.initialize(repeating: .missing)
      for index in steps.indices {
        registers[index] = take(index, registers, terms, direction)
      }
      return registers[steps.count - 1]
    }
  }

  @inline(__always)
  private func take(
    _ index: Int, _ registers: UnsafeMutableBufferPointer<Dual>, _ terms: [Double], _ direction: Int
  ) -> Dual {
    let step = steps[index]
    switch step.code {
    case .constant: return Dual(step.number)
    case .term: return step.first < terms.count ? Dual(terms[step.first], step.first == direction ? 1 : 0) : .missing
    case .copy: return registers[step.first]
    case .other: return evaluate(instructions[index], registers, terms, direction)
    case .add, .subtract, .multiply, .divide: break
    }
    let (first, second) = (registers[step.first], registers[step.second])
    guard first.isPresent, second.isPresent else { return .missing }
    let (x, dx, y, dy) = (first.value, first.tangent, second.value, second.tangent)
    switch step.code {
    case .add: return Dual(x + y, dx + dy)
    case .subtract: return Dual(x - y, dx - dy)
    case .multiply: return Dual(x * y, dx * y + x * dy)
    default: return Dual(x / y, (dx - x / y * dy) / y)
    }
  }

  private func evaluate(
    _ instruction: Instruction, _ registers: UnsafeMutableBufferPointer<Dual>, _ terms: [Double], _ direction: Int
  ) -> Dual {
    switch instruction.operation {
    case .constant(.bool(let value)): return Dual(value)
    case .constant: return .missing
    case .choose:
      for branch in stride(from: 0, to: instruction.operands.count - 1, by: 2)
      where registers[instruction.operands[branch]].isTrue {
        return registers[instruction.operands[branch + 1]]
      }
      return registers[instruction.operands[instruction.operands.count - 1]]
    case .coalesce:
      for operand in instruction.operands where registers[operand].isPresent { return registers[operand] }
      return .missing
    default: break
    }
    let first = registers[instruction.operands[0]]
    let second = instruction.operands.count > 1 ? registers[instruction.operands[1]] : first
    switch instruction.operation {
    case .isPresent: return Dual(first.isPresent)
    case .isTruth(let wanted): return Dual(first.isPresent && (first.value == 1) == wanted)
    case .and:
      if first.isPresent, !first.isTrue { return Dual(false) }
      if second.isPresent, !second.isTrue { return Dual(false) }
      return first.isPresent && second.isPresent ? Dual(true) : .missing
    case .or:
      if first.isTrue || second.isTrue { return Dual(true) }
      return first.isPresent && second.isPresent ? Dual(false) : .missing
    default: break
    }
    guard first.isPresent, second.isPresent else { return .missing }
    return calculate(instruction, first, second)
  }

  /// Operations that are missing when an operand is.
  private func calculate(_ instruction: Instruction, _ first: Dual, _ second: Dual) -> Dual {
    let (x, dx, y, dy) = (first.value, first.tangent, second.value, second.tangent)
    switch instruction.operation {
    case .not: return Dual(x == 0)
    case .compare(let comparison): return Dual(holds(comparison, x, y))
    case .isInIntegers(let list): return Dual(list.contains { Double($0) == x })
    case .isInDoubles(let list): return Dual(list.contains(x))
    case .negate: return Dual(0 - x, 0 - dx)
    case .absolute: return Dual(x.magnitude, x < 0 ? 0 - dx : x > 0 ? dx : 0)
    case .least: return y < x ? second : first
    case .greatest: return y > x ? second : first
    case .round(let decimals): return Dual(rounded(x, decimals: decimals))
    case .arithmetic(.remainder): return Dual(fmod(x, y), dx - (x / y).rounded(.towardZero) * dy)
    case .power:
      var tangent = 0.0
      if dx != 0 { tangent += y * pow(x, y - 1) * dx }
      if dy != 0 { tangent += pow(x, y) * log(x) * dy }
      return Dual(pow(x, y), tangent)
    case .math(.naturalLogarithm): return Dual(log(x), dx / x)
    case .math(.exponential): return Dual(exp(x), exp(x) * dx)
    case .math(.squareRoot): return Dual(x.squareRoot(), dx == 0 ? 0 : dx / (2 * x.squareRoot()))
    case .math(.floor): return Dual(x.rounded(.down))
    case .math(.ceiling): return Dual(x.rounded(.up))
    default: return .missing
    }
  }
}
