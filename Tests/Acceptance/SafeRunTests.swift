import Foundation
import Testing

@Suite("A run is safe: alone, whole or not at all, and stopped without a trace", .serialized)
struct SafeRunTests {
  @Test("of two runs at once one publishes, and the other exits with 75 and names it")
  func lock() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let first = try RunningProgram(["run"] + runs.arguments + ["--set", "uncertainty.replicates=4000"])
    try runs.waitForLock()
    let second = try runs.run()
    let quiet = try runs.run(["-q"])
    let status = try runs.call(["status"])
    #expect(second.exitCode == 75)
    #expect(second.errors.contains("pid \(first.pid) on "))
    #expect(second.errors.contains("bizclimate run docs/tutorial"))
    #expect(second.errors.contains("--wait"))
    #expect(second.output.isEmpty)
    #expect(quiet.exitCode == 75 && quiet.output.isEmpty && quiet.errors.isEmpty)
    #expect(status.output.contains("Lock: held by pid \(first.pid)"))
    #expect(try first.outcome().exitCode == 0)
    #expect(runs.published != nil)
    #expect(try runs.call(["status"]).output.contains("Lock: free"))
  }

  @Test("a run waits for another one as long as it is told to")
  func waits() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let first = try RunningProgram(["run"] + runs.arguments)
    try runs.waitForLock()
    #expect(try runs.run(["--wait", "2m"]).exitCode == 0)
    #expect(try first.outcome().exitCode == 0)
    #expect(try runs.run(["--wait", "soon"]).exitCode == 64)
  }

  @Test("with `lock: none` nothing is locked, and the run's name is the same")
  func noLock() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run().exitCode == 0)
    let name = runs.published
    let descriptor = open(runs.root.appendingPathComponent(".state/lock").path, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    #expect(try runs.run().exitCode == 75)
    #expect(try runs.run(["--set", "lock=none"]).exitCode == 0)
    #expect(runs.published == name)
  }

  @Test(
    "SIGINT and SIGTERM end a run within a second, with one line, without passing files, and let go of the lock",
    arguments: [SIGINT, SIGTERM], [0.02, 0.3, 0.7])
  func signals(_ signal: Int32, after seconds: Double) throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let program = try RunningProgram(["run"] + runs.arguments + ["--set", "uncertainty.replicates=20000"])
    try runs.waitForLock()
    usleep(UInt32(seconds * 1e6))
    let start = Date()
    program.send(signal)
    let outcome = try program.outcome()
    #expect(Date().timeIntervalSince(start) < 1)
    #expect(outcome.exitCode == 128 + signal)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(runs.published == nil)
    #expect(try runs.leftovers() == [])
    let log = try runs.call(["log"], ["--level", "error"])
    #expect(log.output.contains("stopped by SIG"))
    #expect(try runs.run().exitCode == 0)
  }

  @Test("after a kill at any moment the next run gives the same bytes and leaves nothing else")
  func kills() throws {
    let reference = try SmallRuns()
    defer { reference.remove() }
    #expect(try reference.run().exitCode == 0)
    let expected = try reference.files()
    #expect(expected.count > 15)
    let runs = try SmallRuns()
    defer { runs.remove() }
    for milliseconds in [5, 150, 300, 420, 500, 550, 600, 650, 700] {
      let program = try RunningProgram(["run", "--force", "ingest"] + runs.arguments)
      usleep(UInt32(milliseconds * 1000))
      program.send(SIGKILL)
      _ = try program.outcome()
      if runs.published != nil { #expect(try runs.files() == expected, "killed after \(milliseconds) ms") }
    }
    let outcome = try runs.run()
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try runs.files() == expected)
    #expect(try runs.leftovers() == [])
    #expect(runs.published == reference.published)
  }

  @Test("a reader of the output that goes away does not end the run")
  func closedPipe() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "\"$0\" run \"$@\" | true", Program.executable.path] + runs.arguments
    shell.currentDirectoryURL = Program.packageFolder
    try shell.run()
    shell.waitUntilExit()
    #expect(runs.published != nil)
  }

  @Test("a run writes nothing outside the output root")
  func nowhereElse() throws {
    try Program.withCopyOfPipelines { folder in
      try FileManager.default.copyItem(
        at: Program.packageFolder.appendingPathComponent("docs/tutorial"),
        to: folder.appendingPathComponent("tutorial"))
      let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      let arguments = ["run", "tutorial", "--set", "uncertainty.replicates=100", "--output", "out"]
      let survey = ["--set", "sources.survey.path=../tutorial/answers.csv"]
      let outcome = try Program.run(arguments + survey, in: folder, environment: ["TMPDIR": folder.path])
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let after = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      #expect(after.filter { $0 != "out" && !$0.hasPrefix("out/") }.sorted() == before)
    }
  }
}
