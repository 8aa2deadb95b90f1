import Tables

/// Conditions in three-valued logic. A missing condition has the value 0, so 1 means TRUE and nothing else.
extension Machine {
  func decide(_ instruction: Instruction, _ binding: Binding, _ start: Int, _ count: Int, _ out: Slot) {
    let (value, present) = (out.bools, out.present)
    if case .compareColumn(_, let comparison, let constant) = instruction.operation {
      return compareColumn(binding.column, comparison, constant, start, count, out)
    }
    let first = slot(instruction.operands[0])
    let second = instruction.operands.count > 1 ? slot(instruction.operands[1]) : first
    switch instruction.operation {
    case .compare(let comparison): compare(instruction, comparison, binding, count, out)
    case .and:
      let (a, pa, b, pb) = (first.bools, first.present, second.bools, second.present)
      for row in 0..<count {
        // Known when both are, or when one is FALSE: present without being 1.
        present[row] = (pa[row] & pb[row]) | (pa[row] & ~a[row]) | (pb[row] & ~b[row])
        value[row] = a[row] & b[row]
      }
    case .or:
      let (a, pa, b, pb) = (first.bools, first.present, second.bools, second.present)
      for row in 0..<count {
        present[row] = (pa[row] & pb[row]) | a[row] | b[row]
        value[row] = a[row] | b[row]
      }
    case .not:
      for row in 0..<count {
        present[row] = first.present[row]
        value[row] = first.present[row] ^ first.bools[row]
      }
    case .isPresent:
      present.update(repeating: 1, count: count)
      value.update(from: first.present, count: count)
    case .isTruth(let wanted):
      present.update(repeating: 1, count: count)
      if wanted {
        value.update(from: first.bools, count: count)
      } else {
        for row in 0..<count { value[row] = first.present[row] & ~first.bools[row] }
      }
    case .has:
      for row in 0..<count {
        present[row] = first.present[row]
        value[row] = first.integers[row] & binding.bit == 0 ? 0 : 1
      }
    case .isInIntegers(let list): findIntegers(list, first, count, out)
    case .isInDoubles(let list):
      for row in 0..<count {
        present[row] = first.present[row]
        value[row] = first.present[row] == 1 && contains(list, first.doubles[row]) ? 1 : 0
      }
    default: decideTexts(instruction, binding, first, count, out)
    }
  }

  private func decideTexts(
    _ instruction: Instruction, _ binding: Binding, _ first: Slot, _ count: Int, _ out: Slot
  ) {
    out.present.update(from: first.present, count: count)
    guard program.instructions[instruction.operands[0]].type == .text else {
      return binding.truthOfCode.withUnsafeBufferPointer { truth in
        for row in 0..<count { out.bools[row] = truth[Int(first.codes[row])] & first.present[row] }
      }
    }
    switch instruction.operation {
    case .isInTexts: eachText(first, count, out) { binding.texts.contains($0) }
    case .like: eachText(first, count, out) { binding.pattern?.matches($0) ?? false }
    default:
      var scratch: [UInt8] = []
      eachText(first, count, out) { USCC.isValid(utf8: $0, scratch: &scratch) }
    }
  }

  @inline(__always)
  private func eachText(_ first: Slot, _ count: Int, _ out: Slot, _ test: (UnsafeBufferPointer<UInt8>) -> Bool) {
    var row = 0
    while row < count {
      // Texts of one arena in a row, so that it is looked up once.
      let arena = first.texts[row].arena
      // Without an arena there are empty texts only.
      let bytes = arenas.isEmpty ? [] : arenas[arena]
      bytes.withUnsafeBufferPointer { bytes in
        while row < count, first.texts[row].arena == arena || first.present[row] == 0 {
          let text = first.texts[row]
          out.bools[row] =
            first.present[row] == 1 && test(UnsafeBufferPointer(rebasing: bytes[text.start..<text.end])) ? 1 : 0
          row += 1
        }
      }
    }
  }

  private func findIntegers(_ list: [Int64], _ first: Slot, _ count: Int, _ out: Slot) {
    out.present.update(from: first.present, count: count)
    if list.count <= 8 {
      out.bools.update(repeating: 0, count: count)
      for wanted in list {
        for row in 0..<count { out.bools[row] |= first.integers[row] == wanted ? 1 : 0 }
      }
      for row in 0..<count { out.bools[row] &= first.present[row] }
    } else {
      for row in 0..<count {
        out.bools[row] = first.present[row] == 1 && contains(list, first.integers[row]) ? 1 : 0
      }
    }
  }

  /// Whether a sorted list holds the value.
  private func contains<Value: Comparable>(_ list: [Value], _ value: Value) -> Bool {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < list.count && list[low] == value
  }

  // MARK: Comparisons

