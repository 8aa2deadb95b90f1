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

  public init(minimum: Double, maximum: Double, isInteger: Bool) {
    self.minimum = minimum
    self.maximum = maximum
    self.isInteger = isInteger
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
  public var options: [AnswerOption]
  /// The score on 0 to 100 of each option, in option order, for `LIKERT(…)`; empty for others.
  public var scaleScores: [Double]
  /// "Don't know", "refused", "not applicable" offered as answers, by code.
  public var missingCodes: [String: MissingKind]
  /// When the question is shown, as an expression; nil: always.
  public var showIf: String?
  public var validRange: ValidRange?
  public var isRequired: Bool
  /// Names, phones, addresses: never leaves the clean stage in the clear.
  public var isIdentifying: Bool

  public init(
    name: String, question: String, kind: VariableKind, text: LocalizedText, rowText: LocalizedText? = nil,
    options: [AnswerOption] = [], scaleScores: [Double] = [], missingCodes: [String: MissingKind] = [:],
    showIf: String? = nil, validRange: ValidRange? = nil, isRequired: Bool = false, isIdentifying: Bool = false
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
