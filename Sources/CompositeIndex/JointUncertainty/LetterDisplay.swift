/// Letters that tell which units cannot be told apart: two units share a letter exactly when they are not clearly different.
///
/// H.-P. Piepho, "An algorithm for a letter-based representation of all-pairwise comparisons", Journal of Computational and
/// Graphical Statistics 13 (2004): insert and absorb, then sweep letters that say nothing new. "Cannot be told apart" is not
/// transitive, so groups overlap.
public struct LetterDisplay: Sendable, Hashable {
  /// Units of each letter, best first; letters in the order of their best unit.
  public let groups: [[Int]]
  /// Letters of each unit, such as `ab`; after `z` come `aa`, `ab`, set off by dots.
  public let letters: [String]

  /// - Parameters:
  ///   - order: positions of the units from best to worst.
  ///   - differs: whether two units are clearly different; must not depend on the order of the two.
  public init(order: [Int], differs: (Int, Int) -> Bool) {
    let count = order.count
    let columns = Self.largestGroups(count) { differs(order[$0], order[$1]) }
    let sorted = Self.swept(columns.sorted { $0.lexicographicallyPrecedes($1) }, count)
    groups = sorted.map { $0.map { order[$0] } }
    var texts = [[String]](repeating: [], count: (order.max() ?? -1) + 1)
    for (position, group) in sorted.enumerated() {
      for place in group { texts[order[place]].append(Self.letter(position)) }
    }
    let isLong = sorted.count > 26
    letters = texts.map { $0.joined(separator: isLong ? "." : "") }
  }

  /// Letters for joint rank confidence sets, as ``simultaneousRankSets(scores:replicates:level:)`` gives them: two units differ when
  /// one is clearly better.
  public init(sets: [RankConfidenceSet]) {
    let order = sets.indices.sorted { sets[$0].rank != sets[$1].rank ? sets[$0].rank < sets[$1].rank : $0 < $1 }
    let worse = sets.map { Set($0.clearlyWorse) }
    self.init(order: order) { worse[$0].contains($1) || worse[$1].contains($0) }
  }

  /// Every group of places of which no two differ and that is part of no other: what inserting all differing pairs and absorbing
  /// comes to, one place after the other.
  private static func largestGroups(_ count: Int, differs: (Int, Int) -> Bool) -> [[Int]] {
    var groups: [Places] = []
    for place in 0..<count {
      var alike = Places(count: count)
      for earlier in 0..<place where !differs(earlier, place) { alike.insert(earlier) }
      // With the new place, each group is as far as it is alike; one that is alike throughout grows.
      var grown = groups.map { $0.intersection(alike) }
      if grown.isEmpty { grown = [Places(count: count)] }
      grown.sort { $0.count > $1.count }
      var kept: [Places] = []
      for group in grown where !kept.contains(where: { group.isSubset(of: $0) }) { kept.append(group) }
      for position in kept.indices { kept[position].insert(place) }
      groups = groups.filter { !$0.isSubset(of: alike) } + kept
    }
    return groups.map(\.members)
  }

  /// A set of places as bits.
  private struct Places {
    private var words: [UInt64]
    private(set) var count = 0

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    var members: [Int] {
      words.indices.flatMap { word in (0..<64).filter { words[word] >> $0 & 1 == 1 }.map { word * 64 + $0 } }
    }

    mutating func insert(_ place: Int) {
      if words[place / 64] >> (place % 64) & 1 == 0 { count += 1 }
      words[place / 64] |= 1 << (place % 64)
    }

    func intersection(_ other: Places) -> Places {
      var result = self
      result.count = 0
      for word in words.indices {
        result.words[word] &= other.words[word]
        result.count += result.words[word].nonzeroBitCount
      }
      return result
    }

    func isSubset(of other: Places) -> Bool {
      words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
    }
  }

  /// Leaves out groups all of whose pairs stand together in other groups too.
  private static func swept(_ groups: [[Int]], _ count: Int) -> [[Int]] {
    var shared = [Int](repeating: 0, count: count * count)
    func tally(_ group: [Int], _ change: Int) {
      for a in group { for b in group { shared[a * count + b] += change } }
    }
    for group in groups { tally(group, 1) }
    var kept = groups
    // The last ones first: what is left begins with the letters of the best.
    for position in groups.indices.reversed() {
      let group = groups[position]
      if group.allSatisfy({ a in group.allSatisfy { shared[a * count + $0] > 1 } }) {
        tally(group, -1)
        kept.remove(at: position)
      }
    }
    return kept
  }

  private static func letter(_ position: Int) -> String {
    let scalar = String(UnicodeScalar(UInt8(97 + position % 26)))
    return position < 26 ? scalar : letter(position / 26 - 1) + scalar
  }
}