  private func compare(
    _ instruction: Instruction, _ comparison: Comparison, _ binding: Binding, _ count: Int, _ out: Slot
  ) {
    let first = slot(instruction.operands[0])
    let second = slot(instruction.operands[1])
    for row in 0..<count { out.present[row] = first.present[row] & second.present[row] }
    switch Representation(program.instructions[instruction.operands[0]].type) {
    case .bool: compareBlocks(comparison, first.bools, second.bools, count, out)
    case .integer: compareBlocks(comparison, first.integers, second.integers, count, out)
    case .double: compareBlocks(comparison, first.doubles, second.doubles, count, out)
    case .code:
      let isEqual: UInt8 = comparison == .equal ? 1 : 0
      // A missing cell has code 0, which every translation that is not empty knows.
      binding.remaps[0].withUnsafeBufferPointer { left in
        binding.remaps[1].withUnsafeBufferPointer { right in
          for row in 0..<count {
            let a = left.isEmpty ? first.codes[row] : left[Int(first.codes[row])]
            let b = right.isEmpty ? second.codes[row] : right[Int(second.codes[row])]
            out.bools[row] = a == b ? isEqual : 1 - isEqual
          }
        }
      }
    case .text:
      for row in 0..<count where out.present[row] == 1 {
        let order = withBytes(first.texts[row]) { a in
          withBytes(second.texts[row]) { b in compareBytes(a, b) }
        }
        out.bools[row] = holds(comparison, order, 0) ? 1 : 0
      }
    }
    for row in 0..<count { out.bools[row] = out.present[row] == 1 ? out.bools[row] : 0 }
  }

  @inline(__always)
  private func compareBlocks<Value: Comparable>(
    _ comparison: Comparison, _ a: UnsafeMutablePointer<Value>, _ b: UnsafeMutablePointer<Value>, _ count: Int,
    _ out: Slot
  ) {
    let o = out.bools
    switch comparison {
    case .equal: for row in 0..<count { o[row] = a[row] == b[row] ? 1 : 0 }
    case .notEqual: for row in 0..<count { o[row] = a[row] != b[row] ? 1 : 0 }
    case .less: for row in 0..<count { o[row] = a[row] < b[row] ? 1 : 0 }
    case .lessOrEqual: for row in 0..<count { o[row] = a[row] <= b[row] ? 1 : 0 }
    case .greater: for row in 0..<count { o[row] = a[row] > b[row] ? 1 : 0 }
    case .greaterOrEqual: for row in 0..<count { o[row] = a[row] >= b[row] ? 1 : 0 }
    }
  }

  private func compareColumn(
    _ column: Column?, _ comparison: Comparison, _ constant: Constant, _ start: Int, _ count: Int, _ out: Slot
  ) {
    guard let column else {
      out.present.update(repeating: 0, count: count)
      return out.bools.update(repeating: 0, count: count)
    }
    Self.loadPresence(column, start, count, out.present)
    switch (column.storage, constant) {
    case (.int8(let values), .integer(let wanted)): compareStored(values, comparison, wanted, start, count, out)
    case (.int16(let values), .integer(let wanted)): compareStored(values, comparison, wanted, start, count, out)
    case (.int32(let values), .integer(let wanted)), (.date(let values), .integer(let wanted)):
      compareStored(values, comparison, wanted, start, count, out)
    case (.int64(let values), .integer(let wanted)), (.dateTime(let values), .integer(let wanted)):
      compareStored(values, comparison, wanted, start, count, out)
    case (.double(let values), .double(let wanted)):
      values.withUnsafeBufferPointer { values in
        for row in 0..<count {
          let value = values[start + row]
          out.present[row] &= value - value == 0 ? 1 : 0
        }
        compareToConstant(comparison, values, wanted, start, count, out)
      }
    default: out.bools.update(repeating: 0, count: count)
    }
    for row in 0..<count { out.bools[row] &= out.present[row] }
  }

  @inline(__always)
  private func compareStored<Value: FixedWidthInteger>(
    _ values: [Value], _ comparison: Comparison, _ wanted: Int64, _ start: Int, _ count: Int, _ out: Slot
  ) {
    guard let narrow = Value(exactly: wanted) else {
      // No value of the column reaches the constant, so all compare alike.
      out.bools.update(repeating: holds(comparison, 0, wanted > 0 ? 1 : -1) ? 1 : 0, count: count)
      return
    }
    values.withUnsafeBufferPointer { compareToConstant(comparison, $0, narrow, start, count, out) }
  }

  @inline(__always)
  private func compareToConstant<Value: Comparable>(
    _ comparison: Comparison, _ values: UnsafeBufferPointer<Value>, _ wanted: Value, _ start: Int, _ count: Int,
    _ out: Slot
  ) {
    guard let base = values.baseAddress else { return }
    let a = base + start
    let o = out.bools
    switch comparison {
    case .equal: for row in 0..<count { o[row] = a[row] == wanted ? 1 : 0 }
    case .notEqual: for row in 0..<count { o[row] = a[row] != wanted ? 1 : 0 }
    case .less: for row in 0..<count { o[row] = a[row] < wanted ? 1 : 0 }
    case .lessOrEqual: for row in 0..<count { o[row] = a[row] <= wanted ? 1 : 0 }
    case .greater: for row in 0..<count { o[row] = a[row] > wanted ? 1 : 0 }
    case .greaterOrEqual: for row in 0..<count { o[row] = a[row] >= wanted ? 1 : 0 }
    }
  }
}

/// Whether a comparison holds between two values.
@inline(__always)
func holds<Value: Comparable>(_ comparison: Comparison, _ left: Value, _ right: Value) -> Bool {
  switch comparison {
  case .equal: left == right
  case .notEqual: left != right
  case .less: left < right
  case .lessOrEqual: left <= right
  case .greater: left > right
  case .greaterOrEqual: left >= right
  }
}
