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
    // Places in the order stand for the units.
    var columns: [Set<Int>] = count > 0 ? [Set(0..<count)] : []
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) where differs(order[first], order[second]) {
        var next: [Set<Int>] = []
        for column in columns {
          if column.contains(first) && column.contains(second) {
            next.append(column.subtracting([first]))
            next.append(column.subtracting([second]))
          } else {
            next.append(column)
          }
        }
        columns = Self.absorbed(next)
      }
    }
    let sorted = Self.swept(columns.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }, count)
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

  /// Groups that are part of no other.
  private static func absorbed(_ columns: [Set<Int>]) -> [Set<Int>] {
    var kept: [Set<Int>] = []
    for column in columns.sorted(by: { $0.count > $1.count }) where !kept.contains(where: { column.isSubset(of: $0) }) {
      kept.append(column)
    }
    return kept
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
