import Foundation
import Testing

@Suite("run --pdf prints through a Chromium that is there, and says so when there is none")
struct PrintCommandTests {
  private func run(browser: String, in folder: URL) throws -> Outcome {
    let script = folder.appendingPathComponent("browser")
    try browser.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    return try Program.run(
      ["run", "Pipelines/asem-connectivity", "--output", folder.appendingPathComponent("out").path, "--pdf"],
      environment: ["BIZCLIMATE_CHROMIUM": script.path])
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("each language is printed from the page of the run, into a folder beside the runs")
  func prints() throws {
    try withFolder { folder in
      // Writes what it was asked to print into the file it was asked to write.
      let outcome = try run(
        browser: """
          #!/bin/sh
          for word; do case $word in --print-to-pdf=*) file=${word#*=} ;; file://*) page=$word ;; esac; done
          printf '%%PDF-1.4 %s' "$page" >"$file"
          """, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let runs = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("out/pdf").path)
      let run = try #require(runs.first)
      for language in ["zh", "en"] {
        let file = folder.appendingPathComponent("out/pdf/\(run)/report-\(language).pdf")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasSuffix("/runs/\(run)/report.html#\(language)"), "\(text)")
      }
      #expect(outcome.output.contains("PDF: "))
      let left = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("out/pdf/\(run)").path)
      #expect(!left.contains { $0.contains("tmp") || $0.contains("profile") })
    }
  }

  @Test("a browser that fails is an error of output, and the report is published all the same")
  func failure() throws {
    try withFolder { folder in
      let outcome = try run(browser: "#!/bin/sh\nexit 3\n", in: folder)
      #expect(outcome.exitCode == 74)
      #expect(outcome.errors.contains("ended with 3"))
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/current/report.html").path))
    }
  }

  @Test("without a Chromium the run ends well and says so")
  func none() throws {
    try withFolder { folder in
      let outcome = try Program.run(
        ["run", "Pipelines/asem-connectivity", "--output", folder.appendingPathComponent("out").path, "--pdf"],
        environment: ["BIZCLIMATE_CHROMIUM": "/nowhere/chromium"])
      #expect(outcome.exitCode == 0)
      #expect(outcome.errors.contains("no PDF was printed"))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/pdf").path))
    }
  }
}
