internal import Diagnostics

/// Reads the `design` of pipeline.yaml.
struct DesignDecoder {
  let log: ConfigurationLog
  let sources: [SourceDefinition]
  /// Variables of the cleaned survey; nil when they could not be read, and then names are not checked.
  let variables: [String]?

  func decode(_ reader: MappingReader) -> SampleDesign? {
    let selection = reader.word("selection", as: SelectionMethod.self)
    let strata = reader.names("strata", among: variables, what: "variable of the survey") ?? []
    if reader.has("strata") && strata.isEmpty {
      reader.problem(.structure, "strata", "`design.strata` names no variable", advice: "Name at least one")
    }
    let frame = population(reader)
    let margins = (reader.list("margins") ?? []).map { item in
      checkedNames(
        configurationList(item.node, path: item.path, log: log) ?? [], among: variables,
        what: "variable of the survey", log: log)
    }
    let collapsing = reader.mapping("collapse", "collapse").flatMap {
      self.collapsing($0, strata: reader.texts("strata") ?? [])
    }
    let invitations = reader.integer("invitations", in: 1...1_000_000_000)
    var design = SampleDesign(
      selection: selection ?? .volunteer, strata: strata, population: frame?.source.name,
      populationCount: frame?.count, margins: margins, collapsing: collapsing, firm: variable(reader, "firm"),
      invitations: invitations)
    design.weights = variable(reader, "weights")
    design.cluster = variable(reader, "cluster")
    design.populationSize = variable(reader, "fpc")
    design.areUnitsNested = reader.boolean("nested") ?? false
    design.lonelyPolicy = reader.word("lonely", as: LonelyPolicy.self) ?? .certainty
    design.nonResponse = reader.mapping("nonresponse", "nonresponse").flatMap(nonResponse)
    design.bounds = range(reader, "bounds")
    design.trimming = range(reader, "trim")
    if let frame {
      // Given weights make strata that the population need not know.
      let known = design.weights == nil ? strata : []
      checkFrame(reader, frame.source, strata: known, margins: margins)
    }
    checkFit(reader, design)
    guard selection != nil, frame != nil || design.weights != nil else { return nil }
    return design
  }

  /// A variable of the cleaned survey.
  private func variable(_ reader: MappingReader, _ key: String) -> String? {
    variables.map { reader.name(key, among: $0, what: "variable of the survey") } ?? reader.text(key)
  }

  /// Which keys go together.
  private func checkFit(_ reader: MappingReader, _ design: SampleDesign) {
    if reader.has("weights") {
      if reader.has("collapse") {
        reader.problem(
          .structure, "collapse", "`design.collapse` merges strata that weights are made by, and `weights` gives them",
          advice: "Leave out one of the two")
      }
    } else {
      if !reader.has("population") {
        reader.problem(
          .missingKey, "selection", "`design` has neither `population` nor `weights`",
          advice: "Name the population counts that weights follow from, or the variable that holds the weights")
      }
      for key in ["cluster", "fpc", "nonresponse"] where reader.has(key) {
        reader.problem(
          .structure, key, "`design.\(key)` goes with `weights`",
          advice: "Without them records are drawn in the strata of the population, one by one")
      }
      if reader.has("population"), !reader.has("strata") {
        reader.problem(
          .missingKey, "population", "`design.strata` is missing, which weights follow from with `population`",
          advice: "Name the variables that make the strata")
      }
    }
    if !design.margins.isEmpty, !reader.has("population") {
      reader.problem(
        .structure, "margins", "`design.margins` needs `population`, which counts their classes",
        advice: "Name a source of role frame")
    }
    if let bounds = design.bounds, !(bounds.lowerBound < 1 && bounds.upperBound > 1) {
      reader.problem(
        .outOfRange, "bounds",
        "`design.bounds` must be below 1 and above 1, found \(bounds.lowerBound) and "
          + "\(bounds.upperBound)")
    }
    if design.bounds != nil, design.margins.isEmpty {
      reader.problem(.structure, "bounds", "`design.bounds` limits what `margins` do, and there are none")
    }
  }

  private func nonResponse(_ reader: MappingReader) -> NonResponseClasses? {
    let classes = reader.names("classes", among: variables, what: "variable of the survey") ?? []
    let codes = reader.texts("responded") ?? []
    if reader.has("responded"), codes.isEmpty {
      reader.problem(.structure, "responded", "`\(reader.path).responded` has no code", advice: "Name at least one")
    }
    return variable(reader, "variable").map { NonResponseClasses(variable: $0, responded: codes, classes: classes) }
  }

  /// Two numbers, the smaller first.
  private func range(_ reader: MappingReader, _ key: String) -> ClosedRange<Double>? {
    guard let items = reader.list(key) else { return nil }
    let numbers = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    guard numbers.count == items.count else { return nil }
    guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else {
      reader.problem(
        .outOfRange, key, "`design.\(key)` must be two numbers of 0 or more, the smaller first",
        advice: "Write it as `[0.3, 3]`")
      return nil
    }
    return numbers[0]...numbers[1]
  }

  private func population(_ reader: MappingReader) -> (source: SourceDefinition, count: String)? {
    guard let population = reader.mapping("population", "population") else { return nil }
    let frames = sources.filter { $0.role == .frame }
    let count = population.text("count")
    guard let name = population.name("source", among: frames.map(\.name), what: "source of role `frame`"),
      let frame = frames.first(where: { $0.name == name }), let count
    else { return nil }
    if !frame.columns.contains(where: { $0.name == count }) {
      population.problem(
        .unknownName, "count", "`\(population.path).count`: the source `\(name)` has no column `\(count)`",
        advice: adviceOnName(count, among: frame.columns.map(\.name), what: "Its columns"))
    }
    return (frame, count)
  }

  /// The population must be known by every variable that weights are made with.
  private func checkFrame(
    _ reader: MappingReader, _ frame: SourceDefinition, strata: [String], margins: [[String]]
  ) {
    let known = frame.columns.map(\.name) + (frame.unitColumn == nil ? [] : [unitColumnName])
    for (key, names) in [("strata", strata), ("margins", margins.flatMap { $0 })] {
      for name in names where !known.contains(name) {
        reader.problem(
          .unknownName, key, "`design.\(key)`: the population source `\(frame.name)` has no column `\(name)`",
          advice: "Its columns: \(alternatives(known))")
      }
    }
  }

  private func collapsing(_ reader: MappingReader, strata: [String]) -> CellCollapsing? {
    let order = reader.names("order", among: nil, what: "code")
    let minimum = reader.integer("minimum_respondents", in: 1...1_000_000) ?? 20
    let factor = reader.number("maximum_factor") ?? 3
    if factor <= 1 {
      reader.problem(.outOfRange, "maximum_factor", "`\(reader.path).maximum_factor` must be above 1, found \(factor)")
    }
    guard let variable = reader.name("variable", among: strata, what: "strata variable"), let order else { return nil }
    return CellCollapsing(variable: variable, order: order, minimumRespondents: minimum, maximumFactor: factor)
  }
}
