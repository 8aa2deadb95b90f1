internal import Diagnostics

/// What framework.yaml gives: the tree and the Likert maps.
struct DecodedFramework {
  var framework: Framework
  var likertMaps: [String: [Double]]
  /// The nodes that expressions were read from, by id, for positions inside them.
  var expressionNodes: [String: ConfigurationNode]
  /// The same of denominators.
  var denominatorNodes: [String: ConfigurationNode]
}

/// Reads framework.yaml.
struct FrameworkDecoder {
  let log: ConfigurationLog
  /// The sources of the pipeline; empty when they could not be read, and then names are not checked.
  let sources: [SourceDefinition]
  let questionnaire: Questionnaire?
  private let panels: [ExpertPanel]
  /// Ids of the ranked units; nil when they could not be read.
  private let units: [String]?

  private var nodes: [FrameworkNode] = []
  private var monitors: [Monitor] = []
  private var idsSeen: Set<String> = []
  private var likertMaps: [String: [Double]] = [:]
  private var expressionNodes: [String: ConfigurationNode] = [:]
  private var denominatorNodes: [String: ConfigurationNode] = [:]
  /// What holds for nodes and indicators that do not say otherwise.
  private var standardMethod = NodeMethod()
  private var standardTreatment: IndicatorTreatment?
  private var flatNodes = FlatNodes()

  init(
    log: ConfigurationLog, sources: [SourceDefinition], questionnaire: Questionnaire?, panels: [ExpertPanel] = [],
    units: [String]? = nil
  ) {
    self.log = log
    self.sources = sources
    self.questionnaire = questionnaire
    self.panels = panels
    self.units = units
  }

  /// The Likert maps alone, which the questionnaire needs before the framework can be read as a whole; reports nothing.
  static func likertMaps(_ node: ConfigurationNode) -> [String: [Double]] {
    FrameworkDecoder(log: ConfigurationLog(), sources: [], questionnaire: nil).readMaps(
      node["likert_maps"], path: .root)
  }

  mutating func decode(_ node: ConfigurationNode) -> DecodedFramework? {
    guard let file = MappingReader(node, "framework", path: .root, log: log) else { return nil }
    likertMaps = readMaps(file.node("likert_maps"), path: ConfigurationPath(parts: ["likert_maps"]))
    let policy = file.word("missing_indicator", as: MissingIndicatorPolicy.self) ?? .rescale
    standardMethod = MethodDecoder(log: log, panels: panels).method(file)
    standardTreatment = TreatmentDecoder(log: log).treatment(file, standard: nil)
    flatNodes = FlatNodes(file.mappings("nodes", "node"), log: log)
    if let index = file.mapping("index", "node") { read(index, parent: nil, depth: 0) }
    flatNodes.reportUnreached(codes: nodes.map(\.id), log: log)
    for monitor in file.mappings("monitors", "monitor") { read(monitor: monitor) }
    guard !nodes.isEmpty else { return nil }
    return DecodedFramework(
      framework: Framework(nodes: nodes, monitors: monitors, missingIndicator: policy), likertMaps: likertMaps,
      expressionNodes: expressionNodes, denominatorNodes: denominatorNodes)
  }

  private func readMaps(_ node: ConfigurationNode?, path: ConfigurationPath) -> [String: [Double]] {
    guard let node else { return [:] }
    guard case .mapping(let entries) = node.value else {
      log.add(.wrongType, at: node.location, "`likert_maps` must be a mapping of names, found \(node.found)")
      return [:]
    }
    var maps: [String: [Double]] = [:]
    for entry in entries {
      let place = path.appending(entry.key)
      let items = configurationList(entry.value, path: place, log: log) ?? []
      let scores = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
      if scores.contains(where: { !(0...100).contains($0) }) {
        log.add(.outOfRange, at: entry.value.location, "`\(place)`: scores of a Likert map lie between 0 and 100")
      }
      maps[entry.key] = scores
    }
    return maps
  }

