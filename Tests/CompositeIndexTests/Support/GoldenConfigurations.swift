import CompositeIndex
import Diagnostics
import Foundation

/// `configs/NAME/`: an index built as `config.json` says in words, step by step.
struct GoldenConfigurations {
  private struct Configuration: Decodable {
    var steps: [String]
  }

  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    for folder in golden.entries("configs") {
      let name = folder.lastPathComponent
      let files = golden.entries("configs/\(name)")
      let text = try Data(contentsOf: folder.appendingPathComponent("config.json"))
      let configuration = try JSONDecoder().decode(Configuration.self, from: text)
      let method = GoldenMethod(steps: configuration.steps, groups: golden.groups)
      for word in method.notUnderstood { tally.doesNotUnderstand("\(name): \(word)") }
      guard method.notUnderstood.isEmpty else { continue }
      let result: IndexResult
      do {
        result = try golden.model(weights: method.weights).build(golden.data, method: method.method)
      } catch let error as DiagnosticError {
        tally.fails("\(name): \(error)")
        continue
      }
      for file in files where file.pathExtension == "csv" {
        let path = "\(name)/\(file.lastPathComponent)"
        let table = try ReferenceTable(url: file)
        switch file.deletingPathExtension().lastPathComponent {
        case "denominated": try tally.compare(result.denominated, with: table, path)
        case "imputed": try tally.compare(result.imputed?.matrix, with: table, path)
        case "treated": try tally.compare(result.treated, with: table, path)
        case "screened", "prepared": try tally.compare(result.prepared, with: table, path)
        case "normalised": try tally.compare(result.normalised, with: table, path)
        case "aggregated": try tally.compare(result.scores, with: table, path)
        case "ranks": try compareRanks(result, table, path, &tally)
        default: tally.doesNotUnderstand(path)
        }
      }
    }
  }

  private static func compareRanks(
    _ result: IndexResult, _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    let rows = Dictionary(uniqueKeysWithValues: result.scores.units.enumerated().map { ($0.element, $0.offset) })
    for name in table.header.dropFirst() {
      let ranks = result.ranks(of: name)
      guard !ranks.isEmpty else {
        tally.doesNotUnderstand("\(path): column \(name)")
        continue
      }
      for (unit, expected) in zip(table.rows.map { $0[0] }, try table.numbers(name)) {
        tally.compare(rank: rows[unit].flatMap { ranks[$0] }, among: ranks, expected, "\(path): \(name) of \(unit)")
      }
    }
  }
}
