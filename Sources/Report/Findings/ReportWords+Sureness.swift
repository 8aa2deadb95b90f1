public import SurveyModel

/// One line under "How sure are these findings?".
public struct SurenessLine: Sendable, Hashable {
  public var label: LocalizedText
  public var text: LocalizedText
}

extension ReportWords {
  /// What intervals rest on where firms were not drawn by lot; nil for a probability sample or without a survey.
  public var selectionSentence: LocalizedText? {
    guard let selection = index.evaluation.selection, selection != .probability else { return nil }
    let cell = cellWords
    return paragraph([
      LocalizedText(
        zh: "区间假定答卷企业与同一单元格\(cell.zh)的其他企业相似",
        en: "intervals assume that responding firms resemble the others of their cell\(cell.en)")
    ])
  }

  private var cellWords: LocalizedText {
    guard let strata = index.input.pipeline.design?.strata, !strata.isEmpty else { return LocalizedText("") }
    let names = strata.map { name -> LocalizedText in
      switch name {
      case "unit_id": LocalizedText(zh: "同一\(wording.unitWord.zh)", en: "the same \(wording.unitWord.one)")
      case "size": LocalizedText(zh: "同一规模", en: "the same size class")
      case "sector": LocalizedText(zh: "同一行业", en: "the same sector")
      default: LocalizedText(zh: "同一 \(name)", en: "the same \(name)")
      }
    }
    return LocalizedText(
      zh: "（\(names.map(\.zh).joined(separator: "、"))）", en: " (\(Wording.joined(names.map(\.en))))")
  }

  /// What the cleaning changed.
  public var editsLead: LocalizedText {
    guard let clean = cleanedSurvey else {
      return told(
        .editsLeadUntouched,
        or: paragraph([
          LocalizedText(zh: "数据按来源原样使用，没有清洗改动", en: "the data are used as they came; cleaning changed nothing")
        ]))
    }
    let (cells, flagged, aside) = (clean.cellsChanged, clean.recordsFlagged, clean.rowsQuarantined)
    let (read, kept) = (clean.rowsIn, clean.rowsKept)
    let values: PassageValues = [
      .read: digits(read), .kept: digits(kept), .aside: digits(aside), .cells: digits(cells), .flagged: digits(flagged),
    ]
    let usual = paragraph([
      LocalizedText(
        zh:
          "清洗前 \(NumberText.count(read)) 份问卷，保留 \(NumberText.count(kept)) 份，隔离 \(NumberText.count(aside)) 份；改动 \(NumberText.count(cells)) 个单元格，标记 \(NumberText.count(flagged)) 份",
        en:
          "of \(counted(read, "response")), \(NumberText.count(kept)) were kept and \(NumberText.count(aside)) set aside; \(counted(cells, "cell")) \(cells == 1 ? "was" : "were") changed and \(counted(flagged, "response")) flagged"
      ),
      LocalizedText(
        zh: "每处改动都有记录，写明规则、旧值与新值，原始文件不作修改",
        en: "every edit is on record with its rule, its old and its new value; the raw files are never changed"),
    ])
    return told(.editsLeadCleaned, values, or: usual)
  }

  /// The same of all files of the survey together; nil: no survey was cleaned.
  var cleanedSurvey: StageCount? {
    guard let first = cleaned.first else { return nil }
    return cleaned.dropFirst().reduce(into: first) { sum, row in
      sum.rowsIn += row.rowsIn
      sum.rowsKept += row.rowsKept
      sum.rowsQuarantined += row.rowsQuarantined
      sum.cellsChanged += row.cellsChanged
      sum.recordsFlagged += row.recordsFlagged
    }
  }

