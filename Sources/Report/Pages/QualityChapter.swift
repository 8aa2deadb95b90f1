import SurveyModel

/// Data quality in brief: how many answers, from where, how heavy the weights.
extension LanguageTree {
  mutating func writeQuality(_ number: Int) {
    let waves = data.previousWave.map { [$0, data.wave] } ?? [data.wave]
    let units = (data.city.map { [$0] } ?? []) + data.evaluation.units.ranked
    guard units.contains(where: { data.respondents($0.id) != nil }) else { return }
    let title = say(.qualityChapter)
    contents.append(Entry(id: id("quality"), title: "\(number) \(title)"))
    body += "<section class=\"chap flow\" id=\"\(attribute: id("quality"))\">"
    body += heading(String(number), title, above: chapterLine(number, title))
    let figures = qualityFigures
    if !figures.isEmpty { body += keyFigures(figures) }
    body += "<div class=\"two\">\n"
    var table = DataTable(
      caption: say("有效问卷，份", "Valid questionnaires"),
      columns: [.init(unitWord)] + waves.map { .init(String($0), numeric: true) }, rows: [])
    for unit in units {
      table.rows.append(
        .init(
          [.init(text: say(unit.name))]
            + waves.map { .init(text: data.respondents(unit.id, wave: $0).map(NumberText.count) ?? NumberText.missing) },
          total: unit.id == data.city?.id))
    }
    body += tableFigure(table, title: nil, tables: ["overall_by_district"])
    let weighting = data.evaluation.weighting
    if !weighting.isEmpty {
      var weights = DataTable(
        caption: say("加权结果", "How the weights came out"),
        columns: [.init(say("项目", "Item"))] + weighting.map { .init(String($0.wave), numeric: true) }, rows: [])
      func row(_ name: String, _ value: (WeightingSummary) -> String) {
        weights.rows.append(.init([.init(text: name)] + weighting.map { .init(text: value($0)) }))
      }
      row(say("有效问卷", "Valid questionnaires")) { NumberText.count($0.respondents) }
      row(say("代表的企业", "Firms represented")) { NumberText.grouped($0.population, 0) }
      row(say("有效样本量", "Effective sample size")) { NumberText.grouped($0.effectiveN, 0) }
      row(say("加权的设计效应", "Design effect of weighting")) { NumberText.fixed($0.kishDesignEffect, 2) }
      row(say("最小权重", "Smallest weight")) { NumberText.fixed($0.minimumWeight, 1) }
      row(say("最大权重", "Largest weight")) { NumberText.fixed($0.maximumWeight, 1) }
      row(say("校准轮数", "Raking passes")) { NumberText.count($0.rakingIterations) }
      body += tableFigure(weights, title: nil, tables: ["weighting"])
    }
    body += "</div>\n"
    body += "</section>\n"
  }

  private var qualityFigures: [KeyFigure] {
    guard let clean = words.cleanedSurvey else { return [] }
    let share = clean.rowsIn > 0 ? Double(clean.rowsQuarantined) / Double(clean.rowsIn) : 0
    return [
      KeyFigure(
        term: say("收到问卷", "Received"), value: NumberText.count(clean.rowsIn), note: say("进入清洗", "into cleaning")),
      KeyFigure(
        term: say("有效", "Kept"), value: NumberText.count(clean.rowsKept), note: say("进入分析", "into the analysis")),
      KeyFigure(
        term: say("隔离", "Set aside"), value: NumberText.count(clean.rowsQuarantined),
        note: say("占 \(NumberText.percent(share, 1))，原因见附录", "\(NumberText.percent(share, 1)), reasons in the appendix")
      ),
      KeyFigure(
        term: say("改动", "Changed"), value: NumberText.count(clean.cellsChanged),
        note: say(
          "个单元格，标记 \(NumberText.count(clean.recordsFlagged)) 份",
          "cells; \(NumberText.count(clean.recordsFlagged)) records flagged")),
    ]
  }
}
