internal import CKernels

/// Philox 4x32-10: four random 32-bit words as a pure function of a counter and a key.
///
/// Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3". A counter needs no state, so any
/// draw can be made alone, in any order, on any thread.
@inline(__always)
func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  var c = counter
  var k = key
  for _ in 0..<10 {
    let first = UInt64(0xD251_1F53) * UInt64(c[0])
    let second = UInt64(0xCD9E_8D57) * UInt64(c[2])
    c = SIMD4(
      UInt32(truncatingIfNeeded: second >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: second),
      UInt32(truncatingIfNeeded: first >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: first))
    k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
  }
  return c
}

/// A name for one sequence of draws within a run, such as the survey of one wave.
public struct DrawStream: Sendable, Hashable {
  let key: UInt64

  /// FNV-1a over the wave and the source, so that adding a source changes no other source's draws.
  public init(wave: Int, source: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(wave)/\(source)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    key = hash
  }
}

/// Random numbers of one replicate: the same for the same run seed, stream and replicate, whatever else is drawn.
///
/// The words of consecutive counters, one after the other, made 64 at a time so that the multiplications of sixteen counters
/// run side by side.
struct KeyedGenerator {
  private let key: [UInt32]
  /// The words of a counter behind the one that counts.
  private let identity: [UInt32]
  private var counter: UInt32 = 0
  private var words = [UInt32](repeating: 0, count: 64)
  private var used = 64

  init(seed: UInt64, stream: DrawStream, replicate: Int) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    identity = [
      UInt32(truncatingIfNeeded: replicate), UInt32(truncatingIfNeeded: stream.key),
      UInt32(truncatingIfNeeded: stream.key >> 32),
    ]
  }

  @inline(__always)
  mutating func next() -> UInt32 {
    if used == 64 { refill() }
    let word = words[used]
    used += 1
    return word
  }

  private mutating func refill() {
    ck_philox_sixteen(counter, identity, key, &words)
    counter &+= 16
    used = 0
  }

  /// A whole number in 0..<bound, each equally likely (Lemire 2019, by multiplication with rejection).
  @inline(__always)
  mutating func below(_ bound: UInt32) -> UInt32 {
    var product = UInt64(next()) * UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(next()) * UInt64(bound)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// Draws as `below(_:)` does and counts how often each number comes up.
  ///
  /// - Parameters:
  ///   - draws: how many numbers.
  ///   - bound: above all of them.
  ///   - counts: one a number, added to.
  mutating func count(_ draws: Int, below bound: UInt32, into counts: UnsafeMutablePointer<Int32>) {
    let threshold = (0 &- bound) % bound
    var left = draws
    while left > 0 {
      if used == words.count { refill() }
      let range = used..<min(words.count, used + left)
      left -= words.withUnsafeBufferPointer { words in
        var accepted = 0
        for index in range {
          let product = UInt64(words[index]) &* UInt64(bound)
          guard UInt32(truncatingIfNeeded: product) >= threshold else { continue }
          counts[Int(truncatingIfNeeded: product >> 32)] &+= 1
          accepted &+= 1
        }
        return accepted
      }
      used = range.upperBound
    }
  }
}
