import Foundation
import Testing

/// The built program while it runs, to be stopped at will.
final class RunningProgram {
  private let process = Process()
  private let scratch: URL

  var pid: Int32 { process.processIdentifier }

  init(_ arguments: [String], in folder: URL = Program.packageFolder) throws {
    scratch = try Program.temporaryFolder()
    process.executableURL = Program.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    for name in ["out", "err"] { try Data().write(to: scratch.appendingPathComponent(name)) }
    process.standardOutput = try FileHandle(forWritingTo: scratch.appendingPathComponent("out"))
    process.standardError = try FileHandle(forWritingTo: scratch.appendingPathComponent("err"))
    try process.run()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// What it printed, once it has ended; the exit code is that of a shell, 128 and the signal where one ended it.
  func outcome() throws -> Outcome {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: scratch) }
    func text(_ name: String) throws -> String {
      try String(contentsOf: scratch.appendingPathComponent(name), encoding: .utf8)
    }
    let code = process.terminationStatus
    return Outcome(
      exitCode: process.terminationReason == .uncaughtSignal ? 128 + code : code, output: try text("out"),
      errors: try text("err"))
  }
}

/// An output root of the small pipeline of the tutorial.
struct SmallRuns {
  let root: URL

  init() throws { root = try Program.temporaryFolder() }

  func remove() { try? FileManager.default.removeItem(at: root) }

  /// Few replicates, since it is not their precision that is tested.
  var arguments: [String] { ["docs/tutorial", "--output", root.path, "--set", "uncertainty.replicates=100"] }

  func run(_ more: [String] = []) throws -> Outcome { try Program.run(["run"] + arguments + more) }

  /// A command on the runs that are there.
  func call(_ command: [String], _ more: [String] = []) throws -> Outcome {
    try Program.run(command + arguments + more)
  }

  var published: String? {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: root.appendingPathComponent("current").path))
      .map { String($0.dropFirst("runs/".count)) }
  }

  /// All files of the published run.
  func files() throws -> [String: Data] {
    let folder = root.appendingPathComponent("current").resolvingSymlinksInPath()
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      var isFolder: ObjCBool = false
      let file = folder.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue {
        files[name] = try Data(contentsOf: file)
      }
    }
    return files
  }

  /// What a run that ended leaves nowhere.
  func leftovers() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.path).filter {
      $0.contains("/.tmp-") || $0.contains("/.old-") || $0.hasPrefix(".tmp-") || $0.hasPrefix(".old-")
    }
  }

  /// Waits until a run holds the lock.
  func waitForLock() throws {
    let lock = root.appendingPathComponent(".state/lock").path
    for _ in 0..<500 {
      let size = (try? FileManager.default.attributesOfItem(atPath: lock))?[.size] as? Int
      if let size, size > 0 { return }
      usleep(10_000)
    }
    Issue.record("no run took the lock")
  }
}
