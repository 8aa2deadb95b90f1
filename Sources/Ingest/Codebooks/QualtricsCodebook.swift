import Diagnostics
import SurveyModel

/// The survey definition of Qualtrics, `.qsf`: JSON whose elements `SQ` are the questions.
///
/// Codes are recode values where a question has them, names its export tags. Questions in the bin are listed and give no
/// variables.
enum QualtricsCodebook {
  static func read(_ bytes: [UInt8], file: String) throws(DiagnosticError) -> PlatformCodebook {
    let document = try CodebookJSON.read(bytes, file: file)
    let elements = document["SurveyElements"].items
    guard !elements.isEmpty else {
      throw PlatformCodebook.refused(
        file, "JSON, but no survey of Qualtrics: it has no SurveyElements", advice: "Export the survey as .qsf")
    }
    var book = PlatformCodebook(title: document["SurveyEntry"]["SurveyName"].text ?? file)
    let blocks = elements.filter { $0["Element"].text == "BL" }.flatMap { $0["Payload"].values }
    let binned = questions(of: blocks.filter { $0["Type"].text == "Trash" })
    let order = questions(of: blocks)
    var asked: [(place: Int, payload: CodebookJSON)] = []
    for (place, element) in elements.enumerated() where element["Element"].text == "SQ" {
      let payload = element["Payload"]
      let id = payload["QuestionID"].text ?? element["PrimaryAttribute"].text ?? "?"
      let isAsked = !binned.contains(id)
      book.questions.append(
        PlatformCodebook.Question(
          id: id, code: payload["DataExportTag"].text ?? id, type: payload["QuestionType"].text ?? "",
          subtype: payload["Selector"].text ?? "", isAsked: isAsked))
      if isAsked { asked.append((order.firstIndex(of: id) ?? order.count + place, payload)) }
    }
    for question in asked.sorted(by: { $0.place < $1.place }) { add(question.payload, to: &book) }
    if !binned.isEmpty { book.notes.append("\(file): \(binned.count) questions are in the bin") }
    return book
  }

  private static func questions(of blocks: [CodebookJSON]) -> [String] {
    blocks.flatMap { $0["BlockElements"].values }.filter { $0["Type"].text == "Question" }
      .compactMap { $0["QuestionID"].text }
  }

  private static func add(_ payload: CodebookJSON, to book: inout PlatformCodebook) {
    let tag = payload["DataExportTag"].text ?? payload["QuestionID"].text ?? "Q"
    let text = LocalizedText(withoutMarkup(payload["QuestionText"].text ?? tag))
    let selector = payload["Selector"].text ?? ""
    var model = SurveyVariable(name: tag, question: identifier(tag), kind: .open, text: text)
    model.isRequired = payload["Validation"]["Settings"]["ForceResponse"].text == "ON"
    switch payload["QuestionType"].text ?? "" {
    case "MC":
      model.kind = selector == "NPS" ? .nps : selector.hasPrefix("MA") || selector == "MSB" ? .multi : .single
      if model.kind != .nps { model.options = options(payload, "Choices", "ChoiceOrder") }
      book.add(model)
    case "TE":
      let content = payload["Validation"]["Settings"]["ContentType"].text
      if content == "ValidNumber" { model.kind = .numeric }
      if selector == "FORM" { addRows(payload, model, to: &book) } else { book.add(model) }
    case "Matrix":
      addMatrix(payload, model, to: &book)
    case "RO": book.addRanking(model, options: options(payload, "Choices", "ChoiceOrder"))
    case "Slider", "CS":
      model.kind = .numeric
      addRows(payload, model, to: &book)
    case "SBS":
      for part in payload["AdditionalQuestions"].values {
        var column = model
        let partTag = part["DataExportTag"].text ?? tag
        column.question = identifier(partTag)
        column.text = LocalizedText("\(text.zh) \(withoutMarkup(part["QuestionText"].text ?? ""))")
        addMatrix(part, column, to: &book)
      }
    case "DB", "Timing", "Captcha", "Meta": break
    case let type:
      book.notes.append("warning: \(tag): questions of type \(type) are read as text")
      book.add(model)
    }
  }

  /// A matrix: one variable a row, with the columns as options; several answers a row make it a multiple choice.
  private static func addMatrix(_ payload: CodebookJSON, _ model: SurveyVariable, to book: inout PlatformCodebook) {
    var model = model
    switch (payload["Selector"].text ?? "", payload["SubSelector"].text ?? "") {
    case ("TE", _): model.kind = .open
    case ("CS", _): model.kind = .numeric
    case (_, "MultipleAnswer"): model.kind = .multi
    default: model.kind = .likert
    }
    if model.kind == .likert || model.kind == .multi { model.options = options(payload, "Answers", "AnswerOrder") }
    addRows(payload, model, to: &book)
  }

  private static func addRows(_ payload: CodebookJSON, _ model: SurveyVariable, to book: inout PlatformCodebook) {
    for key in order(payload, "Choices", "ChoiceOrder") {
      var variable = model
      let code = payload["ChoiceDataExportTags"][key].text ?? key
      variable.name = code.hasPrefix(model.question) ? code : "\(model.question)_\(code)"
      variable.rowText = LocalizedText(withoutMarkup(payload["Choices"][key]["Display"].text ?? key))
      book.add(variable)
    }
  }

  private static func options(_ payload: CodebookJSON, _ list: String, _ orderKey: String) -> [AnswerOption] {
    order(payload, list, orderKey).map { key in
      AnswerOption(
        code: payload["RecodeValues"][key].text ?? key,
        label: LocalizedText(withoutMarkup(payload[list][key]["Display"].text ?? key)))
    }
  }

  private static func order(_ payload: CodebookJSON, _ list: String, _ orderKey: String) -> [String] {
    let declared = payload[orderKey].values.compactMap(\.text).filter { !payload[list][$0].isNull }
    if !declared.isEmpty { return declared }
    let keys = payload[list].sortedKeys
    // Choices without gaps may be a list.
    return keys
  }
}
