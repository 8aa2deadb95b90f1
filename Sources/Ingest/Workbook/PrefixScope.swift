/// The namespace prefixes that are declared where a scan is.
struct PrefixScope {
  private var names: [[UInt8]] = []
  private var depths: [Int] = []

  /// Declares a prefix, or the default namespace with an empty one, for the element at a depth and those in it.
  ///
  /// - Returns: whether the declaration is plainly sound: no reserved prefix, and the address of the namespace is one
  ///   that nobody takes offence at.
  mutating func declare(
    _ prefix: UnsafeBufferPointer<UInt8>, as address: UnsafeBufferPointer<UInt8>, depth: Int
  ) -> Bool {
    let known = ["http://schemas.", "http://purl.oclc.org/ooxml/", "http://www.w3.org/2001/"]
    // A colon in the rest would begin a port.
    guard let start = known.first(where: { address.starts(with: $0.utf8) }),
      address.dropFirst(start.utf8.count).allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "/") })
    else { return false }
    if prefix.isEmpty { return true }
    // Names that begin with xml are reserved.
    if prefix.count >= 3, prefix[0] | 0x20 == 0x78, prefix[1] | 0x20 == 0x6D, prefix[2] | 0x20 == 0x6C { return false }
    guard names.count < 64 else { return false }
    names.append(Array(prefix))
    depths.append(depth)
    return true
  }

  func isDeclared(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
    names.contains { $0.elementsEqual(prefix) }
  }

  /// Forgets what the element at that depth declared.
  mutating func leave(depth: Int) {
    while let last = depths.last, last >= depth {
      depths.removeLast()
      names.removeLast()
    }
  }
}
