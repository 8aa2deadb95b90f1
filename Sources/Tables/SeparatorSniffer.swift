/// The separator that cuts the beginning of the text most evenly: the most rows of the same number of cells, then the
/// most cells. Comma when nothing speaks for another.
func sniffSeparator(_ utf8: [UInt8], from start: Int) -> UInt8 {
  utf8.withUnsafeBufferPointer { sniffSeparator($0, from: start) }
}

func sniffSeparator(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt8 {
  let sample = UnsafeBufferPointer(rebasing: utf8[start..<min(utf8.count, start + 65_536)])
  var best = (evenRows: 0, cells: 0, separator: UInt8(ascii: ","))
  for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
    let counts = separatorsPerRow(sample, candidate)
    let (modal, rows) = mode(counts)
    if modal > 0, (rows, modal) > (best.evenRows, best.cells) { best = (rows, modal, candidate) }
  }
  return best.separator
}

/// How many separators each of the first rows has outside quotes.
private func separatorsPerRow(_ sample: UnsafeBufferPointer<UInt8>, _ separator: UInt8) -> [Int] {
  let quote = UInt8(ascii: "\"")
  var counts: [Int] = []
  var count = 0
  var isQuoted = false
  var isRowEmpty = true
  var previous = separator
  for byte in sample where counts.count < 200 {
    if isQuoted {
      if byte == quote { isQuoted = false }
      previous = byte
      continue
    }
    if byte == 0x0A || byte == 0x0D {
      if !isRowEmpty { counts.append(count) }
      (count, isRowEmpty, previous) = (0, true, separator)
      continue
    }
    if byte == separator { count += 1 }
    // A quote opens at the beginning of a cell; the second of a doubled pair opens again.
    if byte == quote, previous == separator || previous == quote { isQuoted = true }
    isRowEmpty = false
    previous = byte
  }
  if !isRowEmpty { counts.append(count) }
  return counts
}

/// The most frequent value and how often it occurs; the larger value where two are as frequent.
private func mode(_ values: [Int]) -> (value: Int, count: Int) {
  var frequency: [Int: Int] = [:]
  for value in values { frequency[value, default: 0] += 1 }
  let entries = frequency.map { (value: $0.key, count: $0.value) }
  return entries.max { ($0.count, $0.value) < ($1.count, $1.value) } ?? (0, 0)
}
