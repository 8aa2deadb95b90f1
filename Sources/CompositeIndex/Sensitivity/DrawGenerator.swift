#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Random numbers of one draw: the same for the same seed and draw number, whatever else is drawn and on whatever thread.
///
/// SplitMix64 (Steele, Lea and Flood 2014), started from a hash of both numbers.
public struct DrawGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64, draw: Int) {
    state = seed
    let first = next()
    state = first ^ (UInt64(bitPattern: Int64(draw)) &* 0xD6E8_FEB8_6659_FD93)
    state = next()
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// In the open interval from 0 to 1.
  public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  /// A whole number in 0..<bound; 0 for a bound of 1 or less.
  public mutating func below(_ bound: Int) -> Int {
    bound > 1 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
  }

  /// Standard normal, by Box and Muller (1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000).
  mutating func gamma(shape: Double) -> Double {
    // Γ(a) = Γ(a + 1) U^(1/a) for a small shape.
    if shape < 1 {
      let boosted = gamma(shape: shape + 1)
      return boosted * pow(uniform(), 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      if log(uniform()) < 0.5 * x * x + d - d * cube + d * log(cube) { return d * cube }
    }
  }
}
