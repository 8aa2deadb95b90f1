import Tables
import Testing

@testable import Estimation

@Suite struct NumericsTests {
  @Test(
    "the t distribution is exact to 1e-12",
    arguments: [
      (1.0, 0.975, 12.706204736174704), (2.0, 0.975, 4.302652729749462), (3.0, 0.6, 0.2766706623326899),
      (14.0, 0.975, 2.1447866879178035), (197.0, 0.975, 1.9720790337785122), (3512.5, 0.975, 1.9606395944),
      (0.5, 0.9, 10.27032441023451), (5.0, 1e-10, -156.82559270889433),
    ])
  func quantilesInvert(df: Double, p: Double, near: Double) {
    let t = StudentT(df: df)
    let value = t.quantile(p)
    #expect(abs(value - near) < 1e-9 * abs(near))
    #expect(abs(t.cdf(value) - p) <= 1e-13 * max(p, 1e-3))
  }

  @Test("t quantiles and probabilities equal published values")
  func published() {
    #expect(abs(StudentT(df: 1).quantile(0.975) - 12.706204736174704) < 1e-11)
    #expect(abs(StudentT(df: 2).quantile(0.975) - 4.302652729749462) < 1e-12)
    #expect(abs(StudentT(df: 14).quantile(0.975) - 2.1447866879178035) < 1e-12)
    #expect(abs(StudentT(df: 197).quantile(0.975) - 1.972079033778512) < 1e-12)
    // P(T ≤ t) for one and two degrees of freedom has a closed form.
    #expect(abs(StudentT(df: 1).cdf(1) - 0.75) < 1e-14)
    #expect(abs(StudentT(df: 2).cdf(3) - (0.5 + 3 / (2 * 11.0.squareRoot()))) < 1e-14)
    #expect(StudentT(df: .infinity).quantile(0.975) == normalQuantile(0.975))
    #expect(abs(StudentT(df: 10).twoSidedPValue(0) - 1) < 1e-15)
  }

  @Test("normal quantiles invert the distribution function and know its ends")
  func normal() {
    #expect(abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14)
    for p in [1e-12, 0.001, 0.02, 0.3, 0.5, 0.8, 0.999] {
      #expect(abs(normalCDF(normalQuantile(p)) - p) < 1e-14 * max(1, p / 1e-3))
    }
    #expect(normalQuantile(0) == -.infinity)
    #expect(normalQuantile(1) == .infinity)
    #expect(normalQuantile(1.1).isNaN)
  }

  @Test("the incomplete beta function equals binomial sums", arguments: [(3, 9), (40, 2), (7, 7)])
  func binomial(k: Int, rest: Int) {
    // I_x(k, n - k + 1) = P(Binomial(n, x) ≥ k)
    let n = k + rest
    for x in [0.05, 0.3, 0.77] {
      var tail = 0.0
      for j in k...n {
        var term = 1.0
        for i in 0..<j { term *= Double(n - i) / Double(j - i) * x }
        for _ in j..<n { term *= 1 - x }
        tail += term
      }
      #expect(abs(regularizedIncompleteBeta(Double(k), Double(rest + 1), x) - tail) < 1e-13)
    }
    #expect(regularizedIncompleteBeta(2, 3, 0) == 0)
    #expect(regularizedIncompleteBeta(2, 3, 1) == 1)
  }

  @Test("log gamma equals factorials and the half-integer closed form")
  func gamma() {
    #expect(abs(logGamma(1)) < 1e-14)
    #expect(abs(logGamma(11) - 15.104412573075516) < 1e-13)
    #expect(abs(logGamma(0.5) - 0.5723649429247001) < 1e-14)
    // B(1750, 1/2), where differences of log gammas lose four digits.
    #expect(abs(logBeta(1750, 0.5) - (-3.161249161963623)) < 1e-14)
  }

  @Test("Holm's adjustment steps down, never below an earlier p, never above 1")
  func holm() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (value, wanted) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(abs(value - wanted) < 1e-15) }
    #expect(holmAdjusted([0.6, 0.9]) == [1, 1])
    #expect(holmAdjusted([]).isEmpty)
  }

  @Test("Philox gives the words of its published test vectors")
  func philoxVectors() {
    #expect(
      philox(SIMD4(0, 0, 0, 0), key: SIMD2(0, 0)) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      philox(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      philox(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("the generator's words are those of consecutive counters")
  func words() {
    let stream = DrawStream(wave: 2025, source: "survey")
    var generator = KeyedGenerator(seed: 0x0123_4567_89ab_cdef, stream: stream, replicate: 5)
    for block in UInt32(0)..<9 {
      let wanted = philox(
        SIMD4(block, 5, UInt32(truncatingIfNeeded: stream.key), UInt32(stream.key >> 32)),
        key: SIMD2(0x89ab_cdef, 0x0123_4567))
      for lane in 0..<4 { #expect(generator.next() == wanted[lane]) }
    }
  }

  @Test("draws below a bound are even and depend on seed, stream and replicate")
  func draws() {
    var counts = [Int](repeating: 0, count: 7)
    var generator = KeyedGenerator(seed: 1, stream: DrawStream(wave: 2025, source: "survey"), replicate: 3)
    for _ in 0..<70_000 { counts[Int(generator.below(7))] += 1 }
    // Chi-square with 6 degrees of freedom: 22.5 has a tail of 0.1 %.
    let distance = counts.reduce(0.0) { $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000 }
    #expect(distance < 22.5)
    func first(_ seed: UInt64, _ source: String, _ replicate: Int) -> UInt32 {
      var generator = KeyedGenerator(
        seed: seed, stream: DrawStream(wave: 2025, source: source), replicate: replicate)
      return generator.next()
    }
    let words = [first(1, "a", 1), first(2, "a", 1), first(1, "b", 1), first(1, "a", 2)]
    #expect(Set(words).count == 4)
    #expect(first(1, "a", 1) == words[0])
  }

  @Test(
    "draws that are counted are those that are drawn one by one", arguments: [1, 2, 3, 1000, 3_000_001] as [UInt32])
  func countedDraws(bound: UInt32) {
    let stream = DrawStream(wave: 2025, source: "survey")
    var generator = KeyedGenerator(seed: 9, stream: stream, replicate: 2)
    var counting = generator
    // Of the largest bound one in 2,000 words is rejected.
    for draws in [0, 1, 63, 64, 65, 500, 20_000] {
      var counts = [Int32](repeating: 0, count: Int(bound))
      let wanted = (0..<draws).reduce(into: counts) { counts, _ in counts[Int(generator.below(bound))] += 1 }
      counts.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { counting.count(draws, below: bound, into: base) }
      }
      #expect(counts == wanted)
    }
    #expect(generator.next() == counting.next())
  }

  @Test("a parallel map keeps the order of its items", arguments: [1, 2, 4])
  func parallel(threads: Int) {
    #expect(parallelMap(count: 100, threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
  }
}
