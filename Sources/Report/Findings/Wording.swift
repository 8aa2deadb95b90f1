import SurveyModel

/// Names, lists and counts as they are said in a sentence.
struct Wording: Sendable {
  let index: EvaluationIndex
  private let shortNames: [String: String]

  init(_ index: EvaluationIndex) {
    self.index = index
    var short: [String: String] = [:]
    for unit in index.units.ranked {
      let name = unit.name.zh
      let stem = name.count >= 3 && "区县市州旗".contains(name.suffix(1)) ? String(name.dropLast()) : name
      short[unit.id] = stem
    }
    var uses: [String: Int] = [:]
    for stem in short.values { uses[stem, default: 0] += 1 }
    for unit in index.units.ranked where (short[unit.id].flatMap { uses[$0] } ?? 0) > 1 {
      short[unit.id] = unit.name.zh
    }
    shortNames = short
  }

  // MARK: Units

  /// The whole, as the object of a comparison: 全市, the city.
  var whole: LocalizedText {
    guard let city = index.city else { return LocalizedText(zh: "总体", en: "the whole") }
    return name(city)
  }

  func name(_ unit: AssessedUnit) -> LocalizedText {
    LocalizedText(zh: unit.name.zh, en: Self.withArticle(unit.name.en))
  }

  func name(_ id: String) -> LocalizedText {
    index.unit(id).map(name) ?? LocalizedText(id)
  }

  /// What the ranked units are.
  struct UnitWord: Sendable, Hashable {
    /// `区县`, with the measure word 个.
    var zh: String
    /// `各区县`.
    var each: String
    var one: String
    var many: String
  }

  var unitWord: UnitWord {
    switch index.units.ranked.first?.level {
    case "district", "county": UnitWord(zh: "区县", each: "各区县", one: "district", many: "districts")
    case "country": UnitWord(zh: "国家", each: "各国", one: "country", many: "countries")
    case "province": UnitWord(zh: "省份", each: "各省", one: "province", many: "provinces")
    case "city": UnitWord(zh: "城市", each: "各市", one: "city", many: "cities")
    case "township": UnitWord(zh: "乡镇", each: "各乡镇", one: "township", many: "townships")
    default: UnitWord(zh: "单位", each: "各单位", one: "unit", many: "units")
    }
  }

  /// Units in one breath: short forms where there are several, the first few and a count where there are many.
  func list(_ ids: [String], limit: Int = 4) -> LocalizedText {
    if ids.count == 1, let id = ids.first { return name(id) }
    let short = ids.map { shortNames[$0] ?? name($0).zh }
    let english = ids.map { name($0).en }
    guard ids.count > limit else {
      return LocalizedText(zh: short.joined(separator: "、"), en: Self.joined(english))
    }
    let shown = max(1, limit - 1)
    let rest = ids.count - shown
    let word = unitWord
    return LocalizedText(
      zh: short.prefix(shown).joined(separator: "、") + "等 \(NumberText.count(ids.count)) 个\(word.zh)",
      en: english.prefix(shown).joined(separator: ", ")
        + " and \(Self.countEN(rest)) other \(rest == 1 ? word.one : word.many)")
  }

  /// `七个区县`, `seven districts`.
  func units(_ count: Int) -> LocalizedText {
    let word = unitWord
    return LocalizedText(
      zh: Self.countZH(count) + "个" + word.zh, en: Self.countEN(count) + " " + (count == 1 ? word.one : word.many))
  }

  // MARK: Nodes

  /// A node's name; in English as it stands inside a sentence.
  func name(node id: String) -> LocalizedText {
    let name = index.name(of: id) ?? LocalizedText(id)
    return LocalizedText(zh: name.zh, en: Self.midSentence(name.en))
  }

  /// Nodes in one breath; in Chinese without the 环境 that dimensions have in common, where that leaves a word.
  func list(nodes ids: [String], limit: Int = 3) -> LocalizedText {
    let names = ids.map { name(node: $0) }
    guard names.count > 1 else { return names.first ?? LocalizedText("") }
    let shown = ids.count > limit ? Array(names.prefix(max(1, limit - 1))) : names
    let zh = shown.map { name in
      name.zh.hasSuffix("环境") && name.zh.count >= 4 ? String(name.zh.dropLast(2)) : name.zh
    }
    let rest = ids.count - shown.count
    guard rest > 0 else { return LocalizedText(zh: zh.joined(separator: "、"), en: Self.joined(shown.map(\.en))) }
    return LocalizedText(
      zh: zh.joined(separator: "、") + "等\(Self.countZH(ids.count))个维度",
      en: shown.map(\.en).joined(separator: ", ") + " and \(Self.countEN(rest)) more")
  }

