import Testing

@testable import Tables

@Suite struct NumberTests {
  @Test("fixed decimals round half away from zero, after taking out the last bits of binary arithmetic")
  func rounding() {
    #expect(formatFixed(0.125, decimals: 2) == "0.13")
    #expect(formatFixed(-0.125, decimals: 2) == "-0.13")
    #expect(formatFixed(2.675, decimals: 2) == "2.68")
    #expect(formatFixed(1.005, decimals: 2) == "1.01")
    #expect(formatFixed(0.5, decimals: 0) == "1")
    #expect(formatFixed(1.5, decimals: 0) == "2")
    #expect(formatFixed(2.5, decimals: 0) == "3")
    #expect(formatFixed(0.1 + 0.2, decimals: 1) == "0.3")
    #expect(formatFixed(99.95, decimals: 1) == "100.0")
    #expect(formatFixed(71.449_999_7, decimals: 1) == "71.5")
    #expect(formatFixed(71.449_999, decimals: 1) == "71.4")
  }

  @Test("zero has no sign, small values keep their zeros")
  func zeros() {
    #expect(formatFixed(-0.04, decimals: 1) == "0.0")
    #expect(formatFixed(-0.0, decimals: 0) == "0")
    #expect(formatFixed(0.05, decimals: 2) == "0.05")
    #expect(formatFixed(-0.05, decimals: 1) == "-0.1")
    #expect(formatFixed(0.000_001, decimals: 6) == "0.000001")
    #expect(formatFixed(3, decimals: 2) == "3.00")
  }

  @Test("large and non-finite values are shown, not trapped on")
  func extremes() {
    #expect(formatFixed(123_456_789_012, decimals: 1) == "123456789012.0")
    #expect(formatFixed(1e18, decimals: 0) == "1000000000000000000")
    #expect(formatFixed(1e300, decimals: 2) == "1e+300")
    #expect(formatFixed(.nan, decimals: 1) == "NaN")
    #expect(formatFixed(-.infinity, decimals: 1) == "-INF")
    #expect(formatFixed(.greatestFiniteMagnitude, decimals: 15) == shortestText(.greatestFiniteMagnitude))
    #expect(formatFixed(1.5, decimals: -3) == "2")
  }

  @Test("shortest text has no superfluous digits")
  func shortest() {
    #expect(
      [1.0, 0.1, -2.5, 1e16, 1e-7, 0, -0.0].map(shortestText) == ["1", "0.1", "-2.5", "1e+16", "1e-07", "0", "-0"])
  }

  @Test("every Double reads back from its shortest text, bit by bit", arguments: 0..<50)
  func roundTrip(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    for _ in 0..<400 {
      var value = Double(bitPattern: random.next())
      if !value.isFinite { continue }
      #expect(parseDouble(shortestText(value))?.bitPattern == value.bitPattern)
      // Values as surveys have them: few digits, on the fast path.
      value = Double(Int64.random(in: -10_000_000...10_000_000, using: &random)) / 1000
      #expect(parseDouble(shortestText(value))?.bitPattern == value.bitPattern)
      let integer = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
      #expect(parseInteger(String(integer)) == integer)
    }
  }

  @Test(
    "decimal text of any length is converted to the nearest Double",
    arguments: [
      ("0", 0), ("007.50", 7.5), ("+1", 1), ("-.5", -0.5), ("5.", 5), ("1E3", 1000),
      ("12345678901234567890.", 12_345_678_901_234_567_168),
      ("9007199254740993", 0x1p53), ("9007199254740993.00000000000000000001", 0x1p53 + 2),
      ("0.1000000000000000055511151231257827021181583404541015625", 0.1), ("1e-400", 0), ("1e23", 1e23),
      ("123456789012345678901234567890e-29", 1.2345678901234567890123456789), ("1e400", .infinity), ("0e999999999", 0),
    ] as [(String, Double)])
  func nearest(text: String, value: Double) {
    #expect(parseDouble(text) == value)
  }

  @Test(
    "what is no decimal number is refused",
    arguments: [
      "", " 1", "1 ", "1,5", "１２", "nan", "inf", "0x1p3", "1e", "1e+", "e5", ".", "-", "+-1", "1.2.3", "1_000", "--1",
      "1e5.",
    ])
  func refused(text: String) {
    #expect(parseDouble(text) == nil)
    #expect(parseInteger(text) == nil)
  }

  @Test("whole numbers keep all 64 bits; fractions and greater numbers are refused")
  func integers() {
    #expect(parseInteger("9223372036854775807") == .max)
    #expect(parseInteger("-9223372036854775808") == .min)
    #expect(parseInteger("9223372036854775808") == nil)
    #expect(parseInteger("-9223372036854775809") == nil)
    #expect(parseInteger("99999999999999999999") == nil)
    #expect(parseInteger("12.0") == 12)
    #expect(parseInteger("1e3") == 1000)
    #expect(parseInteger("0") == 0)
    #expect(parseInteger("12.5") == nil)
    #expect(parseInteger("1e400") == nil)
  }
}
