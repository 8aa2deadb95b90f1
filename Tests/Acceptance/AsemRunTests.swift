import Foundation
import Testing

@Suite("An index without a survey runs through the same engine")
struct AsemRunTests {
  @Test("the scores of 51 countries equal the published reference to 1e-9")
  func scores() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try Program.run(["run", "Pipelines/asem-connectivity", "--output", root.path])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let current = root.appendingPathComponent("current")
    #expect(FileManager.default.fileExists(atPath: current.appendingPathComponent("report.html").path))
    let rows = try CSVRows(current.appendingPathComponent("data/scores.csv")).rows
    var scores: [String: Double] = [:]
    for row in rows {
      scores["\(row["unit_id"] ?? "") \(row["indicator_id"] ?? "")"] = Double(row["estimate"] ?? "")
    }
    let golden = try CSVRows(
      Program.packageFolder.appendingPathComponent(
        "Tests/CompositeIndexTests/Fixtures/composite/configs/raw_minmax_amean/aggregated.csv"))
    var compared = 0
    for row in golden.rows {
      let country = try #require(row["uCode"])
      for (code, text) in row where code != "uCode" {
        guard let expected = Double(text) else { continue }
        let found = try #require(scores["\(country) \(code)"], "\(country) \(code)")
        #expect(abs(found - expected) <= 1e-9 * max(1, abs(expected)), "\(country) \(code)")
        compared += 1
      }
    }
    #expect(compared == 51 * 11)
  }
}
