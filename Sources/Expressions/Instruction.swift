import Tables

/// What one instruction of a program does to whole blocks of values.
///
/// The type of an instruction's register says on which representation it works: `.arithmetic(.add)` adds whole numbers
/// in an `.integer` register and decimal numbers in a `.double` register.
enum Operation: Sendable, Hashable {
  // Sources
  case constant(Constant)
  /// The cells of a column, by its place in the plan's list.
  case load(Int)
  /// A column of Bool that may be absent; absent and missing are FALSE.
  case loadFlag(Int)
  case missingKind(Int)
  /// The result of a window aggregate for the row's partition.
  case aggregate(Int)
  /// How many of the columns have a kind of missing in the bit mask (bit i is raw value i).
  case countKinds([Int], UInt8)

  // Conversions
  case integerToDouble, codeToText, dayToSecond, secondToDay

  // Numbers
  case arithmetic(Arithmetic)
  case negate, absolute
  case math(MathFunction)
  case power
  case round(decimals: Int)
  case least, greatest

  // Truth
  case compare(Comparison)
  /// A comparison of a column with a constant, straight on the column's storage.
  case compareColumn(Int, Comparison, Constant)
  case isInIntegers([Int64])
  case isInDoubles([Double])
  case isInTexts([ExactText])
  case like(ExactText)
  case and, or, not, isPresent, isTruth(Bool)
  case usccValid

  // Choice. `choose` has operands condition, result, condition, result, …, otherwise.
  case choose, coalesce

  // Texts
  case length, trim, changeCase(toUpper: Bool), substring

  // Dates
  case year, month, day, dayDifference, workdays

  // Answers
  case has(ExactText), countOf
  case likert([String: Double])

  // Across the operands, row by row
  case countPresent, countTrue
  case rowStatistic(RowStatistic)
}

enum MathFunction: Sendable, Hashable { case naturalLogarithm, exponential, squareRoot, floor, ceiling }

enum RowStatistic: Sendable, Hashable { case distinct, longestRun, mean, standardDeviation }

enum Constant: Sendable, Hashable {
  case missing
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  /// A category of one code.
  case text(ExactText)
}

/// How a register holds its values in memory.
enum Representation: Int, Sendable, CaseIterable {
  case bool, integer, double, code, text

  init(_ type: ColumnType) {
    switch type {
    case .bool: self = .bool
    case .integer, .date, .dateTime, .set: self = .integer
    case .double: self = .double
    case .category: self = .code
    case .text: self = .text
    }
  }

  var stride: Int {
    switch self {
    case .bool: 1
    case .integer, .double: 8
    case .code: 4
    case .text: MemoryLayout<TextReference>.stride
    }
  }
}

struct Instruction: Sendable, Hashable {
  var operation: Operation
  /// Registers: indices of earlier instructions.
  var operands: [Int]
  /// The type of the result. Sets are held as bit masks in whole numbers.
  var type: ColumnType
}

/// Instructions in order, each of which computes one register from earlier ones; the last is the result.
struct Program: Sendable {
  var instructions: [Instruction]
  /// The block of memory that each instruction writes to.
  var slots: [Int]
  /// The representation of each block of memory.
  var slotKinds: [Representation]

  var result: Int { instructions.count - 1 }
  var type: ColumnType { instructions[result].type }
}

/// Collects instructions, the same one only once, and makes a program of those that its result needs.
struct ProgramBuilder {
  private(set) var instructions: [Instruction] = []
  private var known: [Instruction: Int] = [:]
  /// Registers of `VISIBLE(column)`.
  var visible: [String: Int] = [:]

  mutating func emit(_ operation: Operation, _ operands: [Int] = [], _ type: ColumnType) -> Int {
    let instruction = Instruction(operation: operation, operands: operands, type: type)
    if let register = known[instruction] { return register }
    instructions.append(instruction)
    known[instruction] = instructions.count - 1
    return instructions.count - 1
  }

  /// What the result needs; with `fused`, a comparison of a column with a constant becomes one instruction.
  func program(result: Int, fused: Bool) -> Program {
    var all = Array(instructions[...result])
    if fused { all = all.map { Self.fuse($0, all) } }
    var isNeeded = [Bool](repeating: false, count: all.count)
    isNeeded[result] = true
    for index in all.indices.reversed() where isNeeded[index] {
      for operand in all[index].operands { isNeeded[operand] = true }
    }
    var newIndex = [Int](repeating: 0, count: all.count)
    var kept: [Instruction] = []
    for index in all.indices where isNeeded[index] {
      var instruction = all[index]
      instruction.operands = instruction.operands.map { newIndex[$0] }
      newIndex[index] = kept.count
      kept.append(instruction)
    }
    let (slots, kinds) = Self.assignSlots(kept)
    return Program(instructions: kept, slots: slots, slotKinds: kinds)
  }

  private static func fuse(_ instruction: Instruction, _ all: [Instruction]) -> Instruction {
    guard case .compare(let comparison) = instruction.operation, instruction.operands.count == 2 else {
      return instruction
    }
    let (left, right) = (all[instruction.operands[0]], all[instruction.operands[1]])
    var fused = instruction
    fused.operands = []
    switch (left.operation, right.operation) {
    case (.load(let column), .constant(let constant)) where isComparedInPlace(left.type, constant):
      fused.operation = .compareColumn(column, comparison, constant)
    case (.constant(let constant), .load(let column)) where isComparedInPlace(right.type, constant):
      fused.operation = .compareColumn(column, comparison.mirrored, constant)
    default: return instruction
    }
    return fused
  }

  private static func isComparedInPlace(_ type: ColumnType, _ constant: Constant) -> Bool {
    switch (Representation(type), constant) {
    case (.integer, .integer), (.double, .double): true
    default: false
    }
  }

  /// Gives registers that are never alive together the same memory, so that a program's working set stays in cache.
  private static func assignSlots(_ instructions: [Instruction]) -> (slots: [Int], kinds: [Representation]) {
    var lastUse = Array(instructions.indices)
    for (index, instruction) in instructions.enumerated() {
      for operand in instruction.operands { lastUse[operand] = index }
    }
    if !instructions.isEmpty { lastUse[instructions.count - 1] = .max }
    var slots: [Int] = []
    var kinds: [Representation] = []
    var free = [[Int]](repeating: [], count: Representation.allCases.count)
    for (index, instruction) in instructions.enumerated() {
      let kind = Representation(instruction.type)
      if let slot = free[kind.rawValue].popLast() {
        slots.append(slot)
      } else {
        slots.append(kinds.count)
        kinds.append(kind)
      }
      for operand in Set(instruction.operands).sorted() where lastUse[operand] == index {
        free[Representation(instructions[operand].type).rawValue].append(slots[operand])
      }
    }
    return (slots, kinds)
  }
}
