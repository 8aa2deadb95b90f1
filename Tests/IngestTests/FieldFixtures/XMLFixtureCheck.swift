import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// Plain documents: every element and text, hostile ones within their time.
func checkXML(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let bytes = try fixture.bytes()
  let clock = ContinuousClock()
  var result: Result<XMLNode, DiagnosticError>?
  let time = clock.measure {
    do throws(DiagnosticError) {
      result = .success(try readXMLTree(try XMLStream(MemoryXMLSource(bytes), file: fixture.path)))
    } catch {
      result = .failure(error)
    }
  }
  var complaints: [String] = time < .seconds(2) ? [] : ["took \(time)"]
  guard let root = try result?.get() else { return .wrong(["nothing read"]) }
  let expected = fixture.expectation ?? .null
  complaints += treeComplaints(root, expected)
  if let reading = expected["reading"].object.isEmpty ? nil : expected["reading"] {
    complaints += try submissionComplaints(bytes, fixture.path, reading)
  }
  if fixture.name == "odk_dup_instance_b.xml" { complaints += try duplicateComplaints(fixture) }
  if fixture.name == "godthink.blogsome.com.xml" { complaints += chineseComplaints(root) }
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func treeComplaints(_ root: XMLNode, _ expected: JSONValue) -> [String] {
  var complaints: [String] = []
  var elements = 0
  var texts: [[String]] = []
  root.forEach { node in
    elements += 1
    if !node.text.trimmed.isEmpty { texts.append([qualified(node), node.text]) }
  }
  if let count = expected["elements"].number, Int(count) != elements { complaints.append("\(elements) elements") }
  if let name = expected["root"].string, name != qualified(root) { complaints.append("root \(qualified(root))") }
  if expected["elements"].number != nil {
    let wanted = expected["texts"].array.map { $0.array.map(\.text) }
    if texts.map({ [$0[0], $0[1].trimmed] }) != wanted.map({ [$0[0], $0[1].trimmed] }) {
      complaints.append("texts \(texts.prefix(3)) instead of \(wanted.prefix(3))")
    }
  }
  return complaints
}

private func qualified(_ node: XMLNode) -> String {
  node.namespace.isEmpty ? node.name : "{\(node.namespace)}\(node.name)"
}

/// Values by path; a list is a choice of several, written with spaces between.
private func submissionComplaints(_ bytes: [UInt8], _ file: String, _ expected: JSONValue) throws -> [String] {
  let reading = try #require(try Submissions([XMLInput(file: file, bytes: bytes)]).reading(""))
  return expected.object.sorted { $0.key < $1.key }.compactMap { path, value in
    let column = path == "instanceID" ? SubmissionColumn.instance : path
    let wanted = value.array.isEmpty ? value.text : value.array.map(\.text).joined(separator: " ")
    guard let position = reading.columns.firstIndex(of: column) else { return "no column \(column)" }
    let found = reading.grid.text(0, position)
    return found == wanted ? nil : "\(column) is \(found) instead of \(wanted)"
  }
}

/// Two files of one instanceID: the later counts, the other is set aside.
private func duplicateComplaints(_ fixture: FieldFixture) throws -> [String] {
  let folder = fixture.path.split(separator: "/").dropLast().joined(separator: "/")
  let inputs = try ["odk_dup_instance_a.xml", "odk_dup_instance_b.xml"].map { name in
    var other = fixture
    other.path = "\(folder)/\(name)"
    return XMLInput(file: name, bytes: try other.bytes())
  }
  let submissions = try Submissions(inputs)
  let reading = try #require(submissions.reading(""))
  guard reading.grid.rowCount == 1, submissions.setAside.map(\.file) == ["odk_dup_instance_a.xml"],
    let score = reading.columns.firstIndex(of: "g1/score"), reading.grid.text(0, score) == "95"
  else { return ["\(reading.grid.rowCount) rows, set aside \(submissions.setAside)"] }
  return []
}

/// The expectation's reader knows no encodings of several bytes; these are the document's titles by Python's
/// gb18030 codec and ElementTree.
private func chineseComplaints(_ root: XMLNode) -> [String] {
  let items = root.child("channel")?.all("item") ?? []
  let titles = items.compactMap { $0.child("title")?.text }.filter { !$0.isEmpty }
  let wanted = ["终于考完了", "超级郁闷啊", "考试复习呀", "下午睡觉差点起不来", "怀念毛爷爷", "迟到，一不小心"]
  return titles == wanted ? [] : ["titles \(titles)"]
}

// MARK: - Forms and submissions

/// A submission or the definition of a form, as ODK, KoBoToolbox and Ona write them, against the values in document
/// order, or the binds, that the expectation lists.
func checkSubmissionOrForm(_ fixture: FieldFixture) throws -> FixtureOutcome {
  let expected = fixture.expectation ?? .null
  let bytes = try fixture.bytes()
  let complaints =
    expected["kind"].string == "XForm definition"
    ? try formComplaints(bytes, fixture, expected) : try valueComplaints(bytes, fixture, expected)
  return complaints.isEmpty ? .read : .wrong(complaints)
}

private func formComplaints(_ bytes: [UInt8], _ fixture: FieldFixture, _ expected: JSONValue) throws -> [String] {
  let kind = try XMLDocumentKind(try XMLStream(MemoryXMLSource(bytes), file: fixture.path))
  let form = try XFormDefinition(bytes, file: fixture.path)
  let wanted = expected["binds"].array.map { $0.array.map { $0.string ?? "" } }
  let found = form.binds.map { [$0.nodeset, $0.type ?? "", $0.constraint ?? "", $0.relevant ?? ""] }
  var complaints = found == wanted ? [] : ["binds \(found) instead of \(wanted)"]
  if kind != .form { complaints.append("taken for \(kind)") }
  if form.formID == nil { complaints.append("no form id") }
  if form.codebook.variables.isEmpty { complaints.append("no question") }
  for variable in form.codebook.variables where [.single, .multi].contains(variable.kind) && variable.options.isEmpty {
    complaints.append("\(variable.name) has no options")
  }
  return complaints
}

private func valueComplaints(_ bytes: [UInt8], _ fixture: FieldFixture, _ expected: JSONValue) throws -> [String] {
  let submissions = try Submissions([XMLInput(file: fixture.path, bytes: bytes)])
  let main = try #require(submissions.reading(""))
  var complaints: [String] = []
  func cell(_ name: String) -> String? {
    main.columns.firstIndex(of: name).map { main.grid.text(0, $0) }
  }
  for (key, column) in [
    ("form_id", SubmissionColumn.form), ("version", SubmissionColumn.version),
    ("instanceID_attr", SubmissionColumn.instanceAttribute),
  ] where cell(column) != expected[key].string {
    complaints.append("\(column) is \(cell(column) ?? "absent")")
  }
  if expected["encrypted"].bool != false { complaints.append("read although it is encrypted") }
  // The values of each table, in the order of the document; white space at the ends is no part of a value.
  let values = expected["values_in_document_order"].array.map { [$0[0].text, $0[1].text.trimmed] }
  let repeats = submissions.paths.dropFirst()
  let ofMain = values.filter { value in !repeats.contains { value[0].hasPrefix($0 + "/") || value[0] == $0 } }
  let fields = main.columns.indices.filter { column in
    let name = main.columns[column]
    return !name.contains("@") && !SubmissionColumn.ofAttributes.values.contains(name)
  }
  let found = fields.map { [main.columns[$0], main.grid.text(0, $0)] }
  if found != ofMain { complaints.append("values \(found) instead of \(ofMain)") }
  for path in repeats {
    let table = try #require(submissions.reading(path))
    var cells: [[String]] = []
    for row in 0..<table.grid.rowCount {
      for (column, name) in table.columns.enumerated() where !RepeatColumn.isOne(name) {
        cells.append([name == "." ? path : "\(path)/\(name)", table.grid.text(row, column)])
      }
    }
    if cells != values.filter({ $0[0].hasPrefix(path) }) { complaints.append("\(path): \(cells)") }
  }
  return complaints
}
