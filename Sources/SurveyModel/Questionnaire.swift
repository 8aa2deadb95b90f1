/// A questionnaire: sections and, in order, the variables its questions make.
public struct Questionnaire: Sendable, Hashable {
  public struct Section: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText

    public init(id: String, title: LocalizedText) {
      self.id = id
      self.title = title
    }
  }

  /// One question as the respondent sees it; a matrix has several variables.
  public struct Question: Sendable, Hashable {
    public var id: String
    public var section: String
    public var text: LocalizedText
    /// Names of its variables in the codebook, in row order.
    public var variables: [String]

    public init(id: String, section: String, text: LocalizedText, variables: [String]) {
      self.id = id
      self.section = section
      self.text = text
      self.variables = variables
    }
  }

  public var id: String
  public var sections: [Section]
  public var questions: [Question]
  public var codebook: Codebook

  public init(id: String, sections: [Section], questions: [Question], codebook: Codebook) {
    self.id = id
    self.sections = sections
    self.questions = questions
    self.codebook = codebook
  }
}
