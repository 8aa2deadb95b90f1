import Diagnostics
import SurveyModel
import Tables

/// How a value was imputed.
enum ImputationMethod: String, Sendable, Hashable, CaseIterable {
  case median, mode
  case hotDeck = "hot_deck"
  case approximateBayesianBootstrap = "approximate_bayesian_bootstrap"
  case lastWave = "last_wave"
  case ratio
}

/// An imputed value as it is told: a number, or the code or codes as the questionnaire writes them.
enum ImputedValue: Sendable, Hashable {
  case number(Double)
  case code(String)
}

/// A cell that was filled: the flag that stays beside the value.
struct ImputedCell: Sendable, Hashable {
  var row: Int
  var value: ImputedValue
  var method: ImputationMethod
  /// The row that gave the value: of the same table for a hot deck, of the earlier wave's for a value carried forward.
  var donorRow: Int?
  /// How many cell variables were left out, from the last, to find enough donors: 0 is the cell as declared.
  var cellLevel: Int
}

/// A column with its missing cells filled.
struct ImputationResult: Sendable {
  /// The column with the values filled in; cells that were not filled are as they were.
  var column: Column
  /// The cells filled, in row order.
  var cells: [ImputedCell]
  /// Rows whose cell was to be filled and could not be, in row order.
  var unfilled: [Int]
  /// What the analyst has to know, such as keys that occur twice.
  var notes: [Diagnostic] = []
}

/// What every method of imputation is told: the variable, which of its cells to fill, and how many at most.
struct ImputationTarget: Sendable {
  var variable: String
  /// The kinds of missing that are filled. Cells that were not asked or do not apply hold no value to be estimated.
  var kinds: Set<MissingKind> = [.empty, .dontKnow, .refused, .unreadable, .setByRule]
  /// The greatest share of cells, among those with a value or to be filled, that may be imputed. Above it the figures
  /// would describe the method more than the firms.
  var maximumShare = 0.2

  /// Checks that the variable may be imputed and finds its cells.
  ///
  /// Attitudes are refused: a rating has no true value beyond what the respondent says, and a made-up one narrows every
  /// interval of satisfaction.
  ///
  /// - Parameters:
  ///   - table: the records.
  ///   - codebook: what the variables are; one it does not have, such as a derived one, is let pass.
  ///   - lookup: where problems are noted.
  /// - Returns: the column, the rows to fill and the rows with a value; nil, and a problem noted, when it cannot be.
  func cells(
    _ table: Table, _ codebook: Codebook, _ lookup: inout ColumnLookup
  ) -> (column: Column, recipients: [Int], present: [Int]) {
    let column = lookup.column(variable, in: table)
    if let reason = codebook[variable].flatMap(Self.reasonToRefuse) {
      lookup.require(
        false, "variable \(variable) \(reason)",
        advice: "Leave it missing; weight for unit non-response instead, and report the item non-response")
    }
    lookup.require(
      kinds.isDisjoint(with: [.present, .notAsked, .notApplicable]), "cells that were not asked are not to be imputed",
      advice: "Leave out present, not_asked and not_applicable")
    lookup.require(
      maximumShare > 0 && maximumShare <= 1, "the greatest share imputed is \(shortestText(maximumShare))",
      advice: "Give a share above 0 and at most 1, such as 0.2")
    var recipients: [Int] = []
    var present: [Int] = []
    for row in 0..<table.rowCount {
      let kind = column.missingKind(at: row)
      if kind == .present { present.append(row) } else if kinds.contains(kind) { recipients.append(row) }
    }
    return (column, recipients, present)
  }

  /// Why a variable is not imputed; nil when it may be.
  private static func reasonToRefuse(_ variable: SurveyVariable) -> String? {
    if variable.isIdentifying { return "identifies the respondent and is not imputed" }
    switch variable.kind {
    case .likert, .nps: return "is an attitude (\(variable.kind.rawValue)) and is not imputed"
    case .attention: return "is an attention check and is not imputed"
    case .open: return "is an open text and is not imputed"
    case .single, .multi, .numeric, .year, .paradata: return nil
    }
  }

  /// A column filled, and what was not.
  ///
  /// - Parameters:
  ///   - column: with the values filled in.
  ///   - cells: those that were filled, in row order.
  ///   - recipients: the rows to fill, in row order.
  ///   - present: how many rows had a value.
  ///   - isPublished: whether it is for the published data, whose share imputed is limited.
  /// - Returns: the column with what was done to it.
  /// - Throws: ``DiagnosticError`` of kind `content` when more would be imputed than the target allows.
  func result(
    _ column: Column, _ cells: [ImputedCell], of recipients: [Int], present: Int, isPublished: Bool
  ) throws(DiagnosticError) -> ImputationResult {
    if isPublished { try checkShare(filled: cells.count, present: present, unfilled: recipients.count - cells.count) }
    var next = 0
    let unfilled = recipients.filter { row in
      guard next < cells.count, cells[next].row == row else { return true }
      next += 1
      return false
    }
    return ImputationResult(column: column, cells: cells, unfilled: unfilled)
  }

  /// - Throws: ``DiagnosticError`` of kind `content` when more would be imputed than the target allows.
  private func checkShare(filled: Int, present: Int, unfilled: Int) throws(DiagnosticError) {
    let whole = filled + present + unfilled
    guard whole > 0, Double(filled) > maximumShare * Double(whole) else { return }
    let share = formatFixed(100 * Double(filled) / Double(whole), decimals: 1)
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "Q-021",
        "variable \(variable): \(filled) of \(whole) cells (\(share) %) would be imputed, more than the "
          + "\(formatFixed(100 * maximumShare, decimals: 1)) % allowed",
        advice: "Leave the variable missing, or raise the share and say so beside its figures"))
  }
}

/// One way of filling cells.
protocol Imputation: Sendable {
  /// The name by which a rule calls it.
  static var name: String { get }

  var target: ImputationTarget { get }

  /// - Parameters:
  ///   - table: the records.
  ///   - codebook: what the variables are.
  ///   - replicate: the replicate that imputes anew; nil for the published data.
  /// - Returns: the column filled. Cells are filled in rows that the replicate did not draw, too.
  /// - Throws: ``DiagnosticError`` of kind `configuration` with everything that does not fit, of kind `content` when more
  ///   would be imputed than the target allows.
  func impute(
    _ table: Table, codebook: Codebook, replicate: ImputationReplicate?
  ) throws(DiagnosticError) -> ImputationResult
}

extension Imputation {
  /// For the published data.
  func impute(_ table: Table, codebook: Codebook) throws(DiagnosticError) -> ImputationResult {
    try impute(table, codebook: codebook, replicate: nil)
  }
}

/// A replicate, or one of several imputations, for which cells are filled anew.
struct ImputationReplicate: Sendable {
  /// Its number, from 1.
  var draw: Int
  /// By row, whether it was drawn; a row that was not gives nothing to others. nil: all were.
  var isDrawn: [Bool]?
  /// Whether donors are drawn before values.
  var isApproximateBayesian = false

  /// The rows that were drawn.
  func drawn(_ rows: [Int]) -> [Int] { isDrawn.map { isDrawn in rows.filter { isDrawn[$0] } } ?? rows }
}
