import Diagnostics
import Testing

@testable import SurveyModel

@Suite("How runs are kept, as pipeline.yaml says")
struct RunKeepingDecodingTests {
  private func load(_ files: [String: String]) throws -> PipelineDefinition {
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return try loadPipeline(folder: pipeline.folder, overrides: [])
  }

  @Test("lock and retention are read; without them runs are locked and all stay")
  func read() throws {
    let pipeline = try load(SmallPipeline.files)
    #expect(pipeline.locking == .flock)
    #expect(pipeline.retention == RetentionSettings(keepLast: 12, keepsPublished: true, maximumGigabytes: 5))
    let without = try load(
      SmallPipeline.replacing(
        "lock: flock\nretention: {keep_last: 12, keep_published: true, max_gb: 5}", with: "lock: none",
        in: "pipeline.yaml"))
    #expect(without.locking == .none)
    #expect(without.retention == nil)
  }

  @Test(
    "what makes no sense is refused with its place",
    arguments: [("keep_last: 12", "keep_last: 0"), ("max_gb: 5", "max_gb: -1"), ("lock: flock", "lock: fcntl")])
  func refused(_ old: String, _ new: String) throws {
    let error = #expect(throws: DiagnosticError.self) {
      _ = try load(SmallPipeline.replacing(old, with: new, in: "pipeline.yaml"))
    }
    #expect(error?.kind == .configuration)
    #expect(error?.diagnostics.count == 1)
    #expect(error?.diagnostics.first?.location?.line != nil)
  }
}
