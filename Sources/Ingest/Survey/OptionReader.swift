import SurveyModel
import Tables

/// A column of one option, and what choosing it means.
struct OptionColumn: Sendable, Hashable {
  var column: Int
  var outcome: ChoiceOutcome
}

/// What a cell of an option's own column says.
private enum OptionState: Hashable {
  case chosen, notChosen, unknown
}

/// Reads the cells of one option's column; each distinct text is looked at once.
private struct OptionMarks {
  private var seen = ByteInterner()
  private var states: [OptionState] = []
  private let words: [String: OptionState]

  init(_ conventions: AnswerConventions, labels: [String]) {
    var words: [String: OptionState] = [:]
    for mark in conventions.unselectedMarks { words[textKey(mark)] = .notChosen }
    for mark in conventions.selectedMarks { words[textKey(mark)] = .chosen }
    // The option's own words say that it was chosen, even where they are "No".
    for label in labels where !label.isEmpty { words[textKey(label)] = .chosen }
    self.words = words
  }

  mutating func state(of text: ArraySlice<UInt8>) -> OptionState {
    if let entry = seen.index(of: text) { return states[entry] }
    let state = words[textKey(String(decoding: text, as: UTF8.self))] ?? .unknown
    if states.count < 4096 {
      _ = seen.intern(text)
      states.append(state)
    }
    return state
  }
}

extension AnswerReader {
  /// A multiple choice whose options have a column each.
  ///
  /// A record with a choice holds the set of them. Without a choice it holds the empty set where a cell says that its
  /// option was not chosen (`0`, `N`, `False`), and is missing where all cells are empty or say that the question was
  /// skipped. A cell that says neither makes the record unreadable.
  func readOptions(_ variable: SurveyVariable, _ columns: [OptionColumn]) -> ReadAnswers {
    let marks = marks(for: variable)
    var readers = columns.map { column in OptionMarks(conventions, labels: words(of: variable, column.outcome)) }
    var masks: [UInt64] = []
    var missing: [MissingKind] = []
    masks.reserveCapacity(rows.count)
    missing.reserveCapacity(rows.count)
    var unreadable: [UnreadableAnswer] = []
    for row in rows {
      var answer = OptionAnswer()
      for (place, column) in columns.enumerated() {
        if grid.kind(row, column.column) == .error {
          answer.isUnreadable = true
          continue
        }
        switch AnswerCell(grid.bytes[grid.range(row, column.column)], marks) {
        case .missing(let kind): answer.note(kind)
        case .answer(let text):
          switch readers[place].state(of: text) {
          case .chosen: answer.choose(column.outcome)
          case .notChosen: answer.isShown = true
          case .unknown:
            answer.isUnreadable = true
            unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
          }
        }
      }
      let kind = answer.kind
      masks.append(kind == .present ? answer.mask : 0)
      missing.append(kind)
    }
    let storage = SetStorage(masks: masks, options: variable.answers.map(\.code))
    return ReadAnswers(column: Column(.set(storage), missing: missing), unreadable: unreadable)
  }

  private func words(of variable: SurveyVariable, _ outcome: ChoiceOutcome) -> [String] {
    switch outcome {
    case .answer(let position):
      let option = variable.answers[position]
      return [option.label.zh, option.label.en, option.code]
    case .missing(let kind):
      return variable.options.filter { variable.missingCodes[$0.code] == kind }.flatMap { [$0.label.zh, $0.label.en] }
    case .unknown: return []
    }
  }
}

/// One record's answer, gathered option by option.
private struct OptionAnswer {
  var mask: UInt64 = 0
  var isShown = false
  var isUnreadable = false
  private var chosenMissing: MissingKind?
  private var emptyKind = MissingKind.empty

  mutating func choose(_ outcome: ChoiceOutcome) {
    switch outcome {
    case .answer(let position) where position < 64: mask |= 1 << UInt64(position)
    case .missing(let kind): chosenMissing = kind
    default: isUnreadable = true
    }
  }

  /// A mark that says more than "empty" counts for the question.
  mutating func note(_ kind: MissingKind) {
    if emptyKind == .empty { emptyKind = kind }
  }

  var kind: MissingKind {
    if isUnreadable { return .unreadable }
    // "Don't know" beside real answers contradicts them.
    if let chosenMissing { return mask == 0 ? chosenMissing : .unreadable }
    if mask != 0 { return .present }
    return isShown && emptyKind == .empty ? .present : emptyKind
  }
}
