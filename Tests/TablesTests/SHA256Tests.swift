import Testing

@testable import Tables

@Suite struct SHA256Tests {
  @Test(
    "the examples of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func vectors(text: String, hash: String) {
    #expect(sha256Hex(Array(text.utf8)) == hash)
  }

  @Test("a million times the letter a")
  func million() {
    #expect(
      sha256Hex([UInt8](repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("the hash does not depend on how the bytes are cut", arguments: 0..<40)
  func pieces(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    var hash = SHA256()
    var position = 0
    while position < bytes.count {
      let end = min(bytes.count, position + Int.random(in: 0...90, using: &random))
      hash.update(Array(bytes[position..<end]))
      position = end
    }
    #expect(hash.finalize().map(hex).joined() == sha256Hex(bytes))
  }

  @Test("The processor's instructions and plain code give the same hash, whatever the length")
  func bothWays() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 167) }
    for length in [0, 1, 55, 56, 63, 64, 65, 128, 129, 999] {
      var (fast, plain) = (SHA256(), SHA256(usesInstructions: false))
      fast.update(Array(bytes[..<length]))
      plain.update(Array(bytes[..<length]))
      #expect(fast.finalize() == plain.finalize())
    }
  }

  private static let keyedCases: [(key: [UInt8], message: [UInt8], prefix: UInt64)] = [
    ([UInt8]("Jefe".utf8), [UInt8]("what do ya want for nothing?".utf8), 0x5bdc_c146_bf60_754e),
    ([UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50), 0x773e_a91e_3680_0e46),
    (
      [UInt8](repeating: 0xaa, count: 131), [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      0x60e4_3159_1ee0_b67f
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      [UInt8](
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      0x9b09_ffa7_1b94_2fcb
    ),
  ]

  @Test("keyed hashes are those of RFC 4231, test cases 2, 3, 6 and 7", arguments: keyedCases)
  func keyed(key: [UInt8], message: [UInt8], prefix: UInt64) {
    var hash = KeyedSHA256(key: key)
    #expect(message.withUnsafeBufferPointer { hash.prefix(of: $0) } == prefix)
    // A hash keeps nothing of the message before.
    #expect(message.withUnsafeBufferPointer { hash.prefix(of: $0) } == prefix)
  }

  @Test("keyed hashes of many texts are those of each", arguments: [0, 1, 2, 7, 8])
  func keyedMany(count: Int) {
    // Up to the longest text of one block, and one beyond it in the larger lists.
    let texts = TextStorage((0..<count).map { String(repeating: "岚", count: $0 * 2) + String($0) })
    var hash = KeyedSHA256(key: Array("key".utf8))
    let one = (0..<count).map { row in
      var text = texts[row]
      return text.withUTF8 { hash.prefix(of: $0) }
    }
    #expect(hash.prefixes(of: texts, rows: 0..<count) == one)
    #expect(hash.prefixes(of: texts, rows: min(1, count)..<count) == Array(one.dropFirst()))
    let longer = TextStorage(["a", String(repeating: "b", count: 55), String(repeating: "c", count: 56)])
    #expect(hash.prefixes(of: longer, rows: 0..<2) == Array(hash.prefixes(of: longer, rows: 0..<3).dropLast()))
  }
}
