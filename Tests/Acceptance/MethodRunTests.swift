import Foundation
import Testing

/// The ASEM pipeline with other methods in its framework.yaml, against COINr 1.1.14.
@Suite("Methods declared in the framework give the reference's scores")
struct MethodRunTests {
  private static let fixtures = Program.packageFolder.appendingPathComponent(
    "Tests/CompositeIndexTests/Fixtures/composite")

  /// Runs the pipeline with a changed framework and hands over the folder `data/`.
  private func run(_ change: (String) throws -> String, _ body: (URL) throws -> Void) throws {
    try Program.withCopyOfPipelines { folder in
      let file = folder.appendingPathComponent("Pipelines/asem-connectivity/framework.yaml")
      try change(try String(contentsOf: file, encoding: .utf8)).write(to: file, atomically: true, encoding: .utf8)
      let root = folder.appendingPathComponent("out")
      let outcome = try Program.run(["aggregate", "Pipelines/asem-connectivity", "--output", root.path], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      try body(root.appendingPathComponent("stages/aggregate/data"))
    }
  }

  private func score(_ map: String) -> (String) -> String {
    { $0.replacingOccurrences(of: "score: {min_max: [0, 100]}", with: "score: \(map)") }
  }

  /// Scores by unit and node.
  private func scores(_ data: URL) throws -> [String: Double] {
    let rows = try CSVRows(data.appendingPathComponent("scores.csv")).rows
    return Dictionary(
      rows.compactMap { row in
        Double(row["estimate"] ?? "").map { ("\(row["unit_id"] ?? "") \(row["indicator_id"] ?? "")", $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The pipeline's points are `scale` times the reference's.
  private func compare(_ name: String, scale: Double = 1, _ change: (String) throws -> String) throws {
    try run(change) { data in
      let found = try scores(data)
      let golden = try CSVRows(Self.fixtures.appendingPathComponent("configs/\(name)/aggregated.csv"))
      var compared = 0
      for row in golden.rows {
        let unit = try #require(row["uCode"])
        for (code, text) in row where code != "uCode" {
          let expected = Double(text).map { scale * $0 }
          let score = found["\(unit) \(code)"]
          #expect((score == nil) == (expected == nil), "\(unit) \(code)")
          guard let score, let expected else { continue }
          #expect(abs(score - expected) <= 1e-9 * max(1, abs(expected)), "\(unit) \(code): \(score), \(expected)")
          compared += 1
        }
      }
      #expect(compared > 51 * 5)
    }
  }

  @Test("a geometric mean at all levels")
  func geometric() throws {
    try compare("raw_minmax1_100_gmean") { "aggregation: geometric\n" + score("{min_max: [1, 100]}")($0) }
  }

  @Test("arithmetic, geometric and harmonic means, level by level")
  func mixed() throws {
    try compare("raw_minmax1_100_mixed") { text in
      var text = score("{min_max: [1, 100]}")(text)
      for (code, method) in [("Index", "harmonic"), ("Conn", "geometric"), ("Sust", "geometric")] {
        // The key is written at the column of `code`.
        text = text.replacingOccurrences(of: "code: \(code)\n", with: "code: \(code)\n§\(code)")
        let column = text.range(of: "code: \(code)\n").map { range in
          text[..<range.lowerBound].reversed().prefix { $0 != "\n" }.count
        }
        text = text.replacingOccurrences(
          of: "§\(code)", with: String(repeating: " ", count: column ?? 0) + "aggregation: \(method)\n")
      }
      return text
    }
  }

  @Test("a threshold of available children")
  func threshold() throws {
    try compare("raw_minmax_amean_thresh066") { "minimum_available: 0.66\n" + $0 }
  }

  @Test(
    "scores by rank and z-scores",
    arguments: [
      ("raw_rank_amean", "{rank: rank}", 1.0), ("raw_prank_amean", "{rank: percentile}", 100),
      ("raw_zscore_amean", "{z_score: [0, 1]}", 1),
    ])
  func relative(name: String, map: String, scale: Double) throws {
    try compare(name, scale: scale, score(map))
  }

  @Test("distance to the target, capped")
  func target() throws {
    let metadata = try CSVRows(Self.fixtures.appendingPathComponent("input/iMeta.csv")).rows
    try compare("raw_dist2targ_cap_amean", scale: 100) { text in
      var lines: [String] = []
      for line in text.components(separatedBy: "\n") {
        lines.append(line)
        guard let place = line.range(of: "code: "),
          let target = metadata.first(where: { $0["iCode"] == String(line[place.upperBound...]) })?["Target"],
          Double(target) != nil
        else { continue }
        lines.append(String(repeating: " ", count: line[..<place.lowerBound].count) + "target: \(target)")
      }
      return score("{distance_to: target}")(lines.joined(separator: "\n"))
    }
  }

  @Test(
    "treatment of outliers, value by value",
    arguments: [
      ("default", "{winsorise: 5, transform: log_CT}"), ("log_CT_orig", "{winsorise: 1, transform: log_CT_orig}"),
      ("winmax2_combine", "{winsorise: 2, transform: log_CT, combine: true}"),
    ])
  func treatment(name: String, yaml: String) throws {
    try run({ "treatment: \(yaml)\n" + $0 }) { data in
      let golden = try CSVRows(Self.fixtures.appendingPathComponent("treatment/\(name)/treated.csv")).rows
      let raw = try CSVRows(Self.fixtures.appendingPathComponent("input/iData.csv")).rows
      let before = Dictionary(raw.map { ($0["uCode"] ?? "", $0) }, uniquingKeysWith: { first, _ in first })
      var expected: [String: Double] = [:]
      for row in golden {
        let own = try #require(before[row["uCode"] ?? ""])
        for (code, text) in row where code != "uCode" {
          guard let value = Double(text), let old = Double(own[code] ?? "") else { continue }
          if abs(value - old) > 1e-12 * max(1, abs(old)) { expected["\(row["uCode"] ?? "") \(code)"] = value }
        }
      }
      let found = try CSVRows(data.appendingPathComponent("treatment.csv")).rows
      #expect(expected.count >= 30)
      for row in found {
        let place = "\(row["unit_id"] ?? "") \(row["indicator_id"] ?? "")"
        let after = try #require(Double(row["after"] ?? ""))
        let value = expected.removeValue(forKey: place) ?? Double(row["before"] ?? "") ?? .nan
        #expect(abs(after - value) <= 1e-9 * max(1, abs(value)), "\(place)")
      }
      #expect(expected.isEmpty, "\(expected.keys.sorted())")
    }
  }

  @Test(
    "what-if tells ranks before and after, and refuses unknown names with exit code 78 and malformed shifts with 64")
  func whatIf() throws {
    let pipeline = "Pipelines/asem-connectivity"
    let outcome = try Program.run(["what-if", "--shift", "LPI=+20", "--unit", "AUT", pipeline])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == ["Index", "Conn", "Physical", "LPI"])
    #expect(lines.first?.contains("rank") == true)
    let unknown = try Program.run(["what-if", "--shift", "LPX=1", "--unit", "AUX", pipeline])
    #expect(unknown.exitCode == 78)
    #expect(unknown.errors.contains("no node `LPX`") && unknown.errors.contains("no ranked unit `AUX`"))
    #expect(try Program.run(["what-if", "--shift", "LPI", "--unit", "AUT", pipeline]).exitCode == 64)
  }
}
