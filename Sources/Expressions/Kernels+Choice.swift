/// CASE and COALESCE: all branches are computed, and each row takes the one that applies.
extension Machine {
  func select(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    switch Representation(instruction.type) {
    case .bool: select(instruction, count, out, out.bools) { $0.bools }
    case .integer: select(instruction, count, out, out.integers) { $0.integers }
    case .double: select(instruction, count, out, out.doubles) { $0.doubles }
    case .text: select(instruction, count, out, out.texts) { $0.texts }
    case .code: selectCodes(instruction, binding, count, out)
    }
  }

  @inline(__always)
  private func select<Value>(
    _ instruction: Instruction, _ count: Int, _ out: Slot, _ values: UnsafeMutablePointer<Value>,
    _ pointer: (Slot) -> UnsafeMutablePointer<Value>
  ) {
    let operands = instruction.operands
    guard case .choose = instruction.operation else {
      let first = slot(operands[0])
      values.update(from: pointer(first), count: count)
      out.present.update(from: first.present, count: count)
      for operand in operands.dropFirst() {
        let next = slot(operand)
        let source = pointer(next)
        for row in 0..<count {
          let isTaken = out.present[row] == 0
          values[row] = isTaken ? source[row] : values[row]
          out.present[row] |= next.present[row]
        }
      }
      return
    }
    let otherwise = slot(operands[operands.count - 1])
    values.update(from: pointer(otherwise), count: count)
    out.present.update(from: otherwise.present, count: count)
    // Backwards, so that the first condition that holds has the last word.
    for branch in stride(from: operands.count - 3, through: 0, by: -2) {
      let condition = slot(operands[branch]).bools
      let result = slot(operands[branch + 1])
      let source = pointer(result)
      for row in 0..<count {
        let isTaken = condition[row] == 1
        values[row] = isTaken ? source[row] : values[row]
        out.present[row] = isTaken ? result.present[row] : out.present[row]
      }
    }
  }

  /// As for the other types, with each operand's codes brought to the common dictionary.
  private func selectCodes(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    let operands = instruction.operands
    var isChoose = false
    if case .choose = instruction.operation { isChoose = true }
    out.present.update(repeating: 0, count: count)
    out.codes.update(repeating: 0, count: count)
    // Backwards, so that the first condition that holds, or the first value that is present, has the last word.
    let places =
      isChoose
      ? [operands.count - 1] + stride(from: operands.count - 2, through: 1, by: -2) : Array(operands.indices.reversed())
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { always in
      always.initialize(repeating: 1)
      for place in places {
        let source = slot(operands[place])
        let isOtherwise = place == operands.count - 1
        let taken = isChoose ? (isOtherwise ? always.baseAddress : slot(operands[place - 1]).bools) : source.present
        guard let taken else { continue }
        // A missing cell has code 0, which every translation that is not empty knows.
        binding.remaps[place].withUnsafeBufferPointer { remap in
          for row in 0..<count {
            let code = remap.isEmpty ? source.codes[row] : remap[Int(source.codes[row])]
            let isTaken = taken[row] == 1
            let present = source.present[row]
            out.codes[row] = isTaken ? code & (0 &- UInt32(present)) : out.codes[row]
            out.present[row] = isTaken ? present : out.present[row]
          }
        }
      }
    }
  }
}
