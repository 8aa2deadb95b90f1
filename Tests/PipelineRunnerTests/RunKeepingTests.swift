import Diagnostics
import Foundation
import SurveyModel
import Synchronization
import Testing

@testable import PipelineRunner

/// A folder that is gone afterwards.
private func inTemporaryFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runs-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.path)
}

/// What is repeated in a thread of its own until `body` has ended.
///
/// Not in a task: one that never waits would keep one of the few threads that all tests share, and two of them would keep
/// what they wait for from ever running.
private func repeating(
  _ look: @escaping @Sendable () -> Bool, while body: () async throws -> Void
) async throws -> (tries: Int, failures: Int) {
  let looks = Looks()
  Thread.detachNewThread {
    while looks.note(look()) {}
    looks.ended.signal()
  }
  defer { looks.stop() }
  while looks.counts.tries == 0 { try await Task.sleep(for: .milliseconds(1)) }
  try await body()
  looks.stop()
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      looks.ended.wait()
      continuation.resume()
    }
  }
  return looks.counts
}

/// How many looks there were, and how many of them were wrong.
private final class Looks: Sendable {
  private let state = Mutex((tries: 0, failures: 0, isStopped: false))
  let ended = DispatchSemaphore(value: 0)

  /// False: it was enough.
  func note(_ isRight: Bool) -> Bool {
    state.withLock {
      $0.tries += 1
      if !isRight { $0.failures += 1 }
      return !$0.isStopped
    }
  }

  func stop() { state.withLock { $0.isStopped = true } }

  var counts: (tries: Int, failures: Int) { state.withLock { ($0.tries, $0.failures) } }
}

@Suite("Published runs are kept whole")
struct RunKeepingTests {
  @Test("in 300 publishes no reader of `current` ever misses a file")
  func readersSeeOneRun() async throws {
    try await inTemporaryFolder { root in
      let folder = RunFolder(root: root)
      for name in ["first", "second"] {
        _ = try folder.write(
          [RunFile("report.html", [UInt8](repeating: UInt8(name.utf8.count), count: 5000))], manifest: [], runID: name)
      }
      try folder.publish("first")
      var failedPublishes = 0
      let readings = try await repeating {
        let data = try? Data(contentsOf: URL(fileURLWithPath: root + "/current/report.html"))
        return data?.count == 5000 && Set(data ?? Data()).count == 1
      } while: {
        for round in 0..<300 where (try? folder.publish(round.isMultiple(of: 2) ? "second" : "first")) == nil {
          failedPublishes += 1
        }
      }
      #expect(readings.tries > 10)
      #expect(readings.failures == 0)
      #expect(failedPublishes == 0)
    }
  }

  @Test("a run with the same bytes is not written again; one that was damaged is")
  func keepsSame() async throws {
    try await inTemporaryFolder { root in
      let folder = RunFolder(root: root)
      func write() throws -> Int? {
        let place = try folder.write([RunFile("tables/a.csv", [1, 2])], manifest: [3], runID: "x")
        return try FileManager.default.attributesOfItem(atPath: place + "/tables/a.csv")[.systemFileNumber] as? Int
      }
      let first = try write()
      #expect(try write() == first)
      try Data([9]).write(to: URL(fileURLWithPath: root + "/runs/x/tables/a.csv"))
      _ = try write()
      #expect(try Data(contentsOf: URL(fileURLWithPath: root + "/runs/x/tables/a.csv")) == Data([1, 2]))
    }
  }

  @Test("what a killed run left is removed, and a run that it had moved away comes back")
  func leftovers() async throws {
    try await inTemporaryFolder { root in
      let folder = RunFolder(root: root)
      _ = try folder.write([RunFile("a", [1])], manifest: [], runID: "kept")
      for name in ["runs/.tmp-12-kept", "runs/.old-12-kept", "runs/.old-12-my-city-1", "stages/.tmp-9-clean"] {
        try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
      }
      try FileManager.default.createSymbolicLink(atPath: root + "/.tmp-7-current", withDestinationPath: "runs/kept")
      try folder.removeLeftovers()
      #expect(FileSystem.names(in: root) == ["runs", "stages"])
      #expect(FileSystem.names(in: root + "/runs") == ["kept", "my-city-1"])
      #expect(FileSystem.names(in: root + "/stages") == [])
    }
  }

  @Test("a folder that cannot be filled is not left behind")
  func partialOutput() async throws {
    try await inTemporaryFolder { root in
      let error = #expect(throws: DiagnosticError.self) {
        _ = try RunFolder(root: root).write(
          [RunFile("a", [1]), RunFile("a/b", [1])], manifest: [], runID: "x")
      }
      #expect(error?.kind == .cannotCreate)
      #expect(FileSystem.names(in: root + "/runs") == [])
    }
  }
}

