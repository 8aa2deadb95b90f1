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

  init(_ variable: SurveyVariable, byLabel: Bool) {
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
    if byLabel {
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
  guard let lead = separator.first else { return [text] }
  var pieces: [ArraySlice<UInt8>] = []
  var start = text.startIndex
  var position = start
  var depth = 0
  while position < text.endIndex {
    let byte = text[position]
    if byte == 0xE3, text[position...].starts(with: otherTextOpening) {
      depth += 1
      position += 3
    } else if byte == 0xE3, text[position...].starts(with: otherTextClosing) {
      depth = max(0, depth - 1)
      position += 3
    } else if byte == lead, depth == 0, text[position...].starts(with: separator) {
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
