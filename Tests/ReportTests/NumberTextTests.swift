import Report
import Testing

@Suite struct NumberTextTests {
  @Test(
    "rounds half away from zero after rounding to six places",
    arguments: [
      (0.125, 2, "0.13"), (0.5, 0, "1"), (-0.125, 2, "\u{2212}0.13"), (2.675, 2, "2.68"), (1.005, 2, "1.01"),
      (73.25, 1, "73.3"), (-0.04, 1, "0.0"), (-0.0, 1, "0.0"), (0.0499999, 1, "0.1"), (0.049, 1, "0.0"),
      (99.995, 2, "100.00"), (12, 0, "12"), (1e20, 1, "100000000000000000000.0"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals) == text)
  }

  @Test("a difference carries its sign, and a zero none")
  func signed() {
    #expect(NumberText.signed(1.46, 1) == "+1.5")
    #expect(NumberText.signed(-1.46, 1) == "\u{2212}1.5")
    #expect(NumberText.signed(0.01, 1) == "0.0")
    #expect(NumberText.signed(-0.01, 1) == "0.0")
  }

  @Test("a difference beside two printed values is the one that a reader works out")
  func difference() {
    #expect(NumberText.signed(NumberText.difference(75.846, 75.754, 2), 2) == "+0.10")
    #expect(NumberText.signed(NumberText.difference(75.84, 75.76, 1), 1) == "0.0")
    #expect(NumberText.signed(NumberText.difference(70.04, 71.06, 1), 1) == "\u{2212}1.1")
  }

  @Test("a range has an en dash that is never read as a minus")
  func interval() {
    #expect(NumberText.interval(72.9, 73.8, 1) == "72.9\u{2013}73.8")
    #expect(NumberText.interval(-1.2, 0.3, 1) == "\u{2212}1.2\u{A0}\u{2013}\u{A0}0.3")
    #expect(NumberText.interval(-0.01, 0.3, 1) == "0.0\u{2013}0.3")
    #expect(NumberText.signedInterval(0.3, 1.9, 1) == "+0.3\u{A0}\u{2013}\u{A0}+1.9")
  }

  @Test("counts are grouped by thousands")
  func count() {
    #expect(NumberText.count(2846) == "2,846")
    #expect(NumberText.count(1_234_567) == "1,234,567")
    #expect(NumberText.count(999) == "999")
    #expect(NumberText.count(-1000) == "\u{2212}1,000")
    #expect(NumberText.grouped(-12480.55, 1) == "\u{2212}12,480.6")
    #expect(NumberText.percent(0.6134, 1) == "61.3%")
  }

  @Test("what is no number is a dash")
  func missing() {
    #expect(NumberText.fixed(.nan, 1) == NumberText.missing)
    #expect(NumberText.signed(.infinity, 1) == NumberText.missing)
    #expect(NumberText.percent(.nan, 1) == NumberText.missing)
  }
}
