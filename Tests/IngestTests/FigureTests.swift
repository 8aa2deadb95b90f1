import Testing

@testable import Ingest

@Suite struct FigureTests {
  @Test(
    "Figures are read as people write them",
    arguments: [
      ("１２３．４５", 123.45, ""), ("1，234.5", 1234.5, ""), ("1,234,567", 1_234_567, ""), ("－3.2", -3.2, ""),
      ("1.5E+06", 1_500_000, ""), ("　100", 100, ""), ("50人", 50, "人"), ("3,500万元", 3500, "万元"),
      ("１２．５％", 12.5, "%"), ("5‰", 5, "‰"), ("88①", 88, ""), ("88[1]", 88, ""), ("12.0*", 12, ""),
    ])
  func figures(text: String, value: Double, suffix: String) {
    #expect(readFigure(text) == .number(value, suffix: suffix))
  }

  @Test("Marks for no figure are missing", arguments: ["—", "－", "-", "/", "…", "", " ", "n.a.", "#N/A", "不详", "(空)"])
  func missing(text: String) {
    #expect(readFigure(text) == .none)
  }

  @Test("What could mean two things is not guessed at", arguments: ["12,34", "1,2345", "若干", "1.", ".5"])
  func unreadable(text: String) {
    #expect(readFigure(text) == .unreadable)
  }

  @Test("Ranges and approximations have no unit behind them", arguments: ["100-200万", "200多万", "10万左右", "2024年底"])
  func ambiguous(text: String) throws {
    guard case .number(let value, let suffix) = readFigure(text) else { return }
    let unit = try #require(MeasurementUnit("万元"))
    #expect(FigureScale(given: unit, wanted: unit).value(value, suffix: suffix) == nil)
  }

  @Test(
    "Units of one dimension convert without noise in the last digit",
    arguments: [
      ("亿元", "万元", 12.5, 125_000.0), ("万元", "亿元", 350, 0.035), ("‰", "%", 12.5, 1.25), ("%", "‰", 0.1, 1),
      ("万户", "户", 1.5, 15_000), ("家", "户", 3, 3), ("公顷", "平方米", 2, 20_000), ("亩", "公顷", 15, 1),
      ("万元/亩", "元/平方米", 2, 30), ("千瓦时", "度", 7, 7), ("小时", "分钟", 2, 120), ("亿 元", "元", 1, 1e8),
      ("（万元）", "元", 0, 0),
    ])
  func conversion(from: String, to: String, value: Double, expected: Double) throws {
    let from = try #require(MeasurementUnit(bracketedTexts(from).first ?? from))
    let to = try #require(MeasurementUnit(to))
    let converted = try #require(from.convert(value, to: to))
    #expect(abs(converted - expected) <= 1e-12 * abs(expected))
  }

  @Test("Decimal units convert exactly")
  func exactConversion() throws {
    let permille = try #require(MeasurementUnit("‰"))
    let percent = try #require(MeasurementUnit("%"))
    #expect(permille.convert(12.5, to: percent) == 1.25)
    let yi = try #require(MeasurementUnit("亿元"))
    let wan = try #require(MeasurementUnit("万元"))
    #expect(wan.convert(350, to: yi) == 0.035)
    #expect(yi.convert(0.07, to: wan) == 700)
  }

  @Test(
    "Units of different dimensions do not convert", arguments: [("万元", "%"), ("工作日", "天"), ("人", "户"), ("元", "美元")])
  func noConversion(from: String, to: String) throws {
    let from = try #require(MeasurementUnit(from))
    let to = try #require(MeasurementUnit(to))
    #expect(from.convert(1, to: to) == nil)
  }

  @Test("What is no unit is none", arguments: ["", "含高新区", "万", "十亿", "元/", "/元", "百分点元"])
  func noUnit(text: String) {
    #expect(MeasurementUnit(text) == nil)
  }

  @Test("The unit behind an answer counts, a bare multiplier too")
  func suffixes() throws {
    let wan = try #require(MeasurementUnit("万元"))
    let scale = FigureScale(given: wan, wanted: wan, unitText: "万元")
    #expect(scale.value(0.35, suffix: "亿") == 3500)
    #expect(scale.value(2, suffix: "亿元") == 20_000)
    #expect(scale.value(2, suffix: "万元") == 2)
    #expect(scale.value(2, suffix: "人") == nil)
    #expect(scale.value(2, suffix: "左右") == nil)
  }

  @Test("Brackets of a header are found innermost last, in either width")
  func brackets() {
    #expect(bracketedTexts("融资/贷款余额（亿元）") == ["亿元"])
    #expect(bracketedTexts("用时(含补正)（工作日）") == ["工作日", "含补正"])
    #expect(bracketedTexts("无") == [])
  }

  @Test("Durations in the platform's forms are seconds")
  func durations() {
    func read(_ text: String) -> Int64? { parseDuration(Array(text.utf8)[...]) }
    #expect(read("128秒") == 128)
    #expect(read("2分8秒") == 128)
    #expect(read("1小时2分3秒") == 3723)
    #expect(read("1:02:03") == 3723)
    #expect(read("９秒") == 9)
    #expect(read("90") == 90)
    #expect(read("2:99") == nil)
    #expect(read("-5") == nil)
    #expect(read("很久") == nil)
  }
}
