import Diagnostics
import SurveyModel
import Tables

/// The questionnaire as a survey platform keeps it: what its exports leave out of the data.
struct PlatformCodebook: Sendable {
  /// A question as the platform lists it.
  struct Question: Sendable, Hashable {
    /// The platform's own number, such as `QID2`; equal to the code where it has none.
    var id: String
    /// The name that exports use.
    var code: String
    /// The platform's words for its kind: `MC` and `SAVR`, `select_one`, `L`.
    var type: String
    var subtype: String = ""
    /// Whether it is asked; questions in a bin, notes and calculations are not.
    var isAsked = true
  }

  var title: String
  /// In the platform's order.
  var questions: [Question] = []
  /// The variables of the questions that are asked.
  var variables: [SurveyVariable] = []
  /// When questions are shown.
  var shown = ShownConditions()
  /// What was left out or is worth knowing.
  var notes: [String] = []

  var codebook: Codebook { Codebook(variables) }

  /// Reads a codebook: Qualtrics `.qsf`, LimeSurvey `.lss`, an XLSForm as `.xlsx` or `.csv`, an XForm or a DDI Codebook as
  /// `.xml`.
  ///
  /// - Throws: ``DiagnosticError`` of kind `content` when it is none of them, or not whole.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    switch file.split(separator: ".").last.map({ $0.lowercased() }) ?? "" {
    case "qsf": self = try QualtricsCodebook.read(bytes, file: file)
    case "lss": self = try LimeSurveyCodebook.read(bytes, file: file, limits: limits)
    case "xlsx", "csv": self = try XLSFormCodebook.read(bytes, file: file, limits: limits)
    case "xml":
      let stream = try XMLStream(MemoryXMLSource(bytes), file: file, limits: limits)
      if case .form = try XMLDocumentKind(stream, byID: false) {
        self.init(try XFormDefinition(bytes, file: file, limits: limits))
      } else {
        self.init(try DDICodebook(bytes, file: file, limits: limits), file: file)
      }
    default:
      throw Self.refused(
        file, "its ending is of no codebook that is read here",
        advice: "Give the .qsf of Qualtrics, the .lss of LimeSurvey, the XLSForm (.xlsx, .csv) or XForm (.xml) of ODK, "
          + "or a DDI Codebook (.xml)")
    }
  }

  init(title: String) { self.title = title }

  /// The codebook cannot be read, and why.
  static func refused(_ file: String, line: Int? = nil, _ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(
      .content,
      Diagnostic(.error, code: "I-450", at: SourceLocation(file: file, line: line), message, advice: advice))
  }

  /// Adds a variable; of two with one name the second gets a number, and a note says so.
  ///
  /// - Parameters:
  ///   - variable: the variable, under the platform's name.
  ///   - condition: when it is shown; nil: always.
  /// - Returns: its name in the codebook.
  @discardableResult
  mutating func add(_ variable: SurveyVariable, shown condition: ShownCondition? = nil) -> String {
    var variable = variable
    let name = identifier(variable.name)
    variable.name = name
    var number = 2
    while variables.contains(where: { $0.name == variable.name }) {
      variable.name = "\(name)_\(number)"
      number += 1
    }
    if variable.name != name { notes.append("warning: several variables are called \(name); one is \(variable.name)") }
    variables.append(variable)
    shown.conditions[variable.name] = condition
    shown.variables[variable.name] = variable.options.map(\.code)
    return variable.name
  }

  /// Adds a ranking: a whole number an option, its rank.
  mutating func addRanking(_ model: SurveyVariable, options: [AnswerOption], shown condition: ShownCondition? = nil) {
    for option in options {
      var variable = model
      variable.name = "\(model.question)_\(option.code)"
      variable.kind = .numeric
      variable.rowText = option.label
      variable.rankedOption = option
      variable.validRange = ValidRange(minimum: 1, maximum: Double(options.count), isInteger: true)
      add(variable, shown: condition)
    }
  }
}
