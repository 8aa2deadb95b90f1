import Report
import SurveyModel
import Tables
import Testing

/// A published table read back: column name to text, one dictionary a row.
func publishedRows(_ files: [PublishedFile], _ name: String) throws -> [[String: String]] {
  let file = try #require(files.first { $0.name == name })
  let grid = try CSVReader.read(file.bytes, file: name).grid
  let names = (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) }
  return (1..<grid.rowCount).map { row in
    Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, grid.text(row, $0)) })
  }
}

/// Every sentence of a report with the unit or node it is about.
struct Sentence: CustomStringConvertible {
  var place: String
  var unit: String?
  var node: String?
  var text: LocalizedText
  var description: String { "\(place) \(unit ?? "") \(node ?? ""): \(text.zh) | \(text.en)" }

  static func all(_ input: ReportInput) -> [Sentence] {
    let words = ReportWords(input)
    let city = input.evaluation.units.city?.id
    var sentences = [
      Sentence(place: "headline", unit: city, node: nil, text: words.mastheadHeadline),
      Sentence(place: "rank title", unit: nil, node: nil, text: words.rankFigureTitle),
      Sentence(place: "rank subtitle", unit: nil, node: nil, text: words.rankFigureSubtitle),
      Sentence(place: "heat title", unit: nil, node: nil, text: words.heatTitle),
      Sentence(place: "change title", unit: nil, node: nil, text: words.changeTitle),
      Sentence(place: "edits", unit: nil, node: nil, text: words.editsLead),
    ]
    if let title = words.trendTitle { sentences.append(Sentence(place: "trend", unit: city, node: nil, text: title)) }
    sentences += words.howSure.map { Sentence(place: "how sure", unit: nil, node: nil, text: $0.text) }
    for node in input.evaluation.framework.dimensions {
      sentences.append(Sentence(place: "dimension lead", unit: city, node: node.id, text: words.dimensionLead(node.id)))
      sentences.append(
        Sentence(place: "dimension units", unit: city, node: node.id, text: words.dimensionUnitsTitle(node.id)))
    }
    for unit in input.evaluation.units.all {
      let places: [(String, LocalizedText)] = [
        ("unit lead", words.unitLead(unit.id)), ("unit dimensions", words.unitDimensionsTitle(unit.id)),
        ("unit items", words.unitItemsTitle(unit.id)), ("unit history", words.unitHistoryTitle(unit.id)),
        ("unit obstacles", words.unitObstaclesTitle(unit.id)),
      ]
      sentences += places.map { Sentence(place: $0.0, unit: unit.id, node: nil, text: $0.1) }
    }
    for list in words.executiveLists(limit: 100) {
      sentences.append(Sentence(place: "list", unit: nil, node: nil, text: list.meaning))
      for item in list.items {
        let (unit, node) = (item.finding.unitID, item.finding.nodeID)
        sentences.append(Sentence(place: "item", unit: unit, node: node, text: item.label))
        sentences.append(Sentence(place: "item", unit: unit, node: node, text: item.evidence))
      }
    }
    sentences += words.findings.map {
      Sentence(place: "statement", unit: $0.unitID, node: $0.nodeID, text: words.statement($0))
    }
    for rule in words.rules {
      sentences.append(Sentence(place: "rule", unit: nil, node: nil, text: rule.text))
      sentences.append(Sentence(place: "rule", unit: nil, node: nil, text: rule.word))
    }
    return sentences
  }
}

@Suite("Sentences say what the tables hold, and nothing else")
struct FindingsTestsSentences {
  static let inputs = [
    SyntheticEvaluation.lanjiang(), SyntheticEvaluation.countries(), SyntheticEvaluation.countries(51), quiet, bare,
  ]

  /// Nothing is clear, and there is no wave before.
  static var quiet: ReportInput {
    var input = SyntheticEvaluation.lanjiang()
    input.evaluation.previousWave = nil
    input.pipeline.previousWave = nil
    input.evaluation.scores.removeAll { $0.wave == 2024 }
    input.evaluation.estimates.removeAll { $0.wave == 2024 }
    input.evaluation.ranks.removeAll { $0.wave == 2024 }
    input.evaluation.comparisons.removeAll { $0.wave == 2024 || $0.kind != .toCity }
    input.evaluation.history = []
    for position in input.evaluation.comparisons.indices {
      input.evaluation.comparisons[position].adjustedPValue = input.evaluation.comparisons[position].pValue.map { _ in 1
      }
      input.evaluation.comparisons[position].isClear = false
    }
    for position in input.evaluation.ranks.indices {
      input.evaluation.ranks[position].setLow = 1
      input.evaluation.ranks[position].setHigh = 7
      input.evaluation.ranks[position].clearlyAbove = []
      input.evaluation.ranks[position].clearlyBelow = []
    }
    return input
  }

