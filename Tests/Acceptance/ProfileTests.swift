import Foundation
import Testing

@Suite("`run --profile` says where time and memory went, and changes nothing")
struct ProfileTests {
  @Test("a line a stage and their sum on standard error; what is published is the same bytes")
  func table() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    #expect(try runs.run().exitCode == 0)
    let before = try runs.files()
    let outcome = try runs.run(["--profile", "--force", "ingest"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("\nReport: "))
    #expect(!outcome.output.contains("CPU s"))
    let lines = outcome.errors.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.first == ["stage", "seconds", "CPU", "s", "peak", "MB"])
    let rows = lines.dropFirst().prefix(7)
    let names = ["configuration", "ingest", "clean", "aggregate", "report", "finish", "total"]
    #expect(rows.compactMap(\.first) == names)
    let seconds = rows.compactMap { Double($0[1]) }
    let processor = rows.compactMap { Double($0[2]) }
    #expect(seconds.count == 7 && processor.count == 7)
    #expect((seconds + processor).allSatisfy { $0 >= 0 })
    // The rows are all of it, but for what is rounded.
    #expect(abs(seconds.dropLast().reduce(0, +) - seconds[6]) < 0.01)
    #expect(abs(processor.dropLast().reduce(0, +) - processor[6]) < 0.01)
    #expect(processor[3] > 0)
    #if os(Linux)
      let peaks = rows.compactMap { Double($0[3]) }
      #expect(peaks.count == 7 && peaks.allSatisfy { $0 > 1 && $0 < 100_000 })
      #expect(peaks.dropLast().max() == peaks[6])
    #endif
    #expect(try runs.files() == before)
  }

  @Test(
    "a run that stops early has only its stages; with -q nothing is printed, with --json only the document on output")
  func variants() throws {
    let runs = try SmallRuns()
    defer { runs.remove() }
    let early = try runs.run(["--profile", "--to", "clean"])
    let names = early.errors.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(names.prefix(6) == ["stage", "configuration", "ingest", "clean", "finish", "total"])
    let quiet = try runs.run(["--profile", "-q"])
    #expect(quiet.exitCode == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
    let json = try runs.run(["--profile", "--json"])
    #expect((try? JSONSerialization.jsonObject(with: Data(json.output.utf8))) != nil)
    #expect(json.errors.hasPrefix("stage "))
    let log = try runs.run(["--profile", "--log-format", "json"])
    #expect(log.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
  }
}
