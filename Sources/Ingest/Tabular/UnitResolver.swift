import Diagnostics
import SurveyModel
import Tables

/// Finds the assessed unit that a source means, however its name is written.
struct UnitResolver {
  let registry: UnitRegistry
  /// The ids of all units, the city's first: the dictionary of every `unit_id` column.
  let ids: [String]
  private var positions: [String: Int] = [:]
  private let names: [String]

  init(_ registry: UnitRegistry) {
    self.registry = registry
    ids = registry.all.map(\.id)
    var names: [String] = []
    for (position, unit) in registry.all.enumerated() {
      for name in [unit.id, unit.name.zh, unit.name.en] + unit.aliases where !name.isEmpty {
        names.append(name)
        // The registry's own order decides when two units share a spelling.
        if positions[textKey(name)] == nil { positions[textKey(name)] = position }
      }
    }
    self.names = names
  }

  /// The position in ``ids`` of the unit named so, footnote marks and "of which" in front left out; nil: unknown.
  func position(of text: String) -> Int? {
    if let unit = registry.unit(named: text) { return ids.firstIndex(of: unit.id) }
    if let position = positions[textKey(text)] { return position }
    var bare = droppingFootnoteMarks(textKey(text))
    for mark in ["其中:", "其中", "#"] where bare.hasPrefix(mark) { bare.removeFirst(mark.count) }
    return positions[bare]
  }

  func unit(at position: Int) -> AssessedUnit { registry.all[position] }

  /// What to do about an unknown name.
  func advice(for text: String) -> String {
    let nearest = nearestName(to: text, among: names).map { "Did you mean \($0)? " } ?? ""
    return "\(nearest)Correct it, or add it to the aliases of its unit in units.yaml"
  }
}
