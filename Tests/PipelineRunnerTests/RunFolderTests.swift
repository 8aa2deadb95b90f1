import Diagnostics
import Foundation
import Testing

@testable import PipelineRunner

@Suite("The folder of a run appears whole or not at all")
struct RunFolderTests {
  private func inTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runs-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("current points at the run that was published last")
  func publishes() throws {
    try inTemporaryFolder { root in
      let folder = RunFolder(root: root)
      for name in ["first", "second"] {
        _ = try folder.write([RunFile("report.html", [UInt8](name.utf8))], manifest: [], runID: name)
        try folder.publish(name)
        #expect(try text(root + "/current/report.html") == name)
      }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: root + "/current") == "runs/second")
    }
  }

  @Test("writing a run again replaces it and leaves nothing else behind")
  func replaces() throws {
    try inTemporaryFolder { root in
      let folder = RunFolder(root: root)
      _ = try folder.write([RunFile("a", [1]), RunFile("b", [2])], manifest: [], runID: "x")
      _ = try folder.write([RunFile("a", [3])], manifest: [], runID: "x")
      #expect(FileSystem.names(in: root + "/runs") == ["x"])
      #expect(FileSystem.names(in: root + "/runs/x") == ["a", "manifest.json"])
    }
  }

  @Test("files that hold records are for the owner only")
  func modes() throws {
    try inTemporaryFolder { root in
      let place = try RunFolder(root: root).write(
        [RunFile("data/x.csv", [1], confidential: true), RunFile("tables/y.csv", [1])], manifest: [], runID: "x")
      func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: place + "/" + path)[.posixPermissions] as? Int
      }
      #expect(try mode("data") == 0o700)
      #expect(try mode("data/x.csv") == 0o600)
      #expect(try mode("tables/y.csv") == 0o644)
    }
  }

  @Test("an output root that is a file is refused with exit code 73, and nothing is published")
  func refusesFile() throws {
    try inTemporaryFolder { root in
      let file = root + "/file"
      try "x".write(toFile: file, atomically: true, encoding: .utf8)
      let error = #expect(throws: DiagnosticError.self) {
        _ = try RunFolder(root: file).write([], manifest: [], runID: "x")
      }
      #expect(error?.kind == .cannotCreate)
    }
  }
}
