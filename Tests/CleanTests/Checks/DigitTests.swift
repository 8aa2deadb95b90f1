import Foundation
import Tables
import Testing

@testable import Clean

@Suite("first_digits and heaping: figures of a variable, for information")
struct DigitTests {
  @Test("the first digit of numbers of every size")
  func firstDigits() {
    let cases: [(Double, Int?)] = [
      (1, 1), (9, 9), (10, 1), (99, 9), (0.3, 3), (0.07, 7), (0.001, 1), (1e-300, 1), (3e20, 3), (7e22, 7), (2e300, 2),
      (-45, 4), (0, nil), (.nan, nil), (.infinity, nil), (9.999, 9), (1e15, 1), (1e16, 1), (9.007199254740993e15, 9),
      (.leastNonzeroMagnitude, 4),
    ]
    for (value, digit) in cases { #expect(firstDigit(value) == digit, "\(value)") }
    // Every digit at every power of ten that a Double writes exactly.
    for exponent in -20...22 {
      for digit in 1...9 {
        #expect(Double("\(digit)e\(exponent)").flatMap(firstDigit) == digit, "\(digit)e\(exponent)")
      }
    }
  }

  @Test("powers of two follow Benford's law, equal numbers do not")
  func benford() throws {
    let powers = table([("x", doubles((0..<1000).map { exp2(Double($0)) }))])
    let profile = try FirstDigits(variable: "x").profile(powers)
    #expect(profile.count == 1000)
    #expect(profile.counts[0] == 301)
    #expect(profile.meanAbsoluteDeviation < 0.002)
    #expect(profile.chiSquared < 1)
    let fives = try FirstDigits(variable: "x").profile(table([("x", integers([5, 50, 500, 0, nil]))]))
    #expect(fives.counts == [0, 0, 0, 0, 3, 0, 0, 0, 0])
    // Of all shares 1 - log10(1.2) sits where it should not, and is missing elsewhere.
    #expect(abs(fives.meanAbsoluteDeviation - 2 * (1 - log10(1.2)) / 9) < 1e-12)
    #expect(abs(fives.chiSquared - 3 * (1 / log10(1.2) - 1)) < 1e-9)
  }

  @Test("heaping counts the multiples among whole numbers of at least the base")
  func heaping() throws {
    let data = table([("x", doubles([0, 5, 7, 10, 20, 25.5, 100, 150, 1000, nil, -10]))])
    let profiles = try Heaping(variable: "x").profiles(data)
    #expect(profiles.map(\.base) == [5, 10, 100, 1000])
    #expect(profiles.map(\.count) == [7, 5, 3, 1])
    #expect(profiles.map(\.multiples) == [6, 5, 2, 1])
    #expect(profiles[0].index == 5 * 6.0 / 7)
    let even = try Heaping(variable: "x", bases: [10]).profiles(table([("x", integers((10..<1010).map { $0 }))]))
    #expect(even[0].index == 1)
  }
}
