import Diagnostics
import SurveyModel

/// Chapters of the analyst's own, with the report's figures and numbers by reference.
extension LanguageTree {
  mutating func writeOwn(_ chapter: OwnChapter, _ number: Int) throws(DiagnosticError) {
    let (text, file) = (chapter.text[language], chapter.file[language])
    var problems: [Diagnostic] = []
    let nodes = Set(data.framework.nodes.map(\.id))
    let units = Set(data.evaluation.units.all.map(\.id))
    let page = MarkdownPage(text, file: file) { reference in
      let own = reference.resolved(nodes: nodes, units: units)
      if let found = referred(own, nodes: nodes, units: units) { return found }
      problems.append(
        Diagnostic(
          .error, code: "R-041", at: SourceLocation(file: file, line: own.line, column: own.column),
          "`{{\(own.text)}}` leads to nothing that may be shown",
          advice: "Name a node of the framework and a unit with a published figure, such as `{{score:\(data.root)}}`"))
      return nil
    }
    problems = page.problems + problems
    guard problems.isEmpty else { throw DiagnosticError(.configuration, problems) }
    let target = id("own-\(number)")
    let title = say(LocalizedText(page.title))
    contents.append(Entry(id: target, title: "\(number) \(title)"))
    body += "<section class=\"chap own\" id=\"\(attribute: target)\">"
    body += heading("\(number)", title, above: chapterLine(number, title))
    for block in page.blocks {
      switch block {
      case .markup(let markup): body += markup
      case .figure("heat"): body += heatTable()
      case .figure("ranking"): body += rankingFigure()
      case .figure: break
      }
    }
    body += "</section>\n"
  }

  /// What stands for a reference; nil where there is nothing to show.
  private func referred(_ reference: ReportReference, nodes: Set<String>, units: Set<String>) -> Referred? {
    guard let kind = reference.kind else { return nil }
    if kind == .figure {
      return reference.node.flatMap { ReportReference.figures.contains($0) ? .figure($0) : nil }
    }
    let node = reference.node ?? data.root
    guard nodes.contains(node), let unit = reference.unit ?? data.city?.id, units.contains(unit) else { return nil }
    func number(_ text: String, _ table: String, _ columns: String...) -> ReferredNumber {
      ReferredNumber(number: text, table: table, columns: columns, unit: unit, node: node)
    }
    var found: ReferredNumber?
    switch kind {
    case .score: found = data.value(unit, node).map { number(NumberText.fixed($0, 1), "scores", "estimate") }
    case .interval:
      found = data.interval(unit, node).map {
        number(NumberText.interval($0.low, $0.high, 1), "scores", "ci_low", "ci_high")
      }
    case .change:
      found = data.comparison(.toPreviousWave, unit, node).map {
        number(NumberText.signed($0.difference, 1), "comparisons", "difference")
      }
      found?.comparison = .toPreviousWave
    case .rank:
      guard data.value(unit, node) != nil else { return nil }
      found = data.rank(unit, node).map { rank in
        guard let low = rank.setLow, let high = rank.setHigh else {
          return number(rangeText(rank.rank, rank.rank), "ranks", "rank")
        }
        return number(rangeText(low, high), "ranks", "rank_low", "rank_high")
      }
    case .value:
      guard let estimate = data.estimate(unit, node), data.index.isShown(estimate), let value = estimate.value,
        let indicator = data.framework[node]?.indicator
      else { return nil }
      let words = say(indicator.unit)
      found = number(NumberText.grouped(value, indicator.decimals), "estimates", "estimate")
      found?.after = words.isEmpty || words == "%" ? words : " " + words
    case .n:
      let own = data.estimate(unit, node)?.n.map { number(NumberText.count($0), "estimates", "n") }
      found = own ?? data.score(unit, node)?.n.map { number(NumberText.count($0), "scores", "n") }
    case .figure: break
    }
    return found.map(Referred.number)
  }
}
