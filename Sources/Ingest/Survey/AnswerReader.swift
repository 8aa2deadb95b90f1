import Diagnostics
import SurveyModel
import Tables

/// The answers to one variable, typed.
struct ReadAnswers {
  var column: Column
  var unreadable: [UnreadableAnswer] = []
  /// What was written beside options such as "other", where anything was.
  var written: Column?
}

/// The answers to a choice, and the position of each among the options; nil: none.
struct ReadChoice {
  var answers: ReadAnswers
  var positions: [Int?]
}

/// Reads the columns of a survey's export.
struct AnswerReader: Sendable {
  let grid: CellGrid
  let rows: [Int]
  let conventions: AnswerConventions
  /// `labels` or `codes`, once the file has told.
  let style: AnswerStyle
  /// The cells of some of the columns, where they have been put together.
  var strip: CellStrip?

  /// The marks that are no answer to a variable: an option's own code, or a number within its range, is one.
  func marks(for variable: SurveyVariable) -> AnswerMarks {
    var marks = conventions.missingMarks
    if style == .codes { marks.merge(conventions.missingCodes) { first, _ in first } }
    for option in variable.options { marks[option.code] = nil }
    if variable.kind == .numeric, let range = variable.validRange {
      marks = marks.filter { mark in
        parseDouble(mark.key).map { $0 < range.minimum || $0 > range.maximum } ?? true
      }
    }
    return AnswerMarks(marks)
  }

  /// The marks of every cell.
  var commonMarks: AnswerMarks {
    AnswerMarks(
      style == .codes
        ? conventions.missingMarks.merging(conventions.missingCodes) { first, _ in first } : conventions.missingMarks)
  }

  func read(_ variable: SurveyVariable, column: Int) -> ReadAnswers {
    switch variable.kind {
    case .single, .likert, .attention: readChoice(variable, column: column).answers
    case .multi: readChoices(variable, column: column)
    case .numeric, .year, .nps: readNumber(variable, column: column)
    case .open, .paradata: readText(column: column, marks: marks(for: variable))
    }
  }

  /// One option of a list: an integer column where all codes are whole numbers, else a category.
  func readChoice(_ variable: SurveyVariable, column: Int) -> ReadChoice {
    var reader = ChoiceReader(variable, style: style)
    let codes = variable.answers.map(\.code)
    let isInteger = variable.columnType == .integer
    let numbers = codes.map { Int64($0) ?? 0 }
    var integers = IntegerColumnBuilder(capacity: isInteger ? rows.count : 0)
    var categories = CategoryColumnBuilder(dictionary: codes, isClosed: true, capacity: isInteger ? 0 : rows.count)
    var positions: [Int?] = []
    positions.reserveCapacity(rows.count)
    var written = WrittenTexts(rows.count)
    var unreadable: [UnreadableAnswer] = []
    let marks = marks(for: variable)
    func append(_ kind: MissingKind) {
      positions.append(nil)
      if isInteger { integers.appendMissing(kind) } else { categories.appendMissing(kind) }
    }
    forEachAnswer(column: column, marks: marks) { row, cell in
      switch cell {
      case .missing(let kind): append(kind)
      case .answer(let text):
        let parts = separatingOtherText(text)
        switch reader.outcome(of: parts.option) {
        case .answer(let position):
          positions.append(position)
          if isInteger { integers.append(numbers[position]) } else { categories.append(code: position) }
        case .missing(let kind): append(kind)
        case .unknown:
          append(.unreadable)
          unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
        }
        if let other = parts.written { written.set(other, at: positions.count - 1) }
      }
    }
    let typed = isInteger ? integers.finish() : categories.finish()
    return ReadChoice(
      answers: ReadAnswers(column: typed, unreadable: unreadable, written: written.column), positions: positions)
  }

