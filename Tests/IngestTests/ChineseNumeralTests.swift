import Tables
import Testing

@testable import Ingest

@Suite struct ChineseNumeralTests {
  @Test(
    "Numbers in Chinese characters are read with the unit behind them",
    arguments: [
      ("三千六百二十", 3620, ""), ("三千五百", 3500, ""), ("廿五", 25, ""), ("十", 10, ""), ("十五", 15, ""), ("两百", 200, ""),
      ("一百零二", 102, ""), ("二百十五", 215, ""), ("零", 0, ""), ("零点五", 0.5, ""), ("一百二十三点四五", 123.45, ""),
      ("贰佰叁拾万元整", 230, "万元"), ("三千五百万元", 3500, "万元"), ("一点二亿", 1.2, "亿"), ("一万二千", 1.2, "万"),
      ("一亿二千万", 12_000, "万"), ("一万零五十户", 1.005, "万户"), ("3万5千", 3.5, "万"), ("12万3456元", 12.3456, "万元"),
      ("1亿2000万", 12_000, "万"), ("百分之十二点五", 12.5, "%"), ("千分之五", 5, "‰"), ("负三十", -30, ""), ("壹佰元伍角", 100.5, "元"),
      ("叁元零伍分", 3.05, "元"), ("贰拾圆整", 20, "元"), ("三千亿元", 3000, "亿元"),
    ])
  func numerals(text: String, value: Double, suffix: String) {
    #expect(readFigure(text) == .number(value, suffix: suffix))
  }

  @Test(
    "What is said shortened, or of several numbers, is not guessed at",
    arguments: [
      "三万五", "一百二", "三四百", "二〇二五", "一亿二千", "3万5", "几百", "十几", "三百多", "两千余人", "一般", "六合区", "三山区", "万年县", "百",
      "一百零", "三点", "十万左右", "一二三", "百分之", "一万万五", "十百", "二十万零",
    ])
  func ambiguous(text: String) {
    #expect(readFigure(text) == .unreadable, "\(readFigure(text))")
  }

  @Test(
    "Negatives, spaces and marks as tables print them",
    arguments: [
      ("(12.5)", -12.5, ""), ("（１２．５）", -12.5, ""), ("(12.5)%", -12.5, "%"), ("-12.5", -12.5, ""),
      ("1 234 567", 1_234_567, ""),
      ("12.5（万元）", 12.5, "万元"), ("12.5 [注1]", 12.5, ""), ("3.2万亿元", 3.2, "万亿元"),
    ])
  func styles(text: String, value: Double, suffix: String) {
    #expect(readFigure(text) == .number(value, suffix: suffix))
  }

  @Test(
    "Two numbers, a year or a list number are no figure",
    arguments: ["12 34", "2024年", "(一)", "10万以上", "约5", "1,234,56", "100-200", "(12", "12%以上"])
  func unreadable(text: String) {
    guard case .number(_, let suffix) = readFigure(text) else { return }
    #expect(!suffix.isEmpty && MeasurementUnit(suffix) == nil && MeasurementUnit.multiplier(suffix) == nil)
  }

  @Test("Without a unit, 万 and 亿 count in full; a rate takes none")
  func multipliers() throws {
    #expect(FigureScale().value(3.5, suffix: "万") == 35_000)
    #expect(FigureScale().value(1.2, suffix: "亿") == 120_000_000)
    #expect(FigureScale().value(3, suffix: "元") == nil)
    let percent = try #require(MeasurementUnit("%"))
    #expect(FigureScale(given: percent, wanted: percent).value(3, suffix: "万") == nil)
  }

  @Test("Any number written in Chinese characters reads back as itself")
  func roundTrip() {
    var random = SeededGenerator(seed: 32_100)
    for _ in 0..<3000 {
      let number = Int.random(in: 0..<Int.random(in: 10...1_000_000_000_000), using: &random)
      for isFinancial in [false, true] {
        let text = chineseText(number, isFinancial: isFinancial)
        guard case .number(let value, let suffix) = readFigure(text) else {
          Issue.record("\(number) as \(text) was not read")
          continue
        }
        #expect(FigureScale().value(value, suffix: suffix) == Double(number), "\(number) as \(text)")
      }
    }
  }

  @Test("Any number in any printed style reads back as itself")
  func printedStyles() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<3000 {
      let decimals = Int.random(in: 0...4, using: &random)
      let whole = Int.random(in: -99_999_999...99_999_999, using: &random)
      let plain = formatFixed(Double(whole) / [1.0, 10, 100, 1000, 10_000][decimals], decimals: decimals)
      let value = parseDouble(plain)
      for text in styles(of: plain) {
        #expect(readFigure(text) == .number(value ?? .nan, suffix: ""), "\(text)")
      }
    }
  }

  @Test("Any jumble of digits, units and marks is a finite number or none, and never stops the program")
  func jumbles() {
    var random = SeededGenerator(seed: 11)
    let alphabet = Array("零一二两三十百千万亿点〇廿负(),.%元整角分0123456789-— ①[]/多年e+百分之")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "0" })
      if case .number(let value, let suffix) = readFigure(text) {
        #expect(value.isFinite && suffix.count <= text.count, "\(text)")
      }
    }
  }

  /// With separators, in full width, with a footnote mark, negative in brackets, with spaces around.
  private func styles(of plain: String) -> [String] {
    let isNegative = plain.hasPrefix("-")
    let parts = plain.drop { $0 == "-" }.split(separator: ".")
    func grouped(_ separator: String) -> String {
      var text = ""
      for (index, digit) in parts[0].enumerated() {
        if index > 0, (parts[0].count - index) % 3 == 0 { text += separator }
        text.append(digit)
      }
      return text + (parts.count > 1 ? "." + parts[1] : "")
    }
    let sign = isNegative ? "-" : ""
    let wide = String(
      String.UnicodeScalarView(
        (sign + grouped(",")).unicodeScalars.map { UnicodeScalar($0.value + 0xFEE0) ?? $0 }))
    var styles = [plain, sign + grouped(","), sign + grouped(" "), wide, plain + "①", plain + "[2]", "　\(plain) "]
    if isNegative { styles += ["(\(grouped(",")))", "（\(grouped(""))）", "－\(grouped(""))"] }
    return styles
  }

  private func chineseText(_ number: Int, isFinancial: Bool) -> String {
    let digits = Array(isFinancial ? "零壹贰叁肆伍陆柒捌玖" : "零一二三四五六七八九")
    let units = isFinancial ? ["", "拾", "佰", "仟"] : ["", "十", "百", "千"]
    if number == 0 { return "零" }
    func section(_ value: Int, leads: Bool) -> String {
      var text = ""
      var isZero = false
      for place in [3, 2, 1, 0] {
        let digit = value / [1, 10, 100, 1000][place] % 10
        if digit == 0 {
          isZero = true
          continue
        }
        if isZero, !(text.isEmpty && leads) { text += "零" }
        isZero = false
        text += String(digits[digit]) + units[place]
      }
      return text
    }
    var text = ""
    for (size, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
      let part = number / size % 10_000
      if part == 0 {
        continue
      }
      // A part that is skipped in between is a zero as well.
      let isGap = !text.isEmpty && size == 1 && number / 10_000 % 10_000 == 0 && part >= 1000
      text += (isGap ? "零" : "") + section(part, leads: text.isEmpty) + name
    }
    return text
  }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
