/// Finds listed names in a text in one pass, however many they are (Aho & Corasick 1975, "Efficient string matching: an
/// aid to bibliographic search").
struct NameMatcher: Sendable {
  /// Child of a node by scalar, as `node << 32 | scalar`.
  private var children: [UInt64: Int32] = [:]
  /// Where to go on when a node has no child for what comes.
  private var fallbacks: [Int32] = [0]
  /// The length of the longest name that ends at a node; 0: none.
  private var longest: [Int32] = [0]

  var isEmpty: Bool { children.isEmpty }

  /// - Parameter names: as plain scalars, letters small; none is empty.
  init(_ names: [[UInt32]]) {
    var depths: [[Int32]] = []
    for name in names {
      var node: Int32 = 0
      for (depth, scalar) in name.enumerated() {
        let key = Self.key(node, scalar)
        if let child = children[key] {
          node = child
          continue
        }
        let child = Int32(longest.count)
        children[key] = child
        longest.append(0)
        fallbacks.append(0)
        if depth == depths.count { depths.append([]) }
        depths[depth].append(child)
        node = child
      }
      longest[Int(node)] = Int32(name.count)
    }
    link(depths)
  }

  /// Links every node to the longest other beginning of a name that it ends with, shallow nodes first.
  private mutating func link(_ depths: [[Int32]]) {
    var parents = [(node: Int32, scalar: UInt32)](repeating: (0, 0), count: longest.count)
    for (key, child) in children { parents[Int(child)] = (Int32(key >> 32), UInt32(truncatingIfNeeded: key)) }
    for nodes in depths.dropFirst() {
      for node in nodes {
        let (parent, scalar) = parents[Int(node)]
        let target = step(from: fallbacks[Int(parent)], scalar)
        fallbacks[Int(node)] = target
        longest[Int(node)] = max(longest[Int(node)], longest[Int(target)])
      }
    }
  }

  /// The longest name that ends at each place where one ends, as ranges of scalars; they may overlap.
  func matches(in scalars: [UInt32]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var node: Int32 = 0
    for (place, scalar) in scalars.enumerated() {
      node = step(from: node, lowered(scalar))
      let length = Int(longest[Int(node)])
      if length > 0 { found.append(place + 1 - length..<place + 1) }
    }
    return found
  }

  private func step(from node: Int32, _ scalar: UInt32) -> Int32 {
    var node = node
    while true {
      if let child = children[Self.key(node, scalar)] { return child }
      if node == 0 { return 0 }
      node = fallbacks[Int(node)]
    }
  }

  private static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 {
    UInt64(UInt32(bitPattern: node)) << 32 | UInt64(scalar)
  }
}

/// A capital of ASCII as its small letter.
@inline(__always)
func lowered(_ scalar: UInt32) -> UInt32 { scalar >= 0x41 && scalar <= 0x5A ? scalar | 0x20 : scalar }
