/// Something that gets a score: the whole city, a district, a country.
public struct AssessedUnit: Sendable, Hashable {
  /// The code used in every table, such as `GX`.
  public var id: String
  public var name: LocalizedText
  /// `city` for the whole; otherwise the word of the pipeline, such as `district`, `parent` or `country`.
  public var level: String
  /// Other spellings and codes by which sources name this unit.
  public var aliases: [String]
  /// A unit that is the union of other units (a parent including its zone); empty for a unit of its own.
  public var members: [String]
  /// Whether it takes part in ranks; a union never does.
  public var isRanked: Bool
  /// The unit it was carved out of, if any.
  public var carvedOutOf: String?

  public init(
    id: String, name: LocalizedText, level: String, aliases: [String] = [], members: [String] = [],
    isRanked: Bool = true, carvedOutOf: String? = nil
  ) {
    self.id = id
    self.name = name
    self.level = level
    self.aliases = aliases
    self.members = members
    self.isRanked = isRanked
    self.carvedOutOf = carvedOutOf
  }
}

/// All units of a pipeline, in declared order.
public struct UnitRegistry: Sendable, Hashable {
  /// The whole that the ranked units make up; nil when there is none (an index of countries).
  public var city: AssessedUnit?
  /// Ranked units and unions, in declared order.
  public var units: [AssessedUnit]

  public init(city: AssessedUnit?, units: [AssessedUnit]) {
    self.city = city
    self.units = units
  }

  public var ranked: [AssessedUnit] { units.filter(\.isRanked) }
  public var unions: [AssessedUnit] { units.filter { !$0.members.isEmpty } }

  /// The city first, then the others in declared order.
  public var all: [AssessedUnit] { (city.map { [$0] } ?? []) + units }

  public subscript(id: String) -> AssessedUnit? { all.first { $0.id == id } }

  /// The unit that a source means by `text`: its code, a name or an alias, after trimming white space.
  public func unit(named text: String) -> AssessedUnit? {
    let wanted = text.split(whereSeparator: \.isWhitespace).joined()
    func matches(_ unit: AssessedUnit) -> Bool {
      ([unit.id, unit.name.zh, unit.name.en] + unit.aliases).contains {
        $0.split(whereSeparator: \.isWhitespace).joined() == wanted
      }
    }
    return all.first(where: matches)
  }
}
