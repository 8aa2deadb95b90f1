import Diagnostics
import Testing

@testable import SurveyModel

@Suite("What differs between two configurations")
struct ConfigurationChangesTests {
  private func resolved(
    _ files: [String: String] = SmallPipeline.files, _ overrides: [String] = []
  ) throws -> [UInt8] {
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    return try resolvedConfiguration(folder: pipeline.folder, overrides: overrides)
  }

  @Test("the same configuration has no changes")
  func none() throws {
    #expect(try configurationChanges(from: resolved(), to: resolved()).isEmpty)
  }

  @Test("how runs are kept apart and which stay is no part of it")
  func keepingIsNoPart() throws {
    let other = SmallPipeline.replacing("keep_last: 12", with: "keep_last: 3", in: "pipeline.yaml")
    #expect(try resolved(other, ["lock=none"]) == resolved())
    #expect(try resolved(SmallPipeline.files, ["seed=8"]) != resolved())
  }

  @Test("a changed, a new and a lost key are told with file, path and values; items of lists by their id")
  func changes() throws {
    let new = SmallPipeline.replacing(
      "{id: BB, name: {zh: 乙区, en: Yi}", with: "{id: BB, name: {zh: 乙区, en: Yee}", in: "units.yaml")
    let changes = try configurationChanges(
      from: resolved(), to: resolved(new, ["seed=8", "notice=Synthetic", "importance=null"])
    ).map(\.description)
    #expect(
      changes == [
        "pipeline.yaml seed changed: 7 → 8",
        "pipeline.yaml importance changed: {…} → null",
        "pipeline.yaml notice is new: Synthetic",
        "units.yaml units[BB].name.en changed: Yi → Yee",
      ])
  }
}
