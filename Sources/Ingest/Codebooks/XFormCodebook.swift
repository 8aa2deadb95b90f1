import Diagnostics
import SurveyModel

/// The definition of a form of ODK, KoBoToolbox or Ona: what it asks, and what it expects of the answers.
struct XFormDefinition {
  /// What the form says of one field.
  struct Bind: Hashable {
    /// From the root of the instance: `/data/group/field`.
    var nodeset: String
    var type: String?
    /// Conditions in XPath, as they stand in the form.
    var constraint: String?
    var relevant: String?
    var required: String?
    var calculate: String?
  }

  var formID: String?
  var version: String?
  var title: String
  var languages: [String]
  var binds: [Bind]
  /// Paths of the repeats, below the root.
  var repeats: [String]
  /// The questions in the order of the form, named by their path below the root: `group/field`.
  var codebook: Codebook
  /// When questions are shown, by their path below the root.
  var shown: [String: ShownCondition]
  /// The path of the instance's root: `/data`.
  var rootPath: String
  /// What the codebook lacks: options in files of their own.
  var notes: [String]
}

extension XFormDefinition {
  /// Reads a form definition: `<h:html>` with a model and a body.
  ///
  /// - Throws: ``DiagnosticError`` when it is not well-formed, or has no instance.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    let stream = try XMLStream(MemoryXMLSource(bytes), file: file, limits: limits)
    let root = try readXMLTree(stream)
    guard let head = root.child("head"), let model = head.child("model"),
      let data = model.child("instance")?.children.first
    else {
      throw stream.problem(
        "I-217", line: root.line, "no form definition: head, model and instance are wanted, found \(root.name)",
        advice: "Download the form as XForm (XML), or name its XLSForm workbook")
    }
    var reader = XFormReader(model: model, rootPath: "/\(data.name)")
    if let body = root.child("body") { reader.read(body, context: "/\(data.name)") }
    self.init(
      formID: data["id"], version: data["version"], title: head.child("title")?.fullText.trimmed ?? "",
      languages: reader.texts.languages, binds: reader.binds, repeats: reader.repeats,
      codebook: Codebook(reader.variables), shown: reader.shown, rootPath: "/\(data.name)", notes: reader.notes)
  }
}

private struct XFormReader {
  let texts: XFormTexts
  let binds: [XFormDefinition.Bind]
  private(set) var variables: [SurveyVariable] = []
  private(set) var repeats: [String] = []
  private(set) var shown: [String: ShownCondition] = [:]
  private(set) var notes: [String] = []
  private let rootPath: String
  private let bindOfPath: [String: XFormDefinition.Bind]
  private let pathOfBindID: [String: String]
  /// Lists of options that stand in the form, by name.
  private let lists: [String: XMLNode]
  private var known: Set<String> = []

  init(model: XMLNode, rootPath: String) {
    self.rootPath = rootPath
    texts = XFormTexts(model.child("itext"))
    binds = model.all("bind").map { bind in
      XFormDefinition.Bind(
        nodeset: bind["nodeset"] ?? "", type: bind["type"], constraint: bind["constraint"],
        relevant: bind["relevant"], required: bind["required"], calculate: bind["calculate"])
    }
    bindOfPath = Dictionary(
      binds.map { (resolvePath($0.nodeset, in: rootPath), $0) }, uniquingKeysWith: { first, _ in first })
    pathOfBindID = Dictionary(
      model.all("bind").compactMap { bind in bind["id"].map { ($0, bind["nodeset"] ?? "") } },
      uniquingKeysWith: { first, _ in first })
    lists = Dictionary(
      model.all("instance").compactMap { list in list["id"].map { ($0, list) } },
      uniquingKeysWith: { first, _ in first })
  }

  mutating func read(_ parent: XMLNode, context: String) {
    for node in parent.children {
      let bound = node["bind"].flatMap { pathOfBindID[$0] }
      let path = (node["ref"] ?? node["nodeset"] ?? bound).map { resolvePath($0, in: context) }
      switch node.name {
      case "group": read(node, context: path ?? context)
      case "repeat":
        if let path { repeats.append(below(path)) }
        read(node, context: path ?? context)
      case "input", "select", "select1", "upload", "range", "rank", "trigger", "secret":
        if let path, known.insert(path).inserted { variables.append(variable(node, path)) }
      default: continue
      }
    }
  }

  private func below(_ path: String) -> String {
    path.hasPrefix(rootPath + "/") ? String(path.dropFirst(rootPath.count + 1)) : path
  }

  private mutating func variable(_ node: XMLNode, _ path: String) -> SurveyVariable {
    let name = below(path)
    let bind = bindOfPath[path]
    shown[name] = condition(path)
    let label = node.child("label").map { texts.label($0) } ?? LocalizedText("")
    let hasLabel = !(label.zh.isEmpty && label.en.isEmpty)
    var variable = SurveyVariable(
      name: name, question: name, kind: kind(node.name, bind?.type), text: hasLabel ? label : LocalizedText(name))
    if ["select", "select1", "rank"].contains(node.name) { variable.options = options(node, name) }
    variable.isRequired = bind?.required == "true()"
    if variable.kind == .numeric {
      let isInteger = ["int", "integer"].contains(bind?.type ?? "")
      if node.name == "range", let low = node["start"].flatMap(Double.init),
        let high = node["end"].flatMap(Double.init),
        low <= high
      {
        variable.validRange = ValidRange(minimum: low, maximum: high, isInteger: isInteger)
      } else if let bounds = bind?.constraint.flatMap(numericBounds) {
        variable.validRange = ValidRange(
          minimum: bounds.lowerBound, maximum: bounds.upperBound, isInteger: isInteger)
      }
    }
    return variable
  }

  /// The conditions of the groups around a field and its own.
  private func condition(_ path: String) -> ShownCondition? {
    var condition: ShownCondition?
    var place = rootPath
    for step in below(path).split(separator: "/") {
      place += "/\(step)"
      condition = ShownCondition.adding(bindOfPath[place]?.relevant, .xpath, context: place, to: condition)
    }
    return condition
  }

  private func kind(_ control: String, _ type: String?) -> VariableKind {
    switch control {
    case "select1": return .single
    case "select": return .multi
    case "range": return .numeric
    default: return ["int", "integer", "decimal", "double", "float"].contains(type ?? "") ? .numeric : .open
    }
  }

  private mutating func options(_ node: XMLNode, _ name: String) -> [AnswerOption] {
    var options = node.all("item").map { item in
      let code = item.child("value")?.fullText.trimmed ?? ""
      return AnswerOption(code: code, label: item.child("label").map { texts.label($0) } ?? LocalizedText(code))
    }
    for itemset in node.all("itemset") {
      let wanted = XFormItemset(itemset)
      guard let id = wanted.list, let list = lists[id], !wanted.items(of: list).isEmpty else {
        notes.append("\(name): its options are in another file or computed (\(itemset["nodeset"] ?? ""))")
        continue
      }
      for item in wanted.items(of: list) {
        let code = item.child(wanted.value)?.fullText.trimmed ?? ""
        let label: LocalizedText
        if let key = wanted.textKey {
          label = item.child(key).flatMap { texts[$0.fullText.trimmed] } ?? LocalizedText(code)
        } else {
          label = item.child(wanted.label).map { texts.label($0) } ?? LocalizedText(code)
        }
        options.append(AnswerOption(code: code, label: label))
      }
    }
    return options
  }
}
