/// A number written with Chinese characters, whole or in part: `三千六百二十`, `贰佰叁拾万元整`, `3万5千`.
///
/// Large units that end the number stay with what follows (`三千五百万元` is 3500 `万元`, as `3500万元` is), so that one
/// rule of units holds for both ways of writing. What people say shortened (`三万五` for 35,000, `一百二` for 120), two
/// digits in a row (`三四百`, three or four hundred) and mere strings of digits (`二〇二五`) are not read: they could
/// mean two things.
struct ChineseNumeral {
  /// A plain decimal number, as ``parseDouble(_:)`` reads it.
  let decimal: String
  /// What follows the number.
  let suffix: String

  /// nil when the text does not start with a number in Chinese characters that can mean one thing only.
  init?(_ scalars: [Unicode.Scalar]) {
    for (words, unit) in [("百分之", "%"), ("千分之", "‰")] where scalars.starts(with: Array(words.unicodeScalars)) {
      guard let part = ChineseNumeral(Array(scalars.dropFirst(3))), part.suffix.isEmpty else { return nil }
      (decimal, suffix) = (part.decimal, unit)
      return
    }
    var position = 0
    guard let whole = Self.whole(scalars, &position) else { return nil }
    var text = "\(whole.value)"
    if position < scalars.count, scalars[position] == "点" {
      let digits = scalars[(position + 1)...].prefix { Self.digits[$0] != nil }.compactMap { Self.digits[$0] }
      guard !digits.isEmpty, !whole.isCombined else { return nil }
      position += 1 + digits.count
      text += "." + digits.map(String.init).joined()
    }
    var rest = Self.text(scalars[position...])
    if rest.hasPrefix("圆") { rest = "元" + rest.dropFirst() }
    if rest.hasPrefix("元"), let coins = Self.coins(Array(rest.dropFirst().unicodeScalars)), !text.contains(".") {
      text += coins == 0 ? "" : coins < 10 ? ".0\(coins)" : ".\(coins)"
      rest = "元"
    }
    for ending in ["元整", "元正", "圆整"] where rest.hasSuffix(ending) {
      rest = String(rest.dropLast(2)) + "元"
    }
    // 12,000 户 and 1.2 万户 are the same number; the second says that the amount is complete in itself.
    decimal = whole.isCombined && !text.contains(".") ? text + "e-4" : text
    suffix = (whole.isCombined && !text.contains(".") ? "万" : "") + rest
  }

  /// `伍角`, `五角三分`, `叁分`, also with 整 behind: hundredths of a 元; nil when it is none of these.
  private static func coins(_ scalars: [Unicode.Scalar]) -> Int? {
    var rest = scalars.filter { $0 != "零" && $0 != "整" && $0 != "正" }[...]
    var value = 0
    for (mark, factor) in [(Unicode.Scalar("角"), 10), (Unicode.Scalar("分"), 1)] {
      guard let digit = rest.first.flatMap({ digits[$0] }), rest.dropFirst().first == mark else { continue }
      value += digit * factor
      rest = rest.dropFirst(2)
    }
    return rest.isEmpty && value > 0 ? value : nil
  }

  static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}

// MARK: - Whole numbers

extension ChineseNumeral {
  /// The part before the point; combined when a figure follows a large unit, as in `一万二千`.
  private static func whole(_ scalars: [Unicode.Scalar], _ position: inout Int) -> (value: Int, isCombined: Bool)? {
    guard let first = Section(scalars, &position), !(first.startsWithZero && first.value > 0) else { return nil }
    var total = 0
    var (section, lastLarge) = (first, 0)
    while true {
      guard position < scalars.count, let large = larges[scalars[position]], section.value > 0 else { break }
      // 万亿 and the like are left to the units.
      if position + 1 < scalars.count, larges[scalars[position + 1]] != nil { break }
      var next = position + 1
      guard let following = Section(scalars, &next) else {
        // Nothing follows: the large unit belongs to the suffix, if this is the first of them.
        guard lastLarge > 0, large < lastLarge else { break }
        position += 1
        return (total + section.value * large, true)
      }
      guard lastLarge == 0 || large < lastLarge else { return nil }
      let isFollowedByLarge = next < scalars.count && larges[scalars[next]] != nil
      guard isFollowedByLarge || following.isPlain(after: large) else { return nil }
      total += section.value * large
      (section, lastLarge, position) = (following, large, next)
    }
    guard lastLarge > 0 else { return (first.value, false) }
    return (total + section.value, true)
  }

