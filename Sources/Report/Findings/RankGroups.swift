import SurveyModel

/// Ranked units of one node, split where neighbours are clearly apart.
struct RankGroups: Sendable, Hashable {
  /// Neighbouring places of which each cannot be told from the next.
  struct Group: Sendable, Hashable {
    var unitIDs: [String]
    /// Places from 1, in score order.
    var places: ClosedRange<Int>
    /// No two of its units are clearly apart; else only neighbours are alike.
    var isTie: Bool
  }

  /// In rank order; a unit clearly apart from both neighbours is a group of one.
  var groups: [Group]
  /// Maximal runs of at least two places no two of which are clearly apart.
  var ties: [Group]

  /// nil where the ranks have no confidence sets.
  init?(ordered ranks: [UnitRank]) {
    guard !ranks.isEmpty, ranks.allSatisfy({ $0.setLow != nil && $0.setHigh != nil }) else { return nil }
    let ids = ranks.map(\.unitID)
    let apart = Dictionary(
      ranks.map { ($0.unitID, Set($0.clearlyAbove).union($0.clearlyBelow)) }, uniquingKeysWith: { $0.union($1) })
    let places = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var isApart = [Bool](repeating: false, count: ids.count * ids.count)
    for (place, id) in ids.enumerated() {
      for other in (apart[id] ?? []).compactMap({ places[$0] }) {
        isApart[place * ids.count + other] = true
        isApart[other * ids.count + place] = true
      }
    }
    func areAlike(_ a: Int, _ b: Int) -> Bool { !isApart[a * ids.count + b] }
    func isTie(_ range: Range<Int>) -> Bool {
      range.allSatisfy { a in range.allSatisfy { b in a >= b || areAlike(a, b) } }
    }
    groups = []
    var start = 0
    for end in 1...ids.count where end == ids.count || !areAlike(end - 1, end) {
      groups.append(Group(unitIDs: Array(ids[start..<end]), places: (start + 1)...end, isTie: isTie(start..<end)))
      start = end
    }
    ties = []
    var reach = 0
    var end = 0
    for first in ids.indices {
      // What is alike from the place before on is alike from here on.
      end = max(end, first + 1)
      while end < ids.count, (first..<end).allSatisfy({ areAlike($0, end) }) { end += 1 }
      if end - first > 1, end > reach {
        ties.append(Group(unitIDs: Array(ids[first..<end]), places: (first + 1)...end, isTie: true))
        reach = end
      }
    }
  }
}

extension EvaluationIndex {
  /// Ranks of the wave on a node, best first.
  func orderedRanks(_ node: String) -> [UnitRank] {
    let positions = Dictionary(
      units.units.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    return units.ranked.compactMap { rank($0.id, node) }
      .sorted { ($0.rank, positions[$0.unitID] ?? 0) < ($1.rank, positions[$1.unitID] ?? 0) }
  }
}
