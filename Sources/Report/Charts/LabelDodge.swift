/// Places labels along a line so that none touches the next, as near to where they belong as can be.
enum LabelDodge {
  /// Centres for labels of the given sizes that want to be at `wanted`, inside `bounds`, with `gap` between neighbours.
  /// Order is kept. Neighbours that would collide form a block that moves to the mean of their wishes.
  static func centres(wanted: [Double], sizes: [Double], gap: Double, bounds: ClosedRange<Double>) -> [Double] {
    struct Block {
      var members: [Int]
      /// Sum over members of (wish − offset inside the block): its mean is the block's best start.
      var pull: Double
      var length: Double
      var start: Double
    }
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var blocks: [Block] = []
    for index in order {
      let start = min(max(wanted[index] - sizes[index] / 2, bounds.lowerBound), bounds.upperBound - sizes[index])
      blocks.append(
        Block(members: [index], pull: wanted[index] - sizes[index] / 2, length: sizes[index], start: start))
      while blocks.count > 1,
        blocks[blocks.count - 2].start + blocks[blocks.count - 2].length + gap
          > blocks[blocks.count - 1].start
      {
        let last = blocks.removeLast()
        var joined = blocks.removeLast()
        let offset = joined.length + gap
        joined.pull += last.pull - offset * Double(last.members.count)
        joined.members += last.members
        joined.length = offset + last.length
        let best = joined.pull / Double(joined.members.count)
        joined.start = max(min(best, bounds.upperBound - joined.length), bounds.lowerBound)
        blocks.append(joined)
      }
    }
    var out = wanted
    for block in blocks {
      var at = block.start
      for member in block.members {
        out[member] = at + sizes[member] / 2
        at += sizes[member] + gap
      }
    }
    return out
  }
}