@Suite("The lock of an output root")
struct RunLockTests {
  @Test("one holder at a time, who is named, and nobody once it lets go")
  func oneHolder() async throws {
    try await inTemporaryFolder { root in
      try FileManager.default.createDirectory(atPath: root + "/.state", withIntermediateDirectories: true)
      #expect(RunLock.holder(root: root) == nil)
      let lock = try await RunLock(root: root, command: "bizclimate run “a b”", waiting: 0)
      let holder = try #require(RunLock.holder(root: root))
      #expect(holder.pid == getpid())
      #expect(holder.command == "bizclimate run “a b”")
      let error = await #expect(throws: DiagnosticError.self) {
        _ = try await RunLock(root: root, command: "b", waiting: 0)
      }
      #expect(error?.kind == .locked)
      #expect(error?.diagnostics.first?.message.contains("bizclimate run “a b”") == true)
      lock.release()
      #expect(RunLock.holder(root: root) == nil)
      try await RunLock(root: root, command: "b", waiting: 0).release()
    }
  }

  @Test("a look at the lock keeps no run from taking it")
  func glances() async throws {
    try await inTemporaryFolder { root in
      try FileManager.default.createDirectory(atPath: root + "/.state", withIntermediateDirectories: true)
      var taken = 0
      let glances = try await repeating {
        _ = RunLock.holder(root: root)
        return true
      } while: {
        for _ in 0..<200 {
          guard let lock = try? await RunLock(root: root, command: "c", waiting: 0) else { continue }
          taken += 1
          lock.release()
        }
      }
      #expect(glances.tries > 1)
      #expect(taken == 200)
    }
  }
}

@Suite("Digests that are kept")
struct DigestMemoTests {
  @Test("a file that was written to is read again, one of the same content has the same digest")
  func follows() async throws {
    try await inTemporaryFolder { root in
      try FileManager.default.createDirectory(atPath: root + "/.state", withIntermediateDirectories: true)
      let file = root + "/a.csv"
      func digest() -> String? {
        var memo = DigestMemo(root: root)
        defer { memo.save() }
        return memo.digest(file)
      }
      #expect(digest() == nil)
      try Data("1".utf8).write(to: URL(fileURLWithPath: file))
      let first = digest()
      #expect(first != nil)
      // The same size, and an old time of modification.
      try Data("2".utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: file)
      #expect(digest() != first)
      try Data("1".utf8).write(to: URL(fileURLWithPath: file))
      #expect(digest() == first)
      try await Task.sleep(for: .milliseconds(2100))
      #expect(digest() == first)
      #expect(FileManager.default.fileExists(atPath: root + "/.state/digests.json"))
      #expect(digest() == first)
    }
  }
}

@Suite("Lines of the log")
struct LogLineTests {
  @Test("a line is one line of JSON whatever the message holds, and reads back as it was")
  func roundTrip() throws {
    let line = LogLine(
      t: "2025-07-22T02:30:07.412Z", level: .warn, run: nil, stage: "clean", code: "Q-017",
      msg: "“a\"b\\c”\n\t\u{1} 岚江", data: ["item": .text("respond"), "value": .number(0.302)])
    #expect(!line.json.contains("\n"))
    #expect(try JSONDecoder().decode(LogLine.self, from: Data(line.json.utf8)) == line)
  }

  @Test(
    "times are in UTC with milliseconds",
    arguments: [(0, "1970-01-01T00:00:00.000Z"), (1_753_151_407_412, "2025-07-22T02:30:07.412Z")])
  func times(_ milliseconds: Int64, _ text: String) {
    #expect(Clock.text(milliseconds) == text)
  }
}

@Suite("What retention keeps")
struct RetentionTests {
  private func run(_ name: String, day: Int, published: Bool, in root: String) throws {
    let manifest = """
      {"schema": "bizclimate-manifest/1", "run": "\(name)", "city": "c", "edition": "1", "wave": 2025, "as_of": "2025-12-31",
       "seed": 1, "replicates": 0, "software": {"bizclimate": "0"}, "config": {"sha256": ""}, "inputs": [], "stages": [],
       "outputs": []}
      """
    _ = try RunFolder(root: root).write(
      [RunFile("report.html", [UInt8](repeating: 0, count: 1_000_000))], manifest: [UInt8](manifest.utf8), runID: name)
    try attempt(day: day, run: name, exitCode: 0, published: published, in: root)
  }

  private func attempt(day: Int, run: String?, exitCode: Int32, published: Bool, in root: String) throws {
    var attempt = Attempt(command: "bizclimate run", to: "report")
    attempt.attempt = "2025010\(day)T000000.\(1000 + Int(exitCode))Z-1"
    (attempt.run, attempt.exitCode, attempt.published) = (run, exitCode, published)
    attempt.ended = "2025-01-0\(day)T00:00:00.000Z"
    try FileSystem.createFolder(Attempt.folder(root))
    try attempt.save(root: root)
  }

  @Test(
    "the latest runs stay, and the published one always",
    arguments: [
      (RetentionSettings(keepLast: 2), ["c", "b"]),
      (RetentionSettings(keepLast: 1), ["d", "c", "b"]),
      (RetentionSettings(keepLast: 1, keepsPublished: true), ["d", "b"]),
      (RetentionSettings(maximumGigabytes: 0.0025), ["c", "b"]),
      (RetentionSettings(maximumGigabytes: 0.0001), ["d", "c", "b"]),
      (RetentionSettings(), []),
    ])
  func stays(_ retention: RetentionSettings, gone: [String]) async throws {
    try await inTemporaryFolder { root in
      for (day, name) in ["a", "b", "c", "d"].enumerated() {
        try run(name, day: day + 1, published: name == "a" || name == "c", in: root)
      }
      try RunFolder(root: root).publish("a")
      #expect(RunStore(root: root).pruned(retention).map(\.run) == gone)
    }
  }

  @Test("of attempts that came to no run the latest stay")
  func failures() async throws {
    try await inTemporaryFolder { root in
      try run("a", day: 1, published: true, in: root)
      for number in 1...60 { try attempt(day: 2, run: nil, exitCode: Int32(number), published: false, in: root) }
      let gone = RunStore(root: root).pruning(RetentionSettings(keepLast: 1)).attempts
      #expect(gone == (1...10).map { "20250102T000000.\(1000 + $0)Z-1" })
    }
  }
}
