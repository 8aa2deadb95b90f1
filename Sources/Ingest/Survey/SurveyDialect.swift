import Diagnostics
import SurveyModel
import Tables

/// What a column of a survey's export becomes.
enum ExportTarget: Hashable {
  case paradata(ParadataColumn)
  /// `1.2.3.4(省-市)`: two columns, the address and its place.
  case addressAndPlace
  /// The position of a variable in the questionnaire's codebook.
  case variable(Int)
  /// The name of a unit, beside the questionnaire.
  case unitName
  /// Left out on purpose, such as a total score.
  case ignored
}

/// How a survey platform writes its exports.
struct SurveyDialect: Sendable {
  /// The name in `platform:`.
  let name: String
  /// Between the options of a multiple choice.
  let optionSeparator: String
  /// Answers are option labels; otherwise they are codes.
  let answersByLabel: Bool
  /// Maps the header's columns, one target a column; problems are collected.
  let map: @Sendable (_ header: [String], _ codebook: Codebook, _ unitColumn: String?) -> ExportMapping

  /// The dialect of that name, or the one the header looks like.
  ///
  /// - Throws: kind `configuration` for an unknown name.
  static func find(_ name: String?, header: [String], file: String) throws(DiagnosticError) -> SurveyDialect {
    let all: [SurveyDialect] = [.wjx, .plain]
    guard let name else { return looksLikeWJX(header) ? .wjx : .plain }
    if let dialect = all.first(where: { $0.name == name }) { return dialect }
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-401", at: SourceLocation(file: file), "the platform \(name) is not known",
        advice: "Known are: \(all.map(\.name).joined(separator: ", "))"))
  }
}

/// The header's columns with their targets.
struct ExportMapping {
  var targets: [ExportTarget] = []
  /// Message and advice of each column or question that found no partner, or more than one.
  var problems: [(code: String, message: String, advice: String?)] = []

  /// Adds a problem for each variable that no column holds.
  mutating func requireAll(_ codebook: Codebook) {
    var positions: [Int: Int] = [:]
    for case .variable(let position) in targets { positions[position, default: 0] += 1 }
    for (position, variable) in codebook.variables.enumerated() {
      switch positions[position, default: 0] {
      case 0:
        problems.append(
          (
            "I-404", "no column holds \(variable.name) (\(wording(of: variable)))",
            "Export all questions, or correct the wording in the questionnaire"
          ))
      case 1: break
      default:
        problems.append(
          (
            "I-405", "\(positions[position, default: 0]) columns hold \(variable.name) (\(wording(of: variable)))",
            "Delete the columns that are not meant"
          ))
      }
    }
  }
}

/// The question's title, with the row of a matrix.
func wording(of variable: SurveyVariable) -> String {
  variable.text.zh + (variable.rowText.map { "—" + $0.zh } ?? "")
}
