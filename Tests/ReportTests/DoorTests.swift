import Report
import SurveyModel
import Tables
import Testing

@Suite struct DoorTests {
  /// The rows of the appendix by id, as texts of their cells.
  private func rows(_ html: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for match in html.matches(of: /<tr id="((?:zh|en)-d-[^"]+)"[^>]*>(.*?)<\/tr>/) {
      rows[String(match.1)] = match.2.matches(of: /<t[hd][^>]*>(.*?)<\/t[hd]>/).map { cell in
        String(cell.1.replacing(/<[^>]+>/, with: ""))
      }
    }
    return rows
  }

  @Test("a score leads to the row with the same score, and the row to the line of the table that holds it")
  func leadsToItsFigure() throws {
    let input = SyntheticEvaluation.lanjiang()
    let html = try renderReport(input)
    let rows = rows(html)
    let doors = html.matches(of: /<a class="door" href="#([^"]+)">([^<]+)<\/a>/).map { (String($0.1), String($0.2)) }
    #expect(doors.count > 200)
    for (target, score) in doors { #expect(rows[target]?.contains(score) == true, "\(target)") }

    let tables = publishedTables(input)
    for (name, isComposite) in [("scores", true), ("estimates", false)] {
      let file = try #require(tables.first { $0.name == name })
      let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
      let nodes = input.evaluation.framework.nodes.filter { ($0.indicator == nil) == isComposite }
      var checked = 0
      for node in nodes {
        for unit in input.evaluation.units.ranked {
          guard let row = rows["zh-d-\(node.id)-\(unit.id)"], let line = row.last.flatMap(Int.init) else { continue }
          let fields = lines[line - 1].split(separator: ",", omittingEmptySubsequences: false)
          #expect(fields[0] == "\(input.evaluation.wave)" && fields[2] == unit.id && fields[5] == node.id)
          checked += 1
        }
      }
      #expect(checked > 40, "\(name)")
    }
  }

  @Test("a score that is withheld has no door and no row")
  func withheldHasNone() throws {
    var input = SyntheticEvaluation.lanjiang()
    let unit = try #require(input.evaluation.units.ranked.first).id
    let leaf = try #require(
      input.evaluation.framework.indicators.first { node in
        input.evaluation.scores.contains { $0.unitID == unit && $0.nodeID == node.id && ($0.n ?? 0) > 0 }
      }
    ).id
    let id = "zh-d-\(leaf)-\(unit)"
    #expect(try rows(renderReport(input))[id] != nil)
    for index in input.evaluation.scores.indices
    where input.evaluation.scores[index].unitID == unit && input.evaluation.scores[index].nodeID == leaf {
      input.evaluation.scores[index].n = 3
    }
    let html = try renderReport(input)
    #expect(rows(html)[id] == nil)
    #expect(!html.contains("#\(id)\""))
  }

  @Test("with many units the rows stay in the tables")
  func manyUnits() throws {
    let html = try renderReport(SyntheticEvaluation.countries(51))
    #expect(rows(html).isEmpty)
    #expect(!html.contains("class=\"door\""))
  }
}
