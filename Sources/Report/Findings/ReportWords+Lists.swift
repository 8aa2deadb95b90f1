public import SurveyModel

/// A finding as one line of a list.
public struct WordedFinding: Sendable, Hashable {
  public var finding: Finding
  /// `石桥县·融资便利满意度`; for the city the node alone.
  public var label: LocalizedText
  /// The score, one decimal.
  public var value: String
  /// Difference and interval, or what it is held against.
  public var detail: LocalizedText
}

/// One of the short lists of the executive summary.
public struct FindingList: Sendable, Hashable {
  public var kind: FindingKind
  /// 优势, strengths.
  public var word: LocalizedText
  /// What the word means here, in a few words: 显著高于全省.
  public var meaning: LocalizedText
  /// The first of them.
  public var items: [WordedFinding]
  /// How many there are in all.
  public var total: Int
}

extension ReportWords {
  /// The lists of the executive summary that are not empty: strengths, shortfalls, weak spots, watch, to verify.
  public func executiveLists(limit: Int = 4) -> [FindingList] {
    [FindingKind.strength, .shortfall, .weakSpot, .watch, .toVerify].map { list($0, limit: limit) }
      .filter { !$0.items.isEmpty }
  }

  /// One list for the whole report.
  ///
  /// Strengths and shortfalls are the city's against its reference, where there is one; else the districts' against
  /// the city. Indicators come before dimensions, except for what fell, where dimensions say more.
  public func list(_ kind: FindingKind, limit: Int = 4) -> FindingList {
    let candidates = findings.filter { $0.kind == kind && $0.nodeID != rootID && isListed($0) }
    let leaves = Set(index.framework.indicators.map(\.id))
    let dimensions = Set(dimensionIDs)
    let scope = index.units.all.filter { $0.members.isEmpty }.map(\.id)
    func pick(_ units: [String], _ nodes: Set<String>) -> [Finding] {
      candidates.filter { units.contains($0.unitID) && nodes.contains($0.nodeID) }
    }
    let city = index.city.map { [$0.id] } ?? []
    let districts = scope.filter { !city.contains($0) }
    let tries: [[Finding]] =
      switch kind {
      case .strength, .shortfall:
        [pick(city, leaves), pick(city, dimensions), pick(districts, leaves), pick(districts, dimensions)]
      case .watch: [pick(scope, dimensions), pick(scope, leaves)]
      default: [pick(districts, leaves), pick(scope, dimensions), pick(city, leaves)]
      }
    let chosen = tries.first { !$0.isEmpty } ?? []
    return worded(kind, sorted(kind, chosen), limit: limit, subject: nil)
  }

  /// One list for one unit's page, indicators only.
  public func list(_ kind: FindingKind, of unit: String, limit: Int = 4) -> FindingList {
    let leaves = Set(index.framework.indicators.map(\.id))
    let found = findings.filter {
      $0.kind == kind && $0.unitID == unit && leaves.contains($0.nodeID) && isListed($0)
    }
    return worded(kind, sorted(kind, found), limit: limit, subject: unit)
  }

  /// A candidate for a strength that is not clear is in `findings.csv`, not in a list.
  private func isListed(_ finding: Finding) -> Bool {
    finding.kind != .toVerify || finding.comparison == nil
  }

  private func sorted(_ kind: FindingKind, _ found: [Finding]) -> [Finding] {
    func order(_ finding: Finding) -> Double {
      switch kind {
      case .weakSpot, .toVerify: finding.value ?? 0
      default: -abs(finding.difference ?? 0)
      }
    }
    return found.enumerated().sorted { (order($0.element), $0.offset) < (order($1.element), $1.offset) }.map(\.element)
  }

  private func worded(_ kind: FindingKind, _ found: [Finding], limit: Int, subject: String?) -> FindingList {
    FindingList(
      kind: kind, word: kind.word, meaning: meaning(kind, of: subject ?? found.first?.unitID),
      items: found.prefix(limit).map { worded($0, isNamed: subject == nil) }, total: found.count)
  }

  /// What a word means in a list, in a few words.
  private func meaning(_ kind: FindingKind, of unit: String?) -> LocalizedText {
    let whole = referenceName(of: unit ?? "")
    let weak = NumberText.fixed(index.input.pipeline.weakThreshold, 0)
    let before = previousWord
    return switch kind {
    case .strength: title("显著高于\(whole.zh)", "clearly above \(whole.en)")
    case .shortfall: title("显著低于\(whole.zh)", "clearly below \(whole.en)")
    case .weakSpot: title("得分区间低于 \(weak)，不论比较", "interval below \(weak), whatever the comparison")
    case .watch: title("比\(before.zh)显著下降", "clear fall on \(before.en)")
    case .toVerify: title("得分低于 \(weak)，但区间跨过 \(weak)", "below \(weak), with an interval that reaches it")
    default: kind.word
    }
  }

