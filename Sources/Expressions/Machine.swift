import Tables

/// A text in one of the machine's arenas.
struct TextReference {
  var arena: Int
  var start: Int
  var end: Int

  static let empty = TextReference(arena: 0, start: 0, end: 0)
}

/// A block of values and, beside each, a byte that says present (1) or missing (0). A missing value is zero.
///
/// The memory is bound to the type of the slot's representation when the machine makes it.
struct Slot {
  let values: UnsafeMutableRawPointer
  let present: UnsafeMutablePointer<UInt8>

  var bools: UnsafeMutablePointer<UInt8> { values.assumingMemoryBound(to: UInt8.self) }
  var integers: UnsafeMutablePointer<Int64> { values.assumingMemoryBound(to: Int64.self) }
  var doubles: UnsafeMutablePointer<Double> { values.assumingMemoryBound(to: Double.self) }
  var codes: UnsafeMutablePointer<UInt32> { values.assumingMemoryBound(to: UInt32.self) }
  var texts: UnsafeMutablePointer<TextReference> { values.assumingMemoryBound(to: TextReference.self) }
}

/// Runs a bound program over a table, block by block: one switch per instruction and block, then a loop over the rows.
///
/// Blocks are small enough that all slots stay in cache. The machine owns the slots' memory: it is made with the
/// machine, freed with it, and pointers into it do not leave ``run(rows:_:)``. Every kernel writes all `count`
/// rows of its slot's values and presence, and reads only slots that an earlier instruction of the same block wrote.
struct Machine: ~Copyable {
  let program: Program
  let bindings: [Binding]
  let workdays: WorkdayCounter
  var arenas: [[UInt8]]
  let blockSize: Int
  private let slots: [Slot]

  /// Bytes that the slots may take together; blocks shrink for programs with very many of them.
  private static let memoryLimit = 8 << 20

  init(_ bound: BoundProgram) {
    program = bound.program
    bindings = bound.bindings
    workdays = bound.workdays
    arenas = bound.arenas
    let bytesPerRow = program.slotKinds.reduce(0) { $0 + $1.stride + 1 }
    blockSize = max(64, min(2048, Self.memoryLimit / max(1, bytesPerRow)))
    let rows = blockSize
    slots = program.slotKinds.map { kind in
      let values = UnsafeMutableRawPointer.allocate(byteCount: rows * kind.stride, alignment: 64)
      switch kind {
      case .bool: values.initializeMemory(as: UInt8.self, repeating: 0, count: rows)
      case .integer: values.initializeMemory(as: Int64.self, repeating: 0, count: rows)
      case .double: values.initializeMemory(as: Double.self, repeating: 0, count: rows)
      case .code: values.initializeMemory(as: UInt32.self, repeating: 0, count: rows)
      case .text: values.initializeMemory(as: TextReference.self, repeating: .empty, count: rows)
      }
      let present = UnsafeMutablePointer<UInt8>.allocate(capacity: rows)
      present.initialize(repeating: 0, count: rows)
      return Slot(values: values, present: present)
    }
  }

  deinit {
    for slot in slots {
      slot.values.deallocate()
      slot.present.deallocate()
    }
  }

  /// Runs the program over some rows and hands over the result of each block: its first row, the number of rows and the
  /// slot.
  mutating func run(rows: Range<Int>, _ take: (borrowing Machine, Int, Int, Slot) -> Void) {
    var start = rows.lowerBound
    while start < rows.upperBound {
      let count = min(blockSize, rows.upperBound - start)
      for index in program.instructions.indices { execute(index, start, count) }
      take(self, start, count, slot(program.result))
      start += count
    }
  }

  /// The memory of an instruction's register.
  func slot(_ index: Int) -> Slot { slots[program.slots[index]] }

  func withBytes<Result>(
    _ reference: TextReference, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    guard reference.end > reference.start else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    return arenas[reference.arena].withUnsafeBufferPointer { bytes in
      body(UnsafeBufferPointer(rebasing: bytes[reference.start..<reference.end]))
    }
  }

  private mutating func execute(_ index: Int, _ start: Int, _ count: Int) {
    let instruction = program.instructions[index]
    let out = slot(index)
    switch instruction.operation {
    case .constant, .load, .loadFlag, .missingKind, .aggregate, .countKinds:
      fetch(instruction, bindings[index], start, count, out)
    case .integerToDouble, .dayToSecond, .secondToDay, .arithmetic, .negate, .absolute, .math, .power, .round,
      .least, .greatest, .year, .month, .day, .dayDifference, .workdays, .countOf, .likert:
      calculate(instruction, bindings[index], count, out)
    case .compare, .compareColumn, .isInIntegers, .isInDoubles, .isInTexts, .like, .and, .or, .not, .isPresent,
      .isTruth, .usccValid, .has:
      decide(instruction, bindings[index], start, count, out)
    case .choose, .coalesce: select(instruction, bindings[index], count, out)
    case .codeToText, .length, .trim, .changeCase, .substring: rewrite(instruction, bindings[index], count, out)
    case .countPresent, .countTrue, .rowStatistic: summarise(instruction, bindings[index], count, out)
    }
  }
}
