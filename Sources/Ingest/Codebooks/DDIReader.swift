import Diagnostics
import Tables

extension DDICodebook {
  /// Reads a codebook.
  ///
  /// - Parameters:
  ///   - bytes: the whole XML document, in any version of DDI Codebook, with or without its namespace.
  ///   - file: what messages name.
  ///   - limits: what the document may cost.
  /// - Throws: ``DiagnosticError`` of kind `content` when it is no well-formed XML, no DDI codebook, or has no variables.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    let stream = try XMLStream(MemoryXMLSource(bytes), file: file, limits: limits)
    var reader = DDIReader(stream)
    try reader.read()
    if reader.codebook.variables.isEmpty {
      throw stream.problem(
        "I-822", line: nil, "the codebook describes no variables (no var elements in dataDscr)",
        advice: "Export the codebook with its variables")
    }
    var seen: Set<String> = []
    let problems = reader.codebook.variables.filter { !seen.insert($0.name).inserted }.map { variable in
      Diagnostic(
        .error, code: "I-823", at: SourceLocation(file: file),
        "the variable \(variable.name) is described more than once",
        advice: "Keep the description that belongs to the data file")
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    self = reader.codebook
  }
}

/// Walks the document; only elements inside `var` matter, and the title.
private struct DDIReader {
  private let stream: XMLStream
  private(set) var codebook = DDICodebook()
  /// The names of the elements that are open, the root first.
  private var open: [String] = []
  private var variable = DDIVariable()
  private var category = DDICategory()
  private var text: [UInt8] = []
  /// The depth of the element whose text is gathered; 0: none.
  private var textDepth = 0

  init(_ stream: XMLStream) { self.stream = stream }

  mutating func read() throws(DiagnosticError) {
    while true {
      switch try stream.next() {
      case .start: try start()
      case .end: try end()
      case .text: if textDepth > 0 { try stream.appendText(to: &text) }
      case .finished: return
      }
    }
  }

  private mutating func start() throws(DiagnosticError) {
    let name = stream.name.map { String(cString: $0) } ?? ""
    if open.isEmpty, name != "codeBook" {
      throw stream.problem(
        "I-821", line: 1, "the root element is \(name), not codeBook: this is no DDI codebook",
        advice: "DDI Codebook 1.2 to 2.5 is read; DDI Lifecycle (DDIInstance) is not")
    }
    open.append(name)
    var attributes: [String: String] = [:]
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      attributes[String(cString: name)] = String(decoding: value, as: UTF8.self)
    }
    switch name {
    case "var":
      variable = DDIVariable()
      variable.name = (attributes["name"] ?? attributes["ID"] ?? "").trimmed
      variable.interval = attributes["intrvl"] ?? ""
      variable.decimals = min(max(0, attributes["dcml"].flatMap { Int($0.trimmed) } ?? 0), 15)
    case "location" where isIn("var"): setLocation(attributes)
    case "varFormat" where isIn("var"): variable.isText = attributes["type"] == "character"
    case "catgry":
      category = DDICategory()
      category.isMissing = attributes["missing"]?.uppercased() == "Y"
    case "item" where isIn("invalrng"):
      if let value = attributes["VALUE"] { variable.invalidValues.append(value.trimmed) }
    case "labl", "catValu", "qstnLit", "titl": begin()
    default: break
    }
  }

  private func isIn(_ name: String) -> Bool { open.dropLast().last == name }

  private mutating func begin() {
    guard textDepth == 0 else { return }
    textDepth = open.count
    text.removeAll(keepingCapacity: true)
  }

  private mutating func setLocation(_ attributes: [String: String]) {
    func number(_ key: String) -> Int? { attributes[key].flatMap { Int($0.trimmed) } }
    variable.record = attributes["RecSegNo"]
    guard let start = number("StartPos"), start > 0 else { return }
    let end = number("EndPos") ?? number("width").map { start + $0 - 1 }
    if let end, end >= start { variable.columns = start...end }
  }

  private mutating func end() throws(DiagnosticError) {
    let name = open.popLast() ?? ""
    if textDepth == open.count + 1 {
      take(String(decoding: text, as: UTF8.self).trimmed, from: name, in: open.last ?? "")
      textDepth = 0
    }
    switch name {
    case "catgry" where open.last == "var": variable.categories.append(category)
    case "var":
      if variable.name.isEmpty {
        throw stream.problem(
          "I-823", line: stream.line, "a var element has neither name nor ID",
          advice: "Give every variable a name")
      }
      codebook.variables.append(variable)
    default: break
    }
  }

  private mutating func take(_ text: String, from name: String, in parent: String) {
    switch (name, parent) {
    case ("labl", "var"): if variable.label.isEmpty { variable.label = text }
    case ("labl", "catgry"): if category.label.isEmpty { category.label = text }
    case ("catValu", _): category.value = text
    case ("qstnLit", _): if variable.question.isEmpty { variable.question = text }
    case ("titl", "titlStmt"): if codebook.title.isEmpty { codebook.title = text }
    default: break
    }
  }
}
