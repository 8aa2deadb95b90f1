import Foundation
import Testing

@Suite(
  "A second wave: its change is told with significance, and exactly the numbers that moved are listed", .serialized)
struct SecondWaveTests {
  /// The tutorial's pipeline with answers of 2024, in which every fourth firm was less content than a year later.
  private func pipeline() throws -> ChangingPipeline {
    let pipeline = try ChangingPipeline()
    let folder = pipeline.folder.appendingPathComponent("docs/tutorial")
    let now = try Data(contentsOf: folder.appendingPathComponent("answers.csv"))
    var before = Data()
    // 很满意 and 很不满意 in GB18030.
    let (content, discontent) = (
      Data([0xBA, 0xDC, 0xC2, 0xFA, 0xD2, 0xE2]), Data([0xBA, 0xDC, 0xB2, 0xBB, 0xC2, 0xFA, 0xD2, 0xE2])
    )
    for (place, line) in now.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      var line = Data(line)
      if place % 4 == 0, let found = line.range(of: content) { line.replaceSubrange(found, with: discontent) }
      before += place == 0 ? line : [UInt8(ascii: "\n")] + line
    }
    try before.write(to: folder.appendingPathComponent("answers-2024.csv"))
    try now.write(to: folder.appendingPathComponent("answers-2025.csv"))
    try pipeline.edit("pipeline.yaml", "answers.csv", "answers-{wave}.csv")
    return pipeline
  }

  /// Every number of the tables by table, key and column.
  private func numbers(_ pipeline: ChangingPipeline, _ run: String) throws -> [String: String] {
    let folder = pipeline.root.appendingPathComponent("runs/\(run)/tables")
    let data = try Data(contentsOf: folder.appendingPathComponent("csv-metadata.json"))
    let metadata = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var found: [String: String] = [:]
    for table in metadata["tables"] as? [[String: Any]] ?? [] {
      let url = try #require(table["url"] as? String)
      let schema = try #require(table["tableSchema"] as? [String: Any])
      let key = schema["primaryKey"] as? [String] ?? []
      let columns = (schema["columns"] as? [[String: Any]] ?? []).compactMap { column -> String? in
        let type = column["datatype"] as? String ?? (column["datatype"] as? [String: Any])?["base"] as? String ?? ""
        return ["integer", "decimal", "number", "double"].contains(type) ? column["name"] as? String : nil
      }
      for row in try CSVRows(folder.appendingPathComponent(url)).rows {
        let place = ([String(url.dropLast(4))] + key.map { row[$0] ?? "" }).joined(separator: "|")
        for column in columns where !key.contains(column) { found[place + "|" + column] = row[column] ?? "" }
      }
    }
    return found
  }

  @Test("the report shows the change and whether it is clear; `runs diff` lists what a comparison of all tables finds")
  func secondWave() throws {
    let pipeline = try pipeline()
    defer { pipeline.remove() }
    func run(_ more: [String]) throws -> String {
      let outcome = try pipeline.call("run", [], ["--json"] + more)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return try #require(result?["run"] as? String)
    }
    let first = try run([])
    let current = pipeline.root.appendingPathComponent("current")
    #expect(
      try !CSVRows(current.appendingPathComponent("tables/comparisons.csv")).rows.contains {
        $0["comparison"] == "to_previous_wave"
      })
    let second = try run(["--set", "previous_wave=2024"])
    let changes = try CSVRows(current.appendingPathComponent("tables/comparisons.csv")).rows.filter {
      $0["comparison"] == "to_previous_wave"
    }
    #expect(changes.count > 10)
    #expect(changes.contains { ($0["adjusted_p"] ?? "").isEmpty == false })
    #expect(changes.contains { $0["is_clear"] == "true" && $0["indicator_id"] == "INDEX" })
    let report = try String(contentsOf: current.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(report.contains("on last year") && report.contains("比上年"))

    let (before, after) = (try numbers(pipeline, first), try numbers(pipeline, second))
    let moved = before.filter { place, number in after[place].map { $0 != number } ?? false }.map(\.key)
    let diff = try Program.run(
      ["runs", "diff", "docs/tutorial", first, second, "--json", "--output", pipeline.root.path], in: pipeline.folder)
    #expect(diff.exitCode == 0, "\(diff.errors)")
    let told = try #require(try JSONSerialization.jsonObject(with: Data(diff.output.utf8)) as? [String: Any])
    let listed = (told["changes"] as? [[String: Any]] ?? []).map { change in
      ([change["table"] as? String ?? ""] + (change["key"] as? [String] ?? []) + [change["column"] as? String ?? ""])
        .joined(separator: "|")
    }
    #expect(Set(listed) == Set(moved))
    let added = (told["added"] as? [[String: Any]] ?? []).map {
      ([$0["table"] as? String ?? ""] + ($0["key"] as? [String] ?? [])).joined(separator: "|")
    }
    #expect(added.count { $0.hasPrefix("comparisons|") } == changes.count)
    #expect(added.allSatisfy { place in !before.keys.contains { $0.hasPrefix(place + "|") } })
  }
}