  /// Units and a framework, and not one number.
  static var bare: ReportInput {
    var input = quiet
    input.evaluation.scores = []
    input.evaluation.estimates = []
    input.evaluation.ranks = []
    input.evaluation.comparisons = []
    input.evaluation.weighting = []
    input.rules = []
    input.counts = []
    return input
  }

  @Test("every number in a sentence is in the published tables of its unit and node")
  func numbersAreInTables() throws {
    for input in Self.inputs.prefix(4) {
      let files = publishedTables(input)
      let tables = try files.filter { !$0.name.hasSuffix(".json") && $0.name != "findings" }.map {
        (name: $0.name, rows: try publishedRows(files, $0.name))
      }
      let pipeline = input.pipeline
      var constants = [95.0, 0.05, 0, 100, pipeline.strengthThreshold, pipeline.weakThreshold]
      constants += [Double(input.evaluation.replicates), Double(input.evaluation.units.ranked.count)]
      let scoped: Set<String> = ["scores", "estimates", "ranks", "comparisons", "monitors", "history", "trend"]
      for sentence in Sentence.all(input) {
        var allowed = constants
        for table in tables {
          for row in table.rows {
            // A unit's sentence may quote the unit and the city; a node's sentence its node and the nodes below.
            if scoped.contains(table.name) {
              let isUnit = sentence.unit.map { row["unit_id"] == $0 || row["level"] == "city" } ?? true
              let isNode =
                sentence.node.map { node in
                  sentence.place.hasPrefix("dimension")
                    ? row["indicator_id"]?.hasPrefix(node) ?? false : row["indicator_id"] == node
                } ?? true
              let isCountryLead = sentence.unit == nil && sentence.node != nil
              guard (isUnit && isNode) || (isCountryLead && isNode) else { continue }
            } else if sentence.unit != nil {
              continue
            }
            allowed += row.values.compactMap(Double.init)
            // What a list says of a difference is half the width of its interval.
            if sentence.place == "item", table.name == "comparisons",
              let low = row["ci_low"].flatMap(Double.init), let high = row["ci_high"].flatMap(Double.init)
            {
              allowed.append((high - low) / 2)
            }
          }
        }
        // The years of a history are counted.
        if sentence.place == "unit history" { allowed += (1...10).map(Double.init) }
        if sentence.place == "heat title" { allowed += (0...7).map(Double.init) }
        for text in [sentence.text.zh, sentence.text.en] {
          for number in numbers(in: withoutNames(text, input)) {
            // Tables have two decimals; sums and effective sizes are told in whole numbers.
            let tolerance =
              switch number.decimals {
              case 0: sentence.place == "how sure" ? 0.5 : 0.001
              default: 0.0551
              }
            let isFound = allowed.contains { abs(abs($0) - number.value) <= tolerance }
            #expect(isFound, "\(number.value) in \(sentence)")
          }
        }
      }
    }
  }

  /// The text without names that hold digits, such as `Country 6` or `10,000 enterprises`.
  private func withoutNames(_ text: String, _ input: ReportInput) -> String {
    var names = input.evaluation.units.all.flatMap { [$0.name.zh, $0.name.en] }
    names += input.evaluation.framework.nodes.flatMap {
      [$0.name.zh, $0.name.en, $0.name.en.prefix(1).lowercased() + $0.name.en.dropFirst()]
    }
    names = names.filter { $0.contains(where: \.isNumber) }.sorted { $0.count > $1.count }
    return names.reduce(text) { $0.replacing($1, with: "…") }
  }

