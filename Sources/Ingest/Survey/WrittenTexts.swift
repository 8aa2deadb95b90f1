import Tables

/// Texts written beside options, kept only when there are any.
struct WrittenTexts {
  private var texts: [Int: [UInt8]] = [:]
  private let rowCount: Int

  init(_ rowCount: Int) { self.rowCount = rowCount }

  /// Several texts in one answer are joined with a line break.
  mutating func set(_ text: ArraySlice<UInt8>, at row: Int) {
    let trimmed = trimmingSpaces(text)
    guard !trimmed.isEmpty else { return }
    if texts[row] != nil { texts[row]?.append(UInt8(ascii: "\n")) }
    texts[row, default: []].append(contentsOf: trimmed)
  }

  /// Forgets what was written in a record.
  mutating func clear(at row: Int) { texts[row] = nil }

  var column: Column? {
    guard !texts.isEmpty else { return nil }
    var builder = TextColumnBuilder()
    for row in 0..<rowCount {
      if let text = texts[row] { builder.append(text[...]) } else { builder.appendMissing(.notAsked) }
    }
    return builder.finish()
  }
}
