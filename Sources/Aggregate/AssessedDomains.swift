internal import SurveyModel

/// The units as domains of estimation: each is a list of blocks, and a block is a ranked unit.
///
/// Blocks do not overlap, so the city and the unions are sums of blocks and nothing counts twice.
struct AssessedDomains: Sendable {
  struct Domain: Sendable {
    let unit: AssessedUnit
    let blocks: [Int]
    let isCity: Bool
    var isUnion: Bool { !unit.members.isEmpty }
  }

  /// In the order of `UnitRegistry.all`.
  let domains: [Domain]
  let blockIDs: [String]
  /// The domain of each block.
  let domainOfBlock: [Int]
  let city: Int?

  /// Domains that are no units: estimates are made for them, and nothing is ranked.
  init(count: Int) {
    let nobody = AssessedUnit(id: "", name: LocalizedText(""), level: "")
    domains = (0..<count).map { _ in Domain(unit: nobody, blocks: [], isCity: false) }
    blockIDs = []
    domainOfBlock = []
    city = nil
  }

  init(_ units: UnitRegistry) {
    blockIDs = units.ranked.map(\.id)
    let position = Dictionary(blockIDs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = blockIDs
    domains = units.all.map { unit in
      let isCity = unit.id == units.city?.id
      let members = isCity ? ids : unit.members.isEmpty ? [unit.id] : unit.members
      return Domain(unit: unit, blocks: members.compactMap { position[$0] }.sorted(), isCity: isCity)
    }
    let domainOfUnit = Dictionary(
      domains.enumerated().map { ($1.unit.id, $0) }, uniquingKeysWith: { first, _ in first })
    domainOfBlock = ids.map { domainOfUnit[$0] ?? 0 }
    city = domains.firstIndex { $0.isCity }
  }
}
