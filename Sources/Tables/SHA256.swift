import CKernels

/// The SHA-256 hash function (FIPS 180-4), fed in pieces.
public struct SHA256: Sendable {
  fileprivate private(set) var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  /// Bytes that do not fill a block yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0
  private let usesInstructions: Bool

  public init() { self.init(usesInstructions: true) }

  /// - Parameter usesInstructions: whether the processor's own instructions are used where it has them.
  init(usesInstructions: Bool) {
    self.usesInstructions = usesInstructions && hasInstructions
  }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { update($0) }
  }

  public mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    byteCount += UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      position = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<position])
      guard pending.count == 64 else { return }
      pending.withUnsafeBufferPointer { compress(&state, $0, at: 0) }
      pending.removeAll(keepingCapacity: true)
    }
    position = compressBlocks(&state, bytes, from: position, usesInstructions)
    pending.append(contentsOf: bytes[position...])
  }

  /// The 32 bytes of the hash; nothing may be fed afterwards.
  public mutating func finalize() -> [UInt8] {
    let bits = byteCount * 8
    let zeros = (119 - pending.count % 64) % 64
    var padding: [UInt8] = [0x80] + [UInt8](repeating: 0, count: zeros)
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    update(padding)
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
  }
}

/// The hash as 64 lower-case hexadecimal digits.
public func sha256Hex(_ bytes: [UInt8]) -> String {
  var hash = SHA256()
  hash.update(bytes)
  return hash.finalize().map(hex).joined()
}

/// HMAC-SHA-256 (RFC 2104) under one key. The blocks of the key are taken in once, so that a short message costs two.
public struct KeyedSHA256: Sendable {
  /// The states after the key's blocks.
  private let inner: [UInt32]
  private let outer: [UInt32]
  private var state = [UInt32](repeating: 0, count: 8)
  private var blocks: [UInt8] = []

  public init(key: [UInt8]) {
    var short = key
    if key.count > 64 {
      var hash = SHA256()
      hash.update(key)
      short = hash.finalize()
    }
    let padded = short + [UInt8](repeating: 0, count: 64 - short.count)
    func taken(_ mask: UInt8) -> [UInt32] {
      var state = SHA256().state
      padded.map { $0 ^ mask }.withUnsafeBufferPointer {
        _ = compressBlocks(&state, $0, from: 0, hasInstructions)
      }
      return state
    }
    inner = taken(0x36)
    outer = taken(0x5C)
  }

  /// The first 64 bits of the code of a message, the first of them the highest.
  public mutating func prefix(of message: UnsafeBufferPointer<UInt8>) -> UInt64 {
    hash(message, after: inner)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
      for place in 0..<32 {
        let shift = UInt32(24 - 8 * (place & 3))
        digest[place] = UInt8(truncatingIfNeeded: state[place >> 2] >> shift)
      }
      hash(UnsafeBufferPointer(digest), after: outer)
    }
    return UInt64(state[0]) << 32 | UInt64(state[1])
  }

  /// The same for some texts of a column.
  public mutating func prefixes(of texts: TextStorage, rows: Range<Int>) -> [UInt64] {
    guard !rows.isEmpty else { return [] }
    let isShort = rows.allSatisfy { texts.offsets[$0 + 1] - texts.offsets[$0] <= 55 }
    guard hasInstructions, isShort else {
      return texts.bytes.withUnsafeBufferPointer { bytes in
        rows.map { prefix(of: UnsafeBufferPointer(rebasing: bytes[texts.offsets[$0]..<texts.offsets[$0 + 1]])) }
      }
    }
    return [UInt64](unsafeUninitializedCapacity: rows.count) { prefixes, count in
      texts.bytes.withUnsafeBufferPointer { bytes in
        texts.offsets.withUnsafeBufferPointer { offsets in
          let few = UnsafeBufferPointer(rebasing: offsets[rows.lowerBound...rows.upperBound])
          few.withMemoryRebound(to: Int64.self) { few in
            ck_hmac_prefixes(
              inner, outer, roundConstants, bytes.baseAddress, few.baseAddress, rows.count, prefixes.baseAddress)
          }
        }
      }
      count = rows.count
    }
  }

  /// Hashes the rest of a message whose first block led to a state.
  private mutating func hash(_ rest: UnsafeBufferPointer<UInt8>, after start: [UInt32]) {
    for place in 0..<8 { state[place] = start[place] }
    blocks.removeAll(keepingCapacity: true)
    blocks.append(contentsOf: rest)
    blocks.append(0x80)
    while blocks.count % 64 != 56 { blocks.append(0) }
    let bits = UInt64(64 + rest.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      blocks.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    blocks.withUnsafeBufferPointer { _ = compressBlocks(&state, $0, from: 0, hasInstructions) }
  }
}

private let hasInstructions = ck_has_sha() != 0

/// Takes all whole blocks from `start` on; where they end.
private func compressBlocks(
  _ state: inout [UInt32], _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ usesInstructions: Bool
) -> Int {
  let blocks = (bytes.count - start) / 64
  if usesInstructions, blocks > 0, let base = bytes.baseAddress {
    ck_sha256(&state, roundConstants, base + start, blocks)
  } else {
    for block in 0..<blocks { compress(&state, bytes, at: start + 64 * block) }
  }
  return start + 64 * blocks
}

/// FIPS 180-4, 6.2.2: one block of 64 bytes.
private func compress(_ state: inout [UInt32], _ block: UnsafeBufferPointer<UInt8>, at start: Int) {
  func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
    for t in 0..<16 {
      let word = UnsafeRawBufferPointer(block).loadUnaligned(fromByteOffset: start + 4 * t, as: UInt32.self)
      schedule[t] = UInt32(bigEndian: word)
    }
    for t in 16..<64 {
      let s0 = rotate(schedule[t - 15], 7) ^ rotate(schedule[t - 15], 18) ^ schedule[t - 15] >> 3
      let s1 = rotate(schedule[t - 2], 17) ^ rotate(schedule[t - 2], 19) ^ schedule[t - 2] >> 10
      schedule[t] = schedule[t - 16] &+ s0 &+ schedule[t - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    roundConstants.withUnsafeBufferPointer { constants in
      for t in 0..<64 {
        let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let t1 = h &+ sum1 &+ (e & f ^ ~e & g) &+ constants[t] &+ schedule[t]
        let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let t2 = sum0 &+ (a & b ^ a & c ^ b & c)
        (h, g, f, e) = (g, f, e, d &+ t1)
        (d, c, b, a) = (c, b, a, t1 &+ t2)
      }
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