  private func readChoices(_ variable: SurveyVariable, column: Int) -> ReadAnswers {
    var reader = ChoiceReader(variable, style: style)
    let separators = conventions.optionSeparators.map { Array($0.utf8) }
    let marks = marks(for: variable)
    var masks: [UInt64] = []
    var missing: [MissingKind] = []
    masks.reserveCapacity(rows.count)
    missing.reserveCapacity(rows.count)
    var written = WrittenTexts(rows.count)
    var unreadable: [UnreadableAnswer] = []
    forEachAnswer(column: column, marks: marks) { row, cell in
      var mask: UInt64 = 0
      var kind = MissingKind.present
      switch cell {
      case .missing(let found): kind = found
      case .answer(let text):
        var none: MissingKind?
        let split = splittingOptions(
          text, separators: separators, protectsOtherText: conventions.hasOtherTextInside)
        var hasUnknown = false
        func take(_ pieces: [ArraySlice<UInt8>]) {
          for piece in pieces {
            let parts = separatingOtherText(piece)
            switch reader.outcome(of: parts.option) {
            case .answer(let position) where position < 64: mask |= 1 << UInt64(position)
            case .missing(let found): none = found
            default: hasUnknown = true
            }
            if let other = parts.written { written.set(other, at: masks.count) }
          }
        }
        take(split)
        if hasUnknown, split.count > 1 {
          // An option's own words may hold the separator.
          (mask, none, hasUnknown) = (0, nil, false)
          written.clear(at: masks.count)
          take(reader.rejoining(split, of: text))
        }
        if hasUnknown { kind = .unreadable }
        if let none, kind == .present {
          // "Don't know" beside real answers contradicts them.
          kind = mask == 0 ? none : .unreadable
        } else if mask == 0, kind == .present {
          kind = .empty
        }
        if kind == .unreadable {
          unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
        }
      }
      masks.append(kind == .present ? mask : 0)
      missing.append(kind)
    }
    let storage = SetStorage(masks: masks, options: variable.answers.map(\.code))
    return ReadAnswers(column: Column(.set(storage), missing: missing), unreadable: unreadable, written: written.column)
  }

  private func readNumber(_ variable: SurveyVariable, column: Int) -> ReadAnswers {
    let isInteger = variable.columnType == .integer
    var integers = IntegerColumnBuilder(capacity: isInteger ? rows.count : 0)
    var doubles = DoubleColumnBuilder(capacity: isInteger ? 0 : rows.count)
    var unreadable: [UnreadableAnswer] = []
    var reader = ChoiceReader(variable, style: style)
    let scale = scale(of: variable)
    let marks = marks(for: variable)
    func append(_ kind: MissingKind) {
      if isInteger { integers.appendMissing(kind) } else { doubles.appendMissing(kind) }
    }
    forEachAnswer(column: column, marks: marks) { row, cell in
      switch cell {
      case .missing(let kind): append(kind)
      case .answer(let text):
        if !variable.missingCodes.isEmpty, case .missing(let kind) = reader.outcome(of: text) {
          append(kind)
          return
        }
        let number = number(text, scale)
        if isInteger, let whole = number.flatMap({ Int64(exactly: $0) }) {
          integers.append(whole)
        } else if !isInteger, let number {
          doubles.append(number)
        } else {
          append(.unreadable)
          unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
        }
      }
    }
    return ReadAnswers(column: isInteger ? integers.finish() : doubles.finish(), unreadable: unreadable)
  }

  private func number(_ text: ArraySlice<UInt8>, _ scale: FigureScale) -> Double? {
    if let plain = parseDouble(text) { return plain.isFinite ? plain : nil }
    guard case .number(let value, let suffix) = readFigure(String(decoding: text, as: UTF8.self)) else { return nil }
    return scale.value(value, suffix: suffix)
  }

  /// Answers are in the unit of the question; one written behind the number is converted.
  private func scale(of variable: SurveyVariable) -> FigureScale {
    let titles = [variable.rowText?.zh, variable.text.zh].compactMap(\.self)
    let inTitle = titles.flatMap(bracketedTexts).first { MeasurementUnit($0) != nil }
    let text = variable.unit ?? inTitle ?? (variable.kind == .year ? "年" : nil)
    let unit = text.flatMap { MeasurementUnit($0) }
    return FigureScale(given: unit, wanted: unit, unitText: text)
  }

  /// Texts as they are, without the platform's own escapes.
  func readText(column: Int, marks: AnswerMarks) -> ReadAnswers {
    var builder = TextColumnBuilder()
    let hasEscapes = conventions.hasBraceEscapes
    forEachAnswer(column: column, marks: marks) { _, cell in
      switch cell {
      case .missing(let kind): builder.appendMissing(kind)
      case .answer(let text):
        if hasEscapes, text.contains(UInt8(ascii: "{")) {
          builder.append(withoutBraceEscapes(text)[...])
        } else if text.first == UInt8(ascii: "="), let address = hyperlinkAddress(text) {
          builder.append(address)
        } else {
          builder.append(text)
        }
      }
    }
    return ReadAnswers(column: builder.finish())
  }

  /// An option without what was written beside it, where the platform writes that into the same cell.
  @inline(__always)
  private func separatingOtherText(
    _ text: ArraySlice<UInt8>
  ) -> (option: ArraySlice<UInt8>, written: ArraySlice<UInt8>?) {
    conventions.hasOtherTextInside ? splittingOtherText(text) : (text, nil)
  }
}
