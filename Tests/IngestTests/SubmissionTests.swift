import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct SubmissionTests {
  private func submission(
    _ id: String, _ fields: String, meta: String = "", attributes: String = "id=\"f\" version=\"1\""
  ) -> String {
    """
    <data \(attributes) xmlns:orx="http://openrosa.org/xforms">
    \(fields)<orx:meta><orx:instanceID>\(id)</orx:instanceID>\(meta)</orx:meta></data>
    """
  }

  private func read(_ texts: [String], repeats: Set<String> = []) throws -> Submissions {
    let inputs = texts.enumerated().map { XMLInput(file: "\($0).xml", bytes: Array($1.utf8)) }
    return try Submissions(inputs, repeats: repeats)
  }

  private func rows(_ submissions: Submissions, _ path: String, _ columns: [String]) throws -> [[String]] {
    let reading = try #require(submissions.reading(path, wanted: Set(columns)))
    let positions = try columns.map { name in try #require(reading.columns.firstIndex(of: name), "\(name)") }
    return (0..<reading.grid.rowCount).map { row in positions.map { reading.grid.text(row, $0) } }
  }

  @Test("Submissions of two form versions keep the columns of both")
  func versions() throws {
    let all = try read([
      submission("u1", "<g><a>1</a></g><b>x y</b>"),
      submission("u2", "<b>z</b><g><a>2</a><c>3</c></g>", attributes: "id=\"f\" version=\"2\""),
    ])
    #expect(
      try rows(all, "", ["form_id", "form_version", "g/a", "b", "g/c", "meta/instanceID"]) == [
        ["f", "1", "1", "x y", "", "u1"], ["f", "2", "2", "z", "3", "u2"],
      ])
    #expect(all.notes == ["form f, version 1, 2"])
  }

  @Test("Repeats, and repeats inside them, are tables that name their record")
  func repeats() throws {
    let all = try read([
      submission("u1", "<n>Li</n><child><name>A</name><toy>t</toy></child>"),
      submission("u2", "<child><name>B</name><toy>r</toy><toy>s</toy></child><child><name>C</name></child><n>Wu</n>"),
    ])
    #expect(all.paths == ["", "child", "child/toy"])
    #expect(
      try rows(all, "child", ["name", "parent_record", "position", "../n"]) == [
        ["A", "u1", "1", "Li"], ["B", "u2", "1", "Wu"], ["C", "u2", "2", "Wu"],
      ])
    #expect(
      try rows(all, "child/toy", [".", "parent_record", "position"]) == [
        ["t", "u1/child[1]", "1"], ["r", "u2/child[1]", "1"], ["s", "u2/child[1]", "2"],
      ])
    #expect(try rows(all, "", ["n"]) == [["Li"], ["Wu"]])
    #expect(all.reading("", wanted: [])?.columns.contains { $0.hasPrefix("child") } == false)
  }

  @Test("A repeat that is asked for is a table even where every submission has it once")
  func singleRepeat() throws {
    let all = try read([submission("u1", "<child><name>A</name></child>")], repeats: ["child"])
    #expect(try rows(all, "child", ["name", "parent_record"]) == [["A", "u1"]])
    #expect(try read([submission("u1", "<child><name>A</name></child>")]).paths == [""])
  }

  @Test("The same instanceID again and an edited submission leave one row and say which was set aside")
  func replaced() throws {
    let all = try read([
      submission("u1", "<a>1</a><r>x</r><r>y</r>"), submission("u2", "<a>2</a>"), submission("u1", "<a>3</a>"),
      submission("u3", "<a>4</a>", meta: "<orx:deprecatedID>u2</orx:deprecatedID>"),
      submission("u4", "<a>5</a>", meta: "<orx:deprecatedID>u3</orx:deprecatedID>"),
    ])
    #expect(try rows(all, "", ["a"]) == [["3"], ["5"]])
    #expect(try rows(all, "r", ["."]).isEmpty)
    #expect(all.count == 5)
    #expect(all.setAside.map(\.file) == ["0.xml", "1.xml", "3.xml"])
    #expect(all.setAside.map(\.record) == ["u1", "u2", "u3"])
    #expect(Set(all.setAside.map(\.outcome)) == ["superseded"])
    #expect(all.setAside.first?.reason == "the same instanceID was sent again: 2.xml line 1 counts")
  }

  @Test("The submission that the server had last counts, whatever the order of the files")
  func submissionTimes() throws {
    let late = "id=\"f\" submissionDate=\"2025-03-02T00:00:00Z\""
    let early = "id=\"f\" submissionDate=\"2025-03-01T00:00:00Z\""
    let all = try read([
      submission("u1", "<a>late</a>", attributes: late), submission("u1", "<a>early</a>", attributes: early),
    ])
    #expect(try rows(all, "", ["a", "_submission_time"]) == [["late", "2025-03-02T00:00:00Z"]])
  }

  @Test("Submissions that replace each other in a circle are not all lost")
  func circle() throws {
    let all = try read([
      submission("u1", "<a>1</a>", meta: "<deprecatedID>u2</deprecatedID>"),
      submission("u2", "<a>2</a>", meta: "<deprecatedID>u1</deprecatedID>"),
    ])
    #expect(try rows(all, "", ["a"]) == [["2"]])
    #expect(all.setAside.map(\.record) == ["u1"])
  }

  @Test("An encrypted submission is refused with what to do")
  func encrypted() {
    let text = """
      <data id="f" encrypted="yes" xmlns="http://opendatakit.org/submissions">
      <base64EncryptedKey>AAAA</base64EncryptedKey><meta><instanceID>u1</instanceID></meta></data>
      """
    let found = problems { _ = try read([text]) }
    #expect(found.map(\.code) == ["I-213"])
    #expect(found.first?.advice?.contains("Briefcase") == true)
  }

  @Test("One broken file among many is set aside with its reason; too many are refused together")
  func broken() throws {
    let good = (0..<40).map { submission("u\($0)", "<a>\($0)</a><r/><r/>") }
    let cut = String(submission("cut", "<a>1</a><r/>").prefix(70))
    let all = try read(good + [cut])
    #expect(all.count == 40)
    #expect(all.setAside.map(\.file) == ["40.xml"])
    #expect(all.setAside.map(\.code) == ["I-209"])
    #expect(try rows(all, "r", ["parent_record"]).count == 80)
    #expect(problems { _ = try read(Array(good.prefix(2)) + [cut, cut]) }.map(\.code) == ["I-209", "I-209"])
  }

  @Test("A folder of submissions is one source, set-aside ones counted and in the quarantine")
  func folder() throws {
    let folder = try ScratchFolder()
    try folder.write(submission("u2", "<district>西区</district><score>7</score>"), to: "b.xml")
    try folder.write(submission("u1", "<district>东区</district><score>8</score>"), to: "a.xml")
    try folder.write(submission("u1", "<district>东区</district><score>9</score>"), to: "c.xml")
    try folder.write("not a submission", to: "readme.txt")
    let columns = [SourceColumn(name: "score", type: .integer)]
    for path in [".", "*.xml"] {
      let source = SourceDefinition(
        name: "s", role: .records, path: path, format: .xml, unitColumn: "district", columns: columns)
      let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
      #expect(result.dataset.table["score"]?.texts == ["7", "9"])
      #expect(result.dataset.table["unit_id"]?.texts == ["B", "A"])
      #expect(result.counts.rowsIn == 3 && result.counts.rowsKept == 2 && result.counts.rowsQuarantined == 1)
      #expect(result.quarantine.map(\.rules) == [["I-214"]])
      #expect(result.quarantine.first?.file.hasSuffix("a.xml") == true)
    }
    let none = SourceDefinition(name: "s", role: .records, path: "x*.xml", format: .xml, columns: columns)
    #expect(
      failureKind { _ = try ingest(none, wave: 2025, pipeline: testPipeline(), folder: folder.path) } == .missingInput)
  }

  @Test("The repeat of a folder of submissions is a source with the fields of its submission")
  func repeatSource() throws {
    let folder = try ScratchFolder()
    try folder.write(
      submission("u1", "<district>东区</district><visit><days>3</days></visit><visit><days>5</days></visit>"), to: "a.xml"
    )
    try folder.write(submission("u2", "<district>西区</district>"), to: "b.xml")
    let source = SourceDefinition(
      name: "s", role: .records, path: "*.xml", format: .xml, recordPath: "/data/visit", unitColumn: "../district",
      columns: [SourceColumn(name: "days", type: .integer), SourceColumn(name: "record", header: "parent_record")])
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(result.dataset.table["days"]?.texts == ["3", "5"])
    #expect(result.dataset.table["record"]?.texts == ["u1", "u1"])
    #expect(result.dataset.table["unit_id"]?.texts == ["A", "A"])
  }
}
