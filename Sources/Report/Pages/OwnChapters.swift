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
      if let words = words(for: own, nodes: nodes, units: units) { return words }
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

  /// The words that stand for a reference; nil where there is nothing to show.
  private func words(for reference: ReportReference, nodes: Set<String>, units: Set<String>) -> String? {
    guard let kind = reference.kind else { return nil }
    if kind == .figure { return reference.node.flatMap { ReportReference.figures.contains($0) ? $0 : nil } }
    let node = reference.node ?? data.root
    guard nodes.contains(node), let unit = reference.unit ?? data.city?.id, units.contains(unit) else { return nil }
    switch kind {
    case .score: return data.value(unit, node).map { NumberText.fixed($0, 1) }
    case .interval: return data.interval(unit, node).map { NumberText.interval($0.low, $0.high, 1) }
    case .change:
      return data.comparison(.toPreviousWave, unit, node).map { NumberText.signed($0.difference, 1) }
    case .rank:
      guard data.value(unit, node) != nil else { return nil }
      return data.rank(unit, node).map { rangeText($0.setLow ?? $0.rank, $0.setHigh ?? $0.rank) }
    case .value:
      guard let estimate = data.estimate(unit, node), data.index.isShown(estimate), let value = estimate.value,
        let indicator = data.framework[node]?.indicator
      else { return nil }
      let words = say(indicator.unit)
      let number = NumberText.grouped(value, indicator.decimals)
      return words.isEmpty ? number : words == "%" ? number + "%" : number + " " + words
    case .n:
      let n = data.estimate(unit, node)?.n ?? data.score(unit, node)?.n
      return n.map(NumberText.count)
    case .figure: return nil
    }
  }
}
