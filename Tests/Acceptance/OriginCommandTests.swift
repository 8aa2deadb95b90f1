import Foundation
import Testing

@Suite("`check --show-origin` says of every key in force what gave it")
struct OriginCommandTests {
  private let file = "docs/tutorial/pipeline.yaml"

  private func check(_ more: [String]) throws -> Outcome {
    try Program.run(["check", "docs/tutorial", "--show-origin"] + more)
  }

  /// The number of the line of the tutorial's pipeline.yaml that begins with a text.
  private func line(_ start: String) throws -> Int {
    let text = try String(contentsOf: Program.packageFolder.appendingPathComponent(file), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.hasPrefix(start) }) + 1
  }

  @Test("a flag goes before the file, and the file before the default; the columns are aligned")
  func table() throws {
    let outcome = try check(["--set", "uncertainty.replicates=200"])
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "pipeline.yaml")
    func words(_ key: String) -> [String]? {
      lines.map { $0.split(separator: " ").map(String.init) }.first { $0.first == key }
    }
    #expect(words("uncertainty.replicates") == ["uncertainty.replicates", "200", "--set"])
    #expect(words("uncertainty.draws") == ["uncertainty.draws", "1000", "default"])
    #expect(words("seed") == ["seed", "2025", "\(file):\(try line("seed:"))"])
    #expect(words("importance.outcome")?.last == "\(file):\(try line("importance:"))")
    let files = lines.filter { !$0.hasPrefix(" ") }
    #expect(files == ["pipeline.yaml", "units.yaml", "framework.yaml", "questionnaire.yaml", "cleaning.yaml"])
    let own = lines.dropFirst().prefix { $0.hasPrefix(" ") }
    #expect(own.count > 50)
    // The third column begins at one place; full-width characters take two.
    let starts = own.compactMap { line -> Int? in
      let end = line.hasSuffix("default") ? "default" : line.hasSuffix("--set") ? "--set" : file
      guard let range = line.range(of: end, options: .backwards) else { return nil }
      return line[..<range.lowerBound].unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }
    #expect(starts.count == own.count && Set(starts).count == 1)
  }

  @Test("--json is one document with the same in full")
  func json() throws {
    let outcome = try check(["--json", "--set", "title.en=Report"])
    #expect(outcome.exitCode == 0)
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    func entry(_ key: String) -> [String: Any]? { entries.first { $0["key"] as? String == key } }
    #expect(entry("title.en")?["origin"] as? String == "set" && entry("title.en")?["path"] == nil)
    #expect(entry("title.zh")?["value"] as? String == "我市营商环境评价报告")
    #expect(entry("wave")?["path"] as? String == file)
    #expect(entry("wave")?["line"] as? Int == (try line("wave:")))
    #expect(entry("lock")?["origin"] as? String == "default" && entry("lock")?["value"] as? String == "flock")
  }

  @Test("problems of the configuration come first, and --json alone is wrong usage")
  func failures() throws {
    let broken = try check(["--set", "sead=1"])
    #expect(broken.exitCode == 78 && broken.output.isEmpty)
    #expect(broken.errors.contains("there is no key `sead`"))
    #expect(try Program.run(["check", "docs/tutorial", "--json"]).exitCode == 64)
    #expect(try check(["-q"]).output.isEmpty)
  }
}
