import SurveyModel

/// The sentences of the report, made from findings: nothing is said that a printed rule does not allow.
///
/// Every sentence comes in Chinese and English. Titles are without a full stop, leads are full sentences. Wording
/// varies with the unit or node it is about, always the same way. No sentence gives a cause.
public struct ReportWords: Sendable {
  /// Everything that may be said, in the order of ``decideFindings(_:)``.
  public let findings: [Finding]

  let index: EvaluationIndex
  let wording: Wording
  let templates: SentenceTemplates
  let passages: PassageTemplates
  private let bySubject: [Subject: [Finding]]

  private struct Subject: Hashable {
    var unit: String
    var node: String
  }

  public init(_ input: ReportInput) {
    let index = EvaluationIndex(input)
    self.init(index, findings: FindingsDecision(index).all())
  }

  init(_ index: EvaluationIndex, findings: [Finding]) {
    self.index = index
    self.findings = findings
    wording = Wording(index)
    templates = index.input.pipeline.report.templates
    passages = index.input.pipeline.report.passages
    bySubject = Dictionary(grouping: findings) { Subject(unit: $0.unitID, node: $0.nodeID) }
  }

  /// The rules behind the words, with the thresholds of this run.
  public var rules: [JudgementRule] { JudgementRule.all(for: index.input.pipeline) }

  // MARK: Asking findings

  func finding(_ kind: FindingKind, _ unit: String, _ node: String) -> Finding? {
    bySubject[Subject(unit: unit, node: node)]?.first { $0.kind == kind }
  }

  /// Ranked units with a finding of the kind on the node, best score first.
  func unitIDs(with kind: FindingKind, on node: String) -> [String] {
    index.ordered(by: node).map(\.unit.id).filter { finding(kind, $0, node) != nil }
  }

  /// Dimensions on which the unit has a finding of the kind, largest difference first.
  func dimensionIDs(with kind: FindingKind, of unit: String) -> [String] {
    let found = dimensionIDs.compactMap { finding(kind, unit, $0) }
    return found.enumerated()
      .sorted { (-abs($0.element.difference ?? 0), $0.offset) < (-abs($1.element.difference ?? 0), $1.offset) }
      .map(\.element.nodeID)
  }

  var dimensionIDs: [String] { index.framework.dimensions.map(\.id) }
  var rootID: String { index.framework.root.id }

  /// What a unit is held against: the city for a district, the published reference for the city.
  func referenceName(of unit: String) -> LocalizedText {
    guard unit == index.city?.id else { return wording.whole }
    guard let name = index.input.pipeline.reference?.name else { return LocalizedText(zh: "参照值", en: "the reference") }
    return LocalizedText(zh: name.zh, en: Wording.withArticle(name.en))
  }

  /// 上年 / last year, or the year where a wave was left out.
  var previousWord: LocalizedText {
    guard let previous = index.previousWave, previous != index.wave - 1 else {
      return LocalizedText(zh: "上年", en: "last year")
    }
    return LocalizedText(zh: " \(previous) 年", en: "\(previous)")
  }

  // MARK: Putting sentences together

  /// A title: no full stop, a capital in English.
  func title(_ zh: String, _ en: String) -> LocalizedText {
    LocalizedText(zh: tidy(zh), en: Wording.sentenceCase(en))
  }

  func title(_ text: LocalizedText) -> LocalizedText { title(text.zh, text.en) }

  /// Clauses of one title.
  func title(clauses: [LocalizedText]) -> LocalizedText {
    title(clauses.map(\.zh).joined(separator: "；"), clauses.map(\.en).joined(separator: "; "))
  }

  /// Full sentences; one that comes with its full stop keeps it.
  func paragraph(_ sentences: [LocalizedText]) -> LocalizedText {
    func stopped(_ text: String, _ stop: String) -> String { text.hasSuffix(stop) ? text : text + stop }
    return LocalizedText(
      zh: sentences.map { stopped(tidy($0.zh), "。") }.joined(),
      en: sentences.map { stopped(Wording.sentenceCase($0.en), ".") }.joined(separator: " "))
  }

  private func tidy(_ zh: String) -> String {
    var text = ""
    for character in zh where !(character == " " && (text.isEmpty || text.last == " ")) { text.append(character) }
    while text.last == " " { text.removeLast() }
    return fullWidthPunctuation(text)
  }
}
