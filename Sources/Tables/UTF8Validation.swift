/// What a scan for UTF-8 found (Unicode 16, table 3-7: overlong forms and surrogates are not well-formed).
struct UTF8Scan {
  /// Offset of the first byte that does not belong; nil when the bytes are well-formed.
  var firstError: Int?
  /// Runs of bytes that the scan had to skip.
  var errors = 0
  /// Well-formed sequences of two bytes and more.
  var sequences = 0
}

/// Scans for UTF-8; stops at the first error unless `counting`.
///
/// Counting stops too where the rest cannot make the well-formed sequences four times the errors any more.
func scanUTF8(_ bytes: UnsafeBufferPointer<UInt8>, counting: Bool) -> UTF8Scan {
  var scan = UTF8Scan()
  var position = 0
  var isSkipping = false
  let end = bytes.count
  while position < end {
    if bytes[position] < 0x80 {
      position = endOfASCII(bytes, from: position)
      isSkipping = false
      continue
    }
    let length = sequenceLength(bytes, at: position)
    if length == 0 {
      if scan.firstError == nil { scan.firstError = position }
      guard counting else { return scan }
      if !isSkipping {
        scan.errors += 1
        if 4 * scan.errors > scan.sequences + (end - position) / 2 { return scan }
      }
      isSkipping = true
      position += 1
    } else {
      scan.sequences += 1
      isSkipping = false
      position += length
    }
  }
  return scan
}

private func endOfASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  var position = start
  while position + 8 <= bytes.count {
    let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self)
    let high = word.littleEndian & 0x8080_8080_8080_8080
    if high != 0 { return position + high.trailingZeroBitCount / 8 }
    position += 8
  }
  while position < bytes.count, bytes[position] < 0x80 { position += 1 }
  return position
}

/// Bytes of the well-formed sequence that starts here; 0 when none does.
private func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
  func isContinuation(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
    position + offset < bytes.count && range.contains(bytes[position + offset])
  }
  switch bytes[position] {
  case 0xC2...0xDF: return isContinuation(1) ? 2 : 0
  case 0xE0: return isContinuation(1, 0xA0...0xBF) && isContinuation(2) ? 3 : 0
  case 0xED: return isContinuation(1, 0x80...0x9F) && isContinuation(2) ? 3 : 0
  case 0xE1...0xEF: return isContinuation(1) && isContinuation(2) ? 3 : 0
  case 0xF0: return isContinuation(1, 0x90...0xBF) && isContinuation(2) && isContinuation(3) ? 4 : 0
  case 0xF1...0xF3: return isContinuation(1) && isContinuation(2) && isContinuation(3) ? 4 : 0
  case 0xF4: return isContinuation(1, 0x80...0x8F) && isContinuation(2) && isContinuation(3) ? 4 : 0
  default: return 0
  }
}
