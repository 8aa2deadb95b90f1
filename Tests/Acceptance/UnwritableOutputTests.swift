import Foundation
import Testing

/// A small file system of its own; nil where this machine does not let one be mounted.
private struct SmallDisk {
  let folder: URL

  init?(kilobytes: Int) throws {
    folder = try Program.temporaryFolder()
    guard Self.call("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path]) else {
      print("skipped: a small file system needs mount, which is for root only")
      try? FileManager.default.removeItem(at: folder)
      return nil
    }
  }

  func grow(kilobytes: Int) -> Bool { Self.call("mount", ["-o", "remount,size=\(kilobytes)k", folder.path]) }

  func makeReadOnly() -> Bool { Self.call("mount", ["-o", "remount,ro", folder.path]) }

  func remove() {
    _ = Self.call("umount", [folder.path])
    try? FileManager.default.removeItem(at: folder)
  }

  private static func call(_ command: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

@Suite("Where outputs cannot be written, the published run stays and the exit code says why")
struct UnwritableOutputTests {
  private func run(_ root: URL, _ more: [String] = []) throws -> Outcome {
    try Program.run(
      ["run", "docs/tutorial", "--output", root.path, "--set", "uncertainty.replicates=100"] + more)
  }

  /// The pages of 4 KB that a folder with all that is in it takes.
  private func pages(under folder: URL) throws -> Int {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return try names.reduce(0) { sum, name in
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
      let size = attributes[.size] as? Int ?? 0
      return sum + max(1, (size + 4095) / 4096)
    }
  }

  private func published(_ root: URL) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: root.appendingPathComponent("current").path)
  }

  @Test("a full disk is exit code 74, `current` is the old run, and no part of the new one is left")
  func diskFull() throws {
    // Room for one run and a half, so that a second one finds no place.
    let elsewhere = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: elsewhere) }
    #expect(try run(elsewhere).exitCode == 0)
    guard let disk = try SmallDisk(kilobytes: pages(under: elsewhere) * 4 * 3 / 2) else { return }
    defer { disk.remove() }
    let root = disk.folder.appendingPathComponent("out")
    let first = try run(root)
    #expect(first.exitCode == 0, "\(first.errors)")
    let name = published(root)
    let second = try run(root, ["--seed", "7"])
    #expect(second.exitCode == 74)
    #expect(second.errors.contains("No space left on device"))
    #expect(published(root) == name)
    let runs = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("runs").path)
    #expect(runs.count == 1)
    #expect(try run(root).exitCode == 0)
  }

  @Test("a disk without room for the history is exit code 74 with nothing published; with room the next run makes good")
  func noRoomForHistory() throws {
    let elsewhere = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: elsewhere) }
    #expect(try run(elsewhere).exitCode == 0)
    let history = elsewhere.appendingPathComponent("history.sqlite")
    let size = try FileManager.default.attributesOfItem(atPath: history.path)[.size] as? Int ?? 0
    // Room for the run, and not for the database with its journal.
    guard let disk = try SmallDisk(kilobytes: pages(under: elsewhere) * 4 - size / 1024 + 40) else { return }
    defer { disk.remove() }
    let root = disk.folder.appendingPathComponent("out")
    let outcome = try run(root)
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("the history cannot be written: database or disk is full"), "\(outcome.errors)")
    #expect(published(root) == nil)
    try #require(disk.grow(kilobytes: 8000))
    let again = try run(root)
    #expect(again.exitCode == 0, "\(again.errors)")
    let list = try Program.run(["history", "list", "docs/tutorial", "--output", root.path])
    #expect(list.output.hasPrefix("2025.1@1 ") && list.output.split(separator: "\n").count == 1)
  }

  @Test("a file system that can only be read is exit code 73 or 77, and commands that only read go on working")
  func readOnly() throws {
    guard let disk = try SmallDisk(kilobytes: 8000) else { return }
    defer { disk.remove() }
    let root = disk.folder.appendingPathComponent("out")
    #expect(try run(root).exitCode == 0)
    let name = published(root)
    try #require(disk.makeReadOnly())
    let second = try run(root, ["--seed", "7"])
    #expect([73, 77].contains(second.exitCode))
    #expect(published(root) == name)
    for command in [["status"], ["runs", "list"], ["runs", "show"], ["verify"], ["log"]] {
      let outcome = try Program.run(
        command + ["docs/tutorial", "--output", root.path, "--set", "uncertainty.replicates=100"])
      #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
    }
  }

  @Test("a folder that may not be written to is exit code 77")
  func noPermission() throws {
    guard geteuid() != 0 else { return print("skipped: root may write everywhere") }
    let root = try Program.temporaryFolder()
    defer {
      chmod(root.path, 0o755)
      try? FileManager.default.removeItem(at: root)
    }
    chmod(root.path, 0o555)
    #expect(try run(root.appendingPathComponent("out")).exitCode == 77)
  }

  @Test("a log that cannot be written to is refused before anything is done")
  func logFile() throws {
    let root = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let outcome = try run(root, ["--log-file", root.path])
    #expect(outcome.exitCode == 73)
    #expect(published(root) == nil)
  }
}
