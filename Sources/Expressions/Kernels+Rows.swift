/// Statistics across several columns of one row.
extension Machine {
  func summarise(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    switch instruction.operation {
    case .countPresent, .countTrue:
      var isTrueCount = false
      if case .countTrue = instruction.operation { isTrueCount = true }
      out.present.update(repeating: 1, count: count)
      out.integers.update(repeating: 0, count: count)
      for operand in instruction.operands {
        let source = slot(operand)
        let flags = isTrueCount ? source.bools : source.present
        for row in 0..<count { out.integers[row] &+= Int64(flags[row]) }
      }
    case .rowStatistic(.mean): means(instruction.operands.map { slot($0) }, count, out, spread: false)
    case .rowStatistic(.standardDeviation): means(instruction.operands.map { slot($0) }, count, out, spread: true)
    case .rowStatistic(.distinct): countDistinct(instruction, binding, count, out)
    case .rowStatistic(.longestRun): longestRun(instruction, binding, count, out)
    default: break
    }
  }

  /// The mean of the operands that are present, or their standard deviation from sums of their distances d to the first
  /// of them: variance = (n Σd² - (Σd)²) / (n (n - 1)). Of whole numbers the sums are exact, so that
  /// equal answers give equal results and a result on a bound is on it. The first is one of the values, so that the
  /// difference keeps all but about n² units in the last place.
  private func means(_ sources: [Slot], _ count: Int, _ out: Slot, spread: Bool) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * count) { memory in
      memory.initialize(repeating: 0)
      guard let counts = memory.baseAddress else { return }
      let (firsts, sums, squares) = (counts + count, counts + 2 * count, counts + 3 * count)
      for source in sources {
        let (values, present) = (source.doubles, source.present)
        for row in 0..<count {
          firsts[row] = spread && counts[row] == 0 && present[row] == 1 ? values[row] : firsts[row]
          counts[row] += Double(present[row])
        }
        for row in 0..<count {
          let distance = present[row] == 1 ? values[row] - firsts[row] : 0
          sums[row] += distance
          squares[row] += distance * distance
        }
      }
      for row in 0..<count {
        let (n, sum) = (counts[row], sums[row])
        let variance = max(0, n * squares[row] - sum * sum) / (n * (n - 1))
        let result = spread ? variance.squareRoot() : sum / n
        let isPresent = result.isFinite && n >= (spread ? 2 : 1)
        out.present[row] = isPresent ? 1 : 0
        out.doubles[row] = isPresent ? result : 0
      }
    }
  }

  /// Numbers that are equal where the operand's values are equal.
  private func keys(
    _ operand: Int, _ remap: [UInt32], _ interner: inout TextInterner, _ count: Int,
    _ keys: UnsafeMutablePointer<Int64>
  ) {
    let source = slot(operand)
    switch Representation(program.instructions[operand].type) {
    case .bool: for row in 0..<count { keys[row] = Int64(source.bools[row]) }
    case .integer: break
    // Adding zero makes one zero of the two.
    case .double: for row in 0..<count { keys[row] = Int64(bitPattern: (source.doubles[row] + 0).bitPattern) }
    case .code:
      for row in 0..<count {
        let code = source.codes[row]
        keys[row] = Int64(remap.isEmpty || source.present[row] == 0 ? code : remap[Int(code)])
      }
    case .text:
      for row in 0..<count where source.present[row] == 1 {
        keys[row] = Int64(withBytes(source.texts[row]) { interner.id(of: $0) })
      }
    }
  }

  /// Calls the body for each operand with its presence and keys, which hold until the next operand's.
  private func eachOperand(
    _ instruction: Instruction, _ binding: Binding, _ count: Int,
    _ body: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int64>) -> Void
  ) {
    var interner = TextInterner()
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { buffer in
      buffer.initialize(repeating: 0)
      guard let key = buffer.baseAddress else { return }
      for (place, operand) in instruction.operands.enumerated() {
        // Whole numbers are their own keys.
        if Representation(program.instructions[operand].type) == .integer {
          body(slot(operand).present, slot(operand).integers)
          continue
        }
        keys(operand, binding.remaps.isEmpty ? [] : binding.remaps[place], &interner, count, key)
        body(slot(operand).present, key)
      }
    }
  }

  /// Codes of a scale are small, so that one bit per code usually does; the other values are listed.
  private func countDistinct(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    var others: [[Int64]] = []
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { masks in
      masks.initialize(repeating: 0)
      guard let masks = masks.baseAddress else { return }
      eachOperand(instruction, binding, count) { present, key in
        var isLarge = false
        for row in 0..<count {
          let isSmall = UInt64(bitPattern: key[row]) < 64
          masks[row] |= (isSmall ? UInt64(present[row]) : 0) &<< UInt64(bitPattern: key[row])
          isLarge = isLarge || (!isSmall && present[row] == 1)
        }
        guard isLarge else { return }
        if others.isEmpty { others = [[Int64]](repeating: [], count: count) }
        for row in 0..<count where present[row] == 1 && UInt64(bitPattern: key[row]) >= 64 {
          if !others[row].contains(key[row]) { others[row].append(key[row]) }
        }
      }
      for row in 0..<count { out.integers[row] = Int64(masks[row].nonzeroBitCount) }
    }
    for row in others.indices { out.integers[row] += Int64(others[row].count) }
    out.present.update(repeating: 1, count: count)
  }

  /// Missing values are passed over: a question that was not shown does not end a run.
  private func longestRun(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    let longest = out.integers
    longest.update(repeating: 0, count: count)
    out.present.update(repeating: 1, count: count)
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * count) { buffer in
      buffer.initialize(repeating: 0)
      guard let last = buffer.baseAddress else { return }
      let run = last + count
      eachOperand(instruction, binding, count) { present, key in
        for row in 0..<count {
          let isPresent = present[row] == 1
          // From no run at all both ways lead to a run of one.
          let next = last[row] == key[row] ? run[row] + 1 : 1
          run[row] = isPresent ? next : run[row]
          last[row] = isPresent ? key[row] : last[row]
          longest[row] = max(longest[row], run[row])
        }
      }
    }
  }
}