  /// `六个维度`, `six dimensions`.
  func dimensions(_ count: Int) -> LocalizedText {
    LocalizedText(
      zh: Self.countZH(count) + "个维度", en: Self.countEN(count) + (count == 1 ? " dimension" : " dimensions"))
  }

  /// `六个维度`, `all six dimensions`, `both dimensions`.
  func allDimensions(_ count: Int) -> LocalizedText {
    let all = dimensions(count)
    return LocalizedText(zh: all.zh, en: count == 2 ? "both dimensions" : "all \(all.en)")
  }

  // MARK: Numbers

  static func points(_ value: Double) -> String { NumberText.fixed(value, 1) }

  /// `+1.5`; zero without a sign.
  static func signed(_ value: Double) -> String { NumberText.signed(value, 1) }

  static func interval(_ range: ClosedRange<Double>) -> String {
    NumberText.interval(range.lowerBound, range.upperBound, 1)
  }

  /// `第 3`, or `第 3 至第 5` and `third`…; places are always given in digits in Chinese.
  static func places(_ range: ClosedRange<Int>) -> LocalizedText {
    let low = NumberText.count(range.lowerBound)
    let high = NumberText.count(range.upperBound)
    if range.count == 1 { return LocalizedText(zh: "第 \(low) 名", en: "place \(countEN(range.lowerBound))") }
    if range.count == 2 {
      return LocalizedText(
        zh: "第 \(low)、第 \(high) 名", en: "places \(countEN(range.lowerBound)) and \(countEN(range.upperBound))")
    }
    return LocalizedText(
      zh: "第 \(low) 至第 \(high) 名", en: "places \(countEN(range.lowerBound)) to \(countEN(range.upperBound))")
  }

  /// Up to ten in words, 两 before a measure word.
  static func countZH(_ count: Int) -> String {
    let words = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"]
    return words.indices.contains(count) ? words[count] : " \(NumberText.count(count)) "
  }

  /// Up to ten in words.
  static func countEN(_ count: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words.indices.contains(count) ? words[count] : NumberText.count(count)
  }

  static func ordinalEN(_ number: Int) -> String {
    let words = [
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ]
    if words.indices.contains(number - 1) { return words[number - 1] }
    let suffix =
      switch (number % 100, number % 10) {
      case (11...13, _): "th"
      case (_, 1): "st"
      case (_, 2): "nd"
      case (_, 3): "rd"
      default: "th"
      }
    return NumberText.count(number) + suffix
  }

  // MARK: English

  /// `A, B and C`; with a comma before the last `and` where an item has one of its own.
  static func joined(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    let isAmbiguous = items.contains { $0.contains(" and ") }
    return items.dropLast().joined(separator: ", ") + (isAmbiguous ? ", and " : " and ") + last
  }

  /// `Government services` → `government services`; `R&D`, `IP protection` stay.
  static func midSentence(_ text: String) -> String {
    guard let first = text.first, first.isUppercase else { return text }
    let words = text.split(separator: " ", maxSplits: 2)
    guard let rest = words.first?.dropFirst() else { return text }
    // A second capital makes it a name: Logistics Performance Index.
    if words.count > 1, words[1].first?.isUppercase ?? false { return text }
    guard !rest.isEmpty, rest.allSatisfy({ !$0.isUppercase && !$0.isNumber && $0 != "&" }) else { return text }
    return first.lowercased() + text.dropFirst()
  }

  static func sentenceCase(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst()
  }

  /// Names that English uses with an article, and generic names such as `City`, in lower case with one.
  static func withArticle(_ name: String) -> String {
    let generic = ["City", "Whole city", "Province", "County", "Municipality"]
    if generic.contains(name) { return "the " + name.lowercased() }
    let nouns = [
      "Zone", "Area", "Region", "Republic", "Federation", "Kingdom", "States", "Islands", "Netherlands", "Philippines",
      "Emirates",
    ]
    let words = name.split(separator: " ").map(String.init)
    guard let last = words.last, words.count <= 3, !words.contains(where: { $0.hasPrefix("incl") }) else { return name }
    return nouns.contains(last) && !name.lowercased().hasPrefix("the ") ? "the " + name : name
  }

  // MARK: Variety

  /// One of the variants, always the same for the same key.
  static func pick(_ key: String, _ variants: [LocalizedText]) -> LocalizedText {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    guard !variants.isEmpty else { return LocalizedText("") }
    return variants[Int((hash ^ (hash >> 29)) % UInt64(variants.count))]
  }
}
