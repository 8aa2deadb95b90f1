import Foundation
import Testing

@Suite("A run that cannot go on says why, where and what to do, and exits with the code of its cause")
struct DiagnosticsTests {
  private let pipeline = "Pipelines/lanjiang-annual"

  private func run(in folder: URL, _ arguments: [String] = []) throws -> Outcome {
    try Program.run(
      ["run", pipeline, "--output", "out", "--set", "uncertainty.replicates=100"] + arguments, in: folder)
  }

  /// The failure left nothing that looks like a result.
  private func expectNothingPublished(_ folder: URL) {
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/current").path))
  }

  @Test("every problem of a broken pipeline.yaml is told in one go, with file, line and column, and exit code 78")
  func brokenConfiguration() throws {
    try Program.withCopyOfPipelines { folder in
      try Program.edit("\(pipeline)/pipeline.yaml", in: folder) {
        $0.replacingOccurrences(of: "\nseed:", with: "\nsead:")
          .replacingOccurrences(of: "selection: quota", with: "selection: quotta")
      }
      let outcome = try run(in: folder)
      #expect(outcome.exitCode == 78)
      let lines = outcome.errors.split(separator: "\n")
      let located = lines.filter {
        $0.contains(/pipeline\.yaml:\d+:\d+: error/)
      }
      #expect(located.contains { $0.contains("sead") && $0.contains("seed") })
      #expect(located.contains { $0.contains("quotta") && $0.contains("quota") })
      expectNothingPublished(folder)
    }
  }

  @Test("YAML that cannot be parsed names the line")
  func brokenYAML() throws {
    try Program.withCopyOfPipelines { folder in
      try Program.edit("\(pipeline)/cleaning.yaml", in: folder) { $0 + "\nrules: [unclosed\n" }
      let outcome = try run(in: folder)
      #expect(outcome.exitCode == 78)
      #expect(outcome.errors.contains(/cleaning\.yaml:\d+:\d+/))
    }
  }

  @Test("a missing file is named, with exit code 66")
  func missingFile() throws {
    try Program.withCopyOfPipelines { folder in
      try FileManager.default.removeItem(at: folder.appendingPathComponent("SampleData/lanjiang-2025/ledger.xml"))
      let outcome = try run(in: folder)
      #expect(outcome.exitCode == 66)
      #expect(outcome.errors.contains("ledger.xml"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      expectNothingPublished(folder)
    }
  }

  @Test("a missing pipeline is exit code 66")
  func missingPipeline() throws {
    let outcome = try Program.run(["run", "Pipelines/nowhere"])
    #expect(outcome.exitCode == 66)
    #expect(outcome.errors.contains("nowhere"))
  }

  @Test(
    "broken inputs give one clear line naming the file, and exit code 65",
    arguments: [
      ("SampleData/lanjiang-2025/inspection.csv", "quote"),
      ("SampleData/lanjiang-2025/survey.csv", "encoding"),
      ("SampleData/lanjiang-2025/ledger.xml", "truncate"),
      ("SampleData/lanjiang-2025/government.xlsx", "truncate"),
    ])
  func brokenInput(_ path: String, _ damage: String) throws {
    try Program.withCopyOfPipelines { folder in
      let file = folder.appendingPathComponent(path)
      var data = try Data(contentsOf: file)
      switch damage {
      case "quote": data.append(contentsOf: Array("\"never closed,1,2\n".utf8))
      case "encoding": data.replaceSubrange(2000..<2004, with: [0xFF, 0xFF, 0xFE, 0xFF])
      default: data = data.prefix(data.count / 2)
      }
      try data.write(to: file)
      let outcome = try run(in: folder)
      #expect(outcome.exitCode == 65, "\(outcome.errors)")
      #expect(outcome.errors.contains(path.split(separator: "/").last.map(String.init) ?? ""))
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      expectNothingPublished(folder)
    }
  }

  @Test("wrong usage is exit code 64")
  func usage() throws {
    #expect(try Program.run(["run", "--no-such-flag"]).exitCode == 64)
    #expect(try Program.run(["rum"]).exitCode == 64)
  }

  @Test("an unknown key in --set is refused with the nearest key")
  func unknownOverride() throws {
    let outcome = try Program.run(["check", pipeline, "--set", "uncertainty.replicate=5"])
    #expect(outcome.exitCode == 78)
    #expect(outcome.errors.contains("replicates"))
  }

  @Test("an expression that names no column points at the character and suggests the nearest name")
  func brokenExpression() throws {
    try Program.withCopyOfPipelines { folder in
      try Program.edit("\(pipeline)/framework.yaml", in: folder) {
        $0.replacingOccurrences(of: "LIKERT(Q15_a)", with: "LIKERT(Q15_aa)")
      }
      let outcome = try Program.run(["check", pipeline], in: folder)
      #expect(outcome.exitCode == 78)
      #expect(outcome.errors.contains(/framework\.yaml:\d+:\d+: error/))
      #expect(outcome.errors.contains("Q15_a"))
    }
  }
}
