import SurveyModel
import Tables

extension AnswerReader {
  /// A ranking in one cell, `税费→融资→用工`, as the rank of each option; options that were not ranked are
  /// `not_applicable`. A cell with an unknown option, or with one twice, is unreadable for all of them.
  func readRankList(_ variables: [SurveyVariable], column: Int) -> [ReadAnswers] {
    guard let question = rankQuestion(variables) else { return [] }
    var reader = ChoiceReader(question, style: style)
    let separators = conventions.rankSeparators.map { Array($0.utf8) }
    let marks = marks(for: question)
    var ranks = RankColumns(variables.count, capacity: rows.count)
    forEachAnswer(column: column, marks: marks) { row, cell in
      switch cell {
      case .missing(let kind): ranks.append(kind)
      case .answer(let text):
        let split = splittingOptions(text, separators: separators, protectsOtherText: conventions.hasOtherTextInside)
        var order: [Int] = []
        for piece in reader.rejoining(split, of: text) {
          if case .answer(let position) = reader.outcome(of: splittingOtherText(piece).option) {
            order.append(position)
          } else {
            order.append(-1)
          }
        }
        ranks.append(order: order.enumerated().map { ($0.offset + 1, $0.element) }, row: row, text)
      }
    }
    return ranks.finish()
  }

  /// A ranking whose ranks have a column each, which holds the option of that rank.
  func readRankPositions(_ variables: [SurveyVariable], _ columns: [(rank: Int, column: Int)]) -> [ReadAnswers] {
    guard let question = rankQuestion(variables) else { return [] }
    var reader = ChoiceReader(question, style: style)
    let marks = marks(for: question)
    var ranks = RankColumns(variables.count, capacity: rows.count)
    for row in rows {
      var order: [(Int, Int)] = []
      var kind = MissingKind.empty
      var first: ArraySlice<UInt8> = []
      for (rank, column) in columns {
        switch AnswerCell(grid.bytes[grid.range(row, column)], marks) {
        case .missing(let found): if kind == .empty { kind = found }
        case .answer(let text):
          if first.isEmpty { first = text }
          if case .answer(let position) = reader.outcome(of: text) {
            order.append((rank, position))
          } else {
            order.append((rank, -1))
          }
        }
      }
      if order.isEmpty { ranks.append(kind) } else { ranks.append(order: order, row: row, first) }
    }
    return ranks.finish()
  }
}

/// One variable with all the options of a ranking; nil when there are none.
func rankQuestion(_ variables: [SurveyVariable]) -> SurveyVariable? {
  guard var question = variables.first else { return nil }
  question.kind = .single
  let missing = question.options.filter { question.missingCodes[$0.code] != nil }
  question.options = variables.compactMap(\.rankedOption) + missing
  return question
}

/// The ranks of the options of one question, record by record.
private struct RankColumns {
  private var builders: [IntegerColumnBuilder]
  private var unreadable: [UnreadableAnswer] = []

  init(_ count: Int, capacity: Int) {
    builders = (0..<count).map { _ in IntegerColumnBuilder(capacity: capacity) }
  }

  mutating func append(_ kind: MissingKind) {
    for option in builders.indices { builders[option].appendMissing(kind) }
  }

  /// Takes ranks with the options that have them; -1 for an option that is not known.
  mutating func append(order: [(rank: Int, option: Int)], row: Int, _ text: ArraySlice<UInt8>) {
    let options = Set(order.map(\.option))
    guard options.count == order.count, options.allSatisfy(builders.indices.contains) else {
      append(.unreadable)
      unreadable.append(UnreadableAnswer(row: row, text: String(decoding: text, as: UTF8.self)))
      return
    }
    var ranks = [Int?](repeating: nil, count: builders.count)
    for (rank, option) in order { ranks[option] = rank }
    for (option, rank) in ranks.enumerated() {
      if let rank { builders[option].append(Int64(rank)) } else { builders[option].appendMissing(.notApplicable) }
    }
  }

  /// One a variable; what could not be read is told with the first.
  func finish() -> [ReadAnswers] {
    builders.enumerated().map { option, builder in
      ReadAnswers(column: builder.finish(), unreadable: option == 0 ? unreadable : [])
    }
  }
}
