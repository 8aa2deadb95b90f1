import SurveyModel

/// What stands behind the published numbers: a row for each unit under each indicator. Numbers elsewhere lead here, so
/// that each is a door to its respondents, its interval, the question's wording and the edits that touch it.
extension LanguageTree {
  mutating func writeFigures(_ letter: String) {
    var content = questionsFigure()
    content += compositesTable()
    for dimension in data.framework.dimensions { content += figuresTable(dimension) }
    writeAppendix(
      letter, "figures", say(.figuresAppendix), flows: true,
      note: say(
        "正文中带虚线的得分都指向这里：数值、标准误、样本量、问卷原题、改动的单元格数，以及它在 tables 目录中哪一张表的哪一行。",
        "Scores underlined with dots lead here: value, standard error, respondents, the question as asked, how many cells were edited, and the line of the table in the folder tables that holds it."
      ), content)
  }

  /// A score as a door to what stands behind it; plain text where it is withheld or has no row.
  func door(_ unit: String, _ node: String, _ text: String) -> Markup {
    guard !isSheet, data.doors.contains(unit, node) else { return Markup(text: text) }
    return "<a class=\"door\" href=\"#\(attribute: doorID(unit, node))\">\(text)</a>"
  }

  /// ``score(_:_:)`` as a door.
  func scoreDoor(_ unit: String, _ node: String) -> Markup { door(unit, node, score(unit, node)) }

  private func doorID(_ unit: String, _ node: String) -> String { id("d-" + anchor(node) + "-" + anchor(unit)) }

  /// A row's heading: the unit with its code, for those who look it up in the tables.
  private func head(_ unit: AssessedUnit) -> DataTable.Cell {
    .init("\(say(unit.name)) <small class=\"mono\">\(unit.id)</small>")
  }

  /// The index and its dimensions.
  private mutating func compositesTable() -> Markup {
    var table = DataTable(
      caption: say("总指数与各维度", "The index and its dimensions"),
      columns: [
        .init(unitWord), .init(say("得分", "Score"), numeric: true),
        .init(say("标准误", "Std. error"), numeric: true), .init(say("95% 区间", "95% interval"), numeric: true),
        .init(say("名次区间", "Rank interval"), numeric: true), .init("n", numeric: true),
        .init(say("上年", "Last year"), numeric: true), .init(say("scores.csv 行", "scores.csv line"), numeric: true),
      ], rows: [], style: "wideth dense")
    let lines = downloads.lines(of: "scores", wave: data.wave)
    for node in [data.framework.root] + data.framework.dimensions {
      let leaves = data.index.leaves(below: node.id).count
      let weight = NumberText.percent(data.weight(node.id), 1)
      let words = say("\(leaves) 个指标，占总指数 \(weight)", "\(leaves) indicators, \(weight) of the index")
      var rows: [DataTable.Row] = []
      for unit in data.doors.units where data.doors.contains(unit.id, node.id) {
        guard let score = data.score(unit.id, node.id) else { continue }
        let rank = data.rank(unit.id, node.id)
        let previous = data.previousValue(unit.id, node.id)
        var row = DataTable.Row([
          head(unit), .init("<b>\(self.score(unit.id, node.id))</b>"),
          .init(text: score.standardError.map { NumberText.fixed($0, 2) } ?? NumberText.missing),
          .init(text: text(data.interval(unit.id, node.id))),
          .init(text: rank.map { rangeText($0.setLow ?? $0.rank, $0.setHigh ?? $0.rank) } ?? NumberText.missing),
          .init(text: score.n.map(NumberText.count) ?? NumberText.missing),
          .init(text: previous.map { NumberText.fixed($0, 1) } ?? NumberText.missing),
          .init(text: lines[unit.id]?[node.id].map(String.init) ?? NumberText.missing),
        ])
        row.anchor = doorID(unit.id, node.id)
        rows.append(row)
      }
      guard !rows.isEmpty else { continue }
      table.rows.append(.heading("\(say(node.name)) <small>\(node.id)·\(words)</small>"))
      table.rows += rows
    }
    guard !table.rows.isEmpty else { return "" }
    return tableFigure(table, title: say(.compositesTable), tables: ["scores"])
  }

