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
    if let frame { checkFrame(reader, frame.source, strata: strata, margins: margins) }
    let collapsing = reader.mapping("collapse", "collapse").flatMap {
      self.collapsing($0, strata: reader.texts("strata") ?? [])
    }
    let firm = variables.map { reader.name("firm", among: $0, what: "variable of the survey") } ?? reader.text("firm")
    let invitations = reader.integer("invitations", in: 1...1_000_000_000)
    guard let selection, let frame else { return nil }
    return SampleDesign(
      selection: selection, strata: strata, population: frame.source.name, populationCount: frame.count,
      margins: margins, collapsing: collapsing, firm: firm,
      invitations: invitations)
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
