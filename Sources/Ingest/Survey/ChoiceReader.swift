import Diagnostics
import SurveyModel
import Tables

/// What an answer's text means.
enum ChoiceOutcome: Hashable {
  /// A position among the answers of the variable.
  case answer(Int)
  case missing(MissingKind)
  case unknown
}

/// Turns the labels (or codes) of a variable's options into positions.
///
/// Each distinct text is looked at once; after that it is found by its bytes.
struct ChoiceReader {
  private var seen = ByteInterner()
  private var outcomes: [ChoiceOutcome] = []
  private var byKey: [String: ChoiceOutcome] = [:]
  /// Texts that several options share.
  private(set) var ambiguous: [String] = []
  private static let rememberedTexts = 4096

  init(_ variable: SurveyVariable, style: AnswerStyle) {
    let answers = variable.answers
    var positions: [String: Int] = [:]
    for (position, option) in answers.enumerated() { positions[option.code] = position }
    func outcome(_ option: AnswerOption) -> ChoiceOutcome {
      variable.missingCodes[option.code].map { .missing($0) } ?? .answer(positions[option.code] ?? 0)
    }
    func add(_ text: String, _ outcome: ChoiceOutcome) {
      let key = textKey(text)
      if key.isEmpty { return }
      if let known = byKey[key], known != outcome { ambiguous.append(text) }
      byKey[key] = outcome
    }
    if style != .codes {
      for option in variable.options { add(option.label.zh, outcome(option)) }
      // The other language, and codes of missing answers, where no label claims them.
      for option in variable.options where byKey[textKey(option.label.en)] == nil {
        byKey[textKey(option.label.en)] = outcome(option)
      }
      byKey[""] = nil
    } else {
      for option in variable.options { add(option.code, outcome(option)) }
    }
    for (code, kind) in variable.missingCodes where byKey[textKey(code)] == nil {
      byKey[textKey(code)] = .missing(kind)
    }
  }

  /// What one option's text means: trimmed, and without what was written beside it.
  mutating func outcome(of text: ArraySlice<UInt8>) -> ChoiceOutcome {
    if let entry = seen.index(of: text) { return outcomes[entry] }
    let found = byKey[textKey(String(decoding: text, as: UTF8.self))] ?? .unknown
    if outcomes.count < Self.rememberedTexts {
      _ = seen.intern(text)
      outcomes.append(found)
    }
    return found
  }
}

/// Splits `选项〖填写〗` into the option and what was written beside it.
func splittingOtherText(_ text: ArraySlice<UInt8>) -> (option: ArraySlice<UInt8>, written: ArraySlice<UInt8>?) {
  // 〖 is E3 80 96, 〗 is E3 80 97.
  guard text.last == 0x97, let open = text.indices.first(where: { text[$0...].starts(with: otherTextOpening) }) else {
    return (text, nil)
  }
  guard text.suffix(3).elementsEqual(otherTextClosing) else { return (text, nil) }
  return (trimmingSpaces(text[..<open]), text[(open + 3)..<(text.endIndex - 3)])
}

private let otherTextOpening: [UInt8] = [0xE3, 0x80, 0x96]
private let otherTextClosing: [UInt8] = [0xE3, 0x80, 0x97]

/// Splits at the separator, except inside `〖…〗`, where people type anything.
func splittingOptions(_ text: ArraySlice<UInt8>, separator: [UInt8]) -> [ArraySlice<UInt8>] {
  splittingOptions(text, separators: [separator], protectsOtherText: true)
}

/// Splits at any of the separators; where it says so, except inside `〖…〗`.
///
/// Pieces are trimmed and never empty; they are slices of the text, in its order.
func splittingOptions(
  _ text: ArraySlice<UInt8>, separators: [[UInt8]], protectsOtherText: Bool
) -> [ArraySlice<UInt8>] {
  let leads = separators.compactMap(\.first)
  if leads.isEmpty || !text.contains(where: { leads.contains($0) }) {
    let whole = trimmingSpaces(text)
    return whole.isEmpty ? [] : [whole]
  }
  var pieces: [ArraySlice<UInt8>] = []
  var start = text.startIndex
  var position = start
  var depth = 0
  while position < text.endIndex {
    let byte = text[position]
    if protectsOtherText, byte == 0xE3, text[position...].starts(with: otherTextOpening) {
      depth += 1
      position += 3
    } else if protectsOtherText, byte == 0xE3, text[position...].starts(with: otherTextClosing) {
      depth = max(0, depth - 1)
      position += 3
    } else if depth == 0, leads.contains(byte),
      let separator = separators.first(where: { text[position...].starts(with: $0) })
    {
      pieces.append(trimmingSpaces(text[start..<position]))
      position += separator.count
      start = position
    } else {
      position += 1
    }
  }
  pieces.append(trimmingSpaces(text[start...]))
  return pieces.filter { !$0.isEmpty }
}

extension ChoiceReader {
  /// The pieces of a multiple answer, where an option's own words may hold the separator: neighbours are put together
  /// again where only together they are an option.
  mutating func rejoining(_ pieces: [ArraySlice<UInt8>], of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard pieces.count > 1, pieces.contains(where: { outcome(of: splittingOtherText($0).option) == .unknown }) else {
      return pieces
    }
    var joined: [ArraySlice<UInt8>] = []
    var start = 0
    while start < pieces.count {
      // No option holds its separator more often.
      var end = min(pieces.count, start + 8) - 1
      while end > start {
        let candidate = text[pieces[start].startIndex..<pieces[end].endIndex]
        if outcome(of: splittingOtherText(candidate).option) != .unknown { break }
        end -= 1
      }
      joined.append(text[pieces[start].startIndex..<pieces[end].endIndex])
      start = end + 1
    }
    return joined
  }
}
