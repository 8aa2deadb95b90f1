/// Random numbers that depend on nothing but the seed and the keys: the same on every machine, in every order.
///
/// A counter is run through the finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number
/// generators"). Only additions, multiplications and comparisons are used, so no digit depends on a mathematics library.
struct RandomStream {
  private var state: UInt64

  /// A stream for one purpose, such as the answers of one firm; streams of different keys are unrelated.
  init(_ seed: UInt64, _ purpose: String, _ first: Int = 0, _ second: Int = 0, _ third: Int = 0) {
    var key = Self.mix(seed)
    for byte in purpose.utf8 { key = Self.mix(key ^ UInt64(byte)) }
    self.init(key: key, first, second, third)
  }

  /// A stream below a key that is already random, such as a firm's.
  init(key: UInt64, _ first: Int, _ second: Int = 0, _ third: Int = 0) {
    var state = Self.mix(key ^ UInt64(bitPattern: Int64(first)))
    state = Self.mix(state ^ (UInt64(bitPattern: Int64(second)) &+ 0x5851_F42D_4C95_7F2D))
    self.state = Self.mix(state ^ (UInt64(bitPattern: Int64(third)) &+ 0x1405_7B7E_F767_814F))
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  mutating func unit() -> Double {
    Double(bits() >> 11) * 0x1p-53
  }

  mutating func chance(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// Uniform in `range`.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(bits() % width)
  }

  /// Nearly standard normal: twelve uniforms less six (Irwin-Hall), so within ±6.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }

  /// A position of `weights`, drawn in proportion.
  mutating func choice(_ weights: [Double]) -> Int {
    let total = weights.reduce(0, +)
    var rest = unit() * total
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }

  /// A whole number from 0 with the given mean: the failures before a success, at most `maximum`.
  mutating func geometric(mean: Double, maximum: Int) -> Int {
    let again = mean / (1 + mean)
    var count = 0
    while count < maximum, unit() < again { count += 1 }
    return count
  }

  /// The value at a uniform draw on a quantile curve through `points` (level, value), linear between them.
  mutating func quantile(of points: [(level: Double, value: Double)]) -> Double {
    let u = unit()
    for (low, high) in zip(points, points.dropFirst()) where u < high.level {
      return low.value + (high.value - low.value) * (u - low.level) / (high.level - low.level)
    }
    return points.last?.value ?? 0
  }

  /// The positions 0..<count in random order.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, integer(in: 0...index))
    }
    return order
  }
}

/// Quantiles of the near-normal distribution of `RandomStream.normal()`, from a fixed sample.
struct NormalTable {
  /// Sorted.
  let values: [Double]

  init() {
    var stream = RandomStream(0x4C61_6E6A_6961_6E67, "normal table")
    values = (0..<4096).map { _ in stream.normal() }.sorted()
  }

  /// The value below which the share `p` of the distribution lies.
  func quantile(_ p: Double) -> Double {
    let position = Int(p * Double(values.count))
    return values[min(max(position, 0), values.count - 1)]
  }
}
