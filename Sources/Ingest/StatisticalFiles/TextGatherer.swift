/// The texts of one variable as bytes of the file's encoding, in one arena.
struct TextGatherer: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [Int] = [0]
  /// Whether any byte is beyond ASCII, so that the encoding matters.
  private(set) var isBeyondASCII = false

  var count: Int { offsets.count - 1 }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: text)
    offsets.append(bytes.count)
    if !isBeyondASCII {
      var high: UInt8 = 0
      for byte in text { high |= byte }
      isBeyondASCII = high >= 0x80
    }
  }

  /// Texts of others in place of these, one each.
  init(bytes: [UInt8] = [], offsets: [Int] = [0], isBeyondASCII: Bool = false) {
    self.bytes = bytes
    self.offsets = offsets
    self.isBeyondASCII = isBeyondASCII
  }

  subscript(row: Int) -> ArraySlice<UInt8> { bytes[offsets[row]..<offsets[row + 1]] }
}