  /// Appends a node and what is below it, in pre-order.
  private mutating func read(_ reader: MappingReader, parent: Int?, depth: Int) {
    let id = reader.text("code") ?? ""
    if !id.isEmpty && !idsSeen.insert(id).inserted {
      reader.problem(.duplicateName, "code", "the code `\(id)` is used twice", advice: "Give each node its own code")
    }
    let weight = reader.number("weight") ?? 1
    if weight <= 0 {
      reader.problem(
        .outOfRange, "weight", "`\(reader.path).weight` must be above 0, found `\(weight)`",
        advice: "To leave a node out, remove it")
    }
    let position = nodes.count
    nodes.append(
      FrameworkNode(
        id: id, name: reader.localizedText("name") ?? LocalizedText(id), weight: weight, parent: parent, depth: depth,
        location: reader.keyLocation("code")))
    if let parent { nodes[parent].children.append(position) }
    checkParent(reader, id: id, parent: parent)
    let children = reader.mappings("children", "node") + flatNodes.children(of: id)
    let isLeaf = !reader.has("children") && children.isEmpty
    if isLeaf {
      for key in ["weighting", "aggregation", "minimum_available"] where reader.has(key) {
        reader.problem(
          .structure, key, "`\(reader.path.appending(key))`: `\(id)` is an indicator and has nothing to put together",
          advice: "Move `\(key)` to the node above it")
      }
      nodes[position].indicator = indicator(reader, id: id)
    } else {
      nodes[position].method = MethodDecoder(log: log, panels: panels).method(reader, standard: standardMethod)
      for key in Self.indicatorKeys where reader.has(key) {
        log.add(
          .structure, at: reader.keyLocation(key),
          "`\(reader.path.appending(key))`: `\(id)` has children and cannot be an indicator too",
          advice: "Move `\(key)` to an indicator below it")
      }
      if children.isEmpty {
        reader.problem(.structure, "children", "`\(id)` has no children", advice: "List them, or remove the node")
      }
      guard depth < 100 else {
        reader.problem(.structure, "children", "the framework has more than 100 levels")
        return
      }
      for child in children { read(child, parent: position, depth: depth + 1) }
      checkPanels(nodes[position].method.weighting, of: position, reader)
    }
  }

  private static let indicatorKeys = [
    "expression", "score", "source", "direction", "denominator", "target", "transform", "treatment",
  ]

  /// `parent` is for nodes of the list; a nested one has its parent around it.
  private func checkParent(_ reader: MappingReader, id: String, parent: Int?) {
    guard let written = reader.text("parent"), !flatNodes.contains(reader) else { return }
    let above = parent.map { nodes[$0].id }
    if written == above { return }
    reader.problem(
      .structure, "parent",
      above.map { "`\(id)` stands below `\($0)` and names the parent `\(written)`" }
        ?? "`\(id)` is the index and names the parent `\(written)`",
      advice: "Leave `parent` out: it is for the nodes listed under `nodes`")
  }

  /// A panel compares exactly the children of the node.
  private func checkPanels(_ scheme: WeightingScheme, of position: Int, _ reader: MappingReader) {
    switch scheme {
    case .combined(let parts, _): for part in parts { checkPanels(part, of: position, reader) }
    case .analyticHierarchy(let panel), .budgetAllocation(let panel):
      let children = nodes[position].children.map { nodes[$0].id }
      if Set(panel.compared) == Set(children) { return }
      reader.problem(
        .structure, "weighting",
        "the panel `\(panel.id)` compares \(alternatives(panel.compared)), but below `\(nodes[position].id)` there are "
          + alternatives(children),
        advice: "Let the panel compare exactly the children")
    default: break
    }
  }

  private mutating func indicator(_ reader: MappingReader, id: String) -> Indicator? {
    guard let expressionNode = reader.node("expression"), let expression = reader.text("expression") else {
      if !reader.has("expression") {
        log.add(
          .missingKey, at: reader.keyLocation("code"), "the indicator `\(id)` has no `expression`",
          advice: "Give it `expression`, `source` and `score`, or `children`")
      }
      return nil
    }
    let word = reader.word("direction", as: Direction.self)
    let direction = word ?? .positive
    let isDirectionKnown = word != nil || !reader.has("direction")
    let source = source(reader, id: id)
    if !reader.has("score") {
      log.add(
        .missingKey, at: reader.keyLocation("code"), "the indicator `\(id)` has no `score`",
        advice: "Give one of `score: {goalpost: [worst, best]}`, `{likert: map}`, `{min_max: [0, 100]}`")
    }
    let target = reader.number("target")
    let score = reader.mapping("score", "score").flatMap {
      ScoreMapDecoder(log: log, likertMaps: likertMaps.keys.sorted(), units: units)
        .scoreMap($0, direction: isDirectionKnown ? direction : nil, target: target, id: id)
    }
    if expressionNodes[id] == nil { expressionNodes[id] = expressionNode }
    let denominator = reader.text("denominator")
    if denominatorNodes[id] == nil { denominatorNodes[id] = reader.node("denominator") }
    let transform = reader.word("transform", as: ValueTransform.self)
    let treatment = TreatmentDecoder(log: log).treatment(reader, standard: standardTreatment)
    if let score { checkScale(reader, score, transform: transform, treatment: treatment, id: id) }
    return Indicator(
      expression: expression, source: source?.name ?? "", direction: direction,
      score: score ?? .minMax(lower: 0, upper: 100), unit: reader.localizedText("unit") ?? LocalizedText(""),
      decimals: reader.integer("decimals", in: 0...6) ?? 1,
      sourceLabel: reader.localizedText("source_label") ?? label(of: source?.role),
      owner: reader.localizedText("owner"), basis: reader.text("basis"), location: expressionNode.location,
      denominator: denominator, transform: transform, treatment: treatment)
  }

