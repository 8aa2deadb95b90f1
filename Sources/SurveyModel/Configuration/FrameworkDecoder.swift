internal import Diagnostics

/// What framework.yaml gives: the tree and the Likert maps.
struct DecodedFramework {
  var framework: Framework
  var likertMaps: [String: [Double]]
  /// The nodes that expressions were read from, by id, for positions inside them.
  var expressionNodes: [String: ConfigurationNode]
}

/// Reads framework.yaml.
struct FrameworkDecoder {
  let log: ConfigurationLog
  /// The sources of the pipeline; empty when they could not be read, and then names are not checked.
  let sources: [SourceDefinition]
  let questionnaire: Questionnaire?

  private var nodes: [FrameworkNode] = []
  private var monitors: [Monitor] = []
  private var idsSeen: Set<String> = []
  private var likertMaps: [String: [Double]] = [:]
  private var expressionNodes: [String: ConfigurationNode] = [:]

  init(log: ConfigurationLog, sources: [SourceDefinition], questionnaire: Questionnaire?) {
    self.log = log
    self.sources = sources
    self.questionnaire = questionnaire
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
    if let index = file.mapping("index", "node") { read(index, parent: nil, depth: 0) }
    for monitor in file.mappings("monitors", "monitor") { read(monitor: monitor) }
    guard !nodes.isEmpty else { return nil }
    return DecodedFramework(
      framework: Framework(nodes: nodes, monitors: monitors, missingIndicator: policy), likertMaps: likertMaps,
      expressionNodes: expressionNodes)
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
        id: id, name: reader.localizedText("name") ?? LocalizedText(id), weight: weight, parent: parent, depth: depth))
    if let parent { nodes[parent].children.append(position) }
    let children = reader.mappings("children", "node")
    let isLeaf = !reader.has("children")
    if isLeaf {
      nodes[position].indicator = indicator(reader, id: id)
    } else {
      for key in ["expression", "score", "source", "direction"] where reader.has(key) {
        log.add(
          .structure, at: reader.keyLocation(key),
          "`\(reader.path.appending(key))`: `\(id)` has children and cannot be an indicator too",
          advice: "Move `\(key)` to an indicator below it")
      }
      if children.isEmpty {
        reader.problem(.structure, "children", "`\(id)` has no children", advice: "List them, or remove the node")
      }
      guard depth < 20 else {
        reader.problem(.structure, "children", "the framework has more than 20 levels")
        return
      }
      for child in children { read(child, parent: position, depth: depth + 1) }
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
    let score = reader.mapping("score", "score").flatMap {
      scoreMap($0, direction: isDirectionKnown ? direction : nil, id: id)
    }
    if expressionNodes[id] == nil { expressionNodes[id] = expressionNode }
    return Indicator(
      expression: expression, source: source?.name ?? "", direction: direction,
      score: score ?? .minMax(lower: 0, upper: 100), unit: reader.localizedText("unit") ?? LocalizedText(""),
      decimals: reader.integer("decimals", in: 0...6) ?? 1,
      sourceLabel: reader.localizedText("source_label") ?? label(of: source?.role),
      owner: reader.localizedText("owner"), basis: reader.text("basis"), location: expressionNode.location)
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

  private func scoreMap(_ reader: MappingReader, direction: Direction?, id: String) -> ScoreMap? {
    let given = ["goalpost", "likert", "min_max"].filter { reader.has($0) }
    guard given.count == 1 else {
      log.add(
        .structure, at: reader.location, "`\(reader.path)` must have exactly one of `goalpost`, `likert` and `min_max`",
        advice: given.isEmpty ? "Add one of them" : "Keep one of \(alternatives(given))")
      return nil
    }
    if let map = reader.name("likert", among: likertMaps.keys.sorted(), what: "Likert map") { return .likert(map: map) }
    if reader.has("likert") { return nil }
    guard let items = reader.list(given[0]) else { return nil }
    let ends = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    guard ends.count == items.count else { return nil }
    guard ends.count == 2 else {
      reader.problem(
        .structure, given[0], "`\(reader.path.appending(given[0]))` must have two numbers, found \(items.count)",
        advice: given[0] == "goalpost" ? "Write `[worst, best]`" : "Write `[lower, upper]`")
      return nil
    }
    if given[0] == "min_max" {
      if ends[0] >= ends[1] {
        reader.problem(.goalposts, "min_max", "`\(reader.path).min_max`: the lower end must lie below the upper end")
      }
      return .minMax(lower: ends[0], upper: ends[1])
    }
    if let direction, !(direction == .positive ? ends[1] > ends[0] : ends[1] < ends[0]) {
      let relation = direction == .positive ? "best above worst" : "worst above best"
      reader.problem(
        .goalposts, "goalpost",
        "the goalposts of `\(id)` contradict its direction `\(direction.rawValue)`: worst \(ends[0]), best \(ends[1])",
        advice: "With direction `\(direction.rawValue)` write \(relation), as `[worst, best]`, or change the direction")
    }
    return .goalpost(worst: ends[0], best: ends[1])
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
