#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a field needs quotes to read back as it is: it holds a comma, quote, CR or LF, or begins a row with what
/// may be a byte order mark, which readers drop.
@inline(__always)
func needsQuotes(_ text: UnsafeBufferPointer<UInt8>, opensRow: Bool) -> Bool {
  // Without branches, so that the compiler looks at many bytes at a time.
  var found: UInt8 = 0
  for byte in text {
    found |= (byte == 0x22 ? 1 : 0) | (byte == 0x2C ? 1 : 0) | (byte == 0x0A ? 1 : 0) | (byte == 0x0D ? 1 : 0)
  }
  return found != 0 || opensRow && text.first == 0xEF
}

/// Writes text with every quote doubled.
///
/// - Returns: the bytes written, at most twice those of the text.
func writeDoublingQuotes(_ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int {
  var count = 0
  for byte in text {
    if byte == 0x22 {
      target[count] = 0x22
      count += 1
    }
    target[count] = byte
    count += 1
  }
  return count
}

/// Writes text as a field, quoted where it needs to be.
///
/// - Returns: the bytes written, at most twice those of the text and two.
@inline(__always)
func writeField(_ text: UnsafeBufferPointer<UInt8>, opensRow: Bool, to target: UnsafeMutablePointer<UInt8>) -> Int {
  guard let source = text.baseAddress, !text.isEmpty else { return 0 }
  guard needsQuotes(text, opensRow: opensRow) else {
    memcpy(target, source, text.count)
    return text.count
  }
  target[0] = 0x22
  let count = writeDoublingQuotes(text, to: target + 1)
  target[count + 1] = 0x22
  return count + 2
}

/// Whether a spreadsheet may take the text for a formula: it starts with `=`, `+`, `-`, `@`, their full-width forms,
/// tab, CR or LF, also behind spaces and byte order marks. A plain negative number is none.
func startsFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
  var rest = text[...]
  while true {
    if rest.first == 0x20 {
      rest.removeFirst()
    } else if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
      rest.removeFirst(3)
    } else {
      break
    }
  }
  guard let first = rest.first else { return false }
  switch first {
  case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: return true
  case UInt8(ascii: "-"): return parseDouble(UnsafeBufferPointer(rebasing: rest)) == nil
  case 0xEF:
    // U+FF0B ＋, U+FF0D －, U+FF1D ＝, U+FF20 ＠.
    let formula: [[UInt8]] = [[0xEF, 0xBC, 0x8B], [0xEF, 0xBC, 0x8D], [0xEF, 0xBC, 0x9D], [0xEF, 0xBC, 0xA0]]
    return formula.contains { rest.starts(with: $0) }
  default: return false
  }
}
