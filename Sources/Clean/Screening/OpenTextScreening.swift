import Tables

/// Finds in free text what tells who wrote it or whom it is about, so that answers can be quoted.
///
/// Looks for mainland telephone numbers (mobile, and fixed with their area code), citizens' identity numbers with a
/// right check character (GB 11643-1999), unified social credit codes with a right check character (GB 32100-2015),
/// e-mail addresses, runs of digits like those on bank cards, and listed names of persons and enterprises. Full-width
/// characters, blanks, dashes, dots and brackets inside numbers are read through. A name that is not listed is not
/// found: a text that passes is not thereby anonymous.
///
/// - Complexity: linear in the text, whatever the number of listed names.
struct OpenTextScreening: Sendable {
  /// What was found.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    case phone
    case identityNumber = "identity_number"
    case creditCode = "credit_code"
    case email
    case bankCard = "bank_card"
    case name

    /// What stands in a redacted text in its place.
    var placeholder: String { "[\(rawValue)]" }
  }

  /// A stretch of a text that identifies someone.
  struct Finding: Sendable, Hashable {
    var kind: Kind
    /// Offsets in the UTF-8 of the text.
    var range: Range<Int>
  }

  private let names: NameMatcher

  /// - Parameter names: persons and enterprises to look for, such as those of the sampling frame. Case and width of
  ///   Latin letters do not matter. Names of a single character are left out, as they would be found everywhere.
  init(names: [String] = []) {
    var text = ScreenedText()
    self.names = NameMatcher(
      names.compactMap { name in
        var name = name
        name.withUTF8 { text.read($0) }
        let scalars = text.scalars.map(lowered)
        return scalars.count >= 2 && scalars.contains { $0 != 0x20 } ? scalars : nil
      })
  }

  /// - Parameter text: one answer.
  /// - Returns: what was found, in order, without overlaps.
  func findings(in text: String) -> [Finding] {
    var text = text
    var scratch = Scratch()
    return text.withUTF8 { findings(in: $0, &scratch) }
  }

  /// - Parameters:
  ///   - text: one answer.
  ///   - findings: what was found in it, in order.
  /// - Returns: the text with a placeholder for every finding.
  func redacted(_ text: String, _ findings: [Finding]) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    Self.redact(bytes[...], findings, into: &kept)
    return String(decoding: kept, as: UTF8.self)
  }

  /// Screens a column of texts.
  ///
  /// - Parameter column: the answers; a column of another type has no findings.
  /// - Returns: the findings of each row that has any, in row order, and the column with placeholders.
  func screen(_ column: Column) -> (findings: [(row: Int, findings: [Finding])], redacted: Column) {
    guard case .text(let texts) = column.storage else { return ([], column) }
    var scratch = Scratch()
    var found: [(row: Int, findings: [Finding])] = []
    var redacted = TextStorage()
    var kept: [UInt8] = []
    texts.bytes.withUnsafeBufferPointer { bytes in
      for row in 0..<texts.count {
        let range = texts.offsets[row]..<texts.offsets[row + 1]
        let findings = column.isMissing(at: row) ? [] : findings(in: .init(rebasing: bytes[range]), &scratch)
        if findings.isEmpty {
          redacted.append(utf8: bytes[range])
          continue
        }
        found.append((row, findings))
        kept.removeAll(keepingCapacity: true)
        Self.redact(texts.bytes[range], findings, into: &kept)
        redacted.append(utf8: kept)
      }
    }
    return (found, Column(.text(redacted), missing: column.missing))
  }

  private static func redact(_ bytes: ArraySlice<UInt8>, _ findings: [Finding], into kept: inout [UInt8]) {
    var next = bytes.startIndex
    for finding in findings {
      kept += bytes[next..<bytes.startIndex + finding.range.lowerBound]
      kept += finding.kind.placeholder.utf8
      next = bytes.startIndex + finding.range.upperBound
    }
    kept += bytes[next...]
  }

  /// Buffers that are reused from text to text.
  private struct Scratch {
    var text = ScreenedText()
    var groups = CharacterGroups()
  }

  private func findings(in bytes: UnsafeBufferPointer<UInt8>, _ scratch: inout Scratch) -> [Finding] {
    scratch.text.read(bytes)
    var found: [(kind: Kind, range: Range<Int>)] = []
    if scratch.text.hasAt { found += emails(scratch.text) }
    if scratch.text.hasDigit { found += numbers(&scratch) }
    if !names.isEmpty { found += names.matches(in: scratch.text.scalars).map { (.name, $0) } }
    guard !found.isEmpty else { return [] }
    found.sort { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
    var end = 0
    var findings: [Finding] = []
    for (kind, range) in found {
      let bytes = scratch.text.offsets[range.lowerBound]..<scratch.text.offsets[range.upperBound]
      if range.lowerBound >= end {
        findings.append(Finding(kind: kind, range: bytes))
      } else if range.upperBound > end {
        // What sticks out of an overlap goes with it.
        let last = findings.count - 1
        findings[last].range = findings[last].range.lowerBound..<bytes.upperBound
      }
      end = max(end, range.upperBound)
    }
    return findings
  }

  private func numbers(_ scratch: inout Scratch) -> [(kind: Kind, range: Range<Int>)] {
    var found: [(kind: Kind, range: Range<Int>)] = []
    let text = scratch.text
    var place = 0
    while place < text.count {
      guard ScreenedText.isAlphanumeric(text[place]), !ScreenedText.isDigit(text[place - 1]) else {
        place += 1
        continue
      }
      if !ScreenedText.isLetter(text[place - 1]) {
        scratch.groups.read(text, from: place, letters: true)
        if let match = NumberPatterns.codes(scratch.groups) {
          found.append((match.kind, place..<scratch.groups.ends[match.groups - 1]))
          place = scratch.groups.ends[match.groups - 1]
          continue
        }
      }
      guard ScreenedText.isDigit(text[place]) else {
        place += 1
        continue
      }
      scratch.groups.read(text, from: place, letters: false)
      if let match = NumberPatterns.phone(scratch.groups) {
        let end = scratch.groups.ends[match.groups - 1]
        // The bracket of an area code and the plus of a country code belong to the number.
        let hasSign = text[place - 1] == 0x2B || text[place - 1] == 0x28 && text.scalars[place..<end].contains(0x29)
        found.append((match.kind, (hasSign ? place - 1 : place)..<end))
        place = end
      } else {
        place = scratch.groups.ends[0]
      }
    }
    return found
  }

  /// A local part of letters, digits and `._%+-`, `@`, and a domain of at least two labels, the last of letters.
  private func emails(_ text: ScreenedText) -> [(kind: Kind, range: Range<Int>)] {
    var found: [(kind: Kind, range: Range<Int>)] = []
    var before = 0
    for at in 0..<text.count where text[at] == 0x40 {
      defer { before = at + 1 }
      var start = at
      while start > before, Self.isLocal(text[start - 1]) { start -= 1 }
      var end = at + 1
      var label = end
      var labels = 0
      while end < text.count, ScreenedText.isAlphanumeric(text[end]) || text[end] == 0x2D || text[end] == 0x2E {
        if text[end] == 0x2E {
          // Two dots in a row end the domain before them.
          guard end > label else { break }
          labels += 1
          label = end + 1
        }
        end += 1
      }
      var last = label
      while last < end, ScreenedText.isLetter(text[last]) { last += 1 }
      // A dot that ends the sentence is no part of the address.
      if last == label, labels > 1 {
        last = label - 1
        labels -= 1
        var first = last
        while first > at + 1, ScreenedText.isLetter(text[first - 1]) { first -= 1 }
        guard text[first - 1] == 0x2E else { continue }
        label = first
      }
      guard start < at, labels >= 1, last - label >= 2 else { continue }
      found.append((.email, start..<last))
    }
    return found
  }

  private static func isLocal(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2E, 0x5F, 0x25, 0x2B, 0x2D: true
    default: ScreenedText.isAlphanumeric(scalar)
    }
  }
}
