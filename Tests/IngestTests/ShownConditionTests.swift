import Diagnostics
import Expressions
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// When platforms show their questions, as `show_if:` of the proposed questionnaire.
@Suite struct ShownConditionTests {
  private static let rows = ["d1,s,1,a b,30,foo", "d2,l,2,b,5,", "d1,,3,,,bar", "d2,s,,c,18,foo"]

  /// Conditions of XLSForms and for which of the rows XPath has them true; an empty answer is the empty text.
  private static let told: [(condition: String, expression: String, rows: String)] = [
    ("${q} = 's'", "`q` = 's'", "TFFT"), ("${q} != 's'", "(`q` = 's') IS NOT TRUE", "FTTF"),
    ("not(${q} = 's')", "(`q` = 's') IS NOT TRUE", "FTTF"), ("selected(${m}, 'b')", "HAS(`m`, 'b')", "TTFF"),
    ("not(selected(${m},\"b\"))", "(HAS(`m`, 'b')) IS NOT TRUE", "FFTT"),
    ("selected(${q}, 's') or ${age} < 10", "`q` = 's' OR `age` < 10", "TTFT"),
    ("${age} >= 5 and ${n} < 3", "`age` >= 5 AND `n` < 3", "TTFF"), ("${age} != 5", "(`age` = 5) IS NOT TRUE", "TFTT"),
    ("${q} = ''", "`q` IS MISSING", "FFTF"), ("${t} != ''", "`t` IS NOT MISSING", "TFTT"),
    ("'2' = ${n}", "`n` = 2", "FTFF"), ("2 >= ${n}", "`n` <= 2", "TTFF"), ("${n} = 2", "`n` = 2", "FTFF"),
    ("string-length(${t}) > 0", "`t` IS NOT MISSING", "TFTT"), ("${t} = 'foo'", "`t` = 'foo'", "TFFT"),
    (
      "(${q} = 's' or ${q} = 'l') and not(${age} = 30)", "(`q` = 's' OR `q` = 'l') AND (`age` = 30) IS NOT TRUE",
      "FTFT"
    ),
    (
      "not(${q} = 's' or ${age} > 20) and true()", "(`q` = 's' OR `age` > 20) IS NOT TRUE", "FTTF"
    ),
    ("${age} > -1.5", "`age` > -1.5", "TTFT"),
  ]

  private static let untold = [
    "${q} = 'zzz'", "${m} = 'a b'", "count-selected(${m}) > 1", "${q} = ${t}", "${last} = 'x'", "${nowhere} = 1",
    "date(${t}) > today()", "${age} + 1 > 5", "${t} > 'a'", "${q}", "${q} = 's' or", "(${q} = 's'", "${q} = 's",
    ". > 3",
    "selected(${q}, ${t})", "${t} = 5", "if(${q} = 's', 1, 0) = 1", "false()", "position(..) > 1", "${q} = 's' ${t}",
    "not(${m} = '')", "${m} = ''", "\u{2028}${q}\n=\u{85}'s' or\r\n# broken: yes\u{1}",
  ]

