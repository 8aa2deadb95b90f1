import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct CodebookTests {
  private func read(_ text: String, _ file: String) throws -> PlatformCodebook {
    try PlatformCodebook(Array(text.utf8), file: file)
  }

  private var form: String {
    """
    survey,,,,,
    ,type,name,label::English (en),label::中文,required
    ,start,start,,,
    ,begin group,firm,,,
    ,select_one sizes,size,Size,规模,yes
    ,select_multiple troubles or_other,trouble,Trouble,困难,
    ,rank troubles,order,Order,排序,
    ,integer,staff,Staff,人数,
    ,decimal,revenue,Revenue,收入,
    ,note,thanks,Thanks,谢谢,
    ,end group,,,,
    ,begin loop over troubles,each,,,
    ,text,why,Why %(label)s?,为何%(label)s？,
    ,end loop,,,,
    ,begin repeat,branches,,,
    ,text,branch,Branch,分支,
    ,end repeat,,,,
    choices,,,,,
    ,list name,name,label::English (en),label::中文,
    ,sizes,s,Small,小,
    ,sizes,l,Large,大,
    ,troubles,tax,Tax,税,
    ,troubles,law,Law,法,
    ,troubles,law,Law again,法,
    settings,,,,,
    ,form_title,form_id,,,
    ,Firms,f1,,,

    """
  }

  @Test func anXLSFormGivesKindsCodesAndBothLanguages() throws {
    let book = try read(form, "form.csv")
    #expect(book.title == "Firms")
    #expect(
      book.variables.map(\.name) == [
        "size", "trouble", "order_tax", "order_law", "staff", "revenue", "tax_why", "law_why", "branch",
      ])
    #expect(book.codebook["size"]?.text == LocalizedText(zh: "规模", en: "Size"))
    #expect(book.codebook["size"]?.isRequired == true)
    #expect(book.codebook["size"]?.options.map(\.label.zh) == ["小", "大"])
    #expect(book.codebook["trouble"]?.kind == .multi)
    #expect(book.codebook["trouble"]?.options.map(\.code) == ["tax", "law", "other"])
    #expect(book.codebook["order_law"]?.rankedOption?.label.en == "Law")
    #expect(book.codebook["staff"]?.columnType == .integer)
    #expect(book.codebook["revenue"]?.columnType == .double)
    #expect(book.codebook["tax_why"]?.text == LocalizedText(zh: "为何税？", en: "Why Tax?"))
    #expect(book.notes.contains { $0.contains("branches is a repeat") })
    #expect(book.questions.first { $0.code == "thanks" }?.isAsked == false)
  }

  @Test func aListThatTheChoicesLackIsToldWithItsLineAndTheNearest() {
    let broken = form.replacing("select_one sizes", with: "select_one sizs").replacing(
      "rank troubles", with: "rank xyz")
    let found = problems { _ = try read(broken, "form.csv") }
    #expect(found.map(\.code) == ["I-451", "I-451"])
    #expect(found.map { $0.location?.line } == [5, 7])
    #expect(found.first?.advice == "Did you mean sizes?")
  }

  private func structure(_ tables: String) -> String {
    "<?xml version=\"1.0\"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>\(tables)</document>"
  }

  private func table(_ name: String, _ rows: [[String: String]]) -> String {
    let body = rows.map { row in
      "<row>" + row.sorted { $0.key < $1.key }.map { "<\($0.key)><![CDATA[\($0.value)]]></\($0.key)>" }.joined()
        + "</row>"
    }
    return "<\(name)><rows>\(body.joined())</rows></\(name)>"
  }

  @Test func aLimeSurveyStructureGivesQuestionsOfEveryKindInOldAndNewFiles() throws {
    let questions = [
      ("1", "Q1", "L"), ("2", "Q2", "M"), ("3", "Q3", "F"), ("4", "Q4", "R"), ("5", "Q5", "N"), ("6", "T", "X"),
    ]
    .enumerated().map { place, question in
      [
        "qid": question.0, "parent_qid": "0", "type": question.2, "title": question.1, "gid": "1",
        "question_order": "\(place)", "other": question.1 == "Q1" ? "Y" : "N", "question": "<b>Old \(question.1)</b>",
        "language": "en",
      ]
    }
    let parts = [("7", "2", "SQ1"), ("8", "2", "SQ2"), ("9", "3", "R1")].map {
      ["qid": $0.0, "parent_qid": $0.1, "title": $0.2, "question": "Part \($0.2)", "language": "en", "scale_id": "0"]
    }
    let answers = ["1", "3", "4"].flatMap { id in
      [("B", "2"), ("A", "1")].map {
        ["qid": id, "code": $0.0, "sortorder": $0.1, "answer": "Answer \($0.0)", "language": "en"]
      }
    }
    let old = try read(
      structure(table("questions", questions) + table("subquestions", parts) + table("answers", answers)), "a.lss")
    #expect(old.variables.map(\.name) == ["Q1", "Q2", "Q3_R1", "Q4_A", "Q4_B", "Q5"])
    #expect(old.codebook["Q1"]?.text.en == "Old Q1")
    #expect(old.codebook["Q1"]?.options.map(\.code) == ["A", "B", "-oth-"])
    #expect(old.codebook["Q2"]?.options.map(\.label.en) == ["Part SQ1", "Part SQ2"])
    #expect(old.codebook["Q3_R1"]?.options.map(\.label.en) == ["Answer A", "Answer B"])
    #expect(old.codebook["Q4_B"]?.rankedOption?.code == "B")
    #expect(old.codebook["Q5"]?.kind == .numeric)
    let words = [("en", "New"), ("zh-Hans", "新")].map { ["qid": "1", "question": $0.1, "language": $0.0] }
    let new = try read(structure(table("questions", questions) + table("question_l10ns", words)), "a.lss")
    #expect(new.codebook["Q1"]?.text.zh == "新")
  }

  @Test(arguments: [
    ("a.qsf", ""), ("a.qsf", "{"), ("a.qsf", "[]"), ("a.qsf", "{\"SurveyElements\":{}}"),
    ("a.qsf", String(repeating: "[", count: 100_000)), ("a.lss", ""), ("a.lss", "<a/>"),
    ("a.lss", "<document><questions/></document>"), ("a.lss", "<document><questions><rows><row><qid>1</qid>"),
    ("a.csv", "a,b\n1,2\n"), ("a.xlsx", "no zip"), ("a.doc", "x"),
  ])
  func whatIsNoCodebookIsRefusedWithAMessage(_ file: String, _ text: String) {
    let found = problems { _ = try read(text, file) }
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.location?.file.hasPrefix(file) == true })
  }

  @Test func aQualtricsQuestionOfAnUnknownShapeIsReadAsTextAndTold() throws {
    let text = """
      {"SurveyEntry": {"SurveyName": "S"}, "SurveyElements": [
        {"Element": "SQ", "Payload": {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionType": "HeatMap"}},
        {"Element": "SQ", "Payload": {"QuestionID": "QID2", "DataExportTag": "Q2", "QuestionType": "RO",
          "Choices": {"2": {"Display": "B"}, "10": {"Display": "C"}, "1": {"Display": "A"}}}},
        {"Element": "SQ", "Payload": null}, {"Element": 3}, null]}
      """
    let book = try read(text, "a.qsf")
    #expect(book.variables.map(\.name) == ["Q1", "Q2_1", "Q2_2", "Q2_10", "Q"])
    #expect(book.notes.contains { $0.contains("Q1: questions of type HeatMap are read as text") })
  }
}