  /// Rows in and out of the cleaning of this wave's survey.
  private var cleaned: [StageCount] {
    index.input.counts.filter {
      $0.stage == "clean" && $0.wave == index.wave && index.isSurvey(source: $0.source)
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    NumberText.count(count) + " " + (count == 1 ? noun : noun + "s")
  }

  /// Notes of the evaluation that the summary itself shows.
  static let mostNotes = 3

  /// What the evaluation notes of its input, each as full sentences, without what ``selectionSentence`` says already.
  var notes: [LocalizedText] {
    let said = "responding firms resemble"
    let isSaid = selectionSentence != nil
    return index.evaluation.notes.filter { !isSaid || !$0.en.contains(said) }.map { paragraph([$0]) }
  }

  /// How sure the findings are: sample, selection, ranks, tests, complete counts, edits, and what is not shown.
  public var howSure: [SurenessLine] {
    var lines: [SurenessLine] = []
    func add(_ zh: String, _ en: String, _ text: LocalizedText) {
      lines.append(SurenessLine(label: LocalizedText(zh: zh, en: en), text: text))
    }
    if let weighting = index.evaluation.weighting.first(where: { $0.wave == index.wave }) {
      add("样本", "Sample", sample(weighting))
    }
    if let selection = selectionSentence { add("选样", "Selection", selection) }
    if RankGroups(ordered: index.orderedRanks(rootID)) != nil, index.evaluation.replicates > 0 {
      let draws = NumberText.count(index.evaluation.replicates)
      add(
        "名次", "Ranks",
        paragraph([
          LocalizedText(
            zh: "名次区间由 \(draws) 次重抽样得出，对所有两两比较同时成立",
            en: "rank intervals come from \(draws) bootstrap re-draws and hold for all pairs at once")
        ]))
    }
    let tests = index.evaluation.comparisons.contains { $0.wave == index.wave && $0.adjustedPValue != nil }
    if tests { add("检验", "Tests", paragraph([JudgementRule.adjustment])) }
    if let exact = completeCounts { add("统计数字", "Counts", exact) }
    if !cleaned.isEmpty { add("改动", "Edits", editsLead) }
    // The first notes stand here; all of them are in the chapter on method.
    let notes = notes
    for note in notes.prefix(Self.mostNotes) { add("注意", "Note", note) }
    if notes.count > Self.mostNotes {
      let rest = notes.count - Self.mostNotes
      add(
        "注意", "Note",
        paragraph([
          LocalizedText(
            zh: "另有 \(NumberText.count(rest)) 条说明见调查与方法一章",
            en: "\(counted(rest, "more note")) \(rest == 1 ? "is" : "are") in the chapter on survey and method")
        ]))
    }
    add(
      "不能说明", "Not shown",
      paragraph([
        LocalizedText(
          zh: tests ? "差异显著只说明差异大于抽样误差，不说明它从何而来" : "得分的高低不说明它从何而来",
          en: tests
            ? "a clear difference is larger than sampling error allows; it does not say where it comes from"
            : "a higher score does not say where it comes from")
      ]))
    return lines
  }

  private func sample(_ weighting: WeightingSummary) -> LocalizedText {
    paragraph([
      LocalizedText(
        zh:
          "有效问卷 \(NumberText.count(weighting.respondents)) 份，代表 \(NumberText.grouped(weighting.population, 0)) 家企业；加权的设计效应 \(NumberText.fixed(weighting.kishDesignEffect, 2))，折合有效样本 \(NumberText.grouped(weighting.effectiveN, 0)) 份",
        en:
          "\(NumberText.count(weighting.respondents)) valid answers stand for \(NumberText.grouped(weighting.population, 0)) firms; the design effect is \(NumberText.fixed(weighting.kishDesignEffect, 2)), the effective sample \(NumberText.grouped(weighting.effectiveN, 0))"
      )
    ])
  }

  private var completeCounts: LocalizedText? {
    let hasExact = index.framework.indicators.contains { node in
      index.units.ranked.contains { unit in
        index.estimate(unit.id, node.id).map { $0.value != nil && $0.standardError == nil } ?? false
      }
    }
    guard hasExact else { return nil }
    return paragraph([
      LocalizedText(
        zh: "没有标准误的统计数字只与阈值比较，从不称显著",
        en: "figures without a standard error are held against thresholds only and never called clear")
    ])
  }
}