  /// The proposal for a form and an export of it, and how the pipeline reads it.
  private func proposed(_ conditions: [String]) throws -> (text: String, pipeline: PipelineDefinition, Table) {
    func cell(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
    var form = "survey,,,,\n,type,name,label,relevant\n,select_one ds,district,所在区县,\n,select_one qs,q,Q,\n"
    form += ",select_one ns,n,N,\n,select_multiple ms,m,M,\n,integer,age,Age,\n,text,t,T,\n"
    for (place, condition) in conditions.enumerated() { form += ",text,x\(place),X\(place),\(cell(condition))\n" }
    form += ",select_one qs,last,Last,\nchoices,,,,\n,list_name,name,label,\n"
    for (list, codes) in [("ds", "d1 d2"), ("qs", "s l"), ("ns", "1 2 3"), ("ms", "a b c")] {
      form += codes.split(separator: " ").map { ",\(list),\($0),Label \($0),\n" }.joined()
    }
    let names = conditions.indices.map { "x\($0)" }
    let header =
      "district,q,n,m,age,t," + (names + ["last,meta/instanceID,_uuid,_submission_time"]).joined(separator: ",")
    let rows = Self.rows.enumerated().map { place, row in
      row + "," + names.map { _ in "v," }.joined() + "s,uuid:\(place),\(place),2025-03-0\(place + 1)T10:00:00"
    }
    let folder = try ScratchFolder()
    try folder.write(form, to: "form.csv")
    try folder.write(([header] + rows).joined(separator: "\n"), to: "s.csv")
    let seen = try inspectSource(
      path: "\(folder.path)/s.csv", shownAs: "s.csv", codebook: "\(folder.path)/form.csv")
    let files = try proposePipeline([seen], ProposalOptions(id: "t", unit: nil, wave: 2025))
    for file in files { try folder.write(file.text, to: file.name) }
    let pipeline = try loadPipeline(folder: folder.path, overrides: [])
    let source = try #require(pipeline.sources.first { $0.role == .survey })
    let table = try ingest(source, wave: 2025, pipeline: pipeline, folder: folder.path).dataset.table
    return (files.first { $0.name == "questionnaire.yaml" }?.text ?? "", pipeline, table)
  }

  @Test("A condition becomes an expression that is true for the same records, unanswered questions included")
  func told() throws {
    let (_, pipeline, table) = try proposed(Self.told.map(\.condition))
    let book = try #require(pipeline.questionnaire?.codebook)
    var schema = ExpressionSchema()
    for (name, column) in zip(table.names, table.columns) { schema.columns[name] = column.type }
    #expect(table.rowCount == Self.rows.count)
    for (place, one) in Self.told.enumerated() {
      let text = try #require(book["x\(place)"]?.showIf, "\(one.condition)")
      #expect(text == one.expression, "\(one.condition)")
      let mask = try RowExpression(text, schema: schema, expecting: .bool).mask(table)
      #expect(mask.map { $0 ? "T" : "F" }.joined() == one.rows, "\(one.condition)")
    }
  }

  @Test("A condition that says something else is a comment that names it")
  func untold() throws {
    let (text, pipeline, _) = try proposed(Self.untold)
    let lines = text.split(separator: "\n").map(String.init)
    let book = try #require(pipeline.questionnaire?.codebook)
    for (place, condition) in Self.untold.enumerated() {
      #expect(book["x\(place)"]?.kind == .open)
      #expect(book["x\(place)"]?.showIf == nil, "\(condition)")
      let start = try #require(lines.firstIndex(of: "  - id: \"x\(place)\""))
      let words = condition.split { $0.isWhitespace || $0 == "\u{1}" }.joined(separator: " ")
      #expect(
        lines[start...].prefix(6).contains("    # show_if: nothing says just what the platform does: \(words)"),
        "\(condition)")
    }
  }

  // MARK: - Other platforms

  /// How the variables of a codebook are shown, each a question of its own.
  private func shown(_ book: PlatformCodebook) -> [String: ShownExpressions.Result] {
    let expressions = ShownExpressions(book.shown, groups: book.variables.map { [$0] })
    return Dictionary(uniqueKeysWithValues: book.variables.map { ($0.name, expressions.shown($0.name)) })
  }

  private func structure(_ questions: [[String: String]], group: String = "1") -> [UInt8] {
    func table(_ name: String, _ rows: [[String: String]]) -> String {
      let body = rows.map { row in
        "<row>" + row.sorted { $0.key < $1.key }.map { "<\($0.key)><![CDATA[\($0.value)]]></\($0.key)>" }.joined()
          + "</row>"
      }
      return "<\(name)><rows>\(body.joined())</rows></\(name)>"
    }
    let answers = ["A1", "A2"].map { ["qid": "1", "code": $0, "sortorder": $0, "answer": $0] }
    let steps = ["1", "2"].map { ["qid": "3", "code": $0, "sortorder": $0, "answer": $0] }
    let parts = [("2", "SQ1"), ("2", "SQ2"), ("3", "R1"), ("3", "R2")].enumerated().map {
      [
        "qid": "\(90 + $0)", "parent_qid": $1.0, "title": $1.1, "question": $1.1, "scale_id": "0",
        "relevance": $1.1 == "R2" ? "Q2_SQ1.NAOK == \"Y\"" : "1",
      ]
    }
    let text =
      table("groups", [["gid": "5", "grelevance": group]]) + table("questions", questions)
      + table("subquestions", parts) + table("answers", answers + steps)
    return Array("<document><LimeSurveyDocType>Survey</LimeSurveyDocType>\(text)</document>".utf8)
  }

