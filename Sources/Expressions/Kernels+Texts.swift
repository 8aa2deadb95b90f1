/// Texts are references into arenas: cutting them copies nothing.
extension Machine {
  mutating func rewrite(_ instruction: Instruction, _ binding: Binding, _ count: Int, _ out: Slot) {
    let first = slot(instruction.operands[0])
    switch instruction.operation {
    case .codeToText:
      for row in 0..<count {
        out.present[row] = first.present[row]
        guard first.present[row] == 1 else {
          out.texts[row] = .empty
          continue
        }
        let code = Int(first.codes[row])
        out.texts[row] = TextReference(
          arena: binding.arena, start: binding.offsets[code], end: binding.offsets[code + 1])
      }
    case .length:
      for row in 0..<count {
        out.present[row] = first.present[row]
        out.integers[row] = withBytes(first.texts[row]) { bytes in
          Int64(bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
        }
      }
    case .trim:
      for row in 0..<count {
        out.present[row] = first.present[row]
        let reference = first.texts[row]
        let kept = withBytes(reference) { trimmedRange($0) }
        out.texts[row] = TextReference(
          arena: reference.arena, start: reference.start + kept.lowerBound, end: reference.start + kept.upperBound)
      }
    case .changeCase(let toUpper): changeCase(toUpper, first, binding.arena, count, out)
    case .substring: cut(instruction, first, count, out)
    default: break
    }
  }

  private mutating func changeCase(_ toUpper: Bool, _ first: Slot, _ arena: Int, _ count: Int, _ out: Slot) {
    var scratch: [UInt8] = []
    swap(&scratch, &arenas[arena])
    scratch.removeAll(keepingCapacity: true)
    for row in 0..<count {
      out.present[row] = first.present[row]
      let start = scratch.count
      withBytes(first.texts[row]) { bytes in
        if bytes.allSatisfy({ $0 < 0x80 }) {
          let letters = toUpper ? UInt8(ascii: "a")...UInt8(ascii: "z") : UInt8(ascii: "A")...UInt8(ascii: "Z")
          for byte in bytes { scratch.append(letters.contains(byte) ? byte ^ 0x20 : byte) }
        } else {
          let text = String(decoding: bytes, as: UTF8.self)
          scratch.append(contentsOf: (toUpper ? text.uppercased() : text.lowercased()).utf8)
        }
      }
      out.texts[row] = TextReference(arena: arena, start: start, end: scratch.count)
    }
    swap(&scratch, &arenas[arena])
  }

  /// Characters p with start ≤ p < start + length, counted from 1; a negative length is missing.
  private func cut(_ instruction: Instruction, _ first: Slot, _ count: Int, _ out: Slot) {
    let starts = slot(instruction.operands[1])
    let lengths = instruction.operands.count > 2 ? slot(instruction.operands[2]) : nil
    for row in 0..<count {
      let length = lengths.map { $0.integers[row] } ?? Int64.max
      let isPresent =
        first.present[row] == 1 && starts.present[row] == 1 && (lengths?.present[row] ?? 1) == 1 && length >= 0
      out.present[row] = isPresent ? 1 : 0
      guard isPresent else {
        out.texts[row] = .empty
        continue
      }
      let start = starts.integers[row]
      let (sum, overflow) = start.addingReportingOverflow(length)
      let end = overflow ? Int64.max : sum
      let reference = first.texts[row]
      let kept = withBytes(reference) { bytes in
        let low = byteOffset(ofCharacter: max(start, 1), bytes)
        return low..<max(low, byteOffset(ofCharacter: max(end, 1), bytes))
      }
      out.texts[row] = TextReference(
        arena: reference.arena, start: reference.start + kept.lowerBound, end: reference.start + kept.upperBound)
    }
  }

  /// The offset of the character at a place counted from 1, or the end.
  private func byteOffset(ofCharacter place: Int64, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if place > Int64(bytes.count) { return bytes.count }
    var seen: Int64 = 0
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 {
      seen += 1
      if seen == place { return index }
    }
    return bytes.count
  }
}

/// The part without white space at both ends.
private func trimmedRange(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  var start = 0
  while start < bytes.count {
    var end = start + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    guard isBlank(bytes, start..<end) else { break }
    start = end
  }
  var end = bytes.count
  while end > start {
    var last = end - 1
    while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
    guard isBlank(bytes, last..<end) else { break }
    end = last
  }
  return start..<end
}

/// Whether the code point in a range of one to three bytes is white space; none of four bytes is.
private func isBlank(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
  let lead = UInt32(bytes[range.lowerBound])
  var value: UInt32
  switch range.count {
  case 1: value = lead
  case 2: value = lead & 0x1F
  case 3: value = lead & 0x0F
  default: return false
  }
  for index in range.dropFirst() { value = value << 6 | UInt32(bytes[index] & 0x3F) }
  return Unicode.Scalar(value).map { isBlank($0) } ?? false
}
