internal import Diagnostics

/// Reads units.yaml.
struct UnitsDecoder {
  let log: ConfigurationLog

  func decode(_ node: ConfigurationNode) -> UnitRegistry? {
    guard let file = MappingReader(node, "units", path: .root, log: log) else { return nil }
    let city = file.mapping("city", "city").flatMap { reader in
      unit(reader, level: "city")
    }
    let level = file.text("level") ?? "district"
    var units: [AssessedUnit] = []
    let readers = file.mappings("units", "unit")
    for reader in readers {
      if let unit = unit(reader, level: level) { units.append(unit) }
    }
    if file.has("units") && readers.isEmpty {
      file.problem(.structure, "units", "`units` lists no unit", advice: "List the units, each with `id` and `name`")
    }
    let registry = UnitRegistry(city: city, units: units)
    checkNames(registry, file, readers)
    for reader in readers { checkRelations(reader, registry) }
    return registry
  }

  private func unit(_ reader: MappingReader, level: String) -> AssessedUnit? {
    let members = reader.section["members"] == nil ? [] : reader.texts("members") ?? []
    guard let id = reader.text("id") else { return nil }
    var unit = AssessedUnit(
      id: id, name: reader.localizedText("name") ?? LocalizedText(id), level: level,
      aliases: reader.texts("aliases") ?? [], members: members, isRanked: members.isEmpty)
    guard reader.section.name == "unit" else { return unit }
    if let own = reader.text("level") { unit.level = own }
    if let ranked = reader.boolean("ranked") {
      if ranked && !members.isEmpty {
        reader.problem(
          .structure, "ranked", "`\(reader.path).ranked`: a union of units is never ranked",
          advice: "Set it to false, or leave out `members`")
      } else {
        unit.isRanked = ranked
      }
    }
    unit.carvedOutOf = reader.text("carved_out_of")
    if unit.level == "city" {
      reader.problem(
        .notAllowed, "level", "`\(reader.path).level` cannot be `city`, which is the level of the whole",
        advice: "Use another word, such as `district`")
    }
    return unit
  }

  /// No code, name or alias may mean two units.
  private func checkNames(_ registry: UnitRegistry, _ file: MappingReader, _ readers: [MappingReader]) {
    var owners: [String: String] = [:]
    func claim(_ unit: AssessedUnit, at location: SourceLocation) {
      var own: Set<String> = []
      for name in [unit.id, unit.name.zh, unit.name.en] + unit.aliases {
        let key = name.split(whereSeparator: \.isWhitespace).joined()
        guard own.insert(key).inserted else { continue }
        if let other = owners[key] {
          log.add(
            .duplicateName, at: location, "`\(name)` means two units: `\(other)` and `\(unit.id)`",
            advice: "Give each unit its own id, name and aliases")
        } else {
          owners[key] = unit.id
        }
      }
    }
    if let city = registry.city { claim(city, at: file.keyLocation("city")) }
    for reader in readers {
      if let unit = registry.units.first(where: { $0.id == reader.text("id") }) {
        let isRepeated = readers.contains { $0.text("id") == unit.id && $0.path != reader.path }
        if isRepeated && readers.first(where: { $0.text("id") == unit.id })?.path != reader.path {
          reader.problem(
            .duplicateName, "id", "the unit id `\(unit.id)` is used twice", advice: "Give each unit its own id")
        } else {
          claim(unit, at: reader.keyLocation("id"))
        }
      }
    }
  }

  private func checkRelations(_ reader: MappingReader, _ registry: UnitRegistry) {
    let simple = registry.units.filter(\.members.isEmpty).map(\.id)
    _ = reader.names("members", among: simple, what: "unit")
    if let parent = reader.name("carved_out_of", among: simple, what: "unit"), parent == reader.text("id") {
      reader.problem(.structure, "carved_out_of", "`\(parent)` cannot be carved out of itself")
    }
  }
}