  /// A number below ten thousand.
  private struct Section {
    private(set) var value = 0
    private(set) var startsWithZero = false
    private var highestUnit = 1
    private var isFourDigits = false

    init?(_ scalars: [Unicode.Scalar], _ position: inout Int) {
      var at = position
      if let run = Self.run(scalars, at), !(run.count == 1 && Self.unit(scalars, at + 1) != nil) {
        guard run.count <= 4 else { return nil }
        (value, isFourDigits, position) = (run.value, run.count == 4, at + run.count)
        return
      }
      var lastUnit = 10_000
      var sawZero = false
      while at < scalars.count {
        if ChineseNumeral.zeros.contains(scalars[at]), !sawZero, lastUnit > 1 {
          if lastUnit == 10_000 { startsWithZero = true }
          sawZero = true
          at += 1
        } else if let tens = ChineseNumeral.tens[scalars[at]], lastUnit > 10 {
          add(tens, unit: 10, &lastUnit, &sawZero)
          at += 1
        } else if scalars[at] == "十" || scalars[at] == "拾", lastUnit > 10, !sawZero {
          add(10, unit: 10, &lastUnit, &sawZero)
          at += 1
        } else if let digit = ChineseNumeral.digits[scalars[at]] ?? Self.single(scalars, at), digit > 0 {
          if let unit = Self.unit(scalars, at + 1) {
            guard unit < lastUnit else { return nil }
            add(digit * unit, unit: unit, &lastUnit, &sawZero)
            at += 2
          } else {
            guard lastUnit == 10 || lastUnit == 10_000 || (sawZero && lastUnit > 1) else { return nil }
            add(digit, unit: 1, &lastUnit, &sawZero)
            at += 1
          }
        } else {
          break
        }
      }
      // A zero alone is a number; one that leads nowhere is not.
      guard lastUnit < 10_000 ? !sawZero : startsWithZero, at > position else { return nil }
      position = at
    }

    private mutating func add(_ amount: Int, unit: Int, _ lastUnit: inout Int, _ sawZero: inout Bool) {
      value += amount
      highestUnit = max(highestUnit, unit)
      (lastUnit, sawZero) = (unit, false)
    }

    /// Whether it can follow that large unit and mean one thing only.
    func isPlain(after large: Int) -> Bool {
      if value == 0 { return false }
      if startsWithZero { return true }
      return large == 10_000 && (isFourDigits || highestUnit > 1)
    }

    private static func unit(_ scalars: [Unicode.Scalar], _ position: Int) -> Int? {
      position < scalars.count ? ChineseNumeral.units[scalars[position]] : nil
    }

    private static func run(_ scalars: [Unicode.Scalar], _ position: Int) -> (value: Int, count: Int)? {
      let digits = scalars[position...].prefix { ("0"..."9").contains($0) }
      guard !digits.isEmpty, digits.count <= 4 else { return nil }
      return (digits.reduce(0) { $0 * 10 + Int($1.value) - 0x30 }, digits.count)
    }

    private static func single(_ scalars: [Unicode.Scalar], _ position: Int) -> Int? {
      run(scalars, position).flatMap { $0.count == 1 ? $0.value : nil }
    }
  }

  private static let zeros: Set<Unicode.Scalar> = ["零", "〇"]

  fileprivate static let digits: [Unicode.Scalar: Int] = [
    "零": 0, "〇": 0, "一": 1, "壹": 1, "二": 2, "贰": 2, "两": 2, "三": 3, "叁": 3, "四": 4, "肆": 4, "五": 5, "伍": 5,
    "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
  ]

  fileprivate static let units: [Unicode.Scalar: Int] = [
    "十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000,
  ]

  fileprivate static let tens: [Unicode.Scalar: Int] = ["廿": 20, "卅": 30, "卌": 40]

  private static let larges: [Unicode.Scalar: Int] = ["万": 10_000, "亿": 100_000_000]
}
