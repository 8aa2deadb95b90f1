import Tables

/// A unit of measurement as tables write it: `万元`, `%`, `亩`, `元/平方米`.
struct MeasurementUnit: Hashable, Sendable {
  /// What it measures, in base units, such as `元` or `元/平方米`; only units of one dimension convert.
  let dimension: String
  /// How many base units it is.
  let factor: Double

  init(dimension: String, factor: Double) {
    self.dimension = dimension
    self.factor = factor
  }

  /// - Parameter text: the unit alone, without brackets; nil when it is none that is known.
  init?(_ text: String) {
    let parts = textKey(text).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(parts.count), let numerator = Self.simple(parts[0]) else { return nil }
    guard parts.count == 2 else {
      (dimension, factor) = numerator
      return
    }
    guard let denominator = Self.simple(parts[1]) else { return nil }
    dimension = "\(numerator.dimension)/\(denominator.dimension)"
    factor = numerator.factor / denominator.factor
  }

  /// The figure in another unit; nil when the two measure different things.
  func convert(_ value: Double, to other: MeasurementUnit) -> Double? {
    guard dimension == other.dimension else { return nil }
    let isSmaller = factor < other.factor
    let ratio = isSmaller ? other.factor / factor : factor / other.factor
    if ratio == 1 { return value }
    // Moving the decimal point keeps 0.07 亿元 = 700 万元 exact; in binary it would be 700.0000000000001.
    if let places = Self.powersOfTen.firstIndex(of: ratio), value.isFinite {
      let text = shortestText(value)
      // A text that has an exponent already is far from any figure of a table.
      if !text.contains("e") { return parseDouble("\(text)e\(isSmaller ? -places : places)") }
    }
    return isSmaller ? value / ratio : value * ratio
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
  ]

  private static func simple(_ text: String) -> (dimension: String, factor: Double)? {
    if let base = bases[text] { return (base.dimension, base.factor) }
    for (prefix, factor) in multipliers where text.hasPrefix(prefix) {
      if let base = bases[String(text.dropFirst(prefix.count))], base.takesMultiplier {
        return (base.dimension, factor * base.factor)
      }
    }
    return nil
  }

  /// What a bare multiplier behind a figure stands for: `万`; nil when the text is none.
  static func multiplier(_ text: String) -> Double? { multipliers.first { $0.0 == text }?.1 }

  /// Whether `万` in front of it makes sense: 万户 does, 万% and 万天 do not.
  var takesMultiplier: Bool { !Self.neverMultiplied.contains(dimension) }

  /// Whether the figures of parts add up to the figure of the whole: counts and amounts do; rates, durations and
  /// scores do not.
  var isAdditive: Bool {
    takesMultiplier && !dimension.contains("/") && !["米", "分"].contains(dimension)
  }

  /// Whether it counts things one by one, so that nothing has been rounded.
  var isWholeCount: Bool { factor == 1 && Self.counted.contains(dimension) }

  private static let neverMultiplied: Set<String> = ["%", "天", "工作日", "月", "年"]

  private static let counted: Set<String> = [
    "户", "个", "件", "人", "人次", "次", "项", "条", "宗", "起", "份", "笔", "天次", "辆", "台", "套",
  ]

  /// Longest first.
  static let multipliers: [(String, Double)] = [
    ("万亿", 1e12), ("千万", 1e7), ("百万", 1e6), ("十万", 1e5), ("亿", 1e8), ("万", 1e4), ("千", 1e3), ("百", 1e2),
  ]

  private struct Base {
    var dimension: String
    var factor: Double
    var takesMultiplier: Bool
  }

  private static let bases: [String: Base] = {
    var bases: [String: Base] = [:]
    func add(_ dimension: String, _ names: [String], factor: Double = 1, takesMultiplier: Bool = true) {
      for name in names {
        bases[name] = Base(dimension: dimension, factor: factor, takesMultiplier: takesMultiplier)
      }
    }
    add("元", ["元", "人民币元", "元人民币"])
    add("美元", ["美元"])
    add("%", ["%", "百分比", "百分点", "个百分点"], takesMultiplier: false)
    add("%", ["‰", "千分点"], factor: 0.1, takesMultiplier: false)
    add("户", ["户", "家"])
    for name in counted where name != "户" { add(name, [name]) }
    add("分", ["分"], takesMultiplier: false)
    add("平方米", ["平方米", "㎡", "m2", "m²"])
    add("平方米", ["公顷"], factor: 1e4)
    add("平方米", ["亩"], factor: 2000.0 / 3)
    add("平方米", ["平方公里", "平方千米", "km2", "km²"], factor: 1e6)
    add("米", ["米"])
    add("米", ["公里", "千米"], factor: 1e3)
    add("天", ["天", "日", "自然日"], takesMultiplier: false)
    add("天", ["小时"], factor: 1.0 / 24, takesMultiplier: false)
    add("天", ["分钟"], factor: 1.0 / 1440, takesMultiplier: false)
    add("工作日", ["工作日", "个工作日"], takesMultiplier: false)
    add("月", ["月", "个月"], takesMultiplier: false)
    add("年", ["年"], takesMultiplier: false)
    add("吨", ["吨"])
    add("吨", ["公斤", "千克"], factor: 1e-3)
    add("吨标准煤", ["吨标准煤", "吨标煤"])
    add("瓦时", ["瓦时"])
    add("瓦时", ["度"], factor: 1e3)
    return bases
  }()
}

/// The texts in the brackets of a header, last first: `贷款余额(亿元)` gives `亿元`.
func bracketedTexts(_ header: String) -> [String] {
  var found: [String] = []
  var open: [String.Index] = []
  let folded = foldingWidth(header).replacing("[", with: "(").replacing("]", with: ")")
  for index in folded.indices {
    if folded[index] == "(" {
      open.append(folded.index(after: index))
    } else if folded[index] == ")", let start = open.popLast() {
      found.append(String(folded[start..<index]))
    }
  }
  return found.reversed()
}