  /// Label, score and detail of one finding.
  public func worded(_ finding: Finding, isNamed: Bool = true) -> WordedFinding {
    let node = wording.name(node: finding.nodeID)
    let isCity = finding.unitID == index.city?.id
    let unit = wording.name(finding.unitID)
    let label =
      isCity || !isNamed
      ? title(node) : title("\(unit.zh)·\(node.zh)", "\(unit.en) · \(node.en)")
    return WordedFinding(
      finding: finding, label: label, value: finding.value.map(Wording.points) ?? NumberText.missing,
      detail: detail(finding))
  }

  private func detail(_ finding: Finding) -> LocalizedText {
    switch finding.kind {
    case .weakSpot,
      .toVerify where finding.comparison == nil:
      var zh: [String] = []
      var en: [String] = []
      if let interval = finding.valueInterval {
        zh.append("95% 区间 \(Wording.interval(interval))")
        en.append("95% interval \(Wording.interval(interval))")
      }
      if let city = index.city, city.id != finding.unitID, let score = index.shownScore(city.id, finding.nodeID) {
        zh.append("\(wording.whole.zh) \(Wording.points(score))")
        en.append("\(wording.whole.en): \(Wording.points(score))")
      }
      return title(zh.joined(separator: "；"), en.joined(separator: "; "))
    default:
      guard let difference = finding.difference else { return LocalizedText("") }
      let size = Wording.points(abs(difference))
      let interval = finding.differenceInterval.map(Wording.interval)
      let tail = LocalizedText(
        zh: interval.map { "（差的 95% 区间 \($0)）" } ?? "",
        en: interval.map { " (95% interval of the difference \($0))" } ?? "")
      if finding.comparison == .toPreviousWave {
        let before = previousWord
        return title(
          "得分比\(before.zh)\(difference > 0 ? "提高" : "下降") \(size) 分\(tail.zh)",
          "\(difference > 0 ? "up" : "down") \(size) points on \(before.en)\(tail.en)")
      }
      let whole = referenceName(of: finding.unitID)
      return title(
        "得分\(difference > 0 ? "高于" : "低于")\(whole.zh) \(size) 分\(tail.zh)",
        "\(size) points \(difference > 0 ? "above" : "below") \(whole.en)\(tail.en)")
    }
  }

  /// The finding as one full sentence, as in `findings.csv`.
  public func statement(_ finding: Finding) -> LocalizedText {
    let unit = wording.name(finding.unitID)
    let node = wording.name(node: finding.nodeID)
    let subject = LocalizedText(zh: "\(unit.zh)\(node.zh)", en: "\(unit.en), \(node.en):")
    let value = finding.value.map(Wording.points) ?? NumberText.missing
    let extra = detail(finding)
    let threshold = finding.threshold.map { NumberText.fixed($0, 0) } ?? ""
    switch finding.kind {
    case .strength, .shortfall, .watch, .above, .below, .rose, .noClearDifference, .noClearChange:
      let word = finding.kind.word
      return paragraph([
        LocalizedText(
          zh:
            "\(subject.zh) \(value) 分，\(extra.zh)：\(word.zh)\(isComparative(finding.kind) ? referenceName(of: finding.unitID).zh : "")",
          en:
            "\(subject.en) \(value), \(Wording.midSentence(extra.en)): \(word.en)\(isComparative(finding.kind) ? " " + referenceName(of: finding.unitID).en : "")"
        )
      ])
    case .weakSpot:
      return paragraph([
        LocalizedText(
          zh: "\(subject.zh) \(value) 分，区间上端低于 \(threshold) 分：弱项",
          en: "\(subject.en) \(value), upper end below \(threshold): weak spot")
      ])
    case .toVerify where finding.comparison == nil:
      return paragraph([
        LocalizedText(
          zh: "\(subject.zh) \(value) 分，低于 \(threshold) 分而区间上端不低于 \(threshold) 分：待核",
          en: "\(subject.en) \(value), below \(threshold) with an upper end at or above it: to verify")
      ])
    case .toVerify:
      return paragraph([
        LocalizedText(
          zh: "\(subject.zh) \(value) 分，不低于 \(threshold) 分，\(extra.zh)，差异不显著：待核",
          en: "\(subject.en) \(value), at or above \(threshold), \(Wording.midSentence(extra.en)), not clear: to verify"
        )
      ])
    case .tied:
      let all = wording.list([finding.unitID] + finding.otherUnitIDs, limit: 8)
      let places = finding.rankSet.map(Wording.places) ?? LocalizedText("")
      return paragraph([
        LocalizedText(
          zh: "\(node.zh)：\(all.zh)（\(places.zh)）无法排出先后",
          en: "\(node.en): \(all.en) (\(places.en)) cannot be told apart")
      ])
    case .first, .last:
      let word = finding.kind.word
      let set = finding.rankSet.map(Wording.rankSet) ?? ""
      return paragraph([
        LocalizedText(
          zh: "\(subject.zh)名次置信集只含第 \(set) 名：\(word.zh)",
          en: "\(subject.en) the rank confidence set is rank \(set) alone: \(word.en)")
      ])
    }
  }

  private func isComparative(_ kind: FindingKind) -> Bool { kind == .above || kind == .below }
}