  private func questions(_ conditions: [String]) -> [[String: String]] {
    let types = [
      ("1", "Q1", "L", "1"), ("2", "Q2", "M", "1"), ("3", "Q3", "F", "Q1.NAOK == \"A1\""), ("4", "Q4", "N", "1"),
    ]
    let all = types + conditions.enumerated().map { ("\($0 + 10)", "X\($0)", "S", $1) }
    return all.map { id, code, type, condition in
      [
        "qid": id, "sid": "77", "gid": "5", "parent_qid": "0", "type": type, "title": code, "question": code,
        "question_order": id.count == 1 ? "0\(id)" : id, "relevance": condition,
      ]
    }
  }

  @Test("LimeSurvey's equations become expressions, with those of the group and of the row")
  func limeSurvey() throws {
    let told = [
      ("((Q1.NAOK == \"A1\"))", "Q1 = 'A1'"), ("Q1.NAOK != \"A1\"", "(Q1 = 'A1') IS NOT TRUE"),
      ("Q1 == 'A1' && Q4 > 5", "Q1 = 'A1' AND Q4 > 5"), ("Q2_SQ1.NAOK == \"Y\"", "HAS(Q2, 'SQ1')"),
      ("Q2_SQ2.NAOK eq \"\"", "(HAS(Q2, 'SQ2')) IS NOT TRUE"), ("Q3_R1.NAOK >= 2", "Q3_R1 >= 2"),
      ("!is_empty(Q1.NAOK) or is_empty(Q4.NAOK)", "Q1 IS NOT MISSING OR Q4 IS MISSING"),
      ("((77X5X1.NAOK == \"A2\"))", "Q1 = 'A2'"), ("77X5X2SQ1.NAOK == \"Y\"", "HAS(Q2, 'SQ1')"),
      ("{Q4.NAOK == \"5\"}", "Q4 = 5"), ("not(Q1.NAOK == \"A1\")", nil), ("Q1 != \"A1\"", nil),
      ("Q1 == \"A1\" or Q4 > 5", nil), ("Q4.NAOK < 5", nil), ("Q1.value == 1", nil), ("Q1.NAOK = \"A1\"", nil),
      ("Q1.NAOK == \"A3\"", nil), ("0", nil), ("count(Q2_SQ1, Q2_SQ2) > 1", nil), ("X99.NAOK == \"a\"", nil),
      ("Q2.NAOK == \"SQ1\"", nil), ("Q1.NAOK == Q3_R1.NAOK", nil),
    ]
    let book = try PlatformCodebook(structure(questions(told.map(\.0))), file: "a.lss")
    let found = shown(book)
    #expect(found["Q1"] == .always)
    #expect(found["Q3_R1"] == .expression("Q1 = 'A1'"))
    #expect(found["Q3_R2"] == .expression("Q1 = 'A1' AND HAS(Q2, 'SQ1')"))
    for (place, one) in told.enumerated() {
      #expect(found["X\(place)"] == one.1.map { .expression($0) } ?? .untold(one.0), "\(one.0)")
    }
    let grouped = shown(
      try PlatformCodebook(structure(questions(["Q1.NAOK == \"A2\""]), group: "rand(1, 2)"), file: "a.lss"))
    #expect(grouped["Q1"] == .untold("rand(1, 2)"))
    #expect(grouped["X0"] == .untold("(rand(1, 2)) and (Q1.NAOK == \"A2\")"))
  }

