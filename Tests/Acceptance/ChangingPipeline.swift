import Foundation
import Testing

/// The pipeline of the tutorial in a folder of its own, to be changed at will.
struct ChangingPipeline {
  let folder: URL
  let root: URL

  init() throws {
    folder = try Program.temporaryFolder()
    root = folder.appendingPathComponent("out")
    let docs = folder.appendingPathComponent("docs")
    try FileManager.default.createDirectory(at: docs, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Program.packageFolder.appendingPathComponent("docs/tutorial"), to: docs.appendingPathComponent("tutorial"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func call(
    _ command: String, _ words: [String] = [], _ more: [String] = [], out: String = "out",
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      [command, "docs/tutorial"] + words
        + ["--output", folder.appendingPathComponent(out).path, "--set", "uncertainty.replicates=100"] + more,
      in: folder, environment: environment)
  }

  private func json(_ outcome: Outcome) throws -> [String: Any] {
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  /// Runs, and gives the stages that were skipped.
  func run(_ more: [String] = [], out: String = "out") throws -> [String] {
    try json(try call("run", [], ["--json"] + more, out: out))["skipped"] as? [String] ?? ["no list"]
  }

  /// What a run would do to each stage.
  func plan(_ more: [String] = []) throws -> [String] {
    let steps = try json(try call("plan", [], ["--json"] + more))["steps"] as? [[String: Any]] ?? []
    return steps.compactMap { $0["state"] as? String }
  }

  /// The files of the published run.
  func files(out: String = "out") throws -> [String: Data] {
    let place = folder.appendingPathComponent(out + "/current").resolvingSymlinksInPath()
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: place.path) {
      let file = place.appendingPathComponent(name)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue {
        files[name] = try Data(contentsOf: file)
      }
    }
    return files
  }

  /// What a run from nothing gives.
  func fromNothing() throws -> [String: Data] {
    try? FileManager.default.removeItem(at: folder.appendingPathComponent("other"))
    #expect(try run(out: "other") == [])
    return try files(out: "other")
  }

  /// Replaces the first occurrence in the answers, which are in GB18030.
  func editAnswers(_ old: String, _ new: String) throws {
    let file = folder.appendingPathComponent("docs/tutorial/answers.csv")
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data(old.utf8)))
    data.replaceSubrange(place, with: Data(new.utf8))
    try data.write(to: file)
  }

  func edit(_ name: String, _ old: String, _ new: String) throws {
    try Program.edit("docs/tutorial/" + name, in: folder) { $0.replacingOccurrences(of: old, with: new) }
  }
}
