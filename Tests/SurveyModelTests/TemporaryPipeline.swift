import Diagnostics
import Foundation
import SurveyModel
import Testing

/// A pipeline's files in a folder of their own, for one test.
struct TemporaryPipeline {
  let folder: String
  private var files: [String: String]

  /// - Parameter files: file name to content.
  /// - Throws: when the files cannot be written.
  init(_ files: [String: String]) throws {
    self.files = files
    folder = NSTemporaryDirectory() + "bizclimate-configuration-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, content) in files { try content.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The problems of loading, each as `file:line:column: …` with the folder left out.
  func problems(_ overrides: [String] = []) -> [String] {
    do {
      _ = try loadPipeline(folder: folder, overrides: overrides)
      return []
    } catch {
      return error.diagnostics.map { Self.shown($0.description, without: folder) }
    }
  }

  private static func shown(_ text: String, without folder: String) -> String {
    text.replacingOccurrences(of: folder + "/", with: "")
  }
}

/// The folder of a pipeline that the repository ships.
func shippedPipeline(_ name: String, from file: String = #filePath) -> String {
  let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return root.appendingPathComponent("Pipelines/\(name)").path
}