  @Test("Rows that are shown on their own have show_if: of their own in the proposed questionnaire")
  func rows() throws {
    let book = try PlatformCodebook(structure(questions([])), file: "a.lss")
    let text = QuestionnaireText(book.variables, id: "q", shown: book.shown).yaml()
    #expect(text.contains("- {id: \"Q3_R1\", zh: \"R1\", en: \"R1\", show_if: \"Q1 = 'A1'\"}"))
    #expect(text.contains("- {id: \"Q3_R2\", zh: \"R2\", en: \"R2\", show_if: \"Q1 = 'A1' AND HAS(Q2, 'SQ1')\"}"))
    let alike = try PlatformCodebook(
      structure(
        questions([]).map { question in
          var question = question
          if question["title"] == "Q3" { question["type"] = "K" }
          return question
        }), file: "a.lss")
    let ofAlike = QuestionnaireText(alike.variables, id: "q", shown: alike.shown).yaml()
    #expect(ofAlike.split(separator: "show_if: \"Q1").count == 3)
  }

  @Test("XForm's paths, absolute and relative, and the conditions of its groups")
  func xform() throws {
    let text = """
      <h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/2002/xforms"><h:head><h:title>T</h:title>
      <model><instance><data id="f"><a/><g><b/><c/><d/></g></data></instance>
      <bind nodeset="/data/a" type="select1"/><bind nodeset="/data/g" relevant=" /data/a ='x'"/>
      <bind nodeset="/data/g/b" type="int"/><bind nodeset="/data/g/c" relevant="../b &gt; 3"/>
      <bind nodeset="/data/g/d" relevant="current()/../../a = 'y' or true"/></model></h:head><h:body>
      <select1 ref="/data/a"><item><label>X</label><value>x</value></item><item><label>Y</label><value>y</value></item>
      </select1><group ref="/data/g"><input ref="/data/g/b"/><input ref="/data/g/c"/><input ref="/data/g/d"/></group>
      </h:body></h:html>
      """
    let found = shown(try PlatformCodebook(Array(text.utf8), file: "f.xml"))
    #expect(found["a"] == .always)
    #expect(found["b"] == .expression("`a` = 'x'"))
    #expect(found["c"] == .expression("`a` = 'x' AND `b` > 3"))
    #expect(found["d"] == .untold("(/data/a ='x') and (current()/../../a = 'y' or true)"))
  }

  @Test("What the forms from the field say becomes an expression that compiles, or is told")
  func fieldForms() throws {
    var (told, untold) = (0, 0)
    for fixture in try FieldFixture.all() where ["xlsform", "odk", "ona", "limesurvey"].contains(fixture.group) {
      guard let book = try? PlatformCodebook(try fixture.bytes(), file: fixture.path) else { continue }
      var schema = ExpressionSchema()
      for variable in book.variables {
        schema.columns[variable.name] = variable.columnType
        if [.category, .set].contains(variable.columnType) {
          schema.codes[variable.name] = variable.answers.map(\.code)
        }
      }
      for (name, result) in shown(book) {
        switch result {
        case .always: #expect(book.shown.conditions[name] == nil)
        case .untold(let text):
          untold += 1
          #expect(!text.isEmpty)
        case .expression(let text):
          told += 1
          let expression = try? RowExpression(text, schema: schema, expecting: .bool)
          #expect(expression != nil, "\(fixture.path): \(name): \(text)")
        }
      }
    }
    #expect(told > 0)
    #expect(told > untold, "\(told) told, \(untold) not")
  }

  @Test("Hostile conditions are read or not, and end", arguments: [ConditionLanguage.limeSurvey, .xpath])
  func hostile(language: ConditionLanguage) {
    let many = String(repeating: "(", count: 100_000)
    for text in [
      many, "not" + many, String(repeating: "not(", count: 10_000), "!" + String(repeating: "!", count: 10_000),
      "${", "$", "'", "1.2.3 = 4", "=", "and", "", " ", "a = ", "\u{0}", "a.b.c == 1",
      "-", "--1 = a",
    ] {
      var parser = ConditionParser(text, language)
      #expect(parser.parse() == nil, "\(text.prefix(20))")
    }
    let wide = (0..<20_000).map { "a\($0).NAOK > \($0)" }.joined(separator: " or ")
    var parser = ConditionParser(language == .xpath ? wide.replacing(".NAOK", with: "") : wide, language)
    if case .or(let parts)? = parser.parse() { #expect(parts.count == 20_000) } else { Issue.record("not read") }
  }
}
