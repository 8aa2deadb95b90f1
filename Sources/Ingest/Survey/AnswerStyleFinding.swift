import SurveyModel
import Tables

/// Whether the cells of a file hold the words of options or their codes, as the file itself tells.
struct AnswerStyleFinding {
  var style: AnswerStyle
  /// Variables with a text that is the label of one option and the code of another, when nothing else tells.
  var undecided: [(variable: String, text: String)] = []

  init(style: AnswerStyle) { self.style = style }

  /// Looks at the distinct texts of the first 2,000 rows of closed questions: texts that are only labels against
  /// texts that are only codes; the more frequent kind wins.
  init(_ mapping: ColumnMapping, _ grid: CellGrid) {
    let conventions = mapping.export.conventions
    let marks = AnswerMarks(conventions.missingMarks)
    let first = mapping.export.firstRow
    let rows = first..<max(first, min(grid.rowCount, first + 2000))
    var votes = (labels: 0, codes: 0)
    var conflicts: [(variable: String, text: String)] = []
    for (column, target) in mapping.targets.enumerated() {
      guard let (variable, separators) = Self.closedQuestion(target, mapping) else { continue }
      var labels = ChoiceReader(variable, style: .labels)
      var codes = ChoiceReader(variable, style: .codes)
      for text in distinctValues(grid, column, rows: rows, limit: 4096, marks: marks) ?? [] {
        let bytes = Array(text.utf8)[...]
        for piece in splittingOptions(
          bytes, separators: separators, protectsOtherText: conventions.hasOtherTextInside)
        {
          let option = conventions.hasOtherTextInside ? splittingOtherText(piece).option : piece
          switch (labels.outcome(of: option), codes.outcome(of: option)) {
          case (.unknown, .unknown): break
          case (_, .unknown): votes.labels += 1
          case (.unknown, _): votes.codes += 1
          case (let label, let code):
            if label != code { conflicts.append((variable.name, String(decoding: option, as: UTF8.self))) }
          }
        }
      }
    }
    style = votes.codes > votes.labels ? .codes : .labels
    if votes == (0, 0) { undecided = conflicts }
  }

  /// The question whose options the cells of a column are, and what is between several in one cell.
  private static func closedQuestion(
    _ target: ExportTarget, _ mapping: ColumnMapping
  ) -> (SurveyVariable, separators: [[UInt8]])? {
    let conventions = mapping.export.conventions
    switch target {
    case .variable(let position):
      let variable = mapping.codebook.variables[position]
      guard !variable.options.isEmpty, variable.kind != .numeric else { return nil }
      return (variable, variable.kind == .multi ? conventions.optionSeparators.map { Array($0.utf8) } : [])
    case .rankList(let first), .rankPosition(let first, _):
      let variables = mapping.question(of: first).map { mapping.codebook.variables[$0] }
      guard let question = rankQuestion(variables) else { return nil }
      return (question, conventions.rankSeparators.map { Array($0.utf8) })
    default: return nil
    }
  }
}
