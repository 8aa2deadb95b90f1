public import Tables

/// What a survey variable is.
public enum VariableKind: String, Sendable, Hashable {
  /// One option of a list.
  case single
  /// Any number of options.
  case multi
  /// One step of an ordered rating scale.
  case likert
  case numeric
  case year
  /// A single-choice question whose right answer is given in the question.
  case attention
  /// 0 to 10, how likely to recommend.
  case nps
  case open
  /// What the survey platform records about the response: time, duration, address.
  case paradata
}

/// One answer option.
public struct AnswerOption: Sendable, Hashable {
  public var code: String
  public var label: LocalizedText
  /// Cannot be chosen together with others ("none of these").
  public var isExclusive: Bool
  /// Choosing it ends the interview: the respondent is not eligible.
  public var terminates: Bool

  public init(code: String, label: LocalizedText, isExclusive: Bool = false, terminates: Bool = false) {
    self.code = code
    self.label = label
    self.isExclusive = isExclusive
    self.terminates = terminates
  }
}

/// The values a number may take.
public struct ValidRange: Sendable, Hashable {
  public var minimum: Double
  public var maximum: Double
  public var isInteger: Bool
  /// The maximum is the year of the wave; `maximum` holds the pipeline's wave.
  public var endsWithSurveyYear: Bool

  public init(minimum: Double, maximum: Double, isInteger: Bool, endsWithSurveyYear: Bool = false) {
    self.minimum = minimum
    self.maximum = maximum
    self.isInteger = isInteger
    self.endsWithSurveyYear = endsWithSurveyYear
  }

  /// The range in a wave.
  public func bounds(wave: Int) -> ClosedRange<Double> {
    let upper = endsWithSurveyYear ? Double(wave) : maximum
    return minimum...max(minimum, upper)
  }
}

/// One column of a survey: a question, or a row of a matrix.
public struct SurveyVariable: Sendable, Hashable {
  /// The column name, such as `Q15_a`.
  public var name: String
  /// The question it belongs to, such as `Q15`.
  public var question: String
  public var kind: VariableKind
  /// The wording of the question.
  public var text: LocalizedText
  /// The wording of the matrix row or field; nil for a question of one column.
  public var rowText: LocalizedText?
  /// The answers offered, in order; those that are no answer ("don't know") come last and are in `missingCodes`.
  public var options: [AnswerOption]
  /// The score on 0 to 100 of each of `answers`, in order, for `LIKERT(…)`; empty for others.
  public var scaleScores: [Double]
  /// "Don't know", "refused", "not applicable" offered as answers, by code.
  public var missingCodes: [String: MissingKind]
  /// When the question is shown, as an expression; nil: always.
  public var showIf: String?
  public var validRange: ValidRange?
  public var isRequired: Bool
  /// Names, phones, addresses: never leaves the clean stage in the clear.
  public var isIdentifying: Bool
  /// The right answer of an attention question.
  public var passCode: String?
  /// How many options may be chosen at most.
  public var maximumChoices: Int?
  /// The unit of a number, such as 万元.
  public var unit: String?
  /// The option whose rank, from 1, the number is; nil for a number that is no rank.
  ///
  /// A ranking of n options is n whole numbers named `QUESTION_CODE`, missing (`not_applicable`) where the option was
  /// not ranked: `Q5_tax = 1` is "ranked first", `NOT MISSING(Q5_tax)` "ranked at all".
  public var rankedOption: AnswerOption?

  public init(
    name: String, question: String, kind: VariableKind, text: LocalizedText, rowText: LocalizedText? = nil,
    options: [AnswerOption] = [], scaleScores: [Double] = [], missingCodes: [String: MissingKind] = [:],
    showIf: String? = nil, validRange: ValidRange? = nil, isRequired: Bool = false, isIdentifying: Bool = false,
    passCode: String? = nil, maximumChoices: Int? = nil, unit: String? = nil, rankedOption: AnswerOption? = nil
  ) {
    self.name = name
    self.question = question
    self.kind = kind
    self.text = text
    self.rowText = rowText
    self.options = options
    self.scaleScores = scaleScores
    self.missingCodes = missingCodes
    self.showIf = showIf
    self.validRange = validRange
    self.isRequired = isRequired
    self.isIdentifying = isIdentifying
    self.passCode = passCode
    self.maximumChoices = maximumChoices
    self.unit = unit
    self.rankedOption = rankedOption
  }

  /// The options that are answers: those that are not missing codes.
  public var answers: [AnswerOption] { options.filter { missingCodes[$0.code] == nil } }

  /// The type of its column: a choice of one among whole-number codes is an integer, among other codes a category.
  public var columnType: ColumnType {
    switch kind {
    case .single, .likert, .attention:
      return answers.allSatisfy { Int($0.code).map(String.init) == $0.code } && !answers.isEmpty ? .integer : .category
    case .multi: return .set
    case .year, .nps: return .integer
    case .numeric: return validRange?.isInteger == true ? .integer : .double
    case .open: return .text
    case .paradata: return ParadataColumn(rawValue: name)?.type ?? .text
    }
  }
}

/// The variables of a data set, in column order.
public struct Codebook: Sendable, Hashable {
  public private(set) var variables: [SurveyVariable]
  private var positions: [String: Int]

  public init(_ variables: [SurveyVariable] = []) {
    self.variables = variables
    positions = Dictionary(variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public subscript(name: String) -> SurveyVariable? { positions[name].map { variables[$0] } }
}
