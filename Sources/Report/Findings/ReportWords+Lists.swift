public import SurveyModel

/// A finding as one line of a list.
public struct WordedFinding: Sendable, Hashable {
  public var finding: Finding
  /// `石桥县·融资便利满意度`; for the city the node alone.
  public var label: LocalizedText
  /// The score, one decimal.
  public var value: String
  /// The score, and difference and interval or what it is held against.
  public var evidence: LocalizedText
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

  /// Label, score and evidence of one finding.
  public func worded(_ finding: Finding, isNamed: Bool = true) -> WordedFinding {
    let node = wording.name(node: finding.nodeID)
    let isCity = finding.unitID == index.city?.id
    let unit = wording.name(finding.unitID)
    let label =
      isCity || !isNamed
      ? title(node) : title("\(unit.zh)·\(node.zh)", "\(unit.en) · \(node.en)")
    return WordedFinding(
      finding: finding, label: label, value: finding.value.map(Wording.points) ?? NumberText.missing,
      evidence: evidence(finding))
  }
}