  /// A scale that is set beforehand must still mean something after the transformations.
  private func checkScale(
    _ reader: MappingReader, _ score: ScoreMap, transform: ValueTransform?, treatment: IndicatorTreatment?, id: String
  ) {
    if !score.isRelative, treatment?.transformation != nil {
      reader.problem(
        .notAllowed, reader.has("treatment") ? "treatment" : "score",
        "`\(id)`: a transformation of outliers changes the scale that `\(score.word)` is set on",
        advice: "Use `treatment: {winsorise: …}` alone, `treatment: none`, or a score over the units such as `min_max`")
    }
    guard let transform else { return }
    let ends: [Double]
    switch score {
    case .goalpost(let worst, let best): ends = [worst, best]
    case .efficacy(let scale, _, _): ends = scale.map { [$0.worst, $0.best] } ?? []
    case .optimal(let lower, _, _, let upper): ends = [lower, upper]
    case .distanceToTarget(let target, _): ends = [target]
    case .likert, .climateIndex, .achievement:
      reader.problem(
        .notAllowed, "transform", "`\(id)`: `transform` does not go with `\(score.word)`", advice: "Leave it out")
      return
    default: ends = []
    }
    for end in ends where transform.value(end).map({ !$0.isFinite }) ?? true {
      reader.problem(
        .goalposts, "transform", "`\(id)`: `transform: \(transform.rawValue)` is not defined at the end \(end)",
        advice: "Choose ends within the transformation's range, or another transformation")
    }
  }

  /// The source that is named, or the only one with data to estimate from.
  private func source(_ reader: MappingReader, id: String) -> SourceDefinition? {
    let usable = sources.filter { [.survey, .statistics, .records].contains($0.role) }
    if sources.isEmpty {
      _ = reader.text("source")
      return nil
    }
    if reader.has("source") {
      return reader.name("source", among: usable.map(\.name), what: "source of data").flatMap { name in
        usable.first { $0.name == name }
      }
    }
    if usable.count == 1 { return usable[0] }
    log.add(
      .missingKey, at: reader.keyLocation("code"), "`\(id)` has no `source`",
      advice: "Name one of \(alternatives(usable.map(\.name)))")
    return nil
  }

  private func label(of role: SourceRole?) -> LocalizedText {
    switch role {
    case .survey: LocalizedText(zh: "企业问卷", en: "Enterprise survey")
    case .statistics: LocalizedText(zh: "部门统计", en: "Department statistics")
    case .records: LocalizedText(zh: "业务台账", en: "Case records")
    default: LocalizedText("")
    }
  }

  private mutating func read(monitor reader: MappingReader) {
    let id = reader.text("code") ?? ""
    if !id.isEmpty && !idsSeen.insert(id).inserted {
      reader.problem(.duplicateName, "code", "the code `\(id)` is used twice", advice: "Give each monitor its own code")
    }
    let source = source(reader, id: id)?.name ?? ""
    let name = reader.localizedText("name") ?? LocalizedText(id)
    let decimals = reader.integer("decimals", in: 0...6) ?? 1
    _ = reader.text("basis")
    switch (reader.node("expression"), reader.node("options_of")) {
    case (let node?, nil):
      guard let expression = reader.text("expression") else { return }
      if expressionNodes[id] == nil { expressionNodes[id] = node }
      monitors.append(
        Monitor(
          id: id, name: name, expression: expression, source: source,
          unit: reader.localizedText("unit") ?? LocalizedText(""), decimals: decimals, location: node.location))
    case (nil, let node?):
      readOptions(reader, node, id: id, source: source, decimals: decimals)
    default:
      log.add(
        .structure, at: reader.keyLocation("code"), "the monitor `\(id)` must have one of `expression` and `options_of`"
      )
    }
  }

  /// One monitor an option of a choice question: the share, in percent, of respondents who chose it.
  private mutating func readOptions(
    _ reader: MappingReader, _ node: ConfigurationNode, id: String, source: String, decimals: Int
  ) {
    let unit = reader.localizedText("unit") ?? LocalizedText("%")
    guard let questionnaire else { return }
    let choices = questionnaire.codebook.variables.filter { [.single, .multi, .likert].contains($0.kind) }
    guard let question = reader.name("options_of", among: choices.map(\.name), what: "choice question"),
      let variable = questionnaire.codebook[question]
    else { return }
    for option in variable.answers {
      let isNumber = Int(option.code).map(String.init) == option.code
      let code = isNumber ? option.code : "'" + option.code.split(separator: "'").joined(separator: "''") + "'"
      let condition = variable.kind == .multi ? "HAS(\(question), \(code))" : "\(question) = \(code)"
      let monitor = "\(id)_\(option.code)"
      if !idsSeen.insert(monitor).inserted {
        reader.problem(.duplicateName, "options_of", "the code `\(monitor)` is used twice")
      }
      monitors.append(
        Monitor(
          id: monitor, name: option.label, expression: "100 * SHARE(\(condition))", source: source, unit: unit,
          decimals: decimals, group: id, location: node.location))
    }
  }
}