  @Test("a finding that says clear is clear in the comparison table, with the same sign")
  func findingsAgreeWithComparisons() throws {
    let files = publishedTables(SyntheticEvaluation.lanjiang())
    let comparisons = try publishedRows(files, "comparisons")
    let clear: [String: Bool] = [
      "strength": true, "shortfall": false, "above": true, "below": false, "watch": false, "rose": true,
    ]
    var checked = 0
    for finding in try publishedRows(files, "findings") {
      let kind = try #require(finding["finding"])
      guard let comparison = finding["comparison"], !comparison.isEmpty else { continue }
      let row = try #require(
        comparisons.first {
          $0["comparison"] == comparison && $0["wave"] == finding["wave"] && $0["unit_id"] == finding["unit_id"]
            && $0["indicator_id"] == finding["indicator_id"]
        })
      #expect(row["difference"] == finding["difference"])
      if let isAbove = clear[kind] {
        #expect(row["is_clear"] == "true", "\(finding)")
        let difference = try #require(Double(row["difference"] ?? ""))
        #expect(isAbove ? difference > 0 : difference < 0, "\(finding)")
      } else {
        #expect(row["is_clear"] != "true", "\(finding)")
      }
      checked += 1
    }
    #expect(checked > 300)
  }

  @Test("the districts that a dimension names are those that the table calls clear")
  func namedUnitsAreClear() throws {
    let input = SyntheticEvaluation.lanjiang()
    let words = ReportWords(input)
    let rows = try publishedRows(publishedTables(input), "dimension_by_district")
    for node in input.evaluation.framework.dimensions {
      let title = words.dimensionUnitsTitle(node.id)
      let parts = title.zh.split(separator: "，").map(String.init)
      for unit in input.evaluation.units.ranked {
        let row = try #require(rows.first { $0["unit_id"] == unit.id && $0["indicator_id"] == node.id })
        let difference = try #require(Double(row["difference"] ?? ""))
        let isClear = row["difference_is_clear"] == "true"
        let stem = String(unit.name.zh.dropLast())
        let part = parts.first { $0.contains(stem) }
        #expect((part != nil) == isClear, "\(unit.id) \(node.id): \(title.zh)")
        if let part { #expect(part.contains(difference > 0 ? "显著高于" : "显著低于")) }
        #expect(title.en.contains(unit.name.en) == isClear)
      }
    }
  }

  @Test("no sentence gives a cause")
  func neverCausal() {
    let zh = [
      "导致", "造成", "由于", "因为", "因此", "所以", "使得", "促使", "得益于", "归功", "归因", "源于", "带动", "拉动", "影响", "受益",
      "推动", "效果", "成效",
    ]
    let en = [
      "because", "due to", "caus", "led to", "lead to", "thanks to", "driven by", "as a result", "owing to",
      "result of",
      "effect of", "impact", "therefore", "contribut", "boost",
    ]
    for input in Self.inputs {
      for sentence in Sentence.all(input) {
        for word in zh { #expect(!sentence.text.zh.contains(word), "\(word) in \(sentence)") }
        for word in en { #expect(!sentence.text.en.lowercased().contains(word), "\(word) in \(sentence)") }
      }
    }
  }

  @Test("Chinese text has full-width punctuation only, and no stray spaces or doubled marks")
  func chinesePunctuation() {
    for input in Self.inputs {
      for sentence in Sentence.all(input) {
        let text = Array(sentence.text.zh)
        for (place, character) in text.enumerated() where ",;:()!?".contains(character) {
          let neighbours = [place > 0 ? text[place - 1] : " ", place + 1 < text.count ? text[place + 1] : " "]
          #expect(!neighbours.contains { $0.unicodeScalars.contains { $0.value > 0x2E80 } }, "\(sentence)")
        }
        for pair in ["。。", "，，", "；；", "，。", "；。", "  ", " ，", "， ", "。；", "（）", "：。"] {
          #expect(!sentence.text.zh.contains(pair), "\(pair) in \(sentence)")
        }
        #expect(sentence.text.zh == sentence.text.zh.trimmed, "\(sentence)")
      }
    }
  }

  @Test("English sentences begin with a capital, end once, and agree in number")
  func englishForm() {
    let plural = [
      "one districts", "one dimensions", "one countries", " the the ", " the City", "  ", "..", ",,", " ,", " ;", " .",
      "all two",
    ]
    for input in Self.inputs {
      for sentence in Sentence.all(input) where !["rule", "item"].contains(sentence.place) {
        let text = sentence.text.en
        #expect(!text.isEmpty, "\(sentence)")
        #expect(!(text.first?.isLowercase ?? true), "\(sentence)")
        for wrong in plural { #expect(!text.contains(wrong), "\(wrong) in \(sentence)") }
        let isParagraph = [
          "headline", "rank subtitle", "edits", "how sure", "dimension lead", "unit lead", "statement",
        ]
        .contains(sentence.place)
        #expect(text.hasSuffix(".") == isParagraph, "\(sentence)")
        #expect(sentence.text.zh.hasSuffix("。") == isParagraph, "\(sentence)")
      }
    }
  }

  @Test("where nothing is clear the words say so, and none of them judges")
  func nothingClear() {
    let words = ReportWords(Self.quiet)
    #expect(words.mastheadHeadline.zh == "全市总得分 73.3。各区县与全市均无显著差异。")
    #expect(words.mastheadHeadline.en == "The city scores 73.3. No district differs clearly from the city.")
    #expect(words.rankFigureTitle == LocalizedText(zh: "七个区县无法排出先后", en: "The seven districts cannot be told apart"))
    #expect(words.heatTitle.zh == "各区县各维度与全市均无显著差异")
    #expect(words.changeTitle.zh == "没有可比的上一轮数据")
    #expect(!words.rankFigureSubtitle.zh.contains("同比"))
    let judging: Set<FindingKind> = [.strength, .shortfall, .watch, .above, .below, .rose, .first, .last]
    #expect(words.findings.allSatisfy { !judging.contains($0.kind) })
    for sentence in Sentence.all(Self.quiet) where sentence.place != "rule" && sentence.place != "how sure" {
      #expect(!sentence.text.zh.contains("显著高于") && !sentence.text.zh.contains("显著低于"), "\(sentence)")
      #expect(!sentence.text.zh.contains("上年"), "there is no year before: \(sentence)")
    }
  }

  @Test("without a city only ranks are spoken of, and never a test")
  func withoutCity() {
    for count in [6, 51] {
      let input = SyntheticEvaluation.countries(count)
      let words = ReportWords(input)
      #expect(words.findings.isEmpty)
      #expect(words.executiveLists().isEmpty)
      #expect(words.selectionSentence == nil)
      for sentence in Sentence.all(input) where sentence.place != "rule" && sentence.place != "how sure" {
        #expect(!sentence.text.zh.contains("显著") || sentence.text.zh.contains("不作显著性判断"), "\(sentence)")
        #expect(!sentence.text.zh.contains("全市"), "\(sentence)")
        #expect(!sentence.text.en.contains("city"), "\(sentence)")
      }
    }
    #expect(ReportWords(SyntheticEvaluation.countries(51)).mastheadHeadline.en.contains("of 51 countries"))
  }

  @Test("with many units a sentence names a few and counts the rest")
  func manyUnits() {
    var input = SyntheticEvaluation.countries(51)
    let ids = input.evaluation.units.ranked.map(\.id)
    input.evaluation.units.city = AssessedUnit(
      id: "ALL", name: LocalizedText(zh: "总体", en: "All countries"), level: "city")
    input.evaluation.scores.append(Score(wave: 2018, unitID: "ALL", nodeID: "INDEX", value: 50))
    for id in ids.prefix(20) {
      input.evaluation.comparisons.append(
        Comparison(
          kind: .toCity, wave: 2018, unitID: id, nodeID: "INDEX", reference: 50, difference: 9, standardError: 1,
          ciLow: 7,
          ciHigh: 11, pValue: 0.001, adjustedPValue: 0.002, family: "f", isClear: true))
    }
    let headline = ReportWords(input).mastheadHeadline
    #expect(headline.zh.contains("等 20 个国家显著高于总体"), "\(headline.zh)")
    #expect(headline.en.contains("17 other countries are clearly above All countries"), "\(headline.en)")
  }

  @Test("anything but a probability sample says what its intervals rest on")
  func selection() {
    var input = SyntheticEvaluation.lanjiang()
    let sentence = ReportWords(input).selectionSentence
    #expect(
      sentence?.en.hasPrefix("Intervals assume that responding firms resemble the others of their cell") == true)
    #expect(ReportWords(input).howSure.contains { $0.text == sentence })
    input.evaluation.selection = .probability
    #expect(ReportWords(input).selectionSentence == nil)
    input.evaluation.selection = .volunteer
    #expect(ReportWords(input).selectionSentence != nil)
  }

  @Test("lists are sorted by size, cut to the limit, and keep their total")
  func lists() throws {
    let words = ReportWords(SyntheticEvaluation.lanjiang())
    let shortfalls = words.list(.shortfall, limit: 2)
    #expect(shortfalls.items.count == 2)
    #expect(shortfalls.total > 2)
    #expect(shortfalls.items.allSatisfy { $0.finding.unitID == "LANJIANG" }, "the city has a reference of its own")
    let sizes = words.list(.shortfall, limit: 100).items.map { abs($0.finding.difference ?? 0) }
    #expect(sizes == sizes.sorted(by: >))
    let weak = words.list(.weakSpot, limit: 100).items.map { $0.finding.value ?? 0 }
    #expect(weak == weak.sorted())
    let own = words.list(.shortfall, of: "SQ", limit: 3)
    #expect(own.items.count == 3)
    #expect(own.items.allSatisfy { $0.finding.unitID == "SQ" && !$0.label.zh.contains("石桥") })
  }

  @Test("the option that excludes the others is no obstacle")
  func exclusiveOption() {
    var input = SyntheticEvaluation.lanjiang()
    input.evaluation.framework.monitors.append(
      Monitor(
        id: "Z5_0", name: LocalizedText(zh: "没有明显障碍", en: "No clear obstacle"), expression: "100 * SHARE(HAS(Q43, 0))",
        source: "survey", unit: LocalizedText("%"), decimals: 1, group: "Z5"))
    input.evaluation.estimates.append(
      Estimate(wave: 2025, unitID: "SQ", indicatorID: "Z5_0", value: 60, standardError: 1, n: 263))
    let words = ReportWords(input)
    #expect(words.obstacleGroup?.count == 12)
    #expect(words.unitObstaclesTitle("SQ").zh.contains("融资难融资贵"))
  }

  @Test("notes keep their full stop, give way to the selection sentence, and are cut to a few")
  func notes() {
    var input = SyntheticEvaluation.lanjiang()
    input.evaluation.notes = [
      LocalizedText(
        zh: "置信区间以应答企业相似为前提。", en: "Intervals assume that responding firms resemble the others of their cell.")
    ]
    input.evaluation.notes += (1...5).map { LocalizedText(zh: "指标 \($0) 缺数据,不计。", en: "Indicator \($0) lacks data.") }
    let notes = ReportWords(input).howSure.filter { $0.label.en == "Note" }
    #expect(notes.map(\.text.zh) == ["指标 1 缺数据，不计。", "指标 2 缺数据，不计。", "指标 3 缺数据，不计。", "另有 2 条说明见调查与方法一章。"])
    #expect(notes.first?.text.en == "Indicator 1 lacks data.")
    #expect(notes.last?.text.en == "2 more notes are in the chapter on survey and method.")
  }

  @Test("English names keep their capitals inside a sentence only where they are names")
  func englishNames() {
    var made = HandMade()
    made.evaluation.framework.nodes[2].name.en = "Logistics Performance Index"
    made.evaluation.framework.nodes[4].name.en = "R&D spending"
    for unit in ["CITY", "P"] {
      made.score(unit, "A11", 80, 78...82)
      made.score(unit, "B11", 70, 68...72)
    }
    #expect(
      ReportWords(made.input).unitItemsTitle("P").en
        == "Highest on Logistics Performance Index (80.0), lowest on R&D spending (70.0)")
    made.evaluation.framework.nodes[2].name.en = "Ease of procedures"
    #expect(ReportWords(made.input).unitItemsTitle("P").en.hasPrefix("Highest on ease of procedures"))
  }

  @Test("names with half-width marks come out full-width, and the same input gives the same words")
  func namesAndDeterminism() {
    var input = SyntheticEvaluation.lanjiang()
    let union = input.evaluation.units.units.count - 1
    input.evaluation.units.units[union].name.zh = "望湖区(含高新区)"
    let title = ReportWords(input).unitHistoryTitle("WH_GX")
    #expect(title.zh == "望湖区（含高新区）不参加排名")
    #expect(title.en == "Wanghu incl. High-tech Zone takes no part in the ranking")
    let again = Sentence.all(SyntheticEvaluation.lanjiang()).map(\.text)
    #expect(Sentence.all(SyntheticEvaluation.lanjiang()).map(\.text) == again)
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
