import Diagnostics

/// What a number in a cell means, by its number format.
enum NumberMeaning: UInt8, Sendable {
  case number
  /// A day, with a time of day if the number has a fraction.
  case date
  /// A time of day.
  case time
  /// Elapsed hours, minutes, seconds, such as `[h]:mm`.
  case duration
}

/// The number formats of a workbook's cell styles.
struct CellFormats {
  /// One a style (`cellXfs`).
  private(set) var meanings: [NumberMeaning] = []

  init(_ archive: ZipArchive, part: String, limits: IngestLimits) throws(DiagnosticError) {
    guard let opened = try archive.open(part) else { return }
    let stream = try XMLStream(opened, file: "\(archive.file)!\(part)", limits: limits)
    let (format, styles, style) = (stream.intern("numFmt"), stream.intern("cellXfs"), stream.intern("xf"))
    let (id, code) = (stream.intern("numFmtId"), stream.intern("formatCode"))
    var custom: [Int: NumberMeaning] = [:]
    var isInStyles = false
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      if case .end = event, stream.name == styles { isInStyles = false }
      guard case .start = event else { continue }
      if stream.name == styles { isInStyles = true }
      guard stream.name == format || (isInStyles && stream.name == style) else { continue }
      var foundID = 0
      var foundCode = ""
      try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
        if key == id { foundID = Int(String(decoding: value, as: UTF8.self)) ?? 0 }
        // Spreadsheet programs allow 255 characters.
        if key == code { foundCode = String(decoding: value.prefix(1024), as: UTF8.self) }
      }
      if stream.name == format {
        custom[foundID] = numberMeaning(ofFormat: foundCode)
      } else {
        meanings.append(custom[foundID] ?? numberMeaning(ofBuiltIn: foundID))
      }
    }
  }

  func meaning(ofStyle style: Int) -> NumberMeaning {
    meanings.indices.contains(style) ? meanings[style] : .number
  }
}

/// The formats that styles need not list (ECMA-376 part 1, 18.8.30), with those of the Chinese edition.
func numberMeaning(ofBuiltIn id: Int) -> NumberMeaning {
  switch id {
  case 14...17, 22, 27...31, 36, 50...54, 57, 58: .date
  case 18...21, 32...35, 45, 47, 55, 56: .time
  case 46: .duration
  default: .number
  }
}

/// Tells dates and times from numbers by a format's code: its first section, without what is quoted, escaped or a
/// condition, holds a letter of a date.
func numberMeaning(ofFormat code: String) -> NumberMeaning {
  let letters = formatLetters(code)
  if letters.text.hasPrefix("general") { return .number }
  let text = letters.text
  if letters.isElapsed { return .duration }
  var hasDate = false
  var hasTime = false
  var hasMonth = false
  var previous: Character = " "
  var iterator = text.makeIterator()
  var character = iterator.next()
  while let current = character {
    let following = iterator.next()
    switch current {
    case "y", "d": hasDate = true
    case "a" where previous == "a" || following == "a": hasDate = true  // aaa: the day of the week
    case "e" where following != "+" && following != "-" && !"0#?.".contains(previous): hasDate = true  // era year
    case "h", "s": hasTime = true
    case "m": hasMonth = true
    default: break
    }
    previous = current
    character = following
  }
  if hasDate { return .date }
  if hasTime { return .time }
  return hasMonth ? .date : .number
}

/// The first section in lower case without literals; `[h]`, `[mm]`, `[s]` mark elapsed time.
private func formatLetters(_ code: String) -> (text: String, isElapsed: Bool) {
  var text = ""
  var isElapsed = false
  var characters = Array(code)[...]
  while let character = characters.popFirst() {
    switch character {
    case ";": return (strippingDayHalves(text), isElapsed)
    case "\"":
      while let quoted = characters.popFirst(), quoted != "\"" {}
    case "\\", "_", "*":
      _ = characters.popFirst()
    case "[":
      let inside = characters.prefix { $0 != "]" }
      characters = characters.dropFirst(inside.count + 1)
      let lower = String(inside).lowercased()
      if !lower.isEmpty, lower.allSatisfy({ $0 == lower.first && "hms".contains($0) }) { isElapsed = true }
    default: text += character.lowercased()
    }
  }
  return (strippingDayHalves(text), isElapsed)
}

/// `AM/PM` and `A/P` hold letters of dates but stand for halves of the day.
private func strippingDayHalves(_ text: String) -> String {
  var stripped = text
  for mark in ["am/pm", "a/p"] {
    while let range = stripped.firstRange(of: mark) { stripped.replaceSubrange(range, with: "h") }
  }
  return stripped
}