  /// Every indicator of a dimension, a row for each unit.
  private mutating func figuresTable(_ dimension: FrameworkNode) -> Markup {
    var table = DataTable(
      caption: say("\(say(dimension.name))：每个数字的来历", "\(say(dimension.name)): what stands behind each figure"),
      columns: [
        .init(unitWord), .init(say("数值", "Value"), numeric: true),
        .init(say("标准误", "Std. error"), numeric: true), .init("n", numeric: true),
        .init(say("未答", "No answer"), numeric: true), .init(say("设计效应", "Design effect"), numeric: true),
        .init(say("得分", "Score"), numeric: true), .init(say("得分的 95% 区间", "95% interval of the score"), numeric: true),
        .init(say("改动", "Edits"), numeric: true),
        .init(say("estimates.csv 行", "estimates.csv line"), numeric: true),
      ], rows: [], style: "wideth dense")
    let lines = downloads.lines(of: "estimates", wave: data.wave)
    for leaf in data.index.leaves(below: dimension.id) {
      guard let indicator = leaf.indicator else { continue }
      let edits = data.doors.edits(of: leaf.id)
      var rows: [DataTable.Row] = []
      for unit in data.doors.units where data.doors.contains(unit.id, leaf.id) {
        let estimate = data.estimate(unit.id, leaf.id)
        var row = DataTable.Row([
          head(unit), .init(valueText(estimate, indicator)),
          .init(
            text: estimate?.standardError.map { NumberText.fixed($0, indicator.decimals + 1) } ?? NumberText.missing),
          .init(text: estimate?.n.map(NumberText.count) ?? NumberText.missing),
          .init(text: estimate?.itemNonResponse.map { NumberText.percent($0, 1) } ?? NumberText.missing),
          .init(text: estimate?.designEffect.map { NumberText.fixed($0, 2) } ?? NumberText.missing),
          .init("<b>\(score(unit.id, leaf.id))</b>"), .init(text: text(data.interval(unit.id, leaf.id))),
          .init(text: edits.map { NumberText.count($0[unit.id] ?? 0) } ?? NumberText.missing),
          .init(text: lines[unit.id]?[leaf.id].map(String.init) ?? NumberText.missing),
        ])
        row.anchor = doorID(unit.id, leaf.id)
        rows.append(row)
      }
      guard !rows.isEmpty else { continue }
      let weight = NumberText.percent(data.weight(leaf.id), 2)
      let asked = data.doors.questions(of: leaf.id).map { say("“\(say($0))”", "“\(say($0))”") }
      let words = [asked.joined(), say(indicator.sourceLabel), say("占总指数 \(weight)", "\(weight) of the index")]
      table.rows.append(
        .heading(
          "\(say(leaf.name)) <small>\(leaf.id)·\(words.filter { !$0.isEmpty }.joined(separator: "·"))</small>"))
      table.rows += rows
    }
    guard !table.rows.isEmpty else { return "" }
    let title = words.told(
      .estimatesTable, [.dimension: words.wording.name(node: dimension.id)], or: dimension.name)
    return tableFigure(table, title: say(title), tables: ["estimates"])
  }
}

/// Which scores have a row in the appendix, and what it says besides the estimate.
struct Doors: Sendable {
  /// With more units the rows would swell the page; the tables have them all.
  static let mostUnits = 20

  /// The whole first, then ranked units in the order of their scores.
  let units: [AssessedUnit]
  private let shown: [String: Set<String>]
  private let questionsOfIndicator: [String: [LocalizedText]]
  private let editsOfIndicator: [String: [String: Int]]

  /// - Parameters:
  ///   - index: the evaluation.
  ///   - ranked: the ranked units in the order of their scores; nil: there are to be no doors.
  init(_ index: EvaluationIndex, ranked: [AssessedUnit]?) {
    let all = (index.city.map { [$0] } ?? []) + (ranked ?? [])
    units = ranked.map { $0.count <= Self.mostUnits } ?? false ? all : []
    let nodes = [index.framework.root] + index.framework.dimensions + index.framework.indicators
    var shown: [String: Set<String>] = [:]
    for unit in units {
      shown[unit.id] = Set(nodes.map(\.id).filter { index.shownScore(unit.id, $0) != nil })
    }
    self.shown = shown

    var questions: [String: [LocalizedText]] = [:]
    var edits: [String: [String: Int]] = [:]
    let questionnaire = index.input.pipeline.questionnaire
    var counts: [String: [String: Int]] = [:]
    for entry in index.input.audit { counts[entry.variable, default: [:]][entry.unitID, default: 0] += 1 }
    let city = index.city?.id
    for leaf in units.isEmpty ? [] : index.framework.indicators {
      guard let indicator = leaf.indicator, index.isSurvey(source: indicator.source), let questionnaire else {
        continue
      }
      let names = Set(namesInExpression(indicator.statistic))
      questions[leaf.id] = questionnaire.questions.filter { !names.isDisjoint(with: $0.variables) }.map { question in
        Self.wording(question, names: names, codebook: questionnaire.codebook)
      }
      var own: [String: Int] = [:]
      for name in names {
        for (unit, count) in counts[name] ?? [:] {
          own[unit, default: 0] += count
          if let city { own[city, default: 0] += count }
        }
      }
      edits[leaf.id] = own
    }
    questionsOfIndicator = questions
    editsOfIndicator = edits
  }

  var isEmpty: Bool { units.isEmpty }

  func contains(_ unit: String, _ node: String) -> Bool { shown[unit]?.contains(node) ?? false }

  /// The questions that an indicator is made from, as asked; none for figures of departments.
  func questions(of indicator: String) -> [LocalizedText] { questionsOfIndicator[indicator] ?? [] }

  /// Cells that cleaning changed, by unit; nil for figures of departments.
  func edits(of indicator: String) -> [String: Int]? { editsOfIndicator[indicator] }

  /// A question, and of a matrix the one row that is used.
  private static func wording(
    _ question: Questionnaire.Question, names: Set<String>, codebook: Codebook
  ) -> LocalizedText {
    let used = question.variables.filter { names.contains($0) }
    guard used.count == 1, let row = codebook[used[0]]?.rowText else { return question.text }
    func joined(_ text: String, _ row: String, _ mark: String) -> String {
      var text = Substring(text)
      while let last = text.last, "：: ".contains(last) { text.removeLast() }
      return text + mark + row
    }
    return LocalizedText(
      zh: joined(question.text.zh, row.zh, "："), en: joined(question.text.en, row.en, ": "))
  }
}
